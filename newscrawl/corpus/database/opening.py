"""Opens the file of a database, and tells whether it can be brought up to date or must be built anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl.corpus.database import schema
from newscrawl.corpus.search.find import APPLICATION_ID, open_for_reading
from newscrawl.corpus.search.folding import FOLDING_VERSION
from newscrawl.exporters.files import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.corpus.database.sources import Source

_CACHE_KIB: Final = 64_000
"""Memory of SQLite's page cache."""

_RULES: Final = f"{schema.SCHEMA_VERSION}.{FOLDING_VERSION}"
"""Version of tables and folding, stored with the database."""


def words_of(path: Path) -> str | None:
    """Return the package that segmented the index by words of a database; ``None`` if it has none, or there is no database."""
    if not path.is_file():
        return None
    try:
        with closing(open_for_reading(path)) as db:
            row = db.execute("SELECT value FROM build WHERE name = 'words'").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row and row[0] else None


def why_anew(path: Path, source: Source, segmenter: str | None) -> str | None:
    """Return why a database cannot be brought up to date; ``None`` if it can, or if there is none.

    :class:`~newscrawl.exporters.files.OutputError` if the file is something else.
    """
    if not path.exists() or not path.stat().st_size:
        return None
    try:
        with closing(open_for_reading(path)) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise OutputError(f"{path} is another database. Give a new file with --db")
            told = dict(db.execute("SELECT name, value FROM build"))
    except sqlite3.OperationalError as error:
        raise OutputError(f"{path} cannot be read: {error}. If it stays so, delete it and build again") from None
    except sqlite3.DatabaseError:
        raise OutputError(f"{path} is no SQLite database. Give another file with --db") from None
    return _why_differs(told, source, segmenter)


def _why_differs(told: Mapping[str, str | None], source: Source, segmenter: str | None) -> str | None:
    """Return why what a database tells of itself does not fit; ``None`` if it does."""
    if told.get("rules") != _RULES:
        return "another version of newscrawl made it"
    if segmenter and told.get("words") != segmenter:
        return f"its index of words is not by {segmenter}"
    if (cursor := told.get("cursor")) and not source.is_whole and not source.knows(cursor):
        return "it was built from another state"
    if not source.is_whole and not cursor and told.get("whole"):
        return "it was built from files without a state"
    return None


def open_database(path: Path, segmenter: str | None) -> sqlite3.Connection:
    """Open a database and make its tables if it is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA secure_delete = ON")  # what was removed on request leaves the file
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        _create(connection, segmenter)
    connection.execute("COMMIT")
    return connection


def _create(connection: sqlite3.Connection, segmenter: str | None) -> None:
    """Make the tables of a new database."""
    from sqlite_utils import Database  # noqa: PLC0415 - imports pandas where it is installed, and is needed once

    db = Database(connection, execute_plugins=False)
    schema.create(db)
    if segmenter:
        schema.create_words(db)
    rows = [("rules", _RULES), ("words", segmenter)]
    connection.executemany("INSERT INTO build (name, value) VALUES (?, ?)", rows)


def remove_database(path: Path) -> None:
    """Delete a database and the files that SQLite keeps beside it."""
    for name in (path, Path(f"{path}-journal"), Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(FileNotFoundError):
            name.unlink()
