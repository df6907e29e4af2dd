"""Metrics of the configured sites: every series from the start, and the sites of a round that could not be crawled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from newscrawl.extensions import metrics_sinks as published
from newscrawl.report import crawl_stats, metrics
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import SiteStatus
from newscrawl.runner.result import error_code
from newscrawl.runner.status import health_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.report.metrics import Values
    from newscrawl.runner.result import CrawlResult
    from newscrawl.runner.scheduled_site import ScheduledSite


class RoundMetrics:
    """Writes what no crawler of a single site can write. Does nothing where the settings name no file and no port."""

    def __init__(self, sites: Sequence[ScheduledSite], using: SettingValues) -> None:
        """``using`` are the settings of the process. A port is opened at once."""
        self._sites = list(sites)
        self._sinks = published.sinks(using)

    def started(self) -> None:
        """Add every series that a configured site lacks; the status of a site that an earlier run crawled is taken over."""
        if not self._sinks:
            return
        first: Values = {}
        rows = health_rows(self._sites)
        for site in self._sites:
            values = metrics.first_values(site.name)
            if site.name in rows and (status := crawl_stats.loads(rows[site.name][-1].counts).status):
                tries = site.setting_values.getint("NEWSCRAWL_MAX_TRIES")
                values = metrics.add_values(values, metrics.status_values(site.name, SiteStatus(status)))
                values = metrics.add_values(values, published.backlog(site.name, site.location.state, max_tries=tries))
            first = metrics.add_values(first, values)
        self._add({}, first)

    def round_ended(self, result: CrawlResult) -> None:
        """Count the sites of a round whose crawl could not begin, and set the sizes of all directories."""
        if not self._sinks:
            return
        now: Values = {}
        for location in {site.location for site in self._sites}:
            now = metrics.add_values(now, published.disk_values(location))
        read = result.manifest.sites if result.manifest else {}
        for name, error in result.errors.items():
            code = error_code(error)
            if name in read or code is ExitCode.LOCKED:
                continue  # counted by its own crawler, or by the run that holds its lock
            failed: Values = {
                "newscrawl_runs": {(name, str(int(code))): 1},
                "newscrawl_last_run_timestamp_seconds": {(name,): time.time()},
                **metrics.status_values(name, SiteStatus.DEAD),
            }
            now = metrics.add_values(now, failed)
        self._add(now, {})

    def _add(self, now: Values, first: Values) -> None:
        for sink in self._sinks:
            sink.add(now, first)
