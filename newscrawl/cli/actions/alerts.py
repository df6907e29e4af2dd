"""``newscrawl alerts``."""

from __future__ import annotations

import shlex
import socket
from typing import TYPE_CHECKING

from newscrawl.cli.output import say
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import config
from newscrawl.runner.alerts import MEMORY_NAME, Alerts, check_targets, deliver, masked, ping
from newscrawl.runner.errors import UsageError
from newscrawl.runner.scheduled_site import ScheduledSite
from newscrawl.state import DatabaseAddress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scrapy.settings import Settings

    from newscrawl.runner.alerts import SharedMemory
    from newscrawl.runner.jobs import Job
    from newscrawl.runner.result import CrawlResult
    from newscrawl.state import Place


def run_test(path: Path) -> int:
    """Send a test message to every address of a file; return the exit code."""
    rules = config.load(path).alerts
    if not rules.to and not rules.ping:
        raise UsageError(f'{path} has no table [alerts]; write [alerts] and to = ["…://…"], see docs/alerts.md')
    if rules.to:
        check_targets(rules.to)
    title = f"newscrawl: a test ({socket.gethostname()})"
    body = f"This is a test of the alerts of {path.absolute()}. They tell of: {', '.join(sorted(rules.kinds))}."
    found = list(deliver(rules.to, title, body))
    results = [(target, problem, "sent") for target, problem in found]
    if rules.ping:
        results.append((masked(rules.ping), ping(rules.ping), "asked"))
    for target, problem, done in results:
        if problem:
            say(f"newscrawl: {target}: {problem}", error=True)
        else:
            say(f"{target}: {done}")
    return int(ExitCode.PARTIAL if any(problem for _, problem, _ in results) else ExitCode.FINE)


class CrawlAlerts:
    """Tells those whom a file names what a crawl showed of its sites."""

    def __init__(self, path: Path) -> None:
        """Read the file and check its addresses, before anything is crawled. :class:`UsageError` says what is wrong in it."""
        self._path = path
        self._config = config.load(path)
        if not self._config.alerts.to:
            raise UsageError(f'{path} names nobody to tell: write [alerts] and to = ["…://…"], see docs/alerts.md')
        check_targets(self._config.alerts.to)

    def tell(self, result: CrawlResult, jobs: Sequence[Job], using: Settings) -> None:
        """Send the alerts that are due after a crawl, and wait until they are sent. ``newscrawl run`` knows then which were sent."""
        crawled = {job.spider.name: ScheduledSite.of_job(job, using) for job in jobs}
        others = {site.name: site for site in config.scheduled_sites(self._config, due=True)}
        alerts = Alerts(
            self._config.alerts,
            list((others | crawled).values()),
            memory=memory_of_alerts(config.state_directory(self._config)),
            footer=footer_of_alerts(self._path),
        )
        alerts.round_ended(result, pings=False)
        alerts.close()


def footer_of_alerts(path: Path) -> str:
    """Return the last line of each message of a configuration."""
    return f"All sites: {shlex.join(['newscrawl', 'status', '--config', str(path.absolute())])}"


def memory_of_alerts(state: Place | None) -> Path | SharedMemory | None:
    """Return where it is stored which alerts were sent: a file, or a table of the database; ``None`` for a state in memory."""
    if not isinstance(state, DatabaseAddress):
        return state / MEMORY_NAME if state else None
    from newscrawl.runner.fleet.memory import DatabaseMemory  # noqa: PLC0415 - the driver is an extra

    return DatabaseMemory(state, "alerts")
