"""Records that are not written."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from newscrawl.pipelines.rejection import Outcome, Rejected
from newscrawl.pipelines.validate import check
from tests.helpers.records import article

VIETNAM = timezone(timedelta(hours=7))


def refusal(*args: object, **kwargs: object) -> tuple[str, Outcome]:
    with pytest.raises(Rejected) as raised:
        check(*args, **kwargs)  # type: ignore[arg-type] # the test's own words
    return raised.value.reason, raised.value.outcome


def test_a_sound_article_passes() -> None:
    check(article())
    check(article(text="", genre="photo"))
    check(article(date_published=None), since=datetime(2030, 1, 1, tzinfo=VIETNAM))


def test_an_article_without_text_is_none() -> None:
    assert refusal(article(text="")) == ("no_text", Outcome.REJECTED)


def test_a_date_in_the_future_is_refused() -> None:
    assert refusal(article(date_published="2026-03-05T08:00:00+07:00")) == ("date_in_future", Outcome.REJECTED)


def test_days_not_asked_for_are_left_to_another_run() -> None:
    march = datetime(2026, 3, 1, tzinfo=VIETNAM)
    check(article(), since=march, until=march + timedelta(days=1))
    assert refusal(article(), since=march + timedelta(days=1)) == ("before_since", Outcome.SKIPPED)
    assert refusal(article(), until=march) == ("after_until", Outcome.SKIPPED)
