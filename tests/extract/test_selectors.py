"""Selectors against the index, and against XPath where they are plain CSS."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from newscrawl.extract import Page
from newscrawl.extract.selectors import compiled

HTML = b"""<html><body><div id="main" class="a b"><p class="x">1<b>one</b> more</p><p class="x y" data-role="lead">2</p>
<div class="b"><p>3</p><a href="/t.html" title="T">4</a></div></div><div class="a"><p class="x">5</p><span class="x" data-role="">6</span></div></body></html>"""
PAGE = Page(HTML, url="https://bao.vn/x.html")


@pytest.mark.parametrize(
    "css",
    [
        "p", "p.x", ".x", ".x.y", "#main p", "#main > p", "div.a > p.x", "div p", ".b p", ".a.b .b p", "[data-role]", "p[data-role=lead]",
        "[data-role='']", "a[href$='.html']", "a[href*=t]", "a[title~=T]", "p + p", "p ~ div", "p:not(.x)", "p:first-child", "div.a > :last-child",
        "p.x, span.x", ".nothing", "#nothing p", "div.a .nothing p", "*", "div:not(.b) > p", "h1",
    ],
)  # fmt: skip
def test_the_index_answers_as_xpath_does(css: str) -> None:
    want = [
        e
        for part in css.split(", ")
        for e in PAGE.root.xpath(HTMLTranslator().css_to_xpath(part, "descendant-or-self::"))
    ]
    assert compiled(css).elements(PAGE) == want


TAGS = st.sampled_from(["", "p", "div", "a", "span"])
NAMES = st.sampled_from(["", ".a", ".b", ".x", ".y", "#main", "[data-role]", "[title=T]"])


@given(st.lists(st.tuples(TAGS, NAMES, st.sampled_from([" ", " > ", " + ", " ~ "])), min_size=1, max_size=4))
def test_any_combination_answers_as_xpath_does(parts: list[tuple[str, str, str]]) -> None:
    css = "".join((tag + name or "*") + combinator for tag, name, combinator in parts[:-1]) + (
        parts[-1][0] + parts[-1][1] or "*"
    )
    want = PAGE.root.xpath(HTMLTranslator().css_to_xpath(css, "descendant-or-self::"))
    got = compiled(css).elements(PAGE)
    assert isinstance(want, list)
    assert set(got) == set(want)
    assert len(got) == len(set(got))


def test_what_a_selector_asks_for() -> None:
    assert list(compiled("p.x").values(PAGE)) == ["1one more", "2", "5"]
    assert list(compiled("p.x::text").values(PAGE)) == ["1 more", "2", "5"]
    assert list(compiled("a::attr(href)").values(PAGE)) == ["/t.html"]
    assert list(compiled("meta::attr(content), p.y").values(PAGE)) == ["2"]


def test_inside_a_box_only() -> None:
    box = PAGE.by_class("b")[1]
    assert isinstance(box, etree._Element)
    assert list(compiled("p").values(PAGE, box)) == ["3"]


@pytest.mark.parametrize("css", ["", "p[", "p::", "..x", "p >"])
def test_what_is_no_selector_is_refused(css: str) -> None:
    with pytest.raises(ValueError, match="no CSS selector"):
        compiled(css)
