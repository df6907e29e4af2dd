"""The text of an article, word for word, without what does not belong to it."""

from __future__ import annotations

import pytest

from newscrawl.extract import NotAnArticle, extract
from tests.extract.pages import PROSE, SITE, URL, article, generic, paragraphs


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p>Th<b>ủ</b> tư<span>ớng</span> đến</p>", ["Thủ tướng đến"]),
        ("<p>Võ Thị\n   Ánh Xuân</p>", ["Võ Thị Ánh Xuân"]),
        ("<p>một&nbsp;hai &amp; ba</p>", ["một hai & ba"]),
        ("<p>một<!-- ghi chú -->hai</p>", ["mộthai"]),
        ("<p>Xã<o:p></o:p>, <st1:place>Huế</st1:place></p>", ["Xã, Huế"]),
        ("Dòng một.<br><br>Dòng hai.", ["Dòng một.", "Dòng hai."]),
        ("Dòng một.<br>Dòng hai.", ["Dòng một.", "Dòng hai."]),
        ("<p>câu dài bị ngắt<br>giữa chừng.</p>", ["câu dài bị ngắt giữa chừng."]),
        ("<div>một<div>hai</div>ba</div>", ["một", "hai", "ba"]),
        ("<ul><li>một</li><li>hai</li></ul>", ["một", "hai"]),
        ("<blockquote><p>lời nói</p></blockquote>", ["lời nói"]),
        ("<p>m<sup>2</sup></p>", ["m2"]),
        ("<table><tr><th>Loại</th><th>Giá</th></tr><tr><td>Vàng</td><td>80</td></tr></table>", ["Loại | Giá", "Vàng | 80"]),
        ("<table><tr><td><p>một</p><p>hai</p></td></tr></table>", ["một", "hai"]),
        ("<p>một</p><script>var x='hai'</script><style>p{}</style><noscript>ba</noscript>", ["một"]),
        ("<p>một</p><p style='display: none'>hai</p><p hidden>ba</p>", ["một"]),
    ],
)  # fmt: skip
def test_the_words_are_the_page_s_own(html: str, want: list[str]) -> None:
    assert paragraphs(html) == want


@pytest.mark.parametrize(
    "out",
    [
        '<div class="qc">Mua nhà</div>',
        '<p>&gt;&gt; <a href="/khac-7654321.html">Bài khác về nước lũ</a></p>',
        '<p><strong>Xem thêm: </strong><a href="/khac-7654321.html">Bài khác về nước lũ</a></p>',
        '<p><a href="/khac-7654321.html">Bài khác về nước lũ</a></p>',
        "<p>Mời bạn đọc gửi bài về tòa soạn</p>",
        '<div class="box-related"><a href="/khac-7654321.html">Bài khác</a></div>',
        "<p>(BLO) - Sau ba ngày ngập, nước bắt đầu rút khỏi làng.</p>",
        "<h2>Nước rút ở làng ven sông</h2>",
        "<form><input value='Tìm'><button>Tìm</button></form>",
    ],
)
def test_what_stands_in_the_body_without_belonging_is_out(out: str) -> None:
    assert paragraphs(f"{out}<p>{PROSE}</p>") == [PROSE]


@pytest.mark.parametrize(
    "line",
    [
        '<p style="text-align: right;"><strong>DIỆU THIỆN</strong></p>',
        "<p><b>Minh Anh - Hà Thu</b></p>",
        "<p><em>Theo TTXVN</em></p>",
        "<p>Tác giả: Ong Thế Vinh</p><p>Lượt xem: 687</p>",
        "<p align=right>Bài, ảnh: HÀ THU</p>",
        "<p>Hà Thu/VOV.VN</p>",
        "<p><strong>Nội dung: Hà Thu</strong></p><p><strong>Ảnh: Trần Bình</strong></p><p>Thiết kế: Vũ Hà</p>",
        "<p>Hà Thu</p><p>Nguồn: http://bao.vn/bai.html</p>",
        "<p>Thực hiện: Hà Thu</p><p>Thứ bảy, ngày 07/03/2026 - 09:15</p>",
    ],
)
def test_the_byline_is_no_text(line: str) -> None:
    got = article(f"<p>{PROSE}</p><p>{PROSE[:-1]}, ai cũng vui.</p>{line}")
    assert got.text.endswith("ai cũng vui.")
    assert got.authors or got.source_credit == "TTXVN"


