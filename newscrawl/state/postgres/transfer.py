"""The side of a copy that is a database; see :mod:`newscrawl.state.transfer`."""

# ruff: noqa: S608 - the SQL is fixed text and own names

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from newscrawl.state.postgres import schema
from newscrawl.state.postgres.connection import Database
from newscrawl.state.store import StateError
from newscrawl.state.transfer import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.state.place import DatabaseAddress
    from newscrawl.state.transfer import Row, Table

_BANDS: Final = """
INSERT INTO bands (month, key, number)
SELECT DISTINCT split_part(month, '-', 1)::integer * 12 + split_part(month, '-', 2)::integer - 1, unnest(keys), number FROM signatures
ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING
"""

_ALGORITHM: Final = """
UPDATE renewal SET algorithm = coalesce((SELECT min(get_byte(sketch, 0)) FROM signatures WHERE sketch != ''), algorithm), file = NULL, lines = 0
"""
"""If a signature is of an earlier algorithm, the next run begins to make all of them anew."""

_RESTART: Final = """
SELECT setval(pg_get_serial_sequence(format('%%I.%%I', table_schema, table_name), column_name), coalesce((xpath('/row/max/text()',
    query_to_xml(format('SELECT max(%%I) AS max FROM %%I.%%I', column_name, table_schema, table_name), false, true, '')))[1]::text::bigint, 0) + 1, false)
FROM information_schema.columns WHERE table_schema = %s AND is_identity = 'YES'
"""
"""Lets each sequence go on behind the highest number of its column."""


class DatabaseSide:
    """A state in PostgreSQL that is copied, or made."""

    def __init__(self, address: DatabaseAddress, *, origin: str | None) -> None:
        """Open it to be read, or with ``origin`` (the identity of the source) to be made or completed. Raises :class:`StateError`."""
        self._db = Database(address)
        self._address = address
        try:
            if origin is None:
                schema.check(self._db)
                self._refuse_lines()
            else:
                self._begin(origin)
            self._refuse_workers()
        except BaseException:
            self._db.close()
            raise

    def _begin(self, origin: str) -> None:
        """Create the tables, or make sure that they hold a copy of the same source that is not finished."""
        schema.create(self._db)
        schema.check(self._db, allow_copy=True)
        begun = self._db.rows("SELECT copied_from FROM identity")[0][0]
        if begun is None:
            if self._db.rows("SELECT 1 FROM sites UNION ALL SELECT 1 FROM hosts LIMIT 1"):
                raise StateError(
                    f"{self._address} holds a state already. Copy to an empty database, or name another ?schema=."
                )
            self._db.execute("UPDATE identity SET copied_from = %s", (origin,))
        elif begun != origin:
            raise StateError(
                f"{self._address} is an unfinished copy of another state. Drop its schema {self._address.schema}, and copy again."
            )

    def _refuse_workers(self) -> None:
        """Raise :class:`StateError` while a site is held."""
        held = self._db.rows(
            "SELECT site, owner FROM site_leases WHERE owner IS NOT NULL AND expires > clock_timestamp() ORDER BY site"
        )
        if held:
            raise StateError(
                f"{held[0][0]} is being crawled by {held[0][1]}. Stop what uses {self._address}, then copy."
            )

    def _refuse_lines(self) -> None:
        """Raise :class:`StateError` while lines are in no file yet: SQLite cannot hold them."""
        lines = self._db.rows("SELECT count(*) FROM outbox")[0][0]
        if lines:
            raise StateError(f"{lines} lines of {self._address} are in no file yet. Let a worker seal them, then copy.")

    def last_key(self, table: Table) -> Any:
        """Return the highest key of a table, ``None`` if it is empty."""
        found = self._db.rows(f"SELECT {table.key} FROM {table.name} ORDER BY {_ordered(table)} DESC LIMIT 1")
        return found[0][0] if found else None

    def rows(self, table: Table, after: Any) -> list[Row]:
        """Return the next rows behind a key, at most :data:`BATCH_ROWS`."""
        key = _ordered(table)
        where = "" if after is None else f"WHERE {key} > %s"
        sql = f"SELECT {table.columns} FROM {table.name} {where} ORDER BY {key} LIMIT {BATCH_ROWS}"
        return [
            tuple(bytes(value) if kind == "b" else value for value, kind in zip(row, table.types, strict=True))
            for row in self._db.rows(sql, () if after is None else (after,))
        ]

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows in one transaction."""
        with (
            self._db.reported(),
            self._db.connection.cursor() as cursor,
            self._db.connection.transaction(),
            cursor.copy(f"COPY {table.name} ({table.columns}) FROM STDIN") as stream,
        ):
            for row in rows:
                stream.write_row(row)

    def identity(self) -> str:
        """Return the identity of the state."""
        return str(self._db.rows("SELECT state FROM identity")[0][0])

    def finish(self, identity: str) -> None:
        """Take over the identity of the source, and make the copy a state."""
        with self._db.transaction():
            self._db.execute("SELECT set_config('synchronous_commit', 'on', true)")
            self._db.execute(_BANDS)
            self._db.rows(_RESTART, (self._address.schema,))
            self._db.execute(_ALGORITHM)
            self._db.execute("UPDATE identity SET state = %s, copied_from = NULL", (identity,))
            self._db.execute("ANALYZE addresses, articles, bands, changes, contents, signatures")

    def close(self) -> None:
        """Close the database."""
        self._db.close()


def _ordered(table: Table) -> str:
    """Return the key in the order of SQLite, which compares bytes."""
    return f'{table.key} COLLATE "C"' if table.types[0] == "t" else table.key
