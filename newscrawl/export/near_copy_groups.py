"""The groups of near copies that ``newscrawl near-copies`` wrote, read back. The memory does not grow with them."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from hashlib import file_digest
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from newscrawl.exporters.arrow_schema import pyarrow
from newscrawl.exporters.files import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BATCH_ROWS: Final = 4_096
"""Rows of Parquet that are in memory at once."""


class Grouped(NamedTuple):
    """An article that has a near copy."""

    id: str
    group: str
    """Id of the first article of its group."""

    first: bool
    """Whether it is that one."""


def read_groups(path: Path) -> Iterator[Grouped]:
    """Yield the rows of a file of groups, Parquet or JSON Lines; :class:`OutputError` if it is none."""
    try:
        if path.suffix == ".parquet":
            for batch in pyarrow("parquet").ParquetFile(path).iter_batches(_BATCH_ROWS, columns=list(Grouped._fields)):
                yield from (Grouped(**row) for row in batch.to_pylist())
            return
        with path.open("rb") as lines:
            for line in lines:
                row = orjson.loads(line)
                yield Grouped(row["id"], row["group"], row["first"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"{path} cannot be read as groups of near copies: {type(error).__name__}: {error}. "
            f"`newscrawl near-copies DIR... --to {path}` writes it anew."
        ) from error


@lru_cache(maxsize=1)
def _digest(path: Path, _changed_ns: int) -> str:
    """Return the checksum of a file, which is asked for once for each data file of a table."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def digest_of(path: Path) -> str:
    """Return the checksum of a file of groups; :class:`OutputError` if it cannot be read."""
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}. `newscrawl near-copies` writes it.") from error


class Copies:
    """The ids of articles that are near copies of an earlier one, on the disk."""

    def __init__(self, path: Path) -> None:
        """Read a file of groups; see :func:`read_groups`."""
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in ("journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {statement}")
        self._database.execute("CREATE TABLE copies (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT OR IGNORE INTO copies VALUES (?)", ((row.id,) for row in read_groups(path) if not row.first)
        )
        self._database.execute("COMMIT")

    def __contains__(self, identity: str) -> bool:
        return self._database.execute("SELECT 1 FROM copies WHERE id = ?", (identity,)).fetchone() is not None
