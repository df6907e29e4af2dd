"""The signatures of articles in SQLite, and the search for those that share keys with a new one.

A signature is one row, written in the transaction that commits its article. Its keys also stand in a table a month of
publication (``bands_2026_03``), which keeps each tree small and lets a search read the months that matter.
A key is a random number, so that writing an article's keys at once would touch sixteen pages of that tree; instead the
keys of the newest articles are searched in memory, read back from their rows, and go to the tables
some two thousand articles at a time, sorted, in the transaction of a later commit. The number up to which that is
done is stored with them, so that a kill between two commits leaves nothing to mend, and another process that shares the
state sees both parts. The row of an article that was forgotten stays, so that no number is given twice; it counts no more.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from newscrawl.dedupe import DuplicateCandidate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.state.store import Fingerprint

BATCH: Final = 2048
"""Articles whose keys wait in memory: 5 MB."""

_VOTES: Final = 2
"""Keys that a candidate shares at least, unless the one it shares is rare; one alone is mostly a phrase that many have."""

_RARE: Final = 3
"""Articles that have a rare key."""

_NEWEST: Final = 48
"""Articles that are read of one key: the newest of a form that fills a month with its pages."""

_VERIFIED: Final = 24
"""Candidates that are verified at most, those that share most keys."""

_MONTH: Final = re.compile(r"\d{4}-\d\d")


class _Tail:
    """The articles whose keys are not in the tables yet."""

    def __init__(self, up_to: int) -> None:
        self.up_to = self.last = up_to
        self.holders_of: dict[int, list[int]] = {}
        self.months: dict[int, str] = {}

    def holders(self, keys: Sequence[int], months: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Which of the keys (by its place) the newest of these articles have."""
        wanted = set(months)
        for place, key in enumerate(keys, 1):
            for number in self.holders_of.get(key, ())[-_NEWEST:]:
                if self.months[number] in wanted:
                    yield place, number


