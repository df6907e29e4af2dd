"""Batches of lines that become finished files, whoever seals them and wherever a sealer is killed."""

from __future__ import annotations

import gzip
import json
import os
import pathlib
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.archive.sealing import Batch, manifest_name, remove_old_spools, seal
from newscrawl.archive.verify import Verification
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.json_lines import json_line
from newscrawl.exporters.output_format import OutputFormat, open_lines
from newscrawl.objects.local import COPIES, LocalStore
from newscrawl.report import manifest
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from newscrawl.objects.store import Stored

FORMATS = [OutputFormat(), OutputFormat("gz"), OutputFormat("zst", "site-date")]
LINES = [
    json_line(article(n, crawl_id="r", related_links=[link(n + 1), link(n + 2)] if n % 2 else []))
    for n in range(1, 6)
]  # fmt: skip


def frozen(lines: int = len(LINES)) -> Batch:
    sites = manifest.with_written({}, {"bao": manifest.Written(new=lines)})
    built = manifest.build(crawl_id="b1", started="2026-03-02T01:00:00Z", finished="2026-03-02T02:00:00Z", sites=sites)
    return Batch(number=1, batch_id="b1", lines=lines, manifest=json.loads(json.dumps(built, default=_plain)))


def _plain(value: Any) -> Any:
    return {name: getattr(value, name) for name in value.__slots__}


