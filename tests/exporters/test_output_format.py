"""The output formats of a run: compressed, and partitioned by site and day."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import (
    COMPRESSIONS,
    Compression,
    OutputFormat,
    article_files,
    kind_of,
    open_lines,
    partition_of,
)
from tests.helpers.programs import require_program
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from pathlib import Path

OUTPUT_FORMATS = [
    OutputFormat(compression, partition) for compression in COMPRESSIONS for partition in ("run", "site-date")
]


def crawled(directory: Path, output_format: OutputFormat, numbers: range = range(1, 6)) -> Run:
    """Write a run of one article a day from 1 March on, alternating between two sites; the last has no date."""
    run = Run.acquire(OutputLocation(directory, directory / ".state", output_format))
    for number in numbers:
        run.commit(
            article(
                number,
                id=f"{'bao' if number % 2 else '127.0.0.1:80'}:{number}",
                site="bao" if number % 2 else "127.0.0.1:80",
                date_published=f"2026-03-{number % 28:02}T23:30:00+07:00" if number != numbers[-1] else None,
                related_links=[link(90)] * (number % 3),
                crawl_id=run.crawl_id,
            ),
            keys=[number],
            first_seen="2026-03-02T08:00:00+07:00",
        )
    run.release()
    return run


def lines(path: Path) -> list[dict[str, Any]]:
    with open_lines(path) as file:
        return [orjson.loads(line) for line in file]


@pytest.mark.parametrize("output_format", OUTPUT_FORMATS, ids=str)
def test_every_format_holds_the_same_lines(tmp_path: Path, output_format: OutputFormat) -> None:
    run = crawled(tmp_path, output_format)
    assert list(Verification(tmp_path).problems()) == []
    found = [line for path in article_files(tmp_path) for line in lines(path)]
    assert sorted(line["id"] for line in found) == ["127.0.0.1:80:2", "127.0.0.1:80:4", "bao:1", "bao:3", "bao:5"]
    edges = [line for path in tmp_path.rglob("related*") if kind_of(path) == "related" for line in lines(path)]
    assert (
        sorted(edge["source_id"] for edge in edges)
        == ["127.0.0.1:80:2"] * 2 + ["127.0.0.1:80:4", "bao:1"] + ["bao:5"] * 2
    )
    assert not list(tmp_path.rglob("*.part"))
    assert run.manifest
    assert {file.name: file.lines for file in run.manifest.files} == {
        path.relative_to(tmp_path).as_posix(): len(lines(path)) for path in tmp_path.rglob("*") if kind_of(path) and path.is_file()
        and "schema" not in path.name and "features" not in path.name
    }  # fmt: skip


def test_the_names_of_partitions(tmp_path: Path) -> None:
    run = crawled(tmp_path, OutputFormat("zst", "site-date"))
    assert [path.relative_to(tmp_path).as_posix() for path in article_files(tmp_path)] == [
        f"{partition}/articles-{run.crawl_id}.jsonl.zst"
        for partition in (
            "site=127.0.0.1%3A80/date=2026-03-02",
            "site=127.0.0.1%3A80/date=2026-03-04",
            "site=bao/date=2026-03-01",
            "site=bao/date=2026-03-03",
            "site=bao/date=__HIVE_DEFAULT_PARTITION__",
        )
    ]
    assert (
        json.loads((tmp_path / f"manifest-{run.crawl_id}.json").read_text(encoding="utf-8"))["files"][0]["lines"] == 1
    )


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2026-03-01T23:59:59+07:00", "2026-03-01"),
        ("2026-03-01T17:00:00Z", "2026-03-02"),
        ("2026-03-01T00:30:00+09:00", "2026-02-28"),
        (None, "__HIVE_DEFAULT_PARTITION__"),
        ("", "__HIVE_DEFAULT_PARTITION__"),
    ],
)
def test_the_day_is_vietnams(date: str | None, day: str) -> None:
    assert partition_of({"site": "bao", "date_published": date}) == f"site=bao/date={day}"


def test_a_site_cannot_lead_out_of_the_directory() -> None:
    assert partition_of({"site": "../../etc", "date_published": None}).startswith("site=..%2F..%2Fetc/")


def test_runs_of_different_forms_stand_side_by_side(tmp_path: Path) -> None:
    for number, output_format in enumerate(OUTPUT_FORMATS):
        before = {path: path.read_bytes() for path in article_files(tmp_path)}
        crawled(tmp_path, output_format, range(10 * number, 10 * number + 3))
        assert {path: path.read_bytes() for path in before} == before
    assert list(Verification(tmp_path).problems()) == []


def test_the_same_lines_give_the_same_file(tmp_path: Path) -> None:
    for output_format in (OutputFormat("gz"), OutputFormat("zst")):
        made = []
        for name in ("one", "two"):
            run = Run.acquire(OutputLocation(tmp_path / name / output_format.compression, None, output_format))
            run.commit(article(1, crawl_id="c"), keys=[], first_seen="2026-03-02T08:00:00+07:00")
            run.release()
            made.append((tmp_path / name / output_format.compression / f"articles{output_format.ending}").read_bytes())
        assert made[0] == made[1]


@pytest.mark.parametrize(("tool", "compression"), [("gzip", "gz"), ("zstd", "zst")])
def test_the_tools_of_the_trade_find_it_whole(tmp_path: Path, tool: str, compression: Compression) -> None:
    require_program(tool)
    crawled(tmp_path, OutputFormat(compression, "run"))
    subprocess.run([tool, "-t", "-q", tmp_path / f"articles.jsonl.{compression}"], check=True)


def test_many_partitions_need_few_open_files(tmp_path: Path) -> None:
    """There are more partitions than a process may have open files; they are written one after the other."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            most = max(map(int, os.listdir("/proc/self/fd"))) + 12  # noqa: PTH208 - numbers, not paths
            import resource  # noqa: PLC0415 - only the forked process needs it

            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
            run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state", OutputFormat("gz", "site-date")))
            for number in range(200):
                day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}T08:00:00+07:00"
                run.commit(article(number, date_published=day, crawl_id=run.crawl_id), keys=[number], first_seen=day)
            run.release()
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert len(article_files(tmp_path)) == 200


def test_a_full_disk_while_the_files_are_closed(tmp_path: Path) -> None:
    """Committed articles are kept, and the next run writes them in the requested format."""
    import resource  # noqa: PLC0415 - only this test needs it

    run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state", OutputFormat("gz")))
    for number in range(40):
        run.commit(
            article(number, text=os.urandom(50_000).hex()), keys=[number], first_seen="2026-03-02T08:00:00+07:00"
        )
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, before[1]))
    try:
        with pytest.raises(OutputError, match=r"articles\.jsonl\.gz cannot be written: File too large"):
            run.release()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in tmp_path.glob("*.gz*")] == []
    Run.acquire(OutputLocation(tmp_path, tmp_path / ".state")).release()
    assert len(lines(tmp_path / "articles.jsonl.gz")) == 40
    assert list(Verification(tmp_path).problems()) == []


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match=r"compression must be one of none, gz, zst, not 'bz2'"):
        OutputFormat("bz2")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"partition must be one of run, site-date, not 'day'"):
        OutputFormat("gz", "day")  # type: ignore[arg-type]
