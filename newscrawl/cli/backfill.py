"""``newscrawl backfill``: a site's past, and how long it takes."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress_bar import ProgressBar
from rich.table import Table

from newscrawl.cli.archive import add_output_options, output_settings
from newscrawl.cli.crawl import add_scrapy_options, check_days, job, named_settings, spider_arguments
from newscrawl.extensions.run import MEMORY
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import conclude, crawl, settings, summary
from newscrawl.runner.printing import shown, span
from newscrawl.spiders.sources import Plan
from newscrawl.state import STATE_DIRECTORY

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

_UNBOUNDED: Final = dict.fromkeys(
    ("NEWSCRAWL_MAX_PAGES", "NEWSCRAWL_MAX_SITEMAPS", "NEWSCRAWL_MAX_SOURCES", "NEWSCRAWL_MAX_ADDRESSES"), 10_000_000
)
"""The bounds of a daily run; a backfill is bounded by its days."""

_LEAST: Final = 0.05
"""Seconds that a page takes where no delay is kept."""

_BAR: Final = 40
"""Columns of the bar."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    backfill = commands.add_parser(
        "backfill",
        help="fetch what a site published in the past",
        description="Fetch what a site published from a day on: by its sitemaps, only those whose name or last change falls "
        "into the range, in the order of their days; by its archive pages or its listings where they do not reach so far back. "
        "Stop it when you like: the same command goes on. With --dry-run the sources are read, no article is fetched, and nothing is remembered.",
    )
    backfill.add_argument(
        "site", metavar="SITE", help="a name such as baokiemtoan, or an address such as https://any.site/"
    )
    backfill.add_argument("--since", metavar="DAY", required=True, help="from this day on, 2020-01-31")
    backfill.add_argument("--until", metavar="DAY", help="up to and with this day")
    backfill.add_argument(
        "--dry-run",
        action="store_true",
        help="print what would be fetched, and on standard error how long it would take",
    )
    backfill.add_argument("--output", metavar="DIR", help="directory of the JSONL files (default: output)")
    backfill.add_argument(
        "--state", metavar="PATH", help="directory of what is remembered between runs (default: .state in the output)"
    )
    backfill.add_argument(
        "--delay", type=float, metavar="SECONDS", help="between two requests (default: 1, or the profile's)"
    )
    add_output_options(backfill)
    backfill.add_argument("--allow-private", action="store_true", help="allow loopback and private addresses")
    add_scrapy_options(backfill)
    backfill.set_defaults(run=run_backfill)


def run_backfill(given: argparse.Namespace) -> int:
    """Fetch a site's past, or say what that would be; the exit code."""
    check_days(given)
    if (given.delay or 0) < 0:
        raise UsageError("--delay cannot be negative")
    if given.dry_run:
        with TemporaryDirectory() as nowhere:
            return _backfill(given, Plan(), nowhere)
    return _backfill(given, None, given.output or "output")


def _backfill(given: argparse.Namespace, plan: Plan | None, output: str) -> int:
    state = Path(given.state or Path(given.output or "output") / STATE_DIRECTORY)
    arguments = {"since": given.since, "until": given.until, "delay": given.delay, "backfill": True, "plan": plan}
    found = job(given.site, {**arguments, **spider_arguments(given)})
    using = settings(
        **{
            **_UNBOUNDED,
            "LOG_LEVEL": given.loglevel,
            "NEWSCRAWL_LOG_FORMAT": given.log_format,
            "NEWSCRAWL_OUTPUT": output,
            "NEWSCRAWL_STATE": str(state) if plan is None or state.exists() else MEMORY,
            "NEWSCRAWL_ALLOW_PRIVATE": given.allow_private or None,
            **output_settings(given),
            **named_settings(given),
        }
    )
    started = time.monotonic()
    ended = crawl([found], using, console=Console(stderr=True), show=bar)
    if plan is None:
        if not given.quiet:
            summary(ended, Console())
        return conclude(ended)
    # Nothing is remembered, so that an article is listed by every source that offers it: here once, by its day if one says it.
    articles: dict[str, str | None] = {}
    for address, published in sorted(plan.articles, key=lambda article: article[1] or "9"):
        articles.setdefault(address, published)
    for address, published in articles.items():
        print(f"{published or '-':10}  {address}")
    requests = len(articles) + plan.requests
    pace = max(plan.delay, _LEAST, (time.monotonic() - started) / max(plan.requests, 1))
    print(
        f"{len(articles):,} articles to fetch, {plan.delay:g} s between two requests: "
        f"at least {timedelta(seconds=round(len(articles) * max(plan.delay, _LEAST)))}; "
        f"{timedelta(seconds=round(requests * pace))} at the pace of this look, "
        f"the {plan.requests:,} requests for sources included",
        file=sys.stderr,
    )
    return conclude(ended)


def bar(crawlers: Mapping[str, Crawler], seconds: float) -> Table:
    """How far the one crawler has come: bar, counts, the day that it is at, and the time that is left."""
    table = Table.grid(padding=(0, 2))
    for name, crawler in crawlers.items():
        progress = getattr(crawler.spider, "progress", None)
        if progress is None or not crawler.crawling:
            table.add_row(shown(name), "begins")
            continue
        expected = progress.expected()
        about = "about " if progress.is_guess else ""
        delay = crawler.engine.downloader.per_slot_settings.get(name, {}).get("delay", 0.0)
        requests = crawler.stats.get_value("downloader/request_count", 0)
        left = progress.seconds_left(requests=requests, elapsed=seconds, delay=delay)
        table.add_row(
            shown(name),
            ProgressBar(total=max(expected, 1), completed=min(progress.done, expected), width=_BAR),
            f"{progress.done:,} of {about}{expected:,}",
            f"at {progress.day}" if progress.day else "looking",
            f"{about}{span(left)} left",
        )
    return table
