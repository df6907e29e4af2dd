"""Which articles were removed on request: the tombstones of the states beside a corpus."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl.objects.store import is_remote
from newscrawl.runner.location import find
from newscrawl.state import STATE_DIRECTORY, StateError
from newscrawl.state.opening import open_existing_store
from newscrawl.state.removals import SELECT_TOMBSTONES
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.state.place import Place

_HAS_TOMBSTONES: Final = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'removals'"


def removed_ids(places: Iterable[str], removed_in: str | None = None) -> frozenset[str]:
    """Return the ids of removed articles that the states at some places know, and that at ``removed_in``, which must be one.

    :class:`~newscrawl.StateError` if a state cannot be read: without it a removed article might be told.
    """
    found: set[str] = set()
    states = {state for place in places for state in _states(place)}
    if removed_in is not None:
        named = set(_states(removed_in))
        if not named:
            raise StateError(
                f"There is no state in {removed_in}. Name the output directory of the crawl, or its state."
            )
        states |= named
    for state in states:
        found.update(_tombstones(state))
    return frozenset(found)


def _tombstones(state: Place) -> list[str]:
    """Return the ids of the tombstones in a state. A state of an older version is read as it is, not migrated."""
    try:
        with closing(open_existing_store(state)) as store:
            return [stone.id for stone in store.tombstones()]
    except StateError:
        if not isinstance(state, Path):
            raise
        uri = f"{(state / FILE_NAME).absolute().as_uri()}?mode=ro"
        with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as database:
            if not database.execute(_HAS_TOMBSTONES).fetchone():
                return []  # older than removals
            return [row[0] for row in database.execute(SELECT_TOMBSTONES)]
        raise


def _states(place: str) -> Iterator[Place]:
    """Yield the states at a place: its own, and those below it."""
    own = find(place).state
    if not isinstance(own, Path):
        yield own
        return
    if (own / FILE_NAME).exists():
        yield own.absolute()
    path = Path(place)
    if not is_remote(place) and path.is_dir():
        for below in path.rglob(f"{STATE_DIRECTORY}/{FILE_NAME}"):
            yield below.parent.absolute()
