"""Bylines and source lines in the forms that newspapers use."""

from __future__ import annotations

import pytest

from newscrawl.extract import people


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
    assert people.kind(name) == kind
