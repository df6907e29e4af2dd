"""Feeds: as newspapers serve them, with every known error, and hostile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import Link, feed

URL = "https://bao.vn/rss/tin-moi.rss"


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>', attributes: str = "") -> bytes:
    return f'{head}<rss version="2.0" {attributes}><channel><title>Tin</title>{items}</channel></rss>'.encode()


def item(**fields: str) -> str:
    fields = {"title": "Giá xăng tăng", "link": "https://bao.vn/gia-xang-1.html", **fields}
    return "<item>" + "".join(f"<{name}>{text}</{name}>" for name, text in fields.items() if text) + "</item>"


def only(body: bytes) -> Link:
    (link,) = feed.links(body, url=URL)
    return link


def test_says_all_that_an_item_says() -> None:
    link = only(
        rss(
            item(
                pubDate="Thu, 14 Feb 2019 13:34:15 +0700",
                category="Kinh tế",
                description='<![CDATA[<a href="/x.html"><img width=130 src="a.jpg" ></a></br>Từ 15 giờ&nbsp;chiều nay.]]>',
            )
        )
    )
    assert link.url == "https://bao.vn/gia-xang-1.html"
    assert link.hints.title == "Giá xăng tăng"
    assert link.hints.date_published == "2019-02-14T13:34:15+07:00"
    assert link.hints.section == "Kinh tế"
    assert link.hints.description == "Từ 15 giờ chiều nay."
    assert link.hints.source == "feed"
    assert link.lastmod is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Thu, 14 Feb 2019 13:34:15 GMT", "2019-02-14T20:34:15+07:00"),
        ("Thu, 14 Feb 2019 13:34:15", "2019-02-14T13:34:15+07:00"),
        ("14 Feb 2019 13:34", "2019-02-14T13:34:00+07:00"),
        ("2019-02-14T13:34:15+00:00", "2019-02-14T20:34:15+07:00"),
        ("2019-02-14 13:34:15", "2019-02-14T13:34:15+07:00"),
        ("Thứ Năm, 14/2/2019, 13:34 (GMT+7)", "2019-02-14T13:34:00+07:00"),
        ("05/01/2026 08:00", "2026-01-05T08:00:00+07:00"),
        (" ", None),
        ("hôm nay", None),
        ("Thu, 99 Feb 2019 13:34:15 +0700", None),
    ],
)
def test_dates_without_a_zone_are_vietnam_time_and_unreadable_ones_are_none(written: str, read: str | None) -> None:
    assert only(rss(item(pubDate=written))).hints.date_published == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("Vi&amp;#7879;t Nam", "Việt Nam"),
        ("Bộ &quot;Y tế&quot;", 'Bộ "Y tế"'),
        ("Ph&ocirc;ng b&atilde;o", "Phông bão"),
        ("M&A tăng", "M&A tăng"),
        ("<![CDATA[M&A <b>tăng</b>]]>", "M&A tăng"),
        ("<![CDATA[M&amp;A tăng]]>", "M&A tăng"),
        ("&lt;b&gt;Nóng&lt;/b&gt;: giá &lt; 5 triệu", "Nóng: giá < 5 triệu"),
        ("Đa\u0323i ho\u0323c", "Đại học"),
        ("  hai\n  dòng\t", "hai dòng"),
        ("&khongco; tên", "&khongco; tên"),
    ],
)
def test_titles_are_plain_text_however_often_they_were_escaped(written: str, read: str) -> None:
    assert only(rss(item(title=written))).hints.title == read


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "windows-1252", "no-such-codec"])
def test_the_bytes_are_believed_before_the_declaration(codec: str, declared: str) -> None:
    text = rss(item(title="Đường sắt cao tốc"), f'<?xml version="1.0" encoding="{declared}"?>').decode()
    assert only(text.encode(codec)).hints.title == "Đường sắt cao tốc"


def test_a_single_byte_encoding_is_read_as_declared_or_as_the_header_says() -> None:
    text = rss(item(title="Café à Genève"), '<?xml version="1.0" encoding="iso-8859-1"?>').decode()
    assert only(text.encode("iso-8859-1")).hints.title == "Café à Genève"
    plain = rss(item(title="Café à Genève"), '<?xml version="1.0"?>').decode().encode("cp1252")
    (link,) = feed.links(plain, url=URL, headers={"Content-Type": "text/xml; charset=windows-1252"})
    assert link.hints.title == "Café à Genève"


def test_one_broken_byte_does_not_spoil_the_rest() -> None:
    body = rss(item(title="Đường sắt cao tốc Bắc Nam"), '<?xml version="1.0" encoding="iso-8859-1"?>')
    broken = body.replace(b"Nam", b"N\xffm")
    title = only(broken).hints.title
    assert title is not None
    assert title.startswith("Đường sắt cao tốc Bắc N")


@pytest.mark.parametrize("junk", ["\ufeff", "\n\n  ", "<!-- cache -->\n", "Warning: mysql on line 3\n", "\x00\x01"])
def test_junk_before_the_feed_is_passed_over(junk: str) -> None:
    assert only(junk.encode() + rss(item())).url == "https://bao.vn/gia-xang-1.html"


def test_links_that_are_missing_relative_or_repeated() -> None:
    body = rss(
        item(link="/gia-vang-2.html?a=1&b=2")
        + item(link="", guid="https://bao.vn/gia-dien-3.html")
        + '<item><title>Không có</title><guid isPermaLink="false">https://bao.vn/khong-4.html</guid></item>'
        + item(link="", guid="tag:bao.vn,2026:5")
        + item(link="javascript:alert(1)")
        + item(link="<![CDATA[ https://bao.vn/gia-vang-2.html?a=1&b=2 ]]>")
        + item(link="https://bao.vn/gia-vang-6.html#binh-luan")
    )
    assert [link.url for link in feed.links(body, url=URL)] == [
        "https://bao.vn/gia-vang-2.html?a=1&b=2",
        "https://bao.vn/gia-dien-3.html",
        "https://bao.vn/gia-vang-6.html",
    ]


def test_namespaces_do_not_matter_where_they_are_wrong_and_do_where_they_are_right() -> None:
    body = rss(
        "<item><media:title>Chú thích ảnh</media:title><title>Tiêu đề bài</title><link>https://bao.vn/a-1.html</link>"
        "<dc:date>2026-03-07T08:00:00+07:00</dc:date><media:content url='a.jpg'><media:title>Ảnh</media:title></media:content></item>",
        attributes='xmlns:media="http://search.yahoo.com/mrss/"',  # dc is not declared
    )
    link = only(body)
    assert link.hints.title == "Tiêu đề bài"
    assert link.hints.date_published == "2026-03-07T08:00:00+07:00"


def test_rss_1_keeps_its_items_beside_the_channel() -> None:
    body = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b'<channel rdf:about="https://bao.vn/"><title>Tin</title></channel>'
        b'<item rdf:about="https://bao.vn/a-1.html"><title>A</title></item></rdf:RDF>'
    )
    assert only(body).url == "https://bao.vn/a-1.html"


def test_atom_gives_the_page_and_takes_updated_for_a_change() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://bao.vn/kinh-te/"><entry>
        <id>urn:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Giá <b>vàng</b></div></title>
        <link rel="edit" href="/edit/1"/><link rel="alternate" type="text/html" href="gia-vang-1.html"/>
        <updated>2026-03-07T09:00:00Z</updated><summary type="html">&lt;p&gt;Tóm tắt&lt;/p&gt;</summary>
        <category term="Kinh tế"/></entry></feed>""".encode()
    link = only(body)
    assert link.url == "https://bao.vn/kinh-te/gia-vang-1.html"
    assert link.lastmod == "2026-03-07T09:00:00Z"
    assert link.hints.date_published is None
    assert (link.hints.title, link.hints.description, link.hints.section) == ("Giá vàng", "Tóm tắt", "Kinh tế")


