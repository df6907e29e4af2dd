"""How the command line says that something is wrong: what happened, to what, and what to do next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.report.manifest import ExitCode


class UsageError(Exception):
    """The command's words are off."""


def fail(error: Exception | str, code: ExitCode) -> int:
    """Print one sentence on standard error; the exit code."""
    print(f"newscrawl: {error}", file=sys.stderr)
    return int(code)
