"""The exit code and the words of a run to which addresses were offered and that took none."""

from __future__ import annotations

import pytest

from newscrawl.cli import problems, summary
from newscrawl.report.crawl_stats import Counts
from newscrawl.report.manifest import ExitCode, site_report
from newscrawl.report.status import carried, run_status


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


@pytest.mark.parametrize(("mixed_up", "status"), [(11, "degraded"), (0, "ok")])
def test_pages_that_mostly_repeat_one_another_are_told(mixed_up: int, status: str) -> None:
    stats = {"newscrawl/written/new": 1, "newscrawl/known/same_content": 11, "newscrawl/mixed_up": mixed_up}
    assert run_status(site_report({**stats, "newscrawl/source/listing/ok": 1}, reason="finished")).status == status


def test_a_section_that_never_named_an_article_is_told_without_a_failure() -> None:
    found = run_status(
        site_report({"newscrawl/written/new": 3, "newscrawl/source/listing/names_nothing": 2}, reason="finished")
    )
    assert (found.status, found.code) == ("degraded", 0)
    assert "2 sections of the profile name no article" in found.cause


@pytest.mark.parametrize(
    ("stats", "status"),
    [
        ({"source/listing/not_due": 2}, "degraded"),
        ({"source/listing/not_due": 1, "source/listing/ok": 1}, "ok"),
        ({"source/listing/not_due": 1, "known/not_modified": 1}, "ok"),
    ],
)
def test_a_run_that_asks_for_nothing_keeps_what_the_run_before_told(stats: dict[str, int], status: str) -> None:
    report = site_report({f"newscrawl/{name}": count for name, count in stats.items()}, reason="finished")
    before = Counts(
        crawl_id="a", finished="2026-03-02T08:00:00+07:00", status="degraded", cause="a section is gone", code=3
    )
    found = carried(run_status(report), report, [before], deferred=0)
    assert found.status == status
    assert (found.cause == before.cause) == (status == "degraded")


def test_a_site_that_forbids_its_sources_is_to_be_asked() -> None:
    report = site_report({"newscrawl/source/listing/robots_forbidden": 1}, reason="finished")
    assert "asks not to be crawled" in problems._problem("bao", report)


def test_articles_that_robots_txt_forbids_are_no_fine_run() -> None:
    stats = {"source/listing/ok": 1, "found/listing": 12, "skipped/robots_forbidden": 12}
    report = site_report({f"newscrawl/{name}": count for name, count in stats.items()}, reason="finished")
    assert report.exit_code == ExitCode.NOTHING_NEW
    assert "robots.txt forbids its articles" in run_status(report).cause
    assert "asks not to be crawled there" in problems._problem("bao", report)
    known = site_report(
        {f"newscrawl/{name}": count for name, count in {**stats, "links/known": 3}.items()}, reason="finished"
    )
    assert known.exit_code == ExitCode.FINE


@pytest.mark.parametrize(("pages", "again", "code"), [(1, 0, 0), (2, 0, 3), (2, 2, 0), (3, 2, 3)])
def test_a_page_that_fails_on_a_quiet_night_is_no_dead_site(pages: int, again: int, code: int) -> None:
    stats = {
        "source/listing/ok": 1,
        "links/known": 9,
        "failed/http_500": pages,
        "failed_pages": pages,
        "failed_again": again,
    }
    report = site_report({f"newscrawl/{name}": count for name, count in stats.items()}, reason="finished")
    assert report.exit_code == code
    assert run_status(report).status == ("dead" if code else "degraded")
