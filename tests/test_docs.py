"""The documentation agrees with the code."""

from __future__ import annotations

import re
import shlex
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from newscrawl.cli import cli
from newscrawl.report.manifest import ExitCode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group = cli) -> dict[str, click.Command]:
    context = click.Context(group, info_name="newscrawl")
    return {name: command for name in group.list_commands(context) if (command := group.get_command(context, name))}


def options(command: click.Command) -> set[str]:
    found = {name for param in command.params for name in param.opts if name.startswith("-")}
    if isinstance(command, click.Group):
        found = found.union(*map(options, commands(command).values()))
    return found


def test_the_page_of_the_record_is_made_from_the_classes() -> None:
    import record_table  # type: ignore[import-not-found] # noqa: PLC0415 - a script beside its page

    assert record_table.PAGE.read_text(encoding="utf-8") == record_table.page(), "run python docs/record_table.py"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_help_and_stands_in_the_documentation(name: str) -> None:
    command = commands()[name]
    assert command.help
    pages = README + "".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs").glob("*.md"))
    assert f"newscrawl {name}" in pages
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


def test_every_command_and_option_of_the_readme_exists() -> None:
    for line in re.findall(r"^newscrawl .*$", README, re.MULTILINE):
        words = line.split("#")[0].split()
        known = commands()
        assert words[1] in known, line
        assert {w for w in words[2:] if w.startswith("-")} <= options(known[words[1]]), line


def test_every_exit_code_is_documented() -> None:
    table = README[README.index("| code | meaning |") :]
    for code in ExitCode:
        assert re.search(rf"^\|[^|]*\b{code.value}\b", table, re.MULTILINE), code


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "newscrawl" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("script", ["cli_reference", "api_reference"])
def test_the_reference_is_made_from_the_code(script: str) -> None:
    module = import_module(script)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), f"run python docs/{script}.py"
