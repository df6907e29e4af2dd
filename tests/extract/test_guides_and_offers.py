"""Guides, documentation, rankings and pages of companies: short headings, questions on buttons, steps, offers with a button."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.extract import extract
from newscrawl.extract.people import read as read_byline
from tests.extract.world_layouts import SAID, TITLE

URL = "https://guides.example/boats/ferry-after-a-flood-2024"


def told(first: int, last: int) -> str:
    return "".join(f"<p>{line}</p>" for line in SAID[first:last])


def read(body: str, title: str = f"{TITLE} - Guides") -> Any:
    return extract(f"<html lang=en><head><title>{title}</title></head><body>{body}</body></html>", url=URL)


def story(inside: str) -> list[str]:
    article = read(f"<main><h1>{TITLE}</h1><div class=rich>{inside}</div></main>")
    return list(article.text.split("\n\n"))


@pytest.mark.parametrize(
    "title", ["Retries - Tidequeue", "Retries — Tidequeue 2.4 documentation", "Retries | Tidequeue"]
)
def test_a_short_heading_of_the_main_part_is_the_headline(title: str) -> None:
    assert read(f"<h1>Tidequeue</h1><main><h2>Retries</h2>{told(0, 9)}</main>", title).headline == title.replace(
        " | Tidequeue", ""
    )
    article = read(f"<main><h1>Retries<a class=headerlink href='#r'>¶</a></h1>{told(0, 9)}</main>", title)
    assert (article.headline, article.text.split("\n\n")[0]) == ("Retries", SAID[0])


def test_a_question_on_a_button_stands_above_its_answer() -> None:
    fold = "<button aria-expanded=false>{}</button><div><p>{}</p></div>"
    assert story(told(0, 3) + fold.format("Does it run at night?", SAID[9]) + fold.format("Open menu", SAID[4])) == [
        *SAID[:3],
        "Does it run at night?",
        SAID[9],
        SAID[4],
    ]


@pytest.mark.parametrize(
    "step", ["Click here to learn where the stopcock usually is.", "Sign up for the crossing at the kiosk before noon."]
)
def test_an_order_in_plain_words_is_a_step(step: str) -> None:
    assert step in story(f"{told(0, 3)}<p>{step}</p>{told(3, 6)}")
    point = "Click here in the app: Devices, Add, Retry."
    assert point in story(f"{told(0, 3)}<ol><li>{point}</li><li>Release the button.</li></ol>{told(3, 6)}")


@pytest.mark.parametrize(
    "offer",
    [
        "Click here for more news.",
        "<b>Sign up for the crossing at the kiosk before noon.</b>",
        "Subscribe to our briefing for stories from the river.",
        "Sign up for the daily ferry letter and its updates.",
        "This page was last updated on 14th March 2004.",
    ],
)
def test_an_order_that_offers_something_is_no_text(offer: str) -> None:
    assert story(f"{told(0, 3)}<p>{offer}</p>{told(3, 6)}") == list(SAID[:6])


OFFER = "<div class=box-book><h3>Book your stay</h3><p>Find the best deals on rooms at the landing.</p><a class='btn big' href='https://book.example'>Check prices</a></div>"


def test_a_box_with_a_button_is_an_offer() -> None:
    assert story(told(0, 3) + OFFER + told(3, 6)) == list(SAID[:6])


def test_entries_with_buttons_stay_and_their_linked_headings_too() -> None:
    entry = "<div class=entry><h2><a href='https://inn{0}.example/'>The Inn at Mile {0}</a></h2><div>Rooms: {0}</div><figure><img src=/{0}.jpg></figure><p>{1}</p><a class=btn href='https://inn{0}.example/'>Visit</a></div>"
    entries = [(n, SAID[n]) for n in range(1, 5)]
    expected = [line for n, said in entries for line in (f"The Inn at Mile {n}", f"Rooms: {n}", said)]
    assert story(f"<p>{SAID[0]}</p>" + "".join(entry.format(*e) for e in entries)) == [SAID[0], *expected]


@pytest.mark.parametrize("inside", [f"<section>{told(1, 6)}</section>", told(1, 6)])
def test_the_sentence_of_a_hero_is_not_lost(inside: str) -> None:
    hero = f"<section class=hero><h1>{TITLE}</h1><p>{SAID[0]}</p><a class=btn href=/start>Start now</a></section>"
    article = read(f"<main>{hero}{inside}</main>")
    assert SAID[0] in {article.description, article.text.split("\n\n")[0]}
    assert article.text.endswith(SAID[5])


@pytest.mark.parametrize("degree", ["PT", "DO", "RDN", "PharmD", "CPA", "MD, MPH", "PA-C"])
def test_a_degree_is_no_author(degree: str) -> None:
    assert [author.name for author in read_byline(f"Ana Ruiz, {degree}", language="en").authors] == ["Ana Ruiz"]


def test_a_zone_of_time_is_no_author() -> None:
    clock = "<div class=stamp><time>Feb 10, 2026 7:30 AM Eastern Standard Time</time></div>"
    assert read(f"<main><h1>{TITLE}</h1>{clock}{told(0, 6)}</main>").authors == []


def test_a_picture_of_an_amp_page_above_the_text() -> None:
    image = "<amp-img src=/boat.jpg width=800 height=450></amp-img>"
    article = read(f"<main><article><h1>{TITLE}</h1>{image}<div class=c>{told(0, 6)}</div></article></main>")
    assert [picture.url for picture in article.images] == ["https://guides.example/boat.jpg"]


def test_a_headline_in_the_line_of_the_byline_is_no_text() -> None:
    lines = "<br><br>".join(SAID[:6])
    table = f"<table><tr><td><a href=/a>Home</a></td><td><font><b>{TITLE}</b></font><br>by Arthur Penrose<br><br>{lines}</td></tr></table>"
    assert read(table, TITLE).text.split("\n\n") == list(SAID[:6])
