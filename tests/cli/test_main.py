"""The command line: its output, its error messages and its exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from newscrawl import sample, sites
from newscrawl.cli import main
from newscrawl.exporters import arrow_schema
from newscrawl.report.manifest import ExitCode
from newscrawl.state import Address, SiteLock, address_key, open_or_create_store
from tests.helpers.process import SAFETY_TIMEOUT, Command, run_newscrawl, wait_until

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Đê làng Ỷ La được đắp lại - Báo Làng</title></head><body>
<nav><a href="/">Trang chủ</a></nav><article><h1>Đê làng Ỷ La được đắp lại trước mùa mưa</h1><p class="time">05/01/2026 08:30</p>
<p>Sáng 5/1, bà con làng Ỷ La bắt tay vào đắp lại đoạn đê dài ba trăm mét bị sạt từ mùa lũ năm ngoái.</p>
<p>Theo ông Lê Văn Cẩn, trưởng thôn, mỗi nhà góp hai ngày công, xã lo đá và cọc tre, huyện cử người hướng dẫn kỹ thuật.</p>
<p>Đoạn đê dự kiến xong trước rằm tháng Giêng, kịp che cho hơn bốn mươi héc-ta lúa vụ xuân đang thì con gái.</p></article></body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_help_names_the_commands_and_exit_codes() -> None:
    done = run_newscrawl("--help")
    assert done.returncode == 0
    for word in ("crawl", "replay", "extract", "demo", "Exit codes"):
        assert word in done.stdout.decode()


def test_sites_lists_every_profile() -> None:
    lines = run_newscrawl("sites", "--json").stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines] == list(sites.names())


def test_extract_prints_one_record(page: Path) -> None:
    done = run_newscrawl("extract", str(page), "--url", "https://bao-lang.vn/de-lang-y-la-1234.html")
    assert done.returncode == 0, done.stderr.decode()
    record = json.loads(done.stdout)
    assert record["headline"] == "Đê làng Ỷ La được đắp lại trước mùa mưa"
    assert record["date_published"] == "2026-01-05T08:30:00+07:00"
    assert record["text"].startswith("Sáng 5/1, bà con làng Ỷ La")
    assert record["text"].count("\n\n") == 2


def test_extract_from_standard_input(page: Path) -> None:
    done = run_newscrawl("extract", "-", "--url", "https://bao-lang.vn/de-lang-y-la-1234.html", stdin=page.read_bytes())
    assert json.loads(done.stdout)["site"] == "bao-lang.vn"


def test_extract_of_a_page_that_names_its_address(
    page: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    address = "https://bao-lang.vn/de-lang-y-la-1234.html"
    named = tmp_path / "named.html"
    named.write_text(PAGE.replace("</head>", f'<link rel="canonical" href="{address}"></head>'), encoding="utf-8")
    for words in ([], ["--generic"]):
        assert main(["extract", str(named), *words]) == 0
        assert json.loads(capfdbinary.readouterr().out)["url"] == address
    assert main(["extract", str(page)]) == 2
    assert b"does not name its address" in capfdbinary.readouterr().err


def test_inspect_says_where_each_field_was_found(page: Path) -> None:
    done = run_newscrawl("inspect", str(page), "--url", "https://bao-lang.vn/de-lang-y-la-1234.html")
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert "headline" in text
    assert "date_published" in text
    assert "layout generic" in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "not_html"), (b"<html><body></body></html>", "")],
)
def test_what_holds_no_article(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "page.html").write_bytes(content)
    done = run_newscrawl("extract", str(tmp_path / "page.html"), "--url", "https://bao-lang.vn/a-b-c-1234.html")
    assert done.returncode == 6
    assert done.stdout == b""
    assert f"holds no article: {reason}" in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    looked_at = run_newscrawl("inspect", str(tmp_path / "page.html"), "--url", "https://bao-lang.vn/a-b-c-1234.html")
    assert looked_at.returncode == 6
    assert reason in (looked_at.stdout + looked_at.stderr).decode()
    assert b"Traceback" not in looked_at.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["crawl", "baokiemtoann"], "did you mean baokiemtoan?"),
        (["crawl", "ftp://bao.vn/"], "no http(s) address"),
        (["crawl", "baokiemtoan", "--since", "yesterday"], "--since is a day such as 2026-01-31"),
        (["crawl", "baokiemtoan", "--since", "2026-02-01", "--until", "2026-01-31"], "--until 2026-01-31 lies before"),
        (["crawl", "baokiemtoan", "--max-articles", "0"], "--max-articles: a whole number above 0 is wanted, not '0'"),
        (["crawl", "baokiemtoan", "--delay", "-1"], "--delay cannot be negative"),
        (["crawl", "baokiemtoan", "--sinse", "2026-01-01"], "no option --sinse (did you mean --since"),
        (["crawl", "baokiemtoan", "-L", "loud"], "it is one of DEBUG, INFO, WARNING"),
        (["crawl", "baokiemtoan", "-s", "LOG_LEVEL=LOUD"], "Unknown level: 'LOUD'"),
        (["crawl", "baokiemtoan", "-s", "NEWSCRAWL_CONTCT=me"], "did you mean NEWSCRAWL_CONTACT"),
        (["crawl", "baokiemtoan", "-s", "newscrawl_contact=me"], "did you mean NEWSCRAWL_CONTACT"),
        (["crawl", "baokiemtoan", "-s", "NEWSCRAWL_MAX_PAGES=many"], "MAX_PAGES: it is a whole number, not 'many'"),
        (["crawl", "baokiemtoan", "-s", "DOWNLOAD_DELAY=slow"], "DOWNLOAD_DELAY: it is a number, not 'slow'"),
        (["crawl", "baokiemtoan", "-s", "NEWSCRAWL_DUE=maybe"], "NEWSCRAWL_DUE: it is True or False, not 'maybe'"),
        (["crawl", "baokiemtoan", "-s", "NEWSCRAWL_TONE_STYLE=third"], "it is one of first, second, keep, not 'third'"),
        (["crawl", "baokiemtoan", "-a", "sinse=2026-01-01"], "no such argument (did you mean since?)"),
        (["craw", "baokiemtoan"], "there is no 'craw' (did you mean crawl?). `newscrawl --help`"),
        (["text-model", "biuld"], "did you mean build?). `newscrawl text-model --help`"),
        (["normalize", "one.txt", "two.txt"], "'two.txt' is one word too many"),
        (["normalize", "missing.txt"], "missing.txt cannot be read: No such file"),
        (["demo", "--port", "65536"], "65536 is not in the range 0<=x<=65535"),
        (["demo", "--port=-1"], "-1 is not in the range 0<=x<=65535"),
        (["corpus", "serve", "--port", "9" * 40], "a whole number from 1 to 65,535 is wanted"),
        (["run", "--config", "missing.toml"], "newscrawl init"),
        (["crawl", "baokiemtoan", "-s", "LOG_LEVEL"], "-s takes NAME=VALUE"),
        (["extract", "missing.html", "--url", "https://bao.vn/a.html"], "missing.html cannot be read: No such file"),
        (["replay", "missing.tsv", "--output", "out"], "missing.tsv cannot be read"),
        (["extract", "pyproject.toml", "--url", "bao.vn"], "no http(s) address"),
        (
            ["crawl", "baokiemtoan", "--output", "ftp://bucket/x"],
            "--output: ftp://bucket/x: there is no store ftp://",
        ),
        (["crawl", "baokiemtoan", "--state", "file:///x"], "--state: a local path is wanted"),
        (["crawl", "baokiemtoan", "-s", "NEWSCRAWL_OUTPUT=ftp://bucket/x"], "NEWSCRAWL_OUTPUT is a local path"),
        (["verify", "s3://bucket/x"], "s3://bucket/x is a state; verify checks files"),
        (["crawl", "baokiemtoan", "--out", "x"], "no option --out (did you mean --output"),
        (["crawl"], "SITE... is missing. `newscrawl crawl --help`"),
    ],
)
def test_usage_errors_say_what_to_do(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert len(printed.err.splitlines()) == 1
    assert not printed.out


def test_an_unreachable_host(tmp_path: Path) -> None:
    done = run_newscrawl(
        "crawl", "http://127.0.0.1:9/", "--allow-private", "--output", str(tmp_path), "-s", "RETRY_TIMES=0"
    )
    assert done.returncode == 3
    assert "nothing could be fetched: its robots.txt could not be fetched" in done.stderr.decode()
    assert done.stderr.decode().count("WARNING") == 1  # one warning for the site, not one for each source
    assert b"Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.jsonl*"))


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    done = run_newscrawl("crawl", "baokiemtoan", "--output", str(tmp_path / "out"))
    assert done.returncode == 8
    assert "--output" in done.stderr.decode() or "--state" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_without_write_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = run_newscrawl("crawl", "baokiemtoan", "--output", str(tmp_path / "out"))
    assert done.returncode == 8


def test_a_damaged_state(tmp_path: Path) -> None:
    (tmp_path / ".state").mkdir()
    (tmp_path / ".state" / "state.sqlite3").write_bytes(b"no database" * 200)
    done = run_newscrawl("crawl", "baokiemtoan", "--output", str(tmp_path))
    assert done.returncode == 8
    assert "Move it aside" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_site_that_another_run_holds(tmp_path: Path) -> None:
    with SiteLock(tmp_path / ".state", "baokiemtoan", now="2026-01-01T00:00:00+07:00"):
        done = run_newscrawl("crawl", "baokiemtoan", "--output", str(tmp_path))
    assert done.returncode == 7
    assert f"process {os.getpid()}" in done.stderr.decode()
    assert done.stderr.startswith(b"newscrawl: baokiemtoan is being crawled")
    assert not done.stdout  # no site was crawled, so there is no summary


def test_a_disk_that_fills_up_in_the_middle_of_a_crawl(tmp_path: Path) -> None:
    limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)); sys.argv = ['newscrawl', *sys.argv[1:]]; runpy.run_module('newscrawl', run_name='__main__')"
    with sample.serve() as server:
        words = [
            "crawl",
            f"{server.base_url}/",
            "--allow-private",
            "--output",
            str(tmp_path),
            "--delay",
            "0",
            "-s",
            "NEWSCRAWL_MAX_CRAWL_DELAY=0",
        ]
        full = subprocess.run(
            [sys.executable, "-c", limit, *words], capture_output=True, timeout=SAFETY_TIMEOUT, check=False
        )
        assert full.returncode == 8, full.stderr.decode()
        assert "run again" in full.stderr.decode()
        assert b"Traceback" not in full.stderr
        again = run_newscrawl(*words)
        assert again.returncode == 0, again.stderr.decode()
    found = [
        json.loads(line)["id"]
        for file in tmp_path.glob("articles*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len(found) == len(set(found)) == len(sample.expected(1).articles)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_one_signal_ends_cleanly(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with sample.serve() as server:
        words = ["crawl", f"{server.base_url}/", "--allow-private", "--output", str(tmp_path), "--delay", "0"]
        process = Command(*words)
        part = tmp_path / "articles.jsonl.part"
        wait_until(lambda: process.poll() is not None or (part.exists() and part.stat().st_size), "an article")
        process.send_signal(number)
        _, errors = process.communicate()
        assert process.returncode == code, errors.decode()
    assert b"Traceback" not in errors
    assert not list(tmp_path.glob("*.part"))
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    written = {f["name"]: f["lines"] for f in manifest["files"]}
    assert written["articles.jsonl"] == len((tmp_path / "articles.jsonl").read_bytes().splitlines()) > 0


def test_normalize_and_text_model(tmp_path: Path) -> None:
    assert (
        run_newscrawl("normalize", stdin="Hoà Lạc : Võ ThịÁnh Xuân\n".encode()).stdout.decode()
        == "Hòa Lạc: Võ Thị Ánh Xuân\n"
    )
    assert run_newscrawl("normalize", "--tone", "second", stdin="Hòa".encode()).stdout.decode() == "Hoà"
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"headline": "Làng Ỷ La", "description": None, "text": "Làng Ỷ La đắp đê."}) + "\n"
    )
    done = run_newscrawl("text-model", "build", str(tmp_path / "a.jsonl"), "--output", str(tmp_path / "counts.bin"))
    assert done.returncode == 0, done.stderr.decode()
    again = run_newscrawl("normalize", "--model", str(tmp_path / "counts.bin"), stdin="nhiềukết quả".encode())
    assert again.stdout.decode() == "nhiều kết quả"
    (tmp_path / "in.txt").write_text("Hoà Lạc\n")
    assert run_newscrawl("normalize", str(tmp_path / "in.txt")).stdout.decode() == "Hòa Lạc\n"
    damaged = run_newscrawl("normalize", stdin=b"H\xf2a L\xb9c")
    assert damaged.returncode == 2
    assert "standard input is not UTF-8" in damaged.stderr.decode()
    assert not damaged.stdout
    (tmp_path / "b.jsonl").write_text("{}\n[1]\n")
    wrong = run_newscrawl("text-model", "build", str(tmp_path / "b.jsonl"), "--output", str(tmp_path / "c.bin"))
    assert wrong.returncode == 2
    assert "line 1, is no article" in wrong.stderr.decode()


def test_the_demonstration_twice(demo_runs: tuple[Path, list[str]]) -> None:
    _, (first, second) = demo_runs
    assert "first edition" in first
    assert "64 lines" in first
    assert "second edition" in second
    assert "  1 lines" in second


def test_a_fresh_demonstration_removes_nothing_of_other_sites(tmp_path: Path) -> None:
    url = "https://bao.vn/de-lang-1234.html"
    store = open_or_create_store(tmp_path / ".state")
    store.add("bao", [Address(key=address_key(url), url=url, hints="")], now="2026-03-01T08:00:00+07:00")
    store.close()
    (tmp_path / "articles.jsonl").write_text("{}\n")
    done = run_newscrawl("demo", "--fresh", "--output", str(tmp_path))
    assert done.returncode == 2
    assert "holds articles of bao" in done.stderr.decode()
    assert (tmp_path / "articles.jsonl").read_text() == "{}\n"


def test_the_sample_newspaper_at_a_port_that_is_taken() -> None:
    with sample.serve() as server:
        port = server.base_url.rpartition(":")[2]
        done = subprocess.run(
            [sys.executable, "-m", "newscrawl.sample", "--port", port],
            capture_output=True,
            timeout=SAFETY_TIMEOUT,
            check=False,
        )
    assert done.returncode == 2
    assert f"--port {port} cannot be used" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_replay_of_a_manifest(tmp_path: Path, page: Path) -> None:
    (tmp_path / "m.tsv").write_text(
        f"file\turl\tpage_type\n{page.name}\thttps://bao-lang.vn/de-lang-y-la-1234.html\tarticle\n"
    )
    done = run_newscrawl("replay", str(tmp_path / "m.tsv"), "--output", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr.decode()
    (line,) = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["headline"] == "Đê làng Ỷ La được đắp lại trước mùa mưa"
    assert json.loads(line)["date_fetched"] is None


def test_an_optional_package_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(arrow_schema, "import_module", missing)
    (tmp_path / "articles.jsonl").write_bytes(b"")
    assert main(["export", str(tmp_path), "--to", str(tmp_path / "table")]) == ExitCode.USAGE
    assert "pip install 'newscrawl[parquet]'" in capsys.readouterr().err
