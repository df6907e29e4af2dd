"""``newscrawl extract`` of many pages: where they are found, which address they have, how records are written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from typing import TYPE_CHECKING

import pytest

from newscrawl.archive.records import record_at
from newscrawl.archive.warc import Exchange, WarcSeries
from newscrawl.cli import main
from newscrawl.cli.commands import pages as commands
from newscrawl.items import Article
from newscrawl.runner.bulk import formats, inputs
from newscrawl.runner.bulk.engine import WorkerError, check_stop
from newscrawl.runner.bulk.workers import LocalEngine

if TYPE_CHECKING:
    from pathlib import Path

PARAGRAPHS = (
    "Sáng nay, bà con trong làng cùng nhau đắp lại đoạn đê phía đông trước khi mùa mưa tới, mỗi nhà góp một ngày công.",
    "Ông trưởng thôn cho biết đoạn đê dài hai trăm mét sẽ xong trong tháng, kịp lúc nước sông dâng lên như mọi năm.",
    "1. Việc đắp đê được chia cho bốn xóm *theo* số nhân khẩu, ai bận thì góp gạo thay cho ngày công của mình.",
)


def page(number: int, *, head: str = "") -> bytes:
    """A page of an article; it does not name its address unless ``head`` does."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!DOCTYPE html>{head}<html lang="vi"><head><meta charset="utf-8"><title>Làng đắp đê số {number}</title>'
        '<meta property="article:published_time" content="2026-01-05T08:30:00+07:00"></head><body><article>'
        f"<h1>Làng đắp đê số {number}</h1>{body}</article></body></html>"
    ).encode()


def url(number: int) -> str:
    return f"https://bao-lang.vn/lang-dap-de-{number}.html"


