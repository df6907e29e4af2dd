"""The log of changes: one row for each committed revision and each deletion, in the order of the commits.

A row is written in the transaction that makes the change, and SQLite runs these one after the other. Whoever has read up to
a sequence number has therefore seen every change before it. Rows are never deleted: a change that no longer holds (its
article was removed or forgotten, or its line was lost in a power cut) becomes void and is not read again.

A row names the run that wrote the record, not a place in a file, so that files may be joined and rewritten.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from newscrawl import dates
from newscrawl.state.damage import stored_seconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

MAX_CURSOR_DIGITS: Final = 19
"""Digits of the largest sequence number of a database."""

_CHECK_BYTES: Final = 4
"""Length of the checksum in a cursor. A cursor of another state passes with a chance of 1 in 4 billion."""


class ChangeKind(IntEnum):
    """What happened to an article."""

    VOID = 0
    """Nothing that still holds."""

    WRITTEN = 1
    """A revision was committed, or a page that was gone is back."""

    GONE = 2
    """The server says that the page does not exist any more (404, 410)."""

    REMOVED = 3
    """It was removed on request."""

    MERGED = 4
    """Its address now leads to another article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the log."""

    sequence: int
    kind: ChangeKind
    id: str
    site: str
    revision: int
    """The revision that was written; for a deletion, the last one that was."""

    crawl_id: str | None
    """The run whose file holds the record; ``None`` if it is not known."""

    into: str | None
    """Of a merged article, the id of the other one."""

    time: str | None
    """RFC 3339; ``None`` if an earlier version of newscrawl wrote the state."""


_READ: Final = """
SELECT sequence, kind, articles.id, sites.site, changes.revision, runs.crawl_id, other.id, changes.changed
FROM changes JOIN articles ON articles.number = changes.article JOIN sites ON sites.number = articles.site
    LEFT JOIN runs ON runs.number = changes.run LEFT JOIN articles AS other ON other.number = changes.into_article
WHERE sequence > ? AND sequence <= ? AND kind != 0 ORDER BY sequence LIMIT ?
"""

_ADD: Final = "INSERT INTO changes (article, kind, revision, run, into_article, changed) VALUES (?, ?, ?, ?, ?, ?)"

_OWN_ADDRESS: Final = """
SELECT articles.number, articles.revision, addresses.status FROM addresses JOIN articles ON articles.number = addresses.article
WHERE addresses.key = ? AND articles.address = addresses.key
"""
"""The article whose own address a key is."""


class ChangeReader(ABC):
    """Reads the log of one state, whichever database holds it."""

    @abstractmethod
    def _rows(self, sql: str, parameters: tuple[object, ...] = ()) -> Iterable[tuple[Any, ...]]:
        """Return the rows of a query. Its parameters are written ``?``."""

    def read(self, after: int, *, until: int, limit: int) -> list[Change]:
        """Return at most ``limit`` changes with a sequence number above ``after`` and up to ``until``, in order."""
        return [
            Change(
                sequence=sequence,
                kind=ChangeKind(kind),
                id=article_id,
                site=site,
                revision=revision,
                crawl_id=crawl_id,
                into=into,
                time=stored_seconds(changed, f"the time of change {sequence}") if changed is not None else None,
            )
            for sequence, kind, article_id, site, revision, crawl_id, into, changed in self._rows(
                _READ, (after, until, limit)
            )
        ]

    def last(self) -> int:
        """Return the highest sequence number, 0 if nothing has changed."""
        ((last,),) = self._rows("SELECT coalesce(max(sequence), 0) FROM changes")
        return int(last)

    def cursor(self, sequence: int) -> str:
        """Return the text by which a consumer names a place in the log: the sequence number, and a checksum of its row."""
        return f"{sequence}-{self._check(sequence)}"

    def position(self, cursor: str) -> int | None:
        """Return the sequence number of a cursor; ``None`` if this log did not give it."""
        number, _, check = cursor.partition("-")
        if (
            not (number.isascii() and number.isdecimal())
            or len(number) > MAX_CURSOR_DIGITS
            or int(number) > self.last()
        ):
            return None
        return int(number) if check == self._check(int(number)) else None

    def _check(self, sequence: int) -> str:
        """Return a checksum of the state's identity and of what a row keeps when it becomes void."""
        (row,) = self._rows(
            "SELECT state, revision, changed FROM identity LEFT JOIN changes ON sequence = ?", (sequence,)
        )
        return blake2b(repr((sequence, *row)).encode(), digest_size=_CHECK_BYTES).hexdigest()


