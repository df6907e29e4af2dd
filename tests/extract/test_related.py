"""Links to other articles, with why the page offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.extract.headings import relation_of
from tests.extract.pages import PROSE, URL, article, generic

if TYPE_CHECKING:
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
