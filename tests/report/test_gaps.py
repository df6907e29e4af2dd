"""Gaps are judged by the usual intervals of a site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from newscrawl.dates import VIETNAM, rfc3339
from newscrawl.policy.schedule import IntervalBounds
from newscrawl.policy.source_visit import SourceVisit
from newscrawl.report.gaps import EmptyDays, Gaps, empty_days, gone_sources, silences
from newscrawl.report.status import SiteStatus, run_status
from newscrawl.state import Source
from tests.report.test_accounts import report

HOUR = 3600.0
BOUNDS = IntervalBounds()


def source(**changes: Any) -> Source:
    said: dict[str, Any] = {
        "url": "https://bao.vn/rss",
        "site": "bao",
        "kind": "feed",
        "checked": "2026-03-10T08:00:00+07:00",
        "brought_news": "2026-03-10T07:00:00+07:00",
        "gap": HOUR,
    }
    return Source(**{**said, **changes})


@pytest.mark.parametrize(
    ("brought_news", "gap", "reported"),
    [
        ("2026-03-09T20:00:00+07:00", HOUR, 0),  # a night
        ("2026-03-08T09:00:00+07:00", HOUR, 0),
        ("2026-03-08T07:00:00+07:00", HOUR, 1),
        ("2026-03-01T08:00:00+07:00", 24 * HOUR, 0),  # a weekly supplement
        ("2026-02-27T08:00:00+07:00", 24 * HOUR, 1),
        (None, HOUR, 0),  # it never had an article, so no interval is usual
        ("2026-01-01T08:00:00+07:00", None, 0),
    ],
)
def test_silence_is_reported_after_ten_usual_gaps_and_two_days(
    brought_news: str | None, gap: float | None, reported: int
) -> None:
    assert len(silences([source(brought_news=brought_news, gap=gap)])) == reported


def test_silence_counts_to_the_last_answer_and_not_to_now() -> None:
    """A time without polls is no gap."""
    (found,) = silences([source(brought_news="2026-03-01T08:00:00+07:00")])
    assert (found.since, found.until, found.usual_hours) == (
        "2026-03-01T08:00:00+07:00",
        "2026-03-10T08:00:00+07:00",
        1,
    )


def days(numbers: list[int]) -> dict[str, int]:
    return {(date(2026, 3, 1) + timedelta(days=n)).isoformat(): number for n, number in enumerate(numbers) if number}


@pytest.mark.parametrize(
    ("numbers", "reported"),
    [
        ([20, 18, 0, 22, 19], [("2026-03-03", "2026-03-03", 1)]),
        ([20, 18, 0, 0, 19], [("2026-03-03", "2026-03-04", 2)]),
        ([0, 18, 20, 20, 0], [("2026-03-01", "2026-03-01", 1), ("2026-03-05", "2026-03-05", 1)]),
        ([1, 0, 2, 0, 1, 0, 1], []),  # a site that publishes rarely
        ([3, 0, 0, 0, 0, 3, 2, 4, 3, 2, 3, 4], [("2026-03-02", "2026-03-05", 4)]),
        ([0, 0, 0], []),  # no interval is usual
    ],
)
def test_empty_days_are_reported_where_chance_does_not_explain_them(
    numbers: list[int], reported: list[tuple[str, str, int]]
) -> None:
    last = date(2026, 3, 1) + timedelta(days=len(numbers) - 1)
    found = empty_days(days(numbers), first=date(2026, 3, 1), last=last)
    assert found == [EmptyDays(first=first, last=last, days=n) for first, last, n in reported]


def test_no_day_at_all() -> None:
    assert empty_days({"2026-03-01": 3}, first=date(2026, 3, 2), last=date(2026, 3, 1)) == []
    assert not Gaps()


def after_failures(count: int, *, retry: bool = False, bounds: IntervalBounds = BOUNDS) -> Source:
    """Return a feed with an article an hour that answered once and then failed so many times, each time when it was due."""
    now = datetime(2026, 3, 10, 8, tzinfo=VIETNAM)
    known = source(first_checked=rfc3339(now), checked=rfc3339(now), interval=HOUR / 2, next_check=rfc3339(now))
    for _ in range(count):
        visit = SourceVisit(url=known.url, site="bao", kind="feed", known=known)
        now += timedelta(seconds=known.interval or 0)
        (failed,) = visit.after_failure(now=now, bounds=bounds, retry=retry)
        known = replace(failed, checked=known.checked)  # the store keeps it
    return known


@pytest.mark.parametrize(("failures", "gone"), [(1, False), (2, False), (3, True), (9, True)])
def test_a_source_is_gone_after_three_answers_404(failures: int, *, gone: bool) -> None:
    found = gone_sources([after_failures(failures), replace(source(), url="https://bao.vn/khac")])
    assert [one.url for one in found] == ["https://bao.vn/rss"] * gone
    assert {one.since for one in found} <= {"2026-03-10T08:00:00+07:00"}


def test_a_source_that_fails_for_another_reason_or_never_answered_is_not_gone() -> None:
    assert gone_sources([after_failures(5, retry=True), replace(after_failures(5), checked=None)]) == []


def test_a_source_with_a_bounded_interval_is_gone_after_two_days() -> None:
    hourly = IntervalBounds(longest=timedelta(hours=1))
    assert gone_sources([after_failures(30, bounds=hourly)]) == []
    assert gone_sources([after_failures(50, bounds=hourly)])


def test_a_source_that_nobody_asks_for_any_more_is_not_gone() -> None:
    """It was removed from the profile: others are asked after its time has come."""
    removed = after_failures(4)
    other = replace(removed, url="https://bao.vn/khac", next_check="2026-03-12T00:00:00+07:00", interval=HOUR)
    assert gone_sources([removed, replace(other, checked=other.next_check)]) == []


def test_a_site_with_a_gone_source_is_degraded_and_does_not_fail() -> None:
    found = run_status(
        replace(report(found__feed=1, articles__new=1), gaps=Gaps(gone=gone_sources([after_failures(3)])))
    )
    assert (found.status, found.code) == (SiteStatus.DEGRADED, 0)
    assert found.cause == "feed https://bao.vn/rss is gone: it answers 404 or 410 since 2026-03-10"
