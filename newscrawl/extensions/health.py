"""Counts what a run reads at a site, and judges the site's health when the run ends."""

from __future__ import annotations

from array import array
from statistics import median
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl.dates import VIETNAM
from newscrawl.extensions.crawl_facts import is_whole
from newscrawl.extensions.run import RunExtension
from newscrawl.items import Article
from newscrawl.report import crawl_stats
from newscrawl.sites import Site
from newscrawl.state import clock

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler


class HealthExtension:
    """Judges the site's health for the run's report, and stores the counts that later runs are compared with.

    It is closed before :class:`~newscrawl.extensions.run.RunExtension`, which builds the site's report and then releases the
    state.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Count written articles. Raises :class:`NotConfigured` for a spider without a site."""
        site = getattr(crawler.spider, "site", None)
        if not isinstance(site, Site):
            raise NotConfigured
        self._crawler = crawler
        self._site = site
        self._today = clock.now().astimezone(VIETNAM).date()
        self._tally = crawl_stats.CrawlStats(today=self._today)
        self._latencies = array("d")
        crawler.signals.connect(self._scraped, signals.item_scraped)
        crawler.signals.connect(self._downloaded, signals.response_downloaded)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        return cls(crawler)

    def _scraped(self, item: Any) -> None:
        if isinstance(item, Article):
            self._tally.add(item)

    def _downloaded(self, request: Request) -> None:
        if (seconds := request.meta.get("download_latency")) is not None:
            self._latencies.append(seconds)

    def _closed(self, spider: Spider, reason: str) -> None:
        from newscrawl.archive.site_end import SiteEnd, judge  # noqa: PLC0415 - a dozen record classes, needed at the end alone

        end = SiteEnd(
            site=self._site,
            name=spider.name,
            reason=reason,
            stats=self._crawler.stats.get_stats(),
            today=self._today,
            counts=self._tally,
            is_whole=is_whole(spider, is_replay=spider.settings.get("NEWSCRAWL_REPLAY") is not None),
            latency=round(median(self._latencies), 3) if self._latencies else 0.0,
        )
        judge(RunExtension.run_of(self._crawler), end)
