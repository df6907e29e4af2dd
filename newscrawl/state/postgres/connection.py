"""A connection to the database: calls of its functions, look-ups, and its errors as :class:`~newscrawl.state.StateError`."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl.state.store import FencedError, StateError

try:
    import psycopg
    import psycopg.rows
    import psycopg.sql
    from psycopg.types.numeric import Int8BinaryDumper

    from newscrawl.state.postgres import arrays
except ImportError as error:
    raise StateError(
        f"A state in PostgreSQL needs the extra `fleet` ({error}). Install it: pip install 'newscrawl[fleet]'"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newscrawl.state.place import DatabaseAddress

FENCED: Final = "NC001"
"""SQLSTATE of a write by a process that does not hold the site any more (function ``fence``)."""

IN_BATCH: Final = "NC002"
"""SQLSTATE of a removal while the article's lines are being written into a file."""

LOST_SEGMENT: Final = "NC003"
"""SQLSTATE of a line whose WARC segment is not open."""

_RETRIED: Final = frozenset({"40P01", "40001"})
"""SQLSTATE of a deadlock and of a serialization failure: the transaction was rolled back and may be repeated."""

_MAX_TRIES: Final = 5
"""Tries of a transaction that the server rolled back for the sake of another one."""

_RETRY_SECONDS: Final = 0.02
"""Pause before the second try; it doubles."""

_LOOK_UPS: Final = (
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("enable_seqscan", "off"),
)
"""Settings of a crawl's connection: each statement finds few rows by an index, whatever its parameters, so that one plan serves all.

Without them a plan that was made while a table was empty reads the whole table, and is kept until the server has counted its rows. Where
there is no index (a table of one row) the server takes the plan for very costly, and would compile it: so ``jit`` is off.
"""

CONNECT_SECONDS: Final = 10
"""Longest wait for a connection, unless the address says otherwise (``connect_timeout``)."""

TABLE_FILES: Final = ("tables.sql", "outbox_tables.sql", "fleet_tables.sql")
FUNCTION_FILES: Final = ("functions.sql", "outbox_functions.sql")

_FUNCTION: Final = re.compile(r"^CREATE OR REPLACE FUNCTION (\w+)\(([^)]*)\)", re.MULTILINE)
"""A function in one of :data:`FUNCTION_FILES`, with its parameters."""


def sql_file(name: str) -> str:
    """Return the text of a file of SQL in this package."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _calls() -> dict[str, tuple[str, list[str]]]:
    """Return by function of :data:`FUNCTION_FILES`: the statement that calls it, its parameters cast to their types, and these types."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, parameters in _FUNCTION.findall("".join(map(sql_file, FUNCTION_FILES))):
        types = [parameter.split(maxsplit=1)[1].strip() for parameter in parameters.split(",") if parameter.strip()]
        marks = ", ".join(f"%s::{kind}" for kind in types)
        found[name] = f"SELECT {name}({marks})", types
    return found


def function_names() -> list[str]:
    """Return the names of the functions of :data:`FUNCTION_FILES`."""
    return list(_calls())


