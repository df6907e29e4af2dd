"""The documentation agrees with the code."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from newscrawl.cli import cli
from newscrawl.report.manifest import ExitCode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def commands(group: click.Group = cli) -> dict[str, click.Command]:
    context = click.Context(group, info_name="newscrawl")
    return {name: command for name in group.list_commands(context) if (command := group.get_command(context, name))}


def options(command: click.Command) -> set[str]:
    found = {name for param in command.params for name in param.opts if name.startswith("-")}
    if isinstance(command, click.Group):
        found = found.union(*map(options, commands(command).values()))
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_help_and_stands_in_the_documentation(name: str) -> None:
    command = commands()[name]
    assert command.help
    assert f"newscrawl {name}" in "".join(page.read_text(encoding="utf-8") for page in PAGES if page.stem != "cli")
    for option in (param for param in command.params if isinstance(param, click.Option)):
        assert option.help, f"{name}: {option.opts} has no help"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_an_example_that_can_be_parsed(name: str) -> None:
    command = commands()[name]
    examples = getattr(command, "examples", ())
    assert examples
    for example in examples:
        words = shlex.split(example.split("#")[0].split("|")[-1])
        assert words[:2] == ["newscrawl", name]
        rest = words[2 : next((n for n, word in enumerate(words) if word in {">", "<"}), None)]
        assert command.make_context(f"newscrawl {name}", rest).command is command


def test_every_command_and_option_of_an_example_exists() -> None:
    known = commands()
    for page in PAGES:
        for block in re.findall(
            r"^```(?:bash|console)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            for line in re.findall(r"^(?:\$ )?newscrawl (.*)$", block, re.MULTILINE):
                name, *words = re.split(r" [#|>]", line)[0].split()
                if name.startswith("-"):
                    continue
                assert name in known, f"{page.name}: {line}"
                assert {word for word in words if word.startswith("-")} <= options(known[name]), f"{page.name}: {line}"


def test_every_exit_code_is_documented() -> None:
    table = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {code.value} | `{code.name}` |" in table


def test_every_link_to_a_file_leads_to_one() -> None:
    for page in [*PAGES, ROOT / "newscrawl" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_navigation_has_every_page_once() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    assert sorted(re.findall(r": (\S+\.md)$", navigation, re.MULTILINE)) == sorted(
        page.name for page in (ROOT / "docs").glob("*.md")
    )


def test_the_site_is_built_without_a_dead_link_or_anchor(tmp_path: Path) -> None:
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "zensical", "build", "--strict"]
    built = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    assert (tmp_path / "site" / "tutorial.html").exists()


@pytest.mark.parametrize("script", ["cli_reference", "api_reference", "record_table", "settings_table"])
def test_generated_pages_are_up_to_date(script: str) -> None:
    module = import_module(script)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), f"run python docs/{script}.py"
