"""An open state in PostgreSQL, and the fence: a crawl writes only as long as it holds its site.

Each write calls one function of the database (``functions.sql``), which is one transaction. A crawl writes through a view
(:meth:`FencedDatabase.fenced`): each of its writes first checks, in its own transaction, that the crawl still holds the site.
"""

from __future__ import annotations

import copy
import os
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl import dates
from newscrawl.state.postgres import schema
from newscrawl.state.postgres.changes import PostgresChangeLog
from newscrawl.state.postgres.connection import Database

if TYPE_CHECKING:
    from newscrawl.state.place import DatabaseAddress
    from newscrawl.state.postgres.leases import Lease

FENCE_SWITCH: Final = "NEWSCRAWL_TEST_FENCE"
"""Environment variable that switches the fence off (``off``), so that a test can show what the fence prevents."""

URL: Final = "origins.origin || addresses.path"
"""SQL: the text of an address."""

ORIGIN: Final = "JOIN origins ON origins.number = addresses.origin"
"""SQL: the join that :data:`URL` needs."""

SITE: Final = "(SELECT number FROM sites WHERE sites.site = %s)"
"""SQL: the number of a site parameter."""


class FencedDatabase:
    """The connection of a state in PostgreSQL; its writes can be bound to a lease."""

    def __init__(self, address: DatabaseAddress, *, read_only: bool = False) -> None:
        """Open the state at an address, and create its tables if there are none.

        With ``read_only`` the tables must exist, and every method that writes raises :class:`StateError`.
        """
        self.place = address
        self.database: Final = Database(address, read_only=read_only, look_ups=True)
        self._db = self.database
        self._fence: tuple[str | None, int | None] = (None, None)
        self.changes = PostgresChangeLog(self._db)
        try:
            if not read_only:
                schema.create(self._db)
            schema.check(self._db)
        except BaseException:
            self._db.close()
            raise

    @property
    def path(self) -> str:
        """The address for messages, without its password."""
        return str(self.place)

    def fenced(self, lease: Lease) -> Self:
        """Return a view of this store whose writes raise :class:`~newscrawl.state.FencedError` once the lease is lost.

        The view shares the connection; do not close it.
        """
        view = copy.copy(self)
        if os.environ.get(FENCE_SWITCH) != "off":
            view._fence = (lease.site, lease.token)  # noqa: SLF001 - of its own class
        return view

    def _write(self, function: str, *arguments: object) -> Any:
        """Call a function that checks the fence first."""
        return self._db.call(function, *self._fence, *arguments)

    def close(self) -> None:  # noqa: D102 - see Store
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def to_seconds(timestamp: str) -> int | None:
    """Return a timestamp in seconds since 1970; ``None`` if it cannot be read."""
    try:
        return int(datetime.fromisoformat(timestamp).timestamp())
    except ValueError:
        return dates.to_epoch(timestamp)
