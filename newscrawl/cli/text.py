"""``newscrawl normalize``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from newscrawl.text import normalize

if TYPE_CHECKING:
    import argparse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser(
        "normalize",
        help="set Vietnamese text right: standard input to standard output",
        description="Set Vietnamese text right: `newscrawl normalize < in.txt > out.txt`.",
    )
    command.add_argument(
        "--tone",
        choices=("first", "second", "keep"),
        default="first",
        help="hòa, hoà, or as it is (default: %(default)s)",
    )
    command.add_argument("--no-repair", action="store_true", help="do not put lost spaces back")
    command.set_defaults(run=run_normalize)


def run_normalize(given: argparse.Namespace) -> int:
    """Normalise standard input."""
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    out = normalize(text, given.tone, repair=not given.no_repair)
    sys.stdout.buffer.write(out.encode() + (b"\n" if text.endswith("\n") and out else b""))
    return 0
