"""newscrawl as a Scrapy project: `scrapy list`, `scrapy crawl … -O`, `scrapy shell`, `scrapy settings`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl import sample, sites
from tests.helpers.crawling import crawl_sample
from tests.helpers.files import read_lines
from tests.helpers.process import run_python, run_scrapy

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.crawl.conftest import Crawls


def test_list_names_every_site() -> None:
    assert run_scrapy("list").stdout.decode().split() == sorted(sites.names())


SETTINGS: Final = {
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "FEED_EXPORT_ENCODING": "utf-8",
}


def test_the_settings_of_the_project() -> None:
    code = (
        "import sys; from scrapy.utils.project import get_project_settings as s; print([s()[n] for n in sys.argv[1:]])"
    )
    assert run_python("-c", code, *SETTINGS).stdout.decode().strip() == str([*SETTINGS.values()])
    assert run_scrapy("settings", "--get", "FEED_EXPORT_ENCODING").stdout.strip() == b"utf-8"


def test_the_shell_fetches_a_page_with_the_projects_settings() -> None:
    with sample.serve() as server:
        done = run_scrapy(
            "shell", f"{server.base_url}/", "-s", "NEWSCRAWL_ALLOW_PRIVATE=1", "-c", "response.css('title::text').get()"
        )
        assert "Báo Mẫu" in done.stdout.decode(), done.stderr.decode()
        assert {r.path for r in server.log} == {"/robots.txt", "/"}
        assert all((r.user_agent or "").startswith("newscrawl/") for r in server.log)


def test_the_shell_of_a_site_that_has_a_profile() -> None:
    """Scrapy opens the spider of the site without a run."""
    with sample.serve() as server:
        done = run_scrapy("shell", f"{server.base_url}/", "--spider", "baokiemtoan", "-c", "spider.name")
    assert b"baokiemtoan" in done.stdout
    assert b"Traceback" not in done.stderr


def test_a_feed_has_the_records_of_a_run_and_no_other_file_is_written(
    tmp_path: Path, crawls: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    feed = tmp_path / "x.jsonl"
    for _ in range(2):  # -O of any spider writes the same lines each time
        with sample.serve(port=0) as server:
            ended = crawl_sample(server, None, using={"FEEDS": {str(feed): {"format": "jsonl", "overwrite": True}}})
        assert ended.output is None
        written = read_lines(feed)
        assert sorted(line["id"] for line in written) == sorted(line["id"] for line in crawls.articles(0))
        assert list(written[0]) == list(crawls.articles(0)[0])
        assert [p.name for p in tmp_path.iterdir()] == ["x.jsonl"]


def test_a_wrong_argument_is_named() -> None:
    done = run_scrapy("crawl", "baokiemtoan", "-a", "since=yesterday", "-s", "LOG_LEVEL=ERROR")
    assert "since is a day such as 2026-01-31, not 'yesterday'" in done.stderr.decode()
