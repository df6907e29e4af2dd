"""Sitemaps: complete, compressed, cut off, endless and invalid."""

from __future__ import annotations

import gzip
import io
import itertools
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import sitemap
from newscrawl.discover.link import Link
from newscrawl.discover.sitemap import Child, NotASitemapError

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "https://bao.vn/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def urlset(entries: str, attributes: str = SPACE) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {attributes}>{entries}</urlset>'.encode()


def entry(number: int, more: str = "") -> str:
    return f"<url><loc>https://bao.vn/bai-viet-{number}.html</loc><lastmod>2026-03-07</lastmod>{more}</url>"


def addresses(read: sitemap.Sitemap) -> list[str]:
    return [link.url for link in read.links]


def test_pages_with_their_change() -> None:
    read = sitemap.read(urlset(entry(1) + entry(2, "<changefreq>daily</changefreq>")), url=URL)
    assert addresses(read) == ["https://bao.vn/bai-viet-1.html", "https://bao.vn/bai-viet-2.html"]
    assert read.links[0].lastmod == "2026-03-07"
    assert read.links[0].hints.date_published is None, "a change is no publication"
    assert read.links[0].hints.source == "sitemap"
    assert read.children == []
    assert not read.truncated


def test_an_index_names_sitemaps() -> None:
    body = (
        f"<sitemapindex {SPACE}><sitemap><loc>/sitemaps/news-2026-3.xml</loc><lastmod>2026-03-07T09:00:00+07:00</lastmod>"
        "</sitemap><sitemap><loc> https://bao.vn/b.xml.gz </loc></sitemap></sitemapindex>"
    ).encode()
    read = sitemap.read(body, url=URL)
    assert read.links == []
    assert read.children == [
        Child("https://bao.vn/sitemaps/news-2026-3.xml", "2026-03-07T09:00:00+07:00"),
        Child("https://bao.vn/b.xml.gz"),
    ]


NEWS_BLOCK = (
    "<image:image><image:loc>https://cdn.bao.vn/a.jpg</image:loc><image:title>Ảnh</image:title></image:image>"
    "<news:news><news:publication><news:name>Báo</news:name></news:publication>"
    "<news:publication_date>2026-03-07T08:30:00</news:publication_date><news:title>M&A: Đại học &amp;amp; nghề</news:title></news:news>"
)


@pytest.mark.parametrize("attributes", [f"{SPACE} {NEWS}", SPACE, "", 'xmlns="http://example.org/wrong"'])
def test_news_data_becomes_hints_whatever_the_namespaces_say(attributes: str) -> None:
    read = sitemap.read(urlset(entry(1, NEWS_BLOCK) + entry(2), attributes), url=URL)
    assert addresses(read) == ["https://bao.vn/bai-viet-1.html", "https://bao.vn/bai-viet-2.html"]
    assert read.links[0].hints.title == "M&A: Đại học & nghề"
    assert read.links[0].hints.date_published == "2026-03-07T08:30:00+07:00"
    assert read.links[1].hints.title is None


def test_news_data_before_the_address_and_after_other_fields() -> None:
    body = urlset(f"<url>{NEWS_BLOCK}<priority>1</priority><loc>https://bao.vn/a-1.html</loc></url>", f"{SPACE} {NEWS}")
    (link,) = sitemap.read(body, url=URL).links
    assert link.url == "https://bao.vn/a-1.html"
    assert link.hints.date_published == "2026-03-07T08:30:00+07:00"


def test_bare_ampersands_cdata_and_entities_in_addresses() -> None:
    locs = ("https://bao.vn/a?x=1&y=2", "https://bao.vn/a?x=1&amp;z=2", "<![CDATA[https://bao.vn/a?x=1&amp=3]]>")
    body = urlset("".join(f"<url><loc>{loc}</loc></url>" for loc in locs))
    assert addresses(sitemap.read(body, url=URL)) == [
        "https://bao.vn/a?x=1&y=2",
        "https://bao.vn/a?x=1&z=2",
        "https://bao.vn/a?x=1&amp=3",
    ]


