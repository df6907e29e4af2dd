"""The database of a corpus: always what the changes say, however often the build was killed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from newscrawl.cli import main
from newscrawl.corpus.database import build as building
from newscrawl.corpus.database import opening
from newscrawl.corpus.database.build import build
from newscrawl.corpus.database.sources import FileSource
from newscrawl.corpus.search.find import search
from newscrawl.exporters.files import OutputError
from newscrawl.items import Author, Breadcrumb, Image, Section
from newscrawl.state import Status, address_key
from tests.archive.test_change_feed import NOW, commit, opened
from tests.corpus.records import RecordSource, record
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("sqlite_utils")

TABLES = (
    "SELECT id, revision, headline, cluster_id FROM articles ORDER BY id",
    "SELECT id, revision, headline FROM revisions ORDER BY id, revision",
    "SELECT cluster_id, articles, sites, headline FROM clusters ORDER BY cluster_id",
    "SELECT name, type, id FROM author_articles ORDER BY name, id",
    "SELECT keyword, id FROM keyword_articles ORDER BY keyword, id",
    "SELECT name FROM authors ORDER BY name",
    "SELECT keyword FROM keywords ORDER BY keyword",
    "SELECT source_id, target_id, target_headline FROM related ORDER BY source_id, target_id",
    "SELECT id, caption FROM images JOIN articles ON articles.number = images.article ORDER BY id",
    "SELECT site, name FROM sections ORDER BY site, name",
)
INDEXED = ("SELECT id FROM articles_fts_docsize ORDER BY id", "SELECT id FROM articles_folded_docsize ORDER BY id")
WORDS = (
    "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'bài'",
    "SELECT count(*) FROM articles_folded WHERE articles_folded MATCH 'bai'",
)


def contents(path: Path) -> list[list[tuple[Any, ...]]]:
    """What the database holds, without the numbers that depend on its history. Both indexes are checked against the texts."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        numbers = db.execute("SELECT number FROM articles ORDER BY number").fetchall()
        assert [db.execute(sql).fetchall() for sql in INDEXED] == [numbers, numbers]
        return [db.execute(sql).fetchall() for sql in (*TABLES, *WORDS)]


def full(number: int, **changes: Any) -> dict[str, Any]:
    return record(
        number,
        authors=[Author(name=f"Tác giả {number % 3}")],
        keywords=[f"thẻ {number % 4}", "chung"],
        breadcrumbs=[Breadcrumb(name=f"Mục {number % 2}")],
        images=[Image(url="https://bao.vn/a.jpg", caption=f"Ảnh {number}")],
        related_links=[link(number + 1)],
        **changes,
    )


def history() -> list[dict[str, Any] | str]:
    copy = {"near_duplicate_of": "bao:1", "cluster_id": "bao:1", "similarity": 0.9}
    return [
        full(1),
        full(2),
        full(3, **copy),
        full(1, revision=2, headline="Bản hai"),
        full(4, **copy),
        "bao:2",
        full(4, revision=2, headline="Không còn là bản sao"),
        full(2, headline="Trở lại"),
        full(5, near_duplicate_of="bao:2", cluster_id="bao:2", similarity=0.8),
        "bao:5",
        full(1, revision=3, headline="Bản ba"),
    ]


