"""The operator's page: one HTML file about all sites, without any request to a network.

Everything on it that comes from a site, an address or a page is escaped. Pure: facts in, HTML out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from newscrawl.report.crawl_stats import WATCHED_FIELDS, Counts, merged
from newscrawl.report.status import SiteStatus, worst_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.report.gaps import GoneSource, Silence
    from newscrawl.report.status import SiteLine
    from newscrawl.state import Source

MAX_PAGE_BYTES: Final = 1_400_000
"""Bytes from which details of the remaining sites are left out."""

DAYS: Final = 30
"""Days of publication that are drawn."""

MAX_SOURCES: Final = 30
"""Sources of a site that are listed."""

MAX_REASONS: Final = 12
"""Reasons of rejections of a site that are listed."""

MAX_CAUSE_CHARS: Final = 400
"""Characters of a cause."""

MAX_ADDRESS_CHARS: Final = 300
"""Characters of an address that are shown."""

_KILO: Final = 1000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
MAX_DRAWN_SITES: Final = 200
"""Sites from which the table has no drawings."""

_MAX_POINTS: Final = 60
"""Points of a line."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters and characters that change the writing direction."""

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""The page may load nothing and send nothing, whatever is on it."""

_COLUMNS: Final = ("status", "site", "cause", "articles a day", "fill", "latency", "bytes", "waiting", "next step")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSite:
    """What the page shows of a site."""

    line: SiteLine
    runs: Sequence[Counts] = ()
    """The last runs, oldest first."""

    articles: int = 0
    days: Mapping[str, int] = field(default_factory=dict)
    """Articles by day of publication."""

    sources: Sequence[Source] = ()
    silent: Sequence[Silence] = ()
    gone: Sequence[GoneSource] = ()
    unread: Sequence[tuple[str, int, Sequence[str]]] = ()
    """Addresses without an article: reason, number, sample addresses."""


def render(sites: Sequence[PageSite], *, written: str, files: Sequence[tuple[str, int]] = ()) -> str:
    """Return the page. ``written`` is the time that it shows; ``files`` are the ends of runs and the bytes they wrote."""
    by_name = {site.line.site: site for site in sites}
    ordered = [by_name[line.site] for line in worst_first([site.line for site in sites])]
    today = date.fromisoformat(written[:10])
    if len(ordered) > MAX_DRAWN_SITES:
        ordered = [replace(site, runs=site.runs[-1:], days={}) for site in ordered]
    rows = "".join(_row(number, site, today) for number, site in enumerate(ordered))
    sections, size = [], len(rows)
    for number, site in enumerate(ordered):
        section = _section(number, site, today, is_short=size > MAX_PAGE_BYTES)
        size += len(section.encode())
        sections.append(section)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>newscrawl: {_summary(ordered)}</title>
<style>
{_asset("status_page.css")}</style>
</head>
<body>
<a class="skip" href="#sites">Go to the table of sites</a>
<header>
<h1>newscrawl</h1>
<p>{_summary(ordered)}. <span class="soft">Written {_text(written[:16].replace("T", " "))}.</span></p>
{_disk(files)}
</header>
<main>
{_tools()}
<p id="found" role="status" class="soft">{len(ordered)} sites</p>
<table id="sites" class="cards">
<caption class="soft">All sites, worst first</caption>
<thead><tr>{"".join(_heading(name) for name in _COLUMNS)}</tr></thead>
<tbody>
{rows}</tbody>
</table>
{"".join(sections)}</main>
<script>
{_asset("status_page.js")}</script>
</body>
</html>
"""


@cache
def _asset(name: str) -> str:
    """Return a file of this package."""
    return files("newscrawl.report").joinpath(name).read_text(encoding="utf-8")


def _text(value: object) -> str:
    """Return text that may come from a site, safe in HTML content and in a quoted attribute."""
    return escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value)), quote=True)


def _link(address: str) -> str:
    """Return a link to an http(s) address; any other address as text."""
    shown = _text(address[:MAX_ADDRESS_CHARS])
    if not address.startswith(("http://", "https://")):
        return shown
    return f'<a href="{_text(address)}" rel="noreferrer noopener">{shown}</a>'


def _summary(sites: Sequence[PageSite]) -> str:
    found = [(status, sum(site.line.status == status for site in sites)) for status in SiteStatus]
    return ", ".join(f"{count} {status}" for status, count in found if count) or "no site"


def _size(count: float) -> str:
    """Return a number of bytes in its unit."""
    for unit in _UNITS:
        if count < _KILO or unit == _UNITS[-1]:
            return f"{count:.0f} {unit}" if unit == _UNITS[0] else f"{count:.1f} {unit}"
        count /= _KILO
    raise AssertionError


def _disk(written: Sequence[tuple[str, int]]) -> str:
    """Return how much the runs wrote, and how it grew."""
    if not written:
        return ""
    by_day: defaultdict[str, int] = defaultdict(int)
    for finished, size in written:
        by_day[finished[:10]] += size
    total = sum(by_day.values())
    last = max(by_day)
    words = f"{_size(total)} in the files of {len(written)} runs; {_size(by_day[last])} on {last}"
    return f"<p>Disk: {words}.</p>{_bars([by_day[day] for day in sorted(by_day)][-DAYS:], f'Bytes written by day. {words}')}"


