"""Prints lines for people. Everything that a command prints passes :func:`newscrawl.printable.printable`."""

from __future__ import annotations

import sys

from newscrawl.printable import printable


def say(*parts: object, error: bool = False) -> None:
    """Print a line on standard output, or on standard error."""
    print(printable(" ".join(map(str, parts))), file=sys.stderr if error else sys.stdout)
