from pathlib import Path

import pytest

from newscrawl.text.syllables import by_shape, generate, is_legal, spellings

TABLE = Path(__file__).resolve().parents[3] / "shared" / "vn_text" / "legal_syllables.tsv"


def test_number_of_syllables() -> None:
    syllables = list(generate())
    assert len(syllables) == 16_098
    assert len({syllable.toneless for syllable in syllables}) == 3_543
    assert len(spellings()) == 16_368
    assert len(by_shape()) == 16_098


@pytest.mark.skipif(not TABLE.is_file(), reason="the table of legal syllables beside the project is absent")
def test_equal_to_the_table() -> None:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    assert {(s.first, s.second, s.tone) for s in generate()} == {(row[0], row[1] or row[0], row[4]) for row in rows}


@pytest.mark.parametrize(
    "word",
    [
        "người",
        "thuyền",
        "quốc",
        "mía",
        "lửa",
        "tài",
        "ngoài",
        "khuỷu",
        "khoèo",
        "hòa",
        "hoà",
        "thủy",
        "thuỷ",
        "quả",
        "quý",
        "gì",
        "gìn",
        "giếng",
        "giết",
        "nghiêng",
        "buýt",
        "moóc",
        "Ý",
        "KỸ",
    ],
)
def test_legal(word: str) -> None:
    assert is_legal(word)


@pytest.mark.parametrize("word", ["kông", "nghà", "cê", "bac", "đắk", "iên", "gyên", "tòan", "qúa", "zô", "", "ww"])
def test_illegal(word: str) -> None:
    assert not is_legal(word)
