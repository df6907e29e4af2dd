"""``newscrawl verify``."""

from __future__ import annotations

from newscrawl.archive.verify import Verification
from newscrawl.cli.output import say
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import find


def run_verify(directory: str | None, state: str | None, *, quiet: bool) -> int:
    """Print what is wrong with the files of a run; return the exit code."""
    output = find(directory, state).output
    if output is None:
        raise UsageError(f"{directory or state} is a state; verify checks files: give the output directory")
    count, verification = 0, Verification(output)
    try:
        for finding in verification.problems():
            count += 1
            say(finding)
    except FileNotFoundError as error:
        raise UsageError(f"{error}; give the directory that `crawl --output` wrote to") from None
    if not quiet:
        checked = ", ".join(f"{n:,} {what}" for what, n in verification.counts.items())
        say(f"{output}: {checked or 'nothing that is finished'}")
        say(f"{count:,} findings" if count else "whole")
    return int(ExitCode.STORE if count else ExitCode.FINE)
