"""Part files whose disk fails: what was written is written again, and nothing is left that no later run knows of."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.archive import wacz
from newscrawl.archive.warc import WarcSeries
from newscrawl.corpus.database.build import build
from newscrawl.exporters import files
from newscrawl.exporters.files import LineFile, OutputError
from newscrawl.objects.local import LocalFile
from tests.archive.test_kill_points import archived
from tests.corpus.records import RecordSource
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def failing(times: int) -> Callable[[object], None]:
    """Return a call that fails so many times."""
    left = [OSError(errno.EIO, os.strerror(errno.EIO))] * times

    def call(_: object) -> None:
        if left:
            raise left.pop()

    return call


def test_after_a_failed_sync_the_file_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = LineFile(tmp_path / "articles.jsonl")
    file.append(b"one\n")
    before = file.part.stat().st_ino
    monkeypatch.setattr(files, "sync_file", failing(1))
    file.sync()
    assert file.part.stat().st_ino != before, "the kernel takes the lost pages of the first file for written"
    file.append(b"two\n")
    with pytest.raises(BlockingIOError):
        LineFile(tmp_path / "articles.jsonl")
    file.finish()
    assert (tmp_path / "articles.jsonl").read_bytes() == b"one\ntwo\n"
    assert [path.name for path in tmp_path.iterdir()] == ["articles.jsonl"]


def test_a_file_that_cannot_be_written_again_is_not_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = LineFile(tmp_path / "articles.jsonl")
    file.append(b"one\n")
    monkeypatch.setattr(files, "sync_file", failing(2))
    for call in (file.finish, file.finish, lambda: file.append(b"two\n")):
        with pytest.raises(OutputError, match="Input/output error"):
            call()
    assert [path.name for path in tmp_path.iterdir()] == ["articles.jsonl.part"]
    assert LineFile(tmp_path / "articles.jsonl").bytes == 4


def test_a_new_file_whose_name_cannot_be_synced_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "sync_directory", failing(1))
    with pytest.raises(OutputError):
        LineFile(tmp_path / "articles.jsonl")
    assert list(tmp_path.iterdir()) == []
    LineFile(tmp_path / "articles.jsonl").close()


def test_a_warc_file_never_begins_without_its_first_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    series = WarcSeries(tmp_path, "20260302T010000Z-abcdef")
    fail = failing(1)

    def append(file: LineFile, data: bytes, lines: int = 1) -> None:
        try:
            fail(None)
        except OSError as error:
            raise files.cannot_write(file.path, error) from error
        real(file, data, lines)

    real = LineFile.append
    monkeypatch.setattr(LineFile, "append", append)
    with pytest.raises(OutputError):
        archived(article(1), series)
    assert list((tmp_path / "warc").iterdir()) == []
    archived(article(2), series)
    assert [report.lines for report in series.close() if report.name.endswith(".gz")] == [3]


def test_a_warc_file_that_cannot_be_finished_takes_no_more_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = WarcSeries(tmp_path, "20260302T010000Z-abcdef", max_bytes=1)
    monkeypatch.setattr(files, "sync_file", failing(2))
    for number in (1, 2):
        with pytest.raises(OutputError):
            archived(article(number), series)
    series.abandon()
    assert [path.name[-8:] for path in (tmp_path / "warc").iterdir()] == [".gz.part"]
    again = WarcSeries(tmp_path, "20260302T010000Z-abcdef")
    assert [report.lines for report in again.close() if report.name.endswith(".gz")] == [3]


WRITERS: Final[dict[str, Callable[[Path], object]]] = {
    "a small file": lambda path: files.write_atomically(path, b"{}"),
    "a file of an export": lambda path: LocalFile(path, path.with_suffix(".part")),
    "a bundle": lambda path: wacz.write(path, [], created="2026-03-01T00:00:00Z", title="", pages=[]),
    "a database": lambda path: build(RecordSource([]), path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_never_takes_the_place_of_a_pipe_or_a_device(tmp_path: Path, name: str) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OutputError, match="pipe is no regular file"):
        WRITERS[name](path)
    assert path.is_fifo()
    assert [left.name for left in tmp_path.iterdir()] == ["pipe"]


def test_two_threads_may_write_one_small_file_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "README.md"
    others = [b"of the second thread"]

    def sync(_: int) -> None:
        if others:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(files.write_atomically, path, others.pop()).result()

    monkeypatch.setattr(files, "sync_file", sync)
    files.write_atomically(path, b"of the first thread")
    assert (path.read_bytes(), [left.name for left in tmp_path.iterdir()]) == (b"of the first thread", ["README.md"])


@pytest.mark.parametrize("change", ["truncated", "appended", "removed"])
def test_nothing_is_written_to_a_file_that_another_program_changed(tmp_path: Path, change: str) -> None:
    """The state says where each line ends: a line behind a changed end would be lost or doubled later."""
    file = LineFile(tmp_path / "articles.jsonl")
    file.append(b"one\n")
    match change:
        case "truncated":
            os.truncate(file.part, 0)
        case "appended":
            with file.part.open("ab") as other:
                other.write(b"x")
        case _:
            file.part.unlink()
    for _ in range(2):
        with pytest.raises(OutputError, match="another program has changed its length or removed it"):
            file.append(b"two\n")
    with pytest.raises(OutputError):
        file.sync()
    file.close()
