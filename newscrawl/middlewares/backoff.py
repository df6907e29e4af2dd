"""When a site says that it is asked too much, too often, or not at all.

429 and 503 make the whole site wait, as long as ``Retry-After`` says and longer each time, and slow it down for the rest
of the run. A row of refusals, or of connections that come to nothing, ends the site's run.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import NotConfigured
from twisted.python.failure import Failure

from newscrawl.middlewares.failures import NETWORK, Postponed
from newscrawl.middlewares.pace import BudgetSpent, LeftAlone, Pace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_SLOW_DOWN: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_REFUSALS: Final = _SLOW_DOWN | {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_LEAST_DELAY: Final = 0.001
"""Seconds between two requests to a site, whatever is asked for."""

_NEVER: Final = 1e9
_UNREACHABLE: Final[tuple[type[Exception], ...]] = tuple(NETWORK)
BLOCKED: Final = "blocked"
UNREACHABLE: Final = "unreachable"
DAILY_BUDGET: Final = "daily_budget"
"""Finish reasons of a run that this module ended."""


def set_delay(downloader: Downloader, slot: str, seconds: float) -> None:
    """Keep this many seconds between requests to a site, also when the downloader forgets its slot for idleness."""
    downloader.per_slot_settings.setdefault(slot, {})["delay"] = seconds
    if slot in downloader.slots:
        downloader.slots[slot].delay = seconds


def retry_after(response: Response, *, now: datetime) -> float | None:
    """Seconds that the answer asks to wait, whether it names them or a date; ``None`` where it asks for nothing readable."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max((then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds(), 0.0)


