"""``newscrawl backfill``."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from newscrawl.archive.upload import spool_of
from newscrawl.cli.actions.run_options import run_settings, spider_arguments
from newscrawl.cli.output import say
from newscrawl.cli.problems import report_problems
from newscrawl.cli.summary import print_summary
from newscrawl.cli.view import TerminalView, backfill_bar
from newscrawl.extensions.crawl_facts import MEMORY
from newscrawl.objects.store import is_remote
from newscrawl.policy import CrawlPlan
from newscrawl.runner import profiles
from newscrawl.runner.jobs import build_settings, check_days, make_job, run_jobs
from newscrawl.state import STATE_DIRECTORY

if TYPE_CHECKING:
    from newscrawl.cli.options import RunOptions

_UNBOUNDED: Final = dict.fromkeys(
    ("NEWSCRAWL_MAX_PAGES", "NEWSCRAWL_MAX_SITEMAPS", "NEWSCRAWL_MAX_SOURCES", "NEWSCRAWL_MAX_ADDRESSES"), 10_000_000
)
"""Replaces the limits of a daily run; a backfill is limited by its days."""

MIN_PAGE_SECONDS: Final = 0.05
"""Estimated time of a page where no delay is kept."""


def run_backfill(
    site: str,
    arguments: dict[str, Any],
    run: RunOptions,
    *,
    output: str,
    state: str | None,
    dry_run: bool,
    allow_private: bool,
) -> int:
    """Fetch what a site published in the past, or print the plan of that; return the exit code."""
    check_days(arguments["since"], arguments["until"])
    plan = CrawlPlan() if dry_run else None
    profiles.use_setting(build_settings(**run_settings(run)))
    job = make_job(site, {**arguments, "backfill": True, "plan": plan, **spider_arguments(run)})
    directory = Path(state or (spool_of(output) if is_remote(output) else Path(output)) / STATE_DIRECTORY)
    with TemporaryDirectory() as nowhere:
        using = build_settings(
            **{
                **_UNBOUNDED,
                "NEWSCRAWL_OUTPUT": nowhere if plan else output,
                "NEWSCRAWL_STATE": str(directory) if plan is None or directory.exists() else MEMORY,
                "NEWSCRAWL_ALLOW_PRIVATE": allow_private or None,
                **run_settings(run),
            }
        )
        started = time.monotonic()
        result = run_jobs([job], using, view=TerminalView(backfill_bar))
        elapsed = time.monotonic() - started
    if plan is not None:
        _print_plan(plan, elapsed)
    elif not run.quiet:
        print_summary(result)
    return report_problems(result)


def _print_plan(plan: CrawlPlan, elapsed: float) -> None:
    """Print the addresses on standard output and the estimated time on standard error."""
    # A dry run remembers nothing, so each source lists an article again: print it once, with its day if a source knows it.
    articles: dict[str, str | None] = {}
    for address, published in sorted(plan.articles, key=lambda article: article[1] or "9"):
        articles.setdefault(address, published)
    for address, published in articles.items():
        say(f"{published or '-':10}  {address}")
    requests = len(articles) + plan.requests
    seconds_per_request = max(plan.delay, MIN_PAGE_SECONDS, elapsed / max(plan.requests, 1))
    say(
        f"{len(articles):,} articles to fetch, {plan.delay:g} s between two requests: "
        f"at least {timedelta(seconds=round(len(articles) * max(plan.delay, MIN_PAGE_SECONDS)))}; "
        f"{timedelta(seconds=round(requests * seconds_per_request))} at the pace of this dry run, "
        f"the {plan.requests:,} requests for sources included",
        error=True,
    )
