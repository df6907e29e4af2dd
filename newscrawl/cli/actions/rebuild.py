"""``newscrawl state rebuild``."""

from __future__ import annotations

from newscrawl.cli.output import say
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.rebuild import rebuild_location, rebuild_state


def run_rebuild(directory: str | None, state: str | None, site: str | None) -> int:
    """Take the articles of finished runs into the state; return the exit code."""
    location = rebuild_location(directory, state)
    done = rebuild_state(
        location,
        site=site,
        progress=lambda so_far: say(f"{so_far.lines:,} lines read, {so_far.articles:,} articles taken in"),
    )
    for problem in done.problems:
        say(f"{problem}; the others are fetched and written again")
    say(
        f"{location.remote or location.output}: {done.runs:,} runs, {done.files:,} files and {done.lines:,} lines of articles; "
        f"{done.articles:,} were taken into the state, the others are known"
    )
    return int(ExitCode.STORE if done.problems else ExitCode.FINE)
