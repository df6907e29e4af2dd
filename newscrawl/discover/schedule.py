"""When a source is asked again, and when an article is looked at again.

Pure: old state and the present moment in, new state out. A source is asked twice for every article that it may be
expected to bring, and the longer it is silent the rarer: an eighth of the silence goes by before the next question. So
a feed that brings twenty articles a day is asked every half hour, and every hour at the end of a quiet night; one that
has been dead for two months is asked once a week, until it lives again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from newscrawl.dates import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_GAP: Final = timedelta(hours=2)
"""What is thought of a source before anything is known of it."""

_ASKS: Final = 2
"""Questions for every article that is expected."""

_PATIENCE: Final = 8
"""An eighth of a silence goes by before the next question."""

_WEIGHT: Final = 0.4
"""Of what was just seen, against all that was seen before; of logarithms, so that one quiet night does not count for a week."""

_EARLY: Final = 0.1
"""Part of an interval by which a question may come early: a cron job of fifteen minutes keeps an interval of fifteen."""

_SPAN: Final = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>s|m|h|d|w)?", re.IGNORECASE)
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which an interval stays."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        """Refuse bounds that leave nothing between them."""
        if not timedelta(0) < self.shortest <= self.longest:
            raise ValueError(
                f"the shortest interval ({self.shortest}) lies above 0 and not above the longest ({self.longest})"
            )

    def within(self, interval: timedelta) -> timedelta:
        """The interval, where it lies between the bounds, else the bound that it crosses."""
        return min(max(interval, self.shortest), self.longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known of a source's habits."""

    first_checked: datetime
    brought_news: datetime | None
    """When it was last asked and held an address not met before."""

    gap: timedelta
    """Time from one new article to the next, as smoothed over all answers."""

    interval: timedelta
    next_check: datetime


def is_due(pace: Pace | None, *, now: datetime) -> bool:
    """Whether the source is to be asked: one that was never read is."""
    return pace is None or now >= pace.next_check - pace.interval * _EARLY


def after_answer(before: Pace | None, *, now: datetime, news: int, bounds: Bounds) -> Pace:
    """The pace of a source that has just answered with so many addresses not met before."""
    if before is None:
        interval = bounds.within(FIRST_GAP / _ASKS)
        return Pace(
            first_checked=now,
            brought_news=now if news else None,
            gap=FIRST_GAP,
            interval=interval,
            next_check=now + interval,
        )
    silence = now - (before.brought_news or before.first_checked)
    gap = _blend(before.gap, silence / news, bounds) if news else before.gap
    usual = gap / _ASKS
    interval = bounds.within(usual if news else max(usual, silence / _PATIENCE))
    return replace(
        before,
        brought_news=now if news else before.brought_news,
        gap=gap,
        interval=interval,
        next_check=now + interval,
    )


def after_failure(before: Pace | None, *, now: datetime, bounds: Bounds) -> Pace:
    """The pace of a source that could not be had: asked again soon, then ever more rarely, until it answers."""
    if before is None:
        return Pace(
            first_checked=now,
            brought_news=None,
            gap=FIRST_GAP,
            interval=bounds.shortest,
            next_check=now + bounds.shortest,
        )
    interval = bounds.within(2 * before.interval)
    return replace(before, interval=interval, next_check=now + interval)


def _blend(before: timedelta, seen: timedelta, bounds: Bounds) -> timedelta:
    """The geometric mean of both, weighted; kept where the interval can follow it."""
    least, most = bounds.shortest / _ASKS, bounds.longest * _ASKS
    seen = min(max(seen, least), most)
    blended = before.total_seconds() ** (1 - _WEIGHT) * seen.total_seconds() ** _WEIGHT
    return min(max(timedelta(seconds=blended), least), most)


def next_revisit(
    first_seen: datetime, *, now: datetime, steps: Sequence[timedelta], published: datetime | None = None
) -> datetime | None:
    """When an article is looked at again: the first of the steps after its first sight that is still to come.

    ``None`` where there is none, and for an article that was older than the last step when it was first seen: what a
    backfill brings was edited, if ever, long ago.
    """
    if published and steps and first_seen - published > max(steps):
        return None
    coming = [first_seen + step for step in steps if first_seen + step > now]
    return min(coming, default=None)


def missed_revisit(first_seen: datetime, *, now: datetime, steps: Sequence[timedelta]) -> datetime | None:
    """When a look that could not be had is tried again: after an eighth of the article's age, an hour at least.

    ``None`` once it is twice as old as the last step.
    """
    age = now - first_seen
    if not steps or age > 2 * max(steps):
        return None
    return now + max(age / _PATIENCE, timedelta(hours=1))


def next_day(now: datetime) -> datetime:
    """The first moment of the next day in Vietnam."""
    return datetime.combine(now.astimezone(VIETNAM).date() + timedelta(days=1), time(), VIETNAM)


def span(text: str | float) -> timedelta:
    """``30s``, ``5m``, ``1h``, ``7d``, ``2w``, or a number of seconds; :class:`ValueError` for anything else."""
    found = _SPAN.fullmatch(str(text).strip())
    if not found:
        raise ValueError(f"a length of time is written 30s, 5m, 1h or 7d, not {text!r}")
    return timedelta(seconds=float(found["n"]) * _UNITS[(found["unit"] or "s").lower()])


def spans(text: str) -> tuple[timedelta, ...]:
    """Lengths of time, separated by blanks or commas, the shortest first."""
    return tuple(sorted(span(part) for part in re.split(r"[,\s]+", text) if part))
