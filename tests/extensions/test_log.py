"""Log lines as text and as JSON, without credentials."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl import sample
from newscrawl.extensions.log import JsonFormatter, LogFormatter, TextFormatter, mask_credentials
from newscrawl.sample.site import site
from newscrawl.state import StateError
from tests.helpers.process import run_newscrawl
from tests.helpers.records import article

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def record(message: str, *arguments: object, **more: Any) -> logging.LogRecord:
    return logging.LogRecord(
        "newscrawl.spiders.news", logging.WARNING, "", 1, message, arguments, **{"exc_info": None} | more
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GET http://me:pa55@bao.vn/x", "GET http://…@bao.vn/x"),
        ("{'Authorization': [b'Basic bWU6cGE1NQ==']}", "{'Authorization': …"),
        ("Cookie: session=pa55; other=pa55\nHost: bao.vn", "Cookie: …\nHost: bao.vn"),
        (
            "{'AWS_SECRET_ACCESS_KEY': 'pa55', 'BOT_NAME': 'newscrawl'}",
            "{'AWS_SECRET_ACCESS_KEY': '…', 'BOT_NAME': 'newscrawl'}",
        ),
        ("https://bao.vn/feed?token=pa55&page=2", "https://bao.vn/feed?token=…&page=2"),
        ("Bắt giữ 5 người: vụ án tại chợ", "Bắt giữ 5 người: vụ án tại chợ"),
    ],
)
def test_credentials_are_hidden(text: str, shown: str) -> None:
    assert mask_credentials(text) == shown
    assert "pa55" not in TextFormatter().format(record("%s", text))
    assert "pa55" not in JsonFormatter().format(record("%s", text))


def test_a_line_of_json_has_time_level_logger_site_and_message() -> None:
    line = json.loads(JsonFormatter().format(record("%s: hai\ndòng", "bao")))
    assert line["time"].endswith("+00:00")
    assert {**line, "time": ""} == {
        "time": "",
        "level": "WARNING",
        "logger": "newscrawl.spiders.news",
        "site": None,
        "message": "bao: hai\ndòng",
    }


def test_a_traceback_stays_in_its_line() -> None:
    try:
        int("http://me:pa55@bao.vn/")
    except ValueError:
        text = JsonFormatter().format(record("broken", exc_info=sys.exc_info()))
    assert "\n" not in text
    assert "'http://…@bao.vn/'" in json.loads(text)["exception"].splitlines()[-1]


def test_no_message_is_as_long_as_a_page() -> None:
    assert len(JsonFormatter().format(record("<html>" + "x" * 100_000))) < 5_000


def crawl(output: Path, url: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Run `newscrawl crawl` in a process of its own."""
    words = ("crawl", url, "--allow-private", "--delay", "0", "--max-articles", "5", "--output", str(output), "-q")
    return run_newscrawl(*words, "-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", *options)


def test_every_line_of_a_crawl_is_json_and_an_article_has_one(tmp_path: Path) -> None:
    with sample.serve() as server:
        done = crawl(tmp_path, server.base_url, "--log-format", "json", "-L", "DEBUG")
        name = site(server).home.split("/")[2]
    assert done.returncode == 0, done.stderr.decode()
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert {tuple(line)[:5] for line in found} == {("time", "level", "logger", "site", "message")}
    of_the_crawl = [line for line in found if line["logger"].startswith(("newscrawl.", "scrapy.core."))]
    assert {line["site"] for line in of_the_crawl} == {name}
    articles = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(articles) == 5
    for written in articles:
        naming = [
            line for line in found if written["id"] in line["message"] or f"<GET {written['url']}>" in line["message"]
        ]
        assert [line["message"].split()[0] for line in naming] == ["Wrote"]
        assert not any(written["text"][:80] in line["message"] for line in found)


def test_text_is_the_default_and_a_wrong_word_is_named(tmp_path: Path) -> None:
    with sample.serve() as server:
        done = crawl(tmp_path / "a", server.base_url, "-L", "INFO")
        wrong = crawl(tmp_path / "b", server.base_url, "-s", "NEWSCRAWL_LOG_FORMAT=xml")
    assert b"[scrapy.core.engine] INFO: Spider opened" in done.stderr
    assert (wrong.returncode, wrong.stderr) == (2, b"newscrawl: NEWSCRAWL_LOG_FORMAT is text or json, not 'xml'\n")


def test_what_broke_is_named_without_its_text() -> None:

    broken = article(7)
    said = LogFormatter().item_error(broken, ValueError("x"), None, None)  # type: ignore[arg-type] # the spider is not asked
    assert said["msg"] % said["args"] == "Error processing bao:7"
    assert said["level"] == logging.ERROR


def test_a_full_disk_gives_no_traceback_a_page() -> None:
    said = LogFormatter().item_error(article(7), StateError("full"), None, None)  # type: ignore[arg-type] # as above
    assert said["level"] == logging.DEBUG