@pytest.mark.parametrize("batch", [1, 4])
def test_build_may_be_killed_anywhere(in_memory: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(building, "BATCH_CHANGES", batch)
    changes = history()
    build(RecordSource(changes), in_memory / "whole.sqlite")
    whole = contents(in_memory / "whole.sqlite")
    assert [row[:2] for row in whole[0]] == [("bao:1", 3), ("bao:2", 1), ("bao:3", 1), ("bao:4", 2)]
    assert whole[1] == [("bao:1", 1, "Chuyện làng số 1"), ("bao:1", 2, "Bản hai"), ("bao:4", 1, "Chuyện làng số 4")]
    assert whole[2] == [("bao:1", 2, 1, "Bản ba")]
    path = in_memory / "killed.sqlite"
    for place in range(1, len(changes) + 1):
        with pytest.raises(KeyboardInterrupt):
            build(RecordSource(changes, killed_at=place), path)
    build(RecordSource(changes), path)
    assert contents(path) == whole
    again = build(RecordSource(changes), path)
    assert (again.written, again.deleted, again.why_anew) == (0, 0, None)


def test_removed_article_leaves_no_byte(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    secret = record(7, text="Bí mật Xyzzyquux của người này.", authors=[Author(name="Xyzzyquux Tên")])
    changes: list[dict[str, Any] | str] = [*map(record, range(30)), secret]
    build(RecordSource(changes), path)
    assert b"yzzyquux" in path.read_bytes()
    build(RecordSource([*changes, "bao:7"]), path)
    assert b"yzzyquux" not in path.read_bytes()


def test_other_state_or_rules_build_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.sqlite"
    build(RecordSource([record(n) for n in range(5)]), path)
    result = build(RecordSource([record(9)]), path)
    assert (result.articles, result.why_anew) == (1, "it was built from another state")
    monkeypatch.setattr(opening, "_RULES", "0.0")
    with pytest.raises(KeyboardInterrupt):
        build(RecordSource([record(8), record(9)], killed_at=2), path)
    assert contents(path)[0][0][0] == "bao:9"  # the old one is there until the new one is whole
    assert build(RecordSource([record(8), record(9)]), path).articles == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["c.sqlite"]


def test_another_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("precious" * 1000)
    with pytest.raises(OutputError, match="is no SQLite database"):
        build(RecordSource([record()]), tmp_path / "text")
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE precious (a)")
    with pytest.raises(OutputError, match="another database"):
        build(RecordSource([record()]), other)


def test_index_by_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def segment(text: str) -> str:
        return text.replace("đất nước", "đất_nước")

    monkeypatch.setattr("newscrawl.corpus.search.words.segmenter", lambda _: segment)
    path = tmp_path / "c.sqlite"
    changes: list[dict[str, Any] | str] = [record(1, text="Yêu đất nước."), record(2, text="Trên đất, nước dâng.")]
    build(RecordSource(changes), path, segment=("pyvi", segment))
    with closing(sqlite3.connect(path)) as db:
        (hit,) = search(db, "đất nước", by_words=True).hits
        assert (hit.id, [piece.text for piece in hit.snippet if piece.is_hit]) == ("bao:1", ["đất nước"])
        assert [hit.id for hit in search(db, "nước -yêu", by_words=True).hits] == ["bao:2"]
    build(RecordSource([*changes, "bao:1"]), path, segment=("pyvi", segment))
    with closing(sqlite3.connect(path)) as db:
        assert search(db, "đất nước", by_words=True).hits == []
    with pytest.raises(OutputError, match="--words pyvi"):
        build(RecordSource([*changes, "bao:1"]), path)


def test_commands_on_a_crawl(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    output, database = tmp_path / "out", str(tmp_path / "c.sqlite")
    run = opened(output)
    for number, revision in ((1, 1), (2, 1), (3, 1), (1, 2)):
        commit(run, number, revision)
    run.release()
    assert main(["corpus", "build", str(output), "--db", database]) == 0
    assert "3 articles" in capfd.readouterr().out
    run = opened(output, name="second")
    commit(run, 4)
    run.store.set_status(address_key(article(2).url), Status.GONE, now=NOW, reason="http_404")
    run.release()
    assert main(["corpus", "build", str(output), "--db", database]) == 0
    assert main(["search", "chuyện làng", "--db", database, "--json"]) == 0
    hits = [orjson.loads(line) for line in capfd.readouterr().out.splitlines()[1:]]
    assert sorted(hit["id"] for hit in hits) == ["bao:1", "bao:3", "bao:4"]
    assert main(["search", "--folded", "CHUYEN LANG", "--db", database, "--limit", "2", "--since", "2026-03-01"]) == 0
    assert "2 of 3 articles" in capfd.readouterr().out
    assert main(["search", "--", "-x", "--db", database]) == 2
    assert main(["search", "x", "--db", database, "--since", "gestern"]) == 2
    assert main(["search", "x", "--db", str(tmp_path / "none")]) == 2
    assert main(["corpus", "build", str(tmp_path / "nowhere")]) == 2


def test_files_without_a_state(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    lines = [orjson.dumps(record(n)) + b"\n" for n in (1, 2, 3)] + [orjson.dumps(record(2, revision=2)) + b"\n"]
    (files / "articles.jsonl").write_bytes(b"".join(lines))
    path = tmp_path / "c.sqlite"
    assert build(FileSource(files), path).written == 4
    assert build(FileSource(files), path).written == 0
    (files / "articles.jsonl").write_bytes(b"".join(lines[1:]))
    result = build(FileSource(files), path)
    assert (result.articles, result.written, result.deleted) == (2, 0, 1)


def test_subheadings_are_known_by_their_paragraph(tmp_path: Path) -> None:
    sections = [Section(paragraphs=["Một.", "Hai."]), Section(heading="Tựa", paragraphs=["Ba."])]
    build(RecordSource([record(text="Một.\n\nHai.\n\nTựa\n\nBa.", sections=sections)]), tmp_path / "c.sqlite")
    with closing(sqlite3.connect(tmp_path / "c.sqlite")) as db:
        assert db.execute("SELECT headings FROM articles").fetchone() == ("[2]",)
