"""The single checks of a site's health: each compares the counts of a run with the profile and with earlier runs.

Pure: a :class:`Case` goes in, the issues come out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil, sqrt
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from newscrawl.dates import VIETNAM
from newscrawl.report.crawl_stats import (
    COUNTED_DAYS,
    GENERIC_LAYOUT,
    MIN_ARTICLES,
    WATCHED_FIELDS,
    Counts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newscrawl.sites.profile import Site

MIN_PERIODS: Final = 3
"""Earlier periods of :data:`MIN_ARTICLES` articles that are needed to use the history."""

_MAX_DROP: Final = 0.8
"""A field drops if its share is below this fraction of the usual share."""

_MIN_USUAL_SHARE: Final = 0.5
"""Share from which a layout or a source is the usual one."""

_MAX_RARE: Final = 0.1
"""Share, or fraction of the usual share, below which a layout, source or field is practically gone."""

_MIN_LENGTH_RATIO: Final = 0.5
"""Fraction of the usual length of a text below which it is too short."""

_MAX_LENGTH_RATIO: Final = 2.0
"""Multiple of the usual length of a text above which it is too long."""

_DEVIATIONS: Final = 3.0
"""Standard deviations that chance explains."""

_MIN_VARIANCE: Final = 0.02
"""Least variance of a share that is assumed, also near 0 and 1."""

_MIN_VOLUME_DAYS: Final = 3
"""Least number of days over which the number of articles a day is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthIssue:
    """Something that is not as it should be."""

    level: Literal["error", "warning"]
    what: str
    """A field of the record, ``layout``, ``unread``, ``body_chars``, ``glued_words``, ``volume``, or ``source:<field>``."""

    value: float
    """The value that was measured."""

    bound: float
    """The value that it should not pass."""

    since: str | None = None
    """End of the first of the successive runs that had the issue."""

    samples: list[str] = field(default_factory=list)
    """Addresses of examples."""

    instead: dict[str, float] = field(default_factory=dict)
    """Layouts, or sources of the field, that were used instead, with their share of the articles."""

    words: str
    """The issue as a sentence."""


@dataclass(frozen=True, slots=True)
class Case:
    """The counts to judge, and what they are compared with."""

    site: Site
    now: Counts
    """The present run, merged with small ones before it."""

    periods: list[Counts]
    """Earlier runs, oldest first, each with at least :data:`MIN_ARTICLES` articles."""

    @property
    def has_bounds(self) -> bool:
        """True if the bounds are those of a profile. For a site without a profile they are a guess."""
        return self.site.family != "unknown"

    def usual(self, what: str, value: Callable[[Counts], float]) -> list[float]:
        """Return the value in the periods without errors; empty if they are too few."""
        well = [value(p) for p in self.periods if what not in p.broken and "layout" not in p.broken]
        return well if len(well) >= MIN_PERIODS else []

    def since(self, is_so: Callable[[Counts], bool]) -> str:
        """Return the end of the first of the successive runs, up to now, for which ``is_so`` is true."""
        first = self.now
        for period in reversed(self.periods):
            if not is_so(period):
                break
            first = period
        return first.since or first.finished


def _lower_limit(expected: float, n: int) -> float:
    """Return the share below which ``n`` articles are fewer than chance explains if ``expected`` is the true share."""
    return expected - _DEVIATIONS * sqrt(max(expected * (1 - expected), _MIN_VARIANCE) / n)


def _upper_limit(expected: float, n: int) -> float:
    """Return the share above which ``n`` articles are more than chance explains if ``expected`` is the true share."""
    return 1 - _lower_limit(1 - expected, n)


def _percent(share: float) -> str:
    """Return a share as text: ``93 %``."""
    return f"{100 * share:.0f} %"


def _since(timestamp: str | None, now: Counts) -> str:
    """Return ", since DAY" unless it is since this run."""
    return f", since {timestamp[:10]}" if timestamp and timestamp != now.finished else ""


