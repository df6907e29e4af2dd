"""Pages of sites without a profile, in the markup of common content systems."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import NotAnArticle, Reason, extract

if TYPE_CHECKING:
    from newscrawl.items import Article

URL = "https://gazette.example/2024/05/the-ferry-runs-again-after-the-flood.html"
TITLE = "The ferry runs again after the flood"
SAID = [
    "The first ferry in eleven days left the north bank at six this morning with forty passengers and two cows on board.",
    "Its captain, who has crossed the river for thirty years, said that he had never seen the water come up so fast.",
    "Repairs to the landing took most of a week, because the timber had to be brought in from the next province.",
    "The district will pay for half of them; the other half is to come from the fares of the coming two seasons.",
    "Farmers on the islands, who sell most of their fruit in town, had been bringing it over in rowing boats.",
    "A second boat, bought used from a neighbouring town, is expected to join the service before the end of summer.",
]
TEXT = "".join(f"<p>{line}</p>" for line in SAID)
MENU = "".join(f'<li><a href="/s{n}">Section {n}</a></li>' for n in range(12))
OTHERS = [
    ("/2024/05/bridge-closed-for-a-month-of-repairs.html", "Bridge closed for a month of repairs"),
    ("/2024/05/market-square-gets-its-lime-trees-back.html", "Market square gets its lime trees back"),
    ("/2024/05/school-bus-takes-the-long-way-round.html", "School bus takes the long way round"),
    ("/2024/05/who-owns-the-old-flour-mill-at-the-weir.html", "Who owns the old flour mill at the weir?"),
]
CARDS = "".join(
    f'<div class="item"><h3><a href="{href}">{name}</a></h3><p>The council has made up its mind about this, and not all are pleased with it.</p></div>'
    for href, name in OTHERS
)


def page(body: str, *, head: str = "", title: str = f"<h1>{TITLE}</h1>") -> bytes:
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{TITLE} - The Gazette</title>{head}</head><body>"
        f"<ul id=top>{MENU}</ul>{title}{body}<footer><p>The Gazette is printed on paper from the mill upriver.</p></footer></body></html>"
    ).encode()


def read(body: str, *, url: str = URL, head: str = "", title: str = f"<h1>{TITLE}</h1>") -> Article:
    return extract(page(body, head=head, title=title), url=url)


def lines(body: str, **options: str) -> list[str]:
    return read(body, **options).text.split("\n\n")


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{TEXT}</div>",
        "<div>" + "<br><br>".join(SAID) + "</div>",
        "".join(f"<div class=para>{line}</div>" for line in SAID),
        f"<table><tr><td><table><tr><td>Home | News | Sport</td></tr></table></td></tr><tr><td width=120><a href=/a>News</a><br><a href=/b>Sport</a></td><td>{TEXT}</td></tr></table>",
        f"<div><div>{''.join(f'<p>{x}</p>' for x in SAID[:3])}</div><div class=ad-slot></div><div>{''.join(f'<p>{x}</p>' for x in SAID[3:])}</div></div>",
        f"<div class=paywall>{TEXT}</div>",
        f'<article><div class="entry-content">{TEXT}</div></article><div id=comments><ol>{f"<li><p>{SAID[0]} I was there!</p></li>" * 9}</ol></div>',
        f'<div class="post"><div>{TEXT}</div></div><div class=x1>{CARDS}</div>',
        f"<div class=a><div class=b>{CARDS}</div></div><div class=c><div class=d>{TEXT}</div></div>",
    ],
    ids=["paragraphs", "breaks", "boxes", "tables", "two halves", "paywall in name", "comments", "teasers after", "teasers before"],
)  # fmt: skip
def test_the_text_is_found_in_every_shape(body: str) -> None:
    assert lines(body) == SAID


@pytest.mark.parametrize(
    "box",
    [
        '<div class="newsletter-signup"><p>Get the morning letter of the Gazette in your inbox, every day at five o\'clock.</p></div>',
        '<div class="author-bio"><p>Ada Cole has written about rivers, boats and the people on them for twelve years now.</p></div>',
        '<p class="visually-hidden">This story is written for people who cannot see the pictures that go with it today.</p>',
        "<p><em>Sign up for our newsletter, and get the best stories of the week.</em></p>",
        "<p>Advertisement</p>",
        "<p>READ MORE: What the flood left behind</p>",
        "<div>Story continues below advertisement</div>",
        f'<p><a href="{OTHERS[0][0]}">{OTHERS[0][1]}</a></p>',
        f'<div class="card"><a href="{OTHERS[0][0]}">{OTHERS[0][1]}</a><p>The council has made up its mind about the bridge, too.</p></div>',
        '<ul><li><a href="https://social.example/a">Share on Chirp</a></li><li><a href="https://social.example/b">Share on Face</a></li></ul>',
        "<noscript><p>Please turn on scripts to see all that this page has to offer to its dear readers.</p></noscript>",
        '<div style="display: none"><p>You have read three of three free articles this month; please think of subscribing.</p></div>',
        "<figure><iframe src=/f></iframe><figcaption>The ferry on its first trip, filmed from the south bank.</figcaption></figure>",
        "<h4>Related:</h4><ul>"
        + "".join(f'<li><a href="{h}">{n}</a></li>' for h, n in OTHERS)
        + "</ul>",
    ],
    ids=[
        "newsletter", "author", "hidden by class", "sign-up", "advert", "read more", "continues", "link", "card", "share", "noscript",
        "hidden by style", "a film's caption", "related",
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", [3, 6], ids=["amid", "after"])
def test_what_interrupts_or_follows_the_text_is_left_out(box: str, at: int) -> None:
    paragraphs = [f"<p>{line}</p>" for line in SAID]
    paragraphs.insert(at, box)
    assert lines(f"<div class=story>{''.join(paragraphs)}</div>") == SAID


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>What the landing cost</h2>", "What the landing cost"),
        ("<blockquote><p>It took us a week.</p></blockquote>", "It took us a week."),
        ("<ul><li>one boat</li><li>two cows</li></ul>", "one boat\n\ntwo cows"),
        (
            "<table><tr><th>Boat</th><th>Built</th></tr><tr><td>Swan</td><td>1971</td></tr></table>",
            "Boat | Built\n\nSwan | 1971",
        ),
        ("<pre>fares = seats * price</pre>", "fares = seats * price"),
        (f'<p>See <a href="{OTHERS[0][0]}">the report</a> of April.</p>', "See the report of April."),
        ("<p><b>Will there be a second boat?</b></p>", "Will there be a second boat?"),
        ("<p>Yes.</p>", "Yes."),
    ],
)
def test_what_belongs_to_the_text_stays(html: str, text: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in SAID[:3]) + html + "".join(f"<p>{line}</p>" for line in SAID[3:])
    assert lines(f"<div>{body}</div>") == [*SAID[:3], *text.split("\n\n"), *SAID[3:]]


def test_short_lines_at_the_end_are_the_author_s_if_they_stand_with_the_text() -> None:
    assert lines(f"<div>{TEXT}<p>Be there or be square</p></div>") == [*SAID, "Be there or be square"]
    assert lines(f"<div>{TEXT}<div><div>Printed edition, page 4</div></div></div>") == SAID


def test_dates_and_sections_above_the_text_are_no_text() -> None:
    above = '<div class=k><a href="/river">River</a></div><div class=u>5 May 2024, 7:15 am</div>'
    got = read(f"<div>{above}{TEXT}</div>")
    assert got.text.split("\n\n") == SAID
    assert got.date_published is not None
    assert got.date_published.startswith("2024-05-05T07:15")


def test_the_text_that_json_ld_tells_shows_where_it_stands() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(SAID)})
    head = f'<script type="application/ld+json">{data}</script>'
    noise = "".join(
        f"<p>So they said in the next village, too, on day {n} of that week, and nobody there was of another mind.</p>"
        for n in range(9)
    )
    body = f"<div><div class=one>{noise}</div><div class=two>{TEXT}</div><div class=three>{noise}</div></div>"
    assert lines(body, head=head) == SAID


def test_a_beginning_that_json_ld_tells_does_not_cut_the_text() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(SAID[:4])})
    head = f'<script type="application/ld+json">{data}</script>'
    assert lines(f"<div>{TEXT}</div>", head=head) == SAID


@pytest.mark.parametrize(
    ("lead", "is_lead"),
    [
        ('<p class="standfirst">{}</p>', True),
        ('<div class="ArticleLead"><p>{}</p></div>', True),
        ("<h2>{}</h2>", True),
        ("<p>{}</p>", False),
        ("<p><b>{}</b></p>", False),
    ],
)
def test_the_lead_is_named_or_set_as_one(lead: str, is_lead: bool) -> None:  # noqa: FBT001 - a case of the table
    intro = "Forty passengers and two cows were the first to cross."
    got = read(f"<div>{lead.format(intro)}{TEXT}</div>")
    assert (got.description, got.text.split("\n\n")) == ((intro, SAID) if is_lead else (None, [intro, *SAID]))


def test_a_first_paragraph_in_bold_letters_is_the_lead_in_vietnamese() -> None:
    lead = "Sau ba ngày ngập trong nước lũ, người dân trong làng bắt đầu dọn bùn và trở về nhà."
    said = [
        f"Sáng nay, hàng trăm người dân ở xã ven sông đã ra bờ kè xem nước rút, nhiều người mang theo cả lưới, tổ {n}."
        for n in range(6)
    ]
    body = f"<p><strong>{lead}</strong></p>" + "".join(f"<p>{line}</p>" for line in said)
    html = f"<html lang=vi><title>Nước rút ở làng</title><body><h1>Nước rút ở làng ven sông</h1><div>{body}</div></body></html>"
    got = extract(html.encode(), url=URL)
    assert (got.description, got.text.split("\n\n")) == (lead, said)


@pytest.mark.parametrize(
    ("lead", "tag"),
    [
        ("(KTĐV) Nước rút", "KTĐV"),
        ("LANGVEN.VN - Nước rút", "LANGVEN.VN"),
        ("ASEAN - Nước rút", None),
    ],
)
def test_a_newsroom_s_tag_is_known_by_its_form(lead: str, tag: str | None) -> None:
    intro = f"{lead} khỏi làng ven sông sau ba ngày, người dân bắt đầu dọn bùn."
    got = read(f'<p class="sapo">{intro}</p><div>{TEXT}</div>')
    assert got.newsroom_tag == tag
    assert (got.description or "").startswith("Nước rút" if tag else "ASEAN")


@pytest.mark.parametrize(
    ("beside", "section"),
    [
        ('<a class="cat" href="/river">River</a>', "River"),
        ('<div><a href="/">Home</a> » <a href="/news">News</a> » <a href="/news/river">River</a></div>', "River"),
        ('<p class="path_crumb"><a href="/river">River</a></p>', "River"),
        ('<a href="/author/ada-cole-of-the-gazette-1234567.html">Ada Cole</a>', None),
    ],
)
def test_the_section_stands_beside_the_headline(beside: str, section: str | None) -> None:
    assert read(f"<div>{TEXT}</div>", title=f"{beside}<h1>{TITLE}</h1>").article_section == section


def test_the_lead_picture_stands_between_headline_and_text() -> None:
    figure = "<figure><img src=/a.jpg><figcaption>The landing. Photo: Ada Cole</figcaption></figure>"
    card = f'<div class=card><a href="{OTHERS[0][0]}"><img src=/card.jpg></a></div>'
    body = f"{figure}<div><p>{SAID[0]}</p>{card}{''.join(f'<p>{x}</p>' for x in SAID[1:])}</div>"
    got = read(body)
    assert [(i.url[-6:], i.caption, i.credit) for i in got.images] == [("/a.jpg", "The landing.", "Ada Cole")]


def test_a_credit_below_a_caption_is_the_picture_s() -> None:
    picture = "<div><img src=/a.jpg><div class=caption>The landing at six</div><div>Photo: Ada Cole</div></div>"
    got = read(f"<div><p>{SAID[0]}</p>{picture}{''.join(f'<p>{x}</p>' for x in SAID[1:])}</div>")
    assert [(i.caption, i.credit) for i in got.images] == [("The landing at six", "Ada Cole")]
    assert got.text.split("\n\n") == SAID


def test_a_page_without_a_heading_is_called_by_its_title() -> None:
    got = read(f"<table><tr><td><font>{TITLE}</font></td></tr><tr><td>{TEXT}</td></tr></table>", title="")
    assert (got.headline, got.text.split("\n\n")) == (TITLE, SAID)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://gazette.example/", f"<div>{TEXT}</div>"),
        ("https://gazette.example/river", f"<div>{CARDS * 3}</div>"),
        ("https://gazette.example/page/2", f"<div>{CARDS * 3}</div>"),
        (URL, f"<div>{CARDS}</div>"),
        ("https://gazette.example/river/2024", "<ul>" + f"{MENU}" * 3 + "</ul>"),
        ("https://gazette.example/river", f"<p>{SAID[0]}</p>"),
    ],
    ids=["home", "section", "page of a list", "list at an article's address", "links", "a section's one line"],
)
def test_lists_are_refused(url: str, body: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        read(body, url=url)
    assert refused.value.reason in {Reason.SECTION_PAGE, Reason.NO_BODY}


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/?p=4711",
        "https://gazette.example/river/ferry",
        "https://gazette.example/0b5c2c7d9a",
        "https://gazette.example/index.php?id=12",
    ],
)
def test_an_article_is_known_by_its_text_whatever_its_address(url: str) -> None:
    assert lines(f"<div>{TEXT}</div>", url=url) == SAID


def test_a_note_of_one_paragraph_keeps_it() -> None:
    note = f"{SAID[0]} {SAID[1]}"
    head = f'<meta name="description" content="{note}">'
    assert lines(f"<div><p>{note}</p></div>", head=head) == [note]


def test_tags_are_known_by_addresses_that_say_the_same() -> None:
    tags = '<p class="story-tags"><a href="/ferry.html">ferry</a> <a href="/high-water.html">high water</a> <a href="/all">More</a></p>'
    assert read(f"<div>{TEXT}</div>{tags}").keywords == ["ferry", "high water"]


def test_a_link_to_its_page_below_the_headline_names_the_author() -> None:
    byline = '<div><a href="/author/ada-cole">Ada Cole</a></div>'
    got = read(f"{byline}<div>{TEXT}</div>")
    assert [author.name for author in got.authors] == ["Ada Cole"]
    assert got.text.split("\n\n") == SAID
