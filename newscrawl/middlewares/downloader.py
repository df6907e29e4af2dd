"""Scrapy's downloader, with a shorter way through the middlewares."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final

from scrapy.core.downloader import Downloader
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.http import Request, Response
from scrapy.utils.defer import deferred_from_coro, ensure_awaitable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

_ANSWERS: Final = (Response, Request)
"""What a middleware may return instead of ``None``."""


class ShortChain(DownloaderMiddlewareManager):
    """Scrapy's chain of downloader middlewares, which awaits only what is awaitable.

    Scrapy makes a coroutine and two texts for each of the twenty calls of a page, also where the method is a plain function that
    returns the response at once.
    """

    async def _process_request(
        self, request: Request, download_func: Callable[[Request], Coroutine[Any, Any, Response]]
    ) -> Response | Request:
        if self._mw_methods_requiring_spider:
            return await super()._process_request(request, download_func)
        for method in filter(None, self.methods["process_request"]):
            found = method(request=request)
            if found is None:
                continue
            if isawaitable(found):
                found = await ensure_awaitable(found)
            if isinstance(found, _ANSWERS):
                return found
            if found is not None:
                raise TypeError(f"{method!r} must return None, a response or a request, not {type(found)}")
        return await download_func(request)

    async def _process_response(self, response: Response | Request, request: Request) -> Response | Request:
        if self._mw_methods_requiring_spider:
            return await super()._process_response(response, request)
        found = response
        for method in filter(None, self.methods["process_response"]):
            if isinstance(found, Request):
                break
            found = method(request=request, response=found)
            if not isinstance(found, _ANSWERS) and isawaitable(found):
                found = await ensure_awaitable(found)
            if not isinstance(found, _ANSWERS):
                raise TypeError(f"{method!r} must return a response or a request, not {type(found)}")
        return found


class ShortChainDownloader(Downloader):
    """Scrapy's downloader with :class:`ShortChain`."""

    def __init__(self, crawler: Crawler) -> None:
        """Make the downloader, and put the middlewares that it has made into the shorter chain."""
        super().__init__(crawler)
        self.middleware = ShortChain(*self.middleware.middlewares, crawler=crawler)

    def fetch(self, request: Request, spider: Spider | None = None) -> Deferred[Response | Request]:
        """Return the answer to a request, or another request, when it is there. Scrapy's own runs a generator beside the coroutine."""
        self.active.add(request)
        fetched = deferred_from_coro(self.middleware.download_async(self._enqueue_request, request))
        return fetched.addBoth(self._fetched, request)

    def _fetched(self, result: Any, request: Request) -> Any:
        self.active.remove(request)
        return result
