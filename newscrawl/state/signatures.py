"""The signatures of articles in SQLite, and the search for articles that share keys with a text.

A signature is one row, written in the transaction that commits its article. Its keys are also stored in one table for each
month of publication (``bands_2026_03``). That keeps each table small, and a search reads only the months that it needs.

A key is a random number, so that inserting the keys of one article would touch sixteen pages of that table. The keys of
the newest articles, the tail, are therefore searched in memory, where they are read from their rows. They move to the
tables about two thousand articles at a time, sorted, in the transaction of a later commit. The number up to which that is
done is stored with them. A kill between two commits thus leaves nothing to repair, and another process that uses the same
state sees both parts. The row of a deleted article stays, so that no number is given twice, but is ignored.

When the algorithm changes, old keys mean nothing: their tables are dropped, and the numbers so far count as moved. Each run then makes
some signatures anew (:mod:`newscrawl.archive.renewal`). How far they are is stored in the transaction that stores the signatures.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from newscrawl.dedupe import ALGORITHM, DuplicateCandidate
from newscrawl.dedupe.candidates import MAX_HOLDERS, MAX_RARE_HOLDERS, most_shared, with_enough_keys
from newscrawl.state.store import RenewalPosition

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.dedupe import Signature
    from newscrawl.state.store import Fingerprint

BATCH_ARTICLES: Final = 2048
"""Articles in the tail before their keys move to the tables: about 5 MB."""

_VERSION_BYTE: Final = bytes([ALGORITHM])
"""The first byte of a sketch of the present algorithm."""

_MONTH: Final = re.compile(r"\d{4}-\d\d")
"""``2026-03``."""


class _Tail:
    """The articles whose keys are not in the tables yet."""

    def __init__(self, up_to: int) -> None:
        self.up_to = self.last = up_to
        self.holders_of: dict[int, tuple[int, ...]] = {}
        """The newest articles that have a key. Nearly all keys have one article, for which a tuple is half as large as a list."""

        self.months: dict[int, str] = {}

    def add(self, key: int, number: int) -> None:
        """Note that an article has a key."""
        held = self.holders_of.get(key)
        self.holders_of[key] = (*held[1 - MAX_HOLDERS :], number) if held else (number,)

    def holders(self, keys: Sequence[int], months: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Yield (number of the key, number of the article) for the newest articles of the months that have one of the keys."""
        wanted = set(months)
        for place, key in enumerate(keys, 1):
            for number in self.holders_of.get(key, ()):
                if self.months[number] in wanted:
                    yield place, number


