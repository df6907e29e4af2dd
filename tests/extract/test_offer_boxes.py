"""Small boxes between paragraphs that lead elsewhere, links under a label, pull quotes, and bylines with a desk or a town."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.extract import extract, people

TITLE = "Council approves plans for the old market hall"
SAID = [
    "The town council decided last night to renovate the old market hall completely before next summer begins.",
    "According to the administration, the works cost about fourteen million, half of which the county will pay.",
    "Traders have to move to the square in front of the town hall during the works, which not all of them like.",
    "An expert report had shown in spring that the roof of the hall would not carry the next heavy load of snow.",
    "Works begin in September, unless a neighbour goes to court against the permission that the town has granted.",
]


def told(first: int = 0, last: int = 5) -> str:
    return "".join(f"<p>{line}</p>" for line in SAID[first:last])


def article(inside: str, *, above: str = "", lang: str = "en", title: str = TITLE) -> Any:
    page = f"<html lang={lang}><head><title>{title}</title></head><body><main><article><h1>{title}</h1>{above}<div class=t>{inside}</div></article></main></body></html>"
    return extract(page.encode(), url="https://harbourpost.example/town/council-approves-plans-4471902.html")


BOXES = {
    "quote": f"<div class=q><p>{SAID[1][33:80]}</p><p>Una Reid, mayor</p></div>",
    "field": "<div class=nl><div class=a>Stay ahead of the game</div><div class=b>The stories that matter, each lunchtime.</div><input placeholder='Your address'><span>Go</span></div>",
    "appeal": "<div class=m><p>We would like our readers to start paying for the Harbour Post.</p><p>But we are not going to force you to, although good reports are dear.</p><a href=/insider>Become an insider →</a></div>",
    "trust": "<div class=w><h5>Why we reported this story</h5><p>Our team checks how public money is spent. <a href=/trust>Learn more about how we work.</a></p></div>",
    "card": "<div class=c><h4><a href=/town/article_11.html>City inspects the halls</a></h4><p>The city will check sixty buildings downtown in the coming weeks.</p></div>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_a_box_between_paragraphs_that_leads_elsewhere_is_no_text(box: str) -> None:
    assert article(told(0, 3) + box + told(3)).text.split("\n\n") == SAID


def test_such_a_box_in_a_text_with_a_box_for_each_paragraph() -> None:
    boxed = told().replace("<p>", "<div class=p><p>").replace("</p>", "</p></div>")
    at = boxed.index("<div class=p><p>Traders")
    assert article(boxed[:at] + BOXES["card"] + boxed[at:]).text.split("\n\n") == SAID


STAYING = {
    "facts": "<div class=info><h4>The market hall</h4><p>Built in 1911 by the architect Una Reid, the hall has forty stalls and a cellar.</p></div>",
    "service": "<div class=info><h4>Where to object</h4><p>Objections are taken until the end of the month, in writing only.</p><p><a href='https://county.example/plans'>County office for plans</a></p></div>",
    "link in a sentence": "<div class=info><h4>The report</h4><p>The roof was called unsafe in <a href=/town/report.html>a report</a> that the town had ordered.</p></div>",
    "product": "<div class=info><img src=/stove.jpg><h4>The small stove</h4><p>It boils a litre of water in four minutes, and it never went out in the wind.</p><a href=/go/stove>See the price</a></div>",
    "alone": "<div class=x><p>“Nobody asked us”, a trader with a stall of flowers said in front of the hall.</p></div>",
}


@pytest.mark.parametrize("box", STAYING.values(), ids=STAYING)
def test_a_box_of_the_reporter_stays(box: str) -> None:
    text = article(told(0, 3) + box + told(3)).text
    assert all(line in text for line in SAID)
    words = box.split("<p>")[1].split("<a", maxsplit=1)[0].split("</p>", maxsplit=1)[0]
    assert words.strip() in text


def test_the_text_goes_on_behind_a_labelled_link() -> None:
    link = "<p><strong>Read more: <a href=/town/hall-2026.html>The hall that leaks</a></strong></p>"
    assert article(told(0, 4) + link + told(4)).text.split("\n\n") == SAID


def test_the_text_goes_on_behind_a_heading_of_links_although_a_caption_stands_above() -> None:
    caption = "<div class=foto><img src=/h.jpg><span class=under>The hall is visited by four thousand people a day. (Photo: Una Reid)</span></div>"
    links = "<p><b>See also</b></p><p><a href=/town/hall-2026.html>Hall of the fishermen: who may still sell there this Tuesday</a></p>"
    assert article(told(0, 3) + links + told(3), above=caption).text.split("\n\n") == SAID


def test_a_quote_set_apart_without_a_class_is_no_text() -> None:
    said = [*SAID[:3], "“There is no other way to keep the hall open”, the mayor said.", *SAID[3:]]
    quote = "<div class=big><p>“There is no other way to keep the hall open”</p></div>"
    inside = "".join(f"<p>{line}</p>" for line in said)
    at = inside.index("<p>According")
    assert article(inside[:at] + quote + inside[at:]).text.split("\n\n") == said
    assert "“Nobody asked us.”" in article(told(0, 3) + "<p>“Nobody asked us.”</p>" + told(3)).text


@pytest.mark.parametrize(
    "line",
    [
        "<em>Published in Daily Post, March 10th, 2026</em>",
        "<em>Header image: Smoke rises from a kiln. — APP/File</em>",
        "Побачили помилку? Виділіть її та натисніть Ctrl+Enter.",
        "You can save this article by registering for free <a href=/reg>here</a>.",
    ],
)
def test_a_line_of_the_newspaper_is_no_text(line: str) -> None:
    assert article(f"{told()}<p>{line}</p>").text.split("\n\n") == SAID


def test_notes_of_rights_and_tags_below_the_text() -> None:
    below = "<p>All rights reserved. This material, and other digital content on this website, may not be reproduced, published, broadcast, rewritten or redistributed in whole or in part without prior express written permission.</p><p>Contact: <a href='mailto:desk@harbourpost.example'>desk@harbourpost.example</a></p>"
    assert article(told() + below).text.split("\n\n") == SAID


def test_romanian_and_french_letters_make_no_vietnamese_page() -> None:
    offer = "<p>Abonați-vă la ȘTIRILE ZILEI pentru a fi la curent cu cele mai noi informații.</p>"
    assert article(told() + offer, lang="ro", title="Podul peste Dunăre, închis").text.split("\n\n") == SAID
    offer = "<p><em>Cet article vous a plu ? Partagez-le avec vos amis.</em></p>"
    found = article(told(0, 3) + offer + told(3), lang="fr-BE", title="Le marché même fermé côté Meuse")
    assert found.text.split("\n\n") == SAID


@pytest.mark.parametrize(
    ("line", "language", "names"),
    [
        ("The Coromandel Bureau | R. Lakshmi", "en", ["R. Lakshmi"]),
        ("Redacción / Lucía Ferreyra", "es", ["Lucía Ferreyra"]),
        ("Public safety reporter", "en", []),
        ("Piše: Marija Čavlek", "hr", ["Marija Čavlek"]),
        ("Hal Finch Senior Washington Correspondent", "en", ["Hal Finch"]),
    ],
)
def test_bylines_with_a_desk_or_a_role(line: str, language: str, names: list[str]) -> None:
    assert [author.name for author in people.read(line, language=language).authors] == names


@pytest.mark.parametrize(
    ("caption", "words", "credit"),
    [
        ("A dry canal at the hall. [Una Reid, Harbour Post]", "A dry canal at the hall.", "Una Reid, Harbour Post"),
        ("Smoke rises near the hall. — APP/File", "Smoke rises near the hall.", "APP/File"),
        ("Hall. [Una Reid, Post] Roof of it.", "Hall. [Una Reid, Post] Roof of it.", None),
        ("The mayor said so. [sic]", "The mayor said so. [sic]", None),
        ("“We go [to Villach].”", "“We go [to Villach].”", None),
    ],
)
def test_credits_in_square_brackets_and_behind_a_dash(caption: str, words: str, credit: str | None) -> None:
    picture = article(f"<figure><img src=/h.jpg><figcaption>{caption}</figcaption></figure>{told()}").images[0]
    assert (picture.caption, picture.credit) == (words, credit)


def test_a_byline_comes_before_the_agency_of_the_last_line() -> None:
    above = "<div class=d>10.03.2026 09:15 <span>By Una Reid, Villach</span></div>"
    found = article(told() + "<p>(AP/Red.)</p>", above=above)
    assert [author.name for author in found.authors] == ["Una Reid"]
