"""Leases of sites: which process may write for a site.

A lease ends by itself when its holder does not renew it. Taking a site gives it a new token; every write of a crawl checks the token in
its own transaction (function ``fence``). So a process that was paused or cut off and comes back cannot write any more, however
late it learns that it lost the site. All times are the server's.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Self

from newscrawl.state.lock import SiteLockedError
from newscrawl.state.postgres import schema
from newscrawl.state.postgres.connection import Database
from newscrawl.state.store import StateError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newscrawl.state.place import DatabaseAddress

LEASE_SECONDS: Final = 30.0
"""How long a lease lasts without renewal. Another worker can take the site of a killed one after this time."""

RENEWALS: Final = 3
"""Renewals within the time of a lease: two may fail before it is lost."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A site that this process holds."""

    site: str
    token: int
    owner: str


@dataclass(frozen=True, slots=True)
class HeldSite:
    """A site that some process holds."""

    site: str
    owner: str
    token: int
    expires: datetime
    """In UTC, by the server's clock."""

    seconds_left: float
    """Until it expires; negative if it has."""


def this_process() -> str:
    """Return a name of this process that no other one has: host, process id, random letters."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


class Leases:
    """Takes, renews and gives back leases, through a connection of its own."""

    def __init__(self, address: DatabaseAddress) -> None:
        """Connect, and create the state's tables if there are none. Raises :class:`StateError`."""
        self._db = Database(address)
        try:
            schema.create(self._db)
            schema.check(self._db)
        except BaseException:
            self._db.close()
            raise

    def take(self, site: str, owner: str, seconds: float = LEASE_SECONDS) -> Lease | None:
        """Take a site; return ``None`` if another process holds it. Waits for a write of the former holder that is under way."""
        token = self._db.call("take_lease", site, owner, seconds)
        return None if token is None else Lease(site, token, owner)

    def renew(self, leases: Sequence[Lease], seconds: float = LEASE_SECONDS) -> list[Lease]:
        """Let leases last ``seconds`` from now on; return those that are lost."""
        sql = "SELECT renew_leases(%s::text[], %s::bigint[], %s)"
        held = {
            row[0] for row in self._db.rows(sql, ([x.site for x in leases], [x.token for x in leases], float(seconds)))
        }
        return [lease for place, lease in enumerate(leases, 1) if place not in held]

    def release(self, lease: Lease) -> bool:
        """Give a site back; return whether this process still held it. Nothing can be written under the lease any more."""
        return bool(self._db.call("release_lease", lease.site, lease.token))

    def held(self) -> list[HeldSite]:
        """Return the sites that are held, also those whose lease has expired, by name."""
        sql = (
            "SELECT site, owner, token, expires, extract(epoch FROM expires - clock_timestamp())::float8 FROM site_leases "
            "WHERE owner IS NOT NULL ORDER BY site"
        )
        return [HeldSite(*row) for row in self._db.rows(sql)]

    def holder(self, site: str) -> HeldSite | None:
        """Return who holds a site."""
        return next((held for held in self.held() if held.site == site), None)

    def close(self) -> None:
        """Close the connection. Leases that were not given back expire."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class LeaseKeeper:
    """Renews all leases of this process at one database: one thread and one connection, however many sites it holds."""

    _keepers: ClassVar[dict[tuple[int, DatabaseAddress], LeaseKeeper]] = {}
    """The keepers of this process, by process id (a fork starts anew) and address."""

    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, address: DatabaseAddress, *, seconds: float = LEASE_SECONDS) -> None:
        """Connect, and renew from now on what is added. ``seconds`` is how long a lease lasts without renewal."""
        self._address, self._seconds = address, seconds
        self._leases = Leases(address)
        self._lock = threading.RLock()
        self._held: dict[str, Lease] = {}
        self._lost: set[Lease] = set()
        self._users = 0
        self._failures = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="newscrawl leases", daemon=True)
        self._thread.start()

    @classmethod
    def acquire(cls, address: DatabaseAddress) -> LeaseKeeper:
        """Return this process's keeper for a database, and count one more user of it. Raises :class:`StateError`."""
        with cls._guard:
            key = (os.getpid(), address)
            keeper = cls._keepers.get(key)
            if keeper is None:
                keeper = cls._keepers[key] = cls(address)
            keeper._users += 1
            return keeper

    def close(self) -> None:
        """Count one user less. After the last one, stop renewing and disconnect."""
        with self._guard:
            self._users -= 1
            if self._users > 0:
                return
            self._keepers.pop((os.getpid(), self._address), None)
        self._stop.set()
        self._thread.join()
        self._leases.close()

    def take(self, site: str, owner: str) -> Lease:
        """Take a site and keep it. Raises :class:`SiteLockedError` if it is held, :class:`StateError`."""
        with self._lock:
            lease = self._leases.take(site, owner, self._seconds)
            if lease is None:
                raise SiteLockedError(
                    f"{site} is being crawled into this state by another run ({self._holder(site)}; {self._address}). "
                    "Wait for it to end, or give this run a state of its own with --state."
                )
            self._held[site] = lease
            return lease

    def _holder(self, site: str) -> str:
        """Return a description of who holds a site."""
        held = self._leases.holder(site)
        return (
            f"{held.owner}, for {max(held.seconds_left, 0):.0f} s more unless it renews" if held else "holder unknown"
        )

    def release(self, lease: Lease) -> None:
        """Give a site back. If the database cannot be reached, the lease expires by itself."""
        with self._lock:
            self._held.pop(lease.site, None)
            self._lost.discard(lease)
            with suppress(StateError):
                self._leases.release(lease)

    def is_lost(self, lease: Lease) -> bool:
        """Return whether a lease is known to be lost: taken by another process, or not renewed for the time that it lasts."""
        return lease in self._lost

    def _run(self) -> None:
        """Renew until stopped."""
        while not self._stop.wait(self._seconds / RENEWALS):
            with self._lock:
                self._renew()

    def _renew(self) -> None:
        """Renew what is held, and note what is lost."""
        held = list(self._held.values())
        if not held:
            return
        try:
            lost = self._leases.renew(held, self._seconds)
            self._failures = 0
        except StateError:
            self._failures += 1
            lost = held if self._failures >= RENEWALS else []
            self._reconnect()
        for lease in lost:
            self._held.pop(lease.site, None)
            self._lost.add(lease)

    def _reconnect(self) -> None:
        """Replace a broken connection; the next renewal tries again if that fails."""
        self._leases.close()
        with suppress(StateError):
            self._leases = Leases(self._address)


class DatabaseSiteLock:
    """The lock of a site in a database: a lease that this process renews. Use it as a context manager, or call :meth:`release`."""

    def __init__(self, address: DatabaseAddress, site: str, *, owner: str | None = None) -> None:
        """Take the site. Raises :class:`SiteLockedError` at once if another process holds it, :class:`StateError` without a database.

        ``owner`` names this process for people.
        """
        self._keeper = LeaseKeeper.acquire(address)
        try:
            self.lease: Final = self._keeper.take(site, owner or this_process())
        except BaseException:
            self._keeper.close()
            raise
        self._is_released = False

    @property
    def is_lost(self) -> bool:
        """Whether the lease is known to be lost. Writes are refused from that moment on, whether this is known or not."""
        return self._keeper.is_lost(self.lease)

    def release(self) -> None:
        """Give the site back. If the database cannot be reached, the lease expires by itself."""
        if not self._is_released:
            self._is_released = True
            self._keeper.release(self.lease)
            self._keeper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