def _see(samples: Sequence[str], lead: str = "; see ") -> str:
    """Return the samples after a lead-in; empty without samples."""
    return f"{lead}{' '.join(samples)}" if samples else ""


def _shares(named: Mapping[str, float]) -> str:
    """Return names with their shares in percent."""
    return ", ".join(f"{name} {_percent(share)}" for name, share in named.items())


def check_fill(case: Case, name: str) -> list[HealthIssue]:
    """A field that too few articles have."""
    now, n = case.now, case.now.articles
    value, bound = now.share(name), case.site.health.fill.get(name, 0.0)
    usual = case.usual(name, lambda c: c.share(name))
    middle = median(usual) if usual else 0.0

    def is_low(counts: Counts) -> bool:
        share, articles = counts.share(name), counts.articles
        if share < _lower_limit(bound, articles):
            return True
        return bool(usual) and share < min(_MAX_DROP * middle, _lower_limit(middle, articles), *usual)

    if not is_low(now):
        return []
    below_bound = value < _lower_limit(bound, n)
    level: Literal["error", "warning"] = "error" if case.has_bounds or value < _MAX_DROP * middle else "warning"
    since, samples = case.since(is_low), now.missing.get(name, [])
    instead = _field_sources(now, name)
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
            bound=bound if below_bound else round(_MAX_DROP * middle, 4),
            since=since,
            samples=samples,
            instead=instead,
            words=words,
        )
    ]


def _field_sources(now: Counts, name: str) -> dict[str, float]:
    """Return the share of the articles by the source of a field, the most frequent first."""
    shares = {source: round(now.source_share(name, source), 4) for source in now.sources.get(name, {})}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def check_layout(case: Case) -> list[HealthIssue]:
    """A layout of the profile that reads less than usual, or articles that no layout of the profile reads."""
    now, n, site = case.now, case.now.articles, case.site
    if not site.layouts:
        return []
    bound = site.health.generic
    usual = case.usual("layout", lambda c: c.layout_share(GENERIC_LAYOUT))
    most = max(bound, *usual) if usual else bound

    def is_generic(counts: Counts) -> bool:
        return counts.layout_share(GENERIC_LAYOUT) > _upper_limit(most, counts.articles)

    value = now.layout_share(GENERIC_LAYOUT)
    known = {layout.name for layout in site.layouts}
    used = _used(case)
    gone = {name: share for name, share in used.items() if now.layout_share(name) < _MAX_RARE * share}
    spoke = {name: round(now.layout_share(name), 4) for name in now.layouts}
    samples = now.missing.get("layout", [])
    # If a usual layout is gone and the generic extraction reads its articles, that is an error even below the bound.
    # If another layout of the profile reads them, the profile covers the change.
    if is_generic(now) or (gone and value >= _MIN_USUAL_SHARE * sum(gone.values())):
        since = case.since(
            is_generic if is_generic(now) else lambda c: c.layout_share(GENERIC_LAYOUT) >= _MIN_USUAL_SHARE * value
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
            bound=round(_MAX_RARE * share, 4),
            instead=spoke,
            words=f"layout: {name}, which read {_percent(share)} before, reads {_percent(now.layout_share(name))}; now: {_shares(spoke)}",
        )
        for name, share in gone.items()
    ]


def _used(case: Case) -> dict[str, float]:
    """Return the usual layouts and their shares, the most frequent first."""
    names = {name for period in case.periods for name in period.layouts} - {GENERIC_LAYOUT}
    usual = {name: case.usual("layout", lambda c, name=name: c.layout_share(name)) for name in names}  # type: ignore[misc] # binds the name
    shares = {name: median(values) for name, values in usual.items() if values}
    return {name: s for name, s in sorted(shares.items(), key=lambda item: -item[1]) if s >= _MAX_RARE}


