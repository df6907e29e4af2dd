"""Ends a crawl at a limit of articles, time, answers or errors."""

from __future__ import annotations

from typing import Final

from scrapy.extensions import closespider

from newscrawl.middlewares.backoff import BackoffMiddleware

_REASONS: Final = {"closespider_itemcount": "max_articles", "closespider_timeout": "max_time"}
"""How the limits that newscrawl has a name for are reported."""


class CloseSpider(closespider.CloseSpider):
    """Scrapy's extension, which also gives back the requests that wait for their turn.

    Scrapy sends what its downloader holds before it closes a spider: up to 16 requests, each after the delay of the site, for
    pages that nobody reads any more. The next run sends them.
    """

    def _close_spider(self, reason: str) -> None:
        if backoff := self.crawler.get_downloader_middleware(BackoffMiddleware):
            backoff.release(_REASONS.get(reason, "limit"))
        super()._close_spider(reason)
