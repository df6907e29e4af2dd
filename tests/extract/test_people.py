"""Bylines and source lines in the forms that newspapers use."""

from __future__ import annotations

import pytest

from newscrawl.extract import people
from newscrawl.extract.names import kind as kind_of
from tests.extract.pages import generic


@pytest.mark.parametrize(
    ("line", "names", "source"),
    [
        ("DIỆU THIỆN", ["Diệu Thiện"], None),
        ("Bài, ảnh: Hà Thu", ["Hà Thu"], None),
        ("Tin, ảnh: Vũ Phương Thảo", ["Vũ Phương Thảo"], None),
        ("NHẬT XUÂN - NGHI VŨ", ["Nhật Xuân", "Nghi Vũ"], None),
        ("Quang Phong, Tùng Nguyên", ["Quang Phong", "Tùng Nguyên"], None),
        ("Giang Huy và Hoàng Phương", ["Giang Huy", "Hoàng Phương"], None),
        ("Hà Thu (tổng hợp)", ["Hà Thu"], None),
        ("Song Minh (Theo BBC)", ["Song Minh"], "BBC"),
        ("Theo Minh Nguyễn/Vcamp.vn", ["Minh Nguyễn"], "Vcamp.vn"),
        ("Theo Hồ Hương", ["Hồ Hương"], None),
        ("Theo Thanh Niên", [], "Thanh Niên"),
        ("Theo TTXVN", [], "TTXVN"),
        ("Nguồn: Reuters", [], "Reuters"),
        ("Minh Chiến minhchien@nld.com.vn", ["Minh Chiến"], None),
        ("ThS. Nguyễn Văn An", ["Nguyễn Văn An"], None),
        ("Phóng viên Lê Bình", ["Lê Bình"], None),
        ("Ths. Nguyễn Văn An", ["Nguyễn Văn An"], None),
        ("PGS.TS Nguyễn Văn An", ["Nguyễn Văn An"], None),
        ("ThS.BS Nguyễn Văn An", ["Nguyễn Văn An"], None),
        ("THỰC HIỆN: HÀ THU - LÊ NAM", ["Hà Thu", "Lê Nam"], None),
        ("Hà Thu (TTXVN/Vietnam+)", ["Hà Thu"], "TTXVN"),
        ("Hà Thu (T/h)", ["Hà Thu"], None),
        ("Hoàng Lê - Theo Dân Việt", ["Hoàng Lê"], "Dân Việt"),
        ("Theo Hà Thu (Dân Trí)", ["Hà Thu"], "Dân Trí"),
        ("Bảo Anh/Báo Tin tức", ["Bảo Anh"], "Báo Tin tức"),
        ("Hà Thu/VnExpress-Miền Trung", ["Hà Thu"], None),
        ("Tâm HằngTTXVN", ["Tâm Hằng"], "TTXVN"),
        ("Nhóm PV Thời sự", ["Nhóm PV Thời sự"], None),
        ("T. Nguyên", ["T. Nguyên"], None),
        ("Tổng hợp", [], None),
        ("Tổng hợp từ Reuters", [], "Reuters"),
        ("VnExpress", [], None),
        ("https://www.facebook.com/bao", [], None),
        ("", [], None),
    ],
)
def test_a_byline_gives_authors_and_source(line: str, names: list[str], source: str | None) -> None:
    byline = people.read(line, publisher=["VnExpress"])
    assert [author.name for author in byline.authors] == names
    assert byline.source == source


@pytest.mark.parametrize(
    ("line", "want"),
    {
        "Hà Thu": True,
        "Hà Thu/VOV.VN": True,
        "Hà Thu lược dịch": True,
        "Nhóm PV": True,
        "T. Nguyên": True,
        "Thiết kế: Vũ Hà": True,
        "Ảnh: Trần Bình, Lê Nam": True,
        "Video: Cảnh sát truy bắt nghi phạm trong đêm.": False,
        "Nguyễn Thị Hoa, giảng viên Đại học Huế": False,
        "Ban Thời sự": True,
        "Ban tổ chức dành 500 vé miễn phí cho ngư dân.": False,
        "Nước rút": False,
    }.items(),
)
def test_a_line_of_nothing_but_names(line: str, want: bool) -> None:  # noqa: FBT001 - a table's column
    assert people.is_byline(line) is want


