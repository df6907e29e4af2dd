"""Splits: similar texts are never in two parts, sizes are close, and a check that sees a leak."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import orjson
import pytest

import newscrawl
from newscrawl import open_corpus
from newscrawl.corpus.splits import BorderPair, assigned, check_border
from newscrawl.dedupe.banding import jaccard, shingle_set
from newscrawl.export import similar_texts
from newscrawl.export.similar_texts import SimilarTexts
from newscrawl.exporters.arrow_schema import arrow_schema
from tests.export.corpus import export_to, write_run
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.items import Article

CONSONANTS = [
    "b",
    "c",
    "d",
    "đ",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "x",
    "ch",
    "gh",
    "kh",
    "nh",
    "ph",
    "th",
    "tr",
]
VOWELS = [
    "a",
    "ă",
    "â",
    "e",
    "ê",
    "i",
    "o",
    "ô",
    "ơ",
    "u",
    "ư",
    "an",
    "ang",
    "anh",
    "ao",
    "au",
    "in",
    "inh",
    "om",
    "on",
    "ông",
    "ung",
    "ươn",
]


def words(lots: random.Random, count: int) -> list[str]:
    return [lots.choice(CONSONANTS) + lots.choice(VOWELS) for _ in range(count)]


def edited(lots: random.Random, text: list[str], share: float) -> list[str]:
    return [words(lots, 1)[0] if lots.random() < share else word for word in text]


def made() -> list[Article]:
    """Sixty articles alone, six chains of six whose ends have little in common, and twenty copies of one text."""
    lots = random.Random(3)  # noqa: S311 - equal texts in each run
    texts = [words(lots, lots.randrange(40, 120)) for _ in range(60)]
    for _ in range(6):
        link_of_chain = words(lots, 100)
        for _ in range(6):
            texts.append(link_of_chain)
            link_of_chain = edited(lots, link_of_chain, 0.13)
    texts += [words(lots, 50)] * 20
    lots.shuffle(texts)
    found = []
    for number, text in enumerate(texts):
        item = article(number, text=" ".join(text), date_published=f"2026-03-{number % 20 + 1:02}T08:00:00+07:00")
        site = f"bao{number % 6}"
        found.append(replace(item, id=f"{site}:{number}", site=site))
    return found


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> newscrawl.Corpus:
    directory = tmp_path_factory.mktemp("splits")
    write_run(directory, *made())
    return open_corpus(directory)


def similarity(one: str, other: str) -> float:
    return jaccard(shingle_set(one), frozenset(shingle_set(other)))


def leaks(parts: list[newscrawl.Corpus]) -> list[float]:
    """The similarities over one half across the border, each pair compared."""
    texts = [(number, item.text) for number, part in enumerate(parts) for item in part]
    pairs = ((a, b) for (p, a), (q, b) in combinations(texts, 2) if p != q)
    return [found for a, b in pairs if (found := similarity(a, b)) > 0.5]


def test_no_text_is_similar_to_one_of_another_part(corpus: newscrawl.Corpus) -> None:
    split = corpus.split((0.7, 0.2, 0.1), seed=4)
    assert leaks(list(split)) == []
    assert split.check().is_clean
    assert sum(split.sizes.values()) == len(corpus) == 116
    assert len(split.left_out) == 0
    assert (split.groups, split.largest_group) == (67, 20)
    assert [abs(size - share) <= 2 for size, share in zip(split.sizes.values(), (81, 23, 12), strict=True)] == [
        True
    ] * 3
    assert split.test is split["test"]


def test_a_split_does_not_depend_on_the_order_or_the_files(corpus: newscrawl.Corpus, tmp_path: Path) -> None:
    everything = made()
    write_run(tmp_path, *everything[70:][::-1])
    write_run(tmp_path, *everything[:70][::-1])
    export_to(tmp_path / "table", tmp_path, format="parquet", partition=("site",))
    expected = [[item.id for item in part] for part in corpus.split(seed=4)]
    for place in (tmp_path, tmp_path / "table"):
        assert [[item.id for item in part] for part in open_corpus(place).split(seed=4)] == expected
    assert [[item.id for item in part] for part in corpus.split(seed=5)] != expected


@pytest.mark.filterwarnings("ignore:.*asked were")
@pytest.mark.parametrize("by", ["day", "site"])
def test_by_day_or_site_what_crosses_the_border_is_left_out(corpus: newscrawl.Corpus, by: str) -> None:
    train, test = split = corpus.split((0.75, 0.25), by=by, seed=1)  # type: ignore[arg-type]
    assert leaks([train, test]) == []
    assert 0 < len(split.left_out) < 50
    assert len(train) + len(test) + len(split.left_out) == len(corpus)
    units = [{item.site if by == "site" else str(item.date_published)[:10] for item in part} for part in split]
    assert not units[0] & units[1]


def test_links_of_a_crawl_and_stories_hang_together(tmp_path: Path) -> None:
    lots = random.Random(1)  # noqa: S311 - as above
    items = [article(number, text=" ".join(words(lots, 40))) for number in range(6)]
    items[1] = replace(items[1], near_duplicate_of="bao:0", cluster_id="bao:5")
    items[2] = replace(items[2], related_links=[link(3)])
    items[4] = replace(items[4], related_links=[replace(link(2), relation="latest")])
    write_run(tmp_path, *items)
    corpus = open_corpus(tmp_path, near_copies=True)
    assert corpus.split((0.5, 0.5)).largest_group == 3
    assert (corpus.split((0.5, 0.5), stories=True).groups, corpus.split((0.5, 0.5)).groups) == (3, 4)
    assert corpus.split((0.5, 0.5), stories=["related", "latest"]).groups == 2


def test_the_check_sees_a_leak(tmp_path: Path) -> None:
    lots = random.Random(1)  # noqa: S311 - as above
    text = words(lots, 100)
    one, other = tmp_path / "one", tmp_path / "other"
    write_run(one, article(1, text=" ".join(text)), article(2))
    write_run(other, article(3, text=" ".join(edited(lots, text, 0.1))), article(2), article(4, text="Hết."))
    check = check_border({"train": open_corpus(one), "test": open_corpus(other)})
    assert check.parts == {"train": 2, "test": 3}
    assert (check.over, check.shared_ids, check.is_clean) == (2, 1, False)
    equal, similar = check.closest[:2]
    assert equal == BorderPair(1.0, "train", "bao:2", "test", "bao:2")
    assert 0.5 < similar.similarity < 1
    assert similar == BorderPair(similar.similarity, "train", "bao:1", "test", "bao:3")
    assert "pairs over 0.5: 2 of" in str(check)


def test_equal_texts_of_different_parts_are_one_pair() -> None:
    with SimilarTexts(1) as texts:
        for part in (0, 0, 1, 1, 2):
            texts.add("một hai ba bốn năm sáu", part)
        texts.add("", 2)
        pairs = {(pair.one, pair.other) for pair in texts.pairs_over_the_border()}
    assert pairs == {(0, 2), (0, 4), (2, 4)}


def test_texts_are_compared_also_when_they_fill_several_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar_texts, "_CHUNK_TEXTS", 7)
    lots = random.Random(2)  # noqa: S311 - as above
    whole = [words(lots, 60) for _ in range(10)]
    with SimilarTexts(1) as texts:
        for text in (*whole, *(edited(lots, text, 0.1) for text in whole)):
            texts.add(" ".join(text))
        roots = texts.join_similar(0.45)
        assert [roots.of(position) for position in range(20)] == [*range(10)] * 2


def test_groups_are_assigned_close_to_the_shares() -> None:
    sizes = {f"g{number}": 1 + 40 * (number % 50 == 0) for number in range(500)}
    parts = assigned(sizes, (0.8, 0.1, 0.1), seed=1)
    total = sum(sizes.values())
    found = [sum(size for name, size in sizes.items() if parts[name] == part) for part in range(3)]
    assert [abs(size - share * total) <= 1 for size, share in zip(found, (0.8, 0.1, 0.1), strict=True)] == [True] * 3
    assert assigned(dict(reversed(sizes.items())), (0.8, 0.1, 0.1), seed=1) == parts


def test_what_cannot_be_split_is_said(corpus: newscrawl.Corpus) -> None:
    with pytest.raises(ValueError, match=r"shares add up to 1, such as \(0.8, 0.1, 0.1\), not \(0.8, 0.1\)"):
        corpus.split((0.8, 0.1))
    with pytest.raises(ValueError, match="by cluster, day, site, not by 'author'"):
        corpus.split((0.8, 0.2), by="author")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='site: 1, parts: 2; split by="cluster"'):
        corpus.filter(site="bao1").split((0.8, 0.2), by="site")
    with pytest.warns(UserWarning, match="asked were 50%: what must stay together is too large"):
        corpus.filter(min_words=50, max_words=50).split((0.5, 0.5))


def test_the_column_of_an_export(corpus: newscrawl.Corpus, tmp_path: Path) -> None:
    """Equal to the groups of a split, written anew when articles are added, in both formats."""
    (run,) = corpus.paths
    export_to(tmp_path / "lines", run_path := tmp_path.__class__(run), latest=True, split_groups=True)
    rows = [orjson.loads(line) for file in (tmp_path / "lines" / "data").iterdir() for line in file.open("rb")]
    groups: dict[str, set[str]] = {}
    for row in rows:
        assert list(row)[-1] == "split_group"
        groups.setdefault(row["split_group"], set()).add(row["id"])
    assert (len(groups), max(map(len, groups.values()))) == (67, 20)
    assert all(min(members) == name for name, members in groups.items())

    extra = tmp_path / "extra"
    write_run(extra, replace(article(999, text=rows[0]["text"]), id="a:1", site="a"))
    result = export_to(tmp_path / "lines", run_path, extra, latest=True, split_groups=True)
    assert result.why_anew == "--split-groups compares all articles"
    rows = [orjson.loads(line) for file in (tmp_path / "lines" / "data").iterdir() for line in file.open("rb")]
    assert next(row["split_group"] for row in rows if row["id"] == rows[0]["id"]) == "a:1"
    assert not export_to(tmp_path / "lines", run_path, extra, latest=True, split_groups=True).written

    export_to(tmp_path / "table", run_path, format="parquet", split_groups=True, columns=("id", "site"))
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    table = pq.read_table(tmp_path / "table" / "data")
    assert table.schema.names == ["id", "site", "split_group"]
    assert len(set(table.column("split_group").to_pylist())) == 67
    assert "split_group" not in arrow_schema().names
    assert "`split_group`" in (tmp_path / "table" / "README.md").read_text()


def test_a_table_of_an_older_version_is_still_brought_up_to_date(tmp_path: Path) -> None:
    write_run(tmp_path / "run", article(1))
    export_to(tmp_path / "table", tmp_path / "run")
    manifest = tmp_path / "table" / "export.json"
    known = orjson.loads(manifest.read_bytes())
    del known["options"]["split_groups"]
    manifest.write_bytes(orjson.dumps(known))
    write_run(tmp_path / "run", article(2))
    assert export_to(tmp_path / "table", tmp_path / "run").added == 1
