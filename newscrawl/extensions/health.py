"""Counts what a run reads at a site, and judges the site's health when the run ends."""

from __future__ import annotations

import logging
from array import array
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl import dates
from newscrawl.dates import VIETNAM
from newscrawl.extensions.run import RunExtension
from newscrawl.items import Article
from newscrawl.report import crawl_stats, health, manifest, status
from newscrawl.report.gaps import Gaps, empty_days, silences
from newscrawl.sites import Site
from newscrawl.state import HealthRow, StateError, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from newscrawl.state import Source

logger = logging.getLogger(__name__)

_RUN_ROWS_KEPT: Final = timedelta(days=3)
"""How long each run keeps its own row of counts. Older runs share one row per day."""

_LEVELS: Final = {"error": logging.ERROR, "warning": logging.WARNING}


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
        self._name = str(getattr(crawler.spider, "name", site.name))
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
        run = RunExtension.run_of(self._crawler)
        try:
            history = [crawl_stats.loads(row.counts) for row in run.store.health(spider.name)]
            counts = self._tally.counts(
                crawl_id=run.crawl_id,
                finished=clock.timestamp(),
                unread=self._unread(),
                whole=reason == "finished" and is_whole(spider),
            )
            found = health.judge(self._site, counts, history, volume=counts.whole, broken=self._report(reason).broken)
            run.health[spider.name] = found
            run.gaps[spider.name] = self._gaps([*history, counts], run.store.entry_sources(spider.name))
            judged = self._with_outcome(health.marked(counts, found), history, reason)
            self._remember(spider.name, history, judged)
        except StateError as error:
            run.failure = run.failure or error
            return
        for finding in found.findings:
            logger.log(_LEVELS[finding.level], "%s: %s", spider.name, finding.words)

    def _report(self, reason: str, **parts: Any) -> manifest.SiteReport:
        return manifest.site_report(self._crawler.stats.get_stats(), reason=reason, **parts)

    def _with_outcome(
        self, counts: crawl_stats.Counts, history: Sequence[crawl_stats.Counts], reason: str
    ) -> crawl_stats.Counts:
        """Return the counts with the status of the site and what else the run's report says."""
        run, name = RunExtension.run_of(self._crawler), self._name
        report = self._report(reason, health=run.health.get(name), gaps=run.gaps.get(name))
        deferred = len(run.store.deferred(name, limit=1))
        judged = status.carried(status.run_status(report), report, history, deferred=deferred)
        run.statuses[name] = judged.status
        stats = self._crawler.stats
        return replace(
            counts,
            status=judged.status.value,
            cause=judged.cause,
            code=int(judged.code),
            is_limited=reason in status.USER_LIMITS,
            requests=report.requests,
            received=int(stats.get_value("downloader/response_bytes", 0)),
            latency=round(median(self._latencies), 3) if self._latencies else 0.0,
            rejected=report.rejected,
            failed=report.failed,
            revised=report.revised,
            near_copies=int(stats.get_value("newscrawl/copies/near_duplicate", 0)),
        )

    def _gaps(self, runs: Sequence[crawl_stats.Counts], sources: Sequence[Source]) -> Gaps:
        """Return silent sources and days without articles in the last two weeks, from the first crawl up to yesterday."""
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
        before = dates.rfc3339(clock.now() - _RUN_ROWS_KEPT)
        # A run that was killed and continued has one id, and one row.
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
        RunExtension.run_of(self._crawler).store_of(site).put_health(site, rows, drop=sorted(gone))


def is_whole(spider: Spider) -> bool:
    """Return whether the crawl takes everything of the site: no sections, no last day, no single page, no replay."""
    url, since = getattr(spider, "url", None), getattr(spider, "since", None)
    bounds = (getattr(spider, name, None) for name in ("sections", "until"))
    if spider.settings.get("NEWSCRAWL_REPLAY") is not None or any(bounds):
        return False
    if url and urlsplit(url).path != "/":
        return False
    return since is None or since <= clock.now() - timedelta(days=1)
