"""What the crawl of a site leaves in the run and in the state when it ends: health, gaps, status, and a row of counts.

The rows are what later runs are compared with.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from newscrawl import dates
from newscrawl.dates import VIETNAM
from newscrawl.report import crawl_stats, health, manifest, status
from newscrawl.report.gaps import Gaps, empty_days, gone_sources, silences
from newscrawl.state import HealthRow, StateError, clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.archive.run import Run
    from newscrawl.sites import Site
    from newscrawl.state import Source

logger = logging.getLogger("newscrawl.extensions.health")

_RUN_ROWS_KEPT: Final = timedelta(days=3)
"""How long each run keeps its own row of counts. Older runs share one row per day."""

_MAX_CLOCK_AHEAD: Final = timedelta(minutes=5)
"""So far may the clocks of two machines be apart."""

_LEVELS: Final = {"error": logging.ERROR, "warning": logging.WARNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEnd:
    """The end of one site's crawl."""

    site: Site
    name: str
    """Name of the site in the state."""

    reason: str
    """Scrapy's reason for the end; ``finished`` if nothing was left to do."""

    stats: Mapping[str, Any]
    """The statistics of the crawl."""

    today: date
    """The day in Vietnam on which the crawl began."""

    counts: crawl_stats.CrawlStats
    """What the written articles have."""

    is_whole: bool
    """Whether the crawl takes everything of the site."""

    latency: float = 0.0
    """Median seconds from a request to its answer; 0 without an answer."""

    def report(self, **parts: Any) -> manifest.SiteReport:
        """Return the site's report with further parts."""
        return manifest.site_report(self.stats, reason=self.reason, **parts)

    @property
    def unread(self) -> int:
        """Number of pages that gave no article because they could not be read."""
        return sum(int(self.stats.get(f"newscrawl/rejected/{reason}", 0)) for reason in crawl_stats.UNREAD_REASONS)


def judge(run: Run, end: SiteEnd) -> None:
    """Judge the site's health and status for the run's report, store its counts, and log what is wrong.

    If the state cannot be read or written, the run has failed.
    """
    try:
        stored = run.store.health(end.name)
        history = _not_in_future([crawl_stats.loads(row.counts) for row in stored])
        counts = end.counts.counts(
            crawl_id=run.crawl_id,
            finished=clock.timestamp(),
            unread=end.unread,
            whole=end.reason == "finished" and end.is_whole,
        )
        found = health.judge(end.site, counts, history, volume=counts.whole, broken=end.report().broken)
        run.health[end.name] = found
        run.gaps[end.name] = _gaps([*history, counts], run.store.entry_sources(end.name), today=end.today)
        judged = _with_outcome(run, end, health.marked(counts, found), history)
        _remember(run, end.name, stored, history, judged)
    except StateError as error:
        run.failure = run.failure or error
        return
    for finding in found.findings:
        logger.log(_LEVELS[finding.level], "%s: %s", end.name, finding.words)
    gone = run.gaps[end.name].gone
    if gone and any(name.endswith(("/http_404", "/http_410")) for name in end.report().sources):
        logger.warning("%s: %s", end.name, status.gone_words(gone))


def add_report(run: Run, name: str, report: manifest.SiteReport) -> None:
    """Put the report of a site into the run's manifest, and log sums that do not agree."""
    run.sites[name] = report
    for words in report.accounts.mismatches:
        logging.getLogger("newscrawl.extensions.run").error(
            "%s: the sums of this run do not agree: %s. Please report this as a fault.", name, words
        )


def _with_outcome(
    run: Run, end: SiteEnd, counts: crawl_stats.Counts, history: Sequence[crawl_stats.Counts]
) -> crawl_stats.Counts:
    """Return the counts with the status of the site and what else the run's report says."""
    report = end.report(health=run.health.get(end.name), gaps=run.gaps.get(end.name))
    deferred = len(run.store.deferred(end.name, limit=1))
    judged = status.carried(status.run_status(report), report, history, deferred=deferred)
    run.statuses[end.name] = judged.status
    return replace(
        counts,
        status=judged.status.value,
        cause=judged.cause,
        code=int(judged.code),
        is_limited=end.reason in status.USER_LIMITS,
        requests=report.requests,
        received=int(end.stats.get("downloader/response_bytes", 0)),
        latency=end.latency,
        rejected=report.rejected,
        failed=report.failed,
        revised=report.revised,
        near_copies=int(end.stats.get("newscrawl/copies/near_duplicate", 0)),
    )


def _gaps(runs: Sequence[crawl_stats.Counts], sources: Sequence[Source], *, today: date) -> Gaps:
    """Return silent and gone sources, and days without articles in the last two weeks, from the first crawl up to yesterday."""
    begun = datetime.fromisoformat(runs[0].since or runs[0].finished).astimezone(VIETNAM).date()
    first, last = max(begun, today - timedelta(days=crawl_stats.COUNTED_DAYS)), today - timedelta(days=1)
    return Gaps(
        silent=silences(sources),
        empty=empty_days(crawl_stats.merged(runs).days, first=first, last=last),
        gone=gone_sources(sources),
    )


def _not_in_future(history: Sequence[crawl_stats.Counts]) -> list[crawl_stats.Counts]:
    """Return the counts of earlier runs, with the time right before now for those that ended in the future, when the clock was wrong.

    Else such a run would be the last one until that time comes.
    """
    latest = clock.now() - timedelta(seconds=1)
    limit, last = clock.now() + _MAX_CLOCK_AHEAD, dates.rfc3339(latest)
    found = []
    for row in history:
        is_ahead = datetime.fromisoformat(row.finished) > limit
        since = row.since and min(datetime.fromisoformat(row.since), latest)
        found.append(replace(row, finished=last, since=dates.rfc3339(since) if since else "") if is_ahead else row)
    return found


def _remember(
    run: Run,
    site: str,
    stored: Sequence[HealthRow],
    history: Sequence[crawl_stats.Counts],
    now: crawl_stats.Counts,
) -> None:
    before = dates.rfc3339(clock.now() - _RUN_ROWS_KEPT)
    # A run that was killed and continued has one id, and one row.
    earlier = [row for row in history if row.crawl_id != now.crawl_id]
    resumed = [row for row in history if row.crawl_id == now.crawl_id]
    kept = crawl_stats.fold_by_day([*earlier, crawl_stats.merged([*resumed, now])], before=before)
    known = {row.crawl_id: (row.finished, row.counts) for row in stored}
    made = [HealthRow(row.crawl_id, row.finished, crawl_stats.dumps(row)) for row in kept]
    rows = [row for row in made if known.get(row.crawl_id) != (row.finished, row.counts)]
    gone = known.keys() - {row.crawl_id for row in kept}
    run.store_of(site).put_health(site, rows, drop=sorted(gone))
