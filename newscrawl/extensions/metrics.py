"""Publishes the counts of a crawl while it runs and when it ends, where :mod:`.metrics_sinks` writes them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl.extensions.metrics_sinks import SiteMetrics, sinks
from newscrawl.extensions.run import RunExtension

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class MetricsExtension:
    """Writes ``NEWSCRAWL_METRICS_FILE`` every ``NEWSCRAWL_METRICS_INTERVAL`` seconds, and at the end of the site's run.

    With ``NEWSCRAWL_METRICS_PORT`` the same values are served at that port.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Open file and port. Raises :class:`NotConfigured` if neither is set."""
        if crawler.spider is None:
            raise NotConfigured
        self._sinks = sinks(crawler.settings)
        if not self._sinks:
            raise NotConfigured
        self._crawler = crawler
        self._site = crawler.spider.name
        self._interval = crawler.settings.getfloat("NEWSCRAWL_METRICS_INTERVAL")
        self._writing: asyncio.Future[None] | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        return cls(crawler)

    def _opened(self) -> None:
        self._run = RunExtension.run_of(self._crawler)
        self._metrics = SiteMetrics(self._sinks, self._site)
        self._writing = asyncio.ensure_future(self._keep_writing())

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            self._metrics.write_progress(self._crawler.stats.get_stats())

    def _closed(self, reason: str) -> None:
        if self._writing:
            self._writing.cancel()
        max_tries = self._crawler.settings.getint("NEWSCRAWL_MAX_TRIES")
        self._metrics.write_end(self._run, self._crawler.stats.get_stats(), reason=reason, max_tries=max_tries)
