"""robots.txt, by RFC 9309: obeyed by every request, its Crawl-delay kept, an unreachable one a closed door."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from protego import Protego
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

from newscrawl.middlewares.backoff import set_delay
from newscrawl.middlewares.failures import Bounded, Refused, reason_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

_MAX_BYTES: Final = 512 * 1024
"""What is read of a robots.txt; RFC 9309 asks for 500 KiB."""

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_REDIRECTED: Final = frozenset({"redirect_loop", "too_many_redirects"})
"""RFC 9309 counts a robots.txt that is never reached as absent."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, which reads the answer whatever its status, made to heed the status and the Crawl-delay.

    A server error or no answer forbids the host for this run; any other answer but 200 allows everything.
    """

    def __init__(self, crawler: Crawler) -> None:
        """``NEWSCRAWL_MAX_CRAWL_DELAY`` caps what a site may ask for."""
        super().__init__(crawler)
        self._most = crawler.settings.getfloat("NEWSCRAWL_MAX_CRAWL_DELAY")
        self._closed: set[str] = set()
        # Scrapy prints a traceback for a robots.txt that cannot be had; one line from here says the same.
        logging.getLogger(RobotsTxtMiddleware.__module__).setLevel(logging.CRITICAL)

    async def process_request(self, request: Request) -> None:  # type: ignore[override] # the spider argument is deprecated
        """Raise :class:`Refused` for what robots.txt forbids."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser = await self.robot_parser(request)
        if self._netloc(request) in self._closed:
            raise Refused("robots_unreachable", request.url)
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest:
            raise Refused("robots_forbidden", request.url) from None

    @staticmethod
    def _netloc(request: Request) -> str:
        return request.url.split("/", 3)[2]

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._close(netloc, f"answers {response.status}")
        found = response.status == HTTPStatus.OK
        response = response.replace(body=_readable(response.body) if found else b"")
        await super()._parse_robots(response, netloc, request)
        self._keep_delay(self._parsers[netloc], request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest) or (isinstance(exc, Bounded) and exc.reason not in _REDIRECTED):
            self._close(netloc, f"cannot be had ({reason_of(exc)})")
        super()._robots_error(exc, netloc)

    def _close(self, netloc: str, why: str) -> None:
        self._closed.add(netloc)
        logger.warning("robots.txt of %s %s; the host is not asked in this run", netloc, why)

    def _keep_delay(self, parser: object, request: Request) -> None:
        asked = crawl_delay(parser, self._robotstxt_useragent)
        if not asked:
            return
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        slot = downloader.slots.get(key)
        usual = slot.delay if slot else self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        set_delay(downloader, key, max(usual, min(asked, self._most)))


def _readable(body: bytes) -> bytes:
    """The whole lines of what is read of a robots.txt, in UTF-8."""
    if body.startswith(_UTF_16):
        body = body[: 2 * _MAX_BYTES].decode("utf-16", "replace").encode()
    return body if len(body) <= _MAX_BYTES else body[: body.rfind(b"\n", 0, _MAX_BYTES) + 1]


def protego(parser: RobotParser | object) -> Protego | None:
    """What Scrapy's wrapper holds."""
    inner = getattr(parser, "rp", None)
    return inner if isinstance(inner, Protego) else None


def crawl_delay(parser: object, agent: str | None) -> float | None:
    """Seconds that robots.txt asks this agent to keep between requests."""
    inner = protego(parser)
    return inner.crawl_delay(agent or "*") if inner else None
