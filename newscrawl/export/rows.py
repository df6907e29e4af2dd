"""Records in the order of the table, with bounded memory: lines in an unnamed file, their keys in a database on the disk.

Both belong to this process alone and vanish with it, also if it is killed.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, Self, cast

from newscrawl.exporters.files import temporary_files

if TYPE_CHECKING:
    from collections.abc import Iterator

_CACHE_KIB: Final = 32 << 10
"""Memory of the database."""

_BATCH_ROWS: Final = 1_000
"""Keys that are inserted at once."""

_TABLE: Final = """\
CREATE TABLE rows (
    partition TEXT, site TEXT, published INTEGER, id TEXT, revision INTEGER, fetched TEXT, belongs INTEGER,
    offset INTEGER, length INTEGER
)"""

_COLUMNS: Final = "partition, site, published, id, revision, fetched, offset, length"
"""What is read back of each line."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
"""Times are stored as whole microseconds since :data:`_EPOCH`."""

_ORDERED: Final = "ORDER BY partition, site, published IS NULL, published, id, revision, offset"
"""By partition, site and time of publication; articles without a date come last in their site."""

_LATEST: Final = f"""\
SELECT {_COLUMNS} FROM (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY revision DESC, fetched DESC, offset DESC) AS place FROM rows
) WHERE place = 1 AND belongs"""  # noqa: S608 - constants


class Version(NamedTuple):
    """Which of two lines of an article is the later one: the greater tuple."""

    revision: int
    fetched: str
    """Time of the fetch as UTC text, so that it can be compared; empty if it is not known."""


class Key(NamedTuple):
    """What the table is ordered by."""

    id: str
    site: str
    published: datetime | None
    version: Version


class Row(NamedTuple):
    """A line of the table."""

    partition: str
    key: Key
    line: bytes


class Latest(NamedTuple):
    """The latest line of an article among those collected."""

    site: str
    version: Version


class Rows:
    """Collects lines, then yields them in order. A context manager."""

    def __init__(self) -> None:
        """Create the two files; :class:`OutputError` if there is no room for temporary files, now or later."""
        self._lines: IO[bytes] = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - closed by __exit__
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            self._database.execute(f"PRAGMA {statement}")
        self._database.execute(_TABLE)
        self._database.execute("BEGIN")
        self._waiting: list[tuple[Any, ...]] = []
        self._offset = 0

    def add(self, line: bytes, key: Key, *, partition: str, belongs: bool = True) -> None:
        """Add one line. A line that does not belong to the table still replaces the earlier ones of its article."""
        with temporary_files():
            self._lines.write(line)
        micros = (key.published - _EPOCH) // _MICROSECOND if key.published else None
        self._waiting.append((partition, key.site, micros, key.id, *key.version, belongs, self._offset, len(line)))
        self._offset += len(line)
        if len(self._waiting) >= _BATCH_ROWS:
            self._insert()

    def _insert(self) -> None:
        with temporary_files():
            self._database.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def index_ids(self) -> None:
        """Prepare :meth:`latest_of`. Call it after the last line."""
        self._insert()
        with temporary_files():
            self._database.execute("CREATE INDEX ids ON rows (id, revision, fetched)")

    def latest_of(self, identity: str) -> Latest | None:
        """Return the latest line of an article, ``None`` if there is none."""
        found = self._database.execute(
            "SELECT site, revision, fetched FROM rows WHERE id = ? ORDER BY revision DESC, fetched DESC LIMIT 1",
            (identity,),
        ).fetchone()
        return Latest(found[0], Version(found[1], found[2])) if found else None

    def remove(self, ids: list[str]) -> None:
        """Take the lines of some articles out: the table holds later ones."""
        self._database.executemany("DELETE FROM rows WHERE id = ?", ((identity,) for identity in ids))

    def ordered(self, *, latest: bool) -> Iterator[Row]:
        """Yield the lines of the table by partition, site and date; with ``latest`` one for each article."""
        self._insert()
        query = _LATEST if latest else f"SELECT {_COLUMNS} FROM rows WHERE belongs"  # noqa: S608 - constants
        with temporary_files():
            self._lines.flush()
            for partition, site, micros, identity, revision, fetched, offset, length in self._database.execute(
                f"{query} {_ORDERED}"
            ):
                self._lines.seek(offset)
                moment = None if micros is None else _EPOCH + micros * _MICROSECOND
                yield Row(partition, Key(identity, site, moment, Version(revision, fetched)), self._lines.read(length))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what it has in its buffer may not fit on the disk
            self._lines.close()
        self._database.close()
