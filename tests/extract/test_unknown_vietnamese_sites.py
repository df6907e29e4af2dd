"""Parts of a Vietnamese page without telling class names, found by their position and their links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import NotAnArticle, extract

if TYPE_CHECKING:
    from newscrawl.items import Article

URL = "https://langven.example/xa-hoi/nuoc-rut-o-lang-ven-song-1234567.html"
TITLE = "Nước rút ở làng ven sông"
LEAD = "Sau ba ngày ngập trong nước lũ, người dân trong làng bắt đầu dọn bùn và trở về nhà."
SAID = [
    f"Sáng nay, hàng trăm người dân ở xã ven sông đã ra bờ kè xem nước rút, nhiều người mang theo cả lưới, tổ {n}."
    for n in range(5)
]
TEXT = "".join(f"<p>{line}</p>" for line in SAID)


def read(body: str, *, above: str = "", url: str = URL, head: str = "") -> Article:
    page = f"<html lang=vi><head><title>{TITLE}</title>{head}</head><body>{above}<h1>{TITLE}</h1>{body}</body></html>"
    return extract(page.encode(), url=url)


@pytest.mark.parametrize(
    ("body", "is_lead"),
    [
        (f"<div class=a1>{LEAD}</div><div class=a2>{TEXT}</div>", True),
        (f"<div class=a2><div class=a1>{LEAD}</div>{TEXT}</div>", True),
        (f"<div class=a2><p class=a1>{LEAD}</p>{TEXT}</div>", True),
        (f"<div class=a1>{LEAD}</div><div class=a2>{'<br><br>'.join(SAID)}</div>", True),
        (f"<div class=a2><b>{LEAD}</b><br><br>{'<br><br>'.join(SAID)}</div>", True),
        (f"<div class=a2><p>{LEAD}</p>{TEXT}</div>", False),
        (f"<div class=a2><div><p>{LEAD}</p></div>{''.join(f'<div><p>{x}</p></div>' for x in SAID)}</div>", False),
        (f"<div class=a2>{LEAD}<br><br>{'<br><br>'.join(SAID)}</div>", False),
    ],
    ids=["its box", "its box inside", "its class", "before breaks", "bold before breaks", "a paragraph", "boxes alike", "a break"],
)  # fmt: skip
def test_a_first_paragraph_that_stands_apart_is_the_lead(body: str, is_lead: bool) -> None:  # noqa: FBT001 - a case of the table
    got = read(body)
    assert got.text.split("\n\n") == (SAID if is_lead else [LEAD, *SAID])
    assert got.description == (LEAD if is_lead else None)


def test_a_line_below_a_picture_of_its_own_box_is_no_lead() -> None:
    caption = "Người dân làng ven sông ra bờ kè xem nước rút trong buổi sáng đầu tiên sau cơn lũ"
    got = read(f"<div class=a1><img src=/a.jpg><div>{caption}</div></div><div class=a2>{TEXT}</div>")
    assert got.description is None


@pytest.mark.parametrize(
    ("host", "written", "tag", "lead"),
    [
        ("baohagiang.example", "BHG - Nước rút.", "BHG", "Nước rút."),
        ("nhandan.example", "NDO - Nước rút.", "NDO", "Nước rút."),
        ("langven.example", "(Báo Làng Ven) - Nước rút.", "Báo Làng Ven", "Nước rút."),
        ("langven.example", "LANGVEN Nước rút.", "LANGVEN", "Nước rút."),
        ("langven.example", "Làng Ven - Nước rút.", "Làng Ven", "Nước rút."),
        ("langven.example", "ASEAN - Nước rút.", None, "ASEAN - Nước rút."),
        ("langven.example", "TP.HCM - Nước rút.", None, "TP.HCM - Nước rút."),
    ],
)
def test_a_newsroom_s_tag_is_known_by_the_host_s_letters(host: str, written: str, tag: str | None, lead: str) -> None:
    rest = " Người dân trong làng bắt đầu dọn bùn và trở về nhà."
    got = read(f"<div class=a1>{written}{rest}</div><div>{TEXT}</div>", url=f"https://{host}/nuoc-rut-1234567.html")
    assert (got.newsroom_tag, got.description) == (tag, lead + rest)


def test_a_place_glued_to_the_lead_is_left_out() -> None:
    got = read(f"<div class=a1><span>Hà Giang</span>{LEAD}</div><div>{TEXT}</div>")
    assert got.description == LEAD
    bold = read(f"<div class=a1><b>Làng ven sông</b> {LEAD}</div><div>{TEXT}</div>")
    assert bold.description == f"Làng ven sông {LEAD}"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (f"<div class=m><span>Lê Thị Hoa</span><span>08:15 12/03/2024</span></div><div>{TEXT}</div>", ["Lê Thị Hoa"]),
        (f"<div class=m>Lê Thị Hoa - 08:15 12/03/2024</div><div>{TEXT}</div>", ["Lê Thị Hoa"]),
        (f"<div>{TEXT}</div><div class=z>(Lê Thị Hoa)</div>", ["Lê Thị Hoa"]),
        (f"<div>{TEXT}</div><div class=z><b>Tác giả:</b> Lê Thị Hoa</div>", ["Lê Thị Hoa"]),
        (f"<div>{TEXT}</div><div class=z>Bài và ảnh: LÊ THỊ HOA - TRẦN NAM</div>", ["Lê Thị Hoa", "Trần Nam"]),
        (f"<div class=m><a href=/the-gioi>Thế Giới</a></div><div>{TEXT}</div>", []),
        (f"<div class=m>Thứ Tư</div><div>{TEXT}</div>", []),
        (f"<div>{TEXT}</div><div class=z>Từ khóa: <a href=/tag/a>Vĩnh Lạc</a></div>", []),
        (f"<div>{TEXT}</div><h3>Tin khác</h3><p>Lê Thị Hoa</p>", []),
    ],
)
def test_a_line_of_names_beside_the_text_is_the_byline(body: str, names: list[str]) -> None:
    assert [author.name for author in read(body).authors] == names


@pytest.mark.parametrize("name", ["admin", "nguyenvana", "Ban biên tập", "Quản trị viên"])
def test_an_account_is_no_author(name: str) -> None:
    assert read(f"<div>{TEXT}</div>", head=f'<meta name="author" content="{name}">').authors == []


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        ('<div class=k><a href="/tag/mua-lu">mùa lũ</a> <a href="/tag/lang">làng ven sông</a></div>', ["mùa lũ", "làng ven sông"]),
        ('<ul><li><a href="/mua-lu-tag12.html">mùa lũ</a></li><li><a href="/lang-tag13.html">làng</a></li></ul>', ["mùa lũ", "làng"]),
        ('<div><a href="/mua-lu.html">mùa lũ</a><a href="/vinh-lac.html">Vĩnh Lạc</a></div>', ["mùa lũ", "Vĩnh Lạc"]),
        ('<div><a href="/x/1">#mùalũ</a> <a href="/x/2">#làng</a></div>', ["mùalũ", "làng"]),
        ('<div class="footer"><a href="/lien-he">liên hệ</a><a href="/quang-cao">Quảng cáo</a></div>', []),
        ('<div><a href="/the-thao">Thể thao</a><a href="/xa-hoi">Xã hội</a></div>', []),
        ('<div class="tags"><b>Nước rút</b> <a href="/tag/mua-lu">mùa lũ</a></div>', ["Nước rút", "mùa lũ"]),
    ],
)  # fmt: skip
def test_tags_stand_below_the_text_and_lead_to_their_own_words(below: str, tags: list[str]) -> None:
    assert read(f"<div class=w><div>{TEXT}</div>{below}</div>").keywords == tags


def test_tags_above_the_headline_are_the_site_s() -> None:
    assert read(f"<div>{TEXT}</div>", above='<div class=tags><a href="/tag/tet">Tết</a></div>').keywords == []


@pytest.mark.parametrize(
    ("above", "body", "section"),
    [
        (f'<ul><li><a href="/xa-hoi">Xã hội</a></li>{"".join(f"<li><a href=/m{n}>Mục {n}</a></li>" for n in range(9))}</ul>', "", "Xã hội"),
        ("", '<p class=m><a href="/doi-song">Đời sống</a> | 08:15 12/03/2024</p>', "Đời sống"),
        ('<ul><li><a href="/a">Một</a><ul><li><a href="/a/b">Hai</a></li><li><a href="/a/c">Ba</a></li></ul></li></ul>', "", None),
    ],
    ids=["the address's folder", "in the date's line", "a menu"],
)  # fmt: skip
def test_the_section_is_known_by_place_and_address(above: str, body: str, section: str | None) -> None:
    assert read(f"{body}<div>{TEXT}</div>", above=above).article_section == section


def test_a_date_above_the_headline_is_read_where_none_stands_below() -> None:
    got = read(f"<div>{TEXT}</div></div>", above="<div class=w><div class=x>08:15, 12/03/2024</div>")
    assert (got.date_published or "").startswith("2024-03-12T08:15")


def test_other_articles_bear_a_number_if_this_one_does() -> None:
    others = '<h3>Tin liên quan</h3><a href="/xa-hoi/cau-go-dong-de-sua-1234501.html">Cầu gỗ đóng để sửa</a><a href="/xe/tu-van-mua-xe-cho-nguoi-moi.html">Tư vấn mua xe</a>'
    assert [x.title for x in read(f"<div>{TEXT}</div><div>{others}</div>").related_links] == ["Cầu gỗ đóng để sửa"]
    url = "https://langven.example/nuoc-rut-o-lang-ven-song-sau-ba-ngay.html"
    assert len(read(f"<div>{TEXT}</div><div>{others}</div>", url=url).related_links) == 2


def test_a_block_headed_by_a_topic_s_page_is_of_the_same_topic() -> None:
    def block(n: int) -> str:
        links = "".join(f'<p><a href="/xa-hoi/bai-khac-{n}{i}34567.html">Bài khác số {n}{i}</a></p>' for i in range(2))
        return f'<div><h4><a href="/chu-de/mua-lu-{n}.html">Mùa lũ {n}</a></h4>{links}</div>'

    got = read(f"<div>{TEXT}</div>{block(1)}").related_links
    assert [(x.relation, x.heading, x.title) for x in got] == [
        ("same_topic", "Mùa lũ 1", "Bài khác số 10"),
        ("same_topic", "Mùa lũ 1", "Bài khác số 11"),
    ]
    many = read(f"<div>{TEXT}</div>{block(1)}{block(2)}{block(3)}").related_links
    assert "same_topic" not in {x.relation for x in many}


def test_a_topic_s_link_far_behind_others_in_its_box_heads_none_of_them() -> None:
    links = "".join(f'<p><a href="/xa-hoi/bai-khac-{n}34567.html">Bài khác số {n}</a></p>' for n in range(100))
    topic = '<p><a href="/chu-de/mua-lu-o-mien-nui.html">Mùa lũ</a></p>'
    got = read(f"<div>{TEXT}</div><div>{links}{topic}</div>").related_links
    assert "same_topic" not in {x.relation for x in got}


def test_a_captioned_picture_between_headline_and_text_is_the_article_s() -> None:
    got = read(f'<div><img src=/a.jpg><p class="caption">Bờ kè sáng nay. Ảnh: Lê Nam</p></div><div>{TEXT}</div>')
    assert [(image.caption, image.credit) for image in got.images] == [("Bờ kè sáng nay.", "Lê Nam")]


def test_a_section_whose_name_is_as_long_as_a_short_title_is_refused() -> None:
    cards = "".join(
        f'<div><h3><a href="/tin-so-{n}123456.html">Tin số {n} của hôm nay ở làng</a></h3><p>{line}</p></div>'
        for n, line in enumerate(SAID)
    )
    with pytest.raises(NotAnArticle):
        read(f"<div>{cards}</div>", url="https://langven.example/thi-truong-chung-khoan.html")
