"""Texts and pages whose reading cost once grew with the square of their length, or faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import sites, urls
from newscrawl.discover import home, listing, paging
from newscrawl.extensions.log import mask_credentials
from newscrawl.extract import NotAnArticle, extract, open_page, people, pick_article, to_article
from newscrawl.text.newsroom import split_credit
from tests.helpers.growth import assert_linear

if TYPE_CHECKING:
    from collections.abc import Callable

URL: Final = "https://bao.vn/nuoc-rut-o-lang-1234567.html"
SITE: Final = sites.unknown("https://bao.vn/")
PROSE: Final = "".join(f"<p>Câu văn thứ {n} của bài báo về làng ven sông hôm nay, dài vừa đủ.</p>" for n in range(30))


def link(n: int) -> str:
    return f'<a href="/bai-viet-hay-qua-{1_000_000 + n}.html">Bài viết hay quá số {n} hôm nay</a>'


TEXTS: Final[dict[str, tuple[int, Callable[[int], object]]]] = {
    "a credit among blanks": (100_000, lambda n: split_credit("Hình ảnh:" + " " * n + "\x00")),
    "a bracketed credit among blanks": (100_000, lambda n: split_credit("[Video:" + " " * n)),
    "a long word in the log": (100_000, lambda n: mask_credentials("a" * n)),
    "a secret's name in the log": (15_000, lambda n: mask_credentials("secret-" * n)),
    "an author of one word": (100_000, lambda n: people.read("a" * n)),
    "a channel without a name": (
        60_000,
        lambda n: [paging.find_channel(site, b"<input " * n) for site in sites.load().values()],
    ),
    "dates in an address": (
        500,
        lambda n: [urls.looks_like_article(f"https://bao.vn/{i}" + "/2077-11" * n) for i in range(500)],
    ),
}
"""For each text: its larger size, and the reading of a text of a given size."""


@pytest.mark.parametrize("name", TEXTS)
def test_cost_of_a_text_is_linear(name: str) -> None:
    size, work = TEXTS[name]
    assert_linear(work, size)


PAGES: Final[dict[str, tuple[int, Callable[[int], str]]]] = {
    "comments in the text": (
        4_500,
        lambda n: "".join(f'<div class="comment"><p>An {i}</p><p>Bình luận của bạn đọc.</p></div>' for i in range(n)),
    ),
    "pictures that are links": (
        4_000,
        lambda n: "".join(f'<a href="/bai-viet-hay-{1_000_000 + i}.html"><img src="/{i}.jpg"></a>' for i in range(n)),
    ),
    "labels of tags": (12_000, lambda n: "<p>Từ khóa:</p>" * n),
    "headings that are links": (2_500, lambda n: "".join(f"<h3>{link(i)}</h3><hr>" for i in range(n))),
    "leads inside leads": (8_000, lambda n: '<div class="sapo">' * n + PROSE + "</div>" * n),
    "boxes inside boxes": (
        2_500,
        lambda n: '<div class="related box comment tags author">' * n + "".join(map(link, range(n))),
    ),
    "hidden boxes inside hidden boxes": (6_000, lambda n: "<div hidden>" * n + PROSE * (n // 66)),
}
"""For each page: its larger size, and the HTML that is put below the article's text."""


@pytest.mark.parametrize("name", PAGES)
def test_cost_of_a_page_is_linear(name: str) -> None:
    size, html = PAGES[name]

    def extract_page(n: int) -> None:
        body = f"<html><head><title>Nước rút</title></head><body><h1>Nước rút ở làng ven sông</h1><div>{PROSE}{html(n)}</div></body></html>"
        try:
            extract(body.encode(), url=URL)
        except NotAnArticle as refusal:
            assert refusal.reason  # noqa: PT017 - either outcome is right

    assert_linear(extract_page, size)


def test_deep_nesting_keeps_the_order_of_words() -> None:
    """A page that nests without end is read as if it were 256 levels deep; no word is lost or moved."""
    body = "<html><body><h1>Nước rút ở làng ven sông</h1>" + "<div><!-- x -->" * 3_000 + PROSE + "</div>" * 3_000
    context = open_page(body.encode(), url=URL)
    assert max(sum(1 for _ in element.iterancestors()) for element in context.page.elements) <= 256
    text = to_article(pick_article(context)).text
    positions = [text.index(f"Câu văn thứ {n} ") for n in range(30)]
    assert positions == sorted(positions)


LISTS: Final[dict[str, tuple[int, Callable[[int], str]]]] = {
    "times": (25_000, lambda n: link(1) + '<time datetime="2026-01-05 10:00">x</time>' * n),
    "dated lines": (25_000, lambda n: "<div>" * 200 + link(1) + "<span>05/01/2026 /2026</span>" * n),
    "links in menus": (3_000, lambda n: f'<div class="{"x " * 300}">' * 200 + "".join(map(link, range(n)))),
}
"""For each listing: its larger size, and its HTML."""


@pytest.mark.parametrize("name", LISTS)
def test_cost_of_a_listing_is_linear(name: str) -> None:
    size, html = LISTS[name]

    def discover(n: int) -> None:
        body = f"<html><body>{html(n)}</body></html>".encode()
        assert listing.read(body, url="https://bao.vn/tin", site=SITE).links
        home.sources(body, "https://bao.vn/")

    assert_linear(discover, size)
