"""The progress of a backfill and its remaining time."""

from __future__ import annotations

from datetime import date

from newscrawl.report.progress import Progress


def test_nothing_is_known_at_the_beginning() -> None:
    progress = Progress()
    assert progress.expected() == progress.requests_left() == 0
    assert progress.seconds_left(requests=0, elapsed=0, delay=1.0) == 0
    assert not progress.is_guess


def test_sources_that_are_left_count_like_those_that_were_read() -> None:
    progress = Progress(found=50)  # of an earlier start
    for day in (1, 2):
        progress.began(date(2026, 1, day), left=10 - day)
        progress.found += 100
    progress.done = 150
    assert progress.is_guess
    assert progress.expected() == 250 + 8 * 100
    assert progress.requests_left() == 900 + 8
    assert progress.words() == "2026-01-02: 150 of about 1,050 articles, 8 sources left"


def test_the_pace_is_what_was_measured_and_never_faster_than_the_delay() -> None:
    progress = Progress(found=110, done=10)
    assert progress.seconds_left(requests=5, elapsed=50, delay=1.0) == 100  # too few requests for a measurement
    assert progress.seconds_left(requests=20, elapsed=50, delay=1.0) == 250
    assert progress.seconds_left(requests=20, elapsed=5, delay=1.0) == 100
    assert progress.words() == "backfill: 10 of 110 articles, 0 sources left"