def write_archive(directory: Path, *numbers: int) -> Path:
    series = WarcSeries(directory, "c")
    for number in numbers:
        series.record(
            Exchange(
                url=url(number),
                date=f"2026-01-06T0{number}:00:00Z",
                request_line=b"GET / HTTP/1.1",
                request_headers=[],
                status_line=b"200 OK",
                headers=[(b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip")],
                payload=gzip.compress(page(number) if number else b"<html></html>"),
            )
        )
    series.close()
    (path,) = (directory / "warc").glob("*.warc.gz")
    return path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A directory of pages of a mirror, a browser and an archive, and two files that are no pages."""
    mirror = tmp_path / "saved" / "bao-lang.vn" / "thoi-su"
    mirror.mkdir(parents=True)
    (mirror / "lang-1.html").write_bytes(page(1))
    (mirror / "lang-2.html.gz").write_bytes(gzip.compress(page(2)))
    comment = "<!-- saved from url=(0042)https://bao-lang.vn/browser-3.html -->"
    (tmp_path / "saved" / "page.htm").write_bytes(page(3, head=comment))
    (tmp_path / "saved" / "style.css").write_text("p { color: red }")
    (tmp_path / "saved" / "no-address.html").write_bytes(page(4))
    write_archive(tmp_path / "saved", 5, 6, 0)
    return tmp_path / "saved"


def run(capfdbinary: pytest.CaptureFixture[bytes], *words: object, code: int = 0) -> tuple[bytes, str]:
    assert main(["extract", *map(str, words)]) == code
    out, error = capfdbinary.readouterr()
    return out, error.decode()


def test_pages_are_found_in_a_directory_and_their_addresses_guessed(
    saved: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, error = run(capfdbinary, saved, code=3)
    records = [json.loads(line) for line in out.splitlines()]
    assert [record["url"] for record in records] == [
        "https://bao-lang.vn/thoi-su/lang-1.html",
        "https://bao-lang.vn/thoi-su/lang-2.html",
        "https://bao-lang.vn/browser-3.html",
        url(5),
        url(6),
    ]
    assert "no-address.html does not name its address" in error
    assert "1 pages hold no article" in error
    fetch = records[3]["fetch"]
    assert records[3]["date_fetched"] == "2026-01-06T12:00:00+07:00"
    assert record_at(saved / "warc" / fetch["warc_file"], fetch["warc_offset"]).id == fetch["warc_record_id"]
    monkeypatch.setattr("newscrawl.runner.bulk.extraction._CHUNK_FILES", 1)
    assert run(capfdbinary, saved, "--jobs", 3, code=3) == (out, error), "the number of jobs changes nothing"


def test_every_format_holds_every_article(saved: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    mirror = saved / "bao-lang.vn"
    lines = [json.loads(line) for line in run(capfdbinary, mirror)[0].splitlines()]
    assert json.loads(run(capfdbinary, mirror, "--format", "json")[0]) == lines
    rows = list(csv.DictReader(io.StringIO(run(capfdbinary, mirror, "--format", "csv")[0].decode())))
    assert [row["headline"] for row in rows] == ["Làng đắp đê số 1", "Làng đắp đê số 2"]
    assert json.loads(rows[0]["sections"]) == lines[0]["sections"]
    text = run(capfdbinary, mirror, "--format", "text")[0].decode()
    assert text.split("\n---\n\n")[0] == f"Làng đắp đê số 1\n\n{lines[0]['text']}\n"
    markdown = run(capfdbinary, mirror, "--format", "markdown")[0].decode().split("\n---\n\n")
    assert [part.splitlines()[0] for part in markdown] == ["# Làng đắp đê số 1", "# Làng đắp đê số 2"]
    assert "\n1\\. Việc đắp đê được chia cho bốn xóm \\*theo\\* số" in markdown[0]
    assert json.loads(run(capfdbinary, mirror / "thoi-su" / "lang-1.html", "--format", "json")[0]) == lines[0]


def test_words_that_name_nothing_are_refused(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no saved page" in run(capfdbinary, tmp_path / "empty", code=2)[1]
    assert "cannot be read" in run(capfdbinary, tmp_path / "missing.html", code=2)[1]
    (tmp_path / "broken.html.gz").write_bytes(b"no gzip")
    assert "cannot be read" in run(capfdbinary, tmp_path / "broken.html.gz", code=2)[1]
    (tmp_path / "a.html").write_bytes(b"<html></html>")
    assert "give one file" in run(capfdbinary, tmp_path, "--url", url(1), code=2)[1]
    assert run(capfdbinary, tmp_path / "a.html", "--url", url(1), code=6)[0] == b""
    (tmp_path / "bad.warc").write_bytes(b"no archive")
    assert "cannot be read as WARC" in run(capfdbinary, tmp_path / "bad.warc", code=6)[1]


def test_the_help_names_the_formats_there_are() -> None:
    assert commands.FORMATS == formats.FORMATS
    assert tuple(Article.__dataclass_fields__) == formats.COLUMNS


def test_a_packed_page_is_unpacked_up_to_the_limit_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_PAGE_BYTES", 5_000)
    path = tmp_path / "large.html.gz"
    path.write_bytes(gzip.compress(page(1) + bytes(1 << 20)))
    assert len(inputs.page_in_file(str(path), url(1)).body) == 5_001


def test_an_address_is_guessed_from_what_a_program_noted() -> None:
    single = b"<!--\n Page saved with SingleFile \n url: https://bao.vn/tin-1.html \n saved date: x -->"
    assert inputs.guessed_address("page.html", page(1, head=single.decode())) == "https://bao.vn/tin-1.html"
    assert inputs.guessed_address("m/bao.vn/tin/1.html", page(1)) == "https://bao.vn/tin/1.html"
    assert inputs.guessed_address("page.html", page(1)) is None


def _double(number: int) -> int:
    check_stop()
    return 2 * number


def test_results_keep_their_order() -> None:
    engine = LocalEngine(2)
    assert list(engine.run(_double, range(6))) == [0, 2, 4, 6, 8, 10]
    assert list(engine.run(_double, range(6), sizes=[1, 3, 2, 9, 9, 0])) == [0, 2, 4, 6, 8, 10]
    assert list(engine.run(_double, range(1))) == [0]


def _die(number: int) -> int:
    os._exit(number)


def test_a_killed_worker_ends_the_command() -> None:
    with pytest.raises(WorkerError, match="fewer --jobs"):
        list(LocalEngine(2).run(_die, [1, 2]))
