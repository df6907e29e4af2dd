"""Parts of an article that stand where they are easily taken for something else, or missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.extract import extract, open_page, people
from newscrawl.extract.inspection import inspect

if TYPE_CHECKING:
    from newscrawl.items import Article

URL: Final = "https://baogio.example/tin/ben-do-cu-duoc-tu-sua-1234567.html"
TITLE: Final = "Bến đò cũ được tu sửa sau hai mươi năm"
TEXT: Final = (
    "Bến đò cũ bên sông Gió được tu sửa sau hai mươi năm bỏ không, những bậc đá đã mòn nay được thay bằng đá mới từ núi Lạ.",
    "Người trong làng góp công gánh cát, mỗi nhà một buổi, còn tiền mua đá lấy từ quỹ khuyến học mà các họ đã gom nhiều năm.",
    "Bà lái đò cuối cùng của làng nói rằng bà không ngờ có ngày được thấy thuyền cập bến này thêm một lần nữa trong đời.",
)
PARAGRAPHS: Final = "".join(f"<p>{line}</p>" for line in TEXT)


def read(below: str = "", body: str = PARAGRAPHS, *, above: str = "", after: str = "", head: str = "") -> Article:
    page = f"""<!doctype html><html lang="vi"><head><title>{TITLE} - Báo Gió</title>{head}</head><body>{above}<main><article><h1>{TITLE}</h1>
        {below}<div class="noi-dung">{body}</div></article>{after}</main></body></html>"""
    return extract(page, url=URL)


def test_cards_of_a_list_below_a_heading_in_the_text() -> None:
    cards = "".join(
        f"""<li><a href="/tin/{slug}.html">{title}</a><time datetime="2026-03-0{n}T18:50:00+07:00">0{n}/03/2026</time><div>{TEXT[0][:90]}…
            <a href="/tin/{slug}.html">Đọc tiếp</a></div></li>"""
        for n, (slug, title) in enumerate(
            {"gia-vang-giam-7654321": "Giá vàng giảm phiên thứ ba", "mo-lai-duong-7654322": "Mở lại tuyến đường sau lũ"}.items(), 1
        )
    )  # fmt: skip
    got = read(body=f"{PARAGRAPHS}<h3>Tin mới nhất</h3><ul>{cards}</ul>")
    assert [(link.title, link.relation) for link in got.related_links] == [
        ("Giá vàng giảm phiên thứ ba", "latest"),
        ("Mở lại tuyến đường sau lũ", "latest"),
    ]
    assert got.text.split("\n\n") == list(TEXT)


def test_the_title_of_a_card_is_no_headline() -> None:
    shown = "Bến đò bên sông Gió đón chuyến đầu tiên"
    card = f'<div><h3><a href="/tin/khac-7654321.html">{TITLE}</a></h3><p>{TEXT[0]}</p></div>'
    page = f"""<html lang="vi"><head><title>{TITLE}</title><meta property="og:title" content="{TITLE}"><meta property="og:type" content="article">
        <meta property="article:published_time" content="2026-03-05T10:38:00+07:00"></head><body><h1>{shown}</h1><div><img src="/bia.jpg"></div>
        <div class="article-body">{PARAGRAPHS}</div><h2>Tin khác</h2>{card}</body></html>"""
    got = extract(page, url=URL)
    assert (got.headline, [image.url[-8:] for image in got.images]) == (shown, ["/bia.jpg"])


def test_the_one_paragraph_of_a_photo_story_is_its_text() -> None:
    said = ("Chợ phiên họp lại.", "Học sinh lau bàn ghế.", "Cầu lúc nước rút.", "Công nhân vá đường.")
    figures = "".join(
        f'<figure><img src="/{n}.jpg" width="900"><figcaption>{line} Ảnh: Đình Tuấn</figcaption></figure>'
        for n, line in enumerate(said)
    )
    got = read(body=f"<p>{TEXT[0]}</p>{figures}")
    assert (got.text, [image.caption for image in got.images]) == (TEXT[0], list(said))


@pytest.mark.parametrize(
    "date",
    [
        '<div class="post-meta"><span class="gio">08:30</span> | <span class="ngay">05/03/2026</span></div>',
        '<span class="date">05/03/2026</span><span class="time">08:30</span>',
        "<p><time>05/03/2026</time> <small>lúc 08:30</small></p>",
    ],
)  # fmt: skip
def test_day_and_clock_in_elements_of_their_own(date: str) -> None:
    assert read(date).date_published == "2026-03-05T08:30:00+07:00"


@pytest.mark.parametrize("line", ["Căn hộ ven sông, giá từ hai tỷ đồng", "Tàu rời bến - chúng tôi chờ cả đêm"])
def test_pieces_of_a_sentence_are_no_names(line: str) -> None:
    assert [author for author in people.read(line).authors if author.name[0].islower()] == []


def test_the_article_s_tags_in_a_box_called_widget() -> None:
    tags = (
        '<div class="c-widget-tags"><span>Từ khóa:</span><ul><li><a href="/ben-do-ptag.html">bến đò</a></li></ul></div>'
    )
    assert read(after=tags).keywords == ["bến đò"]


def test_a_byline_s_link_is_no_section() -> None:
    got = read('<p class="byline-dateline"><a class="cms-author" href="/tg/1.html">Nguyễn Hà</a> 08:12 05/03/2026</p>')
    assert (got.article_section, got.breadcrumbs) == (None, [])


@pytest.mark.parametrize("mark", ['class="active"', 'class="current-menu-item"', 'aria-current="page"'])
def test_the_section_that_the_menu_highlights(mark: str) -> None:
    items = "".join(
        f'<li {mark if name == "Xã hội" else "class=item"}><a href="/{path}">{name}</a></li>'
        for path, name in {"the-gioi": "Thế giới", "xa-hoi": "Xã hội", "kinh-te": "Kinh tế", "the-thao": "Thể thao"}.items()
    )  # fmt: skip
    assert read(above=f'<nav><ul class="main-menu">{items}</ul></nav>').article_section == "Xã hội"


@pytest.mark.parametrize(
    "picture",
    [
        '<div><figure><img src="/a.jpg"></figure><div class="khung-caption">Bậc đá mới. Ảnh: Hà Thu</div></div>',
        '<figure><a href="/a.jpg" data-caption="Bậc đá mới. Ảnh: Hà Thu"><img src="/a.jpg"></a></figure>',
        """<div><figure><a><img src="/a.jpg"></a><span>Bậc đá mới của bến đò - Hà Thu</span></figure><div class="imgcaption">Bậc đá mới của bến đò<div
            class="source">Hà Thu</div></div></div>""",
    ],
)
def test_captions_above_the_first_sentence(picture: str) -> None:
    got = read(body=picture + PARAGRAPHS)
    ((caption, credit),) = [(image.caption or "", image.credit) for image in got.images]
    assert caption.startswith("Bậc đá mới")
    assert "Hà Thu" not in caption
    assert (credit, got.text.split("\n\n")) == ("Hà Thu", list(TEXT))


def test_the_caption_of_the_first_picture_is_no_lead() -> None:
    lead = "Sau hai mươi năm bỏ không, bến đò cũ bên sông Gió lại có thuyền cập bến mỗi sáng."
    body = f"""<div class="anh"><figure><img src="/a.jpg"></figure><div class="description"><i>{TEXT[2][:80]}.</i></div></div>
        <div><p class="abs">{lead}</p></div><div class="chu">{PARAGRAPHS}</div>"""
    got = read(body=body)
    assert (got.description, got.text.split("\n\n")) == (lead, list(TEXT))


CARD: Final = """<div class="o"><a href="/tin/{slug}"><img src="/the.jpg" width="400"></a><h3><a href="/tin/{slug}">Giá vàng giảm phiên thứ ba
    liên tiếp</a></h3><p>Giá vàng miếng giảm thêm, theo lời kể của người buôn.</p><span class="author">Lê Lạ</span><time>08:15 05/03/2031</time></div>"""


@pytest.mark.parametrize("slug", ["gia-vang-giam-7654321.html", "chuyen-de-gia-vang"])
@pytest.mark.parametrize("count", [1, 3])
def test_cards_within_the_text_are_no_part_of_it(slug: str, count: int) -> None:
    body = PARAGRAPHS.replace("</p>", "</p>" + CARD.format(slug=slug) * count, 1)
    got = read(body=body)
    assert (got.text.split("\n\n"), got.images, got.authors, got.date_published) == (list(TEXT), [], [], None)


def test_the_entries_of_a_ranking_stay() -> None:
    entries = "".join(
        f'<div class="muc"><h2><a href="/quan/quan-{n}-7654321.html">Quán số {n} ở chợ nổi ven sông</a></h2><p>{line}</p></div>'
        for n, line in enumerate(TEXT)
    )
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-05T10:38:00+07:00">'
    got = read(body=f"<p>Ba quán mà người làng hay ghé sau mỗi phiên chợ sớm.</p>{entries}", head=head)
    assert all(line in got.text for line in TEXT)


ENGLISH: Final = "".join(
    f"<p>The old landing on the river was repaired by the village, {n} families carried stones and sand for it.</p>"
    for n in range(9)
)


def foreign(below: str, *, date: str = "2026-03-05T20:30:00-05:00") -> str:
    return f"""<html lang="en-US"><head><title>The old landing opens again</title><meta property="article:published_time" content="{date}"></head>
        <body><div><h1>The old landing opens again</h1>{below}<div class="c">{ENGLISH}</div></div></body></html>"""


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ('<div class="x2">By Hal Brook</div>', ["Hal Brook"]),
        ("<div><span>By Ada Cole and Hal Brook</span> | <i>March 5, 2026</i></div>", ["Ada Cole", "Hal Brook"]),
        ("<p>By the river</p>", []),
        ("<p>By Sunday the boats were back on the river</p>", []),
        ('<div class="related"><p>By Ina Lake</p></div>', []),
    ],
)
def test_a_line_that_begins_with_by_names_the_authors_of_a_foreign_page(line: str, want: list[str]) -> None:
    got = extract(foreign(line), url="https://gazette.example/news/the-old-landing-1234567.html")
    assert [author.name for author in got.authors] == want


def test_a_link_to_a_day_is_no_section() -> None:
    info = '<ul class="post-info"><li><a href="/2026/03/05/">March 5, 2026</a></li></ul>'
    got = extract(foreign(info), url="https://gazette.example/the-old-landing-opens-again/")
    assert (got.article_section, got.breadcrumbs) == (None, [])


def test_inspection_shows_the_times_of_the_record() -> None:
    url = "https://gazette.example/news/the-old-landing-1234567.html"
    published = next(found for found in inspect(open_page(foreign(""), url=url)) if found.field == "date_published")
    assert published.value.startswith("2026-03-05T20:30:00-05:00 ")
    assert extract(foreign(""), url=url).date_published == "2026-03-05T20:30:00-05:00"


def test_a_clock_that_links_to_the_article_heads_no_card() -> None:
    footer = """<div class="post-footer"><span class="post-author vcard">Posted by <span class="fn">Hal Brook</span></span> <a
        href="/2026/03/the-old-landing.html"><abbr class="published" title="2026-03-05T10:38:00+00:00">10:38 AM</abbr></a></div>"""
    page = f"""<html lang="en"><head><title>Gazette: The old landing opens again</title></head><body><h2><span>Thursday, March 5, 2026</span></h2>
        <div class="post hentry"><h3 class="post-title">The old landing opens again</h3><div class="post-body">{ENGLISH}</div>{footer}</div></body></html>"""
    got = extract(page, url="https://gazette.example/2026/03/old-landing.html")
    assert (got.date_published, [a.name for a in got.authors]) == ("2026-03-05T10:38:00+00:00", ["Hal Brook"])


def test_a_second_label_beside_a_heading_heads_no_block() -> None:
    lead = "Sau hai mươi năm bỏ không, bến đò cũ bên sông Gió lại có thuyền cập bến mỗi sáng."
    items = "".join(
        f'<li><a href="/tin/gia-vang-giam-{n}-765432{n}.html">Giá vàng giảm phiên thứ {n}</a></li>' for n in (3, 4)
    )
    after = f"<div><h4><a>BÀI VIẾT LIÊN QUAN</a><a>XEM THÊM</a></h4><ul>{items}</ul></div>"
    got = read(f'<p class="td-post-sub-title">{lead}</p>', after=after)
    assert [(link.relation, link.heading) for link in got.related_links] == [("related", "BÀI VIẾT LIÊN QUAN")] * 2
    assert got.description == lead


def test_a_section_set_as_a_heading_above_the_headline() -> None:
    assert read(above='<div><h2><a href="/tin-tuc/the-thao.html">Thể thao</a></h2></div>').article_section == "Thể thao"
