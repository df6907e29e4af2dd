"""``newscrawl run``: the sites of a file, once or on and on. ``newscrawl backfill``: a site's past."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from rich.console import Console

from newscrawl.archive.run import STATE_DIRECTORY
from newscrawl.cli import config
from newscrawl.cli.archive import add_output_options, output_settings
from newscrawl.cli.crawl import add_scrapy_options, job, pairs
from newscrawl.cli.crawling import conclude, crawl, settings, summary
from newscrawl.cli.errors import UsageError
from newscrawl.cli.rounds import Rounds, Site
from newscrawl.extensions.run import MEMORY
from newscrawl.spiders import spider_class
from newscrawl.spiders.arguments import day
from newscrawl.spiders.sources import Plan

if TYPE_CHECKING:
    import argparse

    from newscrawl.cli.crawling import Ended

_UNBOUNDED: Final = dict.fromkeys(
    ("NEWSCRAWL_MAX_PAGES", "NEWSCRAWL_MAX_SITEMAPS", "NEWSCRAWL_MAX_SOURCES", "NEWSCRAWL_MAX_ADDRESSES"), 10_000_000
)
"""The bounds of a daily run; a backfill is bounded by its days."""

_LEAST: Final = 0.05
"""Seconds that a page takes where no delay is kept."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "run",
        help="crawl the sites of a file on a schedule",
        description="Crawl the sites of a TOML file side by side, each at its own pace: the sources whose interval is over, "
        "and the articles that are due to be looked at again. Once, for cron; or with --watch on and on, a round whenever a "
        "site is due, until SIGTERM.",
    )
    command.add_argument(
        "--config", type=Path, default=Path("crawl.toml"), metavar="FILE", help="what to crawl (default: %(default)s)"
    )
    command.add_argument("--watch", action="store_true", help="stay up and follow the intervals")
    command.add_argument("--all", action="store_true", help="ask all sources, due or not")
    command.add_argument("--check", action="store_true", help="read the file, say what it means, and crawl nothing")
    command.add_argument("-q", "--quiet", action="store_true", help="print no summary")
    command.set_defaults(run=run_config)

    backfill = commands.add_parser(
        "backfill",
        help="fetch what a site published in the past",
        description="Fetch what a site published from a day on: by its sitemaps, only those whose name or last change falls "
        "into the range, and by its listings where they do not reach so far back. Stop it when you like: the same "
        "command goes on. With --dry-run the sources are read, no article is fetched, and nothing is remembered.",
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


def run_config(given: argparse.Namespace) -> int:
    """Crawl what a file says; the exit code."""
    if given.all and given.watch:
        raise UsageError("--all is for one run; --watch follows the intervals")
    read = config.load(given.config)
    out = Console()
    sites = _sites(read, due=not given.all)
    if given.check:
        for site in sites:
            said = ", ".join(f"{name}={value}" for name, value in site.arguments.items())
            out.print(f"{site.name}  {site.place.output}  {said}".rstrip(), highlight=False, soft_wrap=True)
        return 0
    rounds = Rounds(sites, sites[0].settings, at_once=read.at_once, console=Console(stderr=True))
    if not given.watch:
        ended = rounds.once()
        if not given.quiet:
            summary(ended, out)
        return conclude(ended)

    def tell(ended: Ended) -> None:
        code = conclude(ended)
        if not given.quiet and ended.manifest:
            counts = [(site.new, site.revised, site.requests) for site in ended.manifest.sites.values()]
            new, revised, requests = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
            out.print(
                f"{ended.manifest.finished}  {len(counts)} sites, {new} new, {revised} revised, {requests} requests, code {code}",
                highlight=False,
                soft_wrap=True,
            )

    ended = rounds.watch(tell)
    return 128 + ended.signal if ended.signal else conclude(ended)


def run_backfill(given: argparse.Namespace) -> int:
    """Fetch a site's past, or say what that would be; the exit code."""
    try:
        since, until = day("--since", given.since), day("--until", given.until)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if since and until and until < since:
        raise UsageError(f"--until {given.until} lies before --since {given.since}")
    if (given.delay or 0) < 0:
        raise UsageError("--delay cannot be negative")
    if given.dry_run:
        with TemporaryDirectory() as nowhere:
            return _backfill(given, Plan(), nowhere)
    return _backfill(given, None, given.output or "output")


def _backfill(given: argparse.Namespace, plan: Plan | None, output: str) -> int:
    state = Path(given.state or Path(given.output or "output") / STATE_DIRECTORY)
    arguments = {"since": given.since, "until": given.until, "delay": given.delay, "backfill": True, "plan": plan}
    found = job(given.site, {**arguments, **pairs("-a", given.arguments)})
    using = settings(
        **{
            **_UNBOUNDED,
            "LOG_LEVEL": given.loglevel.upper(),
            "NEWSCRAWL_OUTPUT": output,
            "NEWSCRAWL_STATE": str(state) if plan is None or state.exists() else MEMORY,
            "NEWSCRAWL_ALLOW_PRIVATE": given.allow_private or None,
            **output_settings(given),
            **pairs("-s", given.settings),
        }
    )
    ended = crawl([found], using, console=Console(stderr=True))
    if plan is None:
        if not given.quiet:
            summary(ended, Console())
        return conclude(ended)
    for address, published in plan.articles:
        print(f"{published or '-':10}  {address}")
    seconds = len(plan.articles) * max(plan.delay, _LEAST)
    print(
        f"{len(plan.articles):,} articles to fetch, {plan.delay:g} s between two requests: "
        f"at least {timedelta(seconds=round(seconds))}",
        file=sys.stderr,
    )
    return conclude(ended)


def _sites(read: config.Config, *, due: bool) -> list[Site]:
    names: dict[str, Site] = {}
    for entry in read.sites:
        spider = spider_class(entry.site)
        if spider.name in names:
            raise UsageError(f"the file names {spider.name} twice")
        scheduled = {"NEWSCRAWL_DUE": due, "NEWSCRAWL_REVISIT": True, "LOG_LEVEL": "WARNING"}
        names[spider.name] = Site(spider, entry.arguments, settings(**{**scheduled, **read.settings, **entry.settings}))
    return list(names.values())
