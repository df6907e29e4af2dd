"""Refuses requests to addresses that must not be requested. Redirects and robots.txt pass here, too."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from typing import TYPE_CHECKING, Final, Self

from newscrawl import urls
from newscrawl.middlewares.failures import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

__all__ = ["AddressMiddleware", "Refused"]

logger = logging.getLogger(__name__)

_PLAIN_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
"""A host and port that all libraries read in the same way: no user or password before an ``@``, no final dot, no escapes."""


class AddressMiddleware:
    """Refuses addresses that are not http(s), that leave the site, and loopback and private addresses unless they are allowed.

    A host name is checked as it is written, and by the address it resolves to.
    :class:`~newscrawl.middlewares.connections.GuardedHandler` checks the address again when the connection is made. All hosts of
    a site share one slot of the downloader, so the site never gets two requests at once.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Take the spider's hosts. ``NEWSCRAWL_ALLOW_PRIVATE`` allows loopback and private addresses."""
        self._allow_private = crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        self._private: dict[str, bool] = {}
        self._hosts: frozenset[str] | None = getattr(crawler.spider, "hosts", None)
        self._slot = crawler.spider.name if crawler.spider and self._hosts else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise :class:`Refused` if the address must not be requested."""
        parts = urls.split(request.url)
        if parts is None:
            raise Refused("bad_host", request.url)
        if parts.scheme not in {"http", "https"}:
            raise Refused("not_http", request.url)
        if not _PLAIN_HOST.fullmatch(parts.netloc) or not parts.hostname:
            raise Refused("bad_host", request.url)
        # A redirect of robots.txt may lead to another host: RFC 9309 asks to follow it.
        is_of_robots = request.meta.get("dont_obey_robotstxt") and request.meta.get("redirect_times")
        if self._hosts is not None and not is_of_robots and urls.host(request.url) not in self._hosts:
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
                logger.warning(
                    "%s is a loopback or private address and is not requested; --allow-private allows it", host
                )
        return known

    async def _resolves_to_private(self, host: str) -> bool:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            return False  # the download fails and names the reason
        return any(urls.is_private(str(address[0])) for *_, address in found)
