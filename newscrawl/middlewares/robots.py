"""Obeys robots.txt as RFC 9309 describes it, keeps its Crawl-delay, and closes a host whose robots.txt is unreachable."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from protego import Protego
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from newscrawl import urls
from newscrawl.extract.permissions import read_robots
from newscrawl.middlewares.backoff import set_delay
from newscrawl.middlewares.failures import Postponed, Refused, reason_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_MAX_ROBOTS_BYTES: Final = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 requires at least 500 KiB."""

_AGENT_VERSION: Final = re.compile(rb"(?im)^([ \t]*user-agent[ \t]*:[ \t]*[a-z_-]+)(?:/|[ \t]+v?\d)[^\r\n]*")
"""A version behind the name of a crawler: the name ends at the first other character."""

_UTF_16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_USER_AGENT_LINE: Final = re.compile(
    rb"(?im)(?:^|(?<=\r))(?P<field>[ \t]*user-?agent[ \t]*:[ \t]*)(?P<agent>[a-z_-]+)[^\r\n]*"
)
"""A line that names a crawler, and the part of the name that counts: RFC 9309 has letters, ``_`` and ``-`` only."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, extended by the status of the answer and the Crawl-delay: Scrapy ignores both.

    After a server error, without an answer, or where its redirects lead to no answer, the host is not requested in this run. A
    status of 4xx allows everything. Redirects are followed to other hosts, too: RFC 9309 asks for that.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Read ``NEWSCRAWL_MAX_CRAWL_DELAY``, the longest Crawl-delay that is kept."""
        super().__init__(crawler)
        self._max_delay_seconds = crawler.settings.getfloat("NEWSCRAWL_MAX_CRAWL_DELAY")
        self._closed: set[str] = set()
        self._postponed: dict[str, str] = {}
        """Why the robots.txt of a host was not asked for."""

        # Scrapy logs a traceback for a robots.txt that cannot be fetched; this class logs one line instead.
        logging.getLogger(RobotsTxtMiddleware.__module__).setLevel(logging.CRITICAL)

    async def process_request(self, request: Request) -> None:  # type: ignore[override] # the spider argument is deprecated
        """Raise :class:`Refused` if robots.txt forbids the address."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        netloc = self._netloc(request)
        await self.robot_parser(request)
        # Of several requests that wait for one robots.txt, Scrapy gives only the first its parser, and the others None.
        while isinstance(parser := self._parsers.get(netloc), Deferred):
            await self.robot_parser(request)
        if netloc in self._closed:
            raise Refused("robots_unreachable", request.url)
        if not isinstance(parser, RobotParser):
            # It was not asked for, because the host is paused or the budget is spent. Scrapy would take that for permission.
            self._parsers.pop(netloc, None)
            raise Postponed(self._postponed.get(netloc, "robots_unreachable"), request.url)
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest:
            raise Refused("robots_forbidden", request.url) from None

    @staticmethod
    def _netloc(request: Request) -> str:
        return request.url.split("/", 3)[2]

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        status = response.status
        is_read = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
        is_absent = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if not (is_read or is_absent) or status == HTTPStatus.TOO_MANY_REQUESTS:
            self._close(netloc, f"answers {status}", f"http_{status}")
        agent = (self._robotstxt_useragent or "").encode()
        body = _readable(response.body) if is_read else b""
        if note := getattr(self.crawler.spider, "note_robots_permissions", None):
            note(urls.host(request.url), read_robots(body))  # before the requests that wait for this file go on
        response = response.replace(body=_naming(body, agent))
        await super()._parse_robots(response, netloc, request)
        self._keep_delay(self._parsers[netloc], request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, Postponed):
            self._postponed[netloc] = exc.reason
        else:
            reason = reason_of(exc)
            self._close(netloc, f"cannot be fetched ({reason})", reason)
        super()._robots_error(exc, netloc)

    def _close(self, netloc: str, why: str, reason: str) -> None:
        self._closed.add(netloc)
        self.crawler.stats.inc_value(f"newscrawl/robots_unreachable/{reason}")
        logger.warning("robots.txt of %s %s; the host is not requested in this run", netloc, why)

    def _keep_delay(self, parser: object, request: Request) -> None:
        asked = crawl_delay(parser, self._robotstxt_useragent)
        if not asked:
            return
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        slot = downloader.slots.get(key)
        usual = slot.delay if slot else self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        set_delay(downloader, key, max(usual, min(asked, self._max_delay_seconds)))


def _readable(body: bytes) -> bytes:
    """Return a robots.txt in UTF-8, cut at the last whole line within the limit."""
    if body.startswith(_UTF_16_BOMS):
        body = body[: 2 * _MAX_ROBOTS_BYTES].decode("utf-16", "replace").encode()
    elif b"\0" in body[:2]:
        byte_order = "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
        body = body[: 2 * _MAX_ROBOTS_BYTES].decode(byte_order, "replace").encode()
    body = _AGENT_VERSION.sub(rb"\1", body)
    return body if len(body) <= _MAX_ROBOTS_BYTES else body[: body.rfind(b"\n", 0, _MAX_ROBOTS_BYTES) + 1]


def _naming(body: bytes, agent: bytes) -> bytes:
    """Return a robots.txt with names of crawlers as Protego compares them.

    Protego takes each name that is part of ours as ours. RFC 9309 compares the whole name, up to a version or another sign:
    ``newscrawl/0.1`` is ours, ``news`` is not.
    """

    def named(line: re.Match[bytes]) -> bytes:
        name = line["agent"].lower()
        if name == agent.lower():
            return line["field"] + agent
        return line["field"] + name + b"-other" if name in agent.lower() else line[0]

    return _USER_AGENT_LINE.sub(named, body)


def protego(parser: RobotParser | object) -> Protego | None:
    """Return the Protego parser inside Scrapy's wrapper; ``None`` if there is none."""
    inner = getattr(parser, "rp", None)
    return inner if isinstance(inner, Protego) else None


def crawl_delay(parser: object, agent: str | None) -> float | None:
    """Return the Crawl-delay, in seconds, that robots.txt names for this user agent; ``None`` if it names none."""
    inner = protego(parser)
    return inner.crawl_delay(agent or "*") if inner else None