class ChangeLog(ChangeReader):
    """Reads and writes the log of one state in SQLite. The caller holds the transaction of a write."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Use a database that has the tables of :data:`newscrawl.state.schema.CHANGES`."""
        self._db = db
        self._run: tuple[str, int] = ("", 0)
        """The run that wrote last, and its number."""

    def _rows(self, sql: str, parameters: tuple[object, ...] = ()) -> Iterable[tuple[Any, ...]]:
        return self._db.execute(sql, parameters)

    def forget_numbers(self) -> None:
        """Forget the number of the run: the transaction that inserted it was rolled back."""
        self._run = ("", 0)

    def written(self, article: int, revision: int, crawl_id: str, now: str) -> None:
        """Log a committed revision."""
        self._add(article, ChangeKind.WRITTEN, revision, now, run=self._run_number(crawl_id))

    def gone(self, key: int, now: str, *, status: int) -> None:
        """Log that the page at an article's own address is gone; ``status`` is the status of a page that is gone."""
        row = self._db.execute(_OWN_ADDRESS, (key,)).fetchone()
        if row and row[2] != status:
            self._add(row[0], ChangeKind.GONE, row[1], now)

    def back(self, key: int, now: str, *, status: int) -> None:
        """Log that the page at an article's own address is there again, if it was gone (``status``)."""
        row = self._db.execute(_OWN_ADDRESS, (key,)).fetchone()
        if row and row[2] == status:
            last = "SELECT run FROM changes WHERE article = ? AND kind = 1 ORDER BY sequence DESC LIMIT 1"
            run = self._db.execute(last, (row[0],)).fetchone()
            self._add(row[0], ChangeKind.WRITTEN, row[1], now, run=run[0] if run else None)

    def merged(self, keys: Sequence[int], into: int, now: str) -> None:
        """Log each article whose own address is among ``keys`` and now leads to the article ``into``.

        Call it before the addresses get their new article.
        """
        for key in keys:
            row = self._db.execute(_OWN_ADDRESS, (key,)).fetchone()
            if row and row[0] != into:
                self._add(row[0], ChangeKind.MERGED, row[1], now, into=into)

    def removed(self, article: int, revision: int, now: str) -> None:
        """Void what was logged of an article, and log its removal."""
        self.void("article = ?", (article,))
        self._add(article, ChangeKind.REMOVED, revision, now)

    def void(self, where: str, parameters: Sequence[object]) -> None:
        """Make the changes that meet a condition void. The caller writes the SQL condition."""
        self._db.execute(f"UPDATE changes SET kind = 0, article = 0, into_article = NULL WHERE {where}", parameters)  # noqa: S608 - the caller's fixed text

    def _add(
        self,
        article: int,
        kind: ChangeKind,
        revision: int,
        now: str,
        *,
        run: int | None = None,
        into: int | None = None,
    ) -> None:
        self._db.execute(_ADD, (article, kind, revision, run, into, dates.to_epoch(now)))

    def _run_number(self, crawl_id: str) -> int:
        """Return the number of a run, and insert it if it is new."""
        if self._run[0] != crawl_id:
            self._db.execute("INSERT OR IGNORE INTO runs (crawl_id) VALUES (?)", (crawl_id,))
            number = self._db.execute("SELECT number FROM runs WHERE crawl_id = ?", (crawl_id,)).fetchone()[0]
            self._run = (crawl_id, number)
        return self._run[1]
