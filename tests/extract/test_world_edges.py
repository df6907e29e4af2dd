"""Where texts of the world begin and end: captions, bylines, adverts and rules around them, leads that are none, days in words."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl import dates
from newscrawl.extract import extract

TITLE = "Old harbour crane at Selby Dock lifts its last load"
SAID = [
    "The yellow crane above Selby Dock swung its hook for the last time on Monday evening, watched by several hundred people.",
    "It was built in a yard that closed half a century ago, and nobody alive remembers the day on which it was first used.",
    "Dock master Irene Holt said the council had looked for a buyer since the spring without a single serious offer.",
    "A museum across the bay may take the cabin, the hook and the brass plate, but not the jib, which is too long for its hall.",
    "Scrap dealers have asked to see the gears, and a film company would like to blow up what is left in the autumn.",
    "The rails on the quay stay where they are, since the paving around them was laid only two years ago.",
]
CAPTION = "The crane above the dock on its last working day, seen from the ferry"


def told(first: int = 0, last: int = 6) -> str:
    return "".join(f"<p>{line}</p>" for line in SAID[first:last])


def read(
    body: str, *, head: str = "", lang: str = "en", url: str = "https://selby.example/last-load-of-the-crane-4471"
) -> Any:
    page = f"<html lang={lang}><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), url=url)


def article(inside: str, **page: Any) -> Any:
    return read(f"<div class=page><h1>{TITLE}</h1><div class=story>{inside}</div></div>", **page)


PICTURE = f"<img src=/crane.jpg width=600 height=400 alt='{CAPTION}'>"
BEFORE = {
    "caption that repeats the picture's text": f"<div class=pic><div>{PICTURE}</div><div>{CAPTION}</div></div>",
    "caption by id": f"<img src=/crane.jpg width=600 height=400><p id=caption>{CAPTION}.</p>",
    "caption of a video": f"<object data=/crane.swf></object><p class=video-desc>{CAPTION}.</p>",
    "labels below a caption": f"<div><div>{PICTURE}</div><span>{CAPTION}</span></div><div><b>STORY HIGHLIGHTS</b></div>"
    "<ul><li>Crane stops after ninety years of work</li><li>Museum wants the cabin</li></ul>",
    "about the author": "<div class=author-dropdown><div class=description><p>Nora Quist writes about harbours and ships. She lives on"
    " a barge and has won a prize for her report on the lock keepers of the canal. <a href=/a>More</a></p></div></div>",
    "notice of an encyclopedia": "<table class=ambox><tr><td>This article needs more sources. Please help to improve it by adding some.</td></tr></table>",
}


@pytest.mark.parametrize("above", BEFORE.values(), ids=BEFORE)
def test_what_stands_above_the_text_is_no_part_of_it(above: str) -> None:
    assert article(above + told()).text.split("\n\n") == SAID


AFTER = {
    "follow us, in French": "<div class=box>Devenez fan sur <a href=/f>Facebook</a>, suivez-nous sur <a href=/t>Twitter</a></div>",
    "follow us, in Polish": "<div>Polub Gazetę na Facebooku:</div>",
    "alerts": "<div class=item>GET ALERTS</div>",
    "more from a partner": "<p>More from our partners and Dock Life: Find other tales on <a href=/s>old cranes</a></p>",
    "a sentence without its address": "<p>Questions? Comments? Email us at</p>",
    "the source of the news": "<ul><li><strong>Source</strong><a href=https://port.example/>Port authority</a></li></ul>",
    "a counter in a figure": "<figure class=like><a href=#like> </a><div>861</div><div>Kudos</div></figure>",
    "size of the letters": "<h4>Text Size</h4><ul><li>-</li><li>+</li><li>reset</li></ul>",
    "an agency's notice": "<p>The-CNN-Wire</p><p>™ &amp; © 2013 Some Network, Inc. All rights reserved.</p>",
    "a reporter's address": "<p>holt@selby.example</p><p>(END)</p>",
    "the editor, in Chinese": "<div>【责任编辑:张三 】</div>",
    "related, in Hungarian, and rules": "<h3>Kapcsolódó írások:</h3><ul><li><a href=/x-1>Bezárt a régi híd a folyó felett</a></li></ul><div class=warning><p>"
    "Figyelem! A hozzászólások nem a lap véleményét tükrözik, azokért a szerkesztőség nem felel semmilyen módon.</p></div>",
}


@pytest.mark.parametrize("below", AFTER.values(), ids=AFTER)
def test_what_stands_below_the_text_is_no_part_of_it(below: str) -> None:
    assert article(told() + below).text.split("\n\n") == SAID


def test_a_heading_of_links_in_another_language_does_not_end_the_text_in_its_middle() -> None:
    box = "<p><b>Czytaj także</b></p><ul><li><a href=/most-zamkniety-4470>Most nad rzeką zamknięty do wiosny</a></li></ul>"
    got = article(told(0, 5) + box + told(5))
    assert [line for line in got.text.split("\n\n") if line in SAID] == SAID


def test_the_picture_takes_the_line_that_repeats_its_text() -> None:
    got = article(f"{PICTURE}<div>{CAPTION}</div>{told()}")
    assert [picture.caption for picture in got.images] == [CAPTION]


def test_a_heading_that_repeats_a_picture_text_stays() -> None:
    entry = "<img src=/hook.jpg width=600 height=400 alt='The hook'><h3>The hook</h3>"
    assert article(told(0, 3) + entry + told(3)).text.split("\n\n") == [*SAID[:3], "The hook", *SAID[3:]]


LEAD = "Its buyers stayed away, and so the pride of the dock will be cut up before the winter."


def stated(description: str) -> str:
    return f"<meta name=description content='{description}'>"


@pytest.mark.parametrize(
    ("head", "inside", "lead"),
    [
        (stated(SAID[0]), f"<p class=first-text>{SAID[0]}</p><h3>Gone</h3>{told(1)}<ul><li>{SAID[1]}</li><li>{SAID[2]}</li></ul>", None),
        (stated(f"By Nora Quist Dock News SELBY (DN) {SAID[0]} {SAID[1][:60]}"), told(), None),
        (stated(f"{SAID[0]} ..."), told(), None),
        (stated(f"SELBY (June 3) -- {SAID[0][:18]}"), "".join(f"{line}<br><br>" for line in [f"SELBY (June 3) -- {SAID[0]}", *SAID[1:]]), None),
        (stated("Online portal with breaking headlines and updates for Yorkshire"), told(), None),
        (stated("Selby Post") + "<meta property=og:site_name content='Selby Post'>", told(), None),
        (stated(TITLE), told(), None),
        (stated('Its buyers stayed away, and so the <a href="/x">pride</a> of the dock will be cut up before the winter.'), told(), LEAD),
        (stated("A sad farewell."), told(), "A sad farewell."),
    ],
    ids=["first paragraph", "byline and beginning", "ellipsis", "cut at a quote", "slogan", "site", "headline", "markup", "short"],
)  # fmt: skip
def test_the_lead_is_what_introduces_the_article(head: str, inside: str, lead: str | None) -> None:
    got = article(inside, head=head)
    assert got.description == lead
    assert SAID[0] in got.text


def test_a_summary_in_a_dialog_to_share_the_article_is_no_lead() -> None:
    dialog = f"<div class=share-summary><h3>{TITLE}</h3><p class=share-summary-description>{SAID[0]}</p></div>"
    assert article(dialog + told(), head=stated(SAID[0])).text.split("\n\n") == SAID


def test_a_hidden_headline_for_programs_is_not_the_one_that_the_reader_sees() -> None:
    hidden = f"<div style='display:none'><h1>{TITLE}</h1><h2>{LEAD}</h2></div><div><img src=/qr.png width=90 height=90></div>"
    got = read(f"{hidden}<div class=page><h1>{TITLE}</h1><p class=info>3 March 2015 10:28</p><div>{told()}</div></div>")
    assert (got.date_published or "")[:16] == "2015-03-03T10:28"
    assert got.description is None


def test_the_title_of_an_old_blog_is_cut_to_the_headline() -> None:
    head = "<title>Dock Diary &raquo; Blog Archive &raquo; Farewell, crane</title>"
    page = f"<html lang=en><head>{head}</head><body><div class=post><h2><a href=/diary/2013/02/08/farewell>Farewell, crane</a></h2>{told()}</div></body></html>"
    assert extract(page.encode(), url="https://selby.example/diary/2013/02/08/farewell").headline == "Farewell, crane"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("15 август 2015 13:28", "2015-08-15"),
        ("04 آب/اغسطس 2013", "2013-08-04"),
        ("12 جويلية 2019", "2019-07-12"),
        ("2015 m. rugpjūčio 15 d.", "2015-08-15"),
        ("15. avgusta 2015", "2015-08-15"),
        ("3 במרץ 2016", "2016-03-03"),
    ],
)
def test_months_in_further_languages(line: str, day: str) -> None:
    found = dates.read(line)
    assert found is not None
    assert found.at.date().isoformat() == day


def test_a_date_line_may_hold_a_script_or_be_long() -> None:
    script = "<script>" + "var button = document.createElement('a');" * 9 + "</script>"
    above = f"<div class=date>January 29th, 2013 in <a href=/c>Docks</a>{script}</div>"
    assert (article(above + told()).date_published or "")[:10] == "2013-01-29"
    byline = "<p class=byline>By <a href=/p>Nora Alexandra Quist-Holmboe</a> on Jul 04, 2014 at 11:30a <a href=/t>@noraquistholmboe</a></p>"
    assert (article(byline + told()).date_published or "")[:16] == "2014-07-04T11:30"


def test_a_section_may_stand_between_year_and_month_of_an_address() -> None:
    got = article(told(), url="https://selby.example/2010/DOCKS/08/13/last.load/index.html")
    assert (got.date_published or "")[:10] == "2010-08-13"


def test_a_short_post_in_the_box_of_an_entry_is_read_before_the_boxes_beside_it() -> None:
    post = f"<div class='post hentry'><h1 class=entry-title>{TITLE}</h1><h6 class=entry-date>June 8, 2012 6:14 AM</h6>{told(0, 3)}</div>"
    aside = "".join(
        f"<div class=block><h5><a href=/guide-{n}>Guide {n}</a></h5><div>{line}</div></div>"
        for n, line in enumerate(SAID[3:])
    )
    assert read(f"{post}<div class=right>{aside}</div>").text.split("\n\n") == SAID[:3]


@pytest.mark.parametrize(
    "below",
    [
        f"<div><p>We welcome a lively talk about each article. Please read our <a href=/community_guidelines.html>guidelines</a> first.</p><p>{SAID[0][::-1]}.</p></div>",
        "<p><center>*************************</center></p><p>Nora Quist is the harbour reporter of the Selby Post. You can send her an e-mail at any hour.</p>",
    ],
    ids=["rules for comments", "author below a line of signs"],
)
def test_rules_and_the_author_below_the_text_are_no_part_of_it(below: str) -> None:
    assert article(f"<p class=byline>By Nora Quist</p>{told()}{below}").text.split("\n\n") == SAID


def test_a_link_to_rules_within_the_text_does_not_end_it() -> None:
    rule = "<p>The council has put the <a href=/privacy>rules for visitors of the quay</a> on its notice board beside the gate.</p>"
    assert article(told(0, 3) + rule + told(3)).text.split("\n\n")[-3:] == SAID[3:]


def test_a_headline_of_three_words_that_shares_a_long_one_with_the_title() -> None:
    page = f"<html lang=en><head><title>Holt: Council and dockers grandstanding</title></head><body><div><h1>Dockers, council grandstanding?</h1>{told()}</div></body></html>"
    got = extract(page.encode(), url="https://selby.example/views/story-5461430.html")
    assert got.headline == "Dockers, council grandstanding?"
