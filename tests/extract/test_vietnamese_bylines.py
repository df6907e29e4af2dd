"""Bylines and source lines in the manners of Vietnamese newspapers, on pages without class names that say author."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import extract
from newscrawl.extract.people import is_byline
from newscrawl.extract.people import read as read_byline

if TYPE_CHECKING:
    from newscrawl.items import Article

URL = "https://vuoncam.example/kinh-te/vuon-cam-vao-vu-som-1234567.html"
TITLE = "Vườn cam vào vụ sớm"
SAID = [f"Bà Lụa cho biết lứa cam thứ {n} đã được cắt từ đêm qua để kịp chuyến xe về xuôi trước khi trời sáng." for n in range(1, 6)]  # fmt: skip
TEXT = "".join(f"<p>{line}</p>" for line in SAID)
RIGHT = "text-align:right"


def read(end: str = "", *, above: str = "", below: str = "") -> Article:
    page = f"<html lang=vi><head><title>{TITLE}</title></head><body><div><h1>{TITLE}</h1>{above}<div>{TEXT}{end}</div>{below}</div></body></html>"
    return extract(page.encode(), url=URL)


def names(got: Article) -> list[str]:
    return [author.name for author in got.authors]


@pytest.mark.parametrize(
    ("end", "authors"),
    [
        ("<p>Tin, ảnh: H.V</p>", ["H.V"]),
        ("<p>N.P.D</p>", ["N.P.D"]),
        ("<p>Bài và ảnh: Sương</p>", ["Sương"]),
        ("<p><b>Bài, ảnh, video: Đàm Quang</b></p>", ["Đàm Quang"]),
        ("<p><b>Minh Anh - Hà Nội</b></p>", ["Minh Anh"]),
        (f"<p style='{RIGHT}'><b>Hà My<br>Lan Vi</b></p>", ["Hà My", "Lan Vi"]),
        ("<p><b>Hà My</b></p><p><b>Đồ họa: Lan Vi</b></p>", ["Hà My"]),
        ("<p><em>Bài - ảnh: Hà My</em></p>", ["Hà My"]),
        (f"<p style='{RIGHT}'><i>Độc giả</i> <b>Hà My</b></p>", ["Hà My"]),
        (f"<p style='{RIGHT}'><b>BTV: Hà My</b></p>", ["Hà My"]),
        (
            f"<p style='{RIGHT}'><b>Hà My</b></p><p style='{RIGHT}'>Đại học Lửa Nghề</p><p>hamy@lua.example</p>",
            ["Hà My"],
        ),
        (f"<p style='{RIGHT}'><b>Nhóm phóng viên Biển Xanh</b></p>", ["Nhóm phóng viên Biển Xanh"]),
        (f"<p style='{RIGHT}'><b>Hà My</b></p><p><i>Biên tập: Lan Vi; Trình bày: Bá Kiên</i></p>", ["Hà My"]),
        (f"<p style='{RIGHT}'><b>Hà My</b></p><p><b>Ảnh: Lan Vi, tư liệu</b></p>", ["Hà My"]),
        (f"<h4 style='{RIGHT}'>Hà My</h4>", ["Hà My"]),
        ("<p><b>HÀ MY./.</b></p>", ["Hà My"]),
        ("<p><b>Hà My-Lan Vi</b></p>", ["Hà My", "Lan Vi"]),
        ("<p><b>HÀ MY, LAN VI VÀ BÁ KIÊN</b></p>", ["Hà My", "Lan Vi", "Bá Kiên"]),
        ("<p><b>PV - CTV</b></p>", ["PV"]),
        (f"<p style='{RIGHT}'><b>Hà My</b>, giảng viên Đại học Lửa Nghề</p>", ["Hà My"]),
        ("<p><b>Hà My</b></p><p>#langnghe #loren</p>", ["Hà My"]),
    ],
)
def test_the_last_line_signs_the_text(end: str, authors: list[str]) -> None:
    got = read(end)
    assert (names(got), got.text.split("\n\n")) == (authors, SAID)


@pytest.mark.parametrize(
    "end",
    [
        f"<p style='{RIGHT}'><b>TS. Vũ Quang Hiển</b><br><em>Viện Thủy lợi Miền Châu</em></p>",
        f"<p style='{RIGHT}'><b>Vũ Quang Hiển</b></p><p style='{RIGHT}'>Phó chủ tịch Hội Làm vườn</p>",
        f"<p style='{RIGHT}'><b>Vũ Quang Hiển</b></p><p style='{RIGHT}'>Chính ủy đồn biên phòng</p>",
    ],
)
def test_what_the_author_is_may_stand_below_the_name(end: str) -> None:
    got = read(end)
    assert (names(got), got.text.split("\n\n")) == (["Vũ Quang Hiển"], SAID)


def test_a_person_s_work_in_the_running_text_is_no_role_below_a_byline() -> None:
    end = "<p>Vi Thị Lụa</p><p>Chủ tịch Hội Làm vườn</p>"
    assert read(end).text.endswith("Chủ tịch Hội Làm vườn")


@pytest.mark.parametrize("note", ["(Còn nữa)", "Còn tiếp...", "(Hết)"])
@pytest.mark.parametrize("is_above", [True, False])
def test_that_a_series_goes_on_is_no_text(note: str, is_above: bool) -> None:  # noqa: FBT001 - a parameter of the test
    lines = [f"<p><em>{note}</em></p>", f"<p style='{RIGHT}'><b>Tùng Lâm</b></p>"]
    got = read("".join(lines if is_above else reversed(lines)))
    assert names(got) == ["Tùng Lâm"]
    assert is_above or got.text.split("\n\n") == SAID


@pytest.mark.parametrize(
    "note",
    [
        "Kỳ sau: Đường về của quả cam",
        "Đón đọc kỳ tới: Đường về của quả cam",
        "(*) Tên nhân vật đã được thay đổi",
        "Tên một số nhân vật trong bài đã được thay đổi.",
        "Bài viết thể hiện quan điểm riêng của tác giả.",
    ],
)
def test_the_byline_stands_above_a_note_of_the_newsroom(note: str) -> None:
    got = read(f"<p style='{RIGHT}'><b>Tùng Lâm - Thu Giang</b></p><p><b><i>{note}</i></b></p>")
    assert names(got) == ["Tùng Lâm", "Thu Giang"]


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("Thu Hằng (TTXVN tại Paris)", "Thu Hằng", "TTXVN"),
        ("Thu Hằng (PV TTXVN tại Brussels)", "Thu Hằng", "TTXVN"),
        ("Thu Hằng (P/v TTXVN tại Tokyo)", "Thu Hằng", "TTXVN"),
        ("Thu Hằng (TTXVN/Vietnam+)", "Thu Hằng", "TTXVN"),
        ("Bảo Ngọc (lược dịch từ Reuters)", "Bảo Ngọc", "Reuters"),
        ("Bảo Ngọc (dịch từ tiếng Anh)", "Bảo Ngọc", None),
        ("P.V (Tổng hợp từ Reuters, AFP)", "P.V", "Reuters, AFP"),
        ("Hà Trang / Theo Vườn Cam Online", "Hà Trang", "Vườn Cam Online"),
    ],
)
def test_a_byline_names_the_source_behind_the_author(line: str, author: str, source: str | None) -> None:
    found = read_byline(line)
    assert ([a.name for a in found.authors], found.source) == ([author], source)
    got = read(f"<p>{line}</p>")
    assert (names(got), got.source_credit) == ([author], source)


def test_a_newspaper_of_three_capitalised_words_is_a_source_and_no_person() -> None:
    got = read(below="<div><p>Lộc Vân Anh</p></div><div>Nguồn: Báo Đồi Sim</div>")
    assert (names(got), got.source_credit) == (["Lộc Vân Anh"], "Báo Đồi Sim")


def test_the_link_to_all_articles_of_a_writer_is_no_card() -> None:
    link = '<a href="/pv/phan-le-thu-88.html">Xem tất cả bài viết</a>'
    assert names(read(below=f"<div><img src=/a.jpg><p>Phan Lệ Thu</p>{link}</div>")) == ["Phan Lệ Thu"]


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("<div>Người đăng: Ngô Bá Tài | Lượt xem: 1.204 | Đánh giá: 5/5</div>", ["Ngô Bá Tài"]),
        ("<div>Người viết: Lam Giang; Lượt xem: 345; 19/07/2025</div>", ["Lam Giang"]),
        ("<div><span>T.B.N</span> - <span>12/05/2025 08:15</span></div>", ["T.B.N"]),
        ("<div>12/05/2025 08:15 - <span>Minh Anh - Hà Nội</span></div>", ["Minh Anh"]),
    ],
)
def test_a_line_above_the_text_names_the_author(above: str, authors: list[str]) -> None:
    assert names(read(above=above)) == authors


@pytest.mark.parametrize(
    ("line", "is_name"),
    [("Bài, ảnh: Tâm", True), ("Tâm", False), ("Tin: BT", True), ("BT", False), ("Ảnh: Tâm Anh", True)],
)
def test_a_name_of_one_syllable_needs_a_label(line: str, is_name: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert is_byline(line) is is_name


@pytest.mark.parametrize(
    ("last", "text", "authors"),
    [
        ("Nghề cũ vẫn còn đất sống. <b>Tú Anh</b>", "Nghề cũ vẫn còn đất sống.", ["Tú Anh"]),
        ("Người được tặng bằng khen là <b>Lê Tú Anh</b>", "Người được tặng bằng khen là Lê Tú Anh", []),
        ("Nghề cũ vẫn còn đất sống. <b>Đó là điều vui nhất.</b>", "Nghề cũ vẫn còn đất sống. Đó là điều vui nhất.", []),
    ],
)
def test_a_name_in_bold_behind_the_last_sentence_signs_the_text(last: str, text: str, authors: list[str]) -> None:
    got = read(f"<p>{last}</p>")
    assert (names(got), got.text.split("\n\n")[-1]) == (authors, text)


def test_a_source_that_looks_like_a_person_stands_behind_the_author() -> None:
    got = read(below="<div><b>Tú Anh</b><span>Theo Lửa Nghề</span><span>Copy link</span></div>")
    assert (names(got), got.source_credit) == (["Tú Anh"], "Lửa Nghề")


def test_those_who_comment_are_no_authors() -> None:
    comments = "<h3>Bình luận (2)</h3><div><b>Trần Minh Tâm</b><p>Bài hay quá</p></div>"
    assert names(read(below=f"<div>{comments}</div>")) == []


def test_a_name_below_the_heading_of_another_part_is_no_author() -> None:
    experts = '<h3>Chuyên gia tư vấn</h3><a href="/hoi-dap/1">Đặng Hữu Ích</a>'
    assert names(read(below=f"<div>{experts}</div>")) == []
    assert names(read(below="<div><h3>Về tác giả</h3><p>Đặng Hữu Ích</p></div>")) == ["Đặng Hữu Ích"]
