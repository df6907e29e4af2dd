"""Whose turn it is: one request at a time to a host, and a delay between two, whoever asks.

Scrapy's downloader keeps the pace of one crawler while it runs. What lies beyond is kept here: another site of this process on the
same host, another process with the same state, the run before this one. It is the last step before a connection is made, so
that robots.txt, redirects, retries and sitemaps wait for their turn like everything else.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from newscrawl import urls
from newscrawl.dates import VIETNAM
from newscrawl.state import HostLock

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection
    from pathlib import Path

    from newscrawl.state import Store

_LOOK: Final = 0.05
"""Seconds between two tries to get a host that another process is asking."""


@dataclass(slots=True)
class _Host:
    """A host as all crawlers of this process see it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked: float = 0.0


_hosts: Final[WeakKeyDictionary[AbstractEventLoop, dict[str, _Host]]] = WeakKeyDictionary()


def today() -> str:
    """The day that a budget counts for, in Vietnam."""
    return datetime.now(VIETNAM).date().isoformat()


class BudgetSpent(Exception):  # noqa: N818 - said of a site's day
    """The site was asked as often today as it may be."""


class LeftAlone(Exception):  # noqa: N818 - said of a host
    """The host wants to be left alone for longer than a run waits; ``seconds`` are left."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} seconds are left")
        self.seconds: Final = seconds


class Pace:
    """Gives a crawler its turns."""

    def __init__(self, site: str, hosts: Collection[str], *, budget: int, longest: float, slowest: float) -> None:
        """``hosts`` are all of the site's; ``budget`` the requests of a day, 0 for any number.

        ``longest`` is the longest wait, and ``slowest`` the longest delay that is kept, in seconds.
        """
        self._site = site
        self._hosts = frozenset(hosts)
        self._budget = budget
        self._longest = longest
        self._slowest = slowest
        self._store: Store | None = None
        self._locks: Path | None = None
        self._begun = False

    def remember(self, store: Store, locks: Path | None) -> None:
        """Keep the pace of earlier runs, and of other processes that hold their locks in the same directory."""
        self._store, self._locks = store, locks

    def left(self) -> int | None:
        """Requests that the day's budget leaves; ``None`` where there is no budget."""
        if not self._budget or not self._store:
            return None
        return max(self._budget - self._store.request_count(self._site, day=today()), 0)

    def leave_alone(self, seconds: float) -> None:
        """Nobody is to ask the site's hosts for so long, later runs neither."""
        if self._store:
            self._store.block_until(self._hosts, until=time.time() + seconds)

    @asynccontextmanager
    async def turn(
        self, url: str, *, delay: Callable[[], float], pause: Callable[[float], Awaitable[None]]
    ) -> AsyncIterator[None]:
        """Wait until the address's host may be asked, and hold it meanwhile.

        ``delay`` gives the seconds that are kept between two requests; ``pause`` waits, and raises where the run is over.
        Raises :class:`BudgetSpent` and :class:`LeftAlone`.
        """
        host = urls.host(url)
        ours = _hosts.setdefault(asyncio.get_running_loop(), {}).setdefault(host, _Host())
        async with ours.lock:
            lock = HostLock(self._locks, host) if self._locks else None
            try:
                while lock and not lock.try_acquire():
                    await pause(_LOOK)
                while wait := self._wait(host, ours, delay()):
                    await pause(wait)
                ours.asked = time.time()
                yield
            finally:
                if lock:
                    lock.release()

    def _wait(self, host: str, ours: _Host, delay: float) -> float:
        """Seconds until the host may be asked; 0, and the request is noted, where that is now."""
        now = time.time()
        if (wait := min(ours.asked + delay - now, delay)) > 0:
            return wait
        if self._store is None:
            return 0.0
        hosts = {host} if self._begun else {host, *self._hosts}
        if not self._begun:
            # What robots.txt asked for is not known yet: the last run's delay holds until it is read.
            delay = max(delay, min(self._store.host_delay(hosts), self._slowest))
        if (wait := self._store.blocked_until(hosts) - now) > 0:
            if wait > self._longest:
                raise LeftAlone(wait)
            return wait
        if self.left() == 0:
            raise BudgetSpent
        wait = self._store.acquire_request_slot(host, hosts=hosts, site=self._site, now=now, delay=delay, day=today())
        self._begun = self._begun or not wait
        return wait
