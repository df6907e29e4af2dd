"""The index of a corpus: one row for each article in a temporary database, so that the memory does not grow with the corpus.

It is made when it is first asked, by one reading of all files, and vanishes with the process. It holds what articles are
filtered, sampled and counted by, and where their lines are; never a text.
"""

from __future__ import annotations

import hashlib
import sqlite3
from array import array
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.corpus.reading import missing_columns, numbered_lines, parquet_tables, parsed
from newscrawl.dates import VIETNAM
from newscrawl.export.near_copy_groups import read_groups
from newscrawl.export.selection import published, utc_text, version_of
from newscrawl.exporters.files import OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from newscrawl.corpus.reading import DataFile

_CACHE_KIB: Final = 16 << 10
"""Memory of the database."""

_BATCH_ROWS: Final = 1_000
"""Rows that are inserted at once."""

_READ_COLUMNS: Final = (
    "id",
    "site",
    "revision",
    "date_published",
    "date_fetched",
    "article_section",
    "in_language",
    "genre",
    "word_count",
    "content_hash",
    "near_duplicate_of",
    "cluster_id",
)
"""The columns of a Parquet file that the index is made from."""

_NEEDED_COLUMNS: Final = ("id", "site")
"""Columns without which there is no index."""

_HASH_CHARS: Final = slice(len("sha256:"), len("sha256:") + 16)
"""The part of the content hash that decides between two lines of one revision, so that the order of files does not."""

_SCHEMA: Final = """\
CREATE TABLE lines (
    number INTEGER PRIMARY KEY, file INTEGER, position INTEGER, id TEXT, site TEXT, revision INTEGER, fetched TEXT, hash TEXT,
    published TEXT, day TEXT, section TEXT, language TEXT, genre TEXT, words INTEGER, copy_of TEXT, cluster TEXT
)"""

_INSERT: Final = f"INSERT INTO lines VALUES ({', '.join('?' * 16)})"  # noqa: S608 - constants

_LATEST: Final = """\
DELETE FROM lines WHERE number NOT IN (
    SELECT number FROM (
        SELECT number, row_number() OVER (PARTITION BY id ORDER BY revision DESC, fetched DESC, hash, file, position) AS place
        FROM lines
    ) WHERE place = 1
)"""
"""Keeps the last revision of each article."""

KEYS: Final = {
    "site": "site",
    "section": "section",
    "day": "day",
    "month": "substr(day, 1, 7)",
    "year": "substr(day, 1, 4)",
    "genre": "genre",
    "language": "language",
}
"""What articles are grouped by, in SQL."""


class Place(NamedTuple):
    """Where rows of a view are."""

    file: DataFile
    positions: array[int]
    """Numbers of the rows in the file, ascending."""


