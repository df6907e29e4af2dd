"""The article of a page that a script would write, read from the script's state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.extract import NotAnArticle, extract
from newscrawl.extract.script_state import WARNING

HEADLINE = "The ferry sails to the islands again"
TEXT = [
    f"{start} after a month in which only a charter boat had crossed the sound, with eight people and no freight."
    for start in (
        "The first ferry left shortly after dawn",
        "Sixty passengers stood at the pier in the rain",
        "The mail had waited in sacks at the harbour office",
        "Farmers sold their cheese on the mainland",
        "The school has its teacher of music back",
    )
]
HTML = "".join(f"<p>{line}</p>" for line in TEXT)
DATE = "2026-11-04T06:42:00+00:00"
MENU = "<nav><a href=/a>News</a> <a href=/b>Sport</a></nav>"


def page(script: str, shown: str = "") -> bytes:
    head = f"<title>{HEADLINE} | The Carrow Gazette</title>"
    return f"<html lang=en><head>{head}</head><body>{MENU}<div id=app>{shown}</div>{script}</body></html>".encode()


def data(value: Any) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


RICH_TEXT = [
    {"type": "paragraph", "content": [{"type": "text", "text": line[:9]}, {"type": "text", "text": line[9:]}]}
    for line in TEXT
]
REFERENCES = {
    "Article:1": {"headline": HEADLINE, "body": [{"__ref": f"Line:{n}"} for n in range(5)]},
    **{f"Line:{n}": {"__typename": "Paragraph", "text": line} for n, line in enumerate(TEXT)},
}


@pytest.mark.parametrize(
    "script",
    [
        data({"props": {"pageProps": {"post": {"title": HEADLINE, "body": HTML}}}}),
        data([{"title": {"rendered": HEADLINE}, "content": {"rendered": HTML}}]),
        data({"post": {"title": HEADLINE, "content": {"type": "doc", "content": RICH_TEXT}}}),
        data({"title": HEADLINE, "blocks": [{"text": line} for line in TEXT]}),
        f"<script>window.__STATE__={json.dumps({'a': [{'title': 'Another story', 'body': HTML * 2}, {'title': HEADLINE, 'body': HTML}]})};go()</script>",
        f"<script>window.__APOLLO_STATE__ = {json.dumps(REFERENCES)};</script>",
        f"<script>window.__DATA__ = JSON.parse({json.dumps(json.dumps({'headline': HEADLINE, 'text': chr(10).join(TEXT)}))})</script>",
    ],
    ids=["html", "rendered", "rich text", "blocks", "assigned", "references", "parsed"],
)
def test_a_state_with_the_page_s_title_gives_the_text(script: str) -> None:
    got = extract(page(script), url="https://carrow.example/news/4471")
    assert (got.headline, got.text.split("\n\n")) == (HEADLINE, TEXT)
    assert WARNING in got.extraction.warnings


def test_a_state_gives_date_authors_and_lead_too() -> None:
    elements = [*({"type": "text", "content": line} for line in TEXT), {"type": "image", "caption": "A ferry."}]
    value = {
        "headlines": {"basic": HEADLINE},
        "description": {"basic": "The pier is repaired, and sixty people were on board."},
        "display_date": DATE,
        "credits": {"by": [{"name": "Tom Adair"}, {"name": "Una Reid"}]},
        "content_elements": elements,
    }
    got = extract(
        page(f"<script>Fusion.globalContent={json.dumps(value)};</script>"), url="https://carrow.example/news/4471"
    )
    assert (got.date_published, [author.name for author in got.authors]) == (DATE, ["Tom Adair", "Una Reid"])
    assert got.description == "The pier is repaired, and sixty people were on board."
    assert got.text.split("\n\n") == TEXT


@pytest.mark.parametrize(
    "script",
    [
        data({"title": "Another story of the day", "body": HTML}),
        data({"title": HEADLINE, "body": "No prose"}),
        f"<script>window.__NUXT__=(function(a){{return {{title:a}}}}({json.dumps(HEADLINE)}))</script>",
        f"<script>window.__STATE__={json.dumps({'title': HEADLINE, 'body': HTML})[:-9]}</script>",
        data({"title": HEADLINE, "body": json.loads("[" * 60 + json.dumps(HTML) + "]" * 60)}),
    ],
    ids=["another title", "no prose", "a function", "cut off", "too deep"],
)
def test_a_state_without_the_page_s_article_is_not_read(script: str) -> None:
    with pytest.raises(NotAnArticle):
        extract(page(script), url="https://carrow.example/news/4471")


def test_references_in_a_circle_end() -> None:
    state = {"A:1": {"title": HEADLINE, "body": [{"__ref": "A:1"}] * 9}}
    with pytest.raises(NotAnArticle):
        extract(
            page(f"<script>window.__APOLLO_STATE__={json.dumps(state)}</script>"),
            url="https://carrow.example/news/4471",
        )


def test_deep_lists_around_an_author_end() -> None:
    nested = "[" * 900 + '"Rhona Keith"' + "]" * 900
    state = json.dumps({"title": HEADLINE, "body": TEXT, "authors": 0}).replace('"authors": 0', f'"authors": {nested}')
    article = extract(page(f'<script type="application/json">{state}</script>'), url="https://carrow.example/news/4471")
    assert (article.headline, article.authors) == (HEADLINE, [])


def test_a_page_that_shows_its_text_is_read_itself() -> None:
    shown = f"<article><h1>{HEADLINE}</h1>{HTML}</article>"
    got = extract(
        page(data({"title": HEADLINE, "body": HTML.replace("ferry", "boat")}), shown),
        url="https://carrow.example/news/4471",
    )
    assert got.text.split("\n\n") == TEXT
    assert WARNING not in got.extraction.warnings
