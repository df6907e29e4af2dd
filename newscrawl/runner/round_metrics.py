"""Metrics of the configured sites: every series from the start, and the sites of a round that could not be crawled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from newscrawl.extensions import metrics as published
from newscrawl.report import crawl_stats, metrics
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import SiteStatus
from newscrawl.runner.jobs import error_code
from newscrawl.state import StateError
from newscrawl.state.sqlite import FILE_NAME, open_existing_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from newscrawl.report.metrics import Values
    from newscrawl.runner.jobs import CrawlResult
    from newscrawl.runner.scheduler import ScheduledSite


class RoundMetrics:
    """Writes what no crawler of a single site can write. Does nothing where the settings name no file and no port."""

    def __init__(self, sites: Sequence[ScheduledSite], using: BaseSettings) -> None:
        """``using`` are the settings of the process. A port is opened at once."""
        self._sites = list(sites)
        self._sinks = published.sinks(using)

    def started(self) -> None:
        """Add every series that a configured site lacks; the status of a site that an earlier run crawled is taken over."""
        if not self._sinks:
            return
        first: Values = {}
        for site in self._sites:
            state = site.location.state
            known = _last_status(site.name, state)
            values = metrics.first_values(site.name)
            if state and known:
                tries = site.settings.getint("NEWSCRAWL_MAX_TRIES")
                values = metrics.add_values(values, metrics.status_values(site.name, known))
                values = metrics.add_values(values, published.backlog(site.name, state, max_tries=tries))
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


def _last_status(site: str, state: Path | None) -> SiteStatus | None:
    """Return the status of a site after its last run; ``None`` if it was never crawled, or its state cannot be read."""
    if state is None or not (state / FILE_NAME).exists():
        return None
    try:
        store = open_existing_store(state)
    except StateError:
        return None  # the run reports it
    try:
        rows = store.health(site)
    finally:
        store.close()
    status = crawl_stats.loads(rows[-1].counts).status if rows else ""
    return SiteStatus(status) if status else None
