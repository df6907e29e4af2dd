"""The way of what a spider yields, past Scrapy's spider middlewares.

Scrapy passes each item and request through two asynchronous generators for each middleware, also where no middleware looks at
them. That took as long as the middlewares of the downloader.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from scrapy.core.spidermw import SpiderMiddlewareManager
from scrapy.spidermiddlewares.httperror import HttpErrorMiddleware
from scrapy.spidermiddlewares.referer import RefererMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.spidermw import ScrapeFunc
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_NO_REFERRER: Final = "no-referrer"
"""Value of ``REFERRER_POLICY``: no request has a ``Referer``."""


class NoRefererMiddleware(RefererMiddleware):
    """Scrapy's middleware for a crawl that sends no ``Referer``: nothing passes through it.

    Scrapy's own sends one if the header ``Referrer-Policy`` of a page asks for it. Without such a middleware Scrapy warns at every
    start.
    """

    process_spider_output = None  # type: ignore[assignment] # Scrapy leaves out what is None
    process_spider_output_async = None  # type: ignore[assignment] # as above

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RefererMiddleware:  # type: ignore[override] # Scrapy's for another policy
        """Make the middleware; Scrapy's own if ``REFERRER_POLICY`` names another policy."""
        is_silent = crawler.settings.get("REFERRER_POLICY") == _NO_REFERRER
        return super().from_crawler(crawler) if is_silent else RefererMiddleware.from_crawler(crawler)

    def get_processed_request(self, request: Request, response: Response | None) -> Request:
        """Return the request as it is."""
        return request


class ShortSpiderChain(SpiderMiddlewareManager):
    """Scrapy's chain of spider middlewares, which gives the output of a callback to Scrapy as it is, where it can.

    It can if the answer is no error, and no middleware but :class:`HttpErrorMiddleware`, which looks at errors alone, has a say.
    """

    @classmethod
    def install(cls, crawler: Crawler) -> None:
        """Put the middlewares of a crawler whose spider is open into this chain."""
        scraper = crawler.engine.scraper
        scraper.spidermw = cls(*scraper.spidermw.middlewares, crawler=crawler)

    def __init__(self, *middlewares: Any, crawler: Crawler | None = None) -> None:
        """Take the middlewares, and look whether they have a say in what a spider yields."""
        super().__init__(*middlewares, crawler=crawler)
        self._is_passed_by = all(isinstance(m, HttpErrorMiddleware | NoRefererMiddleware) for m in middlewares)

    async def scrape_response_async(self, scrape_func: ScrapeFunc[Any], response: Response, request: Request) -> Any:
        """Return what the callback yields."""
        if self._is_passed_by and HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            return await scrape_func(response, request)
        return await super().scrape_response_async(scrape_func, response, request)
