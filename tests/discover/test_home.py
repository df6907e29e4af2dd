"""Sources of a site without a profile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import home

URL = "https://la.vn/"
PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml" href="/rss/home.rss"><link rel="alternate" type="application/atom+xml" href="atom.xml">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/"><link rel="alternate" hreflang="en" href="https://en.la.vn/">
<link rel="stylesheet" href="/rss.css"></head><body>
<nav><ul><li><a href="/thoi-su">Thời sự</a></li><li><a href="/kinh-te/">Kinh tế</a></li><li><a href="/the-thao.html">Thể thao</a></li>
<li><a href="/bao-ve-nguoi-tieu-dung">Bảo vệ người tiêu dùng</a></li><li><a href="/tag/gia-vang">Giá vàng</a></li>
<li><a href="/dang-nhap">Đăng nhập</a></li><li><a href="https://khac.vn/the-thao">Báo khác</a></li><li><a href="/tim-kiem?q=a">Tìm</a></li>
<li><a href="https://video.la.vn/">Video</a></li><li><a href="/">Trang chủ</a></li></ul></nav>
<a href="/chinh-tri">Chính trị</a><a href="/chinh-tri">Chính trị</a><a href="/mot-lan">Một lần</a>
<a href="/gia-xang-tang-manh-tu-chieu-nay-12345.html">Giá xăng tăng mạnh từ chiều nay</a>
<a href="/rss.html">RSS</a><a href="/rss/the-gioi.rss">Thế giới</a><a href="https://khac.vn/rss/a.rss">RSS báo khác</a>
<a href="/sitemap.xml">Sơ đồ</a></body></html>"""


def test_feeds_sitemaps_and_feed_indexes() -> None:
    found = home.sources(PAGE.encode(), URL)
    assert found.feeds == ["https://la.vn/rss/home.rss", "https://la.vn/atom.xml", "https://la.vn/rss/the-gioi.rss"]
    assert found.sitemaps == ["https://la.vn/sitemap.xml"]
    assert found.feed_indexes == ["https://la.vn/rss.html"]


def test_sections_are_those_of_the_menu_then_those_named_again() -> None:
    assert home.sources(PAGE.encode(), URL).sections == [
        "https://la.vn/thoi-su",
        "https://la.vn/kinh-te/",
        "https://la.vn/the-thao.html",
        "https://la.vn/bao-ve-nguoi-tieu-dung",
        "https://la.vn/chinh-tri",
    ]


def test_sections_are_bounded() -> None:
    page = (
        "<nav>"
        + "".join(f'<a href="/muc-{chr(97 + n % 26)}{chr(97 + n // 26)}">Mục {n}</a>' for n in range(200))
        + "</nav>"
    )
    assert len(home.sources(page.encode(), URL).sections) == home.MAX_SECTIONS


def test_a_page_of_feeds() -> None:
    page = """<ul><li><a href="/rss/thoi-su-1.rss">Thời sự</a></li><li><a href="https://la.vn/the-gioi.rss">Thế giới</a></li>
        <li><a href="/rss/thoi-su-1.rss">RSS</a></li><li><a href="/rss.html">Trang này</a></li><li><a href="/thoi-su">Mục</a></li>
        <li><a href="/feed/">Tất cả</a></li><li><a href="https://aggregator.example/rss/x.rss">khác</a></li></ul>"""
    assert home.feed_index(page.encode(), "https://la.vn/rss.html") == [
        "https://la.vn/rss/thoi-su-1.rss",
        "https://la.vn/the-gioi.rss",
        "https://la.vn/feed/",
    ]


def test_sitemaps_of_robots_txt() -> None:
    body = (
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\nSITEMAP: http://la.vn/sitemap.xml\r\n Sitemap:/news.xml # moi\n"
        b"# Sitemap: http://la.vn/cu.xml\nSitemap:\nSitemap: file:///etc/passwd\nSitemap: http://la.vn/sitemap.xml\rSitemap: http://la.vn/c.xml"
    )
    assert home.robots_sitemaps(body, "https://la.vn/robots.txt") == [
        "http://la.vn/sitemap.xml",
        "https://la.vn/news.xml",
        "http://la.vn/c.xml",
    ]


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    for text in (body, b"<nav><a href='" + body + b"'>x</a>", b"Sitemap: " + body):
        home.sources(text, URL)
        home.feed_index(text, URL)
        home.robots_sitemaps(text, URL)
