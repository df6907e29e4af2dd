"""What stands around a text and within it on pages of no known site: related links, pictures, and a text that only the data hold."""

from __future__ import annotations

import json

import pytest

from newscrawl.extract import NotAnArticle, extract

URL = "https://langven.example/nuoc-rut-o-lang-ven-song-4471999.html"
TITLE = "Nước rút ở làng ven sông"
LEAD = "Sau ba ngày ngập trong nước lũ, người dân trong làng bắt đầu dọn bùn và trở về nhà."
SAID = [
    f"Sáng nay, hàng trăm người dân ở xã ven sông đã ra bờ kè xem nước rút, nhiều người mang theo cả lưới, tổ {n}."
    for n in range(6)
]
CAPTION = "Người dân dọn bùn trước sân nhà"
OLD_NAME = '<a href="/ten-cu-cua-bai-nay-4471999.html">Tên cũ của bài đang đọc ở đây</a>'


def told(first: int, last: int) -> str:
    return "".join(f"<p>{line}</p>" for line in SAID[first:last])


def link(number: int, words: str = "Cầu treo bản Mò được sửa trước mùa lũ") -> str:
    return f'<a href="/cau-treo-ban-mo-{4470000 + number}.html">{words} {number}</a>'


def page(body: str, *, head: str = "") -> bytes:
    return f"<html lang=vi><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>".encode()


def related(body: str) -> list[tuple[str, str]]:
    """The relation and the last figure of each related link."""
    lead = f"<h1>{TITLE}</h1><p class=sapo>{LEAD}</p>"
    got = extract(page(body if "<h1>" in body else lead + body), url=URL)
    assert got.text.split("\n\n") == SAID
    return [(x.relation, x.url.removesuffix(".html")[-1]) for x in got.related_links]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            f"<div class=body>{told(0, 2)}<div style='float:right'><ul><li>{link(1)}</li><li>{link(2)}</li></ul></div>{told(2, 6)}</div>",
            [("see_also", "1"), ("see_also", "2")],
        ),
        (
            f"<div class=body>{told(0, 6)}<ul class='list hidden'><li><h4>{link(1)}</h4></li><li><h4>{link(2)}</h4></li></ul></div>",
            [("related", "1"), ("related", "2")],
        ),
        (
            f"<div class=knc-relate-wrapper><ul><li>{link(1)}</li><li>{link(2)}</li></ul></div><div class=body>{told(0, 6)}</div>",
            [("see_also", "1"), ("see_also", "2")],
        ),
        (
            f"<div class=body>{told(0, 6)}</div><div class=boxrelation><ul><li>{link(1)}</li></ul></div>",
            [("related", "1")],
        ),
        (
            f"<div class=body>{told(0, 3)}<div type=RelatedOneNews class='box link-content-footer'>{link(1)}</div>{told(3, 6)}</div>",
            [("see_also", "1")],
        ),
        (
            f"<div class=body>{told(0, 6)}</div><div><h3>Tin khác</h3>{link(1)}{OLD_NAME}</div>",
            [("same_category", "1")],
        ),
    ],
    ids=[
        "floating list",
        "list in the text's box",
        "below the lead",
        "relation",
        "type of a box",
        "the article itself",
    ],
)
def test_links_around_and_within_the_text(body: str, wanted: list[tuple[str, str]]) -> None:
    assert related(body) == wanted


def test_a_button_beside_a_linked_heading_ends_no_block() -> None:
    head = "<div><h2><a href=/kinh-te>Tin cùng mục Kinh tế</a></h2><a class=all href=/kinh-te>Xem thêm</a></div>"
    body = f"<div class=body>{told(0, 6)}</div><div>{head}<div><h4>{link(1)}</h4><h4>{link(2)}</h4></div></div>"
    assert related(body) == [("same_category", "1"), ("same_category", "2")]


def test_the_title_of_another_article_as_the_last_line() -> None:
    body = f"<div class=body>{told(0, 6)}<p>{link(1)}</p></div><aside class=related><h3>Tin liên quan</h3>{link(2)}</aside>"
    assert related(body) == [("see_also", "1"), ("related", "2")]


