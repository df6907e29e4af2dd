"""Whether a site is read as it should be: what a run gave, held against the profile's bounds and the site's own past.

A scraper that gives *less* is the danger: it breaks nothing and is noticed by nobody. So each run counts, by site, how
many articles have each field, which layout and which part of the page spoke, how long the texts are, how many lost
spaces had to be put back. A minimum that is broken is an error, a maximum a warning.

Pure: counts in, a verdict out. Shares are 0 to 1, lengths are characters, moments are those of the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import ceil, sqrt
from statistics import median
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from newscrawl.dates import VIETNAM
from newscrawl.report.crawl_stats import (
    COUNTED_DAYS,
    GENERIC_LAYOUT,
    MIN_ARTICLES,
    WATCHED_FIELDS,
    Counts,
    merged,
    periods,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newscrawl.sites.profile import Site

Verdict: TypeAlias = Literal["ok", "warning", "error", "too_few"]
"""``too_few``: not enough was read to judge by."""

PERIODS: Final = 3
"""Earlier periods of :data:`MIN_ARTICLES` articles without which the past says nothing."""

_DROP: Final = 0.8
"""Of what was usual: less is a drop."""

_USUAL: Final = 0.5
"""Share from which a layout or a source is the usual one."""

_RARE: Final = 0.1
_HALF, _TWICE = 0.5, 2.0
_DEVIATIONS: Final = 3.0
_LEAST_VARIANCE: Final = 0.02
_LEAST_DAYS: Final = 3
"""Days over which the volume is judged at the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthIssue:
    """One thing that is not as it should be."""

    level: Literal["error", "warning"]
    what: str
    """A field of the record, ``layout``, ``unread``, ``body_chars``, ``glued_words``, ``volume``, or ``source:<field>``."""

    value: float
    bound: float
    since: str | None = None
    """End of the first run of the unbroken row in which it was so."""

    samples: list[str] = field(default_factory=list)
    """Addresses to look at."""

    instead: dict[str, float] = field(default_factory=dict)
    """What spoke in its place: layouts, or sources of the field, with their share of the articles."""

    words: str
    """All of this as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    """A site's part of the manifest."""

    verdict: Verdict
    articles: int
    """Articles judged; where a run brought few, with those of the runs before it."""

    fill: dict[str, float]
    body_chars: float
    glued_per_1000: float
    layouts: dict[str, float]
    sources: dict[str, dict[str, float]]
    unread: int
    findings: list[HealthIssue] = field(default_factory=list)

    @property
    def errors(self) -> list[HealthIssue]:
        """The findings that make the run fail."""
        return [finding for finding in self.findings if finding.level == "error"]


# -- counting ----------------------------------------------------------------------------------------------------------


def marked(counts: Counts, health: SiteHealth) -> Counts:
    """The counts with what was judged an error, so that the run is no measure for later ones."""
    return replace(counts, broken=sorted({finding.what for finding in health.errors}))


# -- judging -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """What is judged, and by what."""

    site: Site
    now: Counts
    """The present run, with the small ones before it."""

    periods: list[Counts]
    """Earlier runs, oldest first, each with at least :data:`MIN_ARTICLES` articles."""

    @property
    def has_bounds(self) -> bool:
        """Whether the profile's bounds are knowledge; those of a site without a profile are a guess."""
        return self.site.family != "unknown"

    def usual(self, what: str, value: Callable[[Counts], float]) -> list[float]:
        """The value in the periods that were well; empty where they are too few to tell."""
        well = [value(p) for p in self.periods if what not in p.broken and "layout" not in p.broken]
        return well if len(well) >= PERIODS else []

    def since(self, is_so: Callable[[Counts], bool]) -> str:
        """End of the first run of the unbroken row up to now in which something is so."""
        first = self.now
        for period in reversed(self.periods):
            if not is_so(period):
                break
            first = period
        return first.since or first.finished