def test_entries_without_a_page_are_passed_over() -> None:
    body = urlset(
        "<url/><url><loc/></url><url><loc>javascript:alert(1)</loc></url><url><loc>file:///etc/passwd</loc></url>"
        + entry(1)
    )
    assert addresses(sitemap.read(body, url=URL)) == ["https://bao.vn/bai-viet-1.html"]


def test_an_empty_urlset_is_a_sitemap() -> None:
    assert sitemap.read(urlset(""), url=URL) == sitemap.Sitemap([], [], truncated=False)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-8-sig", "utf-8"])
def test_encodings(codec: str) -> None:
    body = urlset(entry(1, "<news:news><news:title>Đường sắt</news:title></news:news>")).decode().encode(codec)
    assert sitemap.read(body, url=URL).links[0].hints.title == "Đường sắt"


def test_gzip_is_recognized_by_its_bytes_in_one_or_several_members_once_or_twice_packed() -> None:
    body = urlset("".join(entry(n) for n in range(1000)))
    half = len(body) // 2
    for packed in (
        gzip.compress(body),
        gzip.compress(gzip.compress(body)),
        gzip.compress(body[:half]) + gzip.compress(body[half:]),
        gzip.compress(body) + b"\x00" * 512,
    ):
        read = sitemap.read(packed, url=URL)
        assert len(read.links) == 1000
        assert not read.truncated


