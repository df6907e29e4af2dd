"""Section and home pages: article links are found with the hints of their cards, menu links are left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import sites
from newscrawl.discover import html_tree, listing
from newscrawl.discover.link import Resolver
from newscrawl.discover.markup import as_utf8, decode
from newscrawl.items import Hints
from newscrawl.sites.profile import ArticleUrl, Site

SITE = Site(
    name="bao",
    publisher="Báo",
    home="https://bao.vn/",
    article_url=(ArticleUrl(pattern=r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$", yes=("/a-1000.html",)),),
)
URL = "https://bao.vn/kinh-te"

PAGE = """<html><head><meta charset="utf-8"></head><body>
<nav><a href="/thoi-su">Thời sự</a><a href="/kinh-te">Kinh tế</a><a href="/rss">RSS</a></nav>
<article class="story"><a href="/gia-xang-tang-1001.html"><img src="a.jpg" alt="Giá xăng tăng lần thứ ba"></a>
  <h3><a href="/gia-xang-tang-1001.html?utm_source=home" title="Giá xăng tăng">Giá xăng tăng
     lần thứ ba</a></h3>
  <span class="time">07:30 07/03/2026</span>
  <p class="sapo"><a href="/gia-xang-tang-1001.html">Từ 15 giờ chiều nay, giá xăng RON 95 tăng thêm 300 đồng mỗi lít.</a></p>
  <a href="/gia-xang-tang-1001.html#binh-luan">12</a></article>
<article><a href="https://www.bao.vn/gia-vang-1002.html" title="Giá vàng lập đỉnh mới trong phiên sáng nay"><img></a>
  <time datetime="2026-03-06T22:10:00+07:00">hôm qua</time></article>
<article data-publishtime="1772591815"><h2><a href="gia-dien-1003.html">Giá điện giữ nguyên</a></h2></article>
<article><a href="/gia-gao-1004.html">Giá gạo xuất khẩu nhích lên trong tu...</a>
  <a href="/gia-gao-1004.html" title="Giá gạo xuất khẩu nhích lên trong tuần"></a><span title="3/5/2026 3:38:00 PM">1 giờ trước</span></article>
<div><a href="/hai-bai-1005.html">Bài đầu của hai bài chung một hộp</a> <a href="/hai-bai-1006.html">Bài sau của hai bài chung hộp</a>
  <span>01/02/2026 10:00</span></div>
