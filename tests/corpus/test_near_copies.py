"""``newscrawl near-copies``: groups over many directories, the same for every number of jobs, all sizes, and after a kill."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.cli import main
from newscrawl.corpus.corpus import open_corpus
from newscrawl.corpus.near_copies import files, find_near_copies, numbering, search, tasks
from newscrawl.dedupe import Sketch, compare_sketches, signature
from newscrawl.runner.bulk import engine
from newscrawl.runner.bulk.workers import LocalEngine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SYLLABLES = [first + rest for first in "bcdghklmnpstvx" for rest in ("an", "ông", "iêu", "ường", "ấy", "ép", "oa")]


def text(seed: int, length: int = 90) -> str:
    """A text that shares no passage with one of another seed."""
    found, state = [], seed * 7919 + 13
    for _ in range(length):
        state = (state * 1_103_515_245 + 12_345) % (1 << 31)
        found.append(SYLLABLES[(state >> 8) % len(SYLLABLES)])
    return " ".join(found)


def edited(seed: int, *places: int) -> str:
    """The text of a seed with other words at some places."""
    words = text(seed).split()
    for place in places:
        words[place] = "khác"
    return " ".join(words)


def line(identity: str, words: str, day: int | None = 1, **more: Any) -> dict[str, Any]:
    """An article as a line has it."""
    published = None if day is None else f"2026-01-{day:02}T08:00:00+07:00"
    fixed = {"revision": 1, "date_fetched": "2026-02-01T00:00:00+00:00", "headline": "Tin"}
    return {"id": f"bao:{identity}", "site": "bao", "text": words, "date_published": published, **fixed, **more}


def write(directory: Path, *lines: dict[str, Any]) -> str:
    """Write a directory of articles."""
    directory.mkdir(parents=True)
    data = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines)
    (directory / "articles.jsonl").write_text(data, encoding="utf-8")
    return str(directory)


@pytest.fixture
def places(tmp_path: Path) -> list[str]:
    """Three directories with copies, equal texts, revisions and short texts."""
    short = "Giá vàng hôm nay không đổi."
    return [
        write(tmp_path / "a", line("one", edited(1, 5), 3), line("two", text(2), 2), line("short", short, 5), line("x", "")),
        write(
            tmp_path / "b",
            line("first", text(1), 1),
            line("equal", text(2), 2),
            line("undated", edited(1, 40), None),
            # The last revision has another text than the first one, which was a copy.
            line("turned", edited(2, 9), 4),
            line("turned", text(4), 4, revision=2),
            line("short-2", short, 6),
            line("y", ""),
        ),
        write(tmp_path / "c", *(line(f"n{seed}", text(seed), 7) for seed in range(10, 30)), line("late", edited(12, 70), 9)),
    ]  # fmt: skip


EXPECTED = [
    ("bao:first", "bao:first", True),
    ("bao:one", "bao:first", False),
    ("bao:undated", "bao:first", False),
    ("bao:equal", "bao:equal", True),
    ("bao:two", "bao:equal", False),
    ("bao:short", "bao:short", True),
    ("bao:short-2", "bao:short", False),
    ("bao:n12", "bao:n12", True),
    ("bao:late", "bao:n12", False),
]


def rows(path: Path) -> list[tuple[str, str, bool]]:
    return [(one["id"], one["group"], one["first"]) for one in map(json.loads, path.read_text().splitlines())]


def test_groups_over_several_directories(tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "near-copies.jsonl"
    assert main(["near-copies", *places, "--to", str(target)]) == 0
    assert rows(target) == EXPECTED
    assert "31 articles: 4 groups of near copies, with 5 articles beside" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "near-copies.jsonl"]
    before = target.read_bytes()
    assert main(["near-copies", *places, "--to", str(target), "--jobs", "2", "-q"]) == 0
    assert target.read_bytes() == before


def test_every_pair_of_copies_is_in_one_group(tmp_path: Path) -> None:
    lines = [line(f"{seed}-{n}", edited(seed, *range(n * 7, n * 7 + n)), n + 1) for seed in range(12) for n in range(6)]
    target = tmp_path / "near-copies.jsonl"
    found = find_near_copies([write(tmp_path / "a", *lines)], target, LocalEngine(1))
    group = {identity: of for identity, of, _ in rows(target)}
    sketches = {one["id"]: Sketch.unpack(signature(one["text"]).sketch) for one in lines}  # type: ignore[union-attr] # long enough
    alike = {
        pair: compare_sketches(sketches[pair[0]], sketches[pair[1]]).is_near_duplicate  # type: ignore[arg-type] # this version's
        for pair in combinations(sketches, 2)
    }
    assert sum(alike.values()) > 100
    for (one, other), are_alike in alike.items():
        if are_alike:
            assert group[one] == group[other]
        elif one in group and one.split("-")[0] != other.split("-")[0]:
            assert group[one] != group.get(other)
    assert found.groups == 12


def test_the_sizes_of_the_work_change_no_byte(
    tmp_path: Path, places: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "near-copies.jsonl"
    monkeypatch.setattr(tasks, "CHUNK_ARTICLES", 4)
    monkeypatch.setattr(tasks, "RUN_PAIRS", 3)
    monkeypatch.setattr(numbering, "PARTITION_ROWS", 40)
    monkeypatch.setattr(numbering, "RANGE_ARTICLES", 5)
    find_near_copies(places, target, LocalEngine(1))
    assert rows(target) == EXPECTED


def test_a_search_that_is_killed_anywhere_goes_on(
    tmp_path: Path, places: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "near-copies.jsonl"
    written: list[str] = []
    allowed = 0

    @contextmanager
    def counted(path: Path) -> Iterator[Any]:
        with original(path) as out:
            yield out
            if len(written) == allowed:
                raise KeyboardInterrupt
            written.append(path.name)

    original = engine.new_file
    for module in (files, tasks, numbering, search):
        monkeypatch.setattr(module, "new_file", counted)
    while not target.exists():
        # Each attempt may write some files, and writes none that is there.
        written.clear()
        try:
            find_near_copies(places, target, LocalEngine(1))
        except KeyboardInterrupt:
            assert not target.exists()
        allowed += 1
    assert allowed > 5
    assert rows(target) == EXPECTED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "near-copies.jsonl"]


def test_parquet_holds_the_same(tmp_path: Path, places: list[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    target = tmp_path / "near-copies.parquet"
    assert main(["near-copies", *places, "--to", str(target), "-q"]) == 0
    table = parquet.read_table(target)
    assert [tuple(row.values()) for row in table.to_pylist()] == EXPECTED
    assert table.schema.field("first").type == "bool"


def test_wrong_words_are_refused(tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["near-copies", *places, "--to", str(tmp_path / "x.csv")]) == 2
    assert "neither in .jsonl nor in .parquet" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["near-copies", str(tmp_path / "empty"), "--to", str(tmp_path / "x.jsonl")]) != 0
    assert "holds no articles" in capsys.readouterr().err


def test_a_corpus_and_an_export_take_the_groups(
    tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "near-copies.jsonl"
    find_near_copies(places, target, LocalEngine(1))
    first = {identity for identity, _, is_first in rows(target) if is_first}
    copies = {identity for identity, *_ in rows(target)} - first
    corpus = open_corpus(places, near_copies_in=target)
    assert len(corpus) == 31 - len(copies)
    assert len(open_corpus(places)) == 31, "no crawl found a copy"
    assert len(open_corpus(places, near_copies=True, near_copies_in=target)) == 31

    capsys.readouterr()
    assert main(["corpus", "stats", *places, "--near-copies-in", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == len(corpus)
    assert main(["corpus", "stats", *places, "--near-copies-in", str(tmp_path / "none")]) == 2
    assert "none is no file" in capsys.readouterr().err

    words = ["export", *places, "--to", str(tmp_path / "table"), "--format", "jsonl", "--latest", "-q"]
    assert main([*words, "--near-copies-in", str(target)]) == 0
    exported = {json.loads(one)["id"] for path in (tmp_path / "table").rglob("*.jsonl") for one in path.open()}
    assert first <= exported
    assert not copies & exported
    assert len(exported) == 31 - len(copies)
    assert main(words) == 2, "a table of other options"
    target.write_text("{}\n")
    assert main([*words, "--near-copies-in", str(target)]) == 8, "no file of groups"
