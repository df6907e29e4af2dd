"""The feed of changes: every record once, in the order of the commits, wherever its line stands now."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
import pytest

import newscrawl
from newscrawl.archive import change_feed
from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.cli import main
from newscrawl.exporters.output_format import OutputFormat, article_files
from newscrawl.report.manifest import ExitCode
from newscrawl.state import Status, address_key, open_existing_store
from tests.helpers.records import article

if TYPE_CHECKING:
    from pathlib import Path

FORMS = [OutputFormat(), OutputFormat("gz"), OutputFormat("zst", "site-date")]
NOW = "2026-03-02T08:00:00+07:00"


def opened(directory: Path, form: OutputFormat = FORMS[0], *, name: str = "") -> Run:
    return Run.acquire(OutputLocation(directory, directory / ".state", form, name))


def commit(run: Run, number: int, revision: int = 1) -> None:
    day = f"2026-03-0{number % 3 + 1}T08:00:00+07:00"
    item = article(number, revision=revision, date_published=day, crawl_id=run.crawl_id, text=f"Bản {revision}")
    run.commit(item, keys=[address_key(item.url)], first_seen=NOW)


def feed(directory: Path, after: int = 0) -> list[dict[str, Any]]:
    with closing(open_existing_store(directory / ".state")) as store:
        lines = ChangeFeed(directory, store).lines(after, until=store.changes.last())
        return [orjson.loads(line) for line in lines]


def told(changes: list[dict[str, Any]]) -> list[tuple[str, int]]:
    for change in changes:
        if change["change"] == "upsert":
            assert (change["id"], change["revision"]) == (change["record"]["id"], change["record"]["revision"])
            assert change["record"]["text"] == f"Bản {change['revision']}"
    return [(change["id"], change["revision"]) for change in changes]


@dataclass(slots=True)
class Consumer:
    """Keeps the newest revision of each article, as the documentation says."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def take(self, change: dict[str, Any]) -> None:
        if change["change"] == "delete":
            self.rows.pop(change["id"], None)
        elif change["id"] not in self.rows or self.rows[change["id"]]["revision"] < change["revision"]:
            self.rows[change["id"]] = change["record"]


@pytest.mark.parametrize("form", FORMS)
def test_records_come_in_the_order_of_the_commits(tmp_path: Path, form: OutputFormat) -> None:
    first, second = opened(tmp_path, form), opened(tmp_path, form, name="two")
    expected = [(1, 1), (5, 1), (2, 1), (5, 2), (4, 1), (1, 2)]
    for place, (number, revision) in enumerate(expected):
        commit((first, second)[place % 2], number, revision)
    wanted = [(f"bao:{number}", revision) for number, revision in expected]
    assert told(feed(tmp_path)) == wanted, "from the part files"
    second.release()
    assert told(feed(tmp_path)) == wanted, "from both"
    first.release()
    assert told(feed(tmp_path)) == wanted, "from finished files"
    assert told(feed(tmp_path, 4)) == wanted[4:]


def test_a_file_is_read_on_where_the_last_search_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_feed, "_BATCH_CHANGES", 2)
    run = opened(tmp_path)
    for number in (3, 1, 2, 9, 7, 8):
        commit(run, number)
    run.release()
    assert [change["id"] for change in feed(tmp_path)] == ["bao:3", "bao:1", "bao:2", "bao:9", "bao:7", "bao:8"]
    path = tmp_path / "articles.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(reversed(lines)))
    assert [change["id"] for change in feed(tmp_path)] == ["bao:3", "bao:1", "bao:2", "bao:9", "bao:7", "bao:8"]


def test_a_consumer_killed_anywhere_ends_with_the_same_rows(tmp_path: Path) -> None:
    run = opened(tmp_path)
    for number, revision in ((1, 1), (2, 1), (1, 2), (3, 1)):
        commit(run, number, revision)
    run.store.set_status(address_key(article(2).url), Status.GONE, now=NOW, reason="http_404")
    run.store.set_status(address_key(article(3).url), Status.GONE, now=NOW, reason="http_404")
    run.store.set_status(address_key(article(3).url), Status.DONE, now=NOW)
    run.release()
    whole = Consumer()
    changes = feed(tmp_path)
    for change in changes:
        whole.take(change)
    assert sorted(whole.rows) == ["bao:1", "bao:3"]
    with closing(open_existing_store(tmp_path / ".state")) as store:
        for read in range(len(changes) + 1):
            consumer = Consumer()
            for change in changes[:read]:
                consumer.take(change)
            # The last line that it took was not saved yet when it was killed.
            cursor = changes[read - 2]["cursor"] if read > 1 else store.changes.cursor(0)
            place = store.changes.position(cursor)
            assert place is not None
            for change in feed(tmp_path, place):
                consumer.take(change)
            assert consumer.rows == whole.rows


