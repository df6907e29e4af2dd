"""Simulates a month of the schedule with a virtual clock and invented sources, without network.

``python benchmarks/schedule.py`` prints the table of schedule.md; it takes some seconds.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from newscrawl.dates import VIETNAM
from newscrawl.policy.schedule import (
    IntervalBounds,
    PollInterval,
    after_answer,
    after_failure,
    is_due,
    next_revisit,
    parse_durations,
)

START = datetime(2026, 3, 2, tzinfo=VIETNAM)
MONTH = timedelta(days=30)
ROUND = timedelta(minutes=5)
STEPS = parse_durations("1h 1d 7d")
DAYLIGHT = (6, 22)
"""Hours of the day in which newspapers publish."""


@dataclass(slots=True)
class Source:
    """A feed of its newest ``holds`` articles."""

    name: str
    published: list[datetime]
    holds: int = 50
    outage: tuple[datetime, datetime] | None = None
    pace: PollInterval | None = None
    last: datetime = START
    asked: int = 0
    late: list[timedelta] = field(default_factory=list)
    over: int = 0
    """The number of articles found later than the planned interval."""
    found: dict[datetime, datetime] = field(default_factory=dict)

    def ask(self, now: datetime, bounds: IntervalBounds) -> None:
        """Read the feed, unless it is down."""
        self.asked += 1
        if self.outage and self.outage[0] <= now < self.outage[1]:
            self.pace = after_failure(self.pace, now=now, bounds=bounds)
            return
        seen = self.published[
            max(bisect_right(self.published, now) - self.holds, 0) : bisect_right(self.published, now)
        ]
        fresh = [moment for moment in seen if moment not in self.found]
        planned = self.pace.interval if self.pace else timedelta(0)
        for moment in fresh:
            self.found[moment] = now
            if moment > START:
                self.late.append(now - moment)
                self.over += now - moment > planned + ROUND
        self.pace = after_answer(self.pace, now=now, news=len(fresh), bounds=bounds)


def publications(chance: random.Random, a_day: float, *, until: timedelta = MONTH) -> list[datetime]:
    """Publication times of a newspaper with so many articles a day, by day only, from a day before the start."""
    hours, found = DAYLIGHT[1] - DAYLIGHT[0], []
    moment = START - timedelta(days=1)
    while moment < START + until:
        moment += timedelta(hours=chance.expovariate(a_day / hours))
        if moment.hour < DAYLIGHT[0] or moment.hour >= DAYLIGHT[1]:
            night = moment.replace(hour=DAYLIGHT[0], minute=0)
            moment = night if moment.hour < DAYLIGHT[0] else night + timedelta(days=1)
            moment += timedelta(minutes=chance.uniform(0, 60 * hours / a_day))
        found.append(moment)
    return [moment for moment in found if moment < START + until]


def sources(chance: random.Random) -> list[Source]:
    out = START + timedelta(days=12), START + timedelta(days=13)
    return [
        Source("300 articles a day", publications(chance, 300)),
        Source("60 a day", publications(chance, 60)),
        Source("60 a day, down for a day", publications(chance, 60), holds=100, outage=out),
        Source("15 a day", publications(chance, 15)),
        Source("2 a day", publications(chance, 2)),
        Source("1 a week", publications(chance, 1 / 7)),
        Source("60 a day, dead after day 5", publications(chance, 60, until=timedelta(days=5))),
        Source("never any", []),
    ]


def revisits(source: Source) -> int:
    """The number of revisits of articles within the month."""
    looks = 0
    for published, seen in source.found.items():
        now = seen
        while published > START and (when := next_revisit(seen, now=now, steps=STEPS)) and when < START + MONTH:
            looks, now = looks + 1, when
    return looks


def main() -> None:
    bounds, found = IntervalBounds(), sources(random.Random(20260302))  # noqa: S311 - not for secrets
    now = START
    while now < START + MONTH:
        for source in found:
            if is_due(source.pace, now=now):
                source.ask(now, bounds)
        now += ROUND
    print(
        "| source | articles | found | lost | median wait | 95 % | within the interval | questions | every 5 min | revisits |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for source in found:
        month = source.published[bisect_left(source.published, START) :]
        late = sorted(source.late)
        waits = (
            [
                str(timedelta(minutes=round(w.total_seconds() / 60)))[:-3]
                for w in (median(late), late[int(len(late) * 0.95)])
            ]
            if late
            else ["-", "-"]
        )
        within = f"{100 * (1 - source.over / len(late)):.1f} %" if late else "-"
        missing = sum(moment not in source.found for moment in month)
        print(
            f"| {source.name} | {len(month)} | {len(late)} | {missing} | {waits[0]} | {waits[1]} | {within} | "
            f"{source.asked} | {MONTH // ROUND} | {revisits(source)} |"
        )


if __name__ == "__main__":
    main()
