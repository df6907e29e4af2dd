"""More of what pages of Vietnamese newspapers show around their texts: lists of sections, events, marks of newsrooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import extract

if TYPE_CHECKING:
    from newscrawl.items import Article

URL = "https://langdieu.example/doi-song/mua-gio-tren-trien-de-1234567.html"
TITLE = "Mùa gió trên triền đê"
LEAD = "Ở tuổi 74, người làm diều vẫn dậy từ bốn giờ sáng để vót nan và đợi gió."
SAID = [f"Ông Thuyết cho biết con diều thứ {n} đã lên cao từ chiều hôm qua, lũ trẻ trong làng chạy theo ra tận bến." for n in range(1, 6)]  # fmt: skip
TEXT = "".join(f"<p>{line}</p>" for line in SAID)
TITLES = [
    "Chợ quê họp lại sau mùa nước lớn",
    "Người dân góp tiền sửa cây cầu gỗ cũ",
    "Trường làng đón lứa học trò mới",
    "Đội ghe ngo tập luyện từ đầu tháng",
]


def read(body: str, *, url: str = URL, lang: str = "vi", head: str = "") -> Article:
    page = f"<html lang={lang}><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), url=url)


def cards(*numbers: int) -> str:
    return "".join(f'<div class=c><a href="/doi-song/bai-so-{n}-123456{n}.html">{TITLES[n]}</a></div>' for n in numbers)


def offered(got: Article) -> dict[str, tuple[str, str | None]]:
    return {link.title: (link.relation, link.heading) for link in got.related_links}


@pytest.mark.parametrize("ending", ["", ".htm", "/"])
def test_a_section_with_its_subsections_behind_it_is_the_section(ending: str) -> None:
    names = ["/doi-song", "/doi-song/gia-dinh", "/doi-song/am-thuc", "/doi-song/nhip-song"]
    words = ["Đời sống", "Gia đình", "Ẩm thực", "Nhịp sống"]
    links = "".join(f'<li><a href="{path}{ending}">{word}</a></li>' for path, word in zip(names, words, strict=True))
    got = read(f"<ul class=b>{links}</ul><h1>{TITLE}</h1><div class=t>{TEXT}</div>")
    assert got.article_section == "Đời sống"


def test_a_path_of_three_steps_is_no_row_of_subsections() -> None:
    links = '<li><a href="/a">Kinh tế</a></li><li><a href="/a/b">Tài chính</a></li><li><a href="/a/b/c">Chứng khoán</a></li>'
    assert read(f"<ul class=b>{links}</ul><h1>{TITLE}</h1><div class=t>{TEXT}</div>").article_section == "Chứng khoán"


def test_the_day_of_the_week_beside_a_name_is_no_author() -> None:
    line = "<div class=m>Thứ Năm, 12-02-2026, 11:05 <span>|</span> <span>Lý Thanh Tùng</span></div>"
    got = read(f"<h1>{TITLE}</h1>{line}<div class=t>{TEXT}</div>")
    assert [author.name for author in got.authors] == ["Lý Thanh Tùng"]


@pytest.mark.parametrize("heading", ["Bộ ảnh khác", "E-magazine khác", "Longform khác", "Album ảnh khác"])
def test_other_works_of_one_kind_are_of_the_section(heading: str) -> None:
    got = read(f"<h1>{TITLE}</h1><div class=t>{TEXT}</div><div><p class=h>{heading}</p>{cards(0, 1)}</div>")
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_category", heading))


def test_a_list_that_bears_the_name_of_the_outer_section_is_of_the_section() -> None:
    path = '<div class=breadcrumb><a href="/doi-song">Đời sống</a> <a href="/doi-song/nhip-song">Nhịp sống</a></div>'
    block = f'<section><h2><a href="/doi-song">Đời sống</a></h2>{cards(0, 1)}</section>'
    got = read(f"{path}<h1>{TITLE}</h1><div class=t>{TEXT}</div>{block}")
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_category", "Đời sống"))


def test_a_long_list_that_bears_the_name_of_the_outer_section_is_that_section_in_short() -> None:
    path = '<div class=breadcrumb><a href="/doi-song">Đời sống</a> <a href="/doi-song/nhip-song">Nhịp sống</a></div>'
    many = "".join(
        f'<div><a href="/bai-viet-ve-lang-chai-ven-song-{4000 + n}.html">Chuyện kể thứ {n} ở làng chài bên bờ sông</a></div>'
        for n in range(14)
    )
    for block, count in ((many, 0), (many[: many.index("</div>") + 6] + cards(0, 1), 3)):
        got = read(
            f"{path}<h1>{TITLE}</h1><div class=t>{TEXT}</div><section><h2><a href=/doi-song>Đời sống</a></h2>{block}</section>"
        )
        assert [link.relation for link in got.related_links] == ["same_category"] * count


def test_the_news_of_the_section_need_no_heading_s_tag() -> None:
    path = '<div class=breadcrumb><a href="/doi-song">Đời sống</a></div>'
    topic = f'<div><div class=h><a href="/su-kien/mua-gio.html">Mùa gió</a></div>{cards(0, 1)}</div>'
    block = f"<div><div class=h>Tin tức Đời sống</div>{cards(2, 3)}</div>"
    got = read(f"{path}<h1>{TITLE}</h1><div class=t>{TEXT}</div>{topic}{block}")
    assert [link.relation for link in got.related_links] == [
        "same_topic",
        "same_topic",
        "same_category",
        "same_category",
    ]


def test_a_link_behind_the_label_of_an_event_is_a_topic_whatever_its_address() -> None:
    event = '<a href="/mua-gio-c48e5555.html">Mùa gió</a>'
    block = f"<div><div class=h>{event}</div>{cards(0, 1)}</div>"
    got = read(f"<h1>{TITLE}</h1><div><span>Sự kiện:</span> {event}</div><div class=t>{TEXT}</div>{block}")
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_topic", "Mùa gió"))


@pytest.mark.parametrize(
    ("lead", "tag"),
    [
        (f"<span>LD</span> {LEAD}", "LD"),
        (f"<b>TTXVN</b> {LEAD}", "TTXVN"),
        (f"<b>ASEAN</b> {LEAD}", None),
    ],
)
def test_capitals_in_an_element_of_their_own_are_the_newsroom_s_tag(lead: str, tag: str | None) -> None:
    got = read(f"<h1>{TITLE}</h1><div class=sapo>{lead}</div><div class=t>{TEXT}</div>")
    assert (got.newsroom_tag, got.description) == (tag, LEAD if tag else f"ASEAN {LEAD}")


@pytest.mark.parametrize(
    ("behind", "credit"),
    [
        ("— VNA/VNS Photo Chu Hiệu", "VNA/VNS Photo Chu Hiệu"),
        ("— Photo langdieu.example", "langdieu.example"),
        ("– Photo Minh Thu", "Minh Thu"),
        ("— Photo exhibitions of kites open today", None),
    ],
)
def test_an_english_caption_names_its_photographer_behind_a_dash(behind: str, credit: str | None) -> None:
    said = "Passengers wait for the night train."
    lines = "".join(
        f"<p>Rail staff said that {n} tickets had been sold within an hour, more than anyone at the old station expected.</p>"
        for n in range(3, 9)
    )
    shown = f"<figure><img src=/1.jpg><figcaption>{said} {behind}</figcaption></figure>"
    got = read(f"<h1>{TITLE}</h1><div class=t>{lines}{shown}{lines.replace('Rail', 'Bus')}</div>", lang="en")
    assert [(image.caption, image.credit) for image in got.images] == [
        (said, credit) if credit else (f"{said} {behind}", None)
    ]


def test_a_section_of_four_words_beside_the_date_is_a_section_s_link_and_no_card() -> None:
    path = '<a href="/doanh-nghiep.htm">Doanh nghiệp</a> <a href="/doanh-nghiep/hoat-dong-kinh-doanh.htm">Hoạt động kinh doanh</a>'
    url = "https://langdieu.example/2026/11/mua-gio-tren-trien-de-738-1234567.htm"
    got = read(f"<div><div class=p>{path}</div><h1>{TITLE}</h1></div><div class=t>{TEXT}</div>", url=url)
    assert got.article_section == "Hoạt động kinh doanh"


def test_sections_in_paragraphs_of_their_own_are_a_path() -> None:
    path = '<p><a href="/thoi-su.html">Thời sự</a></p><p><a href="/do-thi.html">Đô thị</a></p>'
    got = read(f"<header>{path}<h1>{TITLE}</h1></header><div class=t>{TEXT}</div>")
    assert [crumb.name for crumb in got.breadcrumbs] == ["Thời sự", "Đô thị"]


@pytest.mark.parametrize("href", ["/mua-gio-tags123.html", "/mua-gio-tag123.html"])
def test_a_single_tag_is_known_by_its_address(href: str) -> None:
    tag = f'<div class=g><a href="{href}">mùa gió</a></div>'
    assert read(f"<h1>{TITLE}</h1><div class=t>{TEXT}</div>{tag}").keywords == ["mùa gió"]


@pytest.mark.parametrize("clock", ["09:15 14/10/2026", "14/10/2026 - 09:15", "9h15", "09:15, ngày 14/10"])
def test_the_time_of_an_entry_of_a_live_report_is_no_text(clock: str) -> None:
    entries = "".join(
        f"<div class=e><div class=k>{clock}</div><h3>Tin {n}</h3><p>{SAID[n]}</p></div>" for n in range(4)
    )
    got = read(f"<h1>{TITLE}</h1><div class=t>{entries}</div>")
    assert clock not in got.text
    assert all(line in got.text for line in SAID[:4])


def test_letters_and_digits_of_the_host_are_the_newsroom_s_tag() -> None:
    got = read(
        f"<h1>{TITLE}</h1><div class=sapo>LD24 - {LEAD}</div><div class=t>{TEXT}</div>",
        url="https://langdieu24.example/mua-gio-tren-trien-de-1234567.html",
    )
    assert (got.newsroom_tag, got.description) == ("LD24", LEAD)


def test_links_under_the_lead_may_have_a_long_time_beside_them() -> None:
    item = f'<li><a href="/doi-song/bai-so-0-1234560.html">{TITLES[0]}</a> <span>11-11-2026 09:00:00+07:00</span></li>'
    got = read(f"<h1>{TITLE}</h1><p class=sapo>{LEAD}</p><ul class=r>{item}</ul><div class=t>{TEXT}</div>")
    assert [link.relation for link in got.related_links] == ["see_also"]


def test_cards_right_below_the_text_are_offered_beside_a_block_further_down() -> None:
    tags = '<div><h3>Chủ đề:</h3><a href="/tag/gio-tag1.html">gió</a></div>'
    more = f"<div><h2>Có thể bạn quan tâm</h2>{cards(2, 3)}</div>"
    got = read(f"<h1>{TITLE}</h1><div class=t>{TEXT}</div><div class=a>{cards(0, 1)}</div>{tags}{more}")
    assert offered(got) == {
        **dict.fromkeys(TITLES[:2], ("related", None)),
        **dict.fromkeys(TITLES[2:], ("related", "Có thể bạn quan tâm")),
    }


@pytest.mark.parametrize(
    "slogan",
    [
        "Làng Diều - Chuyên trang thông tin dành cho phụ nữ hiện đại, làm đẹp, gia đình, sức khỏe",
        "Tin tức, thời sự, kinh tế, văn hóa của tỉnh, cập nhật liên tục trong ngày",
        "Báo điện tử Làng Diều: tin nhanh trong nước và thế giới, pháp luật, giáo dục, bạn đọc viết",
    ],
)
def test_the_slogan_of_a_vietnamese_site_is_no_lead(slogan: str) -> None:
    got = read(f"<h1>{TITLE}</h1><div class=t>{TEXT}</div>", head=f'<meta name=description content="{slogan}">')
    assert got.description is None


def test_a_description_that_tells_of_the_article_may_have_the_words_of_a_slogan() -> None:
    lead = "Tin tức về con diều thứ 5 đã lên cao từ chiều hôm qua làm lũ trẻ trong làng vui mừng"
    got = read(f"<h1>{TITLE}</h1><div class=t>{TEXT}</div>", head=f'<meta name=description content="{lead}">')
    assert got.description == lead


def test_the_only_paragraph_beside_a_video_is_its_lead() -> None:
    shown = f"<video src=/a.mp4></video><h1>{TITLE}</h1><p class=x>{LEAD}</p><div><span>18:00 19/07/2026</span><span>Vân Anh</span></div>"
    head = f'<meta property="og:type" content="video.other"><meta name=description content="{LEAD}">'
    got = read(f"<div>{shown}</div>", head=head, url="https://langdieu.example/video/mua-gio-1234567.html")
    assert (got.text, got.description, [a.name for a in got.authors]) == ("", LEAD, ["Vân Anh"])


@pytest.mark.parametrize("name", ["post-prev", "nav-previous", "prev-next", "prev", "pager", "post-navigation"])
def test_a_step_to_the_article_before_is_no_related_link_by_any_of_its_names(name: str) -> None:
    step = f'<div class="{name}"><a href="/doi-song/bai-so-0-1234560.html">{TITLES[0]}</a></div>'
    got = read(f"<article><h1>{TITLE}</h1><div class=t>{TEXT}</div>{step}</article>")
    assert got.related_links == []


@pytest.mark.parametrize(
    ("line", "names", "source"),
    [
        ("ThS. NGUYỄN BÁ LINH (Trường Đại học Luật) - Thứ năm, 30/07/2026 15:48", ["Nguyễn Bá Linh"], None),
        ("Bảo Ngọc, Theo The Verge <i>11:11 10/09/2026</i>", ["Bảo Ngọc"], "The Verge"),
        ("PGS.TS Nguyễn Bá Linh <i>11:11 10/09/2026</i>", ["Nguyễn Bá Linh"], None),
    ],
)
def test_the_line_under_the_headline_names_author_title_and_source(
    line: str, names: list[str], source: str | None
) -> None:
    got = read(f"<h1>{TITLE}</h1><div class=m>{line}</div><div class=t>{TEXT}</div>")
    assert ([author.name for author in got.authors], got.source_credit) == (names, source)


@pytest.mark.parametrize(
    "line", ["Bài: MINH TUẤN - Ảnh: HỒNG DƯƠNG", "Bài, ảnh: MINH TUẤN", "(Minh Tuấn/Báo Làng Diều)"]
)
def test_the_newspaper_is_no_author_by_the_letters_of_its_host(line: str) -> None:
    head = '<meta name=author content="Báo Làng Diều">'
    got = read(f"<h1>{TITLE}</h1><div class=t>{TEXT}</div><div class=x>{line}</div>", head=head)
    assert [author.name for author in got.authors] == ["Minh Tuấn"]


def test_a_person_may_write_at_a_host_of_the_person_s_name() -> None:
    got = read(
        f"<h1>{TITLE}</h1><div class=author>Nguyễn Minh Tuấn</div><div class=t>{TEXT}</div>",
        url="https://nguyenminhtuan.example/mua-gio-tren-trien-de-1234567.html",
    )
    assert [author.name for author in got.authors] == ["Nguyễn Minh Tuấn"]


@pytest.mark.parametrize("heading", ["Đời sống khác", "Đời sống mới nhất"])
def test_others_of_the_section_are_of_the_section(heading: str) -> None:
    path = '<div class=breadcrumb><a href="/doi-song">Đời sống</a></div>'
    got = read(f"{path}<h1>{TITLE}</h1><div class=t>{TEXT}</div><div><h3>{heading}</h3>{cards(0, 1)}</div>")
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_category", heading))
