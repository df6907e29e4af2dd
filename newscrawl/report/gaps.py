"""What an archive may lack: sources that are silent longer than usual, days without an article.

Both are held against the site's own habit, so that a weekly paper is not reported every Tuesday. Pure: what is remembered
goes in, gaps come out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import log
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TIMES: Final = 10
"""Usual times between two articles that a silence must last to be told."""

_LEAST: Final = timedelta(days=2)
"""No silence is told before: nights and holidays are silent."""

_CHANCE: Final = 0.01
"""Days without an article are told where chance leaves them that empty more rarely, at the site's usual number a day."""


class Asked(Protocol):
    """What is remembered of a source: the part of :class:`newscrawl.state.Source` that is looked at here."""

    @property
    def url(self) -> str: ...  # noqa: D102 - as there
    @property
    def kind(self) -> str: ...  # noqa: D102 - as there
    @property
    def checked(self) -> str | None: ...  # noqa: D102 - as there
    @property
    def brought_news(self) -> str | None: ...  # noqa: D102 - as there
    @property
    def gap(self) -> float | None: ...  # noqa: D102 - as there


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A source that answers, and brings nothing new for longer than it used to."""

    url: str
    kind: str
    since: str
    """Moment of the last answer that brought news."""

    until: str
    """Moment of the last answer."""

    usual_hours: float
    """From one new article to the next, before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyDays:
    """Days in a row of which there is no article."""

    first: str
    last: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What a site's part of the archive may lack."""

    silent: list[Silence] = field(default_factory=list)
    empty: list[EmptyDays] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.silent or self.empty)


def silences(sources: Iterable[Asked]) -> list[Silence]:
    """Sources that were asked, answered, and have been silent for ten of their usual gaps and two days."""
    found = []
    for source in sources:
        if not source.checked or not source.brought_news or not source.gap:
            continue
        silence = datetime.fromisoformat(source.checked) - datetime.fromisoformat(source.brought_news)
        if silence > max(_LEAST, _TIMES * timedelta(seconds=source.gap)):
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


def empty_days(articles: Mapping[str, int], *, first: date, last: date) -> list[EmptyDays]:
    """Days from ``first`` to ``last``, both included, without an article, where the site publishes too often for that.

    ``articles`` are their numbers by day of publication (``2026-03-02``).
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    total = sum(articles.get(day.isoformat(), 0) for day in days)
    if not total:
        return []
    # Articles that come by chance, so many a day, leave n days empty with a chance of exp(-a day * n).
    least = -log(_CHANCE) * len(days) / total
    found, run = [], list[date]()
    for day in [*days, None]:
        if day and not articles.get(day.isoformat()):
            run.append(day)
            continue
        if run and len(run) >= least:
            found.append(EmptyDays(first=run[0].isoformat(), last=run[-1].isoformat(), days=len(run)))
        run = []
    return found
