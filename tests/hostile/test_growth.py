"""Texts and pages that once took the square of their length, or more: each would take minutes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import sites, urls
from newscrawl.discover import home, listing, paging
from newscrawl.extensions.log import mask_credentials
from newscrawl.extract import NotAnArticle, extract, open_page, people, pick_article, to_article
from newscrawl.text.newsroom import split_credit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG: Final = 200_000
SITE: Final = sites.unknown("https://bao.vn/")
PROSE: Final = "".join(f"<p>Câu văn thứ {n} của bài báo về làng ven sông hôm nay, dài vừa đủ.</p>" for n in range(30))


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """A slow machine is given its time."""
    started = time.process_time()
    yield
    assert time.process_time() - started < 20


def link(n: int) -> str:
    return f'<a href="/bai-viet-hay-qua-{1_000_000 + n}.html">Bài viết hay quá số {n} hôm nay</a>'


TEXTS: Final[dict[str, Callable[[], object]]] = {
    "a credit amid blanks": lambda: split_credit("Hình ảnh:" + " " * LONG + "\x00"),
    "a bracketed credit amid blanks": lambda: split_credit("[Video:" + " " * LONG),
    "a long word in the log": lambda: mask_credentials("a" * LONG),
    "a secret's name in the log": lambda: mask_credentials("secret-" * (LONG // 7)),
    "an author who is one word": lambda: people.read("a" * LONG),
    "a channel that is not named": lambda: [
        paging.find_channel(site, b"<input " * 250_000) for site in sites.load().values()
    ],
    "dates in an address": lambda: [
        urls.looks_like_article(f"https://bao.vn/{n}" + "/2077-11" * 250) for n in range(5_000)
    ],
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_in_time(name: str) -> None:
    TEXTS[name]()


PAGES: Final[dict[str, Callable[[], str]]] = {
    "comments in the text": lambda: "".join(
        f'<div class="comment"><p>An {n}</p><p>Bình luận của bạn đọc.</p></div>' for n in range(18_000)
    ),
    "pictures that are links": lambda: "".join(
        f'<a href="/bai-viet-hay-{1_000_000 + n}.html"><img src="/{n}.jpg"></a>' for n in range(35_000)
    ),
    "labels of tags": lambda: "<p>Từ khóa:</p>" * 55_000,
    "headings that are links": lambda: "".join(f"<h3>{link(n)}</h3><hr>" for n in range(20_000)),
    "leads in leads": lambda: '<div class="sapo">' * 30_000 + PROSE + "</div>" * 30_000,
    "boxes in boxes": lambda: (
        '<div class="related box comment tags author">' * 20_000 + "".join(map(link, range(20_000)))
    ),
    "hidden boxes in hidden boxes": lambda: "<div hidden>" * 20_000 + PROSE * 300,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_in_time(name: str) -> None:
    body = f"<html><head><title>Nước rút</title></head><body><h1>Nước rút ở làng ven sông</h1><div>{PROSE}{PAGES[name]()}</div></body></html>"
    try:
        extract(body.encode(), url="https://bao.vn/nuoc-rut-o-lang-1234567.html")
    except NotAnArticle as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is right


def test_what_stands_too_deep_is_read_in_order() -> None:
    """A page nested without end is read as if it were 256 deep: its words stay, in their order."""
    body = "<html><body><h1>Nước rút ở làng ven sông</h1>" + "<div><!-- x -->" * 3_000 + PROSE + "</div>" * 3_000
    context = open_page(body.encode(), url="https://bao.vn/nuoc-rut-o-lang-1234567.html")
    assert max(sum(1 for _ in element.iterancestors()) for element in context.page.elements) <= 256
    text = to_article(pick_article(context)).text
    assert [text.index(f"Câu văn thứ {n} ") for n in range(30)] == sorted(
        text.index(f"Câu văn thứ {n} ") for n in range(30)
    )


LISTS: Final[dict[str, Callable[[], str]]] = {
    "times": lambda: link(1) + '<time datetime="2026-01-05 10:00">x</time>' * 100_000,
    "dated lines": lambda: "<div>" * 200 + link(1) + "<span>05/01/2026 /2026</span>" * 100_000,
    "links in menus": lambda: f'<div class="{"x " * 300}">' * 200 + "".join(map(link, range(30_000))),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_in_time(name: str) -> None:
    body = f"<html><body>{LISTS[name]()}</body></html>".encode()
    assert listing.read(body, url="https://bao.vn/tin", site=SITE).links
    home.sources(body, "https://bao.vn/")
