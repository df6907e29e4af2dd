"""The documentation says what the code does."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import pytest

from newscrawl.cli import parser
from newscrawl.report.manifest import ExitCode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


def test_the_page_of_the_record_is_made_from_the_classes() -> None:
    import record_table  # type: ignore[import-not-found] # noqa: PLC0415 - a script beside its page

    assert record_table.PAGE.read_text(encoding="utf-8") == record_table.page(), "run python docs/record_table.py"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_help_and_stands_in_the_documentation(name: str) -> None:
    command = commands()[name]
    assert command.description
    pages = README + "".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs").glob("*.md"))
    assert f"newscrawl {name}" in pages
    for action in command._actions:
        assert action.help, f"{name}: {action.option_strings or action.dest} has no help"


def test_every_command_and_option_of_the_readme_exists() -> None:
    for line in re.findall(r"^newscrawl .*$", README, re.MULTILINE):
        words = line.split("#")[0].split()
        known = commands()
        assert words[1] in known, line
        options = {o for action in known[words[1]]._actions for o in action.option_strings}
        nested = [a for a in known[words[1]]._actions if isinstance(a, argparse._SubParsersAction)]
        options |= {o for a in nested for p in a.choices.values() for b in p._actions for o in b.option_strings}
        assert {w for w in words[2:] if w.startswith("-")} <= options, line


def test_every_exit_code_is_documented() -> None:
    table = README[README.index("| code | meaning |") :]
    for code in ExitCode:
        assert re.search(rf"^\|[^|]*\b{code.value}\b", table, re.MULTILINE), code


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "newscrawl" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
