"""How connections are made: in their turn, only to public addresses, and never a second time unasked."""

from __future__ import annotations

import logging
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.http import Headers

from newscrawl import urls
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.middlewares.failures import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.core.downloader.handlers._aiohttp import _ClientResponse
    from scrapy.crawler import Crawler
    from scrapy.http import Response

GUARDED: Final = f"{__name__}.GuardedHandler"
"""The handler's path, as ``DOWNLOAD_HANDLERS`` names it."""


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses those that lead to loopback or private addresses.

    What is resolved here is what is connected to: a name that was public a moment ago, when it was first looked at,
    gains nothing by changing.
    """

    def __init__(self, inner: AbstractResolver) -> None:
        """``inner`` asks the system."""
        self._inner = inner
        self.proxies: set[str] = set()
        """Hosts that the operator named: they may be anywhere."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host; :class:`Refused` where one of them is not public."""
        found = await self._inner.resolve(host, port, family)
        if host not in self.proxies and any(urls.is_private(address["host"]) for address in found):
            raise Refused("private_address", host)
        return found

    async def close(self) -> None:
        """Let go of the system's resolver."""
        await self._inner.close()


def _is_news(record: logging.LogRecord) -> bool:
    """False for what Scrapy says of its asyncio download handler at every start: that it is experimental."""
    return "is experimental" not in record.getMessage()


class GuardedHandler(AiohttpDownloadHandler):
    """Scrapy's handler, whose names resolve to public addresses alone, and which asks once for one request.

    aiohttp would ask again at once where a kept connection breaks; :mod:`newscrawl.middlewares.backoff` knows when to.
    """

    def __init__(self, crawler: Crawler) -> None:
        """``NEWSCRAWL_ALLOW_PRIVATE`` allows every address."""
        logging.getLogger("scrapy.core.downloader.handlers._base_streaming").addFilter(_is_news)
        super().__init__(crawler)
        self._crawler = crawler
        self._session._retry_connection = False  # noqa: SLF001 - aiohttp has no public name for it
        connector = self._session.connector
        if not isinstance(connector, aiohttp.TCPConnector):
            raise TypeError(f"a TCPConnector is needed, not {connector!r}")
        self._public: PublicResolver | None = None
        resolver = self.resolver(connector._resolver)  # noqa: SLF001 - as above
        if not crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE"):
            resolver = self._public = PublicResolver(resolver)
        connector._resolver = self.reached(resolver)  # noqa: SLF001 - as above

    def resolver(self, system: AbstractResolver) -> AbstractResolver:
        """What is asked for addresses; another one in tests."""
        return system

    def reached(self, checked: AbstractResolver) -> AbstractResolver:
        """What the connections are made by: the checked addresses."""
        return checked

    async def download_request(self, request: Request) -> Response:
        """The answer, asked for when it is the request's turn."""
        backoff = self._crawler.get_downloader_middleware(BackoffMiddleware)
        if backoff is None:
            return await super().download_request(request)
        async with backoff.turn(request):
            return await super().download_request(request)

    @asynccontextmanager
    async def _make_request(self, request: Request, timeout: float) -> AsyncIterator[_ClientResponse]:  # noqa: ASYNC109 - the base class's signature
        if self._public and (proxy := request.meta.get("proxy")):
            self._public.proxies.add(urlsplit(proxy).hostname or "")
        async with super()._make_request(request, timeout) as response:
            yield response

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        """The headers from their bytes: Scrapy takes aiohttp's text, and fails where that is not UTF-8.

        Put in by hand, names spelled as Scrapy spells them: its own way asks of each value what it is, at 0.1 ms a response.
        """
        headers = Headers()
        for name, value in response.raw_headers:
            dict.setdefault(headers, name.title(), []).append(value)
        return headers