def judge(site: Site, now: Counts, history: Sequence[Counts], *, volume: bool = True) -> SiteHealth:
    """The verdict on a run.

    ``history`` are the counts of the site's earlier runs, oldest first. A run that brought few articles is judged together
    with the small ones before it, and not at all where even that is too little. ``volume=False`` leaves out how many articles
    a day there are, for a run over a choice of pages.
    """
    case = _Case(site, *_pooled(now, history))
    found: list[HealthIssue] = []
    enough = bool(now.articles) and case.now.articles >= MIN_ARTICLES
    if enough:
        found += _layout(case)
        for name in WATCHED_FIELDS:
            found += _fill(case, name)
        found += _body(case)
        found += _glued(case)
        if not any(finding.what == "layout" for finding in found):
            found += _sources(case)
    unread = _unread(case)
    found += unread
    if volume:
        found += _volume(site, now, history)
    found.sort(key=lambda finding: finding.level)
    verdict: Verdict = found[0].level if found else "ok" if enough else "too_few"
    seen = case.now
    return SiteHealth(
        verdict=verdict,
        articles=seen.articles,
        fill={name: round(seen.share(name), 4) for name in WATCHED_FIELDS},
        body_chars=seen.body_chars,
        glued_per_1000=round(seen.glued_per_1000, 2),
        layouts={name: round(seen.layout_share(name), 4) for name in seen.layouts},
        sources={
            name: {source: round(seen.source_share(name, source), 4) for source in by_source}
            for name, by_source in seen.sources.items()
        },
        unread=seen.unread,
        findings=found,
    )


def _pooled(now: Counts, history: Sequence[Counts]) -> tuple[Counts, list[Counts]]:
    """The present run with the small ones before it, and the earlier ones in periods that are large enough."""
    past = [run for run in history if run.articles]
    pool = [now]
    while past and sum(run.articles for run in pool) < MIN_ARTICLES and past[-1].articles < MIN_ARTICLES:
        pool.insert(0, past.pop())
    return merged(pool), periods(past)


def _floor(expected: float, n: int) -> float:
    """The share below which ``n`` articles are fewer than chance explains where so many are expected."""
    return expected - _DEVIATIONS * sqrt(max(expected * (1 - expected), _LEAST_VARIANCE) / n)


def _ceiling(expected: float, n: int) -> float:
    return 1 - _floor(1 - expected, n)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _since(moment: str | None, now: Counts) -> str:
    """Since when, where it is not since this run."""
    return f", since {moment[:10]}" if moment and moment != now.finished else ""


def _see(samples: Sequence[str], lead: str = "; see ") -> str:
    return f"{lead}{' '.join(samples)}" if samples else ""


