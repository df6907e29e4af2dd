"""Opens a state, wherever it is: SQLite in a directory, or a database of a PostgreSQL server.

The driver of PostgreSQL is imported only for an address ``postgresql://…``.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union, cast

from newscrawl.state import sqlite
from newscrawl.state.lock import SiteLock
from newscrawl.state.upkeep import Upkeep

if TYPE_CHECKING:
    from newscrawl.state.place import Place
    from newscrawl.state.postgres.leases import DatabaseSiteLock, Lease
    from newscrawl.state.postgres.store import PostgresStore
    from newscrawl.state.postgres.upkeep import PostgresUpkeep
    from newscrawl.state.store import Store

OpenedStore: TypeAlias = Union[sqlite.SQLiteStore, "PostgresStore"]
"""A store with all that the commands of an operator need."""

OpenedUpkeep: TypeAlias = Union[Upkeep, "PostgresUpkeep"]


class Lock(Protocol):
    """The right of this process to crawl a site."""

    @property
    def lease(self) -> Lease | None:
        """The lease of a database; ``None`` for a lock file."""

    def release(self) -> None:
        """Give the right back."""


def open_existing_store(place: Place, *, read_only: bool = True) -> OpenedStore:
    """Open the state at a place, by default for reading only; a crawl may write to it at the same time.

    Raises :class:`~newscrawl.state.StateError` if there is no state, if it is damaged, or if another version of newscrawl wrote it.
    With ``read_only=False`` a SQLite state of an older version is migrated.
    """
    if isinstance(place, Path):
        return sqlite.open_existing_store(place, read_only=read_only)
    from newscrawl.state.postgres.store import PostgresStore

    return PostgresStore(place, read_only=read_only)


def open_or_create_store(place: Place) -> OpenedStore:
    """Open the state at a place for a run, and create it if it does not exist; raise :class:`~newscrawl.state.StateError`."""
    if isinstance(place, Path):
        return sqlite.open_or_create_store(place)
    from newscrawl.state.postgres.store import PostgresStore

    return PostgresStore(place)


def open_upkeep(place: Place, *, read_only: bool = False) -> OpenedUpkeep:
    """Open the state at a place for maintenance; raise :class:`~newscrawl.state.StateError` if there is none."""
    if isinstance(place, Path):
        return Upkeep(place, read_only=read_only)
    from newscrawl.state.postgres.upkeep import PostgresUpkeep

    return PostgresUpkeep(place, read_only=read_only)


def migrate(place: Place) -> str:
    """Bring a state of an older newscrawl up to date; return what was done, in words. Raises :class:`~newscrawl.state.StateError`."""
    if isinstance(place, Path):
        before = sqlite.schema_version(place)
        sqlite.open_existing_store(place, read_only=False).close()
        after = sqlite.schema_version(place)
    else:
        from newscrawl.state.postgres import schema
        from newscrawl.state.postgres.connection import Database

        with Database(place) as db:
            before, after = schema.migrate(db)
    return f"schema {before}, as it was" if before == after else f"from schema {before} to {after}"


def state_exists(place: Place) -> bool:
    """Return whether there is a state at a place. Raises :class:`~newscrawl.state.StateError` if a server cannot be asked."""
    if isinstance(place, Path):
        return os.path.exists(place / sqlite.FILE_NAME)  # noqa: PTH110 - Path.exists raises without permission; opening the state explains it
    from newscrawl.state.postgres import schema
    from newscrawl.state.postgres.connection import Database

    with Database(place, read_only=True) as db:
        return bool(schema.version(db))


def fenced(store: Store, lock: Lock) -> Store:
    """Return the store through which the holder of a lock writes: each write fails once the lock is lost."""
    return store if lock.lease is None else cast("PostgresStore", store).fenced(lock.lease)


def output_lock(output: Path, place: Place, site: str, *, now: str) -> SiteLock | None:
    """Take the lock of a site in an output whose state is elsewhere on this machine: another state may write the same articles there.

    ``None`` if the state lies in the output: its own lock is the same. Raises :class:`~newscrawl.state.SiteLockedError`.
    """
    inside = output / sqlite.STATE_DIRECTORY
    if not isinstance(place, Path) or os.path.realpath(place) == os.path.realpath(inside):
        return None
    return SiteLock(inside, site, now=now, output=output)


def site_lock(place: Place, site: str, *, now: str) -> SiteLock | DatabaseSiteLock:
    """Take the lock of a site; raise :class:`~newscrawl.state.SiteLockedError` if another run holds it."""
    if isinstance(place, Path):
        return SiteLock(place, site, now=now)
    from newscrawl.state.postgres.leases import DatabaseSiteLock

    return DatabaseSiteLock(place, site)
