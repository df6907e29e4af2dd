"""The next page of a listing, in every known form."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import sites
from newscrawl.discover import Link, html_tree, listing, paging
from newscrawl.discover.readers import READERS
from newscrawl.discover.source import PageCursor, SourcePage
from newscrawl.items import Hints
from newscrawl.sites.profile import ArticleUrl, Paging, Site

ARTICLES = (ArticleUrl(pattern=r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$", yes=("/a-1000.html",)),)
SECTION = "https://bao.vn/kinh-te.htm"


def site(*ways: Paging, articles: tuple[ArticleUrl, ...] = ARTICLES) -> Site:
    return Site(name="bao", publisher="Báo", home="https://bao.vn/", article_url=articles, paging=ways)


def next_page(site: Site, section: str, n: int, **known: Any) -> str | None:
    """Address of the page after page ``n``, by the first form of the site."""
    return next((way.url for way in paging.next_pages(site, section, n, **known)), None)


@pytest.mark.parametrize(
    ("way", "first", "second"),
    [
        (Paging(url="{section}?page={n}"), "https://bao.vn/kinh-te.htm?page=2", "https://bao.vn/kinh-te.htm?page=3"),
        (
            Paging(url="{stem}/trang-{n}.htm"),
            "https://bao.vn/kinh-te/trang-2.htm",
            "https://bao.vn/kinh-te/trang-3.htm",
        ),
        (Paging(url="{stem}-page{n}", first=1), "https://bao.vn/kinh-te-page1", "https://bao.vn/kinh-te-page2"),
        (Paging(url="{stem}-p{n}"), "https://bao.vn/kinh-te-p2", "https://bao.vn/kinh-te-p3"),
    ],
)
def test_templates_count_on(way: Paging, first: str, second: str) -> None:
    assert next_page(site(way), SECTION, 1) == first
    assert next_page(site(way), SECTION, 2) == second


def test_a_trailing_slash_of_the_section_is_not_doubled() -> None:
    assert next_page(site(Paging(url="{section}/p{n}")), "https://bao.vn/kinh-te/", 1) == "https://bao.vn/kinh-te/p2"


def test_a_home_page_has_no_template() -> None:
    assert next_page(site(Paging(url="{section}-p{n}")), "https://bao.vn/", 1) is None


TIMELINE = Paging(url="/timelinelist/{channel}/{n}.htm", channel=r'id="hdZoneId" value="(\d+)"')


def test_a_channel_is_found_in_the_first_page_and_carried_on() -> None:
    bao = site(TIMELINE, Paging(url="{stem}/trang-{n}.htm"))
    channel = paging.find_channel(bao, b'<input id="hdZoneId" value="1021">')
    assert channel == "1021"
    assert next_page(bao, SECTION, 3, channel=channel) == "https://bao.vn/timelinelist/1021/4.htm"
    assert paging.find_channel(bao, b"<input>") is None
    assert next_page(bao, SECTION, 3) == "https://bao.vn/kinh-te/trang-4.htm"


def test_an_endpoint_goes_on_from_the_last_article() -> None:
    bao = site(Paging(url="/api/getMoreArticle/channel_empty_{last}_{channel}_0", links="json"))
    links = [Link(f"https://bao.vn/bai-{n}.html", Hints()) for n in (9003, 9002, 9001)]
    assert (
        next_page(bao, SECTION, 1, links=links, channel="7")
        == "https://bao.vn/api/getMoreArticle/channel_empty_9001_7_0"
    )
    assert next_page(bao, SECTION, 1, channel="7") is None, "no article, nothing to go on from"


@pytest.mark.parametrize(
    ("page", "n", "following"),
    [
        ('<a href="?page=2">2</a><a href="?page=3">3</a>', 1, "https://bao.vn/kinh-te.htm?page=2"),
        ('<a href="/kinh-te/trang-2.htm">2</a>', 1, "https://bao.vn/kinh-te/trang-2.htm"),
        ('<a href="/the-thao/trang-2.htm">2</a>', 1, None),
        ('<a href="/kinh-te-p2">2</a><a rel="next" href="/kinh-te-p2">Sau</a>', 1, "https://bao.vn/kinh-te-p2"),
        ('<a href="/bai-viet-2.html">2</a>', 1, None),
        ("", 1, None),
    ],
)
def test_without_a_profile_the_page_is_asked(page: str, n: int, following: str | None) -> None:
    assert next_page(site(), SECTION, n, body=page.encode()) == following


ONECMS = [
    {
        "PublisherId": 9003,
        "Title": "Kiểm toán &amp; giám sát",
        "LinktoMe2": "/kiem-toan-9003.html",
        "Thumbnail": "https://cdn.bao.vn/anh-9003.html.jpg",
        "Headlines": "<p>(BKTO) - Tóm tắt</p>",
        "LinkToChannel": "/kiem-toan",
        "NameChannel": "Kiểm toán",
        "PublishedTime": "/Date(1772591815000)/",
    },
    {"Title": "Không có địa chỉ", "LinktoMe2": ""},
]


def test_onecms_articles() -> None:
    (link,) = paging.json_links(orjson.dumps(ONECMS), url=SECTION, site=site())
    assert link == Link(
        "https://bao.vn/kiem-toan-9003.html",
        Hints(
            title="Kiểm toán & giám sát",
            date_published="2026-03-04T09:36:55+07:00",
            section="Kiểm toán",
            description="(BKTO) - Tóm tắt",
            source="listing",
        ),
    )


def test_hemera_contents_with_seconds_since_1970() -> None:
    answer = {
        "error_code": 0,
        "data": {
            "contents": [
                {"title": "Một", "url": "/mot-1001.html", "date": 1772591815},
                {
                    "title": "Hai",
                    "url": "https://bao.vn/hai-1002.html",
                    "date": "1772591815",
                    "children": [{"url": "/ba-1003.html"}],
                },
            ]
        },
    }
    links = paging.json_links(orjson.dumps(answer), url=SECTION, site=site())
    assert [link.url.rpartition("/")[2] for link in links] == ["mot-1001.html", "hai-1002.html", "ba-1003.html"]
    assert [link.hints.date_published for link in links] == ["2026-03-04T09:36:55+07:00"] * 2 + [None]


def test_html_inside_json() -> None:
    answer = {"html": '<li><h3><a href="/mot-1001.html">Bài thứ nhất trong mảnh</a></h3></li>', "more": True}
    (link,) = paging.json_links(orjson.dumps(answer), url=SECTION, site=site())
    assert (link.url, link.hints.title) == ("https://bao.vn/mot-1001.html", "Bài thứ nhất trong mảnh")


def test_bare_lists_of_addresses() -> None:
    answer = [
        "/mot-1001.html",
        "/mot-1001.html#x",
        "/thoi-su",
        "https://khac.vn/a-1001.html",
        "khong phai dia chi",
        7,
        None,
    ]
    assert [link.url for link in paging.json_links(orjson.dumps(answer), url=SECTION, site=site())] == [
        "https://bao.vn/mot-1001.html"
    ]


def test_an_empty_answer_ends_a_listing() -> None:
    assert paging.json_links(b"[]", url=SECTION, site=site()) == []


@pytest.mark.parametrize(("body", "reason"), [(b"", "empty"), (b"  ", "empty"), (b"<html>", "json"), (b"[1,", "json")])
def test_what_is_no_json_is_refused_by_name(body: bytes, reason: str) -> None:
    with pytest.raises(paging.NotJsonError) as refused:
        paging.json_links(body, url=SECTION, site=site())
    assert refused.value.reason == reason


def test_an_answer_is_read_as_what_it_is() -> None:
    page = b'<a href="/mot-1001.html">B\xc3\xa0i th\xe1\xbb\xa9 nh\xe1\xba\xa5t</a>'
    json = orjson.dumps({"url": "/mot-1001.html"})
    for body in (page, json, b"\xef\xbb\xbf \n" + json):
        assert [link.url for link in paging.links(body, url=SECTION, site=site())] == ["https://bao.vn/mot-1001.html"]


def test_deep_json_and_many_values_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paging.json_links(b"[" * 500 + b'"/mot-1001.html"' + b"]" * 500, url=SECTION, site=site())
    with pytest.raises(paging.NotJsonError):
        paging.json_links(b"[" * 1_000_000, url=SECTION, site=site())
    monkeypatch.setattr(paging, "MAX_JSON_VALUES", 10)
    assert (
        len(paging.json_links(orjson.dumps([f"/x-{n}.html" for n in range(1000, 1100)]), url=SECTION, site=site())) < 10
    )


@given(st.one_of(st.binary(max_size=200), st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=30), st.sampled_from(["/a-1000.html", "<a href='/b-1001.html'>"])),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(["url", "date", "title", "x"]), inner, max_size=4)),
    max_leaves=15,
).map(orjson.dumps)))  # fmt: skip
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    try:
        found = paging.links(body, url=SECTION, site=site())
    except paging.NotJsonError:
        return
    assert all(link.url.startswith("https://bao.vn/") for link in found)


def test_a_listing_goes_on_from_its_own_last_article_and_not_from_a_box_beside_it() -> None:
    site = sites.get("baokiemtoan")
    page = b"""<ul class="loadAjax" data-channel="302"><li class="loadArticle" pid="255971"><a href="/bai-dau-255971.html">A</a></li>
        <li class="loadArticle" pid="250012"><a href="/bai-cuoi-250012.html">B</a></li></ul>
        <div class="box"><a href="/doc-nhieu-nhat-248000.html">C</a></div>"""
    url = "https://baokiemtoan.vn/kinh-te/tai-chinh"
    links = listing.read(page, url=url, site=site).links
    channel = paging.find_channel(site, page)
    more = next_page(site, url, 1, body=page, links=links, channel=channel)
    assert more == "https://baokiemtoan.vn/api/getMoreArticle/channel_empty_250012_302_0"
    answer = b'[{"PublisherId": 249900, "LinktoMe2": "/x-249900.html"}, {"PublisherId": 249100, "LinktoMe2": "/y-249100.html"}]'
    more = next_page(site, url, 2, body=answer, links=[], channel=channel)
    assert more == "https://baokiemtoan.vn/api/getMoreArticle/channel_empty_249100_302_0"


def test_all_ways_are_named_the_likeliest_first() -> None:
    get, post = sites.get("hanoimoi").paging
    links = [Link("https://bao.vn/bai-9001.html", Hints())]
    found = paging.next_pages(site(get, post), "https://bao.vn/kinh-te", 1, links=links, channel="302")
    assert found == [
        paging.NextPage("https://bao.vn/api/getMoreArticle/channel_empty_9001_302_0"),
        paging.NextPage(
            "https://bao.vn/api/getMoreArticle?type=channel&keyword=&publisherId=9001&channelId=302&eventId=0",
            post=True,
            template=1,
        ),
    ]
    assert (
        paging.next_pages(site(get, post), "https://bao.vn/kinh-te", 2, links=links, channel="302", first_template=1)
        == found[1:]
    )
    (own,) = paging.next_pages(site(get), SECTION, 1, body=b'<a href="/kinh-te-p2" rel="next">Sau</a>')
    assert own == paging.NextPage("https://bao.vn/kinh-te-p2", template=1)


def test_an_article_is_not_the_next_page_whatever_its_link_is_called() -> None:
    page = b"""<a href="/tin/ha-noi-mo-them-ba-tuyen-xe-buyt-1234567.html" class="next">Tin sau</a><a href="/tin?page=2">2</a>"""
    assert (
        next_page(sites.unknown("https://bao.vn/"), "https://bao.vn/tin", 1, body=page) == "https://bao.vn/tin?page=2"
    )


def test_a_home_page_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    body = """<nav><a href="/kinh-te">Kinh tế</a></nav><h3><a href="/tin/ha-noi-mo-them-ba-tuyen-xe-buyt-1234567.html">
        Hà Nội mở thêm ba tuyến xe buýt</a></h3><a href="/?page=2" rel="next">2</a>""".encode()
    parsed: list[bytes] = []
    parse = html_tree.parse

    def noting_parse(body: bytes, **named: Any) -> Any:
        parsed.append(body)
        return parse(body, **named)

    monkeypatch.setattr(html_tree, "parse", noting_parse)
    home = SourcePage(url="https://bao.vn/", body=body, headers={}, site=sites.unknown("https://bao.vn/"))
    content = READERS["home"](home)
    assert [source.url for source in content.sources()] == ["https://bao.vn/kinh-te"]
    links = list(content.links())
    assert [link.url for link in links] == ["https://bao.vn/tin/ha-noi-mo-them-ba-tuyen-xe-buyt-1234567.html"]
    _, pages = content.next_pages(PageCursor(section=home.url), links)
    assert [page.url for page in pages] == ["https://bao.vn/?page=2"]
    assert parsed == [body]


def test_a_number_may_count_the_articles_that_were_shown() -> None:
    (way,) = sites.get("congthuong").paging
    bao = site(way)
    assert [next_page(bao, "https://bao.vn/kinh-te", n) for n in (1, 2, 3)] == [
        f"https://bao.vn/kinh-te&s_cond=&BRSR={shown}" for shown in (15, 30, 45)
    ]


def test_an_articles_number_is_not_taken_for_the_next_page() -> None:
    body = b'<a href="/?p=16">Bai cu</a><a href="/?paged=14">Trang truoc</a><a href="/page/16/">16</a>'
    assert next_page(site(), "https://bao.vn/", 15, page_url="https://bao.vn/?paged=15", body=body) is None
