"""Values that Python's parsers refuse or turn into invalid UTF-8; each of them once raised an undocumented error."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from newscrawl import dates, sites, urls
from newscrawl.discover import feed, paging, sitemap
from newscrawl.extensions.log import mask_credentials
from newscrawl.extract import NotAnArticle, extract
from newscrawl.text.newsroom import split_credit
from tests.helpers.hostile_server import article_page
from tests.helpers.odd_documents import DIGITS, SENTENCES

URL = "https://bao.vn/nuoc-rut-o-lang-1234567.html"
TEXT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page(head: str = "", title: str = "<h1>Nước rút ở làng ven sông</h1>") -> bytes:
    return f"<html><head>{head}</head><body>{title}<div>{TEXT}</div></body></html>".encode()


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_a_character_with_an_endless_number() -> None:
    """Python refuses to read a number of more than 4,300 digits."""
    described = extract(page(f'<meta name="description" content="Nước &amp;#{DIGITS}; rút">'), url=URL)
    assert described.description == "Nước \ufffd rút"
    odd = extract(
        page(json_ld(f'{{"@type":"NewsArticle","headline":"Nước &#{DIGITS}; rút trong đêm"}}'), title=""), url=URL
    )
    assert odd.headline == "Nước \ufffd rút trong đêm"
    (link,) = feed.links(f'{{"items":[{{"url":"{URL}","title":"Nước &#{DIGITS}; &amp; đất"}}]}}'.encode(), url=URL)
    assert link.hints.title == "Nước \ufffd & đất"


def test_an_emoji_cut_in_half() -> None:
    """Half a surrogate pair, as a summary cut at so many characters has it, is no UTF-8."""
    article = extract(
        page(json_ld(r'{"@type":"NewsArticle","headline":"Nước rút \ud83d\ude00 ở làng \ud83d"}'), title=""), url=URL
    )
    assert article.headline == "Nước rút 😀 ở làng \ufffd"
    orjson.dumps(article)
    (link,) = feed.links(rf'{{"items":[{{"url":"{URL}","title":"Nước \udc00 rút"}}]}}'.encode(), url=URL)
    assert link.hints.title == "Nước \ufffd rút"
    (link,) = paging.json_links(
        rf'[{{"url":"{URL}","title":"Nước rút \ud83d"}}]'.encode(), url=URL, site=sites.unknown(URL)
    )
    assert link.hints.title == "Nước rút \ufffd"


@pytest.mark.parametrize("number", ["#xD800", "#xdfff", "#56320", "#0", "#xFFFF", "#x110000", "#1"])
def test_references_to_what_is_no_character(number: str) -> None:
    """The parser made bytes of them that could not be read back."""
    title = f"Nước &{number}; rút"
    item = f"<rss><channel><item><link>{URL}</link><title>{title}</title></item></channel></rss>"
    assert [link.hints.title for link in feed.links(item.encode(), url=URL)] == ["Nước \ufffd rút"]
    news = f"<urlset><url><loc>{URL}</loc><news:news><news:title>{title}</news:title></news:news></url></urlset>"
    (link,) = sitemap.read(news.encode(), url=URL).links
    assert link.hints.title == "Nước \ufffd rút"


@pytest.mark.parametrize(
    "text", ["31/12/9999 24:00", "9999.12.31 24h", "31 Dec 9999 24:00 GMT-12", "9999-12-31T24:00:00-14:00"]
)
def test_the_day_after_the_last(text: str) -> None:
    assert dates.read(text) is None
    assert dates.read(text, now=datetime(2026, 1, 1, tzinfo=UTC)) is None
    article = extract(
        page(f'<meta property="article:published_time" content="{text}">'), url=URL, headers={"Last-Modified": text}
    )
    assert article.date_published is None


def test_a_length_of_endless_digits() -> None:
    assert "truncated" in extract(page(), url=URL, headers={"Content-Length": DIGITS}).extraction.warnings


def test_controls_stay_out_of_what_is_not_text() -> None:
    article = extract(
        page('<meta property="og:site_name" content="Báo&#1; Làng"><meta name=date content="05/01/2026 &#1; 10:00">'),
        url=URL,
    )
    assert article.publisher == "Báo Làng"
    assert article.date_published_raw == "05/01/2026 10:00"
    (link,) = feed.links(f"<rss><item><link>{URL}</link><title>Nước\x9b rút</title></item></rss>".encode(), url=URL)
    assert link.hints.title == "Nước rút"


def test_a_tag_with_an_address_that_cannot_be_read() -> None:
    body = page().replace(b"</body>", '<div class="tags-x"><a href="http://[">vùng cao</a></div></body>'.encode())
    assert extract(body, url=URL).keywords == []


@pytest.mark.parametrize("title", ["||||", "\u200b\u2060", "“…”", "&#1;"])
def test_a_title_of_nothing(title: str) -> None:
    """It was taken for the headline, and the record refused to have it."""
    with pytest.raises(NotAnArticle) as refusal:
        extract(page(f"<title>{title}</title>", title=""), url=URL)
    assert refusal.value.reason == "no_headline"


def test_white_space_that_is_no_blank_is_escaped_in_addresses() -> None:
    assert urls.resolve("/a\u00a0b\u2028c", "https://bao.vn/") == "https://bao.vn/a%C2%A0b%E2%80%A8c"
    assert urls.resolve("/a\x85b", "https://bao.vn/") == "https://bao.vn/a%C2%85b"
    assert urls.resolve("/a b\n", "https://bao.vn/") == "https://bao.vn/a%20b"


def test_what_patterns_that_were_rewritten_still_find() -> None:
    assert split_credit("Cảnh chợ nổi.   Ảnh:  Lê Nam ") == ("Cảnh chợ nổi.", "Lê Nam")
    assert split_credit("Cảnh chợ nổi ( ảnh : Lê Nam ) .") == ("Cảnh chợ nổi", "Lê Nam")
    assert split_credit("Cảnh chợ nổi. (Ảnh: Lê Nam (TTXVN))") == ("Cảnh chợ nổi.", "Lê Nam (TTXVN)")
    assert split_credit("Cảnh chợ nổi. Ảnh Lê Nam") == ("Cảnh chợ nổi.", "Lê Nam")
    assert split_credit("Cảnh chợ nổi") == ("Cảnh chợ nổi", None)
    assert (
        mask_credentials("my-api-token_1 = 'abc' x=1 client_secret: s") == "my-api-token_1 = '…' x=1 client_secret: …"
    )
    assert mask_credentials("tokens of appreciation") == "tokens of appreciation"
    assert urls.looks_like_article("https://bao.vn/2020/10/12/a")
    assert not urls.looks_like_article("https://bao.vn/2020/10/12/")


def test_an_article_behind_the_end_of_the_page_is_read() -> None:
    page = b"<html><head><title>x</title></head><body>x</body></html>" + article_page("Một bài sau thẻ đóng của trang")
    article = extract(page, url="https://bao.example/bai-mot-100001.html")
    assert article.headline == "Một bài sau thẻ đóng của trang"
    assert article.text.count("phóng viên ghi nhận") == 4
