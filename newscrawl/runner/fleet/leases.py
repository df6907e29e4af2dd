"""The sites that a worker holds. A thread renews their leases, so that a busy event loop loses none."""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from newscrawl.runner.fleet.options import HEARTBEATS
from newscrawl.state import StateError
from newscrawl.state.postgres.fence import FENCE_SWITCH
from newscrawl.state.postgres.leases import Lease, Leases

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.state import DatabaseAddress

logger = logging.getLogger(__name__)


class LeaseKeeper:
    """Takes, renews and gives back the leases of one worker, through one connection."""

    def __init__(self, address: DatabaseAddress, owner: str, *, seconds: float, on_lost: Callable[[str], None]) -> None:
        """Connect. ``on_lost`` is called in the thread with a sentence when a site was lost, or the database. Raises :class:`StateError`."""
        self._address, self._owner, self._seconds, self._on_lost = address, owner, seconds, on_lost
        self._leases = Leases(address)
        self._lock = threading.Lock()
        """Guards the connection and the fields below."""

        self._held: dict[str, Lease] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="newscrawl-leases", daemon=True)
        self._thread.start()

    def take(self, site: str) -> Lease | None:
        """Take a site; return ``None`` if another process holds it."""
        with self._lock:
            lease = self._leases.take(site, self._owner, self._seconds)
            if lease:
                self._held[site] = lease
            return lease

    def give_back(self, lease: Lease) -> None:
        """Give a site back. Without a connection the lease expires by itself."""
        with self._lock, suppress(StateError):
            if self._held.pop(lease.site, None):
                self._leases.release(lease)

    @property
    def sites(self) -> list[str]:
        """The sites that are held now."""
        with self._lock:
            return sorted(self._held)

    def close(self) -> None:
        """Give everything back and close the connection."""
        self._stop.set()
        self._thread.join()
        for lease in list(self._held.values()):
            self.give_back(lease)
        self._leases.close()

    def _renew(self) -> None:
        renewed = time.monotonic()
        while not self._stop.wait(self._seconds / HEARTBEATS):
            try:
                with self._lock:
                    lost = self._leases.renew(list(self._held.values()), self._seconds) if self._held else []
                    for lease in lost:
                        del self._held[lease.site]
                if os.environ.get(FENCE_SWITCH) == "off":
                    lost = []
                renewed = time.monotonic()
            except StateError as error:
                logger.warning("The leases could not be renewed: %s", error)
                if time.monotonic() - renewed > self._seconds:
                    self._on_lost(f"the database cannot be reached: {error}")
                    return
                self._reconnect()
                continue
            for lease in lost:
                self._on_lost(f"{lease.site} was taken over by another worker")

    def _reconnect(self) -> None:
        with self._lock, suppress(StateError):
            self._leases.close()
            self._leases = Leases(self._address)