def connect(
    address: DatabaseAddress, *, read_only: bool = False, look_ups: bool = False
) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a connection whose tables are those of the address's schema. Raises :class:`~newscrawl.state.StateError`.

    A commit survives a kill of the server's processes, but not a power cut in the next moment (``synchronous_commit=off``), unless
    its function asks for that. This is what SQLite promises, too.
    """
    try:
        timeout = CONNECT_SECONDS if "connect_timeout" not in address.conninfo else None
        connection = psycopg.connect(
            address.conninfo, autocommit=True, application_name="newscrawl", connect_timeout=timeout
        )
        # Python's numbers have one type here, so that each statement is prepared once.
        connection.adapters.register_dumper(int, Int8BinaryDumper)
        arrays.register(connection)
        settings = (
            ("search_path", address.schema),
            ("synchronous_commit", "off"),
            ("default_transaction_read_only", "on" if read_only else "off"),
            ("timezone", "UTC"),
            ("client_min_messages", "warning"),
            # A statement that takes a millisecond must not be compiled for 150 ms, again at each execution.
            ("jit", "off"),
            *(_LOOK_UPS if look_ups else ()),
        )
        calls = ", ".join(["set_config(%s, %s, false)"] * len(settings))
        connection.execute(f"SELECT {calls}", [word for setting in settings for word in setting])
    except psycopg.Error as error:
        raise state_error(address, error) from None
    return connection


def state_error(address: DatabaseAddress, error: psycopg.Error) -> StateError:
    """Return the :class:`~newscrawl.state.StateError` for an error of the database, with advice and without the password."""
    what = address.masked(str(error).strip().partition("\n")[0]) or type(error).__name__
    match error.sqlstate:
        case code if code == FENCED:
            return FencedError(
                f"{what}: another worker crawls it now. This one stops, and nothing of it is lost or doubled."
            )
        case code if code == IN_BATCH:
            way_out = "Wait until that file is finished, and remove it again."
        case code if code == LOST_SEGMENT:
            way_out = "The article is fetched again."
        case "25006":
            way_out = "It was opened for reading. Open it with read_only=False to write."
        case "28P01" | "28000" | "42501" | "3D000":
            way_out = "Check user, password and database; the user must own the schema. The password may stand in PGPASSWORD or ~/.pgpass."
        case "53100" | "53200" | "53300":
            way_out = (
                "The server is full or busy. Make room or raise its limits, then run again: nothing committed is lost."
            )
        case _:
            way_out = "Check that the server runs and can be reached, then run again: nothing committed is lost."
    return StateError(f"The state {address} cannot be used: {what.rstrip('.')}. {way_out}")


class Database:
    """A connection, shared by a store and its views."""

    def __init__(self, address: DatabaseAddress, *, read_only: bool = False, look_ups: bool = False) -> None:
        """Connect; with ``look_ups`` for statements that find few rows each. Raises :class:`~newscrawl.state.StateError`."""
        self.address = address
        self.connection = connect(address, read_only=read_only, look_ups=look_ups)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.reported():
            sent = [arrays.guessed(value) for value in parameters] or None
            found: list[tuple[Any, ...]] = self.connection.execute(sql, sent, binary=True).fetchall()
            return found

    def call(self, function: str, *arguments: object) -> Any:
        """Call a function of :data:`FUNCTION_FILES` in a transaction of its own; return its value."""
        sql, types = _calls()[function]
        sent = [
            arrays.packed(value, kind) if isinstance(value, list) else value
            for value, kind in zip(arguments, types, strict=True)
        ]
        with self.reported():
            for tries in range(_MAX_TRIES):
                try:
                    row = self.connection.execute(sql, sent, binary=True).fetchone()
                except psycopg.Error as error:
                    if error.sqlstate not in _RETRIED or tries + 1 == _MAX_TRIES:
                        raise
                    time.sleep(_RETRY_SECONDS * 2**tries)
                else:
                    return row[0] if row else None
        return None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement in a transaction of its own, or in that of :meth:`transaction`; return the number of its rows."""
        with self.reported():
            sent = [arrays.guessed(value) for value in parameters] or None
            return int(self.connection.execute(sql, sent).rowcount)

    def stream(self, sql: str, parameters: Mapping[str, object], *, batch: int) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query by column name; ``batch`` of them are in memory at a time."""
        with (
            self.reported(),
            self.connection.transaction(),
            self.connection.cursor("rows", row_factory=psycopg.rows.dict_row) as cursor,
        ):
            cursor.itersize = batch
            cursor.execute(sql, parameters)
            yield from cursor

    def vacuum(self, table: str) -> None:
        """Let the server reuse the space of deleted rows of one of the state's own tables."""
        with self.reported():
            self.connection.execute(
                psycopg.sql.SQL("VACUUM ANALYZE {}").format(psycopg.sql.Identifier(self.address.schema, table))
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in one transaction."""
        with self.reported(), self.connection.transaction():
            yield

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Raise errors of the database as :class:`~newscrawl.state.StateError`."""
        try:
            yield
        except psycopg.Error as error:
            raise state_error(self.address, error) from None

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
