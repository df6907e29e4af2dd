"""Which articles were removed on request: the tombstones of the states beside a corpus."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.objects.store import is_remote
from newscrawl.runner.location import find
from newscrawl.state import STATE_DIRECTORY, open_existing_store, state_exists
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.state import Place


def removed_ids(places: Iterable[str]) -> frozenset[str]:
    """Return the ids of removed articles that the states at some places know.

    :class:`~newscrawl.StateError` if a state cannot be read: without it a removed article might be told.
    """
    found: set[str] = set()
    for directory in {state for place in places for state in _states(place)}:
        with closing(open_existing_store(directory)) as store:
            found.update(stone.id for stone in store.tombstones())
    return frozenset(found)


def _states(place: str) -> Iterator[Place]:
    """Yield the states at a place: its own, and those in directories below it."""
    own = find(place).state
    if state_exists(own):
        yield own.absolute() if isinstance(own, Path) else own
    path = Path(place)
    if not is_remote(place) and path.is_dir():
        for below in path.rglob(f"{STATE_DIRECTORY}/{FILE_NAME}"):
            yield below.parent.absolute()
