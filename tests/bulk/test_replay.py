"""``newscrawl replay --jobs``: the same lines for every number of jobs, after a kill, and as the ordinary replay."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.archive.replay import read_archives
from newscrawl.archive.verify import Verification
from newscrawl.cli import main
from newscrawl.exporters.output_format import article_files, open_lines
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.bulk import replay as bulk
from newscrawl.runner.bulk.archives import Filters
from tests.bulk.archives import ENGLISH, page, some_archives, url

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archives(tmp_path: Path) -> list[str]:
    """Three small archives."""
    return some_archives(tmp_path)


def lines(directory: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in article_files(directory) for line in open_lines(path)]


def digest(directory: Path) -> dict[str, str]:
    """The checksum of every file but the manifest, which has times."""
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and not path.name.startswith("manifest")
    }


def run(output: Path, *words: str, code: int = 0) -> None:
    assert main(["replay", *words, "--output", str(output), "-q"]) == code


def test_the_number_of_jobs_changes_no_byte(tmp_path: Path, archives: list[str]) -> None:
    run(tmp_path / "1", *archives, "--jobs", "1")
    run(tmp_path / "3", *archives, "--jobs", "3")
    assert digest(tmp_path / "1") == digest(tmp_path / "3")
    found = lines(tmp_path / "1")
    assert [(line["headline"].removeprefix("Chuyện đê của "), line["revision"]) for line in found] == [
        ("Hồ Sen", 1),
        ("Na Hang", 1),
        ("Vũ Đại", 1),
        ("Oldham", 1),
        ("Na Hang", 1),
        ("Vũ Đại", 2),
    ]
    assert found[4]["near_duplicate_of"] == found[1]["id"], "found over the whole"
    assert list(Verification(tmp_path / "1").problems()) == []
    manifest = json.loads((tmp_path / "1" / "manifest.json").read_bytes())
    fates = manifest["pages"]["lang.vn"]
    assert (fates.pop("new"), fates.pop("revised")) == (3, 1)
    assert [name.partition("/")[0] for name in fates] == ["rejected"], "the page without an article"
    assert not (tmp_path / "1" / bulk.SPOOL).exists()


def test_the_lines_are_those_of_the_ordinary_replay(tmp_path: Path, archives: list[str]) -> None:
    run(tmp_path / "new", *archives, "--jobs", "1")
    run(tmp_path / "old", *archives)
    old, new = lines(tmp_path / "old"), lines(tmp_path / "new")
    crawls = [{line.pop("crawl_id") for line in found} for found in (old, new)]
    assert all(len(found) == 1 for found in crawls)
    ignored = ("near_duplicate_of", "similarity", "cluster_id")  # the ordinary replay reads one site after the other
    for line in old + new:
        for name in ignored:
            line.pop(name)
    assert sorted(old, key=json.dumps) == sorted(new, key=json.dumps)


def test_a_killed_replay_goes_on(tmp_path: Path, archives: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path / "whole", *archives, "--jobs", "1")
    expected = digest(tmp_path / "whole")
    read, moved = read_archives, bulk._move
    scanned: list[str] = []

    def killed_at(files: int) -> Any:
        def read_some(paths: Any, **options: Any) -> Any:
            if len(scanned) == files:
                raise KeyboardInterrupt
            scanned.append(paths[0].name)
            return read(paths, **options)

        return read_some

    output = tmp_path / "killed"
    monkeypatch.setattr(bulk, "read_archives", killed_at(2))
    run(output, *archives, "--jobs", "1", code=130)
    monkeypatch.setattr(bulk, "read_archives", killed_at(9))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "_commit", dies)
    run(output, *archives, "--jobs", "1", code=130)
    monkeypatch.undo()
    assert len(scanned) == 3, "no file is read twice"
    monkeypatch.setattr(bulk, "_move", dies)
    run(output, *archives, "--jobs", "1", code=130)
    monkeypatch.setattr(bulk, "_move", moved)
    monkeypatch.setattr(bulk, "read_archives", killed_at(0))
    run(output, *archives, "--jobs", "1")
    assert digest(output) == expected


def test_filters_leave_pages_out_before_they_are_parsed(tmp_path: Path, archives: list[str]) -> None:
    run(tmp_path / "vi", *archives, "--language", "vi")
    assert "Oldham" not in str(lines(tmp_path / "vi"))
    assert len(lines(tmp_path / "vi")) == 5
    left = json.loads((tmp_path / "vi" / "manifest.json").read_bytes())["pages"]["village.com"]
    assert left == {"left_out/other_language": 1}
    run(tmp_path / "en", *archives, "--language", "en")
    assert [line["site"] for line in lines(tmp_path / "en")] == ["village.com"]
    run(tmp_path / "site", *archives, "--sites", "khac.vn,nowhere.vn")
    assert [line["site"] for line in lines(tmp_path / "site")] == ["khac.vn"]
    run(tmp_path / "date", *archives, "--date", "2026-01-03..2026-01-04")
    assert [line["date_fetched"][:10] for line in lines(tmp_path / "date")] == ["2026-01-03", "2026-01-04"]
    left = json.loads((tmp_path / "date" / "manifest.json").read_bytes())["pages"]["khac.vn"]
    assert left == {"left_out/other_date": 1}
    run(tmp_path / "none", *archives, "--date", "2020-01-01", code=ExitCode.NOTHING_NEW)


def test_a_table_of_pages_is_read_too(tmp_path: Path) -> None:
    rows = ["file\turl\tpage_type"]
    for number, name in enumerate(("Vũ Đại", "Na Hang", "Hồ Sen")):
        (tmp_path / f"{number}.html").write_bytes(page(name))
        rows.append(f"{number}.html\t{url(str(number))}\t{'article' if number else 'feed'}")
    table = tmp_path / "pages.tsv"
    table.write_text("\n".join(rows), encoding="utf-8")
    run(tmp_path / "out", str(table), "--jobs", "2")
    assert [line["headline"] for line in lines(tmp_path / "out")] == ["Chuyện đê của Na Hang", "Chuyện đê của Hồ Sen"]


def test_wrong_words_are_refused(tmp_path: Path, archives: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path / "out", *archives, "--date", "yesterday", code=2)
    run(tmp_path / "out", *archives, "--date", "2026-02-02..2026-01-01", code=2)
    run(tmp_path / "out", str(tmp_path / "missing.warc.gz"), "--jobs", "2", code=2)
    (tmp_path / "out").mkdir(exist_ok=True)
    (tmp_path / "out" / "manifest.json").write_text("{}")
    run(tmp_path / "out", *archives, "--jobs", "1", code=2)
    assert "holds a run already" in capsys.readouterr().err


def test_the_letters_of_a_page_tell_vietnamese() -> None:
    filters = Filters(language="vi")
    assert filters.refused_page(page("Vũ Đại", language="en")) is None, "a wrong attribute does not matter"
    assert filters.refused_page(page("Oldham", ENGLISH)) == "other_language"
    assert filters.refused_page(page("x").decode().encode("utf-16")) is None, "it cannot be told"
    assert filters.refused_page("".join(f"&#{ord(c)};" for c in "ạảấầẩẫậắằẳẵặẹẻẽếềểễệ").encode()) is None
