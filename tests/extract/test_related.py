"""Links to other articles, with their relation to the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import extract, open_page, related_by_position
from newscrawl.extract.dom import text_of
from newscrawl.extract.headings import relation_of
from tests.extract.pages import LAYOUT, PROSE, SITE, URL, article, generic, page

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element
    from newscrawl.items import Article

TEXT = "".join(f"<p>{PROSE} Đoạn {n}.</p>" for n in range(3))


def link(number: int, words: str = "") -> str:
    return f'<a href="/bai-{number}.html">{words or f"Bài số {number}"}</a>'


def found(got: Article) -> list[tuple[str, str, str | None]]:
    return [(x.id.removeprefix("bao:"), x.relation, x.heading) for x in got.related_links]


@pytest.mark.parametrize(
    ("heading", "relation"),
    {
        "Cùng chuyên mục": "same_category",
        "TIN CÙNG CHUYÊN MỤC": "same_category",
        "Tin tức cùng chuyên mục": "same_category",
        "Các tin khác": "same_category",
        "Các bài đã đăng": "same_category",
        "Infographic khác": "same_category",
        "Tin liên quan": "related",
        "Bài viết liên quan:": "related",
        "Có thể bạn quan tâm": "related",
        "Đọc tiếp": "related",
        "Xem thêm": "see_also",
        "Đọc thêm": "see_also",
        "Tham khảo thêm": "see_also",
        "Tin mới": "latest",
        "Tin mới cập nhật": "latest",
        "Các bài mới": "latest",
        "Đọc nhiều": "most_read",
        "Xem nhiều nhất": "most_read",
        "Tin đọc nhiều": "most_read",
        "Về trang Chủ đề": "same_topic",
        "Theo dòng sự kiện:": "same_topic",
        "Tin, bài cùng chuyên mục": "same_category",
        "Những tin cũ hơn": "same_category",
        "Tin vắn khác": "same_category",
        "Xem các tin khác": "same_category",
        "Các văn bản khác": "same_category",
        "Tin, bài liên quan": "related",
        "Bài viết tương tự": "related",
        "Mời độc giả xem thêm": "see_also",
        "Những tin mới hơn": "latest",
        "Cập nhật mới nhất": "latest",
        "Tin nhiều người đọc": "most_read",
        "Cùng dòng sự kiện": "same_topic",
        "Tin nổi bật": None,
        "Tiêu điểm": None,
        "bài trước": None,
        "Tin mới nhất về lũ ở miền Trung": None,
        "Bình luận": None,
        "Quảng cáo": None,
    }.items(),
)
def test_what_a_heading_says(heading: str, relation: str | None) -> None:
    assert relation_of(heading) == relation


def test_a_block_of_the_layout() -> None:
    block = f"<div class='cung-muc'><h3>Cùng chuyên mục</h3>{link(1111111)}{link(1111112)}{link(1111111)}</div>"
    assert found(article(TEXT, around=block)) == [
        ("1111111", "same_category", "Cùng chuyên mục"),
        ("1111112", "same_category", "Cùng chuyên mục"),
    ]


def test_blocks_known_by_their_heading() -> None:
    got = generic(
        TEXT,
        around=f"<div><h3>Tin liên quan</h3><ul><li>{link(1111111)}</li></ul><h3>Đọc nhiều</h3><ul><li>{link(1111112)}</li><li>{link(1111111)}</li></ul></div>"
        f"<nav><h3>Tin mới</h3>{link(1111113)}</nav><div><h3>Góc quảng cáo</h3>{link(1111114)}</div>",
    )
    assert found(got) == [
        ("1111111", "related", "Tin liên quan"),
        ("1111112", "most_read", "Đọc nhiều"),
        ("1111111", "most_read", "Đọc nhiều"),
    ]


def test_links_that_lead_on_inside_the_body() -> None:
    got = article(f"<p>&gt;&gt; {link(1111111)}</p>{TEXT}<p>Xem thêm: {link(1111112)}</p>")
    assert found(got) == [("1111111", "see_also", None), ("1111112", "see_also", None)]


def test_never_the_article_a_section_or_an_advert() -> None:
    block = f"""<div class="cung-muc"><h3>Cùng chuyên mục</h3><a href="{URL}?utm_source=x">Chính nó</a><a href="/ten-khac-1234567.html">Chính nó</a>
    <a href="/xa-hoi.html">Xã hội</a><a href="https://shop.vn/mua-ngay-1111119.html">Mua</a><a href="javascript:1">x</a>
    <a rel="sponsored" href="/bai-1111118.html">Quảng cáo</a>{link(1111111)}</div>"""
    assert found(article(TEXT, around=block)) == [("1111111", "same_category", "Cùng chuyên mục")]


def test_a_picture_s_link_takes_its_title_from_the_words_after_it() -> None:
    block = f"<div class='cung-muc'><h3>Cùng chuyên mục</h3><a href='/bai-1111111.html'><img alt='' src='/t.jpg'></a>{link(1111111, 'Lũ về')}</div>"
    (only,) = article(TEXT, around=block).related_links
    assert (only.title, only.url, only.position) == ("Lũ về", "https://bao.vn/bai-1111111.html", 0)


def test_at_most_thirty_in_page_order() -> None:
    block = f"<div class='cung-muc'><h3>Cùng chuyên mục</h3>{''.join(link(1111000 + n) for n in range(60))}</div>"
    got = article(TEXT, around=block).related_links
    assert [x.position for x in got] == list(range(30))
    assert [x.id for x in got] == [f"bao:{1111000 + n}" for n in range(30)]


LIST = f"<ul>{''.join(f'<li>{link(1111111 + n)}</li>' for n in range(3))}</ul>"
THREE = ("1111111", "1111112", "1111113")


def relations(got: Article) -> list[tuple[str, str]]:
    return [(x.relation, x.id.removeprefix("bao:")) for x in got.related_links]


@pytest.mark.parametrize(
    ("block", "relation"),
    {
        f"<div class='related-news'>{LIST}</div>": "related",
        f"<div class='tin-lien-quan-box'>{LIST}</div>": "related",
        f"<div class='box_tin_khac'>{LIST}</div>": "same_category",
        f"<section id='box-xem-nhieu'>{LIST}</section>": "most_read",
        f"<div class='olderBox'><div class='new_relate'>{LIST}</div></div>": "same_category",
        f"<div class='otherBox'><div class='new_relate'>{LIST}</div></div>": "same_category",
        f"<div class='newBox'><div class='new_relate'>{LIST}</div></div>": "latest",
        f"<div class='x7'>{LIST}</div>": "related",
        f"<div class='x7'><div class='x8'>{LIST}</div></div>": "related",
    }.items(),
)
def test_blocks_that_nothing_heads(block: str, relation: str) -> None:
    assert relations(generic(TEXT, around=block)) == [(relation, key) for key in THREE]


@pytest.mark.parametrize(
    "block",
    [
        f"<div><h3>Pháp luật</h3>{LIST}</div>",
        f"<div><a href='/phap-luat.html'>Pháp luật</a>{LIST}</div>",
        f"<h4>Thể thao</h4><div>{LIST}</div>",
        f"<footer><div class='related-news'>{LIST}</div></footer>",
        f"<div class='main-menu'>{LIST}</div>",
        "<div>" + "".join(f"<p>{link(1111000 + n)}</p>" for n in range(40)) + "</div>",
    ],
    ids=["section", "linked section", "section before", "foot", "menu", "too many"],
)
def test_lists_that_are_not_the_article_s(block: str) -> None:
    assert relations(generic(TEXT, around=block)) == []


def test_links_under_the_lead() -> None:
    lead = "Sau ba ngày, nước rút, như <a href='/bai-2222222.html'>dự báo hôm trước của đài</a>.<br><a href='/bai-1111111.html'>&gt;&gt; Lũ về</a>"
    html = (
        f"<html lang='vi'><body><div><h1>Nước rút ở làng ven sông</h1><h2>{lead}</h2><p>{link(1111112, 'Người dân dọn bùn sau lũ')}</p>"
        f"<p>Ảnh: {link(1111113, 'Bờ kè')}</p><div class='body'>{TEXT}</div></div></body></html>"
    )
    got = extract(html.encode(), url=URL, site=SITE, use_layouts=False)
    assert relations(got) == [("see_also", "1111111"), ("see_also", "1111112")]


def test_a_list_at_the_end_of_the_text_is_the_page_s_and_one_inside_it_is_the_author_s() -> None:
    assert relations(article(TEXT + LIST)) == [("related", key) for key in THREE]
    assert relations(article(LIST + TEXT)) == [("see_also", key) for key in THREE]


def test_a_card_in_the_text_is_called_by_its_heading() -> None:
    card = "<a href='/bai-1111111.html'><h3>Lũ về trong đêm</h3><p>Nước lên nhanh, nhiều nhà phải kê đồ đạc lên cao.</p></a>"
    (only,) = article(TEXT + card + TEXT.replace("Đoạn", "Khúc")).related_links
    assert (only.relation, only.title) == ("see_also", "Lũ về trong đêm")


def test_of_several_tabs_the_one_that_the_heading_shows() -> None:
    other = LIST.replace("11111", "22222")
    for panels in (f"<ul><li>{other}</li><li>{LIST}</li></ul>", f"<div>{other}</div><div>{LIST}</div>"):
        tabs = f"<div><ul class='tab-menu'><li>Chia sẻ</li><li>Xem nhiều</li></ul>{panels}</div>"
        assert relations(generic(TEXT, around=tabs)) == [("most_read", key) for key in THREE]


def test_two_tabs_that_both_say_a_relation() -> None:
    other = LIST.replace("11111", "22222")
    tabs = f"<div><ul class='nav nav-tabs'><li><a href='#1'>Tin mới</a></li><li><a href='#2'>Đọc nhiều</a></li></ul><div>{other}</div><div>{LIST}</div></div>"
    assert relations(generic(TEXT, around=tabs)) == [
        *[("latest", key.replace("11111", "22222")) for key in THREE],
        *[("most_read", key) for key in THREE],
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "<h3>Tin <b>liên quan</b></h3>",
        "<h3><i class='icon'></i> TIN LIÊN QUAN:</h3>",
        "<div><span>Tin liên quan</span></div>",
        "<a href='/tin-lien-quan.html'><strong>Tin liên quan »</strong></a>",
        "<li>Tin liên quan</li>",
        "<h3>Tin lie\u0302n quan</h3>",
        "<header class='header'><h2>Tin liên quan</h2></header>",
    ],
)
def test_headings_in_any_dress(heading: str) -> None:
    assert relations(generic(TEXT, around=f"<div>{heading}{LIST}</div>")) == [("related", key) for key in THREE]


def test_what_the_layout_drops_from_the_text_may_lead_on() -> None:
    site = replace(SITE, layouts=(replace(LAYOUT, drop=("div.hop", "div.qc")),))
    card = f"<div class='hop'>{link(1111111, 'Lũ về trong đêm')}</div><div class='hop'><a href='https://shop.vn/mua-1.html'>Mua</a></div>"
    advert = f"<div class='qc'>{link(1111112, 'Nhà đẹp giá tốt')}</div>"
    html = page(TEXT + card + advert + TEXT.replace("Đoạn", "Khúc"))
    assert relations(extract(html, url=URL, site=site)) == [("see_also", "1111111")]


def test_boxes_of_a_telling_name_in_each_other_are_not_searched_again_and_again() -> None:
    depth, links = 150, 400
    body = "<div class='related'>" * depth + "".join(link(n) for n in range(links)) + "</div>" * depth
    context = open_page(page(TEXT, around=body), url=URL, site=SITE)
    assert context.root_element is not None
    ending = related_by_position.Ending(context.page, context.root_element)
    asked: list[Element] = []

    def leads_on(anchor: Element) -> bool:
        asked.append(anchor)
        return True

    assert list(related_by_position.named(context.page, ending, None, leads_on, known=()))
    assert links < len(asked) <= 20_000 < depth * links


def test_words_are_found_however_deep_they_stand() -> None:
    depth = 3_000
    (heading,) = open_page(page("<h2>" + "<b>sâu</b><i>" * depth + "</h2>" + TEXT), url=URL, site=SITE).page.by_tag(
        "h2"
    )
    assert text_of(heading).startswith("sâusâu")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (">> Bài số 2", "Bài số 2"),
        ("» Bài số 2", "Bài số 2"),
        ("Bài số 2 <span>(27/12)</span>", "Bài số 2"),
        ("Bài số 2 (27/12)", "Bài số 2 (27/12)"),
        ("“Bài số 2” và sau đó", "“Bài số 2” và sau đó"),
    ],
)
def test_a_title_is_the_link_s_words_without_arrow_and_date_of_its_own(words: str, title: str) -> None:
    got = generic(TEXT, around=f"<h3>Tin liên quan</h3><ul><li>{link(2000002, words)}</li></ul>")
    assert [x.title for x in got.related_links] == [title]


@pytest.mark.parametrize(
    ("heading", "relation"),
    {
        "Không thể bỏ lỡ": "related",
        "Đừng bỏ lỡ": "related",
        "ĐỪNG BỎ QUA": "related",
        "Tin không nên bỏ lỡ": "related",
        "Không nên bỏ qua bữa sáng": None,
        "Có thể bạn quan tâm": "related",
        "Có thể bạn muốn đọc": "related",
        "Bạn có thể thích": "related",
        "Đọc tiếp": "related",
        "Dành riêng cho bạn": "related",
        "Tin đáng đọc": "related",
        "Đáng chú ý": None,
        "Các bài đã đăng": "same_category",
        "Tin mới cùng chuyên mục": "same_category",
        "Bài cùng lĩnh vực": "same_category",
        "Các tin tiếp theo": "same_category",
        "More in Business": "same_category",
        "Other news": "same_category",
        "Older posts": "same_category",
        "Vừa cập nhật": "latest",
        "Tin mới lên": "latest",
        "Recent posts": "latest",
        "Recent news of the flood": None,
        "Đang được quan tâm nhất": "most_read",
        "Được đọc nhiều": "most_read",
        "Bạn đọc quan tâm": "most_read",
        "Xu hướng": "most_read",
        "Trending now": "most_read",
        "Popular posts": "most_read",
        "Most shared": "most_read",
        "Bài cùng sự kiện": "same_topic",
        "More on this story": "same_topic",
        "You might also like": "related",
        "Similar articles": "related",
        "What to read next": "related",
        "Don’t miss": "related",
        "Read also": "see_also",
        "Mời bạn đọc xem thêm": "see_also",
    }.items(),
)
def test_more_headings(heading: str, relation: str | None) -> None:
    assert relation_of(heading) == relation


CARDS = "".join(
    f"<li><article><a href='/tin/bai-{n}.html'><img src='/i/{n}.jpg' width=300 height=200>"
    f"<header><h4>Bài số {n} của trang</h4></header></a></article></li>"
    for n in (1111111, 1111112, 1111113)
)


def test_the_title_inside_a_linked_card_does_not_end_the_block() -> None:
    got = generic(TEXT, around=f"<div class='x1'><b>Tin bài liên quan</b><ul>{CARDS}</ul></div>")
    assert [link[:2] for link in found(got)] == [(str(n), "related") for n in (1111111, 1111112, 1111113)]


@pytest.mark.parametrize(
    ("heading", "relation"),
    [
        ("<h3 class='box'><a href='/kinh-te/'>Đọc thêm</a></h3>", "same_category"),
        ("<h3 class='box'><a href='/kinh-te/'>Có thể bạn quan tâm</a></h3>", "same_category"),
        ("<h3 class='box'>Có thể bạn quan tâm</h3>", "related"),
    ],
)
def test_a_heading_that_leads_to_a_section_offers_that_section(heading: str, relation: str) -> None:
    got = generic(TEXT, around=f"<div class='x1'>{heading}<ul>{CARDS}</ul></div>")
    assert {link[1] for link in found(got)} == {relation}


def test_a_list_that_holds_the_article_itself_is_the_list_of_the_newest() -> None:
    own = f"<li><a href='{URL}'>Chính bài này</a></li>"
    got = generic(TEXT, around=f"<div class='x1'><h3>Đọc tiếp</h3><ul>{CARDS}{own}</ul></div>")
    assert {link[1] for link in found(got)} == {"latest"}


def test_a_button_that_leads_to_a_section_heads_no_block() -> None:
    got = generic(
        TEXT,
        around=f"<div class='x1'><h3>Tin liên quan</h3><ul>{CARDS}</ul><a class='btn' href='/xa-hoi.html'>Xem thêm</a></div>"
        f"<div class='x2'>{link(2222222)}{link(2222223)}{link(2222224)}</div>",
    )
    assert [link_[0] for link_ in found(got)] == ["1111111", "1111112", "1111113"]


def test_a_profile_s_blocks_do_not_hide_others_of_their_relation() -> None:
    block = f"<div class='cung-muc'><h3>Cùng chuyên mục</h3>{link(1111111)}</div>"
    other = f"<div class='x1'><h3>Tin khác</h3><ul><li>{link(1111112)}</li><li>{link(1111113)}</li></ul></div>"
    assert found(article(TEXT, around=block + other)) == [
        ("1111111", "same_category", "Cùng chuyên mục"),
        ("1111112", "same_category", "Tin khác"),
        ("1111113", "same_category", "Tin khác"),
    ]