class Index:
    """The latest line of each article that was not removed."""

    def __init__(self, files: Sequence[DataFile], removed: Collection[str], near_copies_in: Path | None = None) -> None:
        """Read all files; :class:`OutputError` if one is damaged. ``near_copies_in`` says which articles are near copies."""
        self._files = files
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            self._database.execute(f"PRAGMA {statement}")
        self._database.create_function("draw", 2, draw, deterministic=True)
        self._database.execute(_SCHEMA)
        self._selections = 0
        self._fill(removed)
        if near_copies_in is not None:
            self._mark_copies(near_copies_in)

    def _fill(self, removed: Collection[str]) -> None:
        self._database.execute("BEGIN")
        rows = self._rows(removed)
        while batch := list(islice(rows, _BATCH_ROWS)):
            self._database.executemany(_INSERT, batch)
        self.lines = self._number("SELECT count(*) FROM lines")
        """Number of lines, those of earlier revisions, too."""

        self._database.execute(_LATEST)
        self._database.execute("CREATE INDEX places ON lines (file, position)")
        self._database.execute("COMMIT")

    def _mark_copies(self, path: Path) -> None:
        """Replace what the crawls found by the groups of a file."""
        run = self._database.execute
        run("CREATE TEMP TABLE grouped (id TEXT PRIMARY KEY, first_of_group TEXT, is_first INTEGER) WITHOUT ROWID")
        run("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO grouped VALUES (?, ?, ?)", read_groups(path))
        run("UPDATE lines SET copy_of = NULL, cluster = NULL")
        run(
            "UPDATE lines SET copy_of = iif(is_first, NULL, first_of_group), cluster = iif(is_first, NULL, first_of_group) "
            "FROM grouped WHERE grouped.id = lines.id"
        )
        run("DROP TABLE grouped")
        run("COMMIT")

    def _rows(self, removed: Collection[str]) -> Iterator[tuple[Any, ...]]:
        for number, file in enumerate(self._files):
            for position, record, date in facts(file):
                if record["id"] in removed:
                    continue
                length = record.get("word_count")
                yield (
                    *(None, number, position, record["id"], record["site"], *version_of(record)),
                    (_text(record, "content_hash") or "")[_HASH_CHARS],
                    *(utc_text(date) or None, date.astimezone(VIETNAM).date().isoformat() if date else None),
                    *(_text(record, name) for name in ("article_section", "in_language", "genre")),
                    length if isinstance(length, int) else 0,
                    *(_text(record, name) for name in ("near_duplicate_of", "cluster_id")),
                )

    def _number(self, query: str, parameters: Sequence[object] = ()) -> int:
        return int(self._database.execute(query, parameters).fetchone()[0])

    def count(self, where: str, parameters: Sequence[object]) -> int:
        """Return the number of articles that meet a condition."""
        return self._number(f"SELECT count(*) FROM lines WHERE {where}", parameters)  # noqa: S608 - built by Corpus

    def rows(self, columns: str, where: str, parameters: Sequence[object], tail: str = "") -> Iterator[tuple[Any, ...]]:
        """Yield columns of the articles that meet a condition; ``tail`` groups or orders them."""
        yield from self._database.execute(f"SELECT {columns} FROM lines WHERE {where} {tail}", parameters)  # noqa: S608 - built by Corpus

    def places(self, where: str, parameters: Sequence[object]) -> Iterator[Place]:
        """Yield where the articles are that meet a condition, file by file."""
        for number, file in enumerate(self._files):
            found = self._database.execute(
                f"SELECT position FROM lines WHERE file = ? AND {where} ORDER BY position",  # noqa: S608 - built by Corpus
                (number, *parameters),
            )
            if positions := array("Q", (position for (position,) in found)):
                yield Place(file, positions)

    def select(self, numbers: Iterable[int]) -> str:
        """Keep a selection of articles, given by their numbers; return the condition that they meet."""
        self._selections += 1
        name = f"selection_{self._selections}"
        self._database.execute(f"CREATE TABLE {name} (number INTEGER PRIMARY KEY)")
        self._database.execute("BEGIN")
        self._database.executemany(f"INSERT INTO {name} VALUES (?)", ((number,) for number in numbers))  # noqa: S608 - a constant and a number
        self._database.execute("COMMIT")
        return f"number IN {name}"


def facts(
    file: DataFile, columns: Sequence[str] = _READ_COLUMNS
) -> Iterator[tuple[int, dict[str, Any], datetime | None]]:
    """Yield number, fields and time of publication of each row of a file. Of Parquet only some columns are read."""
    if not file.is_parquet:
        for position, line in numbered_lines(file):
            record = parsed(line, file)
            yield position, record, published(record)
        return
    missing = missing_columns(file)
    if lacking := [name for name in _NEEDED_COLUMNS if name in missing]:
        raise OutputError(f"{file.title} has no column {lacking[0]!r}: it is no table of articles.")
    for positions, table in parquet_tables(file, columns):
        for position, record in zip(positions, table.to_pylist(), strict=True):
            date, fetched = record["date_published"], record["date_fetched"]
            record["date_fetched"] = fetched.isoformat() if fetched else None
            yield position, record, date


def _text(record: dict[str, Any], name: str) -> str | None:
    """Return a field of text; ``None`` if another program wrote something else."""
    value = record.get(name)
    return value if isinstance(value, str) else None


def draw(seed: str, name: str) -> int:
    """Return a number of 63 bits that depends on a seed and a name alone: who sorts by it draws lots."""
    return (
        int.from_bytes(hashlib.blake2b(f"{seed}\0{name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1
    )
