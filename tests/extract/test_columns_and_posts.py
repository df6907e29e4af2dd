"""Side columns with more prose than the article, imprints, posts of forums, leads above the byline, and texts in Nuxt's state."""

from __future__ import annotations

import json

import pytest

from newscrawl.extract import extract
from tests.extract.world_layouts import SAID, TITLE

URL = "https://gazette.example/2024/05/the-ferry-runs-again-after-the-flood.html"
SIDE = (
    "The gazette is read in all eleven villages of the valley and has been printed on Fridays since the first ferry ran.",
    "Its office is in the old customs house, where the door is open on weekdays and the kettle is nearly always on.",
    "Whoever wants to place a notice should bring it before noon on Wednesday, written by hand or printed, with a name.",
    "Letters to the editor are welcome as long as they are shorter than this paragraph and are signed with a full name.",
    "Old issues lie in the cellar and may be read there; copies of single pages cost as much as a cup of tea does.",
)
LEAD = "After eleven days without a boat, forty people and two cows have crossed the river."


def paragraphs(said: tuple[str, ...]) -> str:
    return "".join(f"<p>{words}</p>" for words in said)


def page(body: str, title: str = TITLE) -> str:
    return f"<!doctype html><html lang=en><head><title>{title} | Gazette</title></head><body>{body}</body></html>"


STORY = f"<h1>{TITLE}</h1>{paragraphs(SAID[:4])}"
COLUMNS = {
    "cells of a table": f"<table><tr><td>{STORY}</td><td>{paragraphs(SIDE)}</td></tr></table>",
    "a column called right": f"<div class=bx-wrap><div class=bx-left>{STORY}</div><div class=bx-right>{paragraphs(SIDE)}</div></div>",
    "widths of a grid": f"<div class=row><div class='col-12 col-md-8'>{STORY}</div><div class='col-12 col-md-4'>{paragraphs(SIDE)}</div></div>",
    "the headline in a row of its own": f"<div class=elementor-section><h1>{TITLE}</h1></div><div class=elementor-section><div class='elementor-column elementor-col-66'>"
    f"{paragraphs(SAID[:4])}</div><div class='elementor-column elementor-col-33'>{paragraphs(SIDE)}</div></div>",
}


@pytest.mark.parametrize("body", COLUMNS.values(), ids=COLUMNS)
def test_a_side_column_is_no_text_however_much_prose_it_holds(body: str) -> None:
    assert extract(page(body), url=URL).text.split("\n\n") == list(SAID[:4])


TEXTS = {
    "columns of the same width": f"<h1>{TITLE}</h1><div class=row><div class='col-md-6 a'>{paragraphs(SAID[:5])}</div><div class='col-md-6 b'>{paragraphs(SAID[5:])}</div></div>",
    "boxes one below the other": f"<div class=row><div class='col-md-12 head'><h1>{TITLE}</h1>{paragraphs(SAID[:4])}</div><div class='col-md-12 body'>{paragraphs(SAID[4:])}</div></div>",
    "cells around inner tables": f"<table><tr><td><table><tr><td><h1>{TITLE}</h1>{paragraphs(SAID[:5])}</td></tr></table></td><td>{paragraphs(SAID[5:])}</td></tr></table>",
}


@pytest.mark.parametrize("body", TEXTS.values(), ids=TEXTS)
def test_a_text_in_several_boxes_stays_whole(body: str) -> None:
    assert extract(page(body), url=URL).text.split("\n\n") == list(SAID)


def test_the_imprint_below_a_brief_is_no_text() -> None:
    imprint = "<div class=bottom><p>The Gazette is published by Valley Print Ltd, registered in England. Editor-in-chief: Ada Cole.</p><p>All rights reserved. No part may be copied without written permission.</p></div>"
    brief = extract(page(f"<div class=main><h1>{TITLE}</h1>{paragraphs(SAID[:2])}</div>{imprint}"), url=URL)
    assert brief.text.split("\n\n") == list(SAID[:2])


POSTS = {
    "texts called bbWrapper": "<article class=message><h4><a>banh xe</a></h4><h5>Old member</h5><div class=bbWrapper>{}</div><div>Reactions: two</div></article>",
    "texts by their id": "<li><div>Posts: 1,204</div><a>#1</a><div id=post_message_{n}>{}</div><div>Fair winds and following seas to all of you</div></li>",
    "heading and author in the box of the text": "<div class=post><dl><dt>rose fan</dt></dl><div class=postbody><h3>Re: the ferry</h3><p class=author>by rose fan</p><div class=content>{}</div></div></div>",
    "microdata": "<div itemprop=comment><div><span>tom</span><time>2 May 2024</time></div><div itemprop=text>{}</div><div>3 Likes</div></div>",
}


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_the_posts_of_a_forum_are_read_without_names_and_ranks(post: str) -> None:
    written = "".join(post.replace("{n}", str(n)).format(SAID[n]) for n in range(5))
    read = extract(page(f"<div><h1>Thread: <span>{TITLE}</span></h1><div>{written}</div></div>"), url=URL)
    assert read.headline == TITLE
    assert read.text.split("\n\n") == list(SAID[:5])


def test_the_answers_of_a_list_of_questions_keep_their_questions() -> None:
    asked = [f"Question {n}: when will the second boat come?" for n in range(4)]
    listed = "".join(
        f"<div><h2>{question}</h2><div><div itemprop=text>{words}</div></div></div>"
        for question, words in zip(asked, SAID, strict=False)
    )
    body = f"<main itemscope itemtype=https://schema.org/FAQPage><h1>{TITLE}</h1>{listed}</main>"
    assert all(question in extract(page(body), url=URL).text for question in asked)


