"""Search: whatever is typed finds what it means, and no text is an error."""

from __future__ import annotations

import sqlite3
import unicodedata
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.cli.commands import corpus_database
from newscrawl.corpus.database.build import build
from newscrawl.corpus.search.find import DatabaseError, Filters, connect, search
from newscrawl.corpus.search.folding import TOKEN, folded, index_forms, with_tones
from newscrawl.corpus.search.query import MAX_TERMS, QueryError, parse
from newscrawl.corpus.search.snippets import plain, snippet
from newscrawl.corpus.search.words import SEGMENTERS
from tests.corpus.records import RecordSource, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("sqlite_utils")

TEXTS: Final = {
    1: "Mưa lớn gây lũ lụt ở Đồng Nai, hàng trăm hộ dân phải sơ tán.",
    2: "Giá cà phê ở Hòa Bình tăng; thủy điện xả nước lúc 14h30.",
    3: "Ông Đống Nại kể về khỏe mạnh và tuổi già, không có lũ.",
    4: "Lụt lội kéo dài. Một con lũ khác đã qua.",
    5: "Covid-19 và TP.HCM: 1.000.000 liều, U23 thắng 2-1.",
    6: "Bà Võ Thị Ánh Xuân dự hội nghị về đường sắt.",
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("search") / "corpus.sqlite"
    records = [record(n, text=text, site=f"bao{n % 2}", day=n) for n, text in TEXTS.items()]
    build(RecordSource(records), path)
    connection = connect(path)
    yield connection
    connection.close()


def found(db: sqlite3.Connection, text: str, *, is_folded: bool = False, filters: Filters | None = None) -> list[int]:
    return [int(hit.id.partition(":")[2]) for hit in search(db, text, is_folded=is_folded, filters=filters).hits]


@pytest.mark.parametrize(
    ("text", "is_folded", "ids"),
    [
        ("lũ lụt", False, [1, 4]),  # the phrase comes first
        ('"lũ lụt"', False, [1]),
        ("dong nai", True, [1, 3]),
        ("Đồng Nai", True, [1, 3]),
        ("Đồng Nai", False, [1]),
        ("dong nai", False, []),
        ("ĐỒNG NAI", False, [1]),
        (unicodedata.normalize("NFD", "Đồng Nai"), False, [1]),
        ("Ðồng Nai", False, [1]),
        ("Đồ\u00adng N\u200bai", False, [1]),
        ("hoà bình", False, [2]),
        ("thuỷ điện", False, [2]),
        ("khoẻ mạnh", False, [3]),
        ("tuổi gìa", False, [3]),
        ("ĐồngNai", False, [1]),
        ("đồngnai", False, [1]),
        ("dongnai", True, [1, 3]),
        ("VõThịÁnhXuân", False, [6]),
        ("vothianhxuan", True, [6]),
        ("lũ -lụt", False, [3]),
        ('lũ -"lũ lụt"', False, [4, 3]),
        ("đườ*", False, [6]),
        ('"đường sắ"*', False, [6]),
        ("sắt OR thủy", False, [2, 6]),
        ("covid 19", False, [5]),
        ("Covid-19", False, [5]),
        ("TPHCM OR tp.hcm", False, [5]),
        ("1.000.000", False, [5]),
        ("Ä\x90á»“ng Nai", False, [1]),  # UTF-8 read as Windows-1252
    ],
)
def test_query_finds_what_it_means(db: sqlite3.Connection, text: str, is_folded: bool, ids: list[int]) -> None:  # noqa: FBT001
    if len(ids) > 1 and "OR" not in text and "*" not in text and not is_folded:
        assert found(db, text) == ids
    else:
        assert sorted(found(db, text, is_folded=is_folded)) == ids


def test_text_in_another_form_is_found(tmp_path: Path) -> None:
    raw = unicodedata.normalize("NFD", "Hoà Bình có thuỷ\u200b điện, Ðắk Lắk")
    build(RecordSource([record(1, text=raw)]), tmp_path / "c.sqlite")
    with connect(tmp_path / "c.sqlite") as db:
        assert found(db, "hòa bình thủy điện đắk lắk") == found(db, "dak lak", is_folded=True) == [1]
        (hit,) = search(db, "thủy").hits
        assert "".join(p.text for p in hit.snippet if p.is_hit) == unicodedata.normalize("NFD", "thuỷ\u200b")


NASTY: Final = (
    '"', '""', "'", '"lũ', 'lũ"', "AND", "lũ AND", "OR lũ", "NOT lũ", "lũ NOT", "NEAR(lũ lụt)", "lũ*", "*", "* lũ", "l*ũ", "-", "-lũ", "--",
    "lũ -", "^lũ", "text:lũ", "{text}: lũ", "lũ + lụt", "(lũ", ")", "lũ)(", "\\", "%", "_", "lũ\x00lụt", "\x00", "\ud800", "😀", "lũ 😀",
    "a" * 2000, "lũ " * MAX_TERMS, "-lũ lụt", "lũ; DROP TABLE articles", "' OR 1=1 --", "½", "𞤀", "́", "\u202elũ", "<b>lũ</b>", "𝐥ũ",
)  # fmt: skip


@pytest.mark.parametrize("is_folded", [False, True])
def test_no_text_is_a_syntax_error(db: sqlite3.Connection, is_folded: bool) -> None:  # noqa: FBT001
    answered = 0
    for text in NASTY:
        try:
            search(db, text, is_folded=is_folded)
            answered += 1
        except QueryError as error:
            assert "word" in str(error)  # noqa: PT017
    assert answered > len(NASTY) // 2


@pytest.mark.parametrize("text", ["", "  ", "-bão", "AND OR", "lũ " * (MAX_TERMS + 1), "x" * 2001])
def test_what_cannot_be_searched_is_said(text: str) -> None:
    with pytest.raises(QueryError, match=r"shorten it|write one"):
        parse(text)


def test_filters(db: sqlite3.Connection) -> None:
    assert sorted(found(db, "lũ", filters=Filters(sites=["bao1"]))) == [1, 3]
    assert sorted(found(db, "lũ", filters=Filters(since="2026-03-03"))) == [3, 4]
    assert sorted(found(db, "lũ", filters=Filters(until="2026-03-03", sites=["bao0", "bao1"]))) == [1, 3]


def test_headline_counts_more_than_text(tmp_path: Path) -> None:
    records = [record(1, text="Mưa bão ở miền Trung."), record(2, text="Chuyện khác.", headline="Mưa bão")]
    build(RecordSource(records), tmp_path / "c.sqlite")
    with connect(tmp_path / "c.sqlite") as db:
        assert found(db, "mưa bão") == [2, 1]


def test_snippet_shows_the_original_around_the_phrase() -> None:
    text = "Lũ ở đây. " + "Không có gì. " * 40 + "Trận LŨ\nLỤT ở Đồng Nai." + " Rồi thôi." * 40
    assert "Trận [LŨ LỤT] ở Đồng Nai" in plain(snippet(text, parse("lũ lụt"), words=20), "[", "]").replace("] [", " ")
    assert plain(snippet(text, parse("dong nai", is_folded=True), is_folded=True), "[", "]").count("[Đồng] [Nai]") == 1
    assert snippet("", parse("lũ")) == []


def test_folding() -> None:
    assert with_tones("HOÀ  Bình") == "hòa  bình"
    assert folded("Đường ÐẶNG đi Beyoncé") == "duong dang di beyonce"
    text = "  Hoà\u00a0Bình, 14h30: Ðắk_Lắk Thuỷ\u200bđiện (TP.HCM) ―  1.000\n\nTuổi gìa"
    toned = " ".join(TOKEN.findall(with_tones(text)))
    assert index_forms(text) == (toned, folded(toned))
    assert tuple(corpus_database.SEGMENTERS) == SEGMENTERS


def test_missing_or_other_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="newscrawl corpus build"):
        connect(tmp_path / "none.sqlite")
    (tmp_path / "text").write_text("no database" * 100)
    with pytest.raises(DatabaseError, match="is no database"):
        connect(tmp_path / "text")
    sqlite3.connect(tmp_path / "other.sqlite").execute("CREATE TABLE t (a)").connection.commit()
    with pytest.raises(DatabaseError, match="is no database"):
        connect(tmp_path / "other.sqlite")