class Signatures:
    """Reads and writes the signatures of one state file; the caller holds the transaction of a write."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Of a database that has :data:`newscrawl.state.schema.SIGNATURES`."""
        self._db = db
        self._tail = _Tail(0)
        self._schema = -1
        self._tables: dict[str, str] = {}
        """By month."""

    def candidates(self, keys: Sequence[int], months: Sequence[str], *, article_id: str) -> list[DuplicateCandidate]:
        """Articles of the months that share keys with a text, and the first of the cluster of each.

        An article that is known is compared with those that were committed before it alone.
        """
        self._catch_up()
        holders: dict[int, list[int]] = {}
        for place, number in chain(self._tail.holders(keys, months), self._in_tables(keys, months)):
            holders.setdefault(place, []).append(number)
        votes = Counter(chain.from_iterable(holders.values()))
        rare = {number for held in holders.values() if len(held) <= _RARE for number in held}
        enough = [(number, count) for number, count in votes.items() if count >= _VOTES or number in rare]
        if not enough:
            return []
        before = self._number(article_id)
        if before:
            enough = [(n, v) for n, v in enough if n < before]
        chosen = [n for n, _ in sorted(enough, key=lambda vote: (-vote[1], vote[0]))[:_VERIFIED]]
        found = self._rows(chosen)
        heads = {cluster for _, cluster in found if not before or cluster < before}.difference(chosen)
        return [candidate for candidate, _ in found + self._rows(sorted(heads))]

    def put(self, article_id: str, fingerprint: Fingerprint) -> None:
        """Remember the signature of an article that stands in ``articles``; a revision keeps its number.

        :class:`ValueError` where its month is none.
        """
        _table(fingerprint.month)
        revised = self._number(article_id)
        number = revised or self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM signatures").fetchone()[0]
        keys, sketch = fingerprint.signature.keys, fingerprint.signature.sketch
        self._db.execute(
            "INSERT OR REPLACE INTO signatures (number, article_id, month, cluster, keys, sketch) VALUES (?, ?, ?, ?, ?, ?)",
            (number, article_id, fingerprint.month, fingerprint.cluster or number, _pack(keys), sketch),
        )
        if revised:
            # Its old keys stay where they are: what they lead to is verified by the new sketch.
            self._insert(fingerprint.month, [(key, number) for key in keys])
            return
        self._db.execute("UPDATE articles SET signature = ? WHERE id = ?", (number, article_id))
        if number - self._up_to() >= BATCH:
            self._to_tables()

    def forget(self, before: str) -> int:
        """Drop what copies of articles published before a month are found by; the number of articles.

        :class:`ValueError` where it is no month.
        """
        _table(before)
        self._to_tables()
        names = self._db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'bands_*'"
        ).fetchall()
        for (name,) in names:
            if name < _table(before):
                self._db.execute(f"DROP TABLE {name}")
        # The last row stays, so that no number is given twice.
        last = "number < (SELECT max(number) FROM signatures)"
        return self._db.execute(f"DELETE FROM signatures WHERE month < ? AND {last}", (before,)).rowcount  # noqa: S608 - fixed text

    def _number(self, article_id: str) -> int | None:
        row = self._db.execute("SELECT signature FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def _up_to(self) -> int:
        return int(self._db.execute("SELECT up_to FROM signatures_in_bands").fetchone()[0])

    def _rows(self, numbers: Sequence[int]) -> list[tuple[DuplicateCandidate, int]]:
        if not numbers:
            return []
        marks = ",".join("?" * len(numbers))
        # A signature counts while its article stands: one that was forgotten or lost is no original.
        sql = (
            "SELECT signature, article_id, sketch, cluster FROM signatures JOIN articles ON id = article_id AND signature = signatures.number "  # noqa: S608 - marks only
            f"WHERE signatures.number IN ({marks}) ORDER BY signature"
        )
        return [(DuplicateCandidate(n, a, s), c) for n, a, s, c in self._db.execute(sql, numbers)]

    def _in_tables(self, keys: Sequence[int], months: Sequence[str]) -> list[tuple[int, int]]:
        tables = [self._tables[month] for month in months if month in self._tables]
        return self._db.execute(_search(tuple(tables), len(keys)), keys).fetchall() if tables else []

    def _catch_up(self) -> None:
        """Read what was committed since the last search, by this process or another."""
        up_to = self._up_to()
        if up_to != self._tail.up_to:
            self._tail = _Tail(up_to)
        schema = self._db.execute("PRAGMA schema_version").fetchone()[0]
        if schema != self._schema:
            self._schema = schema
            names = self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'bands_*'")
            self._tables = {name[6:].replace("_", "-"): name for (name,) in names}
        for number, month, keys in self._db.execute(
            "SELECT number, month, keys FROM signatures WHERE number > ?", (self._tail.last,)
        ):
            self._tail.last = number
            self._tail.months[number] = month
            for key in _unpack(keys):
                self._tail.holders_of.setdefault(key, []).append(number)

    def _to_tables(self) -> None:
        """Move the keys of the tail to the tables of their months."""
        up_to = self._up_to()
        rows: dict[str, list[tuple[int, int]]] = {}
        for number, month, keys in self._db.execute(
            "SELECT number, month, keys FROM signatures WHERE number > ?", (up_to,)
        ):
            up_to = number
            rows.setdefault(month, []).extend((key, number) for key in _unpack(keys))
        for month, entries in rows.items():
            self._insert(month, entries)
        self._db.execute("UPDATE signatures_in_bands SET up_to = ?", (up_to,))

    def _insert(self, month: str, entries: list[tuple[int, int]]) -> None:
        table = _table(month)
        self._db.execute(
            f"CREATE TABLE IF NOT EXISTS {table} (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )
        self._db.executemany(f"INSERT OR IGNORE INTO {table} (key, number) VALUES (?, ?)", sorted(entries))  # noqa: S608 - own name


@lru_cache
def _search(tables: tuple[str, ...], keys: int) -> str:
    """The newest holders of each of so many keys in some tables, with the key's place."""
    return " UNION ALL ".join(
        f"SELECT {nth}, * FROM (SELECT number FROM {table} WHERE key = ?{nth} ORDER BY number DESC LIMIT {_NEWEST})"  # noqa: S608 - own names and numbers
        for table in tables
        for nth in range(1, keys + 1)
    )


def _table(month: str) -> str:
    if not _MONTH.fullmatch(month):
        raise ValueError(f"not a month: {month!r}")
    return f"bands_{month.replace('-', '_')}"


def _pack(keys: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(keys)}i", *keys)


def _unpack(keys: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(keys) // 4}i", keys)
