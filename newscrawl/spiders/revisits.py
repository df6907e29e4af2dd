"""Looking at known articles again: how many a run takes, and when the next look at each comes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newscrawl import dates
from newscrawl.discover import schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from newscrawl.state import Address, Revisit, Store


class Revisits:
    """The articles that one run looks at again."""

    def __init__(self, *, steps: Sequence[timedelta], most: int) -> None:
        """``steps``: how long after an article was first seen each look comes. ``most``: looks of the run."""
        self._steps = steps
        self._left = most
        self._looks: dict[int, str | None] = {}
        """When each article that is being looked at again is due after that."""

        self.is_cut = False
        """Whether the last of the run's looks were taken, and more articles are due."""

    def take(self, store: Store, site: str, *, now: datetime, most: int) -> list[Address]:
        """The articles of a site whose next look has come, ``most`` at a time and as many in all as the run may take."""
        room = min(most, self._left)
        self.is_cut = False
        if room <= 0:
            return []
        found = store.due_revisits(site, now=dates.rfc3339(now), limit=room + 1)
        self.is_cut = len(found) > room >= self._left
        found = found[:room]
        # Until it was had, a look comes again: a run that is killed or a site that is down must not cost the last one.
        store.schedule_revisits(
            [(again.address.key, self._when(schedule.missed_revisit, again, now)) for again in found]
        )
        self._looks |= {again.address.key: self._when(schedule.next_revisit, again, now) for again in found}
        self._left -= len(found)
        return [again.address for again in found]

    def looked(self, store: Store, key: int) -> None:
        """An article was looked at again, whatever came of it: its next look is planned."""
        if key in self._looks:
            store.schedule_revisits([(key, self._looks.pop(key))])

    def _when(self, rule: Callable[..., datetime | None], again: Revisit, now: datetime) -> str | None:
        when = rule(datetime.fromisoformat(again.first_seen), now=now, steps=self._steps)
        return dates.rfc3339(when) if when else None
