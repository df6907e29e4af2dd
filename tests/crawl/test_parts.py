"""Articles in several pages in a crawl: one record each, whatever happens to a page; archived, replayed, fetched again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl import cli, sites
from newscrawl.archive.replay import read_archives
from newscrawl.report.manifest import ExitCode
from newscrawl.state import clock
from tests.helpers.crawling import crawl_sites
from tests.helpers.files import read_articles
from tests.helpers.serving import serving

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.report.manifest import SiteReport

SLUG = "/2026/11/26/ben-do-cuoi-cung-cua-cu-lao/"
LINES = (
    "Bến đò cuối cùng của cù lao vẫn đỏ đèn mỗi khi trời chưa sáng rõ, đón những người đi chợ sớm bên kia sông.",
    "Người lái đò đã ngoài bảy mươi, thuộc từng dải cát ngầm và từng con nước lớn ròng của khúc sông trước nhà.",
    "Cây cầu mới sẽ thông xe vào mùa khô năm sau, và khi ấy chuyến đò cuối sẽ chỉ còn chở người ta qua thăm bà con.",
)


class Paper(ThreadingHTTPServer):
    """Two articles in a feed; the first has three pages. ``faults`` are statuses by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.home = f"http://127.0.0.1:{self.server_port}"
        self.site = sites.unknown(f"{self.home}/")
        self.faults: dict[str, int] = {}
        self.bodies: dict[str, str] = {}
        self.asked: list[str] = []
        self.edition = 1

    def body(self, path: str) -> str | None:
        if path in self.bodies:
            return self.bodies[path]
        if path == "/feed/":
            items = "".join(
                f"<item><title>x</title><link>{self.home}{p}</link></item>" for p in (SLUG, "/mot-trang-bai-ngan/")
            )
            return f"<rss version='2.0'><channel>{items}</channel></rss>"
        if path == "/":
            return (
                '<html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head><body></body></html>'
            )
        if path == "/mot-trang-bai-ngan/":
            return self.page("Một trang bài ngắn", 0)
        number = {SLUG: 1, f"{SLUG}2/": 2, f"{SLUG}3/": 3}.get(path)
        return self.page("Bến đò cuối cùng của cù lao", number) if number else None

    def page(self, title: str, number: int) -> str:
        edition = self.edition if number == 3 else 1
        text = "".join(f"<p>{line} Trang {number}, bản {edition}.</p>" for line in LINES)
        links = "".join(
            f'<a class="post-page-numbers" href="{self.home}{SLUG}{f"{n}/" if n > 1 else ""}">{n}</a> '
            for n in (1, 2, 3)
        )
        nav = f'<div class="page-links">Trang: {links}</div>' if number else ""
        return (
            f'<html lang="vi"><head><title>{title}</title></head><body><main><article class="hentry"><h1>{title}</h1>'
            f'<time datetime="2026-11-26T05:00:00+07:00"></time><div class="entry-content">{text}{nav}</div></article></main></body></html>'
        )


class _Handler(BaseHTTPRequestHandler):
    server: Paper
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = self.server.body(self.path)
        status = self.server.faults.get(self.path, 200 if body is not None else 404)
        raw = (body or "").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml" if self.path == "/feed/" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("ETag", f'"{hash(raw)}"')
        self.end_headers()
        self.wfile.write(raw)


def crawled(server: Paper, output: Path, **using: Any) -> tuple[SiteReport, int]:
    result = crawl_sites([server.site], output, using={"RETRY_TIMES": 0, **using}, url=f"{server.home}/")
    assert result.manifest is not None
    (report,) = result.manifest.sites.values()
    return report, int(result.exit_code)


def paged(output: Path) -> list[dict[str, Any]]:
    return [article for article in read_articles(output) if article["headline"].startswith("Bến đò")]


def pages_of(article: dict[str, Any]) -> list[str]:
    """The pages and editions that the text consists of, in order."""
    found = (line.partition("Trang ")[2].rstrip(".") for line in article["text"].split("\n\n"))
    return list(dict.fromkeys(found))


