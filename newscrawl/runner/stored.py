"""The public ``open_store()``: reads the state and the files of a crawl without changing them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import orjson

from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.runner.errors import UsageError
from newscrawl.runner.history import revisions
from newscrawl.runner.location import find
from newscrawl.state import OpenedStore, open_existing_store, open_upkeep

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCounts:
    """What the state holds of one site."""

    articles: int
    """Articles written."""

    pending: int
    """Addresses that wait to be fetched."""

    done: int
    """Addresses that led to an article."""

    rejected: int
    """Addresses whose page is no article."""

    gone: int
    """Addresses that the server no longer has (404, 410)."""

    removed: int
    """Addresses of articles that were removed on request."""

    sources: int
    """Feeds, sitemaps and listings."""

    ended: bool
    """False where the last run was cut short."""


def open_store(path: str | os.PathLike[str] = "output") -> StoredCrawl:
    """Open the state of a crawl for reading.

    Args:
        path: the output directory of a crawl, its state directory, or the address of its database, ``postgresql://…``.

    Raises:
        StateError: there is no state, it is damaged, or another version of newscrawl wrote it.

    >>> import newscrawl
    >>> with newscrawl.open_store("output") as store:  # doctest: +SKIP
    ...     print(store.sites()["baokiemtoan"].articles)
    """
    return StoredCrawl(path)


def position(store: OpenedStore, cursor: str | None) -> int:
    """Return the place in the log of changes that a cursor names, 0 for none. :class:`UsageError` if the state did not give it."""
    if cursor is None:
        return 0
    place = store.changes.position(cursor)
    if place is None:
        raise UsageError(
            f"{cursor!r} is no cursor of the state {store.path}, or the state is an older copy of the one that gave it. "
            "Load everything anew: leave the cursor (--since) out"
        )
    return place


class StoredCrawl:
    """A state opened read-only, and the files beside it. A context manager."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Use :func:`open_store` instead."""
        location = find(str(path))
        self.output: Path | None = location.output
        """The output directory; ``None`` where only the state is known."""

        self._state = open_upkeep(location.state, read_only=True)

    def sites(self) -> dict[str, SiteCounts]:
        """Return the counts of each site, by name."""
        return {name: SiteCounts(**counts) for name, counts in self._state.sites().items()}

    def articles_by_day(self, site: str) -> dict[str, int]:
        """Return the number of articles by day of publication in Vietnam, ``2026-01-31``; undated ones are left out."""
        return self._state.days(site)

    def addresses(self) -> Iterator[dict[str, Any]]:
        """Yield every known address with its status, in the order of discovery: the lines of ``newscrawl state export``."""
        return self._state.addresses()

    def history(self, article_id: str) -> list[dict[str, Any]]:
        """Return all revisions of an article as records, oldest first; empty where the files hold none.

        Raises:
            ValueError: only the state directory was given, so the files are not known.
        """
        if self.output is None:
            raise UsageError("the history is read from the files: open the output directory of the crawl")
        return revisions(self.output, article_id)

    def changes(self, since: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield what was written or deleted after a cursor, in the order of the commits: the lines of ``newscrawl changes``.

        Args:
            since: the ``cursor`` of the last change that was handled; ``None`` for all.

        Raises:
            ValueError: the state did not give this cursor, or only the state directory was given.
            OutputError: a record is in no file, because the file was moved or deleted.
        """
        if self.output is None:
            raise UsageError("the records are read from the files: open the output directory of the crawl")
        with closing(open_existing_store(self._state.place)) as store:
            feed = ChangeFeed(self.output, store)
            for line in feed.lines(position(store, since), until=store.changes.last()):
                yield orjson.loads(line)
        feed.check()

    def close(self) -> None:
        """Close the state."""
        self._state.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<newscrawl.open_store of {self._state.path}>"
