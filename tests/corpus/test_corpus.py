"""open_corpus(): which articles a corpus has, from runs and from exports, and how they are chosen."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

import newscrawl
from newscrawl import Article, OutputError, StateError, open_corpus, open_store
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.cli import main
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.items import Author
from newscrawl.runner.removal import remove_articles
from newscrawl.state import STATE_DIRECTORY
from newscrawl.state.sqlite import FILE_NAME
from tests.export.corpus import export_to, write_run
from tests.helpers.records import article

if TYPE_CHECKING:
    from pathlib import Path

COPY_OF = {"near_duplicate_of": "bao:1", "similarity": 0.9, "cluster_id": "bao:1"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs: seven articles, of which one was revised, one is a near copy and one has no date."""
    directory = tmp_path_factory.mktemp("corpus") / "run"
    write_run(
        directory,
        article(1, article_section="Văn hóa"),
        article(2, headline="cũ"),
        article(3, date_published=None, genre="video"),
    )
    write_run(
        directory,
        article(2, headline="mới", revision=2, date_published="2026-03-02T06:30:00+07:00"),
        article(4, id="báo:4", site="báo", in_language="en"),
        article(5, **COPY_OF),
        article(6, text="một hai ba", in_language="vi-VN"),
        article(7, article_section="Văn hóa", date_published="2026-04-30T08:00:00+07:00"),
        output_format=OutputFormat("zst"),
    )
    return directory


def ids(corpus: newscrawl.Corpus) -> list[str]:
    return [item.id for item in corpus]


def test_a_corpus_has_the_latest_revision_of_each_article_and_no_near_copies(run: Path) -> None:
    corpus = open_corpus(run)
    assert sorted(ids(corpus)) == ["bao:1", "bao:2", "bao:3", "bao:6", "bao:7", "báo:4"]
    assert len(corpus) == 6
    assert next(item.headline for item in corpus if item.id == "bao:2") == "mới"
    assert all(isinstance(item, Article) for item in corpus)
    assert "bao:5" in ids(open_corpus(run, near_copies=True))
    assert len(list(corpus.all_revisions())) == 8


def test_an_article_is_the_one_that_was_written(tmp_path: Path) -> None:
    written = article(1, authors=[Author(name="An")])
    write_run(tmp_path, written)
    (found,) = open_corpus(tmp_path)
    assert replace(found, crawl_id=None) == written


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"site": "báo"}, {"báo:4"}),
        ({"site": ["báo", "bao"], "section": "Văn hóa"}, {"bao:1", "bao:7"}),
        ({"day": "2026-03-02"}, {"bao:2"}),
        ({"day": date(2026, 3, 1)}, {"bao:1", "bao:6", "báo:4"}),
        ({"since": "2026-03-02"}, {"bao:2", "bao:7"}),
        ({"until": date(2026, 3, 1)}, {"bao:1", "bao:6", "báo:4"}),
        ({"genre": "video"}, {"bao:3"}),
        ({"language": "en"}, {"báo:4"}),
        ({"language": "VI", "max_words": 3}, {"bao:6"}),
        ({"min_words": 4, "since": "2026-04-01"}, {"bao:7"}),
        ({"site": []}, set()),
        ({"section": "'; DROP TABLE lines; --"}, set()),
    ],
)
def test_filters(run: Path, filters: dict[str, str], expected: set[str]) -> None:
    corpus = open_corpus(run)
    chosen = corpus.filter(**filters)  # type: ignore[arg-type]
    assert set(ids(chosen)) == expected
    assert len(chosen) == len(expected)
    chained = corpus
    for name, value in filters.items():
        chained = chained.filter(**{name: value})  # type: ignore[arg-type]
    assert ids(chained) == ids(chosen)


def test_a_wrong_filter_says_what_is_right(run: Path) -> None:
    with pytest.raises(ValueError, match=r"a day is written 2026-01-31, not '1\.3\.2026'"):
        open_corpus(run).filter(since="1.3.2026")
    with pytest.raises(ValueError, match="no genre 'poem'; there are article, photo"):
        open_corpus(run).filter(genre="poem")  # type: ignore[arg-type]


def test_an_export_is_the_same_corpus(run: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "parquet", run, format="parquet", partition=("site", "month"))
    export_to(tmp_path / "lines", run, compression="zst", latest=True)
    corpus = open_corpus(run)
    expected = sorted((record["id"], record["headline"], record["site"]) for record in corpus.records())
    places: list[Path | list[Path]] = [
        tmp_path / "parquet",
        tmp_path / "lines",
        tmp_path / "parquet" / "data",
        *(tmp_path / "lines" / "data").iterdir(),
        [tmp_path / "lines", run, tmp_path / "parquet"],
    ]
    for place in places:
        again = open_corpus(place)
        assert sorted((record["id"], record["headline"], record["site"]) for record in again.records()) == expected
        assert ids(again.sample(4, by="site", seed=2)) == ids(corpus.sample(4, by="site", seed=2))
        assert again.to_arrow().schema.equals(corpus.to_arrow().schema, check_metadata=True)
        assert again.sample(6).to_arrow().equals(corpus.sample(6).to_arrow())
        assert list(again.sample(6)) == list(corpus.sample(6))


