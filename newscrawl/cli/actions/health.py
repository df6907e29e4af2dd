"""``newscrawl health`` and ``newscrawl check``."""

from __future__ import annotations

from contextlib import closing
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.cli.output import machine_output, say
from newscrawl.cli.printing import SafeConsole, print_table, shown
from newscrawl.cli.summary import table
from newscrawl.report.crawl_stats import MIN_ARTICLES, WATCHED_FIELDS, Counts, loads, periods
from newscrawl.report.manifest import ExitCode, verdict
from newscrawl.report.status import BAD, SiteStatus
from newscrawl.runner import profiles
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import split_words
from newscrawl.state import StateError, open_or_create_store, state_exists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.scaffold.probe import Probe
    from newscrawl.sites import Site
    from newscrawl.spiders.probing import ProbingSpider

_COLUMNS: Final = {
    "text": "text",
    "date_published": "date",
    "description": "lead",
    "authors": "authors",
    "images": "images",
    "keywords": "tags",
    "article_section": "section",
    "related_links": "related",
}
"""Heading of each field."""

_BARS: Final = "▁▂▃▄▅▆▇█"
"""Bars from the lowest to the highest share."""

MAX_PERIODS: Final = 12
"""Number of periods that are shown."""

MAX_OTHER_SOURCES: Final = 3
"""Number of further sources of a field that are named."""


# -- health ------------------------------------------------------------------------------------------------------------


def run_health(words: Sequence[str], state: str | None, *, as_json: bool) -> int:
    """Print the health of the sites; return the exit code."""
    location, wanted = split_words(words, state)
    directory = location.state
    if not state_exists(directory):
        raise StateError(
            f"There is no state in {directory}. Give the output directory of a crawl, or its state with --state."
        )
    with closing(open_or_create_store(directory)) as store:
        names = store.health_sites()
        if unknown := [name for name in wanted if name not in names]:
            raise UsageError(
                f"{unknown[0]} has not been crawled with {directory}; it knows {', '.join(names) or 'no site'}"
            )
        found = {name: [loads(row.counts) for row in store.health(name)] for name in wanted or names}
    if as_json and not found:
        say(f"newscrawl: {directory} knows of no run yet", error=True)
    if as_json:
        lines = machine_output()
        for name, runs in found.items():
            periods = _periods(runs)
            if not periods:
                say(f"newscrawl: {name}: no run has read an article; the line is of the last run", error=True)
            for period in periods or runs[-1:]:
                lines.write(orjson.dumps(_line(name, period), option=orjson.OPT_APPEND_NEWLINE))
    elif wanted:
        for name, runs in found.items():
            _print_periods(name, runs)
    else:
        _print_all(found)
    codes = {runs[-1].code if runs[-1].status in BAD else 0 for runs in found.values()}
    if any(_broken(runs) for runs in found.values()):
        return int(ExitCode.LAYOUT_CHANGED)
    return max(codes, default=int(ExitCode.FINE))


def _periods(runs: Sequence[Counts]) -> list[Counts]:
    """Return the last periods with enough articles, or the last runs where no period has enough."""
    read = [run for run in runs if run.articles]
    return periods(read)[-MAX_PERIODS:] or read[-MAX_PERIODS:]


def _broken(runs: Sequence[Counts]) -> list[str]:
    """Return what was wrong in the last run that read something."""
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
        "status": period.status,
    }


def _fill(counts: Counts) -> list[str]:
    """Return the percentage of articles with each field, in the order of ``WATCHED_FIELDS``."""
    return [f"{100 * counts.share(name):.0f}" for name in WATCHED_FIELDS]


def _bars(found: Sequence[Counts]) -> str:
    """Return a bar for each period: the mean share of articles with a field."""
    shares = (mean(counts.share(name) for name in WATCHED_FIELDS) for counts in found)
    return "".join(_BARS[round(share * (len(_BARS) - 1))] for share in shares)


