"""Bodies in layouts that no class name explains, comments beside them, and pages that must not be refused."""

from __future__ import annotations

import pytest

from newscrawl.extract import NotAnArticle, extract
from tests.extract.world_layouts import CARDS, LINKS, SAID, TITLE

URL = "https://gazette.example/2024/05/the-ferry-runs-again-after-the-flood.html"
READERS = (
    "I crossed on the first boat and it was cold, but the captain made tea for all of us on board.",
    "Why does nobody ask who opened the sluice? We have known for years that it does not close.",
    "My grandmother says the river was higher in the year she was born, and nobody wrote about it.",
    "Thank you to the carpenters, who worked at night and in the rain while the rest of us slept.",
    "The fares should come down again, since most of the people on the islands cannot pay them.",
)


def paragraphs(first: int, last: int) -> str:
    return "".join(f"<p>{SAID[n]}</p>" for n in range(first, last + 1))


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "name",
    [
        "comments", "userComments", "user-comments", "CommentBox", "comment_list", "article-comments", "binh-luan", "box_binhluan", "phan-hoi",
        "box-phan-hoi", "y-kien", "y-kien-ban-doc", "thao-luan", "feedback", "responses", "reader-feedback", "disqus_thread", "kommentare",
        "commentaires", "discussion",
    ],
)  # fmt: skip
@pytest.mark.parametrize("attribute", ["class", "id"])
def test_comments_are_left_out_whatever_their_box_is_called(name: str, attribute: str) -> None:
    comments = "".join(f"<div><b>Reader {n}</b><p>{said}</p></div>" for n, said in enumerate(READERS))
    text = extract(
        page(f"<main><h1>{TITLE}</h1>{paragraphs(0, 3)}</main><div {attribute}='{name}'>{comments}</div>"), url=URL
    ).text
    assert text.split("\n\n") == list(SAID[:4])


@pytest.mark.parametrize("name", ["post comments-open", "opinion", "y-kien", "story feedback-enabled", "has-comments"])
def test_the_box_of_the_text_may_be_called_like_comments(name: str) -> None:
    text = extract(page(f"<h1>{TITLE}</h1><div class='{name}'>{paragraphs(0, 9)}</div>"), url=URL).text
    assert text.split("\n\n") == list(SAID)


