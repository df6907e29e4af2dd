"""The files of a run: complete lines, committed lengths, and recovery of the files of a killed run."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import orjson
import pytest

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.exporters import schema
from newscrawl.exporters.files import LineFile, OutputError
from newscrawl.exporters.output_format import OutputFormat, article_files, open_lines
from newscrawl.items import RelatedEdge
from newscrawl.report.manifest import site_report
from newscrawl.state import SQLiteStore, StateError, address_key
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

_NOBODY = 65_534


def place(directory: Path) -> OutputLocation:
    return OutputLocation(directory, directory / ".state")


def commit(run: Run, number: int) -> None:
    item = article(number, related_links=[link(number + 1), link(number + 2)])
    run.commit(item, keys=[address_key(item.url)], first_seen="2026-03-02T08:00:00+07:00")


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def die(run: Run) -> None:
    """Close the files and the store without finishing them, as SIGKILL does."""
    Run._open.pop(run.location)
    for file in run._files.values():
        file.close()
    run.store.close()


def test_a_run_writes_articles_edges_manifest_and_shape(tmp_path: Path) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    commit(run, 2)
    run.release()
    assert ids(tmp_path / "articles.jsonl") == ["bao:1", "bao:2"]
    edges = [json.loads(line) for line in (tmp_path / "related.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(e["source_id"], e["target_id"]) for e in edges] == [
        ("bao:1", "bao:2"),
        ("bao:1", "bao:3"),
        ("bao:2", "bao:3"),
        ("bao:2", "bao:4"),
    ]
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert [(f["name"], f["lines"]) for f in manifest["files"]] == [("articles.jsonl", 2), ("related.jsonl", 4)]
    assert json.loads((tmp_path / "article.schema.json").read_text(encoding="utf-8")) == schema.json_schema()
    line = json.loads((tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()[0])
    jsonschema.Draft202012Validator(schema.json_schema()).validate(line)
    jsonschema.Draft202012Validator(schema.json_schema(RelatedEdge)).validate(edges[0])
    assert not list(tmp_path.glob("*.part"))


def test_two_crawlers_share_one_run(tmp_path: Path) -> None:
    first, second = Run.acquire(place(tmp_path)), Run.acquire(place(tmp_path))
    assert first is second
    first.release()
    commit(second, 1)
    second.release()
    assert ids(tmp_path / "articles.jsonl") == ["bao:1"]


def test_a_finished_file_is_never_touched_again(tmp_path: Path) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    run.release()
    before = (tmp_path / "articles.jsonl").read_bytes()
    again = Run.acquire(place(tmp_path))
    commit(again, 2)
    again.release()
    assert (tmp_path / "articles.jsonl").read_bytes() == before
    assert ids(tmp_path / f"articles-{again.crawl_id}.jsonl") == ["bao:2"]
    assert (tmp_path / f"manifest-{again.crawl_id}.json").exists()


def test_a_run_with_nothing_to_write_leaves_no_file_of_lines(tmp_path: Path) -> None:
    Run.acquire(place(tmp_path)).release()
    assert not list(tmp_path.glob("*.jsonl*"))
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["files"] == []


def test_a_dead_run_is_cut_to_what_it_committed_and_continued(tmp_path: Path) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    run._files["articles"].append(b'{"id": "bao:half')
    run._files["related"].append(b'{"source_id": "bao:half"}\n')
    die(run)
    again = Run.acquire(place(tmp_path))
    assert sorted(p.name for p in tmp_path.glob("*.part")) == ["articles.jsonl.part", "related.jsonl.part"]
    assert again.crawl_id == run.crawl_id
    commit(again, 2)
    again.release()
    assert ids(tmp_path / "articles.jsonl") == ["bao:1", "bao:2"]
    assert len((tmp_path / "related.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert [f["lines"] for f in manifest["files"]] == [2, 4]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_a_state_that_one_may_not_even_look_for(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    os.seteuid(_NOBODY)
    try:
        with pytest.raises(StateError, match="cannot be created: Permission denied"):
            Run(OutputLocation(tmp_path / "out", tmp_path / "out" / ".state"))
    finally:
        os.seteuid(0)


def test_a_file_shortened_by_a_power_cut(tmp_path: Path) -> None:
    run = Run.acquire(place(tmp_path))
    for number in (1, 2, 3):
        commit(run, number)
    part = run._files["articles"].part
    die(run)
    lines = part.read_bytes().splitlines(keepends=True)
    os.truncate(part, len(lines[0]) + len(lines[1]) - 7)
    again = Run.acquire(place(tmp_path))
    assert again.store.article("bao:1")
    assert again.store.article("bao:2") is None
    assert again.store.article("bao:3") is None
    commit(again, 2)
    commit(again, 3)
    again.release()
    assert ids(tmp_path / "articles.jsonl") == ["bao:1", "bao:2", "bao:3"]
    edges = [
        json.loads(line)["source_id"] for line in (tmp_path / "related.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert edges == ["bao:1", "bao:1", "bao:2", "bao:2", "bao:3", "bao:3"]


def test_an_output_that_was_moved_with_its_state(tmp_path: Path) -> None:
    run = Run.acquire(place(tmp_path / "here"))
    commit(run, 1)
    die(run)
    (tmp_path / "here").rename(tmp_path / "there")
    again = Run.acquire(place(tmp_path / "there"))
    assert again.crawl_id == run.crawl_id
    commit(again, 2)
    again.release()
    assert ids(tmp_path / "there" / "articles.jsonl") == ["bao:1", "bao:2"]


def test_an_output_that_was_moved_away_from_its_state(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    run = Run.acquire(OutputLocation(tmp_path / "here", tmp_path / "state"))
    commit(run, 1)
    die(run)
    (tmp_path / "here").rename(tmp_path / "there")
    Run.acquire(OutputLocation(tmp_path / "elsewhere", tmp_path / "state")).release()
    assert (
        f"{tmp_path}/here/articles.jsonl.part, with articles of a run that did not end, is no longer there"
        in caplog.text
    )
    (tmp_path / "there").rename(tmp_path / "here")
    Run.acquire(OutputLocation(tmp_path / "here", tmp_path / "state")).release()
    assert ids(tmp_path / "here" / "articles.jsonl") == ["bao:1"]


@pytest.mark.parametrize("gone", [("articles",), ("related",), ("articles", "related")])
def test_a_part_file_that_was_removed_is_fetched_again(tmp_path: Path, gone: tuple[str, ...]) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    die(run)
    for name in gone:
        (tmp_path / f"{name}.jsonl.part").unlink()
    again = Run.acquire(place(tmp_path))
    assert (again.store.article("bao:1") is None) == ("articles" in gone)
    if "articles" in gone:
        commit(again, 1)
    commit(again, 2)
    again.release()
    assert ids(tmp_path / "articles.jsonl") == ["bao:1", "bao:2"]
    edges = (tmp_path / "related.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["source_id"] for line in edges] == ["bao:1", "bao:1", "bao:2", "bao:2"]


def test_a_block_that_never_reached_the_disk(tmp_path: Path) -> None:
    """The file has its full length, but a block of it is zeros."""
    run = Run.acquire(place(tmp_path))
    for number in (1, 2, 3):
        commit(run, number)
    part = run._files["articles"].part
    die(run)
    first = len(part.read_bytes().splitlines(keepends=True)[0])
    with part.open("r+b") as file:
        file.seek(first + 100)
        file.write(bytes(512))
    again = Run.acquire(place(tmp_path))
    assert [again.store.article(f"bao:{number}") is None for number in (1, 2, 3)] == [False, True, True]
    again.release()
    assert ids(tmp_path / "articles.jsonl") == ["bao:1"]


def test_a_revision_lost_in_a_power_cut_keeps_its_number(tmp_path: Path) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    run.release()
    edited = Run.acquire(place(tmp_path))
    item = article(1, revision=2, text="Bản đã sửa.")
    edited.commit(item, keys=[address_key(item.url)], first_seen="2026-03-02T08:00:00+07:00")
    part = edited._files["articles"].part
    die(edited)
    os.truncate(part, 10)
    again = Run.acquire(place(tmp_path))
    known = again.store.article("bao:1")
    again.release()
    assert known
    assert (known.revision, known.content_hash, known.consonant_hash) == (1, "", "")


def test_files_whose_state_is_gone_and_a_state_whose_files_are_gone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    run.release()
    Run.acquire(place(tmp_path)).release()
    assert not caplog.text
    Run.acquire(OutputLocation(tmp_path, tmp_path / "other")).release()
    assert f"The state did not know 1 finished runs of {tmp_path}: 1 articles of 1 files were taken in" in caplog.text
    assert ids(tmp_path / "articles.jsonl") == ["bao:1"]
    Run.acquire(OutputLocation(tmp_path / "empty", tmp_path / ".state")).release()
    assert "The state knows 1 articles" in caplog.text


def test_a_state_that_is_older_than_its_files(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    shutil.copytree(tmp_path / ".state", tmp_path / "copy")
    commit(run, 2)
    run.release()
    before = (tmp_path / "articles.jsonl").read_bytes()
    shutil.rmtree(tmp_path / ".state")
    (tmp_path / "copy").rename(tmp_path / ".state")
    again = Run.acquire(place(tmp_path))
    commit(again, 3)
    again.release()
    assert "1 articles of 1 files were taken in" in caplog.text
    assert (tmp_path / "articles.jsonl").read_bytes() == before
    assert ids(tmp_path / f"articles-{again.crawl_id}.jsonl") == ["bao:3"]


def test_the_next_run_closes_with_what_the_dead_one_had_counted(tmp_path: Path) -> None:
    run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state", OutputFormat("zst")))
    commit(run, 1)
    run.sites["bao"] = site_report({"newscrawl/written/new": 1}, reason="finished")
    (tmp_path / "articles.jsonl.zst.part").mkdir()  # nothing can be written there
    with pytest.raises(OutputError, match=r"articles\.jsonl\.zst cannot be written: Is a directory"):
        run.release()
    (tmp_path / "articles.jsonl.zst.part").rmdir()
    again = Run.acquire(place(tmp_path))
    commit(again, 2)
    again.release()
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["crawl_id"] == run.crawl_id
    assert manifest["sites"]["bao"]["new"] == 1
    assert [f["name"] for f in manifest["files"]] == ["articles.jsonl.zst", "related.jsonl.zst"]
    assert ids(tmp_path / f"articles-{again.crawl_id}.jsonl") == ["bao:2"]


def test_a_living_runs_file_is_left_alone(tmp_path: Path) -> None:
    living = Run.acquire(place(tmp_path))
    commit(living, 1)
    other = Run.acquire(OutputLocation(tmp_path, tmp_path / "other-state"))
    commit(other, 2)
    other.release()
    commit(living, 3)
    living.release()
    assert ids(tmp_path / "articles.jsonl") == ["bao:1", "bao:3"]
    assert ids(tmp_path / f"articles-{other.crawl_id}.jsonl") == ["bao:2"]


@pytest.mark.parametrize("form", [OutputFormat(), OutputFormat("gz"), OutputFormat("zst", "site-date")], ids=str)
@pytest.mark.parametrize(
    "moment", [SQLiteStore.outputs, SQLiteStore.closing_plan, Run._split_outputs, LineFile._locked, Run._repair]
)
def test_a_run_that_ends_while_another_looks_at_its_files(
    tmp_path: Path, moment: Callable[..., Any], form: OutputFormat
) -> None:
    """Two sites share a state and an output; one run ends while the other looks for files of killed runs."""
    for event in ("call", "return"):
        directory = tmp_path / event
        living = Run.acquire(OutputLocation(directory, directory / ".state", form, round="1"))
        commit(living, 1)
        todo = [living.release]

        def look(
            frame: FrameType, what: str, _: Any, todo: list[Callable[[], None]] = todo, wanted: str = event
        ) -> None:
            if frame.f_code is moment.__code__ and what == wanted and todo:
                todo.pop()()

        sys.setprofile(look)
        try:
            other = Run.acquire(OutputLocation(directory, directory / ".state", form, round="2"))
        finally:
            sys.setprofile(None)
        while todo:
            todo.pop()()
        assert other.store.article("bao:1")
        commit(other, 2)
        other.release()
        assert list(Verification(directory).problems()) == []
        found = [orjson.loads(line)["id"] for path in article_files(directory) for line in open_lines(path)]
        assert sorted(found) == ["bao:1", "bao:2"]


def test_a_part_file_that_the_state_does_not_know_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl.part").write_text('{"id": "somebody else"}\n')
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    run.release()
    assert (tmp_path / "articles.jsonl.part").read_text() == '{"id": "somebody else"}\n'
    assert ids(tmp_path / f"articles-{run.crawl_id}.jsonl") == ["bao:1"]


def test_a_failed_commit_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    run = Run.acquire(place(tmp_path))
    commit(run, 1)
    run.store.close()
    with pytest.raises(StateError, match=r"cannot be used: Cannot operate on a closed database"):
        commit(run, 2)
    assert run._files["articles"].lines == 1
    assert ids(run._files["articles"].part) == ["bao:1"]
    for file in run._files.values():
        file.close()
    Run._open.pop(run.location)


def test_a_disk_that_takes_half_a_line_keeps_none_of_it(tmp_path: Path) -> None:
    file = LineFile(tmp_path / "articles.jsonl")
    file.append(b'{"id": 1}\n')
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (15, before[1]))
    try:
        with pytest.raises(
            OutputError, match=r"articles\.jsonl cannot be written: File too large\. Nothing committed is lost"
        ):
            file.append(b'{"id": 2}\n')
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (file.bytes, file.lines) == (10, 1)
    assert file.part.read_bytes() == b'{"id": 1}\n'
    file.close()


def test_an_output_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    before = set(Run._open)
    with pytest.raises(OutputError, match="Choose another --output"):
        Run.acquire(OutputLocation(tmp_path / "out", tmp_path / "state"))
    assert set(Run._open) == before
