"""``newscrawl near-copies``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newscrawl.cli.output import say
from newscrawl.cli.printing import SafeConsole
from newscrawl.cli.shares import show_shares
from newscrawl.corpus.near_copies import find_near_copies
from newscrawl.objects.store import local_path
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.bulk.engines import open_engine
from newscrawl.runner.errors import UsageError
from newscrawl.runner.process_memory import set_up_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.runner.bulk.engines import EngineName

_ENDINGS = (".jsonl", ".parquet")


def run_near_copies(
    places: Sequence[str], to: str, *, engine: EngineName, jobs: int | None, removed_in: str | None, quiet: bool
) -> int:
    """Find near copies and write their groups; return the exit code."""
    target = local_path("--to", to)
    if target.suffix not in _ENDINGS:
        raise UsageError(f"--to {to!r} ends neither in .jsonl nor in .parquet")
    set_up_memory()
    with open_engine(engine, jobs) as workers:
        found = find_near_copies(
            places,
            target,
            workers,
            removed_in=removed_in,
            show=partial(show_shares, console=SafeConsole(stderr=True), weights=()),
        )
    for name in found.unfinished:
        say(f"newscrawl: {name} was not read: its run has not ended", error=True)
    if not quiet:
        say(
            f"{found.articles:,} articles: {found.groups:,} groups of near copies, with {found.copies:,} articles beside the first of each. "
            f"Written to {target}."
        )
    return int(ExitCode.FINE)
