"""English articles in the markup of common content systems and large newspapers, read without a profile."""

from __future__ import annotations

import pytest

from newscrawl.extract import NotAnArticle, Reason, extract
from tests.extract.world_layouts import CARDS, LAYOUTS, SAID, TITLE, WorldLayout, html_of

URL = "https://gazette.example/2024/05/the-ferry-runs-again-after-the-flood.html"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_text_is_read_whole_and_alone(layout: WorldLayout) -> None:
    got = extract(html_of(layout), url=URL)
    assert got.headline == TITLE
    assert tuple(got.text.split("\n\n")) == layout.text


@pytest.mark.parametrize(
    "box",
    [
        "<article>{}</article>",
        '<div class="post hentry">{}</div>',
        '<div itemtype="https://schema.org/BlogPosting">{}</div>',
    ],
)
def test_a_short_page_is_an_article_if_its_markup_says_so(box: str) -> None:
    note = f"<h1>{TITLE}</h1><div><p>{SAID[0]}</p><p>{SAID[1]}</p></div>"
    assert extract(html_of(WorldLayout("", box.format(note))), url="https://gazette.example/ferry").text.startswith(
        SAID[0]
    )
    with pytest.raises(NotAnArticle) as refused:
        extract(
            html_of(WorldLayout("", f"<div>{note.replace(TITLE, 'Ferries')}</div>")),
            url="https://gazette.example/ferry",
        )
    assert refused.value.reason is Reason.SECTION_PAGE


def test_cards_that_are_articles_make_no_article_of_their_list() -> None:
    cards = f"<h1>River</h1><article>{CARDS}</article><article>{CARDS}</article>"
    with pytest.raises(NotAnArticle):
        extract(html_of(WorldLayout("", cards)), url="https://gazette.example/river")


def test_text_in_the_data_alone_says_where_it_is_from() -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "teaser on the page, text in the data")
    got = extract(html_of(layout), url=URL)
    assert {s.field: s.source for s in got.extraction.field_sources}["text"] == "jsonld"