@pytest.mark.parametrize(
    ("own", "href", "words", "is_article"),
    [
        ("/news/articles/c4nglw0kx01o", "/news/articles/cj4x5z3n4k9o", "Bridge closed", True),
        ("/news/articles/c4nglw0kx01o", "/news/topics/cj4x5z3n4k9o", "Bridge closed", False),
        ("/news/the-ferry-runs", "/news/old-flour-mill", "Who owns the old flour mill at the weir?", True),
        ("/news/the-ferry-runs", "/news/about-our-readers", "Who owns the old flour mill at the weir?", False),
        ("/news/the-ferry-runs", "/old-flour-mill", "Old flour mill", False),
    ],
)
def test_addresses_like_the_page_s_own_or_like_their_titles(own: str, href: str, words: str, is_article: bool) -> None:  # noqa: FBT001 - a case of the table
    said = "".join(
        f"<p>The first ferry in eleven days left at six in the morning with cow {n} on board.</p>" for n in range(6)
    )
    body = f"<h1>The ferry runs again after the flood</h1><div>{said}</div><aside><h2>Related stories</h2><ul><li><a href={href}>{words}</a></ul></aside>"
    got = extract(f"<html lang=en><body>{body}</body></html>".encode(), url=f"https://gazette.example{own}")
    assert [x.relation for x in got.related_links] == ["related"] * is_article


def test_the_heading_of_a_block_with_one_card_is_not_the_card_too() -> None:
    block = f"<div><h3>Có thể bạn quan tâm</h3><article>{link(1)}</article></div>"
    got = extract(page(f"<h1>{TITLE}</h1><div class=body>{told(0, 6)}</div>{block}"), url=URL)
    assert [x.heading for x in got.related_links] == ["Có thể bạn quan tâm"]


@pytest.mark.parametrize(
    ("figure", "credit"),
    [
        (f"<figure><img src=/a.jpg><figcaption>{CAPTION}</figcaption><div class=Photo_Author><p>HÀ VY</p></div></figure>", "HÀ VY"),
        (
            f"<figure><img src=/a.jpg><figcaption>{CAPTION}. Ảnh: Hà Vy</figcaption><div class=credit>Hà Vy</div></figure>",
            "Hà Vy",
        ),
        (
            f"<div class=k1><span><img src='data:image/gif;base64,R0'><noscript><img src=/a.jpg></noscript></span><div>{CAPTION}. Ảnh: Hà Vy</div></div>",
            "Hà Vy",
        ),
    ],
    ids=["author beside the caption", "credit twice", "copy for readers without scripts"],
)  # fmt: skip
def test_pictures_in_the_text(figure: str, credit: str) -> None:
    got = extract(page(f"<h1>{TITLE}</h1><div class=body>{told(0, 3)}{figure}{told(3, 6)}</div>"), url=URL)
    assert got.text.split("\n\n") == SAID
    assert [(x.url[-6:], (x.caption or "").rstrip("."), x.credit) for x in got.images] == [("/a.jpg", CAPTION, credit)]


def test_two_pictures_in_a_row_have_one_caption() -> None:
    row = f"<div class=row><img src=/a.jpg><img src=/b.jpg></div><p class=caption>{CAPTION}. Ảnh: Hà Vy</p>"
    got = extract(page(f"<h1>{TITLE}</h1><div class=body>{told(0, 3)}{row}{told(3, 6)}</div>"), url=URL)
    assert [(x.caption, x.credit) for x in got.images] == [(CAPTION + ".", "Hà Vy")] * 2


def test_words_below_the_picture_between_lead_and_text_are_its_caption() -> None:
    top = f"<p class=sapo>{LEAD}</p><div class=top><img src=/a.jpg><p>{CAPTION}. Ảnh: Hà Vy</p></div>"
    got = extract(page(f"<h1>{TITLE}</h1>{top}<div class=body>{told(0, 6)}</div>"), url=URL)
    assert [(x.caption, x.credit) for x in got.images] == [(CAPTION + ".", "Hà Vy")]