@pytest.mark.parametrize("name", ["text-right", "image-right", "b"])
def test_a_box_that_sets_its_text_to_the_right_is_no_column(name: str) -> None:
    body = f"<div class=content><h1>{TITLE}</h1>{paragraphs(SAID[:5])}</div><div class='content {name}'>{paragraphs(SAID[5:])}</div>"
    assert extract(page(f"<main>{body}</main>"), url=URL).text.split("\n\n") == list(SAID)


def test_sections_with_only_a_list_stay() -> None:
    tools = "<section><h2>Tools</h2><ul><li>Plane</li><li>Screwdriver</li></ul></section>"
    more = "<section><h2>More stories</h2><ul><li><a href=/2024/05/a-long-way-round-the-hill.html>A long way round the hill</a></li></ul></section>"
    body = f"<article><h1>{TITLE}</h1>{tools}<section><h2>Steps</h2>{paragraphs(SAID)}</section>{more}</article>"
    assert extract(page(body), url=URL).text.split("\n\n") == ["Tools", "Plane", "Screwdriver", "Steps", *SAID]


HEADS = {
    "the byline in boxes without names": f"<section><h1>{TITLE}</h1><p>{LEAD}</p></section><section><p>By Ada Cole</p><p>5 May 2024</p></section><section>{paragraphs(SAID[:4])}</section>",
    "only a name between": f"<div><h1>{TITLE}</h1><p class=xl>{LEAD}</p><div><img src=/a.jpg><p>Ada Cole</p></div><div class=prose>{paragraphs(SAID[:4])}</div></div>",
    "a part of a class name": f"<div><h1>{TITLE}</h1><div class=HeadDek-x1>{LEAD}</div></div><div><time>5 May 2024</time>{paragraphs(SAID[:4])}</div>",
    "in one box with the byline": f"<header><h1>{TITLE}</h1><div class=byline><p class=strapline>{LEAD}</p><span>By Ada Cole</span></div></header><div>{paragraphs(SAID[:4])}</div>",
}


@pytest.mark.parametrize("body", HEADS.values(), ids=HEADS)
def test_the_line_above_the_byline_is_the_lead(body: str) -> None:
    read = extract(page(f"<main>{body}</main>"), url=URL)
    assert (read.description, read.text.split("\n\n")) == (LEAD, list(SAID[:4]))


@pytest.mark.parametrize(
    "above",
    [
        "<div class=pic><p>The north landing on Sunday morning, seen from the bridge. (Ada Cole/Gazette)</p></div>",
        "<div class=author-box><p>Ada Cole has written about rivers and their boats for twenty years.</p></div>",
        "<p class=video-text>How do two cows cross a river that is still in flood? Ada Cole finds out.</p>",
    ],
)
def test_a_caption_or_a_line_about_the_author_is_no_lead(above: str) -> None:
    body = f"<main><h1>{TITLE}</h1>{above}<div><time>5 May 2024</time></div><div>{paragraphs(SAID[:4])}</div></main>"
    assert extract(page(body), url=URL).description is None


@pytest.mark.parametrize(
    "inserted",
    [
        "<div><h2>Sign up to First Crossing</h2><p>Our morning letter tells you which boats run, when, and why not.</p></div>",
        "<div class=gz--article--newsletter-inline><h4>First Crossing</h4><p>Our morning letter tells you which boats run.</p></div>",
        "<div class=StoryRelatedLinks_x1><p>Bridge closed for a month of repairs, the council says in a letter.</p></div>",
        "<p>This post may contain affiliate links.</p>",
    ],
)
def test_what_asks_the_reader_within_the_text_is_left_out(inserted: str) -> None:
    body = f"<article><h1>{TITLE}</h1><div>{paragraphs(SAID[:5])}{inserted}{paragraphs(SAID[5:])}</div></article>"
    assert extract(page(body), url=URL).text.split("\n\n") == list(SAID)


@pytest.mark.parametrize(
    "last",
    [
        "<p>Reach Ada Cole at acole@gazette.example or on X @acole.</p>",
        "<p><em>Ada Cole is a writer who lives by the river.</em></p>",
    ],
)
def test_the_last_line_about_the_author_is_left_out(last: str) -> None:
    body = f"<article><h1>{TITLE}</h1><p class=byline>By <a rel=author href=/ada>Ada Cole</a></p><div>{paragraphs(SAID)}{last}</div></article>"
    assert extract(page(body), url=URL).text.split("\n\n") == list(SAID)


def test_a_text_in_the_state_of_nuxt_is_read() -> None:
    state = [
        ["ShallowReactive", 1],
        {"data": 2, "self": 0},
        ["Reactive", 3],
        {"article-7": 4},
        {"title": 5, "summary": 6, "content": 7, "publishedAt": 8},
        TITLE,
        LEAD,
        paragraphs(SAID[:4]),
        ["Date", "2024-05-05T08:00:00Z"],
    ]
    script = f'<div id="__nuxt"></div><script type="application/json" id="__NUXT_DATA__">{json.dumps(state)}</script>'
    read = extract(page(script), url=URL)
    assert (read.headline, read.description, read.text.split("\n\n")) == (TITLE, LEAD, list(SAID[:4]))
    assert read.date_published is not None


@pytest.mark.parametrize(
    "state", [[], [["Reactive", 0]], [["Reactive", -1], {"title": 99, "body": 0}], [1, {"a": 1}], {}]
)
def test_a_broken_state_of_nuxt_does_no_harm(state: object) -> None:
    script = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(state)}</script>'
    assert extract(page(f"{STORY}{script}"), url=URL).text.split("\n\n") == list(SAID[:4])
