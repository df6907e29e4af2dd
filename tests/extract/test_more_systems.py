"""Kinds of markup of further content systems, one small page each: what belongs to the article, told without a layout."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.extract import extract

TITLE = "Night bus to the lower villages runs again after six weeks"
LEAD = "Drivers had refused the route since the bridge at Orme was closed to heavy traffic."
SAID = [
    "The night bus to the lower villages left the depot at half past eleven with nine passengers and a parcel of eels.",
    "Its driver, Colin Marr, said the new bridge took the weight without a sound, which was more than the old one ever did.",
    "The county paid for the repair in full after a petition that every household on the route had signed.",
    "From next month a second bus will run on Fridays and Saturdays, when the cinema in Orme closes at midnight.",
]
URL = "https://orme.example/local/night-bus-runs-again-7712"


def text(lines: list[str] = SAID, attributes: str = "") -> str:
    return "\n".join(f"<p{attributes}>{line}</p>" for line in lines)


def read(body: str, *, head: str = "", lang: str = 'lang="en"', url: str = URL) -> Any:
    page = f"<!DOCTYPE html><html {lang}><head><meta charset='utf-8'><title>{TITLE} | Orme Echo</title>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), url=url)


def ld(**data: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **data})}</script>'


CAPTION = "The bus at the depot."
FIGURES = {
    "a label in brackets": f"<figure><img src='/b.jpg'><figcaption>{CAPTION} (Image credit: Jo Ash)</figcaption></figure>",
    "an agency in brackets": f"<figure><img src='/b.jpg'><figcaption>{CAPTION} (Jo Ash/Orme Echo)</figcaption></figure>",
    "a label without a colon": f"<figure><img src='/b.jpg'><figcaption>{CAPTION} Photograph by Jo Ash</figcaption></figure>",
    "a cite beside the caption": f"<figure><img src='/b.jpg'><figcaption>{CAPTION}</figcaption><cite>Jo Ash</cite></figure>",
    "a cite in the caption": f"<figure><img src='/b.jpg'><figcaption><span>{CAPTION}</span><cite>Photographer: Jo Ash</cite></figcaption></figure>",
    "a last element without a name": f"<figure><img src='/b.jpg'><figcaption><span>{CAPTION}</span><span>Jo Ash</span></figcaption></figure>",
    "attributes for a viewer": f"<figure><img src='/b.jpg'><div data-c-caption='{CAPTION}' data-c-credit='Jo Ash'></div></figure>",
    "labels read aloud": f"<figure><div><img src='/b.jpg'><span><span class='visually-hidden'>Image source, </span>Jo Ash</span></div>"
    f"<figcaption><span class='visually-hidden'>Image caption, </span>{CAPTION}</figcaption></figure>",
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_the_credit_is_told_from_the_caption(figure: str) -> None:
    got = read(f"<article><h1>{TITLE}</h1>{figure}<div>{text()}</div></article>")
    shown = [(image.caption, (image.credit or "").split("/")[0]) for image in got.images]
    assert shown == [(CAPTION, "Jo Ash")]
    assert got.text.split("\n\n") == SAID


def test_a_credit_alone_is_no_caption() -> None:
    figure = (
        "<div><div><img src='/b.jpg'></div><div class='image-credit'><small>(Image credit: Jo Ash)</small></div></div>"
    )
    got = read(f"<article><h1>{TITLE}</h1>{figure}<div>{text()}</div></article>")
    assert [(image.caption, image.credit) for image in got.images] == [(None, "Jo Ash")]


LEADS = {
    "heading right below": f"<h1>{TITLE}</h1><h2>{LEAD}</h2><div>{text()}</div>",
    "by id": f"<h1>{TITLE}</h1><div id='orme_article_lead'>{LEAD}</div><div>{text()}</div>",
    "by a mark for programs": f"<h1>{TITLE}</h1><div data-testid='standfirst'><p>{LEAD}</p></div><div>{text()}</div>",
    "perex": f"<h1>{TITLE}</h1><div class='article__perex'>{LEAD}</div><div>{text()}</div>",
    "by name within a picture's box": f"<div class='lead-asset'><h1>{TITLE}</h1><div class='dek'>{LEAD}</div><img src='/b.jpg'></div><div>{text()}</div>",
}


@pytest.mark.parametrize("body", LEADS.values(), ids=LEADS)
def test_the_lead_is_named_in_many_ways(body: str) -> None:
    got = read(f"<article>{body}</article>")
    assert (got.description, got.text.split("\n\n")) == (LEAD, SAID)


def test_a_caption_in_a_box_called_lead_is_no_lead() -> None:
    figure = f"<figure class='lead-item'><img src='/b.jpg'><figcaption class='caption'>{CAPTION}</figcaption></figure>"
    assert read(f"<article><h1>{TITLE}</h1>{figure}{text()}</article>").description is None


TAGS = {
    "label in a section": '<section><h2>Related topics</h2><ul><li><a href="/topics/c1">Buses</a></li><li><a href="/topics/c2">Orme</a></li></ul></section>',
    "label of a box": '<div><div>Explore more on these topics</div><ul><li><a href="/t/1">Buses</a></li><li><a href="/t/2">Orme</a></li></ul><a href="/reuse">Reuse</a></div>',
    "list called navigation": '<nav aria-label="tags"><ul><li><a href="/tags/buses">Buses</a></li><li><a href="/tags/orme">Orme</a></li></ul></nav>',
    "small cloud": '<div class="TagCloud"><a href="/tag/buses">Buses</a><a href="/tag/orme">Orme</a></div>',
}


@pytest.mark.parametrize("tags", TAGS.values(), ids=TAGS)
def test_tags_below_the_text(tags: str) -> None:
    assert read(f"<article><h1>{TITLE}</h1><div>{text()}</div>{tags}</article>").keywords == ["Buses", "Orme"]


BYLINES = {
    "date and buttons in the box": "<div data-component='byline'><time>6 March 2025, 09:42 GMT</time><button>Share</button><div>Ruth Ellery</div><div>Norfolk reporter</div></div>",
    "behind date and reading time": "<div class='post-meta'><span title='2025-03-06'>March 6, 2025</span> · 3 min · Ruth Ellery</div>",
    "beside a linked date": "<div><a href='/autor/ruth-ellery/'>Ruth Ellery</a> <a href='/archive/2025-03-06/'><time datetime='2025-03-06T09:42Z'>06 mar 2025 - 09:42 CET</time></a></div>",
}


@pytest.mark.parametrize("byline", BYLINES.values(), ids=BYLINES)
def test_the_author_stands_beside_the_date(byline: str) -> None:
    got = read(f"<article><h1>{TITLE}</h1>{byline}<div>{text()}</div></article>")
    assert [author.name for author in got.authors] == ["Ruth Ellery"]
    assert (got.date_published or "")[:10] == "2025-03-06"


def test_a_small_menu_names_no_section() -> None:
    menu = '<header><nav><a href="/">Home</a><a href="/shop">Shop</a></nav></header>'
    got = read(f"{menu}<article><h1>{TITLE}</h1><div>{text()}</div></article>")
    assert got.article_section is None


def test_a_label_names_the_section() -> None:
    field = '<div><div class="field-label">Section:&nbsp;</div><div><a href="/s/local">Local</a></div></div>'
    assert read(f"<article><h1>{TITLE}</h1><div>{text()}</div>{field}</article>").article_section == "Local"


def test_a_ghost_site_s_primary_tag_is_its_section() -> None:
    head = '<meta name="generator" content="Ghost 5.1">'
    got = read(
        f'<article><span><a href="/tag/local/">Local</a></span><h1>{TITLE}</h1><div>{text()}</div></article>', head=head
    )
    assert (got.article_section, got.keywords) == ("Local", [])


CARD = (
    '<div class="story-box"><a href="/local/rail-line-to-reopen-99123"><img src="/r.jpg"></a><a href="/local/rail-line-to-reopen-99123">Rail line to the coast will reopen</a>'
    '<span class="author">Peter Aldous</span> <span class="date">15/01/2026 11:22</span></div>'
)
LIST = '<div class="other"><h4>Latest</h4><ul><li><a href="/local/harbour-wall-holds-99124">Harbour wall holds in the storm</a></li><li><a href="/local/new-head-99125">School on the hill appoints a head</a></li></ul></div>'


@pytest.mark.parametrize("near", [CARD, LIST], ids=["card", "list"])
@pytest.mark.parametrize("at", [0, 1])
def test_a_part_of_the_text_with_a_card_in_it_is_text(near: str, at: int) -> None:
    parts = [text(SAID[:2]), text(SAID[2:])]
    parts[at] += near
    got = read(
        f"<article><h1>{TITLE}</h1><div class='all'>"
        + "".join(f"<div class='body-part'>{p}</div>" for p in parts)
        + "</div></article>"
    )
    assert got.text.split("\n\n") == SAID


def test_a_card_above_the_headline_is_no_intro() -> None:
    card = f'<article class="card"><h3><a href="/local/rail-line-to-reopen-99123">Rail line will reopen</a></h3><p class="summary">{LEAD}</p></article>'
    got = read(f"{card}<div><h1>{TITLE}</h1>{text()}</div>")
    assert (got.description, got.text.split("\n\n")) == (None, SAID)


def test_signs_between_parts_are_no_paragraphs() -> None:
    body = text(SAID[:2]) + "<p>* * *</p>" + text(SAID[2:]) + "<p>---</p>"
    assert read(f"<article><h1>{TITLE}</h1><div>{body}</div></article>").text.split("\n\n") == SAID


def test_a_note_of_one_sentence_is_an_article_if_its_data_say_so() -> None:
    data = ld(**{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2025-03-06T09:42:00Z"})
    note = "The night bus is late tonight because of a fallen elm at Orme."
    assert read(f"<article><h1>{TITLE}</h1><div><p>{note}</p></div></article>", head=data).text == note


def test_a_page_of_one_video_is_an_article() -> None:
    data = ld(
        **{
            "@type": "VideoObject",
            "name": TITLE,
            "uploadDate": "2025-03-06T09:42:00Z",
            "contentUrl": "https://v.example/a.mp4",
        }
    )
    got = read(
        f"<main><h1>{TITLE}</h1><div><video src='https://v.example/a.mp4'></video></div><div><p>{SAID[0]}</p></div></main>",
        head=data,
    )
    assert got.text == SAID[0]


LANGUAGES = {
    "en": SAID,
    "es": [
        "El puente volvió a abrirse este martes, tras catorce meses de obras y dos aplazamientos que nadie en el pueblo entendió."
    ]
    * 2,
    "de": [
        "Der Bus in die unteren Dörfer fährt wieder, nachdem die Brücke auf Kosten des Kreises erneuert worden ist und alle zufrieden sind."
    ]
    * 2,
    "ru": [
        "Ночной автобус снова ходит в нижние деревни, после того как мост отремонтировали за счёт района, и все этому очень рады."
    ]
    * 2,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("declared", ["", 'lang="vi"'])
def test_the_words_tell_the_language(language: str, declared: str) -> None:
    lines = [f"{line} {n}." for n, line in enumerate(LANGUAGES[language])]
    assert read(f"<article><h1>{TITLE}</h1><div>{text(lines)}</div></article>", lang=declared).in_language == language


def test_japanese_is_read_though_its_lines_are_short() -> None:
    lines = [
        "川沿いの古い市場が月曜日の朝、およそ一年ぶりに再開し、大勢の買い物客でにぎわった。",
        "市場の屋根は昨年の台風で大きく壊れ、修理には約八千万円がかかったという。",
        "組合長の山田一郎さんは「お客さんが戻ってきてくれるか心配だった」と話した。",
        "市は来年、隣に小さな船着き場を設ける計画を進めている。",
    ]
    page = f"""<html lang="ja"><head><title>川沿いの市場、一年ぶりに再開：朝顔新聞</title></head><body><main><h1>川沿いの市場、一年ぶりに再開</h1>
        <div><span>田中花子</span> <time>2025年3月6日 9時42分</time></div><div>{text(lines)}</div></main></body></html>"""
    got = extract(page.encode(), url="https://asagao.example/articles/AST364W2RT36.html")
    assert (got.headline, got.text.split("\n\n")) == ("川沿いの市場、一年ぶりに再開", lines)
    assert got.date_published == "2025-03-06T09:42:00+09:00"


DATES = {
    "parts in elements": "<div class='date'><span>Mar</span><span>6</span><span>2025</span></div>",
    "changed before published": "<p>Updated March 9, 2025</p><p>Published March 6, 2025</p>",
    "label of the change beside": "<span>Last modified: 9 March 2025</span> <span>First published: 6 March 2025</span>",
    "no blank behind the comma": "<p>March 6,2025</p>",
    "an attribute alone": "<span class='when' title='March 6, 2025'>some days ago</span>",
    "another short line first": "<p>Issue 12/2024</p><p>6 March 2025</p>",
}
STATED = {
    "unknown meta": '<meta name="echo:published-at" content="2025-03-06T09:42:00Z">',
    "script": '<script>window.page={"publishedAt":"2025-03-06T09:42:00Z"}</script>',
    "data of a framework": '<script type="application/json">{"props":{"datePublished":"2025-03-06T09:42:00.000Z"}}</script>',
    "change alone": '<meta property="og:updated_time" content="2025-03-06T09:42:00Z">',
}


@pytest.mark.parametrize("shown", DATES.values(), ids=DATES)
def test_the_day_is_shown_in_many_ways(shown: str) -> None:
    got = read(f"<article><h1>{TITLE}</h1>{shown}<div>{text()}</div></article>")
    assert (got.date_published or "")[:10] == "2025-03-06"


@pytest.mark.parametrize("head", STATED.values(), ids=STATED)
def test_the_last_resorts_of_a_date(head: str) -> None:
    got = read(f"<article><h1>{TITLE}</h1><div>{text()}</div></article>", head=head)
    assert (got.date_published or "")[:10] == "2025-03-06"
    assert ("date_from_change" in got.extraction.warnings) == ("updated" in head)


@pytest.mark.parametrize(
    "path", ["night-bus-2025-03-06", "night-bus-20250306.html", "2025/0306/night-bus.html", "n/2025/0306/c9-77.html"]
)
def test_the_day_in_the_address(path: str) -> None:
    got = read(f"<article><h1>{TITLE}</h1><div>{text()}</div></article>", url=f"https://orme.example/local/{path}")
    assert (got.date_published or "")[:10] == "2025-03-06"
    assert "date_from_url" in got.extraction.warnings


def test_scripts_that_name_several_days_tell_none() -> None:
    script = '<script>x=[{"datePublished":"2025-03-06"},{"datePublished":"2025-03-07"}]</script>'
    assert read(f"<article><h1>{TITLE}</h1><div>{text()}</div></article>", head=script).date_published is None
