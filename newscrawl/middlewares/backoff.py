"""Slows down or stops when a site refuses requests or does not answer.

After 429 or 503 the whole site waits, as long as ``Retry-After`` says and longer each time, and is requested more slowly for the
rest of the run. Several refusals in a row, or several requests in a row without an answer, end the site's run.
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

from newscrawl.exporters.files import OutputError
from newscrawl.middlewares.failures import NETWORK_FAILURES, Postponed
from newscrawl.middlewares.rate_limit import DAILY_BUDGET, BudgetSpentError, HostBlockedError, HostRateLimiter, Turn
from newscrawl.state import StateError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_SLOW_DOWN_STATUSES: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Answers after which the site waits."""

_REFUSAL_STATUSES: Final = _SLOW_DOWN_STATUSES | {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
"""Answers that, in a row, end the site's run."""

_MIN_DELAY_SECONDS: Final = 0.001
"""Shortest delay between two requests, whatever the settings say."""

_ENDLESS_SECONDS: Final = 1e9
"""Delay of a site that is not requested any more in this run."""

_MAX_RETRY_AFTER_DIGITS: Final = 9
"""Digits of a Retry-After that are read."""

_NO_ANSWER: Final[tuple[type[Exception], ...]] = tuple(NETWORK_FAILURES)

# Reasons for which this module ends a run.
BLOCKED: Final = "blocked"
UNREACHABLE: Final = "unreachable"


def set_delay(downloader: Downloader, slot: str, seconds: float) -> None:
    """Set the delay of a downloader slot, also for the time after Scrapy has dropped the slot because it was idle."""
    downloader.per_slot_settings.setdefault(slot, {})["delay"] = seconds
    if slot in downloader.slots:
        downloader.slots[slot].delay = seconds


def retry_after(response: Response, *, now: datetime) -> float | None:
    """Return the seconds of a ``Retry-After`` header, which holds seconds or a date; ``None`` if it cannot be read."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:_MAX_RETRY_AFTER_DIGITS])
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max((then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds(), 0.0)


class BackoffMiddleware:
    """Waits and retries more and more slowly, and ends the site's run when it is refused too often.

    ``NEWSCRAWL_BACKOFF`` is the first wait, ``NEWSCRAWL_MAX_BACKOFF`` the longest; a site that asks for a longer one is not
    requested any more in this run. ``RETRY_TIMES`` limits the retries of one address, ``NEWSCRAWL_MAX_BLOCKS`` the refusals in a
    row, ``NEWSCRAWL_MAX_FAILURES`` the requests in a row without an answer, ``NEWSCRAWL_DAILY_BUDGET`` the requests of a day.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Connect to the downloader's signals: a wait must be set before the downloader sends the next request."""
        if crawler.spider is None:
            raise NotConfigured("the back-off needs a spider")
        self._spider = crawler.spider
        settings = crawler.settings
        self._crawler = crawler
        self._first_wait_seconds = settings.getfloat("NEWSCRAWL_BACKOFF")
        self._max_wait_seconds = settings.getfloat("NEWSCRAWL_MAX_BACKOFF")
        self._max_delay_seconds = settings.getfloat("NEWSCRAWL_MAX_CRAWL_DELAY")
        self._max_refusals = settings.getint("NEWSCRAWL_MAX_BLOCKS")
        self._max_failures = settings.getint("NEWSCRAWL_MAX_FAILURES")
        self._max_block_seconds = settings.getfloat("NEWSCRAWL_MAX_RETRY_AFTER")
        self.rate_limiter = HostRateLimiter(
            crawler.spider.name,
            getattr(crawler.spider, "hosts", ()),
            budget=settings.getint("NEWSCRAWL_DAILY_BUDGET"),
            max_wait_seconds=self._max_wait_seconds,
            max_delay_seconds=self._max_delay_seconds,
            max_block_seconds=self._max_block_seconds,
        )
        if "NEWSCRAWL_REPLAY" not in settings and not settings.getbool("TWISTED_REACTOR_ENABLED"):
            crawler.stats.set_value("newscrawl/sent", 0)  # GuardedHandler counts
        self._usual_delays: dict[str, float] = {}
        """The delay, in seconds, of each slot that is waiting now."""

        self._refusals = self._failures = self._waits = 0
        self._stop_reason = ""
        self._stopped = asyncio.Event()
        self._closing: asyncio.Future[None] | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._reached_downloader, signals.request_reached_downloader)
        crawler.signals.connect(self._received, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    # -- counting refusals and failures -------------------------------------------------------------------------

    def process_request(self, request: Request) -> None:
        """Raise :class:`Postponed` if the site's run is over."""
        if self._stop_reason:
            raise Postponed(self._stop_reason, request.url)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the request again if the site asks the crawler to wait, otherwise the response."""
        if response.status not in _SLOW_DOWN_STATUSES or self._stop_reason:
            return response
        return get_retry_request(request, spider=self._spider, reason=f"http_{response.status}") or response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a request without an answer, and end the run if there are too many in a row."""
        if not isinstance(exception, _NO_ANSWER):
            return
        self._failures += 1
        if self._failures >= self._max_failures:
            self.stop(UNREACHABLE, f"{self._failures} requests in a row got no answer")

    def blocked(self) -> None:
        """Count a refusal, and end the run if there are too many in a row. The spider reports refusals that answer 200."""
        self._refusals += 1
        if self._refusals >= self._max_refusals:
            self.stop(BLOCKED, f"it refused {self._refusals} requests in a row")

    def answered(self) -> None:
        """Reset the count of refusals: a page or a source was read."""
        self._refusals = 0

    # -- delays -------------------------------------------------------------------------------------------------

    def _opened(self) -> None:
        # Without any delay and without Twisted's reactor, Scrapy's downloader sends everything that waits for a slot at once,
        # because it counts the requests in flight before they have started.
        delay = max(self._crawler.settings.getfloat("DOWNLOAD_DELAY"), _MIN_DELAY_SECONDS)
        set_delay(self._crawler.engine.downloader, self._spider.name, delay)

    def _received(self, response: Response, request: Request) -> None:
        self._failures = 0
        if response.status in _REFUSAL_STATUSES:
            self.blocked()
        slot = request.meta.get("download_slot", "")
        if self._stop_reason:
            return
        if response.status in _SLOW_DOWN_STATUSES:
            self._wait(slot, response)
        elif slot in self._usual_delays:
            self._resume(slot)

    def _wait(self, slot: str, response: Response) -> None:
        asked = retry_after(response, now=datetime.now(UTC))
        wait = max(asked or 0.0, min(self._first_wait_seconds * 2**self._waits, self._max_wait_seconds))
        self.rate_limiter.block(min(wait, self._max_block_seconds))
        if wait > self._max_wait_seconds:
            limit = f"{self._max_wait_seconds:.0f}"
            self.stop(BLOCKED, f"it asks us to wait {wait:.0f} seconds, and NEWSCRAWL_MAX_BACKOFF is {limit}")
            return
        self._waits += 1
        self._count("waits")
        downloader = self._crawler.engine.downloader
        found = downloader.slots[slot]
        usual = self._usual_delays.setdefault(slot, found.delay)
        logger.warning("%s answers %d; the next request follows in %.0f s", self._spider.name, response.status, wait)
        # Scrapy counts a delay from when the last request was sent. The wait counts from now.
        set_delay(downloader, slot, max(monotonic() - found.lastseen + wait, usual))

    def _resume(self, slot: str) -> None:
        """Go on with twice the usual delay."""
        self._waits = 0
        usual = self._usual_delays.pop(slot)
        downloader = self._crawler.engine.downloader
        set_delay(downloader, slot, max(usual, min(2 * usual, self._max_delay_seconds)))
        downloader.slots[slot].close()  # cancels the timer that was set for the end of the wait

    @asynccontextmanager
    async def request_slot(self, request: Request) -> AsyncIterator[Turn]:
        """Hold a request until its host may be requested. Raises :class:`Postponed` if that is not within this run."""
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        slot = downloader.slots[key]

        def delay() -> float:
            # AutoThrottle lowers the delay of the slot alone, and knows nothing of a Crawl-delay.
            return max(float(slot.delay), float(downloader.per_slot_settings.get(key, {}).get("delay", 0.0)))

        async def pause(seconds: float) -> None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), seconds)
            self.process_request(request)

        try:
            async with self.rate_limiter.slot(request.url, delay=delay, pause=pause) as turn:
                yield turn
        except (OutputError, StateError) as error:
            # The run ends as it does when a callback of the spider fails in this way.
            failure = Failure(error)  # type: ignore[no-untyped-call] # Twisted's
            self._crawler.signals.send_catch_log(signals.spider_error, failure=failure, spider=self._spider)
            raise Postponed("store_failed", request.url) from error
        except HostBlockedError as blocked:
            self.stop(BLOCKED, f"it asked us to wait, and {blocked.seconds:.0f} seconds of that are left")
            raise Postponed(BLOCKED, request.url) from None
        except BudgetSpentError:
            self.stop(DAILY_BUDGET, "the requests of today have reached NEWSCRAWL_DAILY_BUDGET")
            raise Postponed(DAILY_BUDGET, request.url) from None

    # -- the end of the run -------------------------------------------------------------------------------------

    def stop(self, reason: str, why: str) -> None:
        """End the site's run. Requests that were not sent are sent by the next run."""
        if self._stop_reason:
            return
        self._stop_reason = reason
        self._count(f"limit/{reason}")
        log = logger.warning if reason == DAILY_BUDGET else logger.error
        log("%s is not requested any more in this run: %s", self._spider.name, why)
        self.release()
        self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))

    def release(self, reason: str = "") -> None:
        """Fail the requests that wait in the downloader, and all that follow, as postponed.

        Scrapy waits for the requests that its downloader holds; without this a run would end only after up to 16 delays.
        """
        self._stop_reason = self._stop_reason or reason
        self._stopped.set()
        for slot in self._crawler.engine.downloader.slots.values():
            slot.delay = _ENDLESS_SECONDS
            while slot.queue:
                request, answer = slot.queue.popleft()
                answer.errback(Failure(Postponed(self._stop_reason, request.url)))  # type: ignore[no-untyped-call] # Twisted's

    def _reached_downloader(self) -> None:
        if self._stop_reason:
            # Scrapy puts the request into the slot's queue right after this signal.
            asyncio.get_running_loop().call_soon(self.release)

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/{what}")