def test_a_sample_depends_on_the_seed_alone_and_is_stratified(tmp_path: Path) -> None:
    made = [article(n, site="bao" if n % 4 else "lang") for n in range(80)]
    made = [replace(item, id=f"{item.site}:{number}") for number, item in enumerate(made)]
    write_run(tmp_path / "one", *made)
    write_run(tmp_path / "two", *made[40:][::-1])
    write_run(tmp_path / "two", *made[:40][::-1])
    one, two = open_corpus(tmp_path / "one"), open_corpus(tmp_path / "two")
    drawn = one.sample(20, by="site", seed=5)
    assert ids(drawn) == ids(two.sample(20, by="site", seed=5))
    assert ids(drawn) != ids(one.sample(20, by="site", seed=6))
    assert {name: part.articles for name, part in drawn.stats().sites.items()} == {"bao": 15, "lang": 5}
    assert len(drawn.filter(site="lang").sample(3)) == 3
    assert not one.sample(0)
    with pytest.raises(ValueError, match="81 articles cannot be drawn: there are 80"):
        one.sample(81)
    with pytest.raises(ValueError, match="not by 'author'"):
        one.sample(1, by="author")  # type: ignore[arg-type]


def test_removed_articles_are_never_there(tmp_path: Path) -> None:
    """Not in the files of the run, nor in an export that was made before, if the state is named."""
    directory = tmp_path / "run"
    run = Run.acquire(OutputLocation(directory, directory / STATE_DIRECTORY, OutputFormat()))
    for number in (1, 2):
        run.commit(article(number, crawl_id=run.crawl_id), keys=[], first_seen="2026-03-02T08:00:00+07:00")
    run.release()
    export_to(tmp_path / "table", directory)
    remove_articles(directory, directory / STATE_DIRECTORY, ids=["bao:1"], addresses=[], reason="request 17")
    assert ids(open_corpus(directory)) == ["bao:2"]
    assert sorted(ids(open_corpus(tmp_path / "table"))) == ["bao:1", "bao:2"]
    assert ids(open_corpus(tmp_path / "table", removed_in=directory)) == ["bao:2"]
    assert ids(open_corpus([tmp_path / "table", directory])) == ["bao:2"]
    with pytest.raises(StateError, match="There is no state in"):
        open_corpus(directory, removed_in=tmp_path / "table")
    assert [record["id"] for record in open_corpus([tmp_path / "table", directory]).all_revisions()] == ["bao:2"] * 2


def test_the_state_of_an_older_version_is_read_and_a_damaged_one_is_not_passed_over(tmp_path: Path) -> None:
    directory, state = tmp_path / "run", tmp_path / "run" / STATE_DIRECTORY
    run = Run.acquire(OutputLocation(directory, state, OutputFormat()))
    for number in (1, 2):
        run.commit(article(number, crawl_id=run.crawl_id), keys=[], first_seen="2026-03-02T08:00:00+07:00")
    run.release()
    export_to(tmp_path / "table", directory)
    remove_articles(directory, state, ids=["bao:1"], addresses=[], reason="request 17")
    with closing(sqlite3.connect(state / FILE_NAME)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        database.execute(f"PRAGMA user_version = {version - 1}")
    with pytest.raises(StateError, match="older newscrawl"):
        open_store(directory).sites()
    assert ids(open_corpus(tmp_path / "table", removed_in=directory)) == ["bao:2"]
    (state / FILE_NAME).write_bytes(b"no database")
    with pytest.raises(StateError):
        open_corpus(directory)


def test_stats_count_and_print(run: Path) -> None:
    stats = open_corpus(run, near_copies=True).stats()
    assert (stats.articles, stats.undated, stats.near_copies, stats.lines) == (7, 1, 1, 8)
    assert (stats.first, stats.last) == ("2026-03-01", "2026-04-30")
    assert stats.sections == {"": 5, "Văn hóa": 2}
    assert "site bao  " in str(stats)
    assert open_corpus(run).filter(site="none").stats().words_median == 0


def test_tables_and_frames(run: Path) -> None:
    corpus = open_corpus(run).filter(site="bao")
    frame = corpus.to_pandas(["id", "date_published"])
    assert list(frame.columns) == ["id", "date_published"]
    assert str(frame.dtypes["date_published"]).startswith("datetime64[us, UTC")
    dataset = corpus.to_datasets()
    assert dataset.num_rows == 5
    assert sorted(dataset["id"]) == sorted(ids(corpus))
    assert dataset.filter(lambda row: row["genre"] == "video").num_rows == 1
    with pytest.raises(ValueError, match="no column 'titel'"):
        corpus.to_arrow(["titel"])


def test_a_missing_library_is_named(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(OutputError, match=r"to_polars\(\) needs the package polars.*pip install polars"):
        open_corpus(run).to_polars()


def test_what_is_no_corpus_is_refused(run: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="holds no articles"):
        open_corpus(tmp_path / "none")
    export_to(tmp_path / "csv", run, format="csv")
    with pytest.raises(OutputError, match="a table of CSV, which has no types"):
        open_corpus(tmp_path / "csv")
    (tmp_path / "broken.jsonl").write_bytes(b'{"id": "bao:1"}\n')
    with pytest.raises(OutputError, match=r"broken\.jsonl holds a line that is no article"):
        len(open_corpus(tmp_path / "broken.jsonl"))
    export_to(tmp_path / "narrow", run, format="parquet", columns=("id", "site", "date_published"))
    narrow = open_corpus(tmp_path / "narrow")
    assert len(narrow) == 7
    with pytest.raises(OutputError, match=r"is no whole article: 'url'\. An export with --columns"):
        list(narrow)


def test_the_commands(run: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["corpus", "stats", str(run), "--section", "Văn hóa"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"articles         2\n")
    assert main(["corpus", "sample", str(run), "-n", "3", "--by", "genre"]) == 0
    assert capsysbinary.readouterr().out.count(b"\n") == 3
    assert main(["corpus", "sample", str(run), "-n", "9"]) == 2


def test_reading_writes_nothing_beside_the_corpus(run: Path) -> None:
    before = sorted(run.rglob("*"))
    len(open_corpus(run))
    assert sorted(run.rglob("*")) == before
