"""``newscrawl health`` and ``newscrawl check``: how well the sites are read, by past runs and by a look right now."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
from rich.console import Console
from rich.table import Table
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.log import configure_logging

from newscrawl import sites
from newscrawl.cli.drafting import _profile
from newscrawl.report.crawl_stats import MIN_ARTICLES, WATCHED_FIELDS, Counts, loads, periods
from newscrawl.report.manifest import ExitCode, verdict
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import settings
from newscrawl.runner.printing import print_whole, shown
from newscrawl.scaffold.probe import Probe, probe
from newscrawl.spiders.probing import ProbingSpider
from newscrawl.state import STATE_DIRECTORY, StateError, open_or_create_store
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from newscrawl.sites import Site

_SHORT: Final = {
    "text": "text",
    "date_published": "date",
    "description": "lead",
    "authors": "authors",
    "images": "images",
    "keywords": "tags",
    "article_section": "section",
    "related_links": "related",
}
_BARS: Final = "▁▂▃▄▅▆▇█"
_BACK: Final = 12
"""Periods that are shown."""

_OTHERS: Final = 3
"""Further sources of a field that are named."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    health = commands.add_parser(
        "health",
        help="show how well each site has been read, run after run",
        description="Show how well each site has been read: articles, the share of them that has each field, the trend, and "
        "what the last run judged. With names, each site's periods one by one. Exit code 5 where a site's last verdict is "
        "an error.",
    )
    health.add_argument("sites", nargs="*", metavar="SITE", help="only these, in more detail (default: all)")
    health.add_argument(
        "--state",
        metavar="PATH",
        default=f"output/{STATE_DIRECTORY}",
        help="the state's directory (default: %(default)s)",
    )
    health.add_argument("--json", action="store_true", help="one JSON object a site and period")
    health.set_defaults(run=run_health)
    check = commands.add_parser(
        "check",
        help="look at a site now, with a few requests, and say what the profile finds",
        description="Fetch robots.txt, a feed or listing (a second one where the first names no article) and three articles, "
        "a second apart, and say of each field whether it is found, where, and what else has it. Writes and remembers "
        "nothing. Exit code 0 fine, 3 nothing could be had, 4 the site refuses us, 5 its layout changed.",
    )
    check.add_argument(
        "sites",
        nargs="+",
        metavar="SITE",
        help="a name, an address such as https://any.site/, or the file of a profile",
    )
    check.add_argument(
        "--delay", type=float, metavar="SECONDS", help="between two requests (default: 1, or the profile's)"
    )
    check.add_argument("--allow-private", action="store_true", help="allow loopback and private addresses")
    check.set_defaults(run=run_check)


# -- health ------------------------------------------------------------------------------------------------------------


def run_health(given: argparse.Namespace) -> int:
    """Print the health of the sites; the exit code."""
    directory = Path(given.state)
    if not (directory / FILE_NAME).exists():
        raise StateError(
            f"There is no state in {directory}. Name its directory with --state (by default .state in the output)."
        )
    with closing(open_or_create_store(directory)) as store:
        names = store.health_sites()
        if unknown := [name for name in given.sites if name not in names]:
            raise UsageError(
                f"{unknown[0]} has not been crawled with {directory}; it knows {', '.join(names) or 'no site'}"
            )
        found = {name: [loads(row.counts) for row in store.health(name)] for name in given.sites or names}
    if given.json:
        for name, runs in found.items():
            for period in _periods(runs):
                sys.stdout.buffer.write(orjson.dumps(_line(name, period), option=orjson.OPT_APPEND_NEWLINE))
    elif given.sites:
        for name, runs in found.items():
            _show_periods(name, runs)
    else:
        _show_all(found)
    return int(ExitCode.LAYOUT_CHANGED if any(_broken(runs) for runs in found.values()) else ExitCode.FINE)


def _periods(runs: Sequence[Counts]) -> list[Counts]:
    """The last periods with enough articles; all runs together where none has."""
    read = [run for run in runs if run.articles]
    return periods(read)[-_BACK:] or read[-_BACK:]


def _broken(runs: Sequence[Counts]) -> list[str]:
    """What the last run that read something judged an error."""
    return next((run.broken for run in reversed(runs) if run.articles or run.unread), [])


def _line(name: str, period: Counts) -> dict[str, Any]:
    return {
        "site": name,
        "since": period.since,
        "finished": period.finished,
        "articles": period.articles,
        "fill": {field: round(period.share(field), 4) for field in WATCHED_FIELDS},
        "body_chars": period.body_chars,
        "glued_per_1000": round(period.glued_per_1000, 2),
        "layouts": {layout: round(period.layout_share(layout), 4) for layout in period.layouts},
        "unread": period.unread,
        "broken": period.broken,
    }


def _table(*columns: str, left: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="left" if column in left else "right")
    return table


def _fill(counts: Counts) -> list[str]:
    """Percentages of the fields, in their order."""
    return [f"{100 * counts.share(name):.0f}" for name in WATCHED_FIELDS]


