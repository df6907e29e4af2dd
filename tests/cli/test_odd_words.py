"""Odd values of options end with a sentence and a documented exit code, never with a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.cli import main
from newscrawl.printable import printable

if TYPE_CHECKING:
    from pathlib import Path

LONG_NAME: Final = "a" * 300
MANY_DIGITS: Final = "9" * 400
NOT_UTF_8: Final = "\udcff\udc80"
ESCAPES: Final = "\x1b[2J\x1b]0;x\x07"

USAGE: Final[list[list[str]]] = [
    ["crawl", "http://127.0.0.1:99999/"],
    ["crawl", "http://[::1"],
    ["crawl", "http://ß" + "a" * 70 + ".vn/"],
    ["crawl", "https://a.vn/" + "b" * 70_000],
    ["crawl", NOT_UTF_8 + ".vn"],
    ["crawl", "javascript:alert(1)"],
    ["crawl", "http://127.0.0.1:9/", "--until", "9999-12-31"],
    ["crawl", "http://127.0.0.1:9/", "--max-articles", MANY_DIGITS],
    ["crawl", "http://127.0.0.1:9/", "--delay", "nan"],
    ["crawl", "http://127.0.0.1:9/", "-s", f"DOWNLOAD_MAXSIZE={MANY_DIGITS}"],
    ["crawl", "http://127.0.0.1:9/", "-s", f"{ESCAPES}=1"],
    ["backfill", "http://127.0.0.1:9/", "--since", "0001-01-01T00:00:00+23:59"],
    ["backfill", ESCAPES, "--since", "2026-01-01"],
    ["check", "http://127.0.0.1:99999/"],
    ["check", "data:,x"],
    ["new-site", "http://[::1"],
    ["extract", LONG_NAME],
    ["extract", "//"],
    ["extract", ESCAPES],
    ["normalize", LONG_NAME],
    ["run", "--config", LONG_NAME],
    ["run", "--config", "//"],
    ["verify", LONG_NAME],
    ["gaps", LONG_NAME],
    ["gaps", "--since", "0001-01-01"],
    ["status", "--html", "//"],
    ["corpus", "report", "-o", ""],
    ["corpus", "stats", "--min-words", MANY_DIGITS],
    ["corpus", "sample", "-n", "9" * 5_000],
    ["changes", LONG_NAME],
    ["check", "http://127.0.0.1:9/", "--delay", "1e308"],
    ["state", "check", LONG_NAME],
    ["history", ESCAPES],
    ["help", ESCAPES],
]


@pytest.mark.parametrize("words", USAGE, ids=lambda words: " ".join(words)[:60].encode("unicode_escape").decode())
def test_an_odd_word_is_refused_in_a_sentence(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    out, error = capsys.readouterr()
    said = out + error
    assert said.startswith("newscrawl: ")
    assert said == printable(said)
    assert not list(tmp_path.iterdir())


def test_a_word_that_is_no_utf_8_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "articles.jsonl").write_text("", encoding="utf-8")
    assert main(["corpus", "stats", str(tmp_path), f"--site={NOT_UTF_8}"]) == 2
    assert "not in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", [b"a = " + b"[" * 5_000, b"\0", b"sites = 1", b"contact = '\xff'", b"delay = nan\n[sites.x]"]
)
def test_an_odd_crawl_toml_is_refused_in_a_sentence(
    text: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "crawl.toml"
    path.write_bytes(text)
    assert main(["run", "--config", str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"newscrawl: {path}")
