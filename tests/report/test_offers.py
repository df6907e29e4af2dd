"""The exit code and the words of a run to which addresses were offered and that took none."""

from __future__ import annotations

import pytest

from newscrawl.cli import problems, summary
from newscrawl.report.manifest import ExitCode, site_report
from newscrawl.report.status import run_status


def test_a_run_that_took_nothing_of_what_was_offered_found_nothing() -> None:
    report = site_report(
        {
            "newscrawl/offers/feed/offered": 223,
            "newscrawl/offers/feed/refused_by_address": 223,
            "newscrawl/found/feed": 0,
            "newscrawl/source/sitemap/unchanged": 1,
        },
        reason="finished",
    )
    assert report.exit_code == ExitCode.NOTHING_NEW
    words = problems._problem("bao", report)
    assert "223 addresses were offered and none was taken" in words
    assert "by_address" in words


def test_a_run_that_knows_what_was_offered_is_fine() -> None:
    stats = {
        "newscrawl/offers/feed/known": 20,
        "newscrawl/offers/feed/refused_by_address": 3,
        "newscrawl/links/known": 20,
    }
    assert site_report({"newscrawl/offers/feed/offered": 9} | stats, reason="finished").exit_code == ExitCode.FINE


def test_articles_of_other_days_are_no_failure_of_the_rules() -> None:
    stats = {"newscrawl/offers/feed/refused_by_date": 9, "newscrawl/source/feed/unchanged": 1}
    assert site_report({"newscrawl/offers/feed/offered": 9} | stats, reason="finished").exit_code == ExitCode.FINE


def test_what_is_given_up_is_said() -> None:
    stats = {"newscrawl/limit/sitemap_depth": 4, "newscrawl/source/feed/truncated": 1, "newscrawl/source/feed/ok": 2}
    assert summary._given_up(site_report(stats, reason="finished")) == "sitemap_depth 4, feed/truncated 1"


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        ({"http_503": 1}, "could not be fetched (http_503 1), and without it"),
        ({"proxy_unreachable": 1}, "unset http_proxy"),
        ({"bad_certificate": 1}, "DOWNLOAD_VERIFY_CERTIFICATES is set"),
    ],
)
def test_why_a_robots_txt_could_not_be_fetched_is_said(causes: dict[str, int], words: str) -> None:
    stats = {f"newscrawl/robots_unreachable/{reason}": count for reason, count in causes.items()}
    report = site_report({"newscrawl/failed/robots_unreachable": 1} | stats, reason="finished")
    assert words in problems._problem("bao", report)
    assert next(iter(causes)) in run_status(report).cause


@pytest.mark.parametrize(("new", "repeated", "status"), [(1, 11, "degraded"), (12, 11, "ok"), (0, 4, "ok")])
def test_pages_that_mostly_repeat_one_another_are_told(new: int, repeated: int, status: str) -> None:
    stats = {"newscrawl/written/new": new, "newscrawl/known/same_content": repeated, "newscrawl/source/listing/ok": 1}
    assert run_status(site_report(stats, reason="finished")).status == status


def test_a_site_that_forbids_its_sources_is_to_be_asked() -> None:
    report = site_report({"newscrawl/source/listing/robots_forbidden": 1}, reason="finished")
    assert "asks not to be crawled" in problems._problem("bao", report)