def _bars(found: Sequence[Counts]) -> str:
    """Mean fill of the fields, period by period."""
    shares = (mean(counts.share(name) for name in WATCHED_FIELDS) for counts in found)
    return "".join(_BARS[round(share * (len(_BARS) - 1))] for share in shares)


def _show_all(found: dict[str, list[Counts]]) -> None:
    left = ("site", "last run", "trend", "verdict")
    table = _table(
        "site",
        "last run",
        "articles",
        *(_SHORT[name] for name in WATCHED_FIELDS),
        "chars",
        "trend",
        "verdict",
        left=left,
    )
    for name, runs in found.items():
        past = _periods(runs)
        last = past[-1] if past else runs[-1]
        broken = _broken(runs)
        said = (
            f"error: {', '.join(broken)}" if broken else "ok" if last.articles >= MIN_ARTICLES else "too few to judge"
        )
        table.add_row(
            shown(name),
            runs[-1].finished[:16].replace("T", " "),
            str(last.articles),
            *_fill(last),
            f"{last.body_chars:,.0f}",
            _bars(past),
            said,
        )
    print_whole(table)


def _show_periods(name: str, runs: Sequence[Counts]) -> None:
    left = ("until", "layouts", "errors")
    table = _table(
        "until", "articles", *(_SHORT[f] for f in WATCHED_FIELDS), "chars", "unread", "layouts", "errors", left=left
    )
    for period in _periods(runs):
        layouts = ", ".join(f"{layout} {100 * period.layout_share(layout):.0f}" for layout in period.layouts)
        table.add_row(
            period.finished[:16].replace("T", " "),
            str(period.articles),
            *_fill(period),
            f"{period.body_chars:,.0f}",
            str(period.unread),
            shown(layouts),
            ", ".join(period.broken) or "none",
        )
    Console().print(shown(f"{name}: share of articles with each field, in percent"), style="bold")
    print_whole(table)


# -- check -------------------------------------------------------------------------------------------------------------


def run_check(given: argparse.Namespace) -> int:
    """Look at the sites, one after the other; the exit code."""
    if (given.delay or 0) < 0:
        raise UsageError("--delay cannot be negative")
    codes = []
    for site in [_site(name) for name in given.sites]:
        spider = fetched(site, delay=given.delay, allow_private=given.allow_private)
        if "private_address" in spider.failed.values():
            raise UsageError(f"{site.home} is a loopback or private address; --allow-private allows it")
        found = probe(
            site,
            spider.articles,
            offered=sum(spider.sources.values()),
            sources=len(spider.sources),
            failed=spider.failed,
        )
        _show(site, spider, found)
        if found.why:
            print(f"newscrawl: {site.name}: {found.why}", file=sys.stderr)
        codes.append(found.code)
    return int(verdict(codes))


def _site(name: str) -> Site:
    """The site of that name, at that address, or of the profile in that file."""
    if name in sites.names() or name.endswith(".py") or ("://" not in name and "." not in name):
        return _profile(name)
    try:
        return sites.of(name if "://" in name else f"https://{name}/")
    except ValueError:
        raise UsageError(f"{name!r} is no http(s) address; give one such as https://any.site/") from None


def fetched(site: Site, *, delay: float | None = None, allow_private: bool = False) -> ProbingSpider:
    """The spider after it has looked at a site."""
    using = settings(
        LOG_LEVEL="WARNING",
        NEWSCRAWL_ALLOW_PRIVATE=allow_private or None,
        DOWNLOAD_DELAY=site.delay if delay is None else delay,
    )
    configure_logging(using)
    runner = AsyncCrawlerRunner(using)
    crawler = runner.create_crawler(ProbingSpider)

    async def look() -> None:
        await runner.crawl(crawler, site=site)

    asyncio.run(look())
    return cast("ProbingSpider", crawler.spider)


def _show(site: Site, spider: ProbingSpider, found: Probe) -> None:
    out = Console(highlight=False, soft_wrap=True)
    out.print(shown(f"{site.name}  {site.home}"), style="bold")
    for url, number in spider.sources.items():
        out.print(shown(f"{url}: names {number} articles"))
    for url, reason in {**spider.failed, **found.rejected}.items():
        out.print(shown(f"{url}: {reason}"))
    if not found.articles:
        return
    layouts = ", ".join(f"{name} {number}" for name, number in found.layouts.items())
    out.print(shown(f"{found.articles} articles read, by layout: {layouts}"))
    table = _table("field", "", "in", "found by", "also in", left=("field", "", "found by", "also in"))
    for name, looked in found.fields.items():
        table.add_row(
            name,
            "ok" if looked.found else "missing",
            f"{looked.found}/{found.articles}",
            shown(", ".join(looked.sources)),
            shown(", ".join(source for source, _ in looked.others.most_common(_OTHERS))),
        )
    Console(highlight=False).print(table)