def test_a_known_byline_before_a_correction_is_no_text() -> None:
    head = '<meta name="author" content="Hà Thu">'
    got = article(f"<p>{PROSE}</p><p>Hà Thu</p><p>Đính chính: cây cầu dài 240 m.</p>", head=head)
    assert got.text.endswith("Đính chính: cây cầu dài 240 m.")
    assert "Hà Thu" not in got.text


def test_a_closing_sentence_is_no_byline() -> None:
    assert paragraphs(f"<p>{PROSE}</p><p>Ai cũng vui.</p>")[-1] == "Ai cũng vui."


def test_the_end_mark_is_dropped_once() -> None:
    assert paragraphs("<p>Phong trào phát triển…/.</p>") == ["Phong trào phát triển…"]


def test_sections_keep_the_order_of_the_text() -> None:
    got = article(f"<p>{PROSE}</p><h3>Nước rút</h3><p>một.</p><p><strong>Ngày mai</strong></p><ul><li>hai</li></ul>")
    assert [(s.heading, s.paragraphs) for s in got.sections] == [
        (None, [PROSE]),
        ("Nước rút", ["một."]),
        ("Ngày mai", ["hai"]),
    ]
    assert got.text.split("\n\n") == [PROSE, "Nước rút", "một.", "Ngày mai", "hai"]


def test_links_in_the_running_text_stay_and_are_listed() -> None:
    got = article(f'<p>{PROSE} Theo <a href="/khac-7654321.html#x">bản tin hôm qua</a>, mưa còn kéo dài.</p>')
    assert got.text.endswith("Theo bản tin hôm qua, mưa còn kéo dài.")
    assert [(link.url, link.anchor_text) for link in got.outbound_links] == [
        ("https://bao.vn/khac-7654321.html", "bản tin hôm qua")
    ]


@pytest.mark.parametrize(
    "figure",
    [
        '<figure><img src="/a.jpg"><figcaption>Bờ kè sáng nay. Ảnh: Hà Thu</figcaption></figure>',
        '<table><tr><td><img src="/a.jpg"></td></tr><tr><td class="caption">Bờ kè sáng nay. <em>Ảnh: Hà Thu</em></td></tr></table>',
        '<p><img src="data:image/gif;base64,R0" data-src="/a.jpg"></p><p>Bờ kè sáng nay. Ảnh: Hà Thu</p>',
        '<figure><picture><source data-srcset="/s.jpg 300w, /a.jpg 900w"><img src="/images/grey.gif"></picture><figcaption>Bờ kè sáng nay. (Ảnh: Hà Thu)</figcaption></figure>',
    ],
)
def test_pictures_with_caption_and_credit_apart(figure: str) -> None:
    got = article(f'<p>{PROSE}</p>{figure}<p>Ai cũng vui.</p><img src="/icons/x.png"><img src="/b.png" width="16">')
    assert [(i.url, i.caption, i.credit, i.is_main) for i in got.images] == [
        ("https://bao.vn/a.jpg", "Bờ kè sáng nay.", "Hà Thu", True)
    ]
    assert got.text.split("\n\n") == [PROSE, "Ai cũng vui."]


def test_a_picture_story_tells_in_its_captions() -> None:
    figures = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{PROSE} Ảnh thứ {n}.</figcaption></figure>" for n in "1234"
    )
    got = article(figures)
    assert [p[-7:] for p in got.text.split("\n\n")] == [f" thứ {n}." for n in "1234"]
    assert [image.caption for image in got.images] == [None] * 4
    assert got.genre == "photo"


def test_films_are_listed() -> None:
    got = article(
        f'<p>{PROSE}</p><video src="/v.mp4"></video><iframe src="https://www.youtube.com/embed/k"></iframe><iframe src="/ads"></iframe>'
    )
    assert [video.url for video in got.videos] == ["https://bao.vn/v.mp4", "https://www.youtube.com/embed/k"]


