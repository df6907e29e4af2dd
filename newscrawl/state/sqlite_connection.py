"""The connection to the state's SQLite file: opening, migration, transactions, and the SQL that all its tables share."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl.file_sync import sync_directory
from newscrawl.state import health, host_rate_limiter, signatures
from newscrawl.state.changes import ChangeLog
from newscrawl.state.schema import SCHEMA, migrate
from newscrawl.state.store import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCH: Final = 500
"""Parameters of one query: SQLite allows 999 in old versions."""

_CACHE_MB: Final = 8
"""Page cache in MB. It is memory of the process, full after some 4,000 articles. Further pages are in the cache of the operating system."""

_LOG_MB: Final = 64
"""Size in MB to which the write-ahead log is cut back after it grew: after a migration, or during a long export."""

SECONDS: Final = "CAST(strftime('%s', ?) AS INTEGER)"
"""SQL: a timestamp parameter as seconds since 1970."""

URL: Final = "origins.origin || urls.path"
"""SQL: the text of an address."""

URLS: Final = "JOIN urls ON urls.number = addresses.url JOIN origins ON origins.number = urls.origin"
"""SQL: the join that :data:`URL` needs."""

SITE: Final = "(SELECT number FROM sites WHERE site = ?)"
"""SQL: the number of a site parameter."""


class SQLiteConnection:
    """An open state in SQLite: its transactions, its queries, and errors with advice."""

    def __init__(self, path: str, *, read_only: bool = False) -> None:
        """Open or create the database at ``path``; ``:memory:`` keeps it in memory.

        With ``read_only`` the database must exist, and every method that writes raises :class:`StateError`.
        """
        self.path = path
        self.place = Path(path).parent
        self._read_only = read_only
        try:
            self._known_numbers: dict[tuple[str, str], int] = {}
            """Numbers of the origins (scheme and host) and files used so far, by table and name. Their rows are never deleted."""

            name = f"{Path(path).absolute().as_uri()}?mode=ro" if read_only else path
            self._db = sqlite3.connect(name, isolation_level=None, timeout=30, check_same_thread=False, uri=read_only)
            self.changes = ChangeLog(self._db)
            self._prepare()
            self._signatures = signatures.Signatures(self._db)
            self._health = health.HealthTable(self._db)
            self._rate_limiter = host_rate_limiter.HostRateLimiter(self._db)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _prepare(self) -> None:
        """Set the connection up, and migrate a file of an earlier schema."""
        persistent = () if self._read_only else ("journal_mode=WAL", f"journal_size_limit={_LOG_MB << 20}")
        for pragma in (*persistent, "synchronous=NORMAL", "busy_timeout=30000", f"cache_size=-{_CACHE_MB << 10}"):
            self._db.execute(f"PRAGMA {pragma}")
        version = self._version()
        if version == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StateError(
                f"{self.path} is a database of another program. Give newscrawl a state directory of its own with --state."
            )
        if version > SCHEMA:
            raise StateError(
                f"{self.path} was written by a newer newscrawl (schema {version}, this one reads {SCHEMA}). "
                "Upgrade newscrawl, or use another state directory."
            )
        if version < SCHEMA and self._read_only:
            raise StateError(
                f"{self.path} was written by an older newscrawl (schema {version}, this one reads {SCHEMA}). "
                "Open it once with read_only=False, which migrates it."
            )
        if version < SCHEMA:
            with self._transaction() as db:  # a kill leaves the file unchanged
                version = self._version()  # another process may have migrated it meanwhile
                if version < SCHEMA:
                    migrate(db, version)

    def _version(self) -> int:
        """Return the schema of the database; 0 for a new file."""
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _error(self, error: sqlite3.Error) -> StateError:
        """Return the :class:`StateError` for an error of SQLite, with advice."""
        what = str(error)
        if "malformed" in what or "not a database" in what or "decode to UTF-8" in what:
            way_out = "The file is damaged and was not changed. Move it aside to start anew, or restore a copy; finished outputs are safe."
        elif self._read_only and "readonly" in what:
            way_out = "It was opened for reading. Open it with read_only=False to write."
        elif "locked" in what:
            way_out = "Another process has locked it for 30 seconds. Wait for that one to end, or use another --state."
        else:
            way_out = "Check that the directory can be written and that the disk has room, then run again: nothing committed is lost."
        return StateError(f"The state {self.path} cannot be used: {what}. {way_out}")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block in a transaction: commit at its end, roll back if it raises."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._known_numbers.clear()  # the numbers inserted in it do not exist
                self.changes.forget_numbers()
                if self._db.in_transaction:  # after most failures of the disk SQLite has rolled back itself
                    with suppress(sqlite3.Error):  # report the first error, not this one
                        self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._error(error) from error

    @contextmanager
    def _synced(self) -> Iterator[sqlite3.Connection]:
        """Run the block in a transaction that survives a power cut, together with all earlier ones."""
        self._db.execute("PRAGMA synchronous=FULL")
        try:
            with self._transaction() as db:
                yield db
            if self.path != ":memory:":
                sync_directory(Path(self.path).parent)  # the database's write-ahead log may be a new file
        except OSError as error:
            raise StateError(f"The state {self.path} cannot be synced: {error.strerror}. Run again.") from error
        finally:
            self._db.execute("PRAGMA synchronous=NORMAL")

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        try:
            return self._db.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error

    def close(self) -> None:  # noqa: D102 - see Store
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