def _tools() -> str:
    options = "".join(f"<option>{status}</option>" for status in SiteStatus)
    orders = "".join(
        f'<option value="{sign}{number}">{name}{words}</option>'
        for number, name in enumerate(_COLUMNS[:-1], 1)
        for sign, words in (("", ", ascending"), ("-", ", descending"))
    )
    return (
        '<div id="tools" class="tools" role="search" aria-label="Filter and sort the sites" hidden>'
        '<label>Filter<input id="filter" type="search" autocomplete="off"></label>'
        f'<label>Status<select id="kind"><option value="">all</option>{options}</select></label>'
        f'<label>Sort by<select id="sorter">{orders}</select></label></div>'
    )


def _heading(name: str) -> str:
    sort = ' aria-sort="ascending"' if name == "status" else ""
    label = name if name == "next step" else f'<button type="button">{name}</button>'
    return f'<th scope="col"{sort}>{label}</th>'


# -- drawings ----------------------------------------------------------------------------------------------------------


def _bars(values: Sequence[float], label: str) -> str:
    """Return a drawing with a bar for each value."""
    if not values:
        return ""
    top = max(*values, 1)
    bars = "".join(
        f'<rect x="{2 * n}" y="{20 - height:g}" width="1.6" height="{height:g}"/>'
        for n, value in enumerate(values)
        if (height := round(20 * value / top, 1))
    )
    return _drawing(2 * len(values), bars, label)


def _line(values: Sequence[float], label: str, *, top: float | None = None) -> str:
    """Return a drawing with a line through the values."""
    values = values[-_MAX_POINTS:]
    if not values:
        return ""
    highest = top or max(values) or 1
    points = " ".join(f"{n * 2},{20 - round(18 * value / highest, 1):g}" for n, value in enumerate(values))
    if len(values) == 1:
        points += f" 2,{20 - round(18 * values[0] / highest, 1):g}"
    return _drawing(max(2 * (len(values) - 1), 2), f'<polyline points="{points}"/>', label)


def _drawing(width: int, content: str, label: str) -> str:
    return f'<svg class="spark" role="img" aria-label="{_text(label)}" viewBox="0 0 {width} 20" preserveAspectRatio="none">{content}</svg>'


# -- the table ---------------------------------------------------------------------------------------------------------


def _row(number: int, site: PageSite, today: date) -> str:
    line = site.line
    read = [run for run in site.runs if run.articles]
    share = _fill(read[-1]) if read else None
    latency = next((run.latency for run in reversed(site.runs) if run.latency), None)
    received = sum(run.received for run in site.runs)
    days = [site.days.get((today - timedelta(days=back)).isoformat(), 0) for back in range(DAYS - 1, -1, -1)]
    since = f'<div class="soft">since {_text(line.since[:16].replace("T", " "))}</div>' if line.since else ""
    latencies = [run.latency for run in site.runs if run.latency]
    cells = (
        _cell(
            "status",
            f'<div><span class="status {line.status}">{line.status}</span>{since}</div>',
            list(SiteStatus).index(line.status),
        ),
        f'<th scope="row" data-value="{_text(line.site)}"><a href="#s{number}">{_text(line.site)}</a></th>',
        _cell(
            "cause", f'<span class="cause">{_text(line.cause[:MAX_CAUSE_CHARS])}</span>', line.cause[:MAX_CAUSE_CHARS]
        ),
        _cell(
            "articles a day",
            f"<div>{_bars(days, f'Articles by day of the last {DAYS} days: {sum(days)} in all')}{_rate(sum(days) / DAYS)}</div>",
            round(sum(days) / DAYS, 2),
        ),
        _cell("fill", f"<div>{_drawn_fill(read)}</div>", "" if share is None else round(share, 4)),
        _cell(
            "latency",
            f"<div>{_line(latencies, 'Median seconds of an answer, run by run')}{f'{latency:.2f} s' if latency else 'none'}</div>",
            latency or "",
        ),
        _cell(
            "bytes",
            f"<div>{_bars([run.received for run in site.runs][-_MAX_POINTS:], 'Bytes received, run by run')}{_size(received)}</div>",
            received,
        ),
        _cell("waiting", f"{line.pending:,}", line.pending),
        _cell("next step", f"<code>{_text(line.next_step)}</code>" if line.next_step else "none", line.next_step),
    )
    return f'<tr data-status="{line.status}" data-section="s{number}">{"".join(cells)}</tr>\n'


def _cell(label: str, content: str, value: object) -> str:
    return f'<td data-label="{label}" data-value="{_text(value)}">{content}</td>'


def _fill(run: Counts) -> float:
    """Return the mean share of articles that have a field."""
    return sum(run.share(name) for name in WATCHED_FIELDS) / len(WATCHED_FIELDS)


