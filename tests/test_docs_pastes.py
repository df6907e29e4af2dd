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
LONGEST_BLOCK_SECONDS = 600
"""A safety net only: no block is expected to take more than some seconds."""

_BLOCK = re.compile(
    r"(?:^<!-- not run by the tests: (?P<cause>[^>]+) -->\n)?^```(?P<language>bash|sh|console|python)\n(?P<code>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_SERVED = re.compile(r"^python -m newscrawl\.sample --port (\d+) &$", re.MULTILINE)


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


def commands(block: Block) -> str:
    """Return what a shell runs for a block."""
    if block.language == "console":
        return "\n".join(line[2:] for line in block.code.splitlines() if line.startswith("$ "))
    return block.code


def test_pages_have_examples() -> None:
    assert len(RUN) >= 3


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.stem)
def test_examples_run_as_they_stand(page: Path, tmp_path: Path) -> None:
    for name in ("articles", "demo"):
        assert not (tmp_path / name).exists()
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"], "PYTHONUTF8": "1"}
    prepare(page, tmp_path, environment)
    for block in blocks(page):
        if block.cause is None:
            run(block, tmp_path, environment)


def prepare(page: Path, directory: Path, environment: dict[str, str]) -> None:
    """Give a page what it takes as given: the files of ``make demo``."""
    text = page.read_text(encoding="utf-8")
    if "output/demo" in text and "newscrawl demo" not in text:
        for arguments in (["--fresh"], []):
            subprocess.run(
                [sys.executable, "-m", "newscrawl", "demo", "--port", "0", *arguments],
                cwd=directory, env=environment, check=True, capture_output=True, timeout=LONGEST_BLOCK_SECONDS,
            )  # fmt: skip


def run(block: Block, directory: Path, environment: dict[str, str]) -> None:
    """Run one example; fail with its output where a command of it fails."""
    if block.language == "python":
        command = [sys.executable, "-c", block.code]
    else:
        # A server that an example starts in the background ends with the example's shell.
        command = [shutil.which("bash") or "/bin/sh", "-c", "set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + commands(block)]
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, timeout=LONGEST_BLOCK_SECONDS, check=False
    )
    assert done.returncode == 0, f"{block.code}\nexit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
