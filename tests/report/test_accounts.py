"""The sums of a run: what agrees, what does not, and what is said of offers that nobody took."""

from __future__ import annotations

from typing import Any, Final

import pytest

from newscrawl.report.accounts import accounts
from newscrawl.report.manifest import ExitCode, SiteReport, site_report
from newscrawl.report.status import SiteStatus, none_taken, run_status

FINISHED: Final = {
    "newscrawl/offers/feed/offered": 9,
    "newscrawl/offers/feed/taken": 4,
    "newscrawl/offers/feed/known": 3,
    "newscrawl/offers/feed/refused_by_address": 2,
    "newscrawl/answers/feed/requests": 1,
    "newscrawl/answers/feed/200": 1,
    "newscrawl/answers/article/requests": 5,
    "newscrawl/answers/article/200": 3,
    "newscrawl/answers/article/timeout": 2,
    "newscrawl/pages/taken": 4,
    "newscrawl/pages/earlier": 1,
    "newscrawl/pages/waiting": 0,
    "newscrawl/pages/unanswered": 0,
    "newscrawl/pages/lost": 0,
    "newscrawl/written/new": 2,
    "newscrawl/rejected/no_body": 1,
    "newscrawl/failed/timeout": 2,
    "newscrawl/failed_pages": 2,
    "newscrawl/found/feed": 4,
    "newscrawl/source/feed/ok": 1,
}


def test_a_run_of_which_everything_is_accounted_for() -> None:
    found = accounts(FINISHED, reason="finished")
    assert found.mismatches == []
    assert (found.offered, found.taken, found.known, found.refused) == (9, 4, 3, {"by_address": 2})
    assert found.offers["feed"]["refused_by_address"] == 2
    assert found.answers["article"] == {"200": 3, "requests": 5, "timeout": 2}
    assert found.pages["failed"] == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"offers/feed/known": 2}, "feed offered 9 addresses, and 8 are accounted for"),
        ({"pages/taken": 3, "pages/earlier": 2}, "4 offered addresses were taken, and 3 pages were counted"),
        ({"answers/article/200": 2}, "5 requests of the kind article have 4 answers"),
        ({"rejected/no_body": 0}, "5 pages were to be read, and 4 have an outcome"),
        ({"pages/unanswered": 1, "written/new": 1}, "1 pages were requested and have no answer"),
        ({"pages/lost": 2}, "2 pages without an answer are not pending in the state"),
    ],
)
def test_a_page_that_is_lost_on_its_way_is_named(changes: dict[str, int], words: str) -> None:
    stats = {**FINISHED, **{f"newscrawl/{name}": count for name, count in changes.items()}}
    assert accounts(stats, reason="finished").mismatches == [words]


def test_a_run_that_was_stopped_may_have_requests_without_an_answer() -> None:
    changes = {"newscrawl/pages/unanswered": 1, "newscrawl/written/new": 1, "newscrawl/answers/article/200": 2}
    assert accounts({**FINISHED, **changes}, reason="blocked").mismatches == []


def test_a_cancelled_run_is_not_checked() -> None:
    stats = {name: count for name, count in FINISHED.items() if name != "newscrawl/pages/lost"}
    assert accounts({**stats, "newscrawl/written/new": 0}, reason="interrupted").mismatches == []


def report(**stats: Any) -> SiteReport:
    return site_report(
        {f"newscrawl/{name.replace('__', '/')}": count for name, count in stats.items()}, reason="finished"
    )


def test_offers_of_which_none_is_taken_are_no_success() -> None:
    found = report(
        offers__feed__offered=223,
        offers__feed__refused_by_address=223,
        found__feed=0,
        source__feed__ok=1,
        pages__lost=0,
    )
    assert found.exit_code is ExitCode.NOTHING_NEW
    assert none_taken(found) == "223 addresses were offered and none was taken: 223 refused or left over (by_address)"
    assert run_status(found).status is SiteStatus.BROKEN


def test_offers_that_are_known_are_a_quiet_run() -> None:
    found = report(
        offers__feed__offered=20,
        offers__feed__known=20,
        found__feed=0,
        source__feed__ok=1,
        links__known=20,
        pages__lost=0,
    )
    assert found.exit_code is ExitCode.FINE
    assert none_taken(found) == ""
    assert run_status(found).status is SiteStatus.OK


def test_an_empty_feed_is_a_quiet_run() -> None:
    assert report(found__feed=0, source__feed__ok=1).exit_code is ExitCode.FINE