class DiskOutbox:
    """An outbox in a file, which also a process that was killed has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.write_bytes(b"".join(LINES))

    @property
    def is_sealed(self) -> bool:
        return not self._path.exists()

    def lines(self, _: Batch) -> Iterator[bytes]:
        yield from self._path.read_bytes().splitlines(keepends=True) if self._path.exists() else ()

    def mark_sealed(self, _: Batch) -> None:
        self._path.unlink(missing_ok=True)


class Stepping:
    """Passes calls on, and may end the process before one of them."""

    def __init__(self, inner: Any, step: Callable[[], None]) -> None:
        self._inner, self._step = inner, step

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            self._step()
            return found(*arguments, **named)

        return call


def check(output: Path) -> None:
    """Every line is in the output once, and its files agree with the manifest."""
    verification = Verification(output)
    assert list(verification.problems()) == []
    assert (verification.counts["articles"], verification.counts["edges"]) == (5, 6)
    found = [line for name in files_of(output) if "articles" in name for line in open_lines(output / name).readlines()]
    assert sorted(found) == sorted(LINES)


def files_of(output: Path) -> dict[str, bytes]:
    """The files of an output by name, without hidden ones."""
    return {name: (output / name).read_bytes() for name in LocalStore(output).names()}


@pytest.mark.parametrize("output_format", FORMATS, ids=str)
def test_a_batch_becomes_files_with_a_manifest(tmp_path: Path, output_format: OutputFormat) -> None:
    outbox, output = DiskOutbox(tmp_path / "outbox"), tmp_path / "output"
    files = seal(frozen(), outbox, LocalStore(output), work=output / ".sealing", output_format=output_format)
    check(output)
    assert outbox.is_sealed
    assert json.loads((output / "manifest-b1.json").read_bytes())["files"] == [
        {name: getattr(file, name) for name in ("name", "bytes", "lines", "sha256")} for file in files
    ]
    assert list((output / ".sealing").iterdir()) == []


def test_a_sealer_may_be_killed_at_every_step(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    seal(frozen(), DiskOutbox(tmp_path / "outbox"), LocalStore(whole), work=tmp_path / "w", output_format=FORMATS[0])
    check(whole)
    for number in count():
        output, outbox = tmp_path / f"{number}", DiskOutbox(tmp_path / "outbox")
        if (process := os.fork()) == 0:
            left = iter(range(number))

            def step(left: Iterator[int] = left) -> None:
                if next(left, None) is None:
                    os._exit(9)

            steps = Stepping(LocalStore(output), step)
            seal(frozen(), Stepping(outbox, step), steps, work=output / ".sealing", output_format=FORMATS[0])
            os._exit(0)
        killed = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 9
        if killed:
            seal(frozen(), outbox, LocalStore(output), work=output / ".sealing", output_format=FORMATS[0])
        assert files_of(output) == files_of(whole)
        assert outbox.is_sealed
        if not killed:
            break
        remove_old_spools(output / ".sealing", before=float("inf"))
        assert list((output / ".sealing").iterdir()) == []
    assert number > 8


@pytest.mark.parametrize("output_format", FORMATS, ids=str)
def test_two_sealers_of_one_batch_leave_one_set_of_files(tmp_path: Path, output_format: OutputFormat) -> None:
    """The second one starts when the first has put one file, and is done before the first goes on."""
    output, outbox = tmp_path / "output", DiskOutbox(tmp_path / "outbox")

    class Overtaken(LocalStore):
        def put_new(self, name: str, path: Path) -> Stored:
            found = super().put_new(name, path)
            if not outbox.is_sealed:
                seal(frozen(), outbox, LocalStore(output), work=output / ".sealing", output_format=output_format)
            return found

    seal(frozen(), outbox, Overtaken(output), work=output / ".sealing", output_format=output_format)
    check(output)


def test_the_manifest_describes_the_files_of_another_compressor(tmp_path: Path) -> None:
    """Members of a fleet with other versions of a compressor write other bytes; what has the name counts."""
    output, outbox = tmp_path / "output", DiskOutbox(tmp_path / "outbox")
    output.mkdir()
    with (output / "articles-b1.jsonl.gz").open("wb") as file:
        file.write(gzip.compress(b"".join(LINES), compresslevel=1, mtime=7))
    seal(frozen(), outbox, LocalStore(output), work=tmp_path / "work", output_format=OutputFormat("gz"))
    check(output)


def test_lines_that_are_missing_are_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    outbox, output = DiskOutbox(tmp_path / "outbox"), tmp_path / "output"
    with pytest.raises(OutputError, match="has 6 articles, but the database holds 5"):
        seal(frozen(6), outbox, LocalStore(output), work=tmp_path / "work", output_format=FORMATS[0])
    assert not output.exists()
    assert not outbox.is_sealed


def test_a_batch_that_was_sealed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    outbox, output = DiskOutbox(tmp_path / "outbox"), tmp_path / "output"
    outbox.mark_sealed(frozen())
    assert seal(frozen(), outbox, LocalStore(output), work=tmp_path / "work", output_format=FORMATS[0]) == []
    assert not (output / manifest_name(frozen())).exists()


def test_the_warc_files_of_a_batch_are_listed_behind_its_lines(tmp_path: Path) -> None:
    batch = frozen()
    listed = {"name": "warc/x.warc.gz", "bytes": 1, "lines": 1, "sha256": "0"}
    batch = replace(batch, manifest={**batch.manifest, "files": [listed]})
    seal(batch, DiskOutbox(tmp_path / "outbox"), LocalStore(tmp_path), work=tmp_path / "w", output_format=FORMATS[0])
    names = [file["name"] for file in json.loads((tmp_path / "manifest-b1.json").read_bytes())["files"]]
    assert names == ["articles-b1.jsonl", "related-b1.jsonl", "warc/x.warc.gz"]


def test_a_file_of_another_file_system_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link_of, tried = pathlib.Path.hardlink_to, []

    def hardlink_to(target: Path, path: Path) -> None:
        tried.append(path)
        if COPIES not in path.parts:
            raise OSError(18, "Invalid cross-device link")
        link_of(target, path)

    monkeypatch.setattr(pathlib.Path, "hardlink_to", hardlink_to)
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"two")
    store = LocalStore(tmp_path / "output")
    one = store.put_new("x/name", tmp_path / "a")
    assert (store.put_new("x/name", tmp_path / "b"), store.read("x/name")) == (one, b"one")
    assert len(tried) == 4
    assert list((tmp_path / "output" / COPIES).iterdir()) == []
