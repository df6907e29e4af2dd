"""The names in a drafted selector."""

from __future__ import annotations

import pytest

from newscrawl.extract import Page
from newscrawl.scaffold import selector_paths


def names(opening_tag: str) -> list[str]:
    page = Page(f"<body>{opening_tag}x</body>".encode(), url="https://baosonghau.vn/bai-12345.html")
    (body,) = page.by_tag("body")
    return selector_paths.own_selectors(body[0])


@pytest.mark.parametrize(
    "dress",
    ["dt-gap-6", "dt-float-left", "dt-rounded-3xl", "tw-relative", "no-padding", "gap-2", "mt-4", "css-1ab23cd"],
)
def test_what_says_how_a_box_looks_is_no_name(dress: str) -> None:
    assert names(f'<div class="{dress}">') == []


@pytest.mark.parametrize(
    "name", ["story-title", "detail-content", "sc-longform-header", "b-grid__title", "vnn-content-image"]
)
def test_what_says_what_a_box_holds_is_a_name(name: str) -> None:
    assert names(f'<div class="{name}">') == [f"div.{name}"]


def test_slots_are_names() -> None:
    assert names('<h1 data-slot="title" class="dt-text-2xl">') == ["h1[data-slot=title]"]
    assert names('<a data-content-name="article-tags" class="dt-px-2" href="/">') == [
        "a[data-content-name=article-tags]"
    ]
