"""Counts what a run reads at a site, and judges it when the run ends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl import dates
from newscrawl.dates import VIETNAM
from newscrawl.extensions.run import RunExtension
from newscrawl.items import Article
from newscrawl.report import crawl_stats, health
from newscrawl.report.gaps import Gaps, empty_days, silences
from newscrawl.sites import Site
from newscrawl.state import HealthRow, StateError, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from newscrawl.state import Source

logger = logging.getLogger(__name__)

_KEPT: Final = timedelta(days=3)
"""For how long every run has a row of its own; after that, every day."""

_LEVELS: Final = {"error": logging.ERROR, "warning": logging.WARNING}


class HealthExtension:
    """Gives the run its verdict on the site, and the state what the next verdict is to be held against.

    It stands before :class:`~newscrawl.extensions.run.RunExtension`, which builds the site's report from it and then lets go
    of the state.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Listen for articles that were written; a spider without a profile's words is left alone."""
        site = getattr(crawler.spider, "site", None)
        if not isinstance(site, Site):
            raise NotConfigured
        self._crawler = crawler
        self._site = site
        self._today = clock.now().astimezone(VIETNAM).date()
        self._tally = crawl_stats.CrawlStats(today=self._today)
        crawler.signals.connect(self._scraped, signals.item_scraped)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        return cls(crawler)

    def _scraped(self, item: Any) -> None:
        if isinstance(item, Article):
            self._tally.add(item)

    def _closed(self, spider: Spider, reason: str) -> None:
        run = RunExtension.run_of(self._crawler)
        try:
            history = [crawl_stats.loads(row.counts) for row in run.store.health(spider.name)]
            counts = self._tally.counts(
                crawl_id=run.crawl_id,
                finished=clock.timestamp(),
                unread=self._unread(),
                whole=reason == "finished" and is_whole(spider),
            )
            found = health.judge(self._site, counts, history, volume=counts.whole)
            run.health[spider.name] = found
            run.gaps[spider.name] = self._gaps([*history, counts], run.store.entry_sources(spider.name))
            judged = health.marked(counts, found)
            self._remember(spider.name, history, judged)
        except StateError as error:
            run.failure = run.failure or error
            return
        for finding in found.findings:
            logger.log(_LEVELS[finding.level], "%s: %s", spider.name, finding.words)

    def _gaps(self, runs: Sequence[crawl_stats.Counts], sources: Sequence[Source]) -> Gaps:
        """What may be missing of the last two weeks, from the day of the first crawl to yesterday."""
        begun = datetime.fromisoformat(runs[0].since or runs[0].finished).astimezone(VIETNAM).date()
        first, last = (
            max(begun, self._today - timedelta(days=crawl_stats.COUNTED_DAYS)),
            self._today - timedelta(days=1),
        )
        return Gaps(silent=silences(sources), empty=empty_days(crawl_stats.merged(runs).days, first=first, last=last))

    def _unread(self) -> int:
        stats = self._crawler.stats
        return sum(int(stats.get_value(f"newscrawl/rejected/{reason}", 0)) for reason in crawl_stats.UNREAD_REASONS)

    def _remember(self, site: str, history: Sequence[crawl_stats.Counts], now: crawl_stats.Counts) -> None:
        before = dates.rfc3339(clock.now() - _KEPT)
        # A run that was killed and went on has one id, and one row.
        earlier = [run for run in history if run.crawl_id != now.crawl_id]
        resumed = [run for run in history if run.crawl_id == now.crawl_id]
        kept = crawl_stats.fold_by_day([*earlier, crawl_stats.merged([*resumed, now])], before=before)
        known = {run.crawl_id: run for run in history}
        rows = [
            HealthRow(run.crawl_id, run.finished, crawl_stats.dumps(run))
            for run in kept
            if known.get(run.crawl_id) != run
        ]
        gone = known.keys() - {run.crawl_id for run in kept}
        RunExtension.run_of(self._crawler).store.put_health(site, rows, drop=sorted(gone))


def is_whole(spider: Spider) -> bool:
    """Whether the spider was to take all that the site offers: no sections, no last day, no single page, nothing saved."""
    url, since = getattr(spider, "url", None), getattr(spider, "since", None)
    bounds = (getattr(spider, name, None) for name in ("sections", "until"))
    if spider.settings.get("NEWSCRAWL_REPLAY") is not None or any(bounds):
        return False
    if url and urlsplit(url).path != "/":
        return False
    return since is None or since <= clock.now() - timedelta(days=1)