def test_joined_files_keep_the_order_and_the_cursors(tmp_path: Path) -> None:
    for number in (2, 1, 3):
        run = opened(tmp_path)
        commit(run, number)
        run.release()
    before = feed(tmp_path)
    joined = b"".join(sorted(path.read_bytes() for path in article_files(tmp_path)))
    for path in [*article_files(tmp_path), *tmp_path.glob("manifest*.json")]:
        path.unlink()
    (tmp_path / "articles-joined.jsonl").write_bytes(joined)
    assert feed(tmp_path) == before


def test_a_dead_run_tells_only_what_was_committed(tmp_path: Path) -> None:
    run = opened(tmp_path)
    commit(run, 1)
    run._files["articles"].append(b'{"id":"bao:2","url":"')
    assert told(feed(tmp_path)) == [("bao:1", 1)]
    run.abandon()
    assert told(feed(tmp_path)) == [("bao:1", 1)]


def test_the_api_yields_the_same_changes(tmp_path: Path) -> None:
    run = opened(tmp_path)
    for number in (2, 1):
        commit(run, number)
    run.release()
    with newscrawl.open_store(tmp_path) as store:
        changes = list(store.changes())
        assert told(changes) == [("bao:2", 1), ("bao:1", 1)]
        assert list(store.changes(changes[0]["cursor"])) == changes[1:]
        with pytest.raises(ValueError, match="no cursor of the state"):
            list(store.changes("7-00000000"))


def lines_of(capsysbinary: pytest.CaptureFixture[bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in capsysbinary.readouterr().out.splitlines()]


def test_the_command_ends_with_a_cursor_to_go_on_from(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run = opened(tmp_path)
    commit(run, 1)
    run.release()
    assert main(["changes", str(tmp_path)]) == ExitCode.FINE
    *changes, cursor = lines_of(capsysbinary)
    assert told(changes) == [("bao:1", 1)]
    assert cursor == {"change": "cursor", "cursor": changes[-1]["cursor"]}
    assert main(["changes", str(tmp_path), "--since", cursor["cursor"]]) == ExitCode.FINE
    assert lines_of(capsysbinary) == [cursor]
    run = opened(tmp_path)
    commit(run, 2)
    run.release()
    state = str(tmp_path / ".state")
    assert main(["changes", str(tmp_path), "--state", state, "--since", cursor["cursor"]]) == ExitCode.FINE
    assert told(lines_of(capsysbinary)[:-1]) == [("bao:2", 1)]


def test_a_wrong_cursor_and_a_lost_file_are_told(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run = opened(tmp_path)
    commit(run, 1)
    run.release()
    assert main(["changes", str(tmp_path), "--since", "1-00000000"]) == ExitCode.USAGE
    assert b"--since" in capsysbinary.readouterr().err
    (tmp_path / "articles.jsonl").write_bytes(b'["bao:1", null]\n')
    assert main(["changes", str(tmp_path)]) == ExitCode.STORE
    assert b"articles.jsonl cannot be read" in capsysbinary.readouterr().err
    (tmp_path / "articles.jsonl").unlink()
    assert main(["changes", str(tmp_path)]) == ExitCode.STORE
    captured = capsysbinary.readouterr()
    assert b"left out: 1. " in captured.err
    assert orjson.loads(captured.out)["change"] == "cursor"
    assert main(["changes", "--state", str(tmp_path / ".state")]) == ExitCode.STORE


def test_a_damaged_line_is_left_out_and_told(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run = opened(tmp_path)
    commit(run, 1)
    commit(run, 2)
    run.release()
    file = next(path for path in tmp_path.iterdir() if path.name.startswith("articles"))
    first, second = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(first.replace(b'"url":"', b'"url":"\x1b[2J', 1) + second)
    assert main(["changes", str(tmp_path)]) == ExitCode.STORE
    captured = capsysbinary.readouterr()
    assert told([orjson.loads(line) for line in captured.out.splitlines()][:-1]) == [("bao:2", 1)]
    assert b"left out: 1. The lines of 1 are damaged" in captured.err
    assert b"\x1b" not in captured.out + captured.err
