"""normalize() on the project's own cases, on the development texts in ../shared, and on any text."""

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text import Normalizer, normalize, normalize_report, repeated_names
from newscrawl.text.tones import ToneStyle
from tests.helpers.growth import assert_linear

if TYPE_CHECKING:
    from newscrawl.text.legacy import Encoding

SHARED = Path(__file__).resolve().parents[3] / "shared"
VN_TEXT = SHARED / "vn_text"
needs_shared = pytest.mark.skipif(not VN_TEXT.is_dir(), reason="the development data beside the project is absent")

OWN_CASES = [
    json.loads(line) for line in (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", OWN_CASES, ids=lambda case: f"{case['category']}: {case['why']}")
def test_case(case: dict[str, str]) -> None:
    assert normalize(case["input"]) == case["expected"]


@pytest.mark.parametrize("case", OWN_CASES, ids=lambda case: f"{case['category']}: {case['why']}")
def test_expected_text_stays(case: dict[str, str]) -> None:
    assert normalize(case["expected"]) == case["expected"]


def test_what_earlier_texts_held_changes_nothing() -> None:
    """The chunks of earlier texts are remembered as right, whatever stands next to them."""
    lines = [case[key] for case in OWN_CASES for key in ("input", "expected")]
    right = [case["expected"] for case in OWN_CASES if "\n" not in case["expected"]]
    texts = [*lines, *(f"{one}\n{other}" for one, other in zip(right, reversed(lines), strict=False))]
    forwards, backwards = Normalizer(), Normalizer()
    expected = {text: backwards.report(text) for text in reversed(texts)}
    assert {text: forwards.report(text) for text in texts} == expected
    assert {text: forwards.report(text) for text in texts} == expected


def test_tone_styles() -> None:
    text = "hoà, khỏe, thuý, tòan"
    assert normalize(text, "first") == "hòa, khỏe, thúy, toàn"
    assert normalize(text, "second") == "hoà, khoẻ, thuý, toàn"
    assert normalize(text, tone="keep") == "hoà, khỏe, thuý, toàn"


def test_a_tone_style_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="tone is one of first, second, keep, not 'third'"):
        normalize("Hòa", tone="third")  # type: ignore[arg-type] # from a caller who checks no types


def test_without_repair_glue_stays() -> None:
    assert normalize("đạt nhiềukết quả , năm2021", repair=False) == "đạt nhiềukết quả, năm2021"


def test_names_seen_twice_in_the_article_count_as_known() -> None:
    article = "Ansel Wik tới. Ông Wik nói. Mọi người hỏi Wikcũng cười."
    assert repeated_names(article) == {"wik"}
    assert "Wikcũng" in normalize(article)
    assert "người hỏi Wik cũng cười" in normalize(article, names=repeated_names(article))


def test_glue_seen_twice_is_no_name() -> None:
    assert repeated_names("Quốchội họp. Quốchội bàn.") == frozenset()


def test_only_the_encodings_asked_for() -> None:
    tcvn3 = "Tr\u00adêng häc vïng s©u thiÕu gi¸o viªn d¹y nh¹c"
    only_vni: tuple[Encoding, ...] = ("vni",)
    assert normalize(tcvn3).startswith("Trường học")
    assert not normalize(tcvn3, encodings=only_vni).startswith("Trường học")


def test_report_counts_edits_and_places_changes() -> None:
    report = normalize_report("Võ ThịÁnh Xuân , nhiềukết quả; thuỷ lợi")
    assert report.text == "Võ Thị Ánh Xuân, nhiều kết quả; thủy lợi"
    assert report.edits == {"glued_words": 2, "punctuation": 1, "tone_marks": 1}
    assert report.glued_words_split == 2
    assert [(change.before, change.after) for change in report.changes] == [
        ("ThịÁnh", "Thị Ánh"),
        (" ", ""),
        ("nhiềukết", "nhiều kết"),
        ("thuỷ", "thủy"),
    ]
    assert all(report.text[c.start : c.start + len(c.after)] == c.after for c in report.changes)


def test_report_of_right_text_is_empty() -> None:
    report = normalize_report("Trời hôm nay đẹp.")
    assert (report.edits, report.glued_words_split, report.changes) == ({}, 0, ())


def test_legacy_paragraph_leaves_its_neighbour_alone() -> None:
    text = "Trời hôm nay đẹp.\nNhaø maùy ñaõ hoaït ñoäng trôû laïi"
    assert normalize(text) == "Trời hôm nay đẹp.\nNhà máy đã hoạt động trở lại"


def test_memory_of_judged_chunks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.text.normalization._MAX_CACHED_CHUNKS", 2)
    forgetful = Normalizer()
    for case in OWN_CASES:
        assert forgetful.text(case["input"]) == case["expected"]


PIECES = st.sampled_from(
    [
        *(
            "và",
            "của",
            "nghị",
            "Ảnh",
            "ThịÁnh",
            "hoà",
            "tòan",
            "cóai",
            "ở",
            "Apple",
            "USD",
            "TP",
            "12",
            "²",
            "😀",
            "\u200d",
        ),
        *(
            "&amp;",
            "&#272;",
            "&",
            "amp;",
            "Quá»‘c",
            "Ã",
            "Ã ",
            "á»",
            "»",
            "Nhµ",
            "m¸y",
            "®·",
            "Haø",
            "Ð",
            "dda~",
            "ho.t",
            "^",
        ),
        *(
            " ",
            "\n",
            "\r",
            "\u00a0",
            "\u200b",
            "\u0301",
            ".",
            ",",
            ":",
            "?",
            "(",
            ")",
            "“",
            "”",
            "“ ",
            "…",
            "%",
            "@",
            "#",
            "_",
        ),
        *("http://a.vn/x,y", "a@b.vn", ".vn", "1"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join))


@given(TEXTS, st.sampled_from(["first", "second", "keep"]), st.booleans())
def test_idempotent_on_any_text(text: str, tone: ToneStyle, repair: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    once = normalize(text, tone, repair)
    assert normalize(once, tone, repair) == once


VIETNAMESE = st.text(alphabet="aăâeêoôơuưyiđnhcgtmpĐAÁTPMòạễ ,.:;!?()“”0123\n")


@given(VIETNAMESE)
def test_no_letter_is_lost(text: str) -> None:
    """In text without a decodable sequence, only tone marks move: base letters and digits stay in order."""
    assert _skeleton(normalize(text)) == _skeleton(text)


def _skeleton(text: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return "".join(char for char in bare if char.isalnum())


@pytest.mark.parametrize(
    "unit", ["a", " ", ".", "ở", "\u0301", "á»", "&", "(", "a,", "а ", "@ ", "\u0323\u0301", "ThịÁnh"]
)
def test_cost_is_linear_in_length(unit: str) -> None:
    assert_linear(lambda n: normalize(unit * (n // len(unit))), 80_000)


@needs_shared
def test_development_cases() -> None:
    cases: list[dict[str, Any]] = [
        json.loads(line) for line in (VN_TEXT / "dev_cases.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    wrong = {case["id"]: normalize(case["input"]) for case in cases if normalize(case["input"]) != case["expected"]}
    assert not wrong


@needs_shared
def test_clean_text_stays() -> None:
    paragraphs = (VN_TEXT / "dev_text.txt").read_text(encoding="utf-8").strip("\n").split("\n\n")
    assert len(paragraphs) > 300
    assert [paragraph for paragraph in paragraphs if normalize(paragraph) != paragraph] == []


@needs_shared
def test_glue_repair_keeps_its_floor() -> None:
    rows = [json.loads(line) for line in (VN_TEXT / "dev_glue_pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    found = wrong = lost = 0
    for row in rows:
        want, given_spaces, got = (_spaces(text) for text in (row["clean"], row["glued"], normalize(row["glued"])))
        found += len((got - given_spaces) & want)
        wrong += len(got - given_spaces - want)
        lost += len(want - given_spaces)
    assert found / (found + wrong) >= 0.9995
    assert found / lost >= 0.96


def _spaces(text: str) -> set[int]:
    places, letters = set(), 0
    for char in text:
        if char == " ":
            places.add(letters)
        else:
            letters += 1
    return places


@pytest.mark.skipif(not (SHARED / "sample").is_dir(), reason="the sample article beside the project is absent")
def test_glue_of_the_sample_article() -> None:
    raw = (SHARED / "sample" / "bkto_article.txt").read_text(encoding="utf-8")
    report = normalize_report(raw)
    for right in (
        "Võ Thị Ánh Xuân phát biểu tại Hội nghị. Ảnh: VPCTN",
        "nhiều kết quả",
        "hiệu quả công tác",
        "xã hội trong",
    ):
        assert right in report.text
    assert report.glued_words_split == 4
    assert set(report.edits) == {"glued_words", "punctuation", "spaces", "blank_lines"}
