"""The sides of a copy of a state (:mod:`newscrawl.state.copying`): the tables in a common form, and the side that is SQLite."""

# ruff: noqa: S608 - the SQL is fixed text and own names

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from newscrawl.file_sync import sync_directory
from newscrawl.state.schema import packed_hash, packed_timestamp, unpacked_hash, unpacked_timestamp
from newscrawl.state.sqlite import FILE_NAME, SQLiteStore, open_existing_store
from newscrawl.state.store import StateError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


BATCH_ROWS: Final = 5000
"""Rows of one transaction."""

UNFINISHED_NAME: Final = f"{FILE_NAME}.copy"
"""Name of a SQLite file while rows are copied into it."""

_ALGORITHM: Final = """
UPDATE renewal SET algorithm = coalesce(
    (SELECT min(unicode(CAST(substr(sketch, 1, 1) AS TEXT))) FROM signatures WHERE sketch != x''), algorithm), file = NULL, lines = 0
"""
"""If a signature is of an earlier algorithm, the next run begins to make all of them anew."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the form that both sides give and take. The first column is the key, by which rows are ordered."""

    name: str
    columns: str
    """Names in PostgreSQL, in order."""

    types: str
    """A letter for each column: ``i`` number, ``t`` text, ``b`` bytes, ``f`` floating point, ``o`` true or false, ``k`` signature keys."""

    source: str = ""
    """SQL of the rows in SQLite, if its columns have other names; ``{after}`` and ``{limit}`` are put in."""

    @property
    def key(self) -> str:
        """The name of the first column."""
        return self.columns.partition(",")[0]


TABLES: Final = (
    Table("sites", "number, site, ended", "ito"),
    Table("origins", "number, origin", "it"),
    Table("reasons", "number, reason", "it"),
    Table("files", "number, path", "it"),
    Table("runs", "number, crawl_id", "it"),
    Table(
        "addresses",
        "key, number, first_seen, last_seen, lastmod, article, next_revisit, not_before, site, origin, reason, tries, status, "
        "path, hints, etag, last_modified",
        "iiiiiiiiiiiiitttt",
        "SELECT a.key, u.number, u.first_seen, a.last_seen, a.lastmod, a.article, a.next_revisit, a.not_before, a.site, u.origin, "
        "a.reason, a.tries, a.status, u.path, h.hints, v.etag, v.last_modified FROM addresses AS a JOIN urls AS u ON u.number = a.url "
        "LEFT JOIN hints AS h ON h.url = u.number LEFT JOIN validators AS v ON v.url = u.number "
        "WHERE {after} ORDER BY a.key LIMIT {limit}",
    ),
    Table(
        "articles",
        "number, id, site, address, revision, content_hash, rules, consonants, date_published, first_seen, last_seen, output, "
        "line_end, signature",
        "itiiittttttiii",
    ),
    Table("contents", "hash, article", "bi"),
    Table(
        "sources",
        'url, site, kind, etag, last_modified, checked, brought_news, root, first_checked, gap, "interval", next_check, unfinished',
        "tttttttttffto",
    ),
    Table("outputs", "path, crawl_id, bytes, lines", "ttii"),
    Table("closings", "crawl_id, said", "tt"),
    Table("signatures", "number, article_id, month, cluster, keys, sketch", "ittikb"),
    Table(
        "health",
        "number, site, crawl_id, finished, counts",
        "itttt",
        "SELECT rowid, site, crawl_id, finished, counts FROM health AS a WHERE {after} ORDER BY rowid LIMIT {limit}",
    ),
    Table("hosts", "host, asked, delay, not_before", "tfff"),
    Table("budgets", "site, day, requests", "tti"),
    Table("changes", "sequence, article, into_article, changed, revision, run, kind", "iiiiiii"),
    Table("removals", "article, removed, reason", "itt"),
    Table(
        "rewrites",
        "number, plan",
        "it",
        "SELECT rowid, plan FROM rewrites AS a WHERE {after} ORDER BY rowid LIMIT {limit}",
    ),
)


class Source(Protocol):
    """A state that is read table by table."""

    def last_key(self, table: Table) -> Any:
        """Return the highest key of a table, ``None`` if it is empty."""

    def rows(self, table: Table, after: Any) -> list[Row]:
        """Return the next rows behind a key (``None``: from the start), at most :data:`BATCH_ROWS`."""

    def identity(self) -> str:
        """Return the identity of the state, which cursors of the log of changes contain."""

    def close(self) -> None:
        """Close the state."""


