"""What a run gave, counted by site: the measure of its health, and what the state keeps of it.

Shares are 0 to 1, lengths are characters, moments are those of the record.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import orjson

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
"""The fields whose fill is watched, the weightiest first."""

GENERIC_LAYOUT: Final = "generic"
MIN_ARTICLES: Final = 10
"""Articles below which nothing is judged."""

UNREAD_REASONS: Final = ("no_body", "no_headline", "no_text")
"""Rejections of pages that should have held an article: what a layout that changed may look like, too."""

_SAMPLES: Final = 3
COUNTED_DAYS: Final = 14
"""Days of publication that a run counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What one run read at a site, or several runs together."""

    crawl_id: str
    finished: str
    """Moment of the run's end, of the last of several."""

    since: str = ""
    """The same of the first of several."""

    articles: int = 0
    """Articles written, revisions included; the counts below are of these."""

    filled: dict[str, int] = field(default_factory=dict)
    """Articles that have the field."""

    body_chars: float = 0
    """Median."""

    words: int = 0
    glued_words_split: int = 0
    layouts: dict[str, int] = field(default_factory=dict)
    """Articles by the layout that found the body."""

    sources: dict[str, dict[str, int]] = field(default_factory=dict)
    """By field, the articles by what spoke: ``layout``, ``jsonld``, ``meta:description``, ``visible``, …"""

    unread: int = 0
    """Pages of articles that gave no body or no headline."""

    days: dict[str, int] = field(default_factory=dict)
    """New articles by day of publication in Vietnam, of the last two weeks."""

    whole: bool = False
    """Whether the run came to its end and asked for all that the site offered."""

    missing: dict[str, list[str]] = field(default_factory=dict)
    """By field, addresses of articles that lack it; under ``layout``, of articles that no layout read."""

    broken: list[str] = field(default_factory=list)
    """What was judged an error: such a run is no measure for later ones."""

    def share(self, name: str) -> float:
        """Share of the articles that have the field."""
        return self.filled.get(name, 0) / self.articles if self.articles else 0.0

    def layout_share(self, name: str) -> float:
        """Share of the articles that a layout read."""
        return self.layouts.get(name, 0) / self.articles if self.articles else 0.0

    def source_share(self, name: str, source: str) -> float:
        """Share of the articles whose field came from a source."""
        return self.sources.get(name, {}).get(source, 0) / self.articles if self.articles else 0.0

    @property
    def glued_per_1000(self) -> float:
        """Lost spaces put back in a thousand words."""
        return 1000 * self.glued_words_split / self.words if self.words else 0.0

    @property
    def unread_share(self) -> float:
        """Share of the articles' pages that gave no article."""
        read = self.articles + self.unread
        return self.unread / read if read else 0.0


class CrawlStats:
    """Counts the articles of a run as they are written."""

    def __init__(self, *, today: date) -> None:
        """``today`` is the day of the run in Vietnam: older days than two weeks before it are not counted."""
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
        """Count one."""
        self.articles += 1
        for name in WATCHED_FIELDS:
            if getattr(article, name):
                self._filled[name] += 1
            elif len(self._missing[name]) < _SAMPLES:
                self._missing[name].append(article.url)
        self._lengths.append(len(article.text))
        self._words += article.word_count
        self._split += article.normalization.glued_words_split
        layout = article.extraction.layout
        self._layouts[layout] += 1
        if layout == GENERIC_LAYOUT and len(self._missing["layout"]) < _SAMPLES:
            self._missing["layout"].append(article.url)
        for said in article.extraction.field_sources:
            source = "layout" if said.source.startswith("layout:") else said.source
            self._sources[said.field][source] += 1
        moment = article.date_published or article.date_fetched
        if moment and article.revision == 1 and moment[:10] >= self._first_day:
            self._days[moment[:10]] += 1

    def counts(self, *, crawl_id: str, finished: str, unread: int, whole: bool) -> Counts:
        """All that was counted."""
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
    """As the state keeps them."""
    return orjson.dumps(counts).decode()


def loads(text: str) -> Counts:
    """Back from there; what a later version wrote besides is left out."""
    known = {f.name for f in fields(Counts)}
    found: dict[str, Any] = orjson.loads(text)
    return Counts(**{name: value for name, value in found.items() if name in known})


def merged(runs: Sequence[Counts]) -> Counts:
    """Several runs, oldest first, as if they had been one. The median is that of their medians, weighed by articles."""
    last, articles = runs[-1], sum(run.articles for run in runs)
    return Counts(
        crawl_id=last.crawl_id,
        finished=last.finished,
        since=runs[0].since or runs[0].finished,
        articles=articles,
        filled=_sum(run.filled for run in runs),
        body_chars=_weighed_median([(run.body_chars, run.articles) for run in runs]),
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
            name: [url for run in reversed(runs) for url in run.missing.get(name, ())][:_SAMPLES]
            for name in {n for run in runs for n in run.missing}
        },
        broken=sorted({what for run in runs for what in run.broken}),
    )


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total.most_common())


def _weighed_median(values: Sequence[tuple[float, int]]) -> float:
    half, seen = sum(weight for _, weight in values) / 2, 0
    for value, weight in sorted(values):
        seen += weight
        if weight and seen >= half:
            return value
    return 0.0


def fold_by_day(history: Sequence[Counts], *, before: str) -> list[Counts]:
    """The history, oldest first, with the runs of each day before that moment as one, and quiet runs in a row as one.

    So years of it stay small.
    """
    folded: list[Counts] = []
    for run in history:
        if folded and _may_fold(folded[-1], run, before):
            folded[-1] = merged([folded[-1], run])
        else:
            folded.append(run)
    return folded


def _may_fold(one: Counts, other: Counts, before: str) -> bool:
    if not (one.articles or one.unread or other.articles or other.unread):
        return True
    same_day = one.finished[:10] == other.finished[:10]
    return same_day and other.finished < before and bool(one.broken) == bool(other.broken)


def periods(runs: Sequence[Counts]) -> list[Counts]:
    """Runs, oldest first, put together so that each has at least :data:`MIN_ARTICLES` articles; what is over at the start is left out."""
    found: list[Counts] = []
    pool: list[Counts] = []
    for run in reversed(runs):
        pool.insert(0, run)
        if sum(r.articles for r in pool) >= MIN_ARTICLES:
            found.insert(0, merged(pool))
            pool = []
    return found
