"""newscrawl as a Scrapy user meets it: `scrapy list`, `scrapy crawl … -O`, `scrapy shell`, `scrapy settings`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newscrawl import sample, sites
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sample.site import site
from newscrawl.spiders import spider_class
from tests.crawl.conftest import lines

if TYPE_CHECKING:
    from tests.crawl.conftest import Crawls

ROOT = Path(__file__).parents[2]


def scrapy(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_list_names_every_site() -> None:
    assert scrapy("list").stdout.split() == sorted(sites.names())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROBOTSTXT_OBEY", "True"),
        ("TELNETCONSOLE_ENABLED", "False"),
        ("REMOTE_CONTROL_ENABLED", "False"),
        ("FEED_EXPORT_ENCODING", "utf-8"),
    ],
)
def test_the_settings_of_the_project(name: str, value: str) -> None:
    assert scrapy("settings", "--get", name).stdout.strip() == value


def test_the_shell_fetches_a_page_with_the_projects_settings() -> None:
    with sample.serve() as server:
        done = scrapy(
            "shell", f"{server.base_url}/", "-s", "NEWSCRAWL_ALLOW_PRIVATE=1", "-c", "response.css('title::text').get()"
        )
        assert "Báo Mẫu" in done.stdout, done.stderr
        assert {r.path for r in server.log} == {"/robots.txt", "/"}
        assert all((r.user_agent or "").startswith("newscrawl/") for r in server.log)


def test_the_shell_of_a_site_that_has_a_profile() -> None:
    """Scrapy opens its spider, and a run is neither begun nor missed."""
    with sample.serve() as server:
        done = scrapy("shell", f"{server.base_url}/", "--spider", "baokiemtoan", "-c", "spider.name")
    assert "baokiemtoan" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_feed_has_the_lines_of_a_run_and_nothing_else_is_written(
    tmp_path: Path, crawls: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    feed = tmp_path / "x.jsonl"
    for _ in range(2):  # the same lines each time, as with -O of any spider
        with sample.serve(port=0) as server:
            using = build_settings(
                LOG_LEVEL="ERROR",
                NEWSCRAWL_ALLOW_PRIVATE=True,
                DOWNLOAD_DELAY=0.0,
                NEWSCRAWL_MAX_CRAWL_DELAY=0.0,
                FEEDS={str(feed): {"format": "jsonl", "overwrite": True}},
            )
            ended = run_jobs([Job(spider_class(site(server)), {})], using)
        assert ended.output is None
        written = lines(feed)
        assert sorted(line["id"] for line in written) == sorted(line["id"] for line in crawls.articles(0))
        assert list(written[0]) == list(crawls.articles(0)[0])
        assert [p.name for p in tmp_path.iterdir()] == ["x.jsonl"]


def test_a_wrong_argument_says_which() -> None:
    done = scrapy("crawl", "baokiemtoan", "-a", "since=yesterday", "-s", "LOG_LEVEL=ERROR")
    assert "since is a day such as 2026-01-31, not 'yesterday'" in done.stderr