class Target(Source, Protocol):
    """A state that is written table by table. It is read, too: to go on with a copy, and to compare."""

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows in one transaction."""

    def finish(self, identity: str) -> None:
        """Take over the identity of the source, and make the copy a state."""


class _SQLite:
    """Reads the tables of SQLite in the common form; see :class:`Source`."""

    def __init__(self, store: SQLiteStore, directory: Path) -> None:
        self._store = store
        self._db = store._db  # noqa: SLF001 - this module copies what the store holds
        self._directory = directory.absolute()

    def last_key(self, table: Table) -> Any:
        name = "rowid" if table.source and table.key == "number" else table.key
        return self._db.execute(f"SELECT max({name}) FROM {table.name}").fetchone()[0]

    def rows(self, table: Table, after: Any) -> list[Row]:
        key = "rowid" if table.source and table.key == "number" else table.key
        condition = "1" if after is None else f"a.{key} > ?"
        sql = (
            table.source
            or f"SELECT {table.columns} FROM {table.name} AS a WHERE {{after}} ORDER BY {key} LIMIT {{limit}}"
        ).format(after=condition, limit=BATCH_ROWS)
        found = self._db.execute(sql, () if after is None else (after,))
        return [self._common(table, row) for row in found]

    def _common(self, table: Table, row: Row) -> Row:
        """Return a row in the common form."""
        match table.name:
            case "articles":
                packed = row[5], row[7], row[8], row[9], row[10]
                texts = (unpacked_hash(packed[0]), row[6], bytes(packed[1]).hex(), *map(unpacked_timestamp, packed[2:]))
                return (*row[:5], *texts, *row[11:])
            case "files":
                return row[0], self._located(row[1])
            case "outputs":
                return self._located(row[0]), *row[1:]
            case "signatures":
                return (*row[:4], list(struct.unpack(f"<{len(row[4]) // 4}i", row[4])), bytes(row[5]))
        return tuple(bool(value) if kind == "o" else value for value, kind in zip(row, table.types, strict=True))

    def _located(self, path: str) -> str:
        """Return the absolute path of a file that the state names from its own directory."""
        return os.path.normpath(self._directory / path)

    def identity(self) -> str:
        return str(self._db.execute("SELECT state FROM identity").fetchone()[0])

    def close(self) -> None:
        self._store.close()


class SQLiteSource(_SQLite):
    """A state in SQLite that is copied."""

    def __init__(self, directory: Path) -> None:
        """Open it. Raises :class:`StateError`."""
        super().__init__(open_existing_store(directory, read_only=False), directory)  # migrates an older state

    def rows(self, table: Table, after: Any) -> list[Row]:
        """Return the rows of a file table in the order of the paths that the copy has."""
        if table.name != "outputs":
            return super().rows(table, after)
        if after is not None:
            return []
        return sorted(super().rows(table, None))  # a run has two


class SQLiteTarget(_SQLite):
    """A state in SQLite that is made. Its file has another name until the copy is verified."""

    def __init__(self, directory: Path, origin: str) -> None:
        """Create the file, or go on with one that was begun. Raises :class:`StateError` if there is a state already."""
        if (directory / FILE_NAME).exists():
            raise StateError(
                f"There is a state in {directory} already. Copy to another directory, or move that state aside."
            )
        directory.mkdir(parents=True, exist_ok=True)
        super().__init__(SQLiteStore(str(directory / UNFINISHED_NAME)), directory)
        self._db.execute("CREATE TABLE IF NOT EXISTS copied_from (state TEXT)")
        found = self._db.execute("SELECT state FROM copied_from").fetchone()
        if found is None:
            self._db.execute("INSERT INTO copied_from (state) VALUES (?)", (origin,))
        elif found[0] != origin:
            self.close()
            raise StateError(
                f"{directory / UNFINISHED_NAME} is an unfinished copy of another state. Delete it, and copy again."
            )

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows in one transaction."""
        with self._store._transaction() as db:  # noqa: SLF001 - see above
            if table.name == "addresses":
                db.executemany(
                    "INSERT INTO urls (number, first_seen, origin, path) VALUES (?, ?, ?, ?)",
                    [(r[1], r[2], r[9], r[13]) for r in rows],
                )
                db.executemany(
                    "INSERT INTO addresses (key, url, last_seen, lastmod, article, next_revisit, not_before, site, reason, tries, status) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(r[0], r[1], *r[3:9], *r[10:13]) for r in rows],
                )
                db.executemany(
                    "INSERT INTO hints (url, hints) VALUES (?, ?)", [(r[1], r[14]) for r in rows if r[14] is not None]
                )
                db.executemany(
                    "INSERT INTO validators (url, etag, last_modified) VALUES (?, ?, ?)",
                    [(r[1], *r[15:]) for r in rows if r[15] is not None or r[16] is not None],
                )
                return
            columns = table.columns.replace("number", "rowid", 1) if table.source else table.columns
            marks = ", ".join("?" * len(table.types))
            db.executemany(
                f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", [self._packed(table, row) for row in rows]
            )

    @staticmethod
    def _packed(table: Table, row: Row) -> Row:
        """Return a row as SQLite stores it."""
        match table.name:
            case "articles":
                stamps = map(packed_timestamp, row[8:11])
                return (*row[:5], packed_hash(row[5]), row[6], bytes.fromhex(row[7]), *stamps, *row[11:])
            case "signatures":
                return (*row[:4], struct.pack(f"<{len(row[4])}i", *row[4]), row[5])
        return row

    def finish(self, identity: str) -> None:
        """Take over the identity of the source, and give the file its name."""
        self._store.move_signatures()
        with self._store._synced() as db:  # noqa: SLF001 - see above
            db.execute("UPDATE identity SET state = ?", (identity,))
            db.execute(_ALGORITHM)
            db.execute("DROP TABLE copied_from")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()
        (self._directory / UNFINISHED_NAME).rename(self._directory / FILE_NAME)
        sync_directory(self._directory)
