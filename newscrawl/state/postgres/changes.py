"""The log of changes in PostgreSQL; :mod:`newscrawl.state.changes` describes it.

A number is given under a lock that its transaction holds until it is committed, so that the numbers are in the order of the
commits here, too. There may be gaps between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newscrawl.state.changes import ChangeReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.state.postgres.connection import Database


class PostgresChangeLog(ChangeReader):
    """Reads the log of one state. The functions of the database write it."""

    def __init__(self, db: Database) -> None:
        """Read through a connection."""
        self._db = db

    def _rows(self, sql: str, parameters: tuple[object, ...] = ()) -> Iterable[tuple[Any, ...]]:
        return self._db.rows(sql.replace("?", "%s"), parameters)
