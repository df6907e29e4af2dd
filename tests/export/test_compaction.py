"""Small files of past runs joined in place."""

from __future__ import annotations

import json
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.closing import ClosingPlan
from newscrawl.archive.verify import Verification
from newscrawl.export.compaction import compact
from newscrawl.export.grouping import groups
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import OutputFormat, article_files, open_lines
from newscrawl.objects.local import LocalStore
from tests.export.corpus import export_to, write_run
from tests.helpers.records import article, link


def contents(directory: Path) -> list[bytes]:
    return sorted(line for file in article_files(directory) for line in open_lines(file))


def names(directory: Path, pattern: str) -> list[str]:
    return sorted(path.name for path in directory.glob(pattern))


def test_which_files_are_joined() -> None:
    """Small ones of one kind up to the limit, in their order; a file of half the limit, or one alone, stays as it is."""
    files = [("a", 4), ("b", 1), ("a", 4), ("a", 5), ("a", 3), ("a", 1)]
    found = groups(files, kind=itemgetter(0), size=itemgetter(1), limit=10)
    assert found == [[("a", 4), ("a", 4)], [("a", 3), ("a", 1)]]


@pytest.mark.parametrize("output_format", [OutputFormat(), OutputFormat("zst", "site-date")], ids=["plain", "parted"])
def test_files_are_joined_and_the_directory_stays_whole(tmp_path: Path, output_format: OutputFormat) -> None:
    for number in range(1, 5):
        write_run(tmp_path, article(number, related_links=[link(1)]), output_format=output_format)
    before, last = contents(tmp_path), max(tmp_path.glob("manifest-*.json")).read_bytes()
    done = compact(LocalStore(tmp_path))
    assert (done.runs, done.before, done.after) == (4, 12, 3)
    assert contents(tmp_path) == before
    assert list(Verification(tmp_path).problems()) == []
    assert len(article_files(tmp_path)) == 1
    manifest = json.loads(next(tmp_path.glob("manifest*.json")).read_bytes())
    assert json.loads(last)["crawl_id"] in {run["crawl_id"] for run in manifest["replaces"]}
    assert len(list(open_lines(next(tmp_path.glob("runs-joined-*.zst"))))) == 4

    assert compact(LocalStore(tmp_path)).runs == 0, "nothing is left to join"
    write_run(tmp_path, article(9), output_format=output_format)
    assert compact(LocalStore(tmp_path)).runs == 2
    assert list(Verification(tmp_path).problems()) == []
    assert len(contents(tmp_path)) == 5
    assert len(list(open_lines(next(tmp_path.glob("runs-joined-*.zst"))))) == 5


def test_an_export_takes_each_line_once_whenever_files_are_joined(tmp_path: Path) -> None:
    runs, target = tmp_path / "runs", tmp_path / "t"
    write_run(runs, article(1), article(2))
    export_to(target, runs)
    write_run(runs, article(3))
    compact(LocalStore(runs))
    assert export_to(target, runs).added == 1
    write_run(runs, article(4))
    compact(LocalStore(runs))
    compact(LocalStore(runs))
    assert export_to(target, runs).added == 1
    rows = sorted(line for file in (target / "data").iterdir() for line in file.open("rb"))
    assert rows == contents(runs)


def test_a_removal_from_a_joined_file_reaches_the_table(tmp_path: Path) -> None:
    runs, target = tmp_path / "runs", tmp_path / "t"
    write_run(runs, article(1))
    write_run(runs, article(2))
    compact(LocalStore(runs))
    export_to(target, runs)
    file, path = article_files(runs)[0], next(runs.glob("manifest*.json"))
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    manifest = json.loads(path.read_bytes())
    entry = next(entry for entry in manifest["files"] if entry["name"] == file.name)
    entry |= {"lines": 1, "sha256": "changed"}
    path.write_text(json.dumps(manifest))
    assert export_to(target, runs).why_anew
    assert sum(1 for part in (target / "data").iterdir() for _ in part.open("rb")) == 1


def test_a_damaged_file_is_not_joined(tmp_path: Path) -> None:
    write_run(tmp_path, article(1))
    write_run(tmp_path, article(2))
    file = article_files(tmp_path)[0]
    file.write_bytes(file.read_bytes().replace(b"Ch", b"ch"))
    with pytest.raises(OutputError, match="is not the file that its manifest lists"):
        compact(LocalStore(tmp_path))
    assert len(article_files(tmp_path)) == 2


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("call", [0, 1, 2, 3, 4, 6, 8, 10])
def test_a_kill_at_any_change_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    for number in (1, 2, 3):
        write_run(tmp_path, article(number, related_links=[link(1)]))
    before, left = contents(tmp_path), [call]

    def or_killed(function: Any) -> Any:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return function(*args, **kwargs)

        return wrapper

    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink"):
            patch.setattr(Path, name, or_killed(getattr(Path, name)))
        with pytest.raises(KilledError):
            compact(LocalStore(tmp_path))
    export_to(tmp_path.parent / f"{tmp_path.name}-t", tmp_path)
    table = [line for part in (tmp_path.parent / f"{tmp_path.name}-t/data").iterdir() for line in part.open("rb")]
    assert sorted(table) == before, "an export between the kill and the next compaction"
    write_run(tmp_path, article(4))  # it may get the name of a file that was joined
    compact(LocalStore(tmp_path))
    assert list(Verification(tmp_path).problems()) == []
    assert len(contents(tmp_path)) == 4
    assert not names(tmp_path, "*.part")


def test_a_run_whose_files_were_joined_counts_as_closed(tmp_path: Path) -> None:
    """It died after its manifest and before the state knew; its articles must not be fetched again."""
    write_run(tmp_path, article(1))
    write_run(tmp_path, article(2))
    first = json.loads((tmp_path / "manifest.json").read_bytes())
    plan = ClosingPlan(
        crawl_id=first["crawl_id"], output_format=OutputFormat(), manifest_name="manifest.json", manifest={}
    )
    compact(LocalStore(tmp_path))
    written = plan.written(tmp_path)
    assert written is not None
    assert any(file.name.startswith("articles-joined-") for file in written)