class BackoffMiddleware:
    """Waits and asks again, ever more slowly, and knows when to stop.

    ``NEWSCRAWL_BACKOFF`` is the first wait, ``NEWSCRAWL_MAX_BACKOFF`` the longest: a site that asks for more is left for
    this run. ``RETRY_TIMES`` bounds the tries of one address, ``NEWSCRAWL_MAX_BLOCKS`` the refusals in a row,
    ``NEWSCRAWL_MAX_FAILURES`` the connections in a row that come to nothing, ``NEWSCRAWL_DAILY_BUDGET`` the requests of a day.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Listen to the downloader: the wait has to be set before it sends the next request."""
        if crawler.spider is None:
            raise NotConfigured("the back-off needs a spider")
        self._spider = crawler.spider
        settings = crawler.settings
        self._crawler = crawler
        self._first = settings.getfloat("NEWSCRAWL_BACKOFF")
        self._longest = settings.getfloat("NEWSCRAWL_MAX_BACKOFF")
        self._slowest = settings.getfloat("NEWSCRAWL_MAX_CRAWL_DELAY")
        self._most_blocks = settings.getint("NEWSCRAWL_MAX_BLOCKS")
        self._most_failures = settings.getint("NEWSCRAWL_MAX_FAILURES")
        self._longest_kept = settings.getfloat("NEWSCRAWL_MAX_RETRY_AFTER")
        self.pace = Pace(
            crawler.spider.name,
            getattr(crawler.spider, "hosts", ()),
            budget=settings.getint("NEWSCRAWL_DAILY_BUDGET"),
            longest=self._longest,
            slowest=self._slowest,
        )
        self._waiting: dict[str, float] = {}
        """The usual delay of the slots that are waiting."""

        self._blocks = self._failures = self._waits = 0
        self._stopped = ""
        self._over = asyncio.Event()
        """Set when nothing more is to be sent."""

        self._closing: asyncio.Future[None] | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._reached, signals.request_reached_downloader)
        crawler.signals.connect(self._received, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    # -- what the answers say -----------------------------------------------------------------------------------

    def process_request(self, request: Request) -> None:
        """Send nothing more to a site that is given up."""
        if self._stopped:
            raise Postponed(self._stopped, request.url)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again later where the site asks us to wait."""
        if response.status not in _SLOW_DOWN or self._stopped:
            return response
        return get_retry_request(request, spider=self._spider, reason=f"http_{response.status}") or response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count what the network or the server left undone."""
        if not isinstance(exception, _UNREACHABLE):
            return
        self._failures += 1
        if self._failures >= self._most_failures:
            self.stop(UNREACHABLE, f"{self._failures} requests in a row came to nothing")

    def blocked(self) -> None:
        """Another refusal; the spider reports those that answer 200."""
        self._blocks += 1
        if self._blocks >= self._most_blocks:
            self.stop(BLOCKED, f"it refused {self._blocks} requests in a row")

    def answered(self) -> None:
        """A page or a source was read: the site does not refuse us."""
        self._blocks = 0

    # -- pace ---------------------------------------------------------------------------------------------------

    def _opened(self) -> None:
        # Without any delay Scrapy's downloader, run without Twisted's reactor, sends all that waits for a slot at once:
        # it counts what is under way before that has begun.
        delay = max(self._crawler.settings.getfloat("DOWNLOAD_DELAY"), _LEAST_DELAY)
        set_delay(self._crawler.engine.downloader, self._spider.name, delay)

    def _received(self, response: Response, request: Request) -> None:
        self._failures = 0
        if response.status in _REFUSALS:
            self.blocked()
        slot = request.meta.get("download_slot", "")
        if self._stopped:
            return
        if response.status in _SLOW_DOWN:
            self._wait(slot, response)
        elif slot in self._waiting:
            self._resume(slot)

    def _wait(self, slot: str, response: Response) -> None:
        asked = retry_after(response, now=datetime.now(UTC))
        wait = max(asked or 0.0, min(self._first * 2**self._waits, self._longest))
        self.pace.leave_alone(min(wait, self._longest_kept))
        if wait > self._longest:
            self.stop(BLOCKED, f"it asks us to wait {wait:.0f} seconds, and we wait {self._longest:.0f} at most")
            return
        self._waits += 1
        self._count("waits")
        downloader = self._crawler.engine.downloader
        found = downloader.slots[slot]
        usual = self._waiting.setdefault(slot, found.delay)
        logger.warning("%s answers %d; asked again in %.0f s", self._spider.name, response.status, wait)
        # The delay counts from when the request was sent; the wait, from now.
        set_delay(downloader, slot, max(monotonic() - found.lastseen + wait, usual))

    def _resume(self, slot: str) -> None:
        """Go on at half the pace."""
        self._waits = 0
        usual = self._waiting.pop(slot)
        downloader = self._crawler.engine.downloader
        set_delay(downloader, slot, max(usual, min(2 * usual, self._slowest)))
        downloader.slots[slot].close()  # the alarm that was set for the end of the wait

    @asynccontextmanager
    async def turn(self, request: Request) -> AsyncIterator[None]:
        """Hold the request until its host may be asked; :class:`Postponed` where that is not in this run."""
        downloader = self._crawler.engine.downloader
        slot = downloader.slots[downloader.get_slot_key(request)]

        async def pause(seconds: float) -> None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), seconds)
            self.process_request(request)

        try:
            async with self.pace.turn(request.url, delay=lambda: slot.delay, pause=pause):
                yield
        except LeftAlone as alone:
            self.stop(BLOCKED, f"it asked us to wait, and {alone.seconds:.0f} seconds of that are left")
            raise Postponed(BLOCKED, request.url) from None
        except BudgetSpent:
            self.stop(DAILY_BUDGET, "it was asked as often today as NEWSCRAWL_DAILY_BUDGET allows")
            raise Postponed(DAILY_BUDGET, request.url) from None

    # -- the end ------------------------------------------------------------------------------------------------

    def stop(self, reason: str, why: str) -> None:
        """End the site's run; what waits goes out again in the next one."""
        if self._stopped:
            return
        self._stopped = reason
        self._count(f"limit/{reason}")
        log = logger.warning if reason == DAILY_BUDGET else logger.error
        log("%s is left for this run: %s", self._spider.name, why)
        self.release()
        self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))

    def release(self, reason: str = "") -> None:
        """Give back the requests that wait for their turn, and those to come.

        Else a run would take as long to end as sixteen requests with their delays; Scrapy waits for what its downloader holds.
        """
        self._stopped = self._stopped or reason
        self._over.set()
        for slot in self._crawler.engine.downloader.slots.values():
            slot.delay = _NEVER
            while slot.queue:
                request, answer = slot.queue.popleft()
                answer.errback(Failure(Postponed(self._stopped, request.url)))  # type: ignore[no-untyped-call] # Twisted's

    def _reached(self) -> None:
        if self._stopped:
            # It stands in the queue in a moment.
            asyncio.get_running_loop().call_soon(self.release)

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/{what}")
