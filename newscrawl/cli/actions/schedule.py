"""``newscrawl run``."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from newscrawl import sites as profiles
from newscrawl.cli.actions.alerts import footer_of_alerts, memory_of_alerts
from newscrawl.cli.output import say, write_errors_as
from newscrawl.cli.problems import report_problems
from newscrawl.cli.view import TerminalView
from newscrawl.exporters.files import OutputError
from newscrawl.runner import config, status
from newscrawl.runner.alerts import Alerts, check_targets, masked
from newscrawl.runner.errors import UsageError
from newscrawl.runner.process import prepare_for
from newscrawl.runner.round_metrics import RoundMetrics
from newscrawl.runner.scheduler import Scheduler, hangups_ignored
from newscrawl.state import StateError

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult

logger = logging.getLogger(__name__)


def run_config(path: Path, *, watch: bool, everything: bool, check: bool, quiet: bool) -> int:
    """Crawl the sites of a configuration file; return the exit code."""
    if everything and watch:
        raise UsageError("--all is for one run; --watch follows the intervals")
    with hangups_ignored() if watch else nullcontext():
        operation = Operation(path, due=not everything)
        if check:
            operation.explain()
            return 0
        return _run(operation, watch=watch, quiet=quiet)


def _run(operation: Operation, *, watch: bool, quiet: bool) -> int:
    scheduler = Scheduler(
        operation.sites,
        at_once=operation.config.at_once,
        view=TerminalView(),
    )
    return _watch(scheduler, operation, quiet=quiet) if watch else _run_once(scheduler, operation, quiet=quiet)


class Operation:
    """One version of the configuration, and what is done around its rounds."""

    def __init__(self, path: Path, *, due: bool) -> None:
        """Read the file. :class:`UsageError` says what is wrong in it."""
        self._path = path
        self.config = config.load(path)
        self.sites = config.scheduled_sites(self.config, due=due)

    def explain(self) -> None:
        """Print what the file means, and check the addresses of the alerts."""
        from newscrawl.cli.printing import SafeConsole  # noqa: PLC0415 - the crawl starts without rich

        out = SafeConsole()
        for site in self.sites:
            arguments = ", ".join(f"{name}={value}" for name, value in site.arguments.items())
            out.print(f"{site.name}  {site.location.output}  {arguments}".rstrip(), highlight=False, soft_wrap=True)
        rules = self.config.alerts
        if rules.to:
            check_targets(rules.to)
            words = f"alerts  {', '.join(map(masked, rules.to))}  on {', '.join(sorted(rules.kinds))}"
            out.print(words, highlight=False, soft_wrap=True)

    def start(self) -> None:
        """Set up log, metrics and alerts."""
        using = self.sites[0].setting_values
        write_errors_as(using["NEWSCRAWL_LOG_FORMAT"])
        prepare_for(self.sites[0])
        self._metrics = RoundMetrics(self.sites, using)
        self._metrics.started()
        state = config.state_directory(self.config)
        self._alerts = Alerts(
            self.config.alerts, self.sites, memory=memory_of_alerts(state), footer=footer_of_alerts(self._path)
        )

    def report_fleet(self) -> None:
        """Report for all workers of a fleet: the page and the alerts. Neither fails the worker."""
        self._write_page()
        self._alerts.look()

    def round_ended(self, result: CrawlResult) -> None:
        """Publish what a round showed: metrics, page, alerts. None of them fails the round."""
        self._metrics.round_ended(result)
        self._write_page()
        self._alerts.round_ended(result)

    def close(self, *, wait: bool = True) -> None:
        """Send what is to be sent; with ``wait`` until it is."""
        self._alerts.close(wait=wait)

    def _write_page(self) -> None:
        """Write the page about all sites if the file asks for it."""
        if not self.config.status_html:
            return
        outputs = sorted({site.location.output for site in self.sites if site.location.output})
        try:
            found = status.configured(self.sites, config=self._path, details=True)
            files = [run for output in outputs for run in status.written_files(output)]
            status.write_page(self.config.status_html, found, files)
        except (OutputError, StateError, OSError) as error:
            logger.warning("The status page %s is not written: %s", self.config.status_html, error)

    def reloaded(self, scheduler: Scheduler) -> Operation:
        """Return the present version of the file, which the scheduler follows from now on; this one if it is wrong."""
        known = profiles.registered()
        try:
            found = Operation(self._path, due=True)
            found.start()
            scheduler.replace_sites(found.sites, at_once=found.config.at_once)
        except (ValueError, OSError, StateError) as error:
            profiles.restore(known)
            prepare_for(self.sites[0])
            logger.error("The configuration is not reloaded, the old one stays in force: %s", error)  # noqa: TRY400 - the sentence says it all
            return self
        self.close(wait=False)
        logger.info("The configuration is reloaded: %d sites", len(found.sites))
        return found


def _run_once(scheduler: Scheduler, operation: Operation, *, quiet: bool) -> int:
    operation.start()
    result = scheduler.run_once()
    operation.round_ended(result)
    operation.close()
    if not quiet:
        from newscrawl.cli.summary import print_summary  # noqa: PLC0415 - the crawl starts without rich

        print_summary(result)
    return report_problems(result)


def _watch(scheduler: Scheduler, operation: Operation, *, quiet: bool) -> int:
    operation.start()

    def reload() -> None:
        nonlocal operation
        before = operation
        operation = before.reloaded(scheduler)
        if not quiet and operation is not before:
            say(f"newscrawl: {len(operation.sites)} sites, as the changed configuration says", error=True, level="INFO")

    def end_round(result: CrawlResult) -> None:
        operation.round_ended(result)
        code = report_problems(result)
        if not quiet and result.manifest:
            counts = [(site.new, site.revised, site.requests) for site in result.manifest.sites.values()]
            new, revised, requests = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
            from newscrawl.cli.printing import SafeConsole  # noqa: PLC0415 - the crawl starts without rich

            SafeConsole().print(
                f"{result.manifest.finished}  {len(counts)} sites, {new} new, {revised} revised, "
                f"{requests} requests, code {code}",
                highlight=False,
                soft_wrap=True,
            )

    result = scheduler.watch(end_round, on_reload=reload)
    operation.close()
    return 128 + result.signal if result.signal else report_problems(result)
