"""The statistics of a crawl."""

from __future__ import annotations

from scrapy.statscollectors import MemoryStatsCollector


class CrawlStats(MemoryStatsCollector):
    """Scrapy's statistics, without its check of each call for an argument that is deprecated.

    Scrapy wraps each method when it is read. A page is counted in twenty places, and the wrappers took longer than the counting.
    """

    __getattribute__ = object.__getattribute__