<a href="https://khac.vn/bai-o-bao-khac-1007.html">Bài ở báo khác</a>
<a href="javascript:void(0)">x</a> <a href="mailto:a@bao.vn">x</a> <a href="#top">x</a> <a href="">x</a> <a>x</a>
<a href="http://[bad">x</a> <a href="/anh-1008.jpg">ảnh</a>
<a class="next" href="/kinh-te?page=2">Trang sau »</a><a href="/kinh-te?page=40">»»</a>
</body></html>"""


def found(page: str = PAGE, url: str = URL, site: Site = SITE) -> dict[str, Hints]:
    return {link.url: link.hints for link in listing.read(page.encode(), url=url, site=site).links}


def test_articles_in_page_order_each_once_and_nothing_else() -> None:
    assert [url.rpartition("/")[2] for url in found()] == [
        "gia-xang-tang-1001.html",
        "gia-vang-1002.html",
        "gia-dien-1003.html",
        "gia-gao-1004.html",
        "hai-bai-1005.html",
        "hai-bai-1006.html",
    ]


def test_the_heading_is_the_title_and_a_longer_link_the_summary() -> None:
    hints = found()["https://bao.vn/gia-xang-tang-1001.html"]
    assert hints.title == "Giá xăng tăng lần thứ ba"
    assert hints.description == "Từ 15 giờ chiều nay, giá xăng RON 95 tăng thêm 300 đồng mỗi lít."
    assert hints.source == "listing"


@pytest.mark.parametrize(
    ("page", "moment"),
    [
        ("gia-xang-tang-1001", "2026-03-07T07:30:00+07:00"),
        ("gia-dien-1003", "2026-03-04T09:36:55+07:00"),
        ("gia-gao-1004", "2026-03-05T15:38:00+07:00"),
        ("hai-bai-1005", None),
        ("hai-bai-1006", None),
    ],
)
def test_the_time_belongs_to_the_one_article_of_its_box(page: str, moment: str | None) -> None:
    assert found()[f"https://bao.vn/{page}.html"].date_published == moment


def test_a_time_attribute_is_believed() -> None:
    assert found()["https://www.bao.vn/gia-vang-1002.html"].date_published == "2026-03-06T22:10:00+07:00"


def test_a_tooltip_stands_in_where_the_text_is_cut_or_missing() -> None:
    hints = found()
    assert hints["https://www.bao.vn/gia-vang-1002.html"].title == "Giá vàng lập đỉnh mới trong phiên sáng nay"
    assert hints["https://bao.vn/gia-gao-1004.html"].title == "Giá gạo xuất khẩu nhích lên trong tuần"


def test_a_tooltip_left_over_from_another_article_is_not_believed() -> None:
    page = '<a href="/moi-2001.html" title="Á hậu muốn trở thành biên tập viên">Cựu thiếu tá lĩnh hơn sáu năm tù</a>'
    assert found(page)["https://bao.vn/moi-2001.html"] == Hints(
        title="Cựu thiếu tá lĩnh hơn sáu năm tù", source="listing"
    )


def test_a_date_in_a_headline_is_not_the_articles_own() -> None:
    page = '<div><h3><a href="/vang-2002.html"><span>Giá vàng hôm nay 6/3/2026: tăng</span></a></h3></div>'
    assert found(page)["https://bao.vn/vang-2002.html"].date_published is None


def test_a_time_inside_the_link_is_read() -> None:
    page = '<div><a href="/vang-2002.html" title="Giá vàng tăng mạnh">Giá vàng tăng mạnh<br><span>22:23 21/10/2020</span></a></div>'
    hints = found(page)["https://bao.vn/vang-2002.html"]
    assert (hints.title, hints.date_published) == ("Giá vàng tăng mạnh", "2020-10-21T22:23:00+07:00")


def test_the_next_page_is_named_by_rel_or_by_words() -> None:
    assert listing.read(PAGE.encode(), url=URL, site=SITE).next == "https://bao.vn/kinh-te?page=2"
    rel = '<link rel="next" href="/kinh-te/trang-2"><a href="/x">Trang sau</a>'
    assert listing.read(rel.encode(), url=URL, site=SITE).next == "https://bao.vn/kinh-te/trang-2"


@pytest.mark.parametrize(
    "page",
    [
        '<a href="https://khac.vn/kinh-te?page=2">Trang sau</a>',
        '<a href="/kinh-te/p11">»</a>',
        '<a href="/kinh-te">Tiếp</a>',
        '<a href="javascript:next()">Trang sau</a>',
        '<a href="/kinh-te?page=2">2</a>',
    ],
)
def test_what_is_not_the_next_page(page: str) -> None:
    assert listing.read(page.encode(), url=URL, site=SITE).next is None


def test_hrefs_are_raw_without_fragment_each_once_in_order() -> None:
    root = html_tree.parse(
        b'<a href="/b#c">x</a><a href="/a">x</a><a href="/b">x</a><a href="#d">x</a><a href="">x</a>'
    )
    assert root is not None
    assert html_tree.hrefs(root) == ["/b", "/a"]


def test_known_links_are_passed_over() -> None:
    known = {"/gia-xang-tang-1001.html", "/gia-xang-tang-1001.html?utm_source=home", "gia-dien-1003.html"}
    links = listing.read(PAGE.encode(), url=URL, site=SITE, skip=known).links
    assert [link.hints.title for link in links][:2] == [
        "Giá vàng lập đỉnh mới trong phiên sáng nay",
        "Giá gạo xuất khẩu nhích lên trong tuần",
    ]


def test_the_page_itself_is_none_of_its_links() -> None:
    page = '<a href="/toi-3001.html">Chính bài này đây mà</a><a href="/khac-3002.html">Một bài khác hẳn</a>'
    assert list(found(page, "https://bao.vn/toi-3001.html")) == ["https://bao.vn/khac-3002.html"]


def test_base_is_obeyed_on_the_own_host_and_only_its_path_on_a_foreign_one() -> None:
    page = '<base href="{}"><a href="x-4001.html">Bài viết thứ nhất đây</a>'
    assert list(found(page.format("/thoi-su/"))) == []
    assert list(found(page.format("https://m.bao.vn/"))) == ["https://m.bao.vn/x-4001.html"]
    assert list(found(page.format("http://localhost:8080/"))) == ["https://bao.vn/x-4001.html"]
    assert list(found(page.format("javascript:x"))) == ["https://bao.vn/x-4001.html"]


UNKNOWN = """<header><a href="/tin-tuc-trong-nuoc-va-quoc-te-hom-nay">Tin tức trong nước và quốc tế hôm nay</a></header>
<ul class="main-menu"><li><a href="/bao-ve-quyen-loi-nguoi-tieu-dung">Bảo vệ quyền lợi người tiêu dùng</a></li></ul>
<div class="list"><a href="/chinh-phu-hop-phien-thuong-ky-thang-ba">Chính phủ họp phiên thường kỳ tháng ba</a>
<a href="/an-toan-thuc-pham-va-suc-khoe">An toàn thực phẩm</a>
<a href="/2026/03/07/le-hoi">Lễ hội mùa xuân</a><a href="/tag/gia-vang-hom-nay-trong-nuoc">Giá vàng hôm nay trong nước</a>
<a href="/thoi-su">Thời sự</a></div>"""


def test_without_a_profile_headlines_are_distinguished_from_sections() -> None:
    assert list(found(UNKNOWN, "https://la.vn/", sites.unknown("https://la.vn/"))) == [
        "https://la.vn/chinh-phu-hop-phien-thuong-ky-thang-ba",
        "https://la.vn/2026/03/07/le-hoi",
    ]


def test_any_number_of_links_is_bounded() -> None:
    page = "".join(f'<a href="/bai-{n}.html">Bài viết số {n}</a>' for n in range(1000, 1000 + listing.MAX_LINKS + 50))
    assert len(found(page)) == listing.MAX_LINKS


def test_a_page_of_times_in_one_box_is_searched_once() -> None:
    page = '<a href="/bai-1000.html">Một bài viết</a>' + "<time>1/1/2026</time>" * 10_000
    root = html_tree.parse(f"<div>{page}</div>".encode())
    assert root is not None
    state = listing._Page(SITE, Resolver(URL), ())
    state.key("/bai-1000.html")
    listing._read_times(root, state)
    assert state.cards["1000"].published == "2026-01-01T00:00:00+07:00"
    assert sum(1 for box in state.boxes if len(box)) == 1


def test_deep_nesting_is_survived() -> None:
    page = "<div>" * 20_000 + '<a href="/bai-1000.html">Bài viết ở đáy sâu</a>'
    assert len(found(page)) <= 1


@pytest.mark.parametrize("body", [b"", b" ", b"\x00\x00", b"\x89PNG\r\n", b"<", b"<!--", b"{}"])
def test_what_is_no_page_has_no_links(body: bytes) -> None:
    assert listing.read(body, url=URL, site=SITE) == listing.Listing([])


_PIECES = st.sampled_from(
    [
        b"<a href='",
        b"/x-1000.html'>",
        b"</a>",
        b"<time datetime='",
        b"2026-99-99'>",
        b"<base href='",
        b"http://[",
        b"<div>",
        b"\xff",
        b"<span>1/1/2026",
        b"</span>",
        b"<h3>",
        b"<link rel=next href=",
        b"<svg>",
        b"<template>",
        b"<?php",
        b"<!--",
        b"\x00",
        b"//",
    ]
)


@given(
    st.one_of(st.binary(max_size=200), st.lists(st.one_of(_PIECES, st.binary(max_size=5)), max_size=30).map(b"".join))
)
def test_no_bytes_raise(body: bytes) -> None:
    for site in (SITE, sites.unknown(URL)):
        assert all(
            link.url.startswith(("http://", "https://")) for link in listing.read(body, url=URL, site=site).links
        )


@pytest.mark.parametrize("begin", ["", "<!doctype html><html><head><meta charset=utf-8></head><body>", "</BODY>"])
def test_links_behind_the_end_of_the_page_are_read(begin: str) -> None:
    page = (
        f"<html><body><p>Trang</p></body></html>{begin}<a href='/bai-lanh-thu-nhat-100001.html'>Bài lành thứ nhất</a>"
    )
    found = listing.read(page.encode(), url="https://bao.example/", site=sites.unknown("https://bao.example/"))
    assert [link.url for link in found.links] == ["https://bao.example/bai-lanh-thu-nhat-100001.html"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_page_has_the_same_links_in_every_encoding(codec: str) -> None:
    body = (
        '<meta charset="cp1252"><a href="/bai-viet-12345.html">Caf\u00e9 \u00e0 Gen\u00e8ve m\u00eame</a>\x00'.encode(
            codec
        )
    )
    assert as_utf8(body) == decode(body).encode()
    root = html_tree.parse(body)
    assert root is not None
    assert [anchor.text for anchor in root.iter("a")] == ["Caf\u00e9 \u00e0 Gen\u00e8ve m\u00eame"]
