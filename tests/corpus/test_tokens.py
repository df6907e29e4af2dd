"""Texts as sentences and words, with and without a segmenter."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import OutputError, open_corpus
from newscrawl.cli import main
from newscrawl.corpus.tokens import sentences_of, split_sentences, syllables
from tests.export.corpus import write_run
from tests.helpers.records import article

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Lũ về ở TP. Huế. “Nước lên nhanh quá!” Ấn Độ cũng vậy\n\nGiá là 23.500 đồng/lít."


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write_run(tmp_path / "run", article(1, text=TEXT), article(2, text="Hết"))
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("Một. Hai? Ba! Bốn… Năm", ["Một.", "Hai?", "Ba!", "Bốn…", "Năm"]),
        ("Ông nói: “Được.” Rồi ông đi.", ["Ông nói: “Được.”", "Rồi ông đi."]),
        ("GS. TS. Nguyễn Văn A. và bà T.H. Lan đến.", ["GS. TS. Nguyễn Văn A. và bà T.H. Lan đến."]),
        ("Có 5.000 người. 300 người về... nhà.", ["Có 5.000 người.", "300 người về... nhà."]),
        ("Năm 2020. Rồi 2021.", ["Năm 2020.", "Rồi 2021."]),
        ("1. Mở đầu. 2. Kết.", ["1. Mở đầu.", "2. Kết."]),
        ("Ở Ý. Ăn gì? Đi đâu?", ["Ở Ý.", "Ăn gì?", "Đi đâu?"]),
        ("", []),
    ],
)
def test_sentences(paragraph: str, sentences: list[str]) -> None:
    assert list(split_sentences(paragraph)) == sentences


@given(st.text(alphabet="aB Đ1.!?…“”\"'()\n\u00a0-_/ế", max_size=60))
def test_no_character_is_lost(text: str) -> None:
    def bare(parts: list[str]) -> str:
        return "".join("".join(part.split()) for part in parts)

    sentences = list(split_sentences(text))
    assert bare(sentences) == bare([text])
    assert bare([word for sentence in sentences for word in syllables(sentence)]) == bare([text])


def test_lines_and_conllu(run: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["corpus", "tokens", str(run)]) == 0
    assert capsysbinary.readouterr().out.decode() == (
        "Lũ về ở TP . Huế .\n“ Nước lên nhanh quá ! ”\nẤn Độ cũng vậy\nGiá là 23.500 đồng / lít .\n\nHết\n"
    )
    assert main(["corpus", "tokens", str(run), "--form", "conllu"]) == 0
    blocks = capsysbinary.readouterr().out.decode().split("\n\n")
    assert blocks[0].splitlines()[:4] == [
        "# newdoc id = bao:1",
        "# sent_id = bao:1-s1",
        "# text = Lũ về ở TP. Huế.",
        "1\tLũ\t_\t_\t_\t_\t_\t_\t_\t_",
    ]
    assert blocks[0].splitlines()[6].endswith("\tTP\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No")
    assert [block.partition("\n")[0] for block in blocks[1:]] == [
        *(f"# sent_id = bao:1-s{n}" for n in (2, 3, 4)),
        "# newdoc id = bao:2",
        "",
    ]


def test_segmenters(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two packages as they answer: a list of words with spaces, and a text with ``_``."""
    corpus = open_corpus(run)
    words = {"Ấn Độ cũng vậy": ["Ấn Độ", "cũng", "vậy"]}
    monkeypatch.setitem(
        sys.modules, "underthesea", SimpleNamespace(word_tokenize=lambda text: words.get(text, text.split()))
    )
    tokenizer = SimpleNamespace(tokenize=lambda text: text.replace("Ấn Độ", "Ấn_Độ"))
    monkeypatch.setitem(sys.modules, "pyvi", SimpleNamespace(ViTokenizer=tokenizer))
    monkeypatch.setitem(sys.modules, "pyvi.ViTokenizer", tokenizer)
    for name in ("underthesea", "pyvi"):
        third = list(corpus.sentences(name))[2]
        assert third.words == ("Ấn Độ", "cũng", "vậy")
        assert third.line() == "Ấn_Độ cũng vậy"
        assert "\n1\tẤn Độ\t_" in third.conllu()
    (changed,) = sentences_of({"id": "a:1", "text": "Hòa bình."}, lambda _: ["hoà_bình", "."])
    assert (changed.words, "SpaceAfter" in changed.conllu()) == (("hoà bình", "."), False)
    monkeypatch.setitem(sys.modules, "pyvi.ViTokenizer", None)
    with pytest.raises(OutputError, match="pip install pyvi"):
        corpus.sentences("pyvi")
    with pytest.raises(ValueError, match="there are syllables, underthesea, pyvi, or give a function"):
        corpus.sentences("vncorenlp")
