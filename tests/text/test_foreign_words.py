"""Words of other languages that hold Vietnamese syllables are no glued words."""

from __future__ import annotations

import pytest

from newscrawl.text import normalize


@pytest.mark.parametrize(
    "line",
    [
        "Pathé",
        "Bộ phim của hãng Pathé ra mắt tại Pháp.",
        "rápida",
        "La respuesta fue rápida y clara.",
        "Một câu tiếng Tây Ban Nha: rápida, bonita, útil.",
        "Hervé Renard là huấn luyện viên của đội tuyển.",
        "Ông sang Nauy du học năm 2010, rồi sang Nga.",
        "Đạo diễn Gaspar Noé cho biết phim sẽ ra rạp.",
        "Il était à la fête chez André, Hervé et Zoé, bientôt à l’hôpital.",
        "O presidente não pôde ir à reunião porque já está lá.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy v Brně.",
        "Łódź i Kraków są piękne, a Poznań też.",
        "Mbappé, Dembélé, Kanté và Théo Hernandez cùng ra sân.",
        "José María López y Cándido Méndez vivían en Málaga.",
    ],
)
def test_a_foreign_word_stays(line: str) -> None:
    assert normalize(line) == line


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("Người dân nhiềukết quả tốt.", "Người dân nhiều kết quả tốt."),
        ("Bà Nguyễn ThịÁnh ở xã này.", "Bà Nguyễn Thị Ánh ở xã này."),
        ("Theo côngty này, giá đã tăng.", "Theo công ty này, giá đã tăng."),
        ("Theo quyết định củaUBND thành phố.", "Theo quyết định của UBND thành phố."),
    ],
)
def test_a_glued_word_is_still_split(line: str, right: str) -> None:
    assert normalize(line) == right
