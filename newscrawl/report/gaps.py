"""Gaps of an archive: sources that are silent for longer than usual, and days without an article.

Both are compared with the site's own habit, so that a weekly paper is not reported every Tuesday. Pure: stored values in,
gaps out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import log
from typing import TYPE_CHECKING, Final, Protocol

from newscrawl.dates import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MIN_USUAL_GAPS: Final = 10
"""A silence is reported from this many times the usual time between two articles on."""

_MIN_SILENCE: Final = timedelta(days=2)
"""Shortest silence that is reported: nights and holidays are silent."""

_MIN_GROWTH: Final = 4
"""A source is gone when its interval is so many usual gaps long: it is at most half a gap, and each answer 404 or 410 doubles it."""

_MIN_GROWN_INTERVAL: Final = timedelta(minutes=40)
"""The same for a source with news every minute: three doublings of the shortest interval."""

_MIN_ABSENCE: Final = timedelta(days=2)
"""A source that answers 404 or 410 for so long is gone, also where a limit keeps its interval from growing."""

_ROUNDING: Final = timedelta(seconds=2)
"""Stored times are whole seconds."""

_MAX_CHANCE: Final = 0.01
"""Days without an article are reported if their probability is below this, at the site's usual number of articles a day."""


class CheckedSource(Protocol):
    """The fields of :class:`newscrawl.state.Source` that are read here."""

    @property
    def url(self) -> str: ...  # noqa: D102 - see Source
    @property
    def kind(self) -> str: ...  # noqa: D102 - see Source
    @property
    def checked(self) -> str | None: ...  # noqa: D102 - see Source
    @property
    def brought_news(self) -> str | None: ...  # noqa: D102 - see Source
    @property
    def gap(self) -> float | None: ...  # noqa: D102 - see Source
    @property
    def interval(self) -> float | None: ...  # noqa: D102 - see Source
    @property
    def next_check(self) -> str | None: ...  # noqa: D102 - see Source
    @property
    def unfinished(self) -> bool: ...  # noqa: D102 - see Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A source that answers, but has brought nothing new for longer than usual."""

    url: str
    kind: str
    since: str
    """Time of the last answer with a new article."""

    until: str
    """Time of the last answer."""

    usual_hours: float
    """Usual hours from one new article to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneSource:
    """A source that was read before, and has answered 404 or 410 since then."""

    url: str
    kind: str
    since: str
    """Time of its last good answer."""

    until: str
    """Time of its last answer 404 or 410."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyDays:
    """Successive days without an article."""

    first: str
    """First day: ``2026-03-02``."""

    last: str
    """Last day, included."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What may be missing of a site."""

    silent: list[Silence] = field(default_factory=list)
    empty: list[EmptyDays] = field(default_factory=list)
    gone: list[GoneSource] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Return true if there is any gap."""
        return bool(self.silent or self.empty or self.gone)


def silences(sources: Iterable[CheckedSource]) -> list[Silence]:
    """Return the sources that were silent for ten of their usual gaps and for two days, earliest first."""
    found = []
    for source in sources:
        if not source.checked or not source.brought_news or not source.gap:
            continue
        silence = datetime.fromisoformat(source.checked) - datetime.fromisoformat(source.brought_news)
        if silence > max(_MIN_SILENCE, _MIN_USUAL_GAPS * timedelta(seconds=source.gap)):
            found.append(
                Silence(
                    url=source.url,
                    kind=source.kind,
                    since=source.brought_news,
                    until=source.checked,
                    usual_hours=round(source.gap / 3600, 1),
                )
            )
    return sorted(found, key=lambda silence: silence.since)


def gone_sources(sources: Iterable[CheckedSource]) -> list[GoneSource]:
    """Return the sources of a site that were read before and answer 404 or 410 since, earliest first.

    A source that never answered is not among them: a profile may name one that not every site has. A source that is not
    requested any more, although its time has come and others were requested, is not either.
    """
    asked = [(source, _last_request(source)) for source in sources]
    newest = max((time for _, time in asked if time), default=None)
    found = []
    for source, time in asked:
        if not time or not newest or not source.checked or not source.interval or source.unfinished:
            continue
        answered, interval = datetime.fromisoformat(source.checked), timedelta(seconds=source.interval)
        if time <= answered + _ROUNDING or newest > time + 2 * interval:
            continue
        news = datetime.fromisoformat(source.brought_news) if source.brought_news else answered
        usual = max(_MIN_GROWTH * timedelta(seconds=source.gap or 0), answered - news, _MIN_GROWN_INTERVAL)
        if interval + _ROUNDING >= usual or time - answered >= _MIN_ABSENCE:
            found.append(GoneSource(url=source.url, kind=source.kind, since=source.checked, until=rfc3339(time)))
    return sorted(found, key=lambda gone: gone.since)


def _last_request(source: CheckedSource) -> datetime | None:
    """Return when a source was requested last, with an answer or in vain."""
    if not source.next_check or source.interval is None:
        return None
    return datetime.fromisoformat(source.next_check) - timedelta(seconds=source.interval)


def empty_days(articles: Mapping[str, int], *, first: date, last: date) -> list[EmptyDays]:
    """Return the days from ``first`` to ``last``, both included, without an article, at a site that publishes too often for that.

    ``articles`` are the numbers of articles by day of publication (``2026-03-02``).
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    total = sum(articles.get(day.isoformat(), 0) for day in days)
    if not total:
        return []
    # If articles arrive at random, r a day, then n days are empty with a probability of exp(-r * n).
    min_days = -log(_MAX_CHANCE) * len(days) / total
    found, run = [], list[date]()
    for day in [*days, None]:
        if day and not articles.get(day.isoformat()):
            run.append(day)
            continue
        if run and len(run) >= min_days:
            found.append(EmptyDays(first=run[0].isoformat(), last=run[-1].isoformat(), days=len(run)))
        run = []
    return found
