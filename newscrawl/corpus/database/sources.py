"""Where the records of a database come from: the feed of changes of a crawl, or files without a state."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import orjson

from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.corpus.corpus import open_corpus
from newscrawl.state import open_existing_store, state_exists

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.objects.store import Store
    from newscrawl.state import OpenedStore, Place


class Change(NamedTuple):
    """One step of the corpus."""

    id: str

    record: dict[str, Any] | None
    """The record that was written; ``None`` if the article was deleted."""

    cursor: str | None
    """Where to go on after this change; ``None`` where a source is always read whole."""

    is_removal: bool = False
    """Whether the article was removed on request, so that nothing of it may stay in the file."""


class Source(Protocol):
    """What a database is built from."""

    is_whole: bool
    """Whether every reading gives all articles, so that what it does not give is deleted."""

    def knows(self, cursor: str) -> bool:
        """Return whether the source gave this cursor."""

    def end(self) -> str | None:
        """Return the cursor of the last change of the reading that begins now."""

    def changes(self, cursor: str | None) -> Iterator[Change]:
        """Yield the changes after a cursor, up to what :meth:`end` returned."""

    def missing(self) -> int:
        """Return the number of changes so far whose record is in no file."""


class FeedSource:
    """The feed of changes of a crawl."""

    is_whole = False

    def __init__(self, output: Path, store: OpenedStore, bucket: Store | None = None) -> None:
        """Read the files of ``output``, and of the bucket that it is the spool of, in the order of the state's log."""
        self._store = store
        self._feed = ChangeFeed(output, store, bucket)
        self._until = 0

    def knows(self, cursor: str) -> bool:
        """Return whether the state gave this cursor."""
        return self._store.changes.position(cursor) is not None

    def end(self) -> str | None:
        """Return the cursor of the last change that is committed now."""
        self._until = self._store.changes.last()
        return self._store.changes.cursor(self._until)

    def changes(self, cursor: str | None) -> Iterator[Change]:
        """Yield the changes after a cursor. :class:`~newscrawl.exporters.files.OutputError` if a file cannot be read."""
        after = self._store.changes.position(cursor) if cursor else 0
        for line in self._feed.lines(after or 0, until=self._until):
            told = orjson.loads(line)
            yield Change(told["id"], told.get("record"), told["cursor"], told.get("reason") == "removed")

    def missing(self) -> int:
        """Return the number of changes whose record is in no file."""
        return self._feed.missing

    def check(self) -> None:
        """Raise :class:`~newscrawl.exporters.files.OutputError` if records were missing."""
        self._feed.check()


class FileSource:
    """Files of articles without a state, such as an export or a corpus that somebody published."""

    is_whole = True

    def __init__(self, directory: Path) -> None:
        """Read all articles at a place that :func:`~newscrawl.corpus.corpus.open_corpus` reads.

        :class:`~newscrawl.exporters.files.OutputError` if it has none.
        """
        self._corpus = open_corpus(directory)

    def knows(self, cursor: str) -> bool:  # noqa: ARG002 - the protocol's
        """Return false: files have no cursor."""
        return False

    def end(self) -> str | None:
        """Return ``None``: files have no cursor."""
        return None

    def changes(self, cursor: str | None) -> Iterator[Change]:  # noqa: ARG002 - the protocol's
        """Yield every revision. :class:`~newscrawl.exporters.files.OutputError` if a file cannot be read."""
        for record in self._corpus.all_revisions():
            yield Change(record["id"], record, None)

    def missing(self) -> int:
        """Return 0: what is not in the files is not known."""
        return 0


@contextmanager
def open_source(output: Path, state: Place, bucket: Store | None = None) -> Iterator[FeedSource | FileSource]:
    """Open the source that a directory is: the feed if it has a state, else its files."""
    if not state_exists(state):
        yield FileSource(output)
        return
    with closing(open_existing_store(state, read_only=False)) as store:  # migrates an older state
        yield FeedSource(output, store, bucket)
