"""The memory that is kept from page to page stays small, even for very long names, words and addresses."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.extract import extract
from newscrawl.pipelines.normalize import normalized

if TYPE_CHECKING:
    from collections.abc import Callable

BODY: Final = "<h1>Nước rút ở làng ven sông</h1>" + "".join(
    f"<p>Câu văn thứ {n} của bài báo về làng ven sông hôm nay, dài vừa đủ.</p>" for n in range(20)
)
LONG: Final = "y" * 20_000

PARTS: Final[dict[str, Callable[[int], str]]] = {
    "classes": lambda n: f'<b class="c{n}{LONG}">a</b>',
    "ids": lambda n: f'<b id="i{n}{LONG}">a</b>',
    "menus": lambda n: (
        f'<div class="m{n} {LONG}"><h3>Tin liên quan</h3><a href="/bai-viet-hay-{1_000_000 + n}.html">Tin</a></div>'
    ),
    "addresses": lambda n: f'<a href="/a{n}{LONG}">Tin</a>',
    "words": lambda n: f"<p>Chữ w{n}{LONG}ế dài, w{n}{LONG}.</p>",
    "tags": lambda n: f'<a rel="tag" href="/tag/{n}">t{n}{LONG}</a>',
    "crumbs": lambda n: f'<div class="breadcrumb"><a href="/muc-{n}">c{n}{LONG}</a></div>',
    "authors": lambda n: f'<p class="author">A{n}{LONG}</p><meta name="author" content="B{n}{LONG}">',
}


def held(part: Callable[[int], str], pages: range) -> int:
    """Bytes in use after the pages have been read; each page has other names."""
    for page in pages:
        odd = "".join(part(100 * page + n) for n in range(10))
        body = f"<html><body>{BODY}{odd}</body></html>".encode()
        normalized(extract(body, url="https://bao.vn/nuoc-rut-o-lang-1234567.html"))
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize("name", PARTS)
def test_long_names_are_not_kept(name: str) -> None:
    """Each page has ten names of 20 KB: if they were kept, four pages would take 800 KB."""
    tracemalloc.start()
    try:
        before = held(PARTS[name], range(1))
        between = held(PARTS[name], range(1, 5))
        after = held(PARTS[name], range(5, 9))
    finally:
        tracemalloc.stop()
    # A dictionary that earlier tests filled can be enlarged once, and then its whole table counts as new.
    assert min(between - before, after - between) < 400_000


@pytest.mark.long
def test_sites_that_links_lead_to_are_not_kept_for_ever() -> None:
    def part(n: int) -> str:
        return "".join(f'<a href="http://h{n}-{k}.vn/bai-viet-hay-{1_000_000 + k}.html">Tin</a>' for k in range(300))

    tracemalloc.start()
    try:
        before = held(part, range(2))
        after = held(part, range(2, 4))
    finally:
        tracemalloc.stop()
    # A bounded number of addresses is kept; the profile of a site is ten times as large as its address.
    assert after - before < 2_000 * 6_000