def test_the_pages_are_one_record_in_the_archive_in_a_replay_and_in_a_revision(tmp_path: Path) -> None:
    live, again = tmp_path / "live", tmp_path / "again"
    with serving(Paper()) as server:
        report, code = crawled(server, live, NEWSCRAWL_WARC=True)
        assert code == ExitCode.FINE
        assert (report.new, report.accounts.pages["requested"], report.accounts.pages["further"]) == (2, 4, 2)
        (first,) = paged(live)
        assert pages_of(first) == ["1, bản 1", "2, bản 1", "3, bản 1"]
        assert (first["requested_url"], first["fetch"]["etag"]) == (f"{server.home}{SLUG}", None)
        assert first["related_links"] == first["outbound_links"] == []
        # An edit of the last page is seen, though the first page is as it was.
        server.edition = 2
        with clock.overridden_by(lambda: datetime.now(UTC) + timedelta(hours=2)):
            report, _ = crawled(server, live, NEWSCRAWL_REVISIT=True, NEWSCRAWL_WARC=True)
        revised = max(paged(live), key=lambda article: article["revision"])
        assert (revised["revision"], pages_of(revised)) == (2, ["1, bản 1", "2, bản 1", "3, bản 2"])
        # A page that fails does not shorten an article that is known.
        server.faults[f"{SLUG}2/"] = 500
        with clock.overridden_by(lambda: datetime.now(UTC) + timedelta(days=2)):
            report, _ = crawled(server, live, NEWSCRAWL_REVISIT=True)
        assert (report.new, report.revised, report.known.get("part_missing", 0)) == (0, 0, 1)
    assert cli.main(["verify", str(live)]) == 0
    warcs = sorted((live / "warc").glob("*.warc.gz"))
    assert {reason for (_, reason) in read_archives(warcs).left_out} == {"further_page", "not_an_article"}
    assert cli.main(["replay", *map(str, warcs), "--output", str(again), "-L", "ERROR"]) == 0
    replayed = {article["revision"]: article for article in paged(again)}
    assert {number: pages_of(article) for number, article in replayed.items()} == {
        1: ["1, bản 1", "2, bản 1", "3, bản 1"],
        2: ["1, bản 1", "2, bản 1", "3, bản 2"],
    }
    assert {**replayed[1], "crawl_id": None} == {**first, "crawl_id": None}
    assert len(read_articles(again)) == 3


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, "", ["1, bản 1"]),
        (500, "", ["1, bản 1"]),
        (200, "<html><body><form><input type=password name=p></form></body></html>", ["1, bản 1"]),
    ],
    ids=["gone", "broken", "login"],
)
def test_an_article_without_its_second_page_is_truncated(
    status: int, body: str, expected: list[str], tmp_path: Path
) -> None:
    with serving(Paper()) as server:
        server.faults[f"{SLUG}2/"] = status
        if body:
            server.bodies[f"{SLUG}2/"] = body
        report, code = crawled(server, tmp_path)
        (article,) = paged(tmp_path)
        assert pages_of(article) == expected
        assert "truncated" in article["extraction"]["warnings"]
        assert (report.new, code) == (2, ExitCode.FINE)
        assert f"{SLUG}3/" not in server.asked
        assert not report.rejected
        assert not report.failed


def test_an_article_that_was_written_without_a_page_comes_back_by_itself(tmp_path: Path) -> None:
    with serving(Paper()) as server:
        server.faults[f"{SLUG}3/"] = 502
        crawled(server, tmp_path)
        assert [pages_of(article) for article in paged(tmp_path)] == [["1, bản 1", "2, bản 1"]]
        for hours in (1, 2):
            asked = len(server.asked)
            with clock.overridden_by(lambda: datetime.now(UTC) + timedelta(hours=hours)):  # noqa: B023 - called within the same turn of the loop
                report, _ = crawled(server, tmp_path)
            assert f"{SLUG}3/" in server.asked[asked:]
            assert (report.new, report.revised, report.failed) == (0, hours - 1, {}), "a part is written once"
            server.faults.clear()
        whole = max(paged(tmp_path), key=lambda article: article["revision"])
        assert pages_of(whole) == ["1, bản 1", "2, bản 1", "3, bản 1"]
        assert "truncated" not in whole["extraction"]["warnings"]
        asked = len(server.asked)
        with clock.overridden_by(lambda: datetime.now(UTC) + timedelta(hours=3)):
            crawled(server, tmp_path)
        assert SLUG not in server.asked[asked:]


def test_a_challenge_in_the_place_of_a_page_leaves_the_article_to_the_next_run(tmp_path: Path) -> None:
    with serving(Paper()) as server:
        server.bodies[f"{SLUG}3/"] = (
            "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
            "<script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>"
        )
        report, _ = crawled(server, tmp_path)
        assert paged(tmp_path) == []
        assert report.rejected == {"soft_block": 1}
        server.bodies.clear()
        crawled(server, tmp_path)
        (article,) = paged(tmp_path)
    assert pages_of(article) == ["1, bản 1", "2, bản 1", "3, bản 1"]


def test_a_run_that_ends_between_two_pages_leaves_the_whole_article_to_the_next(tmp_path: Path) -> None:
    with serving(Paper()) as server:
        report, _ = crawled(server, tmp_path, CLOSESPIDER_PAGECOUNT=5)
        assert report.finish_reason == "closespider_pagecount"
        before = [pages_of(article) for article in paged(tmp_path)]
        crawled(server, tmp_path)
    assert before == []
    assert [pages_of(article) for article in paged(tmp_path)] == [["1, bản 1", "2, bản 1", "3, bản 1"]]
