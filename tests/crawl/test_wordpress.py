"""A crawl of a small WordPress of this machine: every public post is found by lists, feed or sitemap alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from newscrawl import sites
from newscrawl.report.manifest import ExitCode
from tests.helpers.crawling import crawl_sites
from tests.helpers.files import read_articles
from tests.helpers.serving import serving

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.report.manifest import SiteReport

POSTS_PER_PAGE = 5
SENTENCES = (
    "Sáng nay, bà con ở xóm Đồi dắt trâu qua cầu tre để kịp buổi chợ phiên cuối tháng của cả vùng.",
    "Ông Lương Văn Sáu, trưởng xóm, nói cây cầu cũ đã được thay ván hai lần từ sau trận lũ năm ngoái.",
    "Hợp tác xã dự định mua thêm một máy cày nhỏ để những nhà neo người kịp làm đất trước tiết lập xuân.",
)
PUBLIC = 23
PASSWORD, PAGED = 24, 25
SLUGS = {3: "lut", 7: "2026-05-01", 11: "video", 15: "gioi-thieu-2"}
"""Slugs that no rule about addresses would take."""


@dataclass(frozen=True)
class Post:
    """One post."""

    number: int
    form: str

    @property
    def title(self) -> str:
        return f"Chợ phiên xóm Đồi họp lần thứ {self.number}"

    @property
    def path(self) -> str:
        if self.form == "plain":
            return f"/?p={self.number}"
        if self.form == "archives":
            return f"/archives/{self.number}"
        slug = SLUGS.get(self.number, f"cho-phien-xom-doi-hop-lan-thu-{self.number}")
        return f"/2026/11/{1 + self.number % 28:02}/{slug}/" if self.number % 2 else f"/{slug}/"


class WordPress(ThreadingHTTPServer):
    """Serves the posts in one form of addresses, and names them in one kind of source."""

    daemon_threads = True

    def __init__(self, form: str, source: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts = [Post(n, form) for n in range(1, PAGED + 1)]
        self.form, self.source = form, source
        self.asked: list[str] = []
        self.home = f"http://127.0.0.1:{self.server_port}"

    def answer(self, path: str) -> tuple[str, str] | None:
        """The body and its type; ``None`` for a page that does not exist."""
        if path == "/robots.txt":
            line = "Sitemap: /wp-sitemap.xml\n" if self.source == "sitemap" else ""
            return f"User-agent: *\nDisallow: /wp-admin/\n{line}", "text/plain"
        if path == "/feed/" and self.source == "feed":
            return self._feed(), "application/rss+xml"
        if path.startswith("/wp-sitemap") and self.source == "sitemap":
            return self._sitemap(path), "application/xml"
        found = next((post for post in self.posts if post.path == path), None)
        if found:
            return self._post(found, 1), "text/html; charset=utf-8"
        if path in self._parts():
            return self._post(self.posts[PAGED - 1], 2), "text/html; charset=utf-8"
        return self._list(path)

    def _parts(self) -> set[str]:
        path = self.posts[PAGED - 1].path
        return {f"{path}&page=2"} if self.form == "plain" else {f"{path.rstrip('/')}/2/"}

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{post.title}</title><link>{self.home}{post.path}</link>"
            f"<pubDate>Sat, {1 + post.number % 28:02} Nov 2026 05:00:00 +0000</pubDate></item>"
            for post in self.posts
        )
        # A plugin prints a warning before the document.
        return f"<br />\n<b>Warning</b>: Undefined key in <b>/www/feed.php</b><br />\n<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>"

    def _sitemap(self, path: str) -> str:
        if path == "/wp-sitemap.xml":
            return f"<sitemapindex><sitemap><loc>{self.home}/wp-sitemap-all.xml</loc></sitemap></sitemapindex>"
        if path == "/wp-sitemap-all.xml":
            return f"<sitemapindex><sitemap><loc>{self.home}/wp-sitemap-posts-post-1.xml</loc></sitemap></sitemapindex>"
        entries = "".join(f"<url><loc>{self.home}{post.path}</loc></url>" for post in self.posts)
        return f"<urlset>{entries}</urlset>"

    def _list(self, path: str) -> tuple[str, str] | None:
        if path == "/" and self.source != "lists":
            head = '<link rel="alternate" type="application/rss+xml" href="/feed/">' if self.source == "feed" else ""
            return (
                f"<html lang=vi><head>{head}</head><body><h1>Xóm Đồi</h1><p>Bản tin của xóm.</p></body></html>",
                "text/html",
            )
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        number = int(query.get("paged") or (parts.path.strip("/").removeprefix("page/") or 1))
        shown = self.posts[::-1][(number - 1) * POSTS_PER_PAGE : number * POSTS_PER_PAGE]
        if self.source != "lists" or not shown:
            return None
        last = -(-len(self.posts) // POSTS_PER_PAGE)
        cards = "".join(
            f'<article class="post-{post.number} post type-post hentry category-menu tag-nav tag-xom-doi"><header class="entry-header">'
            f'<h2 class="entry-title"><a href="{self.home}{post.path}">{post.title}</a></h2></header>'
            f'<footer><a href="{self.home}{post.path}#respond">Leave a Comment<span> on {post.title}</span></a></footer></article>'
            for post in shown
        )
        page = "/?paged={}" if self.form == "plain" else "/page/{}/"
        numbers = "".join(f'<a class="page-numbers" href="{self.home}{page.format(n)}">{n}</a>' for n in (1, last))
        following = f'<a class="next" href="{self.home}{page.format(number + 1)}"><span>Trang sau</span></a>'
        nav = f'<nav class="pagination">{numbers}{following if number < last else ""}</nav>'
        return f"<html lang=vi><body><main>{cards}</main>{nav}</body></html>", "text/html; charset=utf-8"

    def _post(self, post: Post, part: int) -> str:
        text = "".join(f"<p>{line} Đây là lần {post.number}, phần {part}.</p>" for line in SENTENCES)
        classes = "post type-post hentry tag-xom-doi"
        if post.number == PASSWORD:
            classes += " post-password-required"
            text = (
                '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post"><p>Bài viết được bảo vệ. '
                'Hãy nhập mật khẩu để xem.</p><p><label>Mật khẩu: <input name="post_password" type="password"></label></p></form>'
            )
        if post.number == PAGED:
            (following,) = self._parts()
            text += f'<div class="page-links">Trang: <span class="post-page-numbers">1</span> <a class="post-page-numbers" href="{self.home}{following}">2</a></div>'
        latest = "".join(f"<p>{line}</p>" for line in SENTENCES) * 3
        return (
            f'<html lang="vi"><head><meta charset="utf-8"><title>{post.title}</title></head><body><main><article class="{classes}">'
            f'<h1 class="entry-title">{post.title}</h1><time datetime="2026-11-{1 + post.number % 28:02}T08:00:00+07:00"></time>'
            f'<div class="entry-content">{text}</div></article></main><aside class="widget"><h2>Bài mới</h2>{latest}</aside></body></html>'
        )


class _Handler(BaseHTTPRequestHandler):
    server: WordPress
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        found = self.server.answer(self.path)
        body, kind = found or ("<html><body>404</body></html>", "text/html")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


def crawled(server: WordPress, output: Path) -> tuple[SiteReport, int]:
    site = sites.unknown(f"{server.home}/")
    result = crawl_sites([site], output, using={"NEWSCRAWL_MAX_PAGES": 20}, url=f"{server.home}/")
    assert result.manifest is not None
    (report,) = result.manifest.sites.values()
    return report, int(result.exit_code)


@pytest.mark.parametrize("source", ["lists", "feed", "sitemap"])
@pytest.mark.parametrize("form", ["plain", "archives", "names"])
def test_every_public_post_is_found_and_no_other(form: str, source: str, tmp_path: Path) -> None:
    with serving(WordPress(form, source)) as server:
        report, code = crawled(server, tmp_path)
    articles = read_articles(tmp_path)
    titles = sorted(article["headline"] for article in articles)
    expected = sorted(post.title for post in server.posts if post.number != PASSWORD)
    assert titles == expected, json.dumps(report.accounts.offers)
    assert code == ExitCode.FINE
    assert report.accounts.mismatches == []
    assert report.rejected == {"login_wall": 1}
    assert not any(article["description"] and "Comment" in article["description"] for article in articles)
    kind = {"lists": "listing", "feed": "feed", "sitemap": "sitemap"}[source]
    assert report.accounts.offers[kind]["taken"] == len(server.posts)
    paged = next(article for article in articles if article["headline"] == server.posts[PAGED - 1].title)
    assert "joined_pages:2" in paged["extraction"]["warnings"]
    assert "truncated" not in paged["extraction"]["warnings"]
    parts = [line[-7:] for line in paged["text"].split("\n\n") if "phần" in line]
    assert parts == ["phần 1."] * 3 + ["phần 2."] * 3


def test_a_second_run_knows_what_the_first_one_took(tmp_path: Path) -> None:
    with serving(WordPress("plain", "feed")) as server:
        crawled(server, tmp_path)
        again, _ = crawled(server, tmp_path)
        report, code = crawled(server, tmp_path)
    offered = len(server.posts)
    # The post behind a password is looked at by two runs.
    assert again.accounts.offers == {"feed": {"offered": offered, "known": offered - 1, "taken": 1}}
    assert again.rejected == {"login_wall": 1}
    assert again.new == report.new == 0
    assert code == ExitCode.FINE
    assert report.accounts.offers == {"feed": {"offered": offered, "known": offered}}
