"""Boxes of other articles in and around a text: where they end, why they are offered, and what of them is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.extract.headings import relation_of
from tests.extract.pages import PROSE, article, generic
from tests.extract.test_related import found, link

if TYPE_CHECKING:
    from newscrawl.items import Article

TITLE = "Chợ nổi mở lại sau nhiều tháng vắng khách"
PARAGRAPHS = [f"{PROSE} Đoạn {n}." for n in range(4)]
TEXT = "".join(f"<p>{words}</p>" for words in PARAGRAPHS[:3])
LAST = f"<p>{PARAGRAPHS[3]}</p>"


def lines(got: Article) -> list[str]:
    return got.text.split("\n\n")


def pictured(number: int) -> str:
    return f"<a href='/bai-{number}.html'><img src='/{number}.jpg'></a>{link(number, TITLE)}"


@pytest.mark.parametrize(
    "title",
    [
        "Đề xuất tăng mức giảm trừ gia cảnh",
        "Liên quan đến vụ án, ba người bị bắt",
        "Gợi ý giải đề thi môn Toán",
        "Khác biệt giữa hai phương án",
        "Đừng bỏ lỡ cơ hội mua nhà",
        "Nhiều người xem đua thuyền",
        "Trước đó, mưa lớn đã kéo dài",
    ],
)
def test_a_title_that_begins_like_a_heading_is_none(title: str) -> None:
    assert relation_of(title) is None


@pytest.mark.parametrize(
    ("heading", "relation"),
    [
        ("Đề xuất cho bạn", "related"),
        ("Liên quan:", "related"),
        ("Tin liên quan đến bão", "related"),
        ("Đừng bỏ lỡ", "related"),
        ("Nhiều người đọc", "most_read"),
        ("Khác", "same_category"),
        ("Các tin đã đăng:", "same_category"),
    ],
)
def test_headings_that_share_words_with_titles(heading: str, relation: str) -> None:
    assert relation_of(heading) == relation


@pytest.mark.parametrize(
    "box",
    [
        f"<p><b>&gt;&gt; Đọc thêm:</b></p><ul><li>{link(1111111, TITLE)}</li></ul>",
        f"<div class='x1'><div class='x2'>TIN BÀI LIÊN QUAN</div>{pictured(1111111)}</div>",
        f"<p><b>&gt;&gt; {link(1111111, 'Đề xuất tăng giá điện từ tháng sau')}</b></p>",
        (
            f"<div class='x1'>{link(1111112, TITLE)}</div><p>{PROSE} Đoạn giữa.</p>"
            f"<p>&gt;&gt; {link(1111111, TITLE)}<br>&gt;&gt; {link(1111113, TITLE)}</p>"
        ),
    ],
)
def test_the_text_goes_on_below_a_box_near_its_end(box: str) -> None:
    got = generic(f"{TEXT}{box}{LAST}")
    assert lines(got)[-1] == PARAGRAPHS[3]
    assert TITLE not in got.text
    assert "1111111" in {number for number, _, _ in found(got)}


def test_a_linked_picture_with_title_and_teaser_is_a_card() -> None:
    card = f"<div class='x1'><a href='/bai-1111111.html'><img src='/1.jpg'></a><div>{link(1111111, TITLE)}<span>Ghe về đông.</span></div></div>"
    got = generic(f"{TEXT}{card}{LAST}")
    assert lines(got) == PARAGRAPHS
    assert found(got) == [("1111111", "see_also", None)]


def test_a_heading_in_the_first_card_heads_its_list() -> None:
    cards = (f"<div class='card'>{pictured(1111112)}</div>", f"<div class='card'>{pictured(1111113)}</div>")
    other = "<div class='card'><b>Rao vặt</b> <a href='/bai-1111114.html'>Bán xe đạp cũ còn tốt giá rẻ</a></div>"
    first = f"<div class='card'><span>Tin cùng chuyên mục</span>{pictured(1111111)}</div>"
    got = generic(TEXT, around=f"<div>{first}{''.join(cards)}{other}</div>")
    heading = ("same_category", "Tin cùng chuyên mục")
    assert found(got) == [("1111111", *heading), ("1111112", *heading), ("1111113", *heading)]


def test_a_picture_can_be_the_heading_of_a_block() -> None:
    block = f"<div><div><img src='/h.png' alt='Cùng chuyên mục'></div><ul><li>{link(1111111)}</li><li>{link(1111112)}</li></ul></div>"
    got = generic(TEXT, around=block)
    assert found(got) == [(n, "same_category", "Cùng chuyên mục") for n in ("1111111", "1111112")]


def test_the_first_of_two_labels_side_by_side_names_the_list_below() -> None:
    labels = "<h4><a href='#'>CÙNG CHUYÊN MỤC</a><a href='#'>CÙNG TÁC GIẢ</a></h4>"
    got = generic(TEXT, around=f"<div>{labels}<div>{link(1111111)}{link(1111112)}</div></div>")
    assert {relation for _, relation, _ in found(got)} == {"same_category"}


@pytest.mark.parametrize("heading", ["Có thể bạn quan tâm", "Đọc thêm"])
def test_a_list_named_after_the_number_of_the_section_is_of_that_section(heading: str) -> None:
    block = f"<div><h3>{heading}</h3><div data-source='recommendation-12'>{link(1111111)}{link(1111112)}</div></div>"
    assert {relation for _, relation, _ in found(generic(TEXT, around=block))} == {"same_category"}


@pytest.mark.parametrize(
    ("names", "relation"), [("newsother", "same_category"), ("latest-news", "latest"), ("box-lienquan", "related")]
)
def test_a_box_without_a_heading_is_known_by_its_class(names: str, relation: str) -> None:
    items = f"<ul><li>{link(1111111)}</li><li>{link(1111112)}</li></ul>"
    got = generic(TEXT, around=f"<div class='side'><p>Thời tiết</p><div class='{names}'>{items}</div></div>")
    assert {kind for _, kind, _ in found(got)} == {relation}


def test_a_single_card_right_below_the_text_is_related() -> None:
    got = generic(TEXT, around=f"<div class='x1'>{pictured(1111111)}</div>")
    assert found(got) == [("1111111", "related", None)]


@pytest.mark.parametrize("heading", ["Read more", "Tham khảo thêm", "See also"])
def test_a_list_below_the_text_is_none_of_the_text_s_own_links(heading: str) -> None:
    cards = "".join(f"<div class='card'>{pictured(number)}</div>" for number in (1111111, 1111112, 1111113))
    got = generic(TEXT + LAST, around=f"<section><h2>{heading}</h2><div class='feed'>{cards}</div></section>")
    assert [(one.relation, one.heading) for one in got.related_links] == [("related", heading)] * 3


@pytest.mark.parametrize("signs", [("&larr; ", ""), ("", " &rarr;"), ("&rarr; ", ""), ("", "")])
@pytest.mark.parametrize("names", ["pager", "pagination", "post-navigation"])
def test_the_steps_to_other_articles_are_no_related_links(names: str, signs: tuple[str, str]) -> None:
    before, after = signs
    step = f"<li class='previous'>{before}{link(1111111, TITLE)}{after}</li>"
    steps = f"<ul class='{names}'>{step}<li><a href='/bai-1111112.html'>{before}{TITLE} thêm{after}</a></li></ul>"
    got = generic(f"{TEXT}{LAST}{steps}<div class='rating'>Chưa có đánh giá</div>")
    assert lines(got) == PARAGRAPHS
    assert got.related_links == []


@pytest.mark.parametrize(
    "words", ["Posted by: <a href='/tg/lan'>Vi Lan</a> 2 weeks, 6 days ago", "Published on 3/3/2026"]
)
def test_a_heading_above_the_text_that_says_who_posted_it_is_no_text(words: str) -> None:
    got = generic(f"<h6 class='post-meta'>{words}</h6>{TEXT}{LAST}")
    assert lines(got) == PARAGRAPHS
    assert lines(generic(f"<h6>Bờ kè đã đầy nước</h6>{TEXT}{LAST}"))[0] == "Bờ kè đã đầy nước"


def test_the_picture_of_a_link_to_another_site_is_none_of_the_article_s() -> None:
    card = (
        "<figure><a href='https://noi-khac.example.org/du-an'><div><div>Dự án đường liên bản</div><div>Con đường dài bốn cây số.</div></div>"
        "<div><img src='/the.jpg'></div></a></figure>"
    )
    credited = "<figure><a href='https://kho-anh.example.org/anh/7'><img src='/bo-de.jpg'></a><figcaption>Bờ đê sáng nay</figcaption></figure>"
    got = generic(f"{TEXT}{card}{credited}{LAST}")
    assert [(image.url.rpartition("/")[2], image.caption) for image in got.images] == [("bo-de.jpg", "Bờ đê sáng nay")]


@pytest.mark.parametrize("names", ["nav-next", "bai-prev", "banner"])
def test_the_next_article_and_a_banner_are_no_cards(names: str) -> None:
    got = generic(TEXT, around=f"<div class='{names}'>{pictured(1111111)}</div>")
    assert found(got) == []


def test_a_profile_s_block_without_a_heading_is_named_by_its_place() -> None:
    """Between paragraphs it is ``see_also``, whatever the profile says."""
    box = f"<div class='lien-quan'>{link(1111111, TITLE)}</div>"
    assert {relation for _, relation, _ in found(article(f"{TEXT}{box}{LAST}"))} == {"see_also"}


def test_a_distance_on_the_right_is_no_advert() -> None:
    block = (
        f"<div><h3>Tin liên quan</h3><div class='pr-3'>{link(1111111)}</div><div class='pr'>{link(1111112)}</div></div>"
    )
    assert [number for number, _, _ in found(generic(TEXT, around=block))] == ["1111111"]


def test_a_caption_by_the_vietnamese_class_name() -> None:
    figure = "<p><img src='/a.jpg' width='600'></p><p class='img_chu_thich_0407'>Hiện trường vụ việc</p>"
    got = generic(f"<p>{PARAGRAPHS[0]}</p>{figure}{TEXT}")
    assert [image.caption for image in got.images] == ["Hiện trường vụ việc"]


def test_a_player_that_a_script_fills_is_a_video() -> None:
    player = "<div type='VideoStream' data-vid='video.bao.vn/2026/a.mp4'></div>"
    assert [video.url for video in generic(f"{TEXT}{player}{LAST}").videos] == ["https://video.bao.vn/2026/a.mp4"]