def test_a_cover_with_a_caption_above_the_headline() -> None:
    cover = (
        "<div class=top><picture><source srcset=/cover-m.jpg><img src=/cover.jpg></picture>"
        f"<div class=cover-caption>{CAPTION}. Ảnh: Hà Vy</div></div>"
    )
    got = extract(page(f"{cover}<div class=post><h1>{TITLE}</h1><div class=body>{told(0, 6)}</div></div>"), url=URL)
    assert [(x.caption, x.credit) for x in got.images] == [(CAPTION + ".", "Hà Vy")]


def test_the_strip_of_a_gallery_shows_no_further_pictures() -> None:
    slides = "".join(f"<div><img src=/s{n}.jpg><p class=caption>{CAPTION} {n}</p></div>" for n in range(3))
    strip = "".join(f"<div><img src=/nho/s{n}.jpg></div>" for n in range(3))
    gallery = f'<div class="slider">{slides}</div><div class="gallery-thumbs">{strip}</div>'
    got = extract(page(f"<h1>{TITLE}</h1><div class=body>{told(0, 3)}{gallery}{told(3, 6)}</div>"), url=URL)
    assert [x.caption for x in got.images] == [f"{CAPTION} {n}" for n in range(3)]


def test_a_lead_below_the_picture_in_its_box_is_told_by_its_name() -> None:
    top = f'<div class=clearfix><figure><img src=/a.jpg></figure><div class="hometext m">{LEAD}</div></div>'
    got = extract(page(f"<h1>{TITLE}</h1>{top}<div class=body>{told(0, 6)}</div>"), url=URL)
    assert (got.description, got.text.split("\n\n")) == (LEAD, SAID)


def test_a_text_that_only_the_data_hold() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-03-12T18:20:00+07:00"}
    whole = json.dumps({**data, "articleBody": "\n\n".join(SAID)}, ensure_ascii=False)
    got = extract(page("<div id=app></div>", head=f'<script type="application/ld+json">{whole}</script>'), url=URL)
    assert (got.headline, got.text.split("\n\n")) == (TITLE, SAID)
    cut = json.dumps({**data, "articleBody": SAID[0] + " …"}, ensure_ascii=False)
    with pytest.raises(NotAnArticle):
        extract(page("<div id=app></div>", head=f'<script type="application/ld+json">{cut}</script>'), url=URL)


ENTRIES = [
    f"The {word} harbour has room for forty boats and a kiosk that opens at six in the morning."
    for word in ("north", "south", "east", "west", "old", "new")
]


@pytest.mark.parametrize(
    "entry",
    [
        '<section class=slide><h2><a href="https://shop{n}.example/">Harbour {n}</a></h2><p>{text}</p></section>',
        "<h2 class=fold><button>Harbour {n}</button></h2><div class=collapse><p>{text}</p></div>",
        '<h2 id=h{n}>Harbour {n}<a class=anchor href="#h{n}">#</a></h2><p>{text}</p>',
    ],
    ids=["headings linked to other sites", "headings that are buttons", "headings linked to themselves"],
)
def test_the_entries_of_a_list_are_its_text(entry: str) -> None:
    said = "The ferry calls at six harbours, and each of them has something that the others lack."
    entries = "".join(entry.format(n=n, text=text) for n, text in enumerate(ENTRIES))
    body = f"<article><h1>Six harbours by boat, and what they have</h1><p>{said}</p>{entries}</article>"
    got = extract(
        f"<html lang=en><body>{body}</body></html>".encode(), url="https://gazette.example/six-harbours-by-boat"
    )
    assert got.text.split("\n\n") == [
        said,
        *(line for n, text in enumerate(ENTRIES) for line in (f"Harbour {n}", text)),
    ]


def test_the_names_of_a_stated_ranking_stay() -> None:
    entries = "".join(
        f"<li><strong><a href=/place/{n}>Harbour {n}</a></strong><p>{text}</p></li>" for n, text in enumerate(ENTRIES)
    )
    head = '<meta property="article:published_time" content="2024-05-04T08:00:00Z">'
    body = f"<h1>Six harbours by boat, and what they have</h1><p>{ENTRIES[0]} That is much.</p><ol>{entries}</ol>"
    got = extract(
        f"<html lang=en><head><title>Six harbours by boat</title>{head}</head><body>{body}</body></html>".encode(),
        url="https://gazette.example/six",
    )
    assert "Harbour 3" in got.text.split("\n\n")
