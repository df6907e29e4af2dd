"""The exit code and the words of a run to which addresses were offered and that took none."""

from __future__ import annotations

from newscrawl.cli import problems, summary
from newscrawl.report.manifest import ExitCode, site_report


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
