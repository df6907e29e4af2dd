"""``newscrawl run`` as an operator meets it: silent when all is well, reloaded by SIGHUP, with a log of JSON alone."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newscrawl.cli import main, output
from newscrawl.extensions import log
from newscrawl.runner.jobs import build_settings, prepare_process
from tests.helpers.fleet import Newspaper
from tests.helpers.process import Command, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 'output = "archive"\nallow_private = true\ndelay = 0\nmin_interval = "1s"\nlog_format = "json"\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A directory of its own; the hooks for warnings and errors are put back."""
    monkeypatch.chdir(tmp_path)
    for owner, name in ((sys, "excepthook"), (threading, "excepthook"), (warnings, "showwarning")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    yield
    output.write_errors_as(None)
    logging.captureWarnings(capture=False)


def configure(*papers: Newspaper, head: str = HEAD) -> None:
    tables = "".join(f'[sites.s{number}]\nurl = "http://{paper.netloc}/"\n' for number, paper in enumerate(papers))
    Path("crawl.toml").write_text(head + tables, encoding="utf-8")


def manifests() -> str:
    return " ".join(path.read_text(encoding="utf-8") for path in Path("archive").glob("manifest*.json"))


def test_a_night_without_trouble_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Newspaper() as first, Newspaper() as second:
        first.publish(3)
        second.publish(2)
        configure(first, second, head=HEAD.replace("json", "text"))
        for _ in range(2):
            assert main(["run", "-q"]) == 0
            first.publish(1)
    assert capfd.readouterr() == ("", "")


def test_a_hangup_reloads_a_watch_and_all_lines_of_its_log_are_json() -> None:
    with Newspaper() as first, Newspaper() as second:
        first.publish(2)
        second.publish(2)
        configure(first)
        process = Command("run", "--watch", "-q")
        try:
            wait_until(lambda: first.netloc in manifests(), "the first site")
            Path("crawl.toml").write_text("[sites.khong_co_bao]\n", encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            wait_until(lambda: "the old one stays in force" in process.read_errors(), "the refusal of the wrong file")
            second.break_down("403")  # so that something is to be said
            configure(first, second)
            process.send_signal(signal.SIGHUP)
            wait_until(lambda: second.netloc in manifests(), "the second site")
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate()
    assert process.returncode == 143
    lines = [json.loads(line) for line in said.splitlines()]
    assert any("sites.khong_co_bao: no site has this name" in line["message"] for line in lines)
    assert any(second.netloc in line["message"] for line in lines)


def test_warnings_tracebacks_and_wrong_messages_are_lines_of_json(capfd: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    prepare_process(build_settings(NEWSCRAWL_LOG_FORMAT="json", LOG_LEVEL="WARNING"))
    try:
        warnings.warn("an old name\nof two lines", DeprecationWarning, stacklevel=1)
        logging.getLogger("twisted").error("Unhandled error\nin Deferred")
        error = RuntimeError("not expected\nat all")
        sys.excepthook(RuntimeError, error, None)
        thread = threading.Thread(target=int, args=("nine",))
        thread.start()
        thread.join()
    finally:
        log._Installed.handler = None
        root.handlers[:] = before
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["logger"] for line in lines] == [
        "py.warnings",
        "twisted",
        "newscrawl.extensions.log",
        "newscrawl.extensions.log",
    ]
    assert "of two lines" in lines[0]["message"]
    assert lines[1]["message"] == "Unhandled error\nin Deferred"
    assert "RuntimeError: not expected\nat all" in lines[2]["exception"]
    assert "ValueError: invalid literal" in lines[3]["exception"]


def test_a_wrong_message_is_a_line_of_json() -> None:
    record = logging.LogRecord("twisted", logging.ERROR, "", 1, "%d articles", ("many",), None)
    assert json.loads(log.JsonFormatter().format(record))["message"].startswith("%d articles (TypeError")


def test_what_a_command_says_is_json_too(capfd: pytest.CaptureFixture[str]) -> None:
    Path("odd.py").write_text('x = "\\d"\nSITE = 1\n', encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert main(["crawl", "./odd.py", "--log-format", "json"]) == 2
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert lines[-1]["level"] == "ERROR"
    assert lines[-1]["message"].startswith("newscrawl: odd.py has a name SITE")
    assert "invalid escape" in lines[0]["message"]
