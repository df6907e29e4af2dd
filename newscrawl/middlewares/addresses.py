"""Which addresses may be asked at all; every request passes here, redirects and robots.txt included."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.middlewares.failures import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

__all__ = ["AddressMiddleware", "Refused"]

logger = logging.getLogger(__name__)

_PLAIN_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
"""Host and port that every library reads alike: no user or password before an ``@``, no dot at the end, no escapes."""


class AddressMiddleware:
    """Refuses what is not http(s), what leaves the site, and loopback and private addresses unless they are allowed.

    A host name is judged by its spelling and by what it resolves to; what it resolves to when the connection is made is
    :class:`~newscrawl.middlewares.connections.GuardedHandler`'s to check. All hosts of a site share one of the
    downloader's slots, so that the site is never asked twice at once.
    """

    def __init__(self, crawler: Crawler) -> None:
        """The site is the spider's; ``NEWSCRAWL_ALLOW_PRIVATE`` allows the rest."""
        self._allow_private = crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        self._private: dict[str, bool] = {}
        self._hosts: frozenset[str] | None = getattr(crawler.spider, "hosts", None)
        self._slot = crawler.spider.name if crawler.spider and self._hosts else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise :class:`Refused` for what may not be asked."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"}:
            raise Refused("not_http", request.url)
        if not _PLAIN_HOST.fullmatch(parts.netloc) or not parts.hostname:
            raise Refused("bad_host", request.url)
        if self._hosts is not None and urls.host(request.url) not in self._hosts:
            raise Refused("offsite", request.url)
        if not self._allow_private and await self._is_private(parts.hostname):
            raise Refused("private_address", request.url)
        if self._slot:
            request.meta.setdefault("download_slot", self._slot)

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
