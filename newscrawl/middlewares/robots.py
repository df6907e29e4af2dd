"""robots.txt, by RFC 9309: obeyed by every request, its Crawl-delay kept, an unreachable one a closed door."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from protego import Protego
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

from newscrawl.middlewares.addresses import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


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
        if response.status != HTTPStatus.OK:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        self._keep_delay(self._parsers[netloc], request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._close(netloc, f"cannot be had ({type(exc).__name__.removesuffix('Error')})")
        super()._robots_error(exc, netloc)

    def _close(self, netloc: str, why: str) -> None:
        self._closed.add(netloc)
        logger.warning("robots.txt of %s %s; the host is not asked in this run", netloc, why)

    def _keep_delay(self, parser: object, request: Request) -> None:
        asked = crawl_delay(parser, self._robotstxt_useragent)
        if not asked:
            return
        slots = self.crawler.engine.downloader.slots
        slot = slots.get(self.crawler.engine.downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, min(asked, self._most))


def protego(parser: RobotParser | object) -> Protego | None:
    """What Scrapy's wrapper holds."""
    inner = getattr(parser, "rp", None)
    return inner if isinstance(inner, Protego) else None


def crawl_delay(parser: object, agent: str | None) -> float | None:
    """Seconds that robots.txt asks this agent to keep between requests."""
    inner = protego(parser)
    return inner.crawl_delay(agent or "*") if inner else None