def _print_all(found: dict[str, list[Counts]]) -> None:
    left = ("site", "last run", "trend", "verdict")
    rows = table(
        "site",
        "last run",
        "articles",
        *(_COLUMNS[name] for name in WATCHED_FIELDS),
        "chars",
        "trend",
        "verdict",
        left=left,
    )
    for name, runs in found.items():
        past = _periods(runs)
        last = past[-1] if past else runs[-1]
        broken = _broken(runs)
        outcome = (
            f"error: {', '.join(broken)}" if broken else "ok" if last.articles >= MIN_ARTICLES else "too few to judge"
        )
        if not broken and runs[-1].status == SiteStatus.DEGRADED:
            outcome = f"{outcome}; degraded: {runs[-1].cause}"
        if runs[-1].status in BAD:
            outcome = f"{runs[-1].status}: {runs[-1].cause or ', '.join(broken)}"
        rows.add_row(
            shown(name),
            runs[-1].finished[:16].replace("T", " "),
            str(last.articles),
            *_fill(last),
            f"{last.body_chars:,.0f}",
            _bars(past),
            shown(outcome),
        )
    print_table(rows)


def _print_periods(name: str, runs: Sequence[Counts]) -> None:
    left = ("until", "layouts", "errors")
    rows = table(
        "until", "articles", *(_COLUMNS[f] for f in WATCHED_FIELDS), "chars", "unread", "layouts", "errors", left=left
    )
    for period in _periods(runs):
        layouts = ", ".join(f"{layout} {100 * period.layout_share(layout):.0f}" for layout in period.layouts)
        rows.add_row(
            period.finished[:16].replace("T", " "),
            str(period.articles),
            *_fill(period),
            f"{period.body_chars:,.0f}",
            str(period.unread),
            shown(layouts),
            ", ".join(period.broken) or "none",
        )
    SafeConsole().print(shown(f"{name}: share of articles with each field, in percent"), style="bold")
    print_table(rows)


# -- check -------------------------------------------------------------------------------------------------------------


def run_check(names: Sequence[str], *, delay: float | None, allow_private: bool) -> int:
    """Look at the sites, one after the other; return the exit code."""
    # These import Scrapy, which the tables of the past do not need.
    from newscrawl.runner.single_site import probe_site  # noqa: PLC0415
    from newscrawl.scaffold.probe import probe  # noqa: PLC0415

    codes = []
    for site in [profiles.find(name) for name in names]:
        spider = probe_site(site, delay=delay, allow_private=allow_private)
        if "private_address" in spider.failed.values():
            raise UsageError(f"{site.home} is a loopback or private address; --allow-private allows it")
        found = probe(
            site,
            spider.articles,
            offered=sum(spider.sources.values()),
            sources=len(spider.sources),
            failed=spider.failed,
        )
        _print_probe(site, spider, found)
        if found.why:
            say(f"newscrawl: {site.name}: {found.why}", error=True)
        codes.append(found.code)
    return int(verdict(codes))


def _print_probe(site: Site, spider: ProbingSpider, found: Probe) -> None:
    out = SafeConsole(highlight=False, soft_wrap=True)
    out.print(shown(f"{site.name}  {site.home}"), style="bold")
    for url, number in spider.sources.items():
        out.print(shown(f"{url}: names {number} articles"))
    for url, reason in {**spider.failed, **found.rejected}.items():
        out.print(shown(f"{url}: {reason}"))
    if not found.articles:
        return
    layouts = ", ".join(f"{name} {number}" for name, number in found.layouts.items())
    out.print(shown(f"{found.articles} articles read, by layout: {layouts}"))
    rows = table("field", "", "in", "found by", "also in", left=("field", "", "found by", "also in"))
    for name, field in found.fields.items():
        rows.add_row(
            name,
            "ok" if field.found else "missing",
            f"{field.found}/{found.articles}",
            shown(", ".join(field.sources)),
            shown(", ".join(source for source, _ in field.others.most_common(MAX_OTHER_SOURCES))),
        )
    SafeConsole(highlight=False).print(rows)