def _shares(named: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {_percent(share)}" for name, share in named.items())


def _fill(case: _Case, name: str) -> list[HealthIssue]:
    """A field that too few articles have."""
    now, n = case.now, case.now.articles
    value, bound = now.share(name), case.site.health.fill.get(name, 0.0)
    usual = case.usual(name, lambda c: c.share(name))
    middle = median(usual) if usual else 0.0

    def is_low(counts: Counts) -> bool:
        share, articles = counts.share(name), counts.articles
        if share < _floor(bound, articles):
            return True
        return bool(usual) and share < min(_DROP * middle, _floor(middle, articles), *usual)

    if not is_low(now):
        return []
    below_bound = value < _floor(bound, n)
    level: Literal["error", "warning"] = "error" if case.has_bounds or value < _DROP * middle else "warning"
    since, samples = case.since(is_low), now.missing.get(name, [])
    instead = _spoke(now, name)
    expected = f"at least {_percent(bound)} should" if below_bound else ""
    before = f"{_percent(middle)} had it before" if usual else ""
    words = (
        f"{name}: {now.filled.get(name, 0)} of {n} articles have it ({_percent(value)}); "
        f"{', '.join(filter(None, (expected, before)))}{_since(since, now)}"
        f"{'; where it is found, it comes from ' + _shares(instead) if instead else ''}"
        f"{_see(samples, '; without it: ')}"
    )
    return [
        HealthIssue(
            level=level,
            what=name,
            value=round(value, 4),
            bound=bound if below_bound else round(_DROP * middle, 4),
            since=since,
            samples=samples,
            instead=instead,
            words=words,
        )
    ]


def _spoke(now: Counts, name: str) -> dict[str, float]:
    """What gave a field, by share of the articles, the commonest first."""
    shares = {source: round(now.source_share(name, source), 4) for source in now.sources.get(name, {})}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _layout(case: _Case) -> list[HealthIssue]:
    """Layouts that read no more what they used to, or none of the profile's that reads anything."""
    now, n, site = case.now, case.now.articles, case.site
    if not site.layouts:
        return []
    bound = site.health.generic
    usual = case.usual("layout", lambda c: c.layout_share(GENERIC_LAYOUT))
    most = max(bound, *usual) if usual else bound

    def is_generic(counts: Counts) -> bool:
        return counts.layout_share(GENERIC_LAYOUT) > _ceiling(most, counts.articles)

    value = now.layout_share(GENERIC_LAYOUT)
    known = {layout.name for layout in site.layouts}
    used = _used(case)
    gone = {name: share for name, share in used.items() if now.layout_share(name) < _RARE * share}
    spoke = {name: round(now.layout_share(name), 4) for name in now.layouts}
    samples = now.missing.get("layout", [])
    # A layout that is gone and generic reading in its place is an error below the bound already; another of the
    # profile's own layouts in its place is a change that the profile knew of.
    if is_generic(now) or (gone and value >= _USUAL * sum(gone.values())):
        since = case.since(
            is_generic if is_generic(now) else lambda c: c.layout_share(GENERIC_LAYOUT) >= _USUAL * value
        )
        were = gone or used
        before = f"{_shares(were)} before" if were else f"the profile knows {', '.join(sorted(known))}"
        words = (
            f"layout: {now.layouts.get(GENERIC_LAYOUT, 0)} of {n} articles were read by no layout of the profile but by `{GENERIC_LAYOUT}` "
            f"({_percent(value)}; at most {_percent(bound)} should; {before}){_since(since, now)}{_lost(case)}{_see(samples)}"
        )
        return [
            HealthIssue(
                level="error",
                what="layout",
                value=round(value, 4),
                bound=round(most, 4),
                since=since,
                samples=samples,
                instead=spoke,
                words=words,
            )
        ]
    return [
        HealthIssue(
            level="warning",
            what="layout",
            value=round(now.layout_share(name), 4),
            bound=round(_RARE * share, 4),
            instead=spoke,
            words=f"layout: {name}, which read {_percent(share)} before, reads {_percent(now.layout_share(name))}; now: {_shares(spoke)}",
        )
        for name, share in gone.items()
    ]


def _used(case: _Case) -> dict[str, float]:
    """The usual layouts and their shares, the commonest first."""
    names = {name for period in case.periods for name in period.layouts} - {GENERIC_LAYOUT}
    usual = {name: case.usual("layout", lambda c, name=name: c.layout_share(name)) for name in names}  # type: ignore[misc] # binds the name
    shares = {name: median(values) for name, values in usual.items() if values}
    return {name: s for name, s in sorted(shares.items(), key=lambda item: -item[1]) if s >= _RARE}


def _lost(case: _Case) -> str:
    """What a changed layout cost, and which fields another source still has."""
    now = case.now
    lost = [name for name in WATCHED_FIELDS if now.share(name) < _RARE]
    other = {
        name: [source for source in _spoke(now, name) if source not in {"layout", GENERIC_LAYOUT}][:2]
        for name in WATCHED_FIELDS
        if name not in lost
    }
    still = [f"{name} ({', '.join(sources)})" for name, sources in other.items() if sources]
    parts = (
        f"; no article has {', '.join(lost)}" if lost else "",
        f"; other sources still have {', '.join(still)}" if still else "",
    )
    return "".join(parts)


def _sources(case: _Case) -> list[HealthIssue]:
    """Fields that the layout's selectors gave, and another source gives now."""
    now, found = case.now, []
    for name in now.sources:
        usual = case.usual(f"source:{name}", lambda c, name=name: c.source_share(name, "layout"))  # type: ignore[misc] # binds the name
        if not usual or (middle := median(usual)) < _USUAL:
            continue
        value = now.source_share(name, "layout")
        if value >= _RARE * middle or value >= min(usual):
            continue
        instead = _spoke(now, name)
        since = case.since(lambda c, name=name, middle=middle: c.source_share(name, "layout") < _RARE * middle)  # type: ignore[misc] # binds both
        found.append(
            HealthIssue(
                level="warning",
                what=f"source:{name}",
                value=round(value, 4),
                bound=round(_RARE * middle, 4),
                since=since,
                instead=instead,
                words=f"{name}: the layout's selectors gave it in {_percent(middle)} of the articles before and in "
                f"{_percent(value)} now{_since(since, now)}; it comes from {_shares(instead)} instead",
            )
        )
    return found


def _body(case: _Case) -> list[HealthIssue]:
    """Bodies that are much shorter or longer than they were, or than the profile says."""
    now, (least, most) = case.now, case.site.health.body_chars
    usual = case.usual("body_chars", lambda c: c.body_chars)
    middle = median(usual) if usual else 0.0
    lowest = max(least, min(_HALF * middle, min(usual, default=0.0))) if case.has_bounds else _HALF * middle
    highest = min(most, max(_TWICE * middle, *usual)) if usual else most
    value = now.body_chars
    if lowest <= value <= highest:
        return []
    is_short = value < lowest
    since = case.since(lambda c: c.body_chars < lowest if is_short else c.body_chars > highest)
    before = f", {middle:,.0f} before" if usual else ""
    expected = f"at least {lowest:,.0f}" if is_short else f"at most {highest:,.0f}"
    return [
        HealthIssue(
            level="error" if is_short else "warning",
            what="body_chars",
            value=value,
            bound=lowest if is_short else highest,
            since=since,
            words=f"text: half of the articles have no more than {value:,.0f} characters; {expected} are expected{before}"
            f"{_since(since, now)}",
        )
    ]


def _glued(case: _Case) -> list[HealthIssue]:
    """Many lost spaces: the extractor glues what the page keeps apart."""
    now, bound = case.now, case.site.health.glued_per_1000
    if now.glued_per_1000 <= bound:
        return []
    since = case.since(lambda c: c.glued_per_1000 > bound)
    return [
        HealthIssue(
            level="warning",
            what="glued_words",
            value=round(now.glued_per_1000, 2),
            bound=bound,
            since=since,
            words=f"text: {now.glued_per_1000:.1f} lost spaces in 1,000 words were put back; at most {bound:g} are expected"
            f"{_since(since, now)}. A selector may glue what the page keeps apart",
        )
    ]


def _unread(case: _Case) -> list[HealthIssue]:
    """Pages of articles that give none."""
    now = case.now
    pages, bound = now.articles + now.unread, case.site.health.unread
    if pages < MIN_ARTICLES or now.unread_share <= _ceiling(bound, pages):
        return []
    since = case.since(lambda c: c.unread_share > bound)
    return [
        HealthIssue(
            level="error" if case.has_bounds else "warning",
            what="unread",
            value=round(now.unread_share, 4),
            bound=bound,
            since=since,
            words=f"articles: {now.unread} of {pages} pages gave no headline or no text ({_percent(now.unread_share)}; at most "
            f"{_percent(bound)} should){_since(since, now)}",
        )
    ]


def _volume(site: Site, now: Counts, history: Sequence[Counts]) -> list[HealthIssue]:
    """Too few or too many new articles a day, over the last days that whole runs saw from their first hour to their last.

    Over at least three days, and over as many as should bring :data:`MIN_ARTICLES` articles.
    """
    runs = [*history, now]
    first_whole = next((run for run in runs if run.whole), None)
    if not now.whole or first_whole is None:
        return []
    least, most = site.health.articles_per_day
    count = min(max(_LEAST_DAYS, ceil(MIN_ARTICLES / max(least, 1))), COUNTED_DAYS)
    today = _day(now.finished)
    days = [(today - timedelta(days=back)).isoformat() for back in range(count, 0, -1)]
    if days[0] <= _day(first_whole.since or first_whole.finished).isoformat():
        return []
    total = sum(run.days.get(day, 0) for run in runs for day in days)
    value = total / count
    if value < least and total < least * count - _DEVIATIONS * sqrt(least * count):
        level: Literal["error", "warning"] = "error" if site.family != "unknown" else "warning"
        bound, words = least, f"at least {least} are expected"
    elif value > most:
        level, bound, words = "warning", most, f"at most {most} are expected"
    else:
        return []
    return [
        HealthIssue(
            level=level,
            what="volume",
            value=round(value, 2),
            bound=bound,
            since=days[0],
            words=f"volume: {total} new articles from {days[0]} to {days[-1]} ({value:.1f} a day); {words}",
        )
    ]


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(VIETNAM).date()
