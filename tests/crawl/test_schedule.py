"""Scheduled runs: a run fetches the sources that are due and no others, and revisits articles."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from newscrawl import dates, sample
from newscrawl.cli.problems import report_problems
from newscrawl.sample.newspaper import Resource
from newscrawl.state import Status, address_key, open_or_create_store
from tests.helpers.crawling import crawl_sample
from tests.helpers.files import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult

SCHEDULED = {"NEWSCRAWL_DUE": True, "NEWSCRAWL_REVISIT": True}


def put_sources_to_rest(db: sqlite3.Connection) -> str:
    """Say in the state that each source was just read and is due in two days; return when."""
    due = dates.rfc3339(datetime.now(UTC) + timedelta(days=2))
    db.execute("UPDATE sources SET next_check = ?, interval = 172800", (due,))
    return due


@pytest.fixture(scope="module")
def server() -> Iterator[sample.Server]:
    with sample.serve() as running:
        yield running


def scheduled_run(server: sample.Server, output: Path, **using: Any) -> tuple[CrawlResult, list[sample.Request]]:
    before = len(server.log)
    ended = crawl_sample(server, output, using={**SCHEDULED, **using})
    return ended, server.log[before:]


def pass_time(output: Path, passed: timedelta) -> None:
    """Move every time in the state back, as if it had passed."""
    then = dates.rfc3339(datetime.now(UTC) - passed)
    with sqlite3.connect(output / ".state" / "state.sqlite3") as db:
        db.execute("UPDATE sources SET next_check = ?, first_checked = ?, checked = ?", (then, then, then))
        db.execute("UPDATE addresses SET next_revisit = ? WHERE next_revisit IS NOT NULL", (dates.to_epoch(then),))


def test_a_source_that_was_just_read_is_not_due(server: sample.Server, tmp_path: Path) -> None:
    first, log = scheduled_run(server, tmp_path)
    assert first.manifest
    assert first.manifest.sites["sample"].new == len(sample.expected(1).articles)
    assert first.exit_code == 0
    ended, log = scheduled_run(server, tmp_path)
    assert log == []
    assert ended.exit_code == 0
    by_hand = crawl_sample(server, tmp_path)
    assert by_hand.manifest
    assert by_hand.manifest.sites["sample"].requests > 5
    pass_time(tmp_path, timedelta(days=2))
    ended, log = scheduled_run(server, tmp_path)
    assert {r.path for r in log} >= {"/rss/home.rss", "/sitemap.xml"}
    assert {r.status for r in log if r.path == "/rss/home.rss"} == {304}


def test_a_run_that_did_not_end_makes_everything_due(server: sample.Server, tmp_path: Path) -> None:
    scheduled_run(server, tmp_path)
    store = open_or_create_store(tmp_path / ".state")
    store.begin_crawl("sample")
    assert store.next_due("sample", revisits=True) is None
    store.close()
    _, log = scheduled_run(server, tmp_path)
    assert {r.status for r in log if r.path == "/rss/home.rss"} == {200}


def test_articles_are_revisited_within_the_budget(server: sample.Server, tmp_path: Path) -> None:
    output = tmp_path / "archive"
    server.edition = 1
    using = {"NEWSCRAWL_MIN_INTERVAL": "6d"}
    crawl_sample(server, output)
    want = sample.expected(2)
    with sqlite3.connect(output / ".state" / "state.sqlite3") as db:
        urls = "SELECT path FROM urls JOIN addresses ON url = number WHERE next_revisit IS NOT NULL"
        planned = {row[0] for row in db.execute(urls)}
        week = dates.rfc3339(datetime.now(UTC) - timedelta(days=7))
        recent = {path for path, article in want.articles.items() if article.date_published > week}
        assert planned == recent
        db.execute("UPDATE addresses SET next_revisit = NULL")
        due = int((datetime.now(UTC) - timedelta(minutes=5)).timestamp())
        seen = due - 3600
        db.execute("UPDATE articles SET first_seen = ?", (seen,))
        taken = next(path for path in sorted(want.articles) if path != want.edited)
        key = address_key(f"{server.base_url}{taken}")
        edited = address_key(f"{server.base_url}{want.edited}")
        db.execute("UPDATE addresses SET next_revisit = ? WHERE key IN (?, ?)", (due, key, edited))
        gone = "/nay-da-go-255999.html"
        db.execute("UPDATE urls SET path = ? WHERE number = (SELECT url FROM addresses WHERE key = ?)", (gone, key))
        rested = put_sources_to_rest(db)
    server.edition = 2
    try:
        ended, log = scheduled_run(server, output, NEWSCRAWL_REVISIT_BUDGET=1, **using)
        assert len([r for r in log if r.path.endswith(".html")]) == 1
        assert ended.manifest
        assert ended.manifest.sites["sample"].limits == {"revisit_budget": 1}
        assert ended.exit_code == 0
        second, log = scheduled_run(server, output, **using)
        assert len([r for r in log if r.path.endswith(".html")]) == 1
        third, log = scheduled_run(server, output, **using)
        assert log == []
    finally:
        server.edition = 1
    revised = [line for e in (ended, second, third) for f in e.files if "articles" in f.name for line in read_lines(f)]
    assert [(urlsplit(line["url"]).path, line["revision"]) for line in revised] == [(want.edited, 2)]
    store = open_or_create_store(output / ".state")
    assert store.known([key])[key].status is Status.GONE
    with sqlite3.connect(output / ".state" / "state.sqlite3") as db:
        rows = [r[0] for r in db.execute("SELECT next_revisit FROM addresses WHERE next_revisit IS NOT NULL")]
    assert rows == [seen + 24 * 3600] * 2
    assert store.next_due("sample", revisits=True) == dates.from_epoch(rows[0])
    assert store.next_due("sample", revisits=False) == rested
    store.close()


def test_a_wrong_interval_is_reported(
    server: sample.Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, _ = scheduled_run(server, tmp_path, NEWSCRAWL_MIN_INTERVAL="soon")
    assert report_problems(ended) == 2
    assert "written 30s, 5m, 1h or 7d, not 'soon'" in capsys.readouterr().err


def test_only_the_source_that_failed_is_read_in_full_next_time(server: sample.Server, tmp_path: Path) -> None:
    page = server.current.pages["/rss/home.rss"]
    assert isinstance(server.current.pages, dict)
    server.current.pages["/rss/home.rss"] = Resource(b"", status=500)
    try:
        scheduled_run(server, tmp_path, RETRY_TIMES=0)
    finally:
        server.current.pages["/rss/home.rss"] = page
    store = open_or_create_store(tmp_path / ".state")
    failed = store.source(f"{server.base_url}/rss/home.rss")
    store.close()
    assert failed
    assert failed.unfinished
    assert failed.interval == 300
    _, log = scheduled_run(server, tmp_path)
    assert log == []
    pass_time(tmp_path, timedelta(days=1))
    _, log = scheduled_run(server, tmp_path)
    by_path = {r.path: r.status for r in log}
    assert by_path["/rss/home.rss"] == 200
    assert by_path["/rss/kinh-te-303.rss"] == 304


def test_a_failed_revisit_is_repeated_later(tmp_path: Path) -> None:
    """The last revisit, a week after the article was first seen, is repeated too: no later one would find the edit."""
    with sample.serve() as server:
        crawl_sample(server, tmp_path)
        edited = sample.expected(2).edited
        week, minute = dates.rfc3339(datetime.now(UTC) - timedelta(days=7)), dates.rfc3339(datetime.now(UTC))
        with sqlite3.connect(tmp_path / ".state" / "state.sqlite3") as db:
            db.execute("UPDATE addresses SET next_revisit = NULL")
            db.execute("UPDATE articles SET first_seen = ?", (dates.to_epoch(week),))
            put_sources_to_rest(db)
            key = address_key(f"{server.base_url}{edited}")
            db.execute("UPDATE addresses SET next_revisit = ? WHERE key = ?", (dates.to_epoch(minute), key))
        page = server.current.pages[edited]
        assert isinstance(server.current.pages, dict)
        server.current.pages[edited] = Resource(b"", status=502)
        scheduled_run(server, tmp_path, RETRY_TIMES=0)
        server.current.pages[edited] = page
    store = open_or_create_store(tmp_path / ".state")
    due = store.next_due("sample", revisits=True)
    store.close()
    assert due
    # The next revisit is due after an eighth of a week.
    assert timedelta(hours=20) < datetime.fromisoformat(due) - datetime.now(UTC) <= timedelta(hours=21)
