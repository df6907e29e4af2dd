"""``newscrawl crawl``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.cli.actions.run_options import run_settings, spider_arguments
from newscrawl.cli.output import relative_path, say
from newscrawl.cli.view import TerminalView
from newscrawl.objects.store import is_remote
from newscrawl.runner import profiles
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import build_settings, check_days, make_jobs, run_jobs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.cli.actions.alerts import CrawlAlerts
    from newscrawl.cli.options import RunOptions


def run_crawl(
    sites: Sequence[str],
    arguments: dict[str, Any],
    overrides: dict[str, Any],
    run: RunOptions,
    *,
    bundle: bool,
    alerts: str | None = None,
) -> int:
    """Crawl the sites with these spider arguments and settings; return the exit code.

    ``alerts`` is the configuration that says who is told of sites that break or recover.
    """
    check_days(arguments["since"], arguments["until"])
    if bundle and is_remote(overrides["NEWSCRAWL_OUTPUT"]):
        raise UsageError(
            "--wacz needs a local --output: a run into a bucket keeps no WARC files; --warc puts them there"
        )
    given = {name: value for name, value in arguments.items() if value is not None} | spider_arguments(run)
    using = build_settings(**{**overrides, **run_settings(run)})
    profiles.use_setting(using)
    told = _alerts_of(Path(alerts)) if alerts else None
    jobs = make_jobs(sites, given)
    result = run_jobs(jobs, using, view=TerminalView())
    if told:
        told.tell(result, jobs, using)
    if not run.quiet:
        from newscrawl.cli.summary import print_summary  # noqa: PLC0415 - the crawl starts without rich

        print_summary(result)
    if bundle:
        from newscrawl.cli.actions.wacz import write_wacz  # noqa: PLC0415 - few crawls need zipfile and what it imports

        if (path := write_wacz(result)) and not run.quiet:
            say(f"{relative_path(path)}  {path.stat().st_size:,} bytes")
    from newscrawl.cli.problems import report_problems  # noqa: PLC0415 - what judges a run is not needed to start it

    return report_problems(result)


def _alerts_of(path: Path) -> CrawlAlerts:
    from newscrawl.cli.actions.alerts import CrawlAlerts  # noqa: PLC0415 - few crawls need the scheduler

    return CrawlAlerts(path)
