"""Copies a state from SQLite to PostgreSQL or back: ``newscrawl state copy``.

Rows are copied in the order of their keys, a batch in a transaction, so that a copy that was stopped goes on behind the last key that
it finds. Then both sides are read again, and the number and a checksum of the rows of each table are compared. Until they agree, the copy
is no state: a database is marked as unfinished, and a SQLite file has another name.

Nobody may write to either state meanwhile; a change that is made all the same is found by the checksums.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from newscrawl.state.place import DatabaseAddress
from newscrawl.state.store import StateError
from newscrawl.state.transfer import TABLES, Source, SQLiteSource, SQLiteTarget, Table, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.state.place import Place
    from newscrawl.state.postgres.transfer import DatabaseSide

_HASH_BYTES: Final = 8
"""Length of the hash of a row. The checksum of a table is the sum of its rows' hashes."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied of a table."""

    table: str
    rows: int
    checksum: str
    """The same on both sides."""


def copy_state(
    source: Place, target: Place, *, progress: Callable[[str, int], object] = lambda *_: None
) -> list[Copied]:
    """Copy a state to an empty place, or go on with a copy that was stopped; return what was copied, table by table.

    ``progress`` gets the name of a table and the rows that were copied since the last call. Raises :class:`StateError` if there is no source,
    if the target holds another state, or if the two differ in the end.
    """
    if source == target:
        raise StateError(f"{source} cannot be copied to itself.")
    with (
        closing(_open_source(source)) as read,
        closing(_open_target(target, read.identity())) as written,
    ):
        for table in TABLES:
            after = written.last_key(table)
            while rows := read.rows(table, after):
                written.write(table, rows)
                progress(table.name, len(rows))
                after = rows[-1][0]
        found = []
        for table in TABLES:
            here, there = _checksum(read, table), _checksum(written, table)
            if here != there:
                raise StateError(
                    f"The copy in {target} differs from {source} in {table.name}: {here[0]} and {there[0]} rows. The source was changed "
                    "while it was copied, or the target is not a copy of it. Stop what writes to them, empty the target, and copy again."
                )
            found.append(Copied(table.name, *here))
        written.finish(read.identity())
    return found


def _checksum(side: Source, table: Table) -> tuple[int, str]:
    """Return the number of rows, and the sum of their hashes."""
    count, total, after = 0, 0, None
    while rows := side.rows(table, after):
        for row in rows:
            total += int.from_bytes(blake2b(repr(row).encode(), digest_size=_HASH_BYTES).digest(), "big")
        count, after = count + len(rows), rows[-1][0]
    return count, f"{total % (1 << 8 * _HASH_BYTES):0{2 * _HASH_BYTES}x}"


def _open_source(place: Place) -> Source:
    return _database(place, None) if isinstance(place, DatabaseAddress) else SQLiteSource(place)


def _open_target(place: Place, origin: str) -> Target:
    return _database(place, origin) if isinstance(place, DatabaseAddress) else SQLiteTarget(place, origin)


def _database(address: DatabaseAddress, origin: str | None) -> DatabaseSide:
    from newscrawl.state.postgres.transfer import DatabaseSide  # noqa: PLC0415 - imports the driver

    return DatabaseSide(address, origin=origin)
