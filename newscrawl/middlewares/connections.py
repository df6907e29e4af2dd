"""Makes connections: in a request slot of the host, only to public addresses, without hidden retries, and tolerant of broken heads."""

from __future__ import annotations

import logging
import socket
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Headers

from newscrawl import urls
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.middlewares.failures import WARNINGS_KEY, Refused
from newscrawl.middlewares.rate_limit import Turn, TurnOverError
from newscrawl.middlewares.response_heads import MAX_HEAD_BYTES, TolerantResponseHandler, make_tolerant
from newscrawl.middlewares.robots import RobotsMiddleware

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from aiohttp.connector import Connection
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

GUARDED: Final = f"{__name__}.GuardedHandler"
"""Import path of the handler, for the setting ``DOWNLOAD_HANDLERS``."""


_ON_SENT: Final[ContextVar[Callable[[], None] | None]] = ContextVar("newscrawl_on_sent", default=None)
"""Called when the request of this task has been written to its connection."""


_BEFORE_SENDING: Final[ContextVar[Callable[[], None] | None]] = ContextVar("newscrawl_before_sending", default=None)
"""Called when the connection is made and nothing of the request is written yet."""


class PublicResolver(AbstractResolver):
    """Resolves host names, and refuses those that resolve to loopback or private addresses.

    The connection is made to the addresses that are returned here. So a name that resolved to a public address at an earlier
    check and to a private one now (DNS rebinding) is refused.
    """

    def __init__(self, inner: AbstractResolver) -> None:
        """``inner`` resolves names through the system."""
        self._inner = inner
        self.proxies: set[str] = set()
        """Hosts of proxies, which the user configured: they may have private addresses."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises :class:`Refused` if one of them is not public."""
        found = await self._inner.resolve(host, port, family)
        if host not in self.proxies and any(urls.is_private(address["host"]) for address in found):
            raise Refused("private_address", host)
        return found

    async def close(self) -> None:
        """Close the system's resolver."""
        await self._inner.close()


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Return false for Scrapy's message at every start that its asyncio download handler is experimental."""
    return "is experimental" not in record.getMessage()


class _TimedRequest(aiohttp.ClientRequest):
    """aiohttp's request, which is not written after the end of its turn."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Write the request. Raises :class:`TurnOverError` before anything is written."""
        if check := _BEFORE_SENDING.get():
            check()
        if self._body is not None and self._body.size == 0:
            # Scrapy gives every request a body. aiohttp leaves the writing of a request with a body to a task, which a busy
            # process runs later: the delay would count from too early.
            self._body = None
        return await super().send(conn)


class _TimedResponse(_ClientResponse):
    """Scrapy's response, which reports when its request was sent, and what was corrected in its head."""

    head_warnings: tuple[str, ...] = ()

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """Wait for the head of the answer. aiohttp calls this right after it has written the request."""
        on_sent, protocol = _ON_SENT.get(), connection.protocol
        if on_sent:
            on_sent()
        started = await super().start(connection)
        if on_sent and self.method == "POST":
            on_sent()  # a task of its own wrote the body
        if isinstance(protocol, TolerantResponseHandler):
            self.head_warnings = protocol.head_warnings
        return started


class GuardedHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler, which connects to public addresses only and sends each request once.

    ``newscrawl/sent`` counts the requests that were really sent. aiohttp would retry at once when a kept connection breaks; :mod:`newscrawl.middlewares.backoff` decides about retries.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Replace the resolver of the connections, unless ``NEWSCRAWL_ALLOW_PRIVATE`` allows every address."""
        logging.getLogger("scrapy.core.downloader.handlers._base_streaming").addFilter(_is_worth_logging)
        super().__init__(crawler)
        self._crawler = crawler
        self._session._retry_connection = False  # noqa: SLF001 - aiohttp has no public name for it
        self._session._request_class = _TimedRequest  # noqa: SLF001 - as above
        self._session._response_class = _TimedResponse  # noqa: SLF001 - Scrapy passes its own
        # The head as a whole is bounded; aiohttp would refuse a page for one header of more than 8 KB.
        self._session._max_line_size = self._session._max_field_size = MAX_HEAD_BYTES  # noqa: SLF001 - as above
        connector = self._session.connector
        if not isinstance(connector, aiohttp.TCPConnector):
            raise TypeError(f"expected a TCPConnector, not {connector!r}")
        make_tolerant(connector)
        self._public: PublicResolver | None = None
        resolver = self.resolver(connector._resolver)  # noqa: SLF001 - as above
        if not crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE"):
            resolver = self._public = PublicResolver(resolver)
        connector._resolver = self.reached(resolver)  # noqa: SLF001 - as above

    def resolver(self, system: AbstractResolver) -> AbstractResolver:
        """Return the resolver that finds addresses. Tests override it."""
        return system

    def reached(self, checked: AbstractResolver) -> AbstractResolver:
        """Return the resolver that connections use. Tests override it."""
        return checked

    async def download_request(self, request: Request) -> Response:
        """Return the answer, requested in a slot of the host."""
        if self._crawler.get_downloader_middleware(RobotsMiddleware) is None:
            raise Refused("robots_not_obeyed", request.url)
        backoff = self._crawler.get_downloader_middleware(BackoffMiddleware)
        if backoff is None:
            return await super().download_request(request)
        while True:
            with suppress(TurnOverError):
                async with backoff.request_slot(request) as turn:
                    return await self._download_in(turn, request)

    async def _download_in(self, turn: Turn, request: Request) -> Response:
        count = self._crawler.stats.inc_value
        was_sent = False

        def on_sent() -> None:
            nonlocal was_sent
            if not was_sent:
                count("newscrawl/sent")
            was_sent = True
            turn.sent()

        token, check = _ON_SENT.set(on_sent), _BEFORE_SENDING.set(turn.check)
        try:
            return await super().download_request(request)
        finally:
            _ON_SENT.reset(token)
            _BEFORE_SENDING.reset(check)

    @asynccontextmanager
    async def _make_request(self, request: Request, timeout: float) -> AsyncIterator[_ClientResponse]:  # noqa: ASYNC109 - the base class's signature
        if self._public and (proxy := request.meta.get("proxy")):
            self._public.proxies.add(urlsplit(proxy).hostname or "")
        request.meta.pop(WARNINGS_KEY, None)
        try:
            async with super()._make_request(request, timeout) as response:
                if warnings := getattr(response, "head_warnings", ()):
                    request.meta[WARNINGS_KEY] = warnings
                yield response
        except (aiohttp.EofStream, OSError, ValueError) as error:
            # Scrapy and aiohttp let some faults of an answer or an address through as they are.
            raise DownloadFailedError(str(error)) from error

    @staticmethod
    def _request_headers(request: Request) -> Headers:
        """Return the headers that are sent. Scrapy's copy would normalise all names and values again."""
        headers = Headers(encoding=request.headers.encoding)
        dict.update(headers, request.headers)
        dict.pop(headers, b"Proxy-Authorization", None)
        return headers

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        """Return the headers from their bytes: Scrapy uses aiohttp's text, and fails if that is not UTF-8.

        They are set directly, with names capitalised as Scrapy does, because Scrapy's own setter takes 0.1 ms a response.
        """
        headers = Headers()
        for name, value in response.raw_headers:
            dict.setdefault(headers, name.title(), []).append(value)
        return headers
