"""When a source is requested again, and when an article is fetched again.

The functions are pure: they take the old state and the current time, and return the new state. A source is requested about
twice for each new article that it is expected to bring. While it brings nothing new, the interval grows to an eighth of the
silence. So a feed with twenty articles a day is requested every half hour, and every hour at the end of a quiet night. A feed
that has been silent for two months is requested once a week, until it brings something new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from newscrawl.dates import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Sequence

INITIAL_GAP: Final = timedelta(hours=2)
"""Assumed time between two new articles of a source that has not been read before."""

_REQUESTS_PER_ARTICLE: Final = 2
"""Requests to a source for each new article that is expected."""

_SILENCE_DIVISOR: Final = 8
"""The next request to a silent source comes after this part (an eighth) of the silence."""

_NEW_GAP_WEIGHT: Final = 0.4
"""Weight of the newest gap in the smoothed gap, on logarithms, so that one quiet night does not count for a week."""

_EARLY_SHARE: Final = 0.1
"""Part of an interval by which a request may come early, so that a cron job of 15 minutes keeps an interval of 15 minutes."""

_CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""So far may the clocks of two machines of a fleet be apart."""

_MIN_RETRY_DELAY: Final = timedelta(hours=1)
"""Shortest time before a failed revisit is tried again."""

_DURATION: Final = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>s|m|h|d|w)?", re.IGNORECASE)
_UNIT_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalBounds:
    """The shortest and the longest interval between two requests to a source."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        """Raise :class:`ValueError` if the bounds exclude every interval."""
        if not timedelta(0) < self.shortest <= self.longest:
            raise ValueError(
                f"the shortest interval ({self.shortest}) must be above 0 and not above the longest ({self.longest})"
            )

    def clamp(self, interval: timedelta) -> timedelta:
        """Return the interval, limited to the bounds."""
        return min(max(interval, self.shortest), self.longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollInterval:
    """How often a source brings something new, and when it is requested next."""

    first_checked: datetime
    brought_news: datetime | None
    """Time of the last answer that held a new address."""

    gap: timedelta
    """Time between two new articles, smoothed over all answers."""

    interval: timedelta
    next_check: datetime


def is_due(poll: PollInterval | None, *, now: datetime) -> bool:
    """Return whether a source is to be requested. A source that was never read is always due.

    One whose last request lies in the future is due as well: the clock was wrong then, or the stored time is damaged.
    """
    if poll is None or poll.next_check - poll.interval > now + _CLOCK_TOLERANCE:
        return True
    return now >= poll.next_check - poll.interval * _EARLY_SHARE


def after_answer(before: PollInterval | None, *, now: datetime, news: int, bounds: IntervalBounds) -> PollInterval:
    """Return the new interval of a source after an answer that held ``news`` new addresses."""
    if before is None:
        interval = bounds.clamp(INITIAL_GAP / _REQUESTS_PER_ARTICLE)
        return PollInterval(
            first_checked=now,
            brought_news=now if news else None,
            gap=INITIAL_GAP,
            interval=interval,
            next_check=now + interval,
        )
    silence = now - (before.brought_news or before.first_checked)
    gap = _smoothed(before.gap, silence / news, bounds) if news else before.gap
    usual = gap / _REQUESTS_PER_ARTICLE
    interval = bounds.clamp(usual if news else max(usual, silence / _SILENCE_DIVISOR))
    return replace(
        before,
        brought_news=now if news else before.brought_news,
        gap=gap,
        interval=interval,
        next_check=now + interval,
    )


def after_failure(before: PollInterval | None, *, now: datetime, bounds: IntervalBounds) -> PollInterval:
    """Return the new interval of a source that could not be fetched: each failure doubles it."""
    if before is None:
        return PollInterval(
            first_checked=now,
            brought_news=None,
            gap=INITIAL_GAP,
            interval=bounds.shortest,
            next_check=now + bounds.shortest,
        )
    interval = bounds.clamp(2 * before.interval)
    return replace(before, interval=interval, next_check=now + interval)


def _smoothed(before: timedelta, newest: timedelta, bounds: IntervalBounds) -> timedelta:
    """Return the weighted geometric mean of two gaps, limited to gaps that the interval can follow."""
    shortest, longest = bounds.shortest / _REQUESTS_PER_ARTICLE, bounds.longest * _REQUESTS_PER_ARTICLE
    newest = min(max(newest, shortest), longest)
    mean = before.total_seconds() ** (1 - _NEW_GAP_WEIGHT) * newest.total_seconds() ** _NEW_GAP_WEIGHT
    return min(max(timedelta(seconds=mean), shortest), longest)


def next_revisit(
    first_seen: datetime, *, now: datetime, steps: Sequence[timedelta], published: datetime | None = None
) -> datetime | None:
    """Return when an article is fetched again: at the first of the ``steps`` after ``first_seen`` that is still to come.

    Returns ``None`` if no step is left, and for an article that was already older than the last step when it was first seen:
    the articles of a backfill are old, and hardly any is edited again.
    """
    if published and steps and first_seen - published > max(steps):
        return None
    coming = [first_seen + step for step in steps if first_seen + step > now]
    return min(coming, default=None)


def missed_revisit(first_seen: datetime, *, now: datetime, steps: Sequence[timedelta]) -> datetime | None:
    """Return when a failed revisit is tried again: after an eighth of the article's age, at least after an hour.

    Returns ``None`` once the article is twice as old as the last step.
    """
    age = now - first_seen
    if not steps or age > 2 * max(steps):
        return None
    return now + max(age / _SILENCE_DIVISOR, _MIN_RETRY_DELAY)


def next_day(now: datetime) -> datetime:
    """Return the next midnight in Vietnam."""
    return datetime.combine(now.astimezone(VIETNAM).date() + timedelta(days=1), time(), VIETNAM)


def parse_duration(text: str | float) -> timedelta:
    """Read ``30s``, ``5m``, ``1h``, ``7d``, ``2w`` or a number of seconds. Raises :class:`ValueError` for anything else."""
    found = _DURATION.fullmatch(str(text).strip())
    if not found:
        raise ValueError(f"a length of time is written 30s, 5m, 1h or 7d, not {text!r}")
    return timedelta(seconds=float(found["n"]) * _UNIT_SECONDS[(found["unit"] or "s").lower()])


def parse_durations(text: str) -> tuple[timedelta, ...]:
    """Read lengths of time that are separated by spaces or commas. Returns them shortest first."""
    return tuple(sorted(parse_duration(part) for part in re.split(r"[,\s]+", text) if part))