def test_a_cut_off_file_gives_what_came_through() -> None:
    body = urlset("".join(entry(n) for n in range(5000)))
    cut = sitemap.read(body[: len(body) // 2], url=URL)
    assert cut.truncated
    assert 2400 < len(cut.links) < 2600
    packed = sitemap.read(gzip.compress(body)[:-2000], url=URL)
    assert packed.truncated
    assert 0 < len(packed.links) < 5000
    assert {link.url for link in packed.links} <= {f"https://bao.vn/bai-viet-{n}.html" for n in range(5000)}


def test_damage_in_the_middle_of_gzip_keeps_what_stands_before_it() -> None:
    packed = bytearray(gzip.compress(urlset("".join(entry(n * 7919) for n in range(20_000)))))
    packed[len(packed) // 2 :] = b"\xff" * (len(packed) // 2)
    read = sitemap.read(bytes(packed), url=URL)
    assert read.truncated
    assert read.links


def test_text_with_an_address_a_line() -> None:
    body = b"\xef\xbb\xbfhttps://bao.vn/a-1.html\r\n\r\nhttps://bao.vn/b-2.html  \nkhong phai\nhttps://bao.vn/c-3.html"
    assert addresses(sitemap.read(body, url="https://bao.vn/sitemap.txt")) == [
        "https://bao.vn/a-1.html",
        "https://bao.vn/b-2.html",
        "https://bao.vn/c-3.html",
    ]


def test_a_feed_may_stand_for_a_sitemap_and_name_further_ones() -> None:
    body = (
        b"<rss><channel><item><link>https://bao.vn/a-1.html</link></item>"
        b"<item><link>https://bao.vn/StaticSitemaps/sitemaps-2026-3-1-5.xml</link></item></channel></rss>"
    )
    read = sitemap.read(body, url="https://bao.vn/sitemaps/index.rss")
    assert addresses(read) == ["https://bao.vn/a-1.html"]
    assert read.children == [Child("https://bao.vn/StaticSitemaps/sitemaps-2026-3-1-5.xml")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"<!doctype html><html><body>Trang kh\xc3\xb4ng t\xe1\xbb\x93n t\xe1\xba\xa1i</body></html>", "html"),
        (b"<HTML><BODY>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "html"),
        (b"<catalog><book/></catalog>", "xml"),
        (b"<urlset", "xml"),
        (b"404 Not Found", "text"),
        (b'{"error": 404}', "text"),
        (b"\x1f\x8b\x08\x00garbage", "gzip"),
        (b"\x1f\x8b", "gzip"),
    ],
)
def test_what_is_no_sitemap_is_refused_by_name(body: bytes, reason: str) -> None:
    with pytest.raises(NotASitemapError) as refused:
        sitemap.read(body, url=URL)
    assert refused.value.reason == reason


def test_the_same_from_bytes_a_file_and_pieces_of_any_size() -> None:
    body = urlset(
        "".join(entry(n, "<!-- x & y --><priority>1</priority>" + NEWS_BLOCK) for n in range(50)), f"{SPACE} {NEWS}"
    )
    whole = sitemap.read(body, url=URL).links
    assert len(whole) == 50
    assert list(sitemap.iterate(io.BytesIO(body), url=URL)) == whole
    for size in (1, 2, 7, 64, 1000):
        pieces = (body[at : at + size] for at in range(0, len(body), size))
        assert list(sitemap.iterate(pieces, url=URL)) == whole, size


def endless() -> Iterator[bytes]:
    yield f"<urlset {SPACE}>".encode()
    yield from (entry(n).encode() for n in itertools.count())


def test_an_endless_sitemap_is_read_as_a_stream_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = sitemap.iterate(endless(), url=URL)
    assert next(entries) == Link("https://bao.vn/bai-viet-0.html", sitemap._NO_HINTS, "2026-03-07")
    monkeypatch.setattr(sitemap, "MAX_ENTRIES", 3000)
    assert sum(1 for _ in entries) == 2999
    assert entries.truncated
    assert entries.count == 3000


def test_bytes_without_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_BARREN_BYTES", 2**20)
    taken = 0

    def junk() -> Iterator[bytes]:
        nonlocal taken
        yield f"<urlset {SPACE}>".encode() + entry(1).encode()
        while True:
            taken += 1
            yield b"<junk>" + b"x" * 1000 + b"</junk>"

    entries = sitemap.iterate(junk(), url=URL)
    assert len(list(entries)) == 1
    assert entries.truncated
    assert taken < 3000


def test_a_gzip_bomb_is_unpacked_no_further_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_BYTES", 2**20)
    bomb = gzip.compress(f"<urlset {SPACE}>{entry(1)}".encode() + b" " * 50_000_000)
    entries = sitemap.iterate(bomb, url=URL)
    assert len(list(entries)) == 1
    assert entries.truncated


def test_a_deflate_bomb_in_a_bomb_is_no_third_layer() -> None:
    body = gzip.compress(gzip.compress(gzip.compress(urlset(entry(1)))))
    with pytest.raises(NotASitemapError):
        sitemap.read(body, url=URL)


def test_declared_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE urlset [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = f"<?xml version='1.0'?>{bomb}<urlset><url><loc>https://bao.vn/&b;&f;</loc></url></urlset>".encode()
    (link,) = sitemap.read(body, url=URL).links
    assert "haha" not in link.url
    assert "root:" not in link.url


def test_deep_nesting_is_survived() -> None:
    body = urlset(entry(1) + "<a>" * 50_000)
    read = sitemap.read(body, url=URL)
    assert len(read.links) == 1
    assert read.truncated


_PIECES = st.sampled_from(
    [
        b"<urlset>",
        b"</urlset>",
        b"<url>",
        b"</url>",
        b"<loc>",
        b"</loc>",
        b"https://bao.vn/a",
        b"\n",
        b"&",
        b"<![CDATA[",
        b"]]>",
        b"<sitemapindex>",
        b"<sitemap>",
        b"\x1f\x8b",
        b"\x00",
        b"\xff\xfe",
        b"<!--",
        b"<?xml version='1.0' encoding='utf-32'?>",
        b"<news:news>",
        b"<news:publication_date>99/99/9999",
        b"<rss><channel>",
        b"<item>",
        b"<!DOCTYPE a [<!ENTITY b '",
    ]
)
_BODIES = st.one_of(
    st.binary(max_size=300), st.lists(st.one_of(_PIECES, st.binary(max_size=6)), max_size=30).map(b"".join)
)


@given(_BODIES, st.integers(min_value=1, max_value=40), st.booleans())
def test_no_bytes_raise_anything_else(body: bytes, size: int, packed: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    if packed:
        body = zlib.compress(body, wbits=31)
    try:
        entries = list(sitemap.iterate((body[at : at + size] for at in range(0, len(body), size)), url=URL))
    except NotASitemapError:
        return
    assert all(found.url.startswith(("http://", "https://")) for found in entries)
