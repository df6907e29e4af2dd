"""``newscrawl backfill``: fetch a range of past days by sitemaps; a stopped backfill continues where it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl import cli, sample
from tests.helpers.crawling import crawl_sample
from tests.helpers.files import read_articles

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SINCE, UNTIL = "2026-09-01", "2026-10-31"
WANTED = sorted(
    path for path, article in sample.expected(1).articles.items() if SINCE <= article.date_published[:10] <= UNTIL
)


def written_paths(output: Path) -> list[str]:
    return sorted(urlsplit(line["url"]).path for line in read_articles(output))


def test_only_the_sitemaps_of_the_range_are_read(tmp_path: Path) -> None:
    with sample.serve() as server:
        crawl_sample(server, tmp_path, since=SINCE, until=UNTIL, backfill=True)
        asked = [r.path for r in server.log]
    assert len(WANTED) > 3
    assert written_paths(tmp_path) == WANTED
    shards = {path for path in asked if path.startswith("/sitemap-article")}
    assert shards == {"/sitemap-article-2026-09.xml", "/sitemap-article-2026-10.xml"}
    assert not [path for path in asked if path.startswith("/rss")]


def test_listings_are_read_where_sitemaps_do_not_reach_back(tmp_path: Path) -> None:
    with sample.serve() as server:
        crawl_sample(server, tmp_path, since="2001-01-01", backfill=True)
        asked = {r.path for r in server.log}
    assert written_paths(tmp_path) == sorted(sample.expected(1).articles)
    assert "/kiem-toan" in asked


def test_sources_read_for_other_days_are_read_again(tmp_path: Path) -> None:
    with sample.serve() as server:
        crawl_sample(server, tmp_path, since="2026-10-01", until=UNTIL)
        crawl_sample(server, tmp_path, since=SINCE, until=UNTIL, backfill=True)
    assert written_paths(tmp_path) == WANTED


def test_a_stopped_backfill_continues(tmp_path: Path) -> None:
    with sample.serve() as server:
        crawl_sample(server, tmp_path, since=SINCE, until=UNTIL, backfill=True, max_articles=3)
        assert len(written_paths(tmp_path)) == 3
        crawl_sample(server, tmp_path, since=SINCE, until=UNTIL, backfill=True)
    assert written_paths(tmp_path) == WANTED


def test_a_dry_run_lists_articles_and_fetches_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sample.serve() as server:
        output = tmp_path / "archive"
        command = [
            "backfill",
            f"{server.base_url}/",
            "--since",
            SINCE,
            "--until",
            UNTIL,
            "--allow-private",
            "--delay",
            "2",
        ]
        fast = ["-s", "DOWNLOAD_DELAY=0", "-a", "delay=0", "--output", str(output)]
        assert cli.main([*command, *fast, "--dry-run"]) == 0
        said = capsys.readouterr()
        asked = {r.path for r in server.log}
    listed = [urlsplit(line.split()[1]).path for line in said.out.splitlines()]
    assert set(WANTED) <= set(listed)
    assert len(listed) == len(set(listed))
    assert not asked & set(sample.expected(1).articles)
    assert not output.exists()
    assert f"{len(said.out.splitlines())} articles to fetch, 0.1 s between two requests: at least 0:00:0" in said.err


def test_wrong_days_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["backfill", "baokiemtoan", "--since", "2026-02-01", "--until", "2026-01-01"]) == 2
    assert "--until 2026-01-01 lies before --since 2026-02-01" in capsys.readouterr().err
    assert cli.main(["backfill", "baokiemtoan", "--since", "lately"]) == 2
    assert "lately" in capsys.readouterr().err