def _drawn_fill(runs: Sequence[Counts]) -> str:
    if not runs:
        return "none"
    shares = [_fill(run) for run in runs]
    return f"{_line(shares, 'Mean share of articles that have a field, run by run', top=1)}{100 * shares[-1]:.0f} %"


# -- one site ----------------------------------------------------------------------------------------------------------


def _section(number: int, site: PageSite, today: date, *, is_short: bool) -> str:
    line = site.line
    facts = [
        ("status", f'<span class="status {line.status}">{line.status}</span>: {_text(line.cause[:MAX_CAUSE_CHARS])}'),
        ("last run", _text((line.last_run or "never")[:16].replace("T", " "))),
        ("waiting", f"{line.pending:,}; {line.deferred:,} of them put off to a later try, {line.given_up:,} given up"),
    ]
    if is_short:
        facts = facts[:1]
    elif line.next_step:
        facts.append(("next step", f"<code>{_text(line.next_step)}</code>"))
    if site.runs and not is_short:
        revised, copies = sum(run.revised for run in site.runs), sum(run.near_copies for run in site.runs)
        received = sum(run.received for run in site.runs)
        facts += [
            ("articles", f"{site.articles:,}; {revised:,} revisions and {copies:,} near copies in the runs shown"),
            ("received", f"{_size(received)} in {sum(run.requests for run in site.runs):,} requests"),
        ]
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    rest = "<p>Details are left out to keep the page small.</p>" if is_short else _details(site, today)
    return (
        f'<section id="s{number}" aria-labelledby="h{number}"><h2 id="h{number}">{_text(line.site)}</h2><dl>{listed}</dl>{rest}'
        f'<p><a href="#sites">Back to the table</a></p></section>\n'
    )


def _details(site: PageSite, today: date) -> str:
    return "".join((_rejections(site), _sources(site), _fields(site), _growth(site, today)))


def _rejections(site: PageSite) -> str:
    if not site.unread:
        return ""
    items = "".join(
        f"<li>{_text(reason)} {count:,}: {', '.join(map(_link, samples))}</li>"
        for reason, count, samples in site.unread[:MAX_REASONS]
    )
    return f"<details open><summary>Pages without an article, by reason</summary><ul>{items}</ul></details>"


def _sources(site: PageSite) -> str:
    if not site.sources:
        return ""
    marks = {silence.url: " (silent)" for silence in site.silent} | {gone.url: " (gone)" for gone in site.gone}
    rows = "".join(
        f'<tr><th scope="row">{_link(source.url)}</th><td data-label="kind">{_text(source.kind)}</td>'
        f'<td data-label="interval">{_hours(source.interval)}</td><td data-label="last answer">{_when(source.checked)}</td>'
        f'<td data-label="last news">{_when(source.brought_news)}{marks.get(source.url, "")}</td></tr>'
        for source in site.sources[:MAX_SOURCES]
    )
    more = len(site.sources) - MAX_SOURCES
    heads = "".join(
        f'<th scope="col">{name}</th>' for name in ("source", "kind", "interval", "last answer", "last news")
    )
    rest = f"<p>{more} more sources.</p>" if more > 0 else ""
    return (
        f"<details><summary>Sources ({len(site.sources)})</summary>"
        f'<table class="cards"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{rest}</details>'
    )


def _fields(site: PageSite) -> str:
    read = [run for run in site.runs if run.articles]
    if not read:
        return ""
    last = read[-1]
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td data-label="last run"><div><meter value="{last.share(name):.3f}"></meter> '
        f'{100 * last.share(name):.0f} %</div></td><td data-label="runs">'
        f"{_line([run.share(name) for run in read], f'Share of articles with {name}, run by run', top=1)}</td></tr>"
        for name in WATCHED_FIELDS
    )
    return (
        "<details><summary>Share of articles that have a field</summary>"
        f'<table class="cards"><thead><tr><th scope="col">field</th><th scope="col">last run</th><th scope="col">runs</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></details>"
    )


def _growth(site: PageSite, today: date) -> str:
    """Return the articles by day as text, for readers that cannot see the drawing."""
    days = [(today - timedelta(days=back)).isoformat() for back in range(DAYS - 1, -1, -1)]
    found = [(day, site.days[day]) for day in days if site.days.get(day)]
    if not found:
        return ""
    total = merged(list(site.runs)).received if site.runs else 0
    items = "".join(f"<li>{day}: {count:,}</li>" for day, count in reversed(found))
    return f"<details><summary>Articles by day; {_size(total)} received in the runs shown</summary><ul>{items}</ul></details>"


def _hours(seconds: float | None) -> str:
    return f"{seconds / 3600:.1f} h" if seconds else "none"


def _when(timestamp: str | None) -> str:
    return _text(timestamp[:16].replace("T", " ")) if timestamp else "never"


def _rate(a_day: float) -> str:
    """Return articles a day; one article in a month is not 0.0."""
    return f"{a_day:.1f}" if a_day >= 1 or not a_day else f"{a_day:.2f}"
