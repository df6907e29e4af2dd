"""Counts of what a run read, by site: the basis of its health, and what the state keeps of it.

Shares are 0 to 1, lengths are characters, timestamps are those of the record.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.state.damage import damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newscrawl.items import Article

WATCHED_FIELDS: Final = (
    "text",
    "date_published",
    "description",
    "authors",
    "images",
    "keywords",
    "article_section",
    "related_links",
)
"""The fields for which the share of articles that have them is judged, the most important first."""

GENERIC_LAYOUT: Final = "generic"
"""Name of the extraction without a layout, in :attr:`newscrawl.items.Extraction.layout`."""

MIN_ARTICLES: Final = 10
"""Articles below which nothing is judged."""

UNREAD_REASONS: Final = ("no_body", "no_headline", "no_text")
"""Rejections of pages that should have been an article. A layout that changed gives these, too."""

_MAX_SAMPLES: Final = 3
"""Addresses kept for each field as samples."""

COUNTED_DAYS: Final = 14
"""Days of publication that a run counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What one run read at a site, or several runs merged."""

    crawl_id: str
    finished: str
    """Time of the run's end; of the last run if merged."""

    since: str = ""
    """The same for the first run."""

    articles: int = 0
    """Articles written, revisions included. The counts below are of these."""

    filled: dict[str, int] = field(default_factory=dict)
    """Number of articles that have the field, by field."""

    body_chars: float = 0
    """Median length of the text in characters."""

    words: int = 0
    glued_words_split: int = 0
    """Lost spaces that the text rules inserted."""

    layouts: dict[str, int] = field(default_factory=dict)
    """Number of articles by the layout that found the body."""

    sources: dict[str, dict[str, int]] = field(default_factory=dict)
    """Number of articles by field and by where the field came from: ``layout``, ``jsonld``, ``meta:description``, ``visible``, …"""

    unread: int = 0
    """Article pages that gave no body or no headline."""

    days: dict[str, int] = field(default_factory=dict)
    """New articles by day of publication in Vietnam, for the last :data:`COUNTED_DAYS` days."""

    whole: bool = False
    """True if the run was complete and requested everything that the site offered."""

    missing: dict[str, list[str]] = field(default_factory=dict)
    """Addresses of articles that lack a field, by field; under ``layout``, of articles that no layout read."""

    broken: list[str] = field(default_factory=list)
    """What was judged an error. Such a run is not used to judge later ones."""

    status: str = ""
    """The site's :class:`~newscrawl.report.status.SiteStatus` after the run; empty for a run of an earlier version."""

    cause: str = ""
    """The status in words."""

    code: int = 0
    """The exit code that belongs to the status."""

    is_limited: bool = False
    """Whether a limit that the user had set ended the run."""

    requests: int = 0
    received: int = 0
    """Bytes of the answers."""

    latency: float = 0.0
    """Median seconds from a request to its answer."""

    rejected: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    revised: int = 0
    near_copies: int = 0
    """Near duplicates among the articles written."""

    def share(self, name: str) -> float:
        """Return the share of the articles that have a field."""
        return self.filled.get(name, 0) / self.articles if self.articles else 0.0

    def layout_share(self, name: str) -> float:
        """Return the share of the articles that a layout read."""
        return self.layouts.get(name, 0) / self.articles if self.articles else 0.0

    def source_share(self, name: str, source: str) -> float:
        """Return the share of the articles whose field came from a source."""
        return self.sources.get(name, {}).get(source, 0) / self.articles if self.articles else 0.0

    @property
    def glued_per_1000(self) -> float:
        """Lost spaces inserted per thousand words."""
        return 1000 * self.glued_words_split / self.words if self.words else 0.0

    @property
    def unread_share(self) -> float:
        """Share of the article pages that gave no article."""
        read = self.articles + self.unread
        return self.unread / read if read else 0.0


class CrawlStats:
    """Counts the articles of a run as they are written."""

    def __init__(self, *, today: date) -> None:
        """Start counting. ``today`` is the day of the run in Vietnam; publication days long before it are not counted."""
        self.articles = 0
        self._first_day = (today - timedelta(days=COUNTED_DAYS)).isoformat()
        self._filled: Counter[str] = Counter()
        self._lengths = array("l")
        self._words = self._split = 0
        self._layouts: Counter[str] = Counter()
        self._sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._days: Counter[str] = Counter()
        self._missing: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, article: Article) -> None:
        """Count one article."""
        self.articles += 1
        for name in WATCHED_FIELDS:
            if getattr(article, name):
                self._filled[name] += 1
            elif len(self._missing[name]) < _MAX_SAMPLES:
                self._missing[name].append(article.url)
        self._lengths.append(len(article.text))
        self._words += article.word_count
        self._split += article.normalization.glued_words_split
        layout = article.extraction.layout
        self._layouts[layout] += 1
        if layout == GENERIC_LAYOUT and len(self._missing["layout"]) < _MAX_SAMPLES:
            self._missing["layout"].append(article.url)
        for found in article.extraction.field_sources:
            source = "layout" if found.source.startswith("layout:") else found.source
            self._sources[found.field][source] += 1
        published = article.date_published or article.date_fetched
        if published and article.revision == 1 and published[:10] >= self._first_day:
            self._days[published[:10]] += 1

    def counts(self, *, crawl_id: str, finished: str, unread: int, whole: bool) -> Counts:
        """Return the counts. ``unread`` and ``whole`` are as in :class:`Counts`."""
        return Counts(
            crawl_id=crawl_id,
            finished=finished,
            since=finished,
            articles=self.articles,
            filled={name: self._filled[name] for name in WATCHED_FIELDS},
            body_chars=median(self._lengths) if self._lengths else 0,
            words=self._words,
            glued_words_split=self._split,
            layouts=dict(self._layouts.most_common()),
            sources={name: dict(found.most_common()) for name, found in sorted(self._sources.items())},
            unread=unread,
            days=dict(sorted(self._days.items())),
            whole=whole,
            missing={name: urls for name, urls in self._missing.items() if urls},
        )


