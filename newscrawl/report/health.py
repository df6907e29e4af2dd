"""Health of a site: whether it is read as well as its profile and its own history promise.

The danger is a scraper that gives *less*: nothing breaks and nobody notices. Each run therefore counts, by site, how many
articles have each field, which layout and which part of the page gave it, how long the texts are, and how many lost spaces
were inserted. Falling below a minimum is an error, exceeding a maximum is a warning.

Pure: counts in, a verdict out. Shares are 0 to 1, lengths are characters, timestamps are those of the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from newscrawl.report.crawl_stats import (
    MIN_ARTICLES,
    WATCHED_FIELDS,
    Counts,
    merged,
    periods,
)
from newscrawl.report.health_checks import (
    Case,
    HealthIssue,
    check_body,
    check_fill,
    check_glued_words,
    check_layout,
    check_mostly_unread,
    check_sources,
    check_unread,
    check_volume,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.sites.profile import Site

Verdict: TypeAlias = Literal["ok", "warning", "error", "too_few"]
"""``too_few``: too few articles to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    """A site's health in the manifest."""

    verdict: Verdict
    articles: int
    """Number of articles judged. A run with few articles is judged together with the runs before it."""

    fill: dict[str, float]
    """Share of the articles that have a field, by field."""

    body_chars: float
    glued_per_1000: float
    layouts: dict[str, float]
    sources: dict[str, dict[str, float]]
    unread: int
    findings: list[HealthIssue] = field(default_factory=list)

    @property
    def errors(self) -> list[HealthIssue]:
        """The issues that make the run fail."""
        return [finding for finding in self.findings if finding.level == "error"]


# -- storing -----------------------------------------------------------------------------------------------------------


def marked(counts: Counts, health: SiteHealth) -> Counts:
    """Return the counts with the names of the errors, so that the run is not used to judge later ones."""
    return replace(counts, broken=sorted({finding.what for finding in health.errors}))


# -- judging -----------------------------------------------------------------------------------------------------------


def judge(
    site: Site, now: Counts, history: Sequence[Counts], *, volume: bool = True, broken: Mapping[str, int] | None = None
) -> SiteHealth:
    """Judge a run.

    ``history`` are the counts of the site's earlier runs, oldest first. A run with few articles is judged together with the
    small ones before it, and not judged if that is still too few. ``volume=False`` does not judge the number of articles a
    day, for a run over a selection of pages. ``broken`` are the rejected pages of a run in which most pages gave no article,
    by reason (:mod:`newscrawl.policy.outage`).
    """
    case = Case(site, *_pooled(now, history))
    found: list[HealthIssue] = []
    enough = bool(now.articles) and case.now.articles >= MIN_ARTICLES
    if enough:
        found += check_layout(case)
        for name in WATCHED_FIELDS:
            found += check_fill(case, name)
        found += check_body(case)
        found += check_glued_words(case)
        if not any(finding.what == "layout" for finding in found):
            found += check_sources(case)
    found += check_mostly_unread(now, broken) if broken else check_unread(case)
    if volume:
        found += check_volume(site, now, history)
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
    """Return the present run, merged with the small ones before it, and the earlier runs in periods that are large enough."""
    past = [run for run in history if run.articles]
    pool = [now]
    while past and sum(run.articles for run in pool) < MIN_ARTICLES and past[-1].articles < MIN_ARTICLES:
        pool.insert(0, past.pop())
    return merged(pool), periods(past)
