"""The sample pages: they contain what the expectations say, and the intended traps."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from lxml import html

from newscrawl.sample import ExpectedArticle, expected
from newscrawl.sample.chrome import Addresses
from newscrawl.sample.newspaper import Newspaper, newspaper
from newscrawl.sample.pieces import pieces
from newscrawl.sample.traps import tcvn3

if TYPE_CHECKING:
    from lxml.html import HtmlElement

EXPECTED = expected()
PAPER: Newspaper = newspaper(Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"), pieces())
PLAIN = [a for a in EXPECTED.articles.values() if a.path not in {EXPECTED.traps["nfd"], EXPECTED.traps["tcvn3"]}]
BODIES = {
    "onecms": "//div[contains(@class, 'content-main-normal')]",
    "longform": "//article[@class='entry entry-no-padding']",
    "portal": "//div[@class='detail-content']",
}
SAMPLE = next(a for a in EXPECTED.articles.values() if a.authors and a.authors[0].name == "Diệu Thiện")


def tree(path: str) -> HtmlElement:
    return html.document_fromstring(PAPER.pages[path].body.decode())


def words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


@pytest.mark.parametrize("article", PLAIN, ids=lambda a: a.path)
def test_a_page_holds_what_is_expected_of_it(article: ExpectedArticle) -> None:
    page = tree(article.path)
    (headline,) = page.xpath("//h1")
    (body,) = page.xpath(BODIES[article.layout])
    assert words(headline) == article.headline
    assert article.description in words(page)
    at = -1
    for paragraph in article.paragraphs:
        at = words(body).index(paragraph, at + 1)
    hrefs = page.xpath("//main//a/@href")
    assert [link.path for link in article.related if link.path not in hrefs] == []
    anchors = [(str(a.get("href")), words(a)) for a in body.xpath(".//p//a")]
    assert [link for link in article.outbound if link not in anchors] == []
    sources = page.xpath("//main//img/@data-src | //main//img/@src")
    assert [image.path for image in article.images if image.path not in sources] == []
    assert [word for word in article.keywords if word not in page.xpath("//a[contains(@href, '-ptag')]/text()")] == []


@pytest.mark.parametrize("article", PLAIN, ids=lambda a: a.path)
def test_a_page_is_as_heavy_as_such_pages_are(article: ExpectedArticle) -> None:
    weight = len(PAPER.pages[article.path].body)
    assert 12_000 < weight < 45_000


def test_related_links_stand_in_page_order() -> None:
    page = tree(SAMPLE.path)
    hrefs = page.xpath(
        "//div[contains(@class, 'c-related')]//h3/a/@href | //section[contains(@class, 'c-box--')]//h4/a/@href"
    )
    assert hrefs[0] == SAMPLE.path  # "Cùng chuyên mục" links the article itself: not among the expected links
    assert hrefs[1:] == [link.path for link in SAMPLE.related]


def test_stripping_each_text_node_of_the_sample_article_glues_exactly_five_words() -> None:
    (body,) = tree(SAMPLE.path).xpath(BODIES["onecms"])
    (picture,) = SAMPLE.images
    parts = body.xpath("./p | .//td[@class='caption']")
    naive = {word for part in parts for word in "".join(str(text).strip() for text in part.itertext()).split()}
    proper = {word for part in parts for word in words(part).split()}
    assert naive - proper == {"ThịÁnh", "nghị.Ảnh:", "nhiềukết", "quảcông", "hộitrong"}
    assert picture.caption is not None
    assert words(parts[-1]) == "DIỆU THIỆN"
    assert words(parts[-2]).endswith("phát triển…/.")


def test_the_nfd_page_is_decomposed_throughout() -> None:
    text = PAPER.pages[EXPECTED.traps["nfd"]].body.decode()
    article = EXPECTED.articles[EXPECTED.traps["nfd"]]
    assert unicodedata.is_normalized("NFD", text)
    assert article.headline not in text
    assert article.headline in unicodedata.normalize("NFC", text)


def test_the_tcvn3_page_has_no_vietnamese_letter_in_its_text() -> None:
    article = EXPECTED.articles[EXPECTED.traps["tcvn3"]]
    page = tree(article.path)
    (body,) = page.xpath(BODIES["onecms"])
    text = " ".join(words(p) for p in body.xpath("./p"))
    assert not re.search(r"[ăđơưạ-ỹ]", text)
    assert all(tcvn3(paragraph) in text for paragraph in article.paragraphs)


def test_tcvn3_agrees_with_the_standard() -> None:
    # The spelling that Vietnamese readers of the nineties know.
    assert tcvn3("Kiểm toán nhà nước, đồng bằng sông Cửu Long") == "KiÓm to¸n nhµ n\u00adíc, ®ång b»ng s«ng Cöu Long"
    with pytest.raises(ValueError, match="Ở"):
        tcvn3("Ở")


def test_the_wrong_charset_is_declared_twice_and_the_bytes_are_utf8() -> None:
    resource = PAPER.pages[EXPECTED.traps["charset"]]
    assert resource.content_type == "text/html; charset=iso-8859-1"
    assert b"charset=windows-1252" in resource.body
    assert EXPECTED.articles[EXPECTED.traps["charset"]].headline in resource.body.decode("utf-8")


def test_the_cut_page_ends_in_mid_sentence() -> None:
    article = EXPECTED.articles[EXPECTED.traps["cut"]]
    text = PAPER.pages[article.path].body.decode()
    assert article.truncated
    assert text.endswith(article.paragraphs[-1])
    assert "</body>" not in text
    assert article.paragraphs[-1][-1] not in ".!?…"


def test_the_paywalled_page_shows_a_teaser_and_says_so() -> None:
    article = EXPECTED.articles[EXPECTED.traps["paywall"]]
    page = tree(article.path)
    data = [json.loads(script) for script in page.xpath("//script[@type='application/ld+json']/text()")]
    assert data[0]["isAccessibleForFree"] is False
    assert len(article.paragraphs) == 1
    assert not article.is_accessible_for_free
    assert page.xpath("//input[@type='password']")


def test_the_soft_block_is_a_cookie_script_that_answers_200() -> None:
    (path,) = [r.path for r in EXPECTED.rejections.values() if r.reason == "soft_block"]
    resource = PAPER.pages[path]
    assert resource.status == 200
    assert len(resource.body) < 500
    assert b"document.cookie" in resource.body


def test_the_amp_variant_names_its_article() -> None:
    (amp,) = [path for path in EXPECTED.aliases if path.startswith("/amp/")]
    canonical = PAPER.addresses.main + EXPECTED.aliases[amp]
    assert tree(amp).xpath("//link[@rel='canonical']/@href") == [canonical]
    assert tree(EXPECTED.aliases[amp]).xpath("//link[@rel='amphtml']/@href") == [PAPER.addresses.main + amp]


def test_json_ld_is_valid_on_every_page() -> None:
    for article in PLAIN:
        for script in tree(article.path).xpath("//script[@type='application/ld+json']/text()"):
            assert json.loads(script)["@context"] == "https://schema.org"


def test_related_blocks_also_hold_a_dead_link_and_a_section() -> None:
    (gone,) = [r.path for r in EXPECTED.rejections.values() if r.reason == "http_404"]
    (article,) = [a for a in EXPECTED.articles.values() if gone in [link.path for link in a.related]]
    hrefs = tree(article.path).xpath("//div[contains(@class, 'c-related')]//a/@href")
    assert {gone, "/van-hoa"} <= set(hrefs)
    assert "/van-hoa" not in [link.path for link in article.related]


def test_links_in_the_running_text_lead_to_a_closed_page_a_section_and_another_site() -> None:
    targets = {target for article in EXPECTED.articles.values() for target, _ in article.outbound}
    assert targets == {EXPECTED.forbidden[0], "/the-thao", "https://vat-tu.example/ao-phao?ma=12"}
