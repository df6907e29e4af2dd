"""The request slots of hosts: one request at a time to a host, with a delay between two, whoever sends them.

Scrapy's downloader limits the requests of one crawler while it runs. This module adds what Scrapy does not know: another site
of this process on the same host, another process with the same state, and the run before this one. It is the last step before
a connection is made, so it also limits robots.txt, redirects and retries.
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

_LOCK_POLL_SECONDS: Final = 0.05
"""Time between two tries to lock a host that another process is requesting from."""

_SENT_TOLERANCE_SECONDS: Final = 0.002
"""Time from a request's turn to its sending that the state need not know of."""

_MAX_AHEAD_SECONDS: Final = 60.0
"""A time that is further in the future than it can be, by more than this, was noted by a clock that has been set back since."""

DAILY_BUDGET: Final = "daily_budget"


@dataclass(slots=True)
class _Host:
    """A host, shared by all crawlers of this process."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_request: float = 0.0
    """Unix time of the last request."""


_hosts: Final[WeakKeyDictionary[AbstractEventLoop, dict[str, _Host]]] = WeakKeyDictionary()


def today() -> str:
    """Return today's date in Vietnam, for which the daily budget counts."""
    return datetime.now(VIETNAM).date().isoformat()


class BudgetSpentError(Exception):
    """The site's daily budget of requests is spent."""


class HostBlockedError(Exception):
    """The host must not be requested for longer than a run waits; ``seconds`` are left."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} seconds are left")
        self.seconds: Final = seconds


class TurnOverError(Exception):
    """The request was not sent within its turn: another process may have the next one. The slot is asked for again."""


class Turn:
    """A request's slot. The request is sent within it, or not at all."""

    def __init__(self, sent: Callable[[], None], *, until: float | None) -> None:
        """``sent`` is called when the request has been sent; ``until`` is by :func:`time.monotonic`, ``None`` for no end."""
        self.sent: Final = sent
        self._until = until

    def check(self) -> None:
        """Raise :class:`TurnOverError` if the request must not be sent any more, because the process was paused or slow."""
        if self._until is not None and time.monotonic() > self._until:
            raise TurnOverError


class HostRateLimiter:
    """Gives one crawler the request slots of its hosts."""

    def __init__(
        self,
        site: str,
        hosts: Collection[str],
        *,
        budget: int,
        max_wait_seconds: float,
        max_delay_seconds: float,
        max_block_seconds: float,
    ) -> None:
        """Take all hosts of the site.

        ``budget`` is the number of requests of a day, 0 for no limit. ``max_wait_seconds`` is the longest time that a run waits
        for a blocked host, ``max_delay_seconds`` the longest delay that is taken over from an earlier run, ``max_block_seconds``
        the longest time for which :meth:`block` is called.
        """
        self._site = site
        self._hosts = frozenset(hosts)
        self._budget = budget
        self._max_wait_seconds = max_wait_seconds
        self._max_delay_seconds = max_delay_seconds
        self._max_block_seconds = max_block_seconds
        self._store: Store | None = None
        self._locks: Path | None = None
        self._has_requested = False
        self._last_request = 0.0
        """Unix time of the last request to any host of the site."""

    def use_state(self, store: Store, locks: Path | None) -> None:
        """Share slots with earlier runs (``store``) and with other processes (locks in the directory ``locks``)."""
        self._store, self._locks = store, locks

    def budget_left(self) -> int | None:
        """Return the number of requests that today's budget leaves; ``None`` without a budget."""
        if not self._budget or not self._store:
            return None
        return max(self._budget - self._store.request_count(self._site, day=today()), 0)

    def block(self, seconds: float) -> None:
        """Block the site's hosts for some seconds, also for later runs."""
        if self._store:
            self._store.block_until(self._hosts, until=time.time() + seconds)

    @asynccontextmanager
    async def slot(
        self, url: str, *, delay: Callable[[], float], pause: Callable[[float], Awaitable[None]]
    ) -> AsyncIterator[Turn]:
        """Wait for a request slot of the address's host, and hold it.

        The delay counts from when the request was sent, not from when its turn came: between the two there may be a connection
        to make, and a page that keeps the process busy.
        ``delay`` returns the seconds between two requests. ``pause`` sleeps for some seconds, and raises if the run is over.
        Raises :class:`BudgetSpentError` and :class:`HostBlockedError`.
        """
        name = urls.host(url)
        host = _hosts.setdefault(asyncio.get_running_loop(), {}).setdefault(name, _Host())
        async with host.lock:
            lock = HostLock(self._locks, name) if self._locks else None
            try:
                while lock and not lock.try_acquire():
                    await pause(_LOCK_POLL_SECONDS)
                asked = time.monotonic()
                while wait := self._seconds_to_wait(name, host, delay()):
                    await pause(wait)
                    asked = time.monotonic()
                turn = host.last_request = self._last_request = time.time()
                length = (self._store.turn_seconds or None) if self._store else None

                def sent() -> None:
                    host.last_request = self._last_request = time.time()
                    if self._store and length is not None:
                        # Until then the other machines count the slot as used at the end of the turn.
                        self._store.record_sent(name, now=host.last_request)

                try:
                    yield Turn(sent, until=None if length is None else asked + length)
                finally:
                    if self._store and length is None and host.last_request - turn > _SENT_TOLERANCE_SECONDS:
                        self._store.record_sent(name, now=host.last_request)
            finally:
                if lock:
                    lock.release()

    def _seconds_to_wait(self, name: str, host: _Host, delay: float) -> float:
        """Return the seconds until the host may be requested. If they are 0, the request is noted in the state."""
        now = time.time()
        if max(host.last_request, self._last_request) > now + _MAX_AHEAD_SECONDS:
            # The clock was set back: the request counts as sent now, so that one delay is waited for.
            host.last_request = self._last_request = now
        if (wait := min(max(host.last_request, self._last_request) + delay - now, delay)) > 0:
            return wait
        if self._store is None:
            return 0.0
        hosts = {name} if self._has_requested else {name, *self._hosts}
        if not self._has_requested:
            # robots.txt has not been read yet, so the delay of the last run holds.
            delay = max(delay, min(self._store.host_delay(hosts), self._max_delay_seconds))
        wait = self._store.blocked_until(hosts) - now
        # A longer block than any that may be set was set by a clock that was ahead.
        if 0 < wait <= self._max_block_seconds + _MAX_AHEAD_SECONDS:
            if wait > self._max_wait_seconds:
                raise HostBlockedError(wait)
            return wait
        if self.budget_left() == 0:
            raise BudgetSpentError
        wait = self._store.acquire_request_slot(name, hosts=hosts, site=self._site, now=now, delay=delay, day=today())
        self._has_requested = self._has_requested or not wait
        return wait
