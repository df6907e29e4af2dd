"""Fetching known articles again: how many a run takes, and when each is fetched next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from newscrawl import dates
from newscrawl.policy import schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from newscrawl.policy.state_view import StateView
    from newscrawl.state import Address, Revisit


class RevisitBatch(NamedTuple):
    """Articles that are fetched again now."""

    addresses: Sequence[Address] = ()
    retries: Sequence[tuple[int, str | None]] = ()
    """When each is tried again if this fetch fails: key and time, or ``None`` for never."""

    is_cut: bool = False
    """Whether more articles are due than the run may still take."""


class Revisits:
    """The articles that one run fetches again."""

    def __init__(self, *, steps: Sequence[timedelta], max_revisits: int) -> None:
        """Take the revisit times. ``steps`` count from when an article was first seen; ``max_revisits`` is the run's budget."""
        self._steps = steps
        self._left = max_revisits
        self._next_times: dict[int, str | None] = {}
        """The next revisit of each article that is being fetched again, by key."""

    def take(self, state: StateView, site: str, *, now: datetime, limit: int) -> RevisitBatch:
        """Return up to ``limit`` articles of a site that are due, within the run's budget."""
        room = min(limit, self._left)
        if room <= 0:
            return RevisitBatch()
        found = state.due_revisits(site, now=dates.rfc3339(now), limit=room + 1)
        is_cut = len(found) > room >= self._left
        found = found[:room]
        self._next_times |= {item.address.key: self._when(schedule.next_revisit, item, now) for item in found}
        self._left -= len(found)
        return RevisitBatch(
            addresses=[item.address for item in found],
            # Until it succeeds, a revisit is planned again: a killed run or a failing site must not lose the last one.
            retries=[(item.address.key, self._when(schedule.missed_revisit, item, now)) for item in found],
            is_cut=is_cut,
        )

    def done(self, key: int) -> list[tuple[int, str | None]]:
        """Return the next revisit (key and time) of an article that was fetched; empty if it was not a revisit."""
        return [(key, self._next_times.pop(key))] if key in self._next_times else []

    def _when(self, rule: Callable[..., datetime | None], item: Revisit, now: datetime) -> str | None:
        when = rule(datetime.fromisoformat(item.first_seen), now=now, steps=self._steps)
        return dates.rfc3339(when) if when else None