class Signatures:
    """Reads and writes the signatures of one state. The caller holds the transaction of a write."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Use a database that has the tables of :data:`newscrawl.state.schema.SIGNATURES`."""
        self._db = db
        self._tail = _Tail(0)
        self._schema = -1
        self._tables: dict[str, str] = {}
        """Names of the tables by month."""

    def candidates(self, keys: Sequence[int], months: Sequence[str], *, article_id: str) -> list[DuplicateCandidate]:
        """See :meth:`newscrawl.state.store.Store.near_duplicate_candidates`."""
        self._catch_up()
        holders: dict[int, list[int]] = {}
        for place, number in chain(self._tail.holders(keys, months), self._in_tables(keys, months)):
            holders.setdefault(place, []).append(number)
        votes = Counter(chain.from_iterable(holders.values()))
        rare = {number for held in holders.values() if len(held) <= MAX_RARE_HOLDERS for number in held}
        enough = with_enough_keys(votes, rare)
        if not enough:
            return []
        before = self._number(article_id)
        if before:
            enough = [(n, v) for n, v in enough if n < before]
        chosen = most_shared(enough)
        found = self._rows(chosen)
        heads = {cluster for _, cluster in found if not before or cluster < before}.difference(chosen)
        return [candidate for candidate, _ in found + self._rows(sorted(heads))]

    def put(self, article_id: str, fingerprint: Fingerprint) -> None:
        """Store the signature of an article whose row exists. A revision keeps its number.

        Raises :class:`ValueError` if the month of the fingerprint is not a month.
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
            # Its old keys stay in the tables: a match of theirs is verified with the new sketch.
            self._insert(fingerprint.month, [(key, number) for key in keys])
            return
        self._db.execute("UPDATE articles SET signature = ? WHERE id = ?", (number, article_id))
        # The search has read how far the tables are; only another process can have moved more since.
        if number - self._tail.up_to >= BATCH_ARTICLES and number - self._up_to() >= BATCH_ARTICLES:
            self._to_tables()

    def delete(self, before: str) -> int:
        """See :meth:`newscrawl.state.store.Store.delete_signatures`."""
        _table(before)
        self._to_tables()
        for (name,) in self._table_names():
            if name < _table(before):
                self._db.execute(f"DROP TABLE {name}")
        # The last row stays, so that no number is given twice.
        last = "number < (SELECT max(number) FROM signatures)"
        return self._db.execute(f"DELETE FROM signatures WHERE month < ? AND {last}", (before,)).rowcount  # noqa: S608 - fixed text

    def erase(self, article_id: str) -> None:
        """Delete what the signature of an article tells about its text. Its row stays, so that no number is given twice."""
        number = self._number(article_id)
        if number is None:
            return
        for month, keys in self._db.execute(
            "SELECT month, keys FROM signatures WHERE number = ?", (number,)
        ).fetchall():
            self._insert(month, [])
            self._db.executemany(
                f"DELETE FROM {_table(month)} WHERE key = ? AND number = ?",  # noqa: S608 - own name
                [(key, number) for key in _unpack(keys)],
            )
        self._db.execute("UPDATE signatures SET keys = x'', sketch = x'' WHERE number = ?", (number,))

    def renewal(self) -> RenewalPosition | None:
        """Return how far the signatures have been made anew, ``None`` if all are of the present algorithm.

        If they are of another one, their keys are deleted and the renewal begins.
        """
        algorithm, file, lines = self._db.execute("SELECT algorithm, file, lines FROM renewal").fetchone()
        if algorithm == ALGORITHM:
            return None if file is None else RenewalPosition(file, lines)
        last = self._db.execute("SELECT max(number) FROM signatures").fetchone()[0]
        begun = None if last is None else RenewalPosition("", 0)
        for (name,) in self._table_names():
            self._db.execute(f"DROP TABLE {name}")
        self._db.execute("UPDATE signatures_in_bands SET up_to = ?", (last or 0,))
        self._db.execute(
            "UPDATE renewal SET algorithm = ?, file = ?, lines = 0", (ALGORITHM, begun.file if begun else None)
        )
        return begun

    def renew(self, signed: Iterable[tuple[str, int, Signature]], position: RenewalPosition) -> int:
        """Store signatures in the place of those of another algorithm; return how many. ``signed``: (id, revision, signature).

        Signatures of the present algorithm, of other revisions and of removed articles are left as they are.
        """
        moved: dict[str, list[tuple[int, int]]] = {}
        renewed = 0
        for article_id, revision, signature in signed:
            found = self._db.execute(
                "SELECT signatures.number, month FROM articles JOIN signatures ON signatures.number = signature "
                "WHERE id = ? AND revision = ? AND sketch != x'' AND substr(sketch, 1, 1) != ?",
                (article_id, revision, _VERSION_BYTE),
            ).fetchone()
            if not found:
                continue
            number, month = found
            self._db.execute(
                "UPDATE signatures SET keys = ?, sketch = ? WHERE number = ?",
                (_pack(signature.keys), signature.sketch, number),
            )
            moved.setdefault(month, []).extend((key, number) for key in signature.keys)
            renewed += 1
        for month, entries in moved.items():
            self._insert(month, entries)
        self._db.execute("UPDATE renewal SET file = ?, lines = ?", (position.file, position.lines))
        return renewed

    def end_renewal(self) -> int:
        """Note that all articles have been read; return the number of those whose signature is still of another algorithm."""
        self._db.execute("UPDATE renewal SET file = NULL, lines = 0")
        left = self._db.execute(
            "SELECT count(*) FROM articles JOIN signatures ON signatures.number = signature "
            "WHERE sketch != x'' AND substr(sketch, 1, 1) != ?",
            (_VERSION_BYTE,),
        ).fetchone()
        return int(left[0])

    def move(self) -> bool:
        """Move the keys of the first articles of the tail to the tables; return whether there were any."""
        return self._to_tables(BATCH_ARTICLES)

    def _number(self, article_id: str) -> int | None:
        """Return the number of an article's signature, ``None`` if it has none."""
        row = self._db.execute("SELECT signature FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def _table_names(self) -> list[tuple[str]]:
        return self._db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'bands_*'"
        ).fetchall()

    def _up_to(self) -> int:
        """Return the number up to which keys are in the tables."""
        return int(self._db.execute("SELECT up_to FROM signatures_in_bands").fetchone()[0])

    def _rows(self, numbers: Sequence[int]) -> list[tuple[DuplicateCandidate, int]]:
        """Return the candidates with these numbers, and the number of each one's cluster."""
        if not numbers:
            return []
        marks = ",".join("?" * len(numbers))
        # A signature counts while its article exists: a deleted or uncommitted article is not an original.
        sql = (
            "SELECT signature, article_id, sketch, cluster FROM signatures JOIN articles ON id = article_id AND signature = signatures.number "  # noqa: S608 - marks only
            f"WHERE signatures.number IN ({marks}) ORDER BY signature"
        )
        return [(DuplicateCandidate(n, a, s), c) for n, a, s, c in self._db.execute(sql, numbers)]

    def _in_tables(self, keys: Sequence[int], months: Sequence[str]) -> list[tuple[int, int]]:
        """Return (number of the key, number of the article) for the newest articles in the tables that have one of the keys."""
        tables = [self._tables[month] for month in months if month in self._tables]
        return self._db.execute(_search(tuple(tables), len(keys)), keys).fetchall() if tables else []

    def _catch_up(self) -> None:
        """Read the signatures committed since the last search, by this process or another."""
        up_to = self._up_to()
        if up_to != self._tail.up_to:
            self._tail = _Tail(up_to)
        schema = self._db.execute("PRAGMA schema_version").fetchone()[0]
        if schema != self._schema:
            self._schema = schema
            self._tables = {name[6:].replace("_", "-"): name for (name,) in self._table_names()}
        for number, month, keys in self._db.execute(
            "SELECT number, month, keys FROM signatures WHERE number > ?", (self._tail.last,)
        ):
            self._tail.last = number
            self._tail.months[number] = month
            for key in _unpack(keys):
                self._tail.add(key, number)

    def _to_tables(self, limit: int = -1) -> bool:
        """Move the keys of the tail, or of at most ``limit`` articles of it, to the tables of their months; return whether there were any."""
        up_to = self._up_to()
        rows: dict[str, list[tuple[int, int]]] = {}
        for number, month, keys in self._db.execute(
            "SELECT number, month, keys FROM signatures WHERE number > ? ORDER BY number LIMIT ?", (up_to, limit)
        ):
            up_to = number
            rows.setdefault(month, []).extend((key, number) for key in _unpack(keys))
        for month, entries in rows.items():
            self._insert(month, entries)
        self._db.execute("UPDATE signatures_in_bands SET up_to = ?", (up_to,))
        return bool(rows)

    def _insert(self, month: str, entries: list[tuple[int, int]]) -> None:
        """Insert (key, number) pairs into the table of a month, and create the table if needed."""
        table = _table(month)
        self._db.execute(
            f"CREATE TABLE IF NOT EXISTS {table} (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )
        self._db.executemany(f"INSERT OR IGNORE INTO {table} (key, number) VALUES (?, ?)", sorted(entries))  # noqa: S608 - own name


@lru_cache
def _search(tables: tuple[str, ...], keys: int) -> str:
    """Return the query for the newest holders of each of ``keys`` keys in some tables."""
    return " UNION ALL ".join(
        f"SELECT {nth}, * FROM (SELECT number FROM {table} WHERE key = ?{nth} ORDER BY number DESC LIMIT {MAX_HOLDERS})"  # noqa: S608 - own names and numbers
        for table in tables
        for nth in range(1, keys + 1)
    )


def _table(month: str) -> str:
    """Return the name of a month's table; raise :class:`ValueError` if ``month`` is not a month."""
    if not _MONTH.fullmatch(month):
        raise ValueError(f"not a month: {month!r}")
    return f"bands_{month.replace('-', '_')}"


def _pack(keys: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(keys)}i", *keys)


def _unpack(keys: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(keys) // 4}i", keys)