def test_outside_an_author_slot_theo_names_a_source() -> None:
    assert people.read("Theo Hồ Hương", in_author_slot=False) == people.Byline([], "Hồ Hương")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Diệu Thiện", "person"), ("PV", "pen_name"), ("T.H", "pen_name"), ("Papai", "pen_name"), ("TTXVN", "organization"), ("Ban Thời sự", "organization")],
)  # fmt: skip
def test_who_is_who(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("line", "language", "names", "source"),
    [
        ("Hà Thu. Ảnh: Lê Nam", "vi", ["Hà Thu"], None),
        ("Bài: Hà Thu - Ảnh: Lê Nam", "vi", ["Hà Thu"], None),
        ("Ảnh: Lê Nam - Bài: Hà Thu", "vi", ["Hà Thu"], None),
        ("Hà Thu; Ảnh: Lê Nam; Video: Trần An", "vi", ["Hà Thu"], None),
        ("Tin và ảnh: Hà Thu", "vi", ["Hà Thu"], None),
        ("Theo Hà Thu / Báo Lao Động", "vi", ["Hà Thu"], "Báo Lao Động"),
        ("Theo Hà Thu/Báo Gió Biển", "vi", ["Hà Thu"], "Báo Gió Biển"),
        ("H.T - N.A", "vi", ["H.T", "N.A"], None),
        ("(T.H)", "vi", ["T.H"], None),
        ("Anna Schmidt und Karl Braun", "de", ["Anna Schmidt", "Karl Braun"], None),
        ("Par Jean Dupont et Marie Curie", "fr", ["Jean Dupont", "Marie Curie"], None),
        ("Ana López y Luis Ruiz", "es", ["Ana López", "Luis Ruiz"], None),
        ("José Ortega y Gasset", "es", ["José Ortega y Gasset"], None),
        ("di Mario Rossi", "it", ["Mario Rossi"], None),
        ("Maria Silva e João Souza", "pt", ["Maria Silva", "João Souza"], None),
        ("Jan de Vries en Piet Bakker", "nl", ["Jan de Vries", "Piet Bakker"], None),
        ("Eva Berg och Nils Ek", "sv", ["Eva Berg", "Nils Ek"], None),
        ("By Ada Cole, Ben Hart and Cy Dow", "en", ["Ada Cole", "Ben Hart", "Cy Dow"], None),
        ("Ada Cole, Senior Political Correspondent", "en", ["Ada Cole"], None),
        ("Ada ColeReuters", "en", ["Ada Cole"], "Reuters"),
        ("Ada Cole March 5, 2026 10:30 AM", "en", ["Ada Cole"], None),
        ("Hà Thu - 05/03/2026 10:15", "vi", ["Hà Thu"], None),
        ("Ursula von der Leyen", "de", ["Ursula von der Leyen"], None),
        ("@hathu", "vi", [], None),
        ("ha_thu", "vi", [], None),
        ("user1024", "vi", [], None),
        ("3f2a", "vi", [], None),
        ("March 5, 2026", "en", [], None),
    ],
)
def test_bylines_of_many_forms_and_languages(line: str, language: str, names: list[str], source: str | None) -> None:
    byline = people.read(line, language=language)
    assert [author.name for author in byline.authors] == names
    assert byline.source == source


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Hal Finch Senior Washington Correspondent", ["Hal Finch"]),
        ("HAL FINCH and ADA COLE, AP Technology Writers", ["Hal Finch", "Ada Cole"]),
        ("Hal Finch, Ada Cole Envoyés spéciaux à Toulouse", ["Hal Finch", "Ada Cole"]),
        ("By Hal Finch in Kyiv and Ada Cole in New York", ["Hal Finch", "Ada Cole"]),
        ("Von Hal Finch, Berlin", ["Hal Finch"]),
        ("Ludwig van der Berg", ["Ludwig van der Berg"]),
        ("Hal Finch can be reached at", []),
        ("Text Size", []),
        ("View Author Page\n→ Learn More", []),
        ("By Our Correspondent", []),
    ],
)
def test_foreign_bylines_without_roles_places_and_labels(line: str, names: list[str]) -> None:
    assert [author.name for author in people.read(line, language="en").authors] == names


@pytest.mark.parametrize(
    "name", ["og:article:author", "articleAuthor", "DCSext.author", "article_author", "Search.Byline"]
)
def test_the_author_in_a_meta_tag_of_any_common_name(name: str) -> None:
    page = generic(
        "<p>Cơn mưa lớn kéo dài từ tối qua đã làm ngập nhiều tuyến phố của thành phố trong sáng nay.</p>" * 5,
        head=f'<meta name="{name}" content="Lê Thu Hà">',
    )
    assert [author.name for author in page.authors] == ["Lê Thu Hà"]


@pytest.mark.parametrize(
    ("line", "names", "source"),
    [
        ("By Hal Finch with Una Reid", ["Hal Finch", "Una Reid"], None),
        ("By Hal Finch with AFP", ["Hal Finch"], "AFP"),
        ("By HAL FINCH For The Daily Courier", ["Hal Finch"], None),
        ("Hal Finch for The Daily Courier", ["Hal Finch"], None),
        ("By Hal Finch @halfinch", ["Hal Finch"], None),
        ("By Hal Finch • Edited by Una Reid", ["Hal Finch"], None),
        ("Words: Hal Finch", ["Hal Finch"], None),
    ],
)
def test_what_stands_beside_the_names_of_an_english_byline(line: str, names: list[str], source: str | None) -> None:
    found = people.read(line, language="en")
    assert ([author.name for author in found.authors], found.source) == (names, source)