def _lost(case: Case) -> str:
    """Return what a changed layout costs: the fields that are gone, and those that other sources still give."""
    now = case.now
    lost = [name for name in WATCHED_FIELDS if now.share(name) < _MAX_RARE]
    other = {
        name: [source for source in _field_sources(now, name) if source not in {"layout", GENERIC_LAYOUT}][:2]
        for name in WATCHED_FIELDS
        if name not in lost
    }
    still = [f"{name} ({', '.join(sources)})" for name, sources in other.items() if sources]
    parts = (
        f"; no article has {', '.join(lost)}" if lost else "",
        f"; other sources still have {', '.join(still)}" if still else "",
    )
    return "".join(parts)


def check_sources(case: Case) -> list[HealthIssue]:
    """A field that the layout's selectors gave, and another source gives now."""
    now, found = case.now, []
    for name in now.sources:
        usual = case.usual(f"source:{name}", lambda c, name=name: c.source_share(name, "layout"))  # type: ignore[misc] # binds the name
        if not usual or (middle := median(usual)) < _MIN_USUAL_SHARE:
            continue
        value = now.source_share(name, "layout")
        if value >= _MAX_RARE * middle or value >= min(usual):
            continue
        instead = _field_sources(now, name)
        since = case.since(lambda c, name=name, middle=middle: c.source_share(name, "layout") < _MAX_RARE * middle)  # type: ignore[misc] # binds both
        found.append(
            HealthIssue(
                level="warning",
                what=f"source:{name}",
                value=round(value, 4),
                bound=round(_MAX_RARE * middle, 4),
                since=since,
                instead=instead,
                words=f"{name}: the layout's selectors gave it in {_percent(middle)} of the articles before and in "
                f"{_percent(value)} now{_since(since, now)}; it comes from {_shares(instead)} instead",
            )
        )
    return found


def check_body(case: Case) -> list[HealthIssue]:
    """Texts that are much shorter or longer than before, or than the profile allows."""
    now, (least, most) = case.now, case.site.health.body_chars
    usual = case.usual("body_chars", lambda c: c.body_chars)
    middle = median(usual) if usual else 0.0
    lowest = (
        max(least, min(_MIN_LENGTH_RATIO * middle, min(usual, default=0.0)))
        if case.has_bounds
        else _MIN_LENGTH_RATIO * middle
    )
    highest = min(most, max(_MAX_LENGTH_RATIO * middle, *usual)) if usual else most
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


def check_glued_words(case: Case) -> list[HealthIssue]:
    """Many lost spaces: the extractor joins words that the page separates."""
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


def check_mostly_unread(now: Counts, broken: Mapping[str, int]) -> list[HealthIssue]:
    """Most pages of a run gave no article, however few they are."""
    count = sum(broken.values())
    reasons = ", ".join(f"{reason} {n}" for reason, n in broken.items())
    return [
        HealthIssue(
            level="error",
            what="unread",
            value=round(count / (count + now.articles), 4),
            bound=0.5,
            words=f"articles: {count} of {count + now.articles} pages gave no article ({reasons}). Their addresses stay pending, and "
            "later runs fetch them again",
        )
    ]


def check_unread(case: Case) -> list[HealthIssue]:
    """Article pages that give no article."""
    now = case.now
    pages, bound = now.articles + now.unread, case.site.health.unread
    if pages < MIN_ARTICLES or now.unread_share <= _upper_limit(bound, pages):
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


def check_volume(site: Site, now: Counts, history: Sequence[Counts]) -> list[HealthIssue]:
    """Too few or too many new articles a day, over the last days that complete runs cover from start to end.

    The period is at least three days, and long enough to expect :data:`MIN_ARTICLES` articles.
    """
    runs = [*history, now]
    first_whole = next((run for run in runs if run.whole), None)
    if not now.whole or first_whole is None:
        return []
    least, most = site.health.articles_per_day
    count = min(max(_MIN_VOLUME_DAYS, ceil(MIN_ARTICLES / max(least, 1))), COUNTED_DAYS)
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


def _day(timestamp: str) -> date:
    """Return the day of a timestamp in Vietnam."""
    return datetime.fromisoformat(timestamp).astimezone(VIETNAM).date()