def test_json_feed() -> None:
    body = """{"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "1", "url": "/a-1.html", "title": "Một &amp; hai", "date_published": "2026-03-07T08:00:00+07:00",
         "date_modified": "2026-03-08", "summary": "Tóm tắt"}, {"id": "https://bao.vn/b-2.html"}, {"id": "3"}, 7]}""".encode()
    first, second = feed.links(body, url=URL)
    assert (first.url, first.lastmod) == ("https://bao.vn/a-1.html", "2026-03-08")
    assert (first.hints.title, first.hints.description) == ("Một & hai", "Tóm tắt")
    assert first.hints.date_published == "2026-03-07T08:00:00+07:00"
    assert second.url == "https://bao.vn/b-2.html"


def test_an_empty_channel_is_a_feed_without_news() -> None:
    assert feed.links(rss(""), url=URL) == []


def test_a_broken_tail_keeps_what_stands_before_it() -> None:
    body = rss(item() + item(link="https://bao.vn/gia-dien-2.html") + item(link="https://bao.vn/x-3.html"))
    cut = body[: body.index(b"x-3.html")]
    assert [link.url for link in feed.links(cut, url=URL)][:2] == [
        "https://bao.vn/gia-xang-1.html",
        "https://bao.vn/gia-dien-2.html",
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        (b"<html><head><title>x", "html"),
        (b'{"error": "not found"}', "json"),
        (b"[1, 2", "json"),
        (b"not found", "xml"),
        (b"<urlset><url><loc>https://bao.vn/</loc></url></urlset>", "xml"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "xml"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body: bytes, reason: str) -> None:
    with pytest.raises(feed.NotAFeedError) as refused:
        feed.links(body, url=URL)
    assert refused.value.reason == reason


def test_entities_that_a_document_declares_are_never_expanded() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = rss(
        item(title="Tin &l11; &x;", guid="&l11;"),
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{bomb}<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    )
    title = only(body).hints.title
    assert title == "Tin &l11; &x;"


def test_entities_in_attributes_are_never_expanded() -> None:
    body = (
        b'<!DOCTYPE feed [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]>'
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a-1.html?q=&b;"/></entry></feed>'
    )
    assert "haha" not in only(body).url


def test_deep_nesting_and_endless_items_are_bounded() -> None:
    assert feed.links(rss("<a>" * 100_000), url=URL) == []
    many = "".join(item(link=f"https://bao.vn/x-{n}.html") for n in range(feed.MAX_ENTRIES + 10))
    assert len(feed.links(rss(many), url=URL)) == feed.MAX_ENTRIES


def test_long_texts_are_cut() -> None:
    title = only(rss(item(title="a" * 100_000))).hints.title
    assert title is not None
    assert len(title) == feed.MAX_TEXT_CHARS


_PIECES = st.sampled_from(
    [
        b"<rss>",
        b"<item>",
        b"</item>",
        b"<title>",
        b"&amp;",
        b"&",
        b"<![CDATA[",
        b"]]>",
        b"<link>http://a.vn/b</link>",
        b"<?xml version='1.0' encoding='utf-16'?>",
        b"<!DOCTYPE a [",
        b"<feed>",
        b"<entry>",
        b"<link href='",
        b"'/>",
        b"\xff\xfe",
        b"\x00",
        b'{"items": [{"url": "',
        b'"}]}',
        b"<pubDate>1/1/2026",
        b"[" * 50,
        b"<rdf:RDF>",
    ]
)


@given(
    st.one_of(st.binary(max_size=300), st.lists(st.one_of(_PIECES, st.binary(max_size=6)), max_size=30).map(b"".join))
)
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    try:
        found = feed.links(body, url=URL)
    except feed.NotAFeedError:
        return
    assert all(link.url.startswith(("http://", "https://")) for link in found)
