"""Which addresses may be asked at all; every request passes here, redirects and robots.txt included."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from newscrawl import urls

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Refused(IgnoreRequest):
    """A request that may not be sent, for a named reason."""

    def __init__(self, reason: str, url: str) -> None:
        """``reason`` is one word that the manifest counts."""
        super().__init__(f"{reason}: {url}")
        self.reason = reason


class AddressMiddleware:
    """Refuses what is not http(s), what leaves the site, and loopback and private addresses unless they are allowed.

    A host name is judged by its spelling and by what it resolves to.
    """

    def __init__(self, crawler: Crawler) -> None:
        """The site is the spider's; ``NEWSCRAWL_ALLOW_PRIVATE`` allows the rest."""
        self._crawler = crawler
        self._allow_private = crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        self._private: dict[str, bool] = {}
        self._hosts: frozenset[str] | None = getattr(crawler.spider, "hosts", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise :class:`Refused` for what may not be asked."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Refused("not_http", request.url)
        if self._hosts is not None and not self._belongs(parts.netloc):
            raise Refused("offsite", request.url)
        if not self._allow_private and await self._is_private(parts.hostname):
            raise Refused("private_address", request.url)

    def _belongs(self, netloc: str) -> bool:
        host = netloc.rpartition("@")[2].lower().removeprefix("www.")
        return self._hosts is None or host in self._hosts

    async def _is_private(self, host: str) -> bool:
        known = self._private.get(host)
        if known is None:
            known = self._private[host] = urls.is_private(host) or await self._resolves_to_private(host)
            if known:
                logger.warning("%s is a loopback or private address and is not asked; --allow-private allows it", host)
        return known

    async def _resolves_to_private(self, host: str) -> bool:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            return False  # the download says what is wrong with the name
        return any(urls.is_private(str(address[0])) for *_, address in found)
