"""Bylines and source lines as newsrooms write them."""

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
        ("VnExpress", [], None),
        ("https://www.facebook.com/bao", [], None),
        ("", [], None),
    ],
)
def test_a_byline_gives_authors_and_source(line: str, names: list[str], source: str | None) -> None:
    byline = people.read(line, publisher=["VnExpress"])
    assert [author.name for author in byline.authors] == names
    assert byline.source == source


def test_outside_an_author_slot_theo_names_a_source() -> None:
    assert people.read("Theo Hồ Hương", in_author_slot=False) == people.Byline([], "Hồ Hương")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Diệu Thiện", "person"), ("PV", "pen_name"), ("T.H", "pen_name"), ("Papai", "pen_name"), ("TTXVN", "organization"), ("Ban Thời sự", "organization")],
)  # fmt: skip
def test_who_is_who(name: str, kind: str) -> None:
    assert people.kind(name) == kind