def dumps(counts: Counts) -> str:
    """Return counts as JSON for the state. The keys are part of the state's format."""
    return orjson.dumps(counts).decode()


def loads(text: str) -> Counts:
    """Return the counts that :func:`dumps` wrote; keys that a later version added are ignored. Raises :class:`~newscrawl.state.StateError`."""
    known = {f.name for f in fields(Counts)}
    try:
        found: dict[str, Any] = orjson.loads(text)
        return Counts(**{name: value for name, value in found.items() if name in known})
    except (ValueError, TypeError, AttributeError):
        raise damaged("a run's counts in the table health", text) from None


def merged(runs: Sequence[Counts]) -> Counts:
    """Merge several runs, oldest first, into one. The median length is the median of their medians, weighted by articles."""
    last, articles = runs[-1], sum(run.articles for run in runs)
    return Counts(
        crawl_id=last.crawl_id,
        finished=last.finished,
        since=runs[0].since or runs[0].finished,
        articles=articles,
        filled=_sum(run.filled for run in runs),
        body_chars=_weighted_median([(run.body_chars, run.articles) for run in runs]),
        words=sum(run.words for run in runs),
        glued_words_split=sum(run.glued_words_split for run in runs),
        layouts=_sum(run.layouts for run in runs),
        sources={
            name: _sum(run.sources.get(name, {}) for run in runs)
            for name in sorted({n for run in runs for n in run.sources})
        },
        unread=sum(run.unread for run in runs),
        days=_sum(run.days for run in runs),
        whole=any(run.whole for run in runs),
        missing={
            name: [url for run in reversed(runs) for url in run.missing.get(name, ())][:_MAX_SAMPLES]
            for name in {n for run in runs for n in run.missing}
        },
        broken=sorted({what for run in runs for what in run.broken}),
        status=last.status,
        cause=last.cause,
        code=last.code,
        is_limited=last.is_limited,
        requests=sum(run.requests for run in runs),
        received=sum(run.received for run in runs),
        latency=_weighted_median([(run.latency, run.requests) for run in runs]),
        rejected=_sum(run.rejected for run in runs),
        failed=_sum(run.failed for run in runs),
        revised=sum(run.revised for run in runs),
        near_copies=sum(run.near_copies for run in runs),
    )


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add up counters; the result is sorted by count, largest first."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total.most_common())


def _weighted_median(values: Sequence[tuple[float, int]]) -> float:
    """Return the median of (value, weight) pairs; 0 if there are none."""
    half, seen = sum(weight for _, weight in values) / 2, 0
    for value, weight in sorted(values):
        seen += weight
        if weight and seen >= half:
            return value
    return 0.0


def fold_by_day(history: Sequence[Counts], *, before: str) -> list[Counts]:
    """Merge the runs of each day before a timestamp into one, and successive runs without articles, so that years of history stay small.

    ``history`` is sorted, oldest first.
    """
    folded: list[Counts] = []
    for run in history:
        if folded and _may_merge(folded[-1], run, before):
            folded[-1] = merged([folded[-1], run])
        else:
            folded.append(run)
    return folded


def _may_merge(one: Counts, other: Counts, before: str) -> bool:
    """Return whether two successive runs may be merged."""
    if one.status != other.status:
        return False
    if not (one.articles or one.unread or other.articles or other.unread):
        return True
    same_day = one.finished[:10] == other.finished[:10]
    return same_day and other.finished < before and bool(one.broken) == bool(other.broken)


def periods(runs: Sequence[Counts]) -> list[Counts]:
    """Merge runs, oldest first, into periods of at least :data:`MIN_ARTICLES` articles each; leave out a rest at the start."""
    found: list[Counts] = []
    pool: list[Counts] = []
    for run in reversed(runs):
        pool.insert(0, run)
        if sum(r.articles for r in pool) >= MIN_ARTICLES:
            found.insert(0, merged(pool))
            pool = []
    return found
