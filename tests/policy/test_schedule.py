"""The schedule of a source: time is an argument, so a test of a month takes a millisecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.dates import VIETNAM
from newscrawl.policy.schedule import (
    IntervalBounds,
    PollInterval,
    after_answer,
    after_failure,
    is_due,
    missed_revisit,
    next_day,
    next_revisit,
    parse_duration,
    parse_durations,
)

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOUNDS = IntervalBounds()


def read(
    pace: PollInterval | None, *, hours: float, every: timedelta, start: datetime
) -> tuple[PollInterval, int, datetime]:
    """Poll a source that publishes one article ``every`` interval, for some hours; its poll interval, the number of polls, the end."""
    now, end, asked, last = start, start + hours * HOUR, 0, start
    while now < end:
        fresh = int((now - last) / every)
        last += fresh * every
        pace = after_answer(pace, now=now, news=fresh, bounds=BOUNDS)
        now, asked = pace.next_check, asked + 1
    assert pace
    return pace, asked, now


def test_a_source_never_read_is_due_and_one_just_read_is_not() -> None:
    assert is_due(None, now=START)
    pace = after_answer(None, now=START, news=50, bounds=BOUNDS)
    assert not is_due(pace, now=START)
    assert is_due(pace, now=START + pace.interval)


@pytest.mark.parametrize("years", [1, 4000])
def test_a_source_that_was_asked_in_the_future_is_due(years: int) -> None:
    """The clock of that run was wrong, or the stored time is damaged: without this the source would rest for years."""
    pace = after_answer(None, now=START.replace(year=START.year + years), news=50, bounds=BOUNDS)
    assert is_due(pace, now=START)


def test_a_cron_job_of_the_same_period_is_not_missed_by_seconds() -> None:
    pace = after_answer(None, now=START, news=50, bounds=BOUNDS)
    assert is_due(pace, now=START + pace.interval - timedelta(seconds=20))
    assert not is_due(pace, now=START + pace.interval * 0.8)


@pytest.mark.parametrize("minutes", [20, 60, 240])
def test_a_source_is_asked_about_twice_an_article(minutes: int) -> None:
    every = timedelta(minutes=minutes)
    pace, _, now = read(None, hours=72, every=every, start=START)
    assert every / 4 <= pace.interval <= every
    _, asked, _ = read(pace, hours=96, every=every, start=now)
    assert 1 <= asked / (96 * HOUR / every) <= 3


def test_the_bounds_are_kept() -> None:
    busy, _, _ = read(None, hours=24, every=timedelta(seconds=10), start=START)
    assert busy.interval == BOUNDS.shortest
    dead, _, _ = read(busy, hours=24 * 90, every=timedelta(days=10_000), start=START + DAY)
    assert dead.interval == BOUNDS.longest


def test_a_dead_source_is_asked_rarely_and_lives_again_with_its_first_news() -> None:
    busy, _, now = read(None, hours=48, every=timedelta(minutes=10), start=START)
    dead, asked, now = read(busy, hours=24 * 60, every=timedelta(days=10_000), start=now)
    assert asked < 120  # one poll every ten minutes would make 8,640
    alive = after_answer(dead, now=now, news=1, bounds=BOUNDS)
    assert alive.interval < 8 * HOUR


def test_a_quiet_night_is_forgotten_by_noon() -> None:
    day, _, now = read(None, hours=48, every=timedelta(minutes=10), start=START)
    night, _, now = read(day, hours=8, every=timedelta(days=1), start=now)
    assert night.interval <= 2 * HOUR
    noon, _, _ = read(night, hours=4, every=timedelta(minutes=10), start=now)
    assert noon.interval <= timedelta(minutes=15)


def test_a_source_that_fails_is_asked_soon_and_then_ever_more_rarely() -> None:
    pace = after_failure(None, now=START, bounds=BOUNDS)
    assert pace.interval == BOUNDS.shortest
    waits = []
    for _ in range(20):
        pace = after_failure(pace, now=pace.next_check, bounds=BOUNDS)
        waits.append(pace.interval)
    assert waits == sorted(waits)
    assert waits[-1] == BOUNDS.longest
    back = after_answer(pace, now=pace.next_check, news=3, bounds=BOUNDS)
    assert back.interval < BOUNDS.longest


def test_an_article_is_looked_at_after_an_hour_a_day_a_week_and_then_not() -> None:
    steps = parse_durations("1h 1d 7d")
    seen, now = [], START
    while (when := next_revisit(START, now=now, steps=steps)) is not None:
        seen.append(when - START)
        now = when
    assert seen == [HOUR, DAY, 7 * DAY]


def test_a_step_that_was_slept_through_is_not_made_up_for() -> None:
    assert next_revisit(START, now=START + 3 * DAY, steps=parse_durations("1h 1d 7d")) == START + 7 * DAY


def test_what_a_backfill_brings_is_not_looked_at_again() -> None:
    steps = parse_durations("1h, 1d, 7d")
    assert next_revisit(START, now=START, steps=steps, published=START - 8 * DAY) is None
    assert next_revisit(START, now=START, steps=steps, published=START - 6 * DAY) == START + HOUR
    assert next_revisit(START, now=START, steps=()) is None


def test_lengths_of_time() -> None:
    assert [parse_duration(t) for t in ("30", "30s", "5m", "1.5h", "7D", "2w", 90)] == [
        timedelta(seconds=30),
        timedelta(seconds=30),
        timedelta(minutes=5),
        timedelta(minutes=90),
        timedelta(days=7),
        timedelta(days=14),
        timedelta(seconds=90),
    ]
    for wrong in ("", "5 months", "-3d", "soon"):
        with pytest.raises(ValueError, match="30s, 5m, 1h or 7d"):
            parse_duration(wrong)


def test_bounds_that_leave_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="shortest"):
        IntervalBounds(shortest=DAY, longest=HOUR)


def test_a_look_that_was_missed_comes_again_ever_later_and_not_for_ever() -> None:
    steps = parse_durations("1h 1d 7d")
    seen = datetime(2026, 3, 1, tzinfo=VIETNAM)
    waits = [
        after and after - (seen + age)
        for age in (timedelta(hours=1), timedelta(days=1), timedelta(days=8), timedelta(days=15))
        for after in (missed_revisit(seen, now=seen + age, steps=steps),)
    ]
    assert waits == [timedelta(hours=1), timedelta(hours=3), timedelta(days=1), None]
    assert missed_revisit(seen, now=seen, steps=()) is None
    assert next_day(datetime(2026, 3, 1, 17, 1, tzinfo=UTC)) == datetime(2026, 3, 3, tzinfo=VIETNAM)