LAYOUTS = {
    "two boxes with an advert between, known by id alone": f"<h1>{TITLE}</h1><div><div id=first>{paragraphs(0, 7)}</div><div id=ad></div><div id=last>{paragraphs(8, 9)}</div></div>",
    "several boxes, the last one short": f"<h1>{TITLE}</h1><div><div class=row><div class=text>{paragraphs(0, 7)}</div></div><div class=offer><a href=/join>Join our list of readers today</a></div>"
    f"<div class=row><div class=text>{paragraphs(8, 9)}</div></div></div>",
    "one box a paragraph, a heading of links within": f"<h1>{TITLE}</h1><div class=story>{''.join(f'<div class=block><p>{said}</p></div>' for said in SAID[:3])}"
    f"<div class=list><h3>Read more</h3>{LINKS}</div>{''.join(f'<div class=block><p>{said}</p></div>' for said in SAID[3:])}</div>",
    "boxes with the name of a widget": f"<h1>{TITLE}</h1><div class=page>{''.join(f'<div class=widget><p>{said}</p></div><div class=advert>Advertisement</div>' for said in SAID)}</div>",
    "named boxes with adverts between": f"<h1>{TITLE}</h1><div>{''.join(f'<div><div class=article-body>{paragraphs(n, n + 1)}</div></div><div class=ad>x</div>' for n in range(0, 10, 2))}</div>",
    "a cookie dialog longer than the text": f"<article><h1>{TITLE}</h1>{paragraphs(0, 9)}</article><div class=layer role=dialog>{'<p>We and our partners store data on your device to show you what you like to read.</p>' * 1}"
    + "".join(f"<p>Purpose {n}: we and our partners store data on your device in order to learn what you like to read and buy.</p>" for n in range(20))
    + "</div>",
    "a side box longer than the text": f"<article><h1>{TITLE}</h1>{paragraphs(0, 9)}</article><div class=sidebar>"
    + "".join(f"<p>Week {n} in the valley: the market was full of people, and the mayor opened yet another bridge for them.</p>" for n in range(20))
    + "</div>",
    "an unclosed button": f"<h1>{TITLE}</h1><div><button>Listen<div>{paragraphs(0, 9)}</div></div>",
    "an unclosed figure": f"<h1>{TITLE}</h1><div><figure><img src=/a.jpg width=600><div>{paragraphs(0, 9)}</div></div>",
    "an unclosed button below other boxes": "".join(f"<nav><p>On the river<p>In the valley<p>Week {n}</nav>" for n in range(6))
    + f"<h1>{TITLE}</h1><div><button>Listen<div>{paragraphs(0, 9)}{paragraphs(0, 9)}</div></div>",
    "text that is centred": f"<h1>{TITLE}</h1><div>{''.join(f'<p><img src=/{n}.jpg width=600></p><p align=center>{said}</p>' for n, said in enumerate(SAID))}</div>",
    "boxes hidden by class": f"<h1>{TITLE}</h1><div>{paragraphs(0, 4)}<div class=d-none><p>{READERS[0]}</p></div>{paragraphs(5, 9)}</div>",
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_text_is_read_whole_and_alone(name: str) -> None:
    assert extract(page(LAYOUTS[name]), url=URL).text.split("\n\n") == list(SAID)


def test_a_question_and_the_head_of_a_table_may_stand_twice() -> None:
    question = "What would you say to the people on the islands who wait?"
    head = "<tr><th>Boat</th><th>Passengers</th></tr>"
    tables = "".join(f"<table>{head}<tr><td>Boat {n}</td><td>{n}</td></tr></table>" for n in range(4))
    body = f"<h1>{TITLE}</h1><div>{paragraphs(0, 2)}<h3>{question}</h3>{paragraphs(3, 4)}<h3>{question}</h3>{paragraphs(5, 6)}{tables}{paragraphs(7, 9)}</div>"
    text = extract(page(body), url=URL).text
    assert text.count(question) == 2
    assert text.count("Boat | Passengers") == 4


def test_a_quoted_post_is_text_in_a_box_called_social() -> None:
    post = "<div class='social-embed'><blockquote class='twitter-tweet'><p>The ferry is back and so are we, see you on the north bank!</p></blockquote></div>"
    text = extract(page(f"<h1>{TITLE}</h1><div>{paragraphs(0, 4)}{post}{paragraphs(5, 9)}</div>"), url=URL).text
    assert "see you on the north bank!" in text


GUIDE = "".join(
    f"<h2><a href='/2024/05/{n}-{n}.html'>Place {n} on the river</a></h2><p>{said}</p>" for n, said in enumerate(SAID)
)
SAYS = {
    "JSON-LD": f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2024-05-05"}}</script>',
    "a time": '<meta property="article:published_time" content="2024-05-05T10:00:00Z">',
    "its type and author": '<meta property="og:type" content="article"><meta property="article:author" content="Ada Cole">',
}


@pytest.mark.parametrize("name", SAYS)
@pytest.mark.parametrize("path", ["2024/05/nine-places.html", "places", ""])
def test_an_article_by_its_data_is_not_refused_as_a_list(name: str, path: str) -> None:
    body = f"<main><article><h1>{TITLE}</h1><div>{paragraphs(0, 9)}</div></article></main>"
    assert extract(page(body, SAYS[name]), url=f"https://gazette.example/{path}").text.split("\n\n") == list(SAID)


def test_a_ranking_is_an_article_if_its_data_say_so() -> None:
    got = extract(
        page(f"<article><h1>{TITLE}</h1><div><p>{READERS[0]}</p>{GUIDE}</div></article>", SAYS["its type and author"]),
        url=URL,
    )
    assert sum(said in got.text for said in SAID) >= 8


@pytest.mark.parametrize("head", ["", '<meta property="og:type" content="article">', *SAYS.values()])
def test_a_home_page_is_none(head: str) -> None:
    with pytest.raises(NotAnArticle):
        extract(page(f"<h1>Gazette</h1><div>{CARDS * 3}</div>", head), url="https://gazette.example/")


def test_a_brief_is_text_though_it_is_the_description_too() -> None:
    card = f"<article><a href='/x-1234567.html'><div><h3>Another story of the day</h3><p>{READERS[0]}</p></div></a></article>"
    head = f'<meta name="description" content="{SAID[0]}"><script type="application/ld+json">{{"@type":"Article","headline":"{TITLE}","datePublished":"2024-05-05"}}</script>'
    body = f"<article><header><h1>{TITLE}</h1><figure><img src=/a.jpg width=600></figure></header><section><p>{SAID[0]}</p></section></article><section>{card * 6}</section>"
    assert extract(page(body, head), url=URL).text == SAID[0]


def test_captions_are_no_text_beside_a_paragraph() -> None:
    figures = "".join(
        f"<figure><img src=/{n}.jpg width=600><figcaption>A boat, number {n} of six.</figcaption></figure>"
        for n in range(6)
    )
    got = extract(
        page(f"<article><h1>{TITLE}</h1><div><p>{SAID[0]} {SAID[1]}</p>{figures}</div></article>", SAYS["JSON-LD"]),
        url=URL,
    )
    assert got.text == f"{SAID[0]} {SAID[1]}"
    assert [image.caption for image in got.images] == [f"A boat, number {n} of six." for n in range(6)]
