"""Run the shell and Python examples of the documentation as a reader would paste them.

A block is run when its fence names ``bash``, ``console`` or ``python``. A comment ``<!-- not run by the tests: CAUSE -->`` on the
line before the fence leaves it out; the cause must be given. Blocks of one page run in the order of the page and
in one directory. In a ``console`` block the lines after ``$`` are run; the output shown below them is an illustration.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
MAX_BLOCK_SECONDS = 600
"""A safety net only: no block is expected to take more than some seconds."""

_BLOCK = re.compile(
    r"(?:^<!-- not run by the tests: (?P<cause>[^>]+) -->\n)?^```(?P<language>bash|console|python)\n(?P<code>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_START_OF_SERVER = re.compile(r"^(python -m newscrawl\.sample --port (\d+) &)\nsleep \d+$", re.MULTILINE)


class Block(NamedTuple):
    """One example of a page."""

    language: str
    code: str
    cause: str | None
    """Why the example is not run; ``None`` when it is."""


def blocks(page: Path) -> list[Block]:
    """Return the examples of a page in their order."""
    return [
        Block(found["language"], found["code"], found["cause"])
        for found in _BLOCK.finditer(page.read_text(encoding="utf-8"))
    ]


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
RUN = [page for page in PAGES if any(block.cause is None for block in blocks(page))]
ALWAYS = {
    "README",
    "tutorial",
    "status",
    "state",
    "duplicates",
    "removal",
    "changes",
    "exit-codes",
    "settings",
    "politeness",
}
"""The pages that every run of the suite runs. ``make examples`` runs all; tests/test_docs.py reads the commands of all pages."""


def test_only_the_generated_page_of_commands_has_blocks_that_are_parsed_instead_of_run() -> None:
    assert [page.name for page in PAGES if "```sh\n" in page.read_text(encoding="utf-8")] == ["cli.md"]


def test_each_port_belongs_to_one_page() -> None:
    ports = [port for page in PAGES for port in set(re.findall(r"--port (\d+)", page.read_text(encoding="utf-8")))]
    assert len(set(ports)) == len(ports), "pages are tested at the same time"


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=() if page.stem in ALWAYS else pytest.mark.long, id=page.stem) for page in RUN],
)
def test_examples_run_as_they_stand(page: Path, tmp_path: Path, demo_runs: tuple[Path, list[str]]) -> None:
    if "output/demo" in page.read_text(encoding="utf-8"):
        shutil.copytree(demo_runs[0], tmp_path, dirs_exist_ok=True)
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"], "PYTHONUTF8": "1"}
    for block in blocks(page):
        if block.cause is None:
            run(block, tmp_path, environment)


def run(block: Block, directory: Path, environment: dict[str, str]) -> None:
    """Run one example; fail with its output where a command of it fails."""
    if block.language == "python":
        command = [sys.executable, "-c", block.code]
    else:
        # A server that an example starts in the background ends with the example's shell.
        on_exit = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"
        command = [shutil.which("bash") or "/bin/sh", "-c", f"set -e\n{on_exit}\n{shell_commands(block)}"]
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, timeout=MAX_BLOCK_SECONDS, check=False
    )
    assert done.returncode == 0, (
        f"{block.code}\nexit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    )


def shell_commands(block: Block) -> str:
    """Return what a shell runs for a block. On a busy machine a server may need longer than the reader is told to sleep."""
    if block.language == "console":
        return "\n".join(line[2:] for line in block.code.splitlines() if line.startswith("$ "))
    return _START_OF_SERVER.sub(
        r"\1\nuntil (exec 3<>/dev/tcp/127.0.0.1/\2) 2>/dev/null; do kill -0 $!; sleep 0.05; done", block.code
    )
