"""Gaps are judged by the usual intervals of a site."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from newscrawl.report.gaps import EmptyDays, Gaps, empty_days, silences
from newscrawl.state import Source

HOUR = 3600.0


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
