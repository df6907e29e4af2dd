"""``--shard``, ``extract --output`` and the words of ``--engine``; Ray itself is tried in test_ray.py."""

from __future__ import annotations

import json
import sys
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, get_args

import pytest

from newscrawl.cli import main
from newscrawl.cli.options import ENGINES
from newscrawl.corpus.corpus import open_corpus
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.bulk import engine, extraction, formats
from newscrawl.runner.bulk.engines import EngineName, Shard
from newscrawl.runner.bulk.replay import SPOOL
from newscrawl.runner.errors import UsageError
from tests.bulk.archives import page, some_archives

if TYPE_CHECKING:
    from collections.abc import Sequence


CANONICAL = b'<link rel="canonical" href="https://lang.vn/tin-tuc/chuyen-de-lang-son-la-1008.html">'


@pytest.fixture
def archives(tmp_path: Path) -> list[str]:
    """Three small archives with six articles and one revision."""
    return some_archives(tmp_path / "archives")


def extracted(files: Sequence[str], capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> bytes:
    """What ``extract`` prints."""
    capfdbinary.readouterr()
    assert main(["extract", *files, *words]) in {ExitCode.FINE, ExitCode.PARTIAL}
    return capfdbinary.readouterr().out


def test_every_file_is_in_one_shard() -> None:
    files = list(range(10))
    for parts in (1, 3, 10, 12):
        shards = [Shard(number, parts).of(files) for number in range(1, parts + 1)]
        assert sorted(chain(*shards)) == files
        assert max(map(len, shards)) - min(map(len, shards)) <= 1
    assert [Shard.parse(f"{n}/12").directory(Path("out")).name for n in (2, 12)] == ["shard-02-of-12", "shard-12-of-12"]


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/", "a/b", "-1/3", "1/0", "1/3/5", ""])
def test_a_word_that_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="3/16"):
        Shard.parse(text)


def test_help_names_the_engines_that_there_are() -> None:
    assert get_args(EngineName) == ENGINES


def test_shards_of_a_replay_are_runs_that_are_read_together(
    tmp_path: Path, archives: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    for number in (1, 2):
        assert main(["replay", *archives, "--output", str(output), "-q", "--shard", f"{number}/2"]) == 0
    assert main(["replay", *archives, "--output", str(output), "--shard", "9/9"]) == 0
    assert "more parts than files" in capsys.readouterr().out
    assert main(["replay", *archives, "--output", str(tmp_path / "whole"), "-q", "--jobs", "1"]) == 0
    assert sorted(path.name for path in output.iterdir()) == ["shard-1-of-2", "shard-2-of-2"]
    shards, whole = open_corpus(str(output)), open_corpus(str(tmp_path / "whole"))
    assert {(one.id, one.text) for one in shards} == {(one.id, one.text) for one in whole}
    manifest = (output / "shard-1-of-2" / "manifest.json").read_bytes()
    assert main(["replay", *archives, "--output", str(output), "-q", "--shard", "1/2"]) == 0, "done already"
    assert (output / "shard-1-of-2" / "manifest.json").read_bytes() == manifest
    assert not (output / "shard-1-of-2" / SPOOL).exists()
    words = ["--output", str(output), "-q", "--shard", "1/2", "--language", "vi"]
    assert main(["replay", *archives, *words]) == ExitCode.USAGE, "another replay"


def test_each_archive_gives_a_file_and_a_file_that_is_there_is_kept(
    tmp_path: Path, archives: list[str], capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_bytes(page("Sơn La").replace(b"</head>", CANONICAL + b"</head>"))
    files = [*archives, str(tmp_path / "page.html")]
    output = tmp_path / "records"
    printed = [extracted([file, file], capfdbinary, "--shard", "1/2") for file in archives]
    # The second archive has a page without an article.
    for number, code in ((1, ExitCode.FINE), (2, ExitCode.PARTIAL)):
        assert main(["extract", *files, "--output", str(output), "--shard", f"{number}/2"]) == code
    names = sorted(path.name for path in output.glob("*.jsonl"))
    assert len(names) == 4
    assert sorted((output / name).read_bytes() for name in names if not name.startswith("pages-")) == sorted(printed)
    whole = extracted(files, capfdbinary)
    assert sorted(b"".join((output / name).read_bytes() for name in names).splitlines()) == sorted(whole.splitlines())

    (output / names[0]).unlink()
    read: list[str] = []
    work = extraction._write_articles

    def noted(task: Sequence[str], *rest: object) -> tuple[int, list[str]]:
        read.extend(task)
        return work(task, *rest)  # type: ignore[arg-type] # what it was called with

    monkeypatch.setattr(extraction, "_write_articles", noted)
    before = {name: (output / name).read_bytes() for name in names[1:]}
    main(["extract", *files, "--output", str(output)])
    assert len(read) == 1, "the file that was gone"
    assert {name: (output / name).read_bytes() for name in names[1:]} == before
    assert (output / names[0]).exists()


def test_an_attempt_that_is_cut_off_leaves_no_file(
    tmp_path: Path, archives: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "records"

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(formats, "render", dies)
        assert main(["extract", *archives, "--output", str(output)]) == 130
    assert not list(output.glob("*.json*"))
    assert not list(output.rglob("*.part"))
    with engine.new_file(tmp_path / "name") as out:
        out.write(b"x")
        assert not (tmp_path / "name").exists()
    assert (tmp_path / "name").read_bytes() == b"x"


def test_records_of_two_ways_are_not_mixed(
    tmp_path: Path, archives: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    output = str(tmp_path / "records")
    main(["extract", *archives, "--output", output, "--format", "json"])
    for file in Path(output).glob("*.json"):
        assert isinstance(json.loads(file.read_bytes()), list)
    assert main(["extract", *archives, "--output", output, "--format", "json", "--raw"]) == ExitCode.USAGE
    assert "other options" in capfd.readouterr().err
    assert main(["extract", "-", "--output", output]) == ExitCode.USAGE
    assert main(["extract", *archives, "--engine", "ray"]) == ExitCode.USAGE
    assert "--output" in capfd.readouterr().err


def test_without_ray_the_command_says_how_to_install_it(
    tmp_path: Path, archives: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main(["replay", *archives, "--output", str(tmp_path / "out"), "--engine", "ray"]) == ExitCode.USAGE
    assert "pip install 'newscrawl[ray]'" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_ray_that_does_not_start_is_an_error_with_advice(
    tmp_path: Path, archives: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def init(**_: object) -> None:
        raise Exception("timed out during startup.")  # noqa: TRY002 - what Ray raises

    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(init=init, shutdown=lambda: None))
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    words = ["extract", *archives, "--output", str(tmp_path / "out"), "--engine", "ray"]
    assert main(words) == ExitCode.STORE
    assert "Try again when the machine is less busy" in capfd.readouterr().err
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    assert main(words) == ExitCode.STORE
    assert "No Ray cluster answers at 10.0.0.1:6379" in capfd.readouterr().err
