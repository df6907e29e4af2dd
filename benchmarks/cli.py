"""Measures what the help of the command line costs, in CPU seconds.

    python benchmarks/cli.py [--runs 5]

Runs ``newscrawl --help``, ``--version`` and each ``COMMAND --help`` as a process and takes the least CPU time (user and
system) of some runs. Beside it stand ``python -c pass`` and ``trafilatura --help`` (of the ``bench`` extra, if installed).
Python must be able to keep its compiled modules, so PYTHONDONTWRITEBYTECODE is unset for the processes.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.cli import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT_SECONDS = 0.30
"""CPU seconds that a help may take."""

HEAVY = ("scrapy", "twisted", "lxml", "rich")
"""Packages that no help may import."""


def cpu_seconds(command: Sequence[str], runs: int) -> float:
    """Return the least CPU time of the command; the first run, which may compile modules, is not counted."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    found = []
    for _ in range(runs + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found[1:])


def imported(words: Sequence[str]) -> list[str]:
    """Return the heavy packages that a command line imports."""
    script = (
        "import sys; from newscrawl.cli import main; main(sys.argv[1:]); "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    return done.stderr.split()


def main() -> int:
    """Print a table; exit code 1 where a help is over the limit or imports a heavy package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    newscrawl = str(Path(sys.executable).with_name("newscrawl"))
    base = cpu_seconds([sys.executable, "-c", "pass"], runs)
    other = Path(sys.executable).with_name("trafilatura")
    trafilatura = cpu_seconds([str(other), "--help"], runs) if shutil.which(str(other)) else None
    rows: list[tuple[str, float | None, list[str] | None]] = [
        ("python -c pass", base, None),
        ("trafilatura --help", trafilatura, None),
    ]
    command_lines = [
        ["--help"],
        ["--version"],
        *([name, "--help"] for name in COMMANDS),
        ["text-model", "build", "--help"],
    ]
    rows += [
        (f"newscrawl {' '.join(words)}", cpu_seconds([newscrawl, *words], runs), imported(words))
        for words in command_lines
    ]
    print(
        "| command | CPU seconds | to `python -c pass` | to `trafilatura --help` | heavy imports |\n|---|---|---|---|---|"
    )
    failed = False
    for name, seconds, heavy in rows:
        if seconds is None:
            print(f"| `{name}` | not installed | | | |")
            continue
        named = "" if heavy is None else ", ".join(heavy) or "none"
        ratio = f"{seconds / trafilatura:.2f}" if trafilatura else ""
        print(f"| `{name}` | {seconds:.3f} | {seconds / base:.1f} | {ratio} | {named} |")
        failed |= name.startswith("newscrawl") and (seconds > LIMIT_SECONDS or bool(heavy))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
