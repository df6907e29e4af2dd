"""``newscrawl remove``."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from newscrawl.cli.output import say
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import bucket_or_files
from newscrawl.runner.removal import remove_articles
from newscrawl.state import open_existing_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.runner.removal import Removed


def run_remove(
    directory: str | None,
    state: str | None,
    *,
    urls: Sequence[str],
    ids: Sequence[str],
    reason: str | None,
    dry_run: bool,
) -> int:
    """Remove articles and say what was removed; return the exit code."""
    location = bucket_or_files(directory, state)
    output = location.output
    if output is None or not output.is_dir():
        raise UsageError(f"{output} is no directory; give the output of a crawl")
    if (urls or ids) and not reason and not dry_run:
        raise UsageError("say why with --reason TEXT: only the state keeps it, for you")
    removed = remove_articles(
        output,
        location.state,
        ids=ids,
        addresses=urls,
        reason=reason or "",
        dry_run=dry_run,
        remote=location.remote,
    )
    if removed.finished:
        say(f"{removed.finished} earlier removals are finished")
    if urls or ids:
        _say(removed, location.remote or str(output), dry_run=dry_run)
    elif not removed.finished:
        say("There is nothing to finish. Name an article with --url or --id")
    return int(ExitCode.FINE)


def _say(removed: Removed, output: str, *, dry_run: bool) -> None:
    """Print what was removed, or would be."""
    traces = removed.traces
    now_on = "it would not be fetched any more" if dry_run else "it is not fetched any more"
    for article_id in removed.articles:
        where = "" if article_id in traces.articles else f": in no file of {output}; {now_on}"
        say(f"{article_id}{where}")
    counts = {
        "revisions": traces.lines,
        "edges": traces.edges,
        "links in other articles": traces.links,
        "archived responses": traces.captures,
    }
    parts = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    say(f"{'would be removed' if dry_run else 'removed'}: {parts}; {len(traces.files):,} files")
    if not dry_run:
        say(
            "Tables drop it at their next `newscrawl export`, copies learn it from `newscrawl changes`. "
            "Delete backups and other exports by hand."
        )


def run_list(directory: str | None, state: str | None) -> int:
    """Print the tombstones; return the exit code."""
    with closing(open_existing_store(bucket_or_files(directory, state).state)) as store:
        for stone in store.tombstones():
            say(f"{stone.removed}  {stone.id}  {stone.reason}")
    return int(ExitCode.FINE)
