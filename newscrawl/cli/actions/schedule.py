"""``newscrawl run``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newscrawl.cli.printing import SafeConsole
from newscrawl.cli.summary import print_summary, report_problems
from newscrawl.cli.view import TerminalView
from newscrawl.exporters.files import OutputError
from newscrawl.runner import config, status
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import prepare_process
from newscrawl.runner.round_metrics import RoundMetrics
from newscrawl.runner.scheduler import Scheduler
from newscrawl.state import StateError

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.runner.jobs import CrawlResult
    from newscrawl.runner.scheduler import ScheduledSite

logger = logging.getLogger(__name__)


def run_config(path: Path, *, watch: bool, everything: bool, check: bool, quiet: bool) -> int:
    """Crawl what a file says; return the exit code."""
    if everything and watch:
        raise UsageError("--all is for one run; --watch follows the intervals")
    read = config.load(path)
    out = SafeConsole()
    sites = config.scheduled_sites(read, due=not everything)
    if check:
        for site in sites:
            arguments = ", ".join(f"{name}={value}" for name, value in site.arguments.items())
            out.print(f"{site.name}  {site.location.output}  {arguments}".rstrip(), highlight=False, soft_wrap=True)
        return 0
    view = TerminalView(SafeConsole(stderr=True))
    scheduler = Scheduler(sites, sites[0].settings, at_once=read.at_once, view=view)
    prepare_process(sites[0].settings)
    metrics = RoundMetrics(sites, sites[0].settings)
    metrics.started()
    if not watch:
        result = scheduler.run_once()
        metrics.round_ended(result)
        _write_page(read, sites, path)
        if not quiet:
            print_summary(result, out)
        return report_problems(result)

    def print_round(result: CrawlResult) -> None:
        metrics.round_ended(result)
        _write_page(read, sites, path)
        code = report_problems(result)
        if not quiet and result.manifest:
            counts = [(site.new, site.revised, site.requests) for site in result.manifest.sites.values()]
            new, revised, requests = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
            out.print(
                f"{result.manifest.finished}  {len(counts)} sites, {new} new, {revised} revised, "
                f"{requests} requests, code {code}",
                highlight=False,
                soft_wrap=True,
            )

    result = scheduler.watch(print_round)
    return 128 + result.signal if result.signal else report_problems(result)


def _write_page(read: config.Config, scheduled: list[ScheduledSite], path: Path) -> None:
    """Write the page about all sites if the file asks for it. A round does not fail for it."""
    if not read.status_html:
        return
    outputs = sorted({site.location.output for site in scheduled if site.location.output})
    try:
        found = status.configured(scheduled, config=path, details=True)
        status.write_page(read.status_html, found, [run for output in outputs for run in status.written_files(output)])
    except (OutputError, StateError, OSError) as error:
        logger.warning("The status page %s is not written: %s", read.status_html, error)