def test_without_a_layout_the_prose_shows_where_the_body_is() -> None:
    menu = "".join(f'<li><a href="/m{n}.html">Chuyên mục {n}</a></li>' for n in range(40))
    comments = "".join(f"<div class=comment><p>{PROSE} Ý kiến {n}</p></div>" for n in range(9))
    got = generic(
        "".join(f"<p>{PROSE} Đoạn {n}.</p>" for n in range(4)),
        around=f'<ul class="menu">{menu}</ul><div class="box-comment">{comments}</div><footer><p>{PROSE}</p></footer>',
    )
    assert got.text == "\n\n".join(f"{PROSE} Đoạn {n}." for n in range(4))
    assert got.headline == "Nước rút ở làng ven sông"
    assert got.extraction.layout == "generic"


TEXT = "".join(f"<p>{PROSE} Đoạn {n}.</p>" for n in range(6))
SAID = [f"{PROSE} Đoạn {n}." for n in range(6)]


def test_a_film_s_number_is_no_address() -> None:
    assert article(f"<p>{PROSE}</p><video data-vid='314845'></video>").videos == []


def test_a_picture_s_address_is_no_film_s() -> None:
    got = article(f'<p>{PROSE}</p><video src="/anh.jpg?w=9"></video><video src="/v.mp4"></video>')
    assert [video.url for video in got.videos] == ["https://bao.vn/v.mp4"]


@pytest.mark.parametrize(
    "html",
    [
        f'<section class="section has-ads">{TEXT}</section>',
        f'<div class="share-zone">{TEXT}</div>',
        "".join(f'<div class="elementor-widget">{p}</div>' for p in TEXT.split("</p>")[:-1]),
        f'{TEXT}<div class="cookie-notice"><p>{PROSE * 9}</p></div>',
        f'<div hidden id="wrap">{TEXT}</div>',
        "".join(
            [*(f"<p>{s}</p>" for s in SAID[:2]), '<h3>Tin liên quan</h3><ul><li><a href="/k-7654321.html">Bài khác ở làng</a></li></ul>', *(f"<p>{s}</p>" for s in SAID[2:])]
        ),
    ],
    ids=["state name", "share zone", "page builder", "consent banner", "shown by a script", "box amid the text"],
)  # fmt: skip
def test_without_a_layout_names_and_boxes_do_not_hide_the_text(html: str) -> None:
    assert generic(html).text.split("\n\n") == SAID


def test_an_intro_in_a_box_of_its_own_is_the_lead() -> None:
    intro = "Sau ba ngày ngập trong nước lũ, người dân trong làng bắt đầu dọn bùn và trở về nhà."
    html = f'<html><body><h1>Nước rút ở làng ven sông</h1><div class="a1"><p>{intro}</p></div><div class="b2">{TEXT}</div></body></html>'
    got = extract(html.encode(), url=URL, site=SITE, use_layouts=False)
    assert (got.description, got.text.split("\n\n")) == (intro, SAID)


def test_a_first_paragraph_that_only_the_head_calls_a_description_stays() -> None:
    head = f'<meta name="description" content="{SAID[0]}">'
    assert generic(TEXT, head=head).text.split("\n\n") == SAID
    bold = TEXT.replace(f"<p>{SAID[0]}</p>", f"<p><b>{SAID[0]}</b></p>")
    html = f"<html><head>{head}</head><body><h1>Nước rút ở làng ven sông</h1>{bold}</body></html>"
    got = extract(html.encode(), url=URL, site=SITE, use_layouts=False)
    assert (got.description, got.text.split("\n\n")) == (SAID[0], SAID[1:])


@pytest.mark.parametrize(("paragraphs_", "is_article"), [(12, True), (3, False)])
def test_an_unknown_site_s_page_is_an_article_if_it_holds_a_long_text(paragraphs_: int, is_article: bool) -> None:  # noqa: FBT001 - a case of the table
    prose = "".join(f"<p>{PROSE} Đoạn {n}.</p>" for n in range(paragraphs_))
    html = f"<html><body><h1>Nước rút ở làng ven sông</h1><div>{prose}</div></body></html>".encode()
    if is_article:
        assert extract(html, url="https://lang-que.example/xa-hoi").word_count > 0
    else:
        with pytest.raises(NotAnArticle):
            extract(html, url="https://lang-que.example/xa-hoi")
