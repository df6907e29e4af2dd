"""``newscrawl changes``."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.cli.output import machine_output
from newscrawl.objects.opening import open_store
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.location import bucket_or_files
from newscrawl.runner.stored import position
from newscrawl.state import open_existing_store

if TYPE_CHECKING:
    from newscrawl.state import OpenedStore

POLL_SECONDS: Final = 2.0
"""Pause of ``--follow`` between two looks at the state."""


def run_changes(directory: str | None, state: str | None, *, since: str | None, follow: bool) -> int:
    """Print the changes after a cursor, and the cursor to go on from; return the exit code."""
    location = bucket_or_files(directory, state)
    bucket = open_store(location.remote) if location.remote else None
    with closing(open_existing_store(location.state, read_only=False)) as store:  # migrates an older state
        place = position(store, since)
        feed = ChangeFeed(location.output or Path(), store, bucket)
        place = _print(feed, store, place)
        while follow:
            time.sleep(POLL_SECONDS)
            if store.changes.last() > place:
                place = _print(feed, store, place)
    feed.check()
    return int(ExitCode.FINE)


def _print(feed: ChangeFeed, store: OpenedStore, place: int) -> int:
    """Print the changes after a sequence number, then the cursor; return the sequence number of the last one."""
    out = machine_output()
    until = store.changes.last()
    for line in feed.lines(place, until=until):
        out.write(line)
    cursor = {"change": "cursor", "cursor": store.changes.cursor(until)}
    out.write(orjson.dumps(cursor, option=orjson.OPT_APPEND_NEWLINE))
    out.flush()
    return until
