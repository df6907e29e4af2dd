"""Alerts of ``newscrawl run`` to a real server on loopback, and what happens when they fail."""

from __future__ import annotations

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.cli import main
from newscrawl.report.alerts import DiskFloor
from newscrawl.runner import alerts, config
from newscrawl.runner.alerts import Alerts, Delivery, is_good
from newscrawl.runner.errors import UsageError
from newscrawl.runner.result import CrawlResult
from newscrawl.state import SiteLockedError, StateError
from tests.helpers.fleet import Newspaper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEAD = 'output = "archive"\nallow_private = true\ndelay = 0\n[settings]\nRETRY_TIMES = 0\n'


class Receiver(ThreadingHTTPServer):
    """Takes alerts at any address and pings at ``/ping``; ``status`` is what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[dict[str, Any]] = []
        self.pings = 0
        self.status = 200
        self.netloc = f"127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_GET(self) -> None:
        self.server.pings += 1
        self.send_response(self.server.status)
        self.end_headers()

    def do_POST(self) -> None:
        self.server.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
        """Print nothing."""


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.chdir(tmp_path)
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


def configured(receiver: Receiver, paper: Newspaper | None = None, table: str = "") -> None:
    netloc = paper.netloc if paper else "mot.example.org"
    told = (
        f'to = ["json://u:geheim@{receiver.netloc}/told"]\nping = "http://{receiver.netloc}/ping?geheim"\npause = 0\n'
    )
    Path("crawl.toml").write_text(
        f'{HEAD}[sites.mot]\nurl = "http://{netloc}/"\n[alerts]\n{table or told}', encoding="utf-8"
    )


def test_a_change_is_told_once_by_a_real_service(receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    with Newspaper() as paper:
        configured(receiver, paper)
        paper.break_down("refused")
        for _ in range(2):
            assert main(["run", "--all", "-q"]) == 3
        (told,) = receiver.told
        assert told["title"].startswith("newscrawl: 1 dead (")
        assert f"{paper.site.name}: dead since " in told["message"]
        assert f"newscrawl status --config {Path.cwd() / 'crawl.toml'}" in told["message"]
        assert receiver.pings == 0
        paper.repair()
        paper.publish(1)
        receiver.status = 500
        capsys.readouterr()
        assert main(["run", "--all", "-q"]) == 0, "an alert that fails is no failure of the crawl"
        said = capsys.readouterr().err
        assert f"An alert could not be sent to json://…@{receiver.netloc}/told: " in said
        assert "The dead-man's switch http://… could not be asked" in said
        assert "geheim" not in said
        receiver.status = 200
        assert main(["run", "--all", "-q"]) == 0
        assert [told["title"].partition(" (")[0] for told in receiver.told[-2:]] == ["newscrawl: 1 recovered"] * 2
        assert receiver.pings == 2
    assert main(["alerts", "test"]) == 0
    said = capsys.readouterr().out
    assert f"json://u:****@{receiver.netloc}/told" in said
    assert "http://…: asked" in said
    assert "This is a test of the alerts" in receiver.told[-1]["message"]
    receiver.status = 404
    assert main(["alerts", "test"]) == 3
    assert "it was not accepted" in capsys.readouterr().err


def test_a_crawl_tells_what_the_configuration_names_and_asks_no_switch(
    receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    with Newspaper() as paper:
        configured(receiver, paper)
        crawl = ["crawl", f"http://{paper.netloc}/", "--allow-private", "--delay", "0", "-q", "-s", "RETRY_TIMES=0"]
        crawl += ["--output", "archive", "--alerts", "crawl.toml"]
        paper.break_down("refused")
        assert main(crawl) == 3
        assert main(["run", "--all", "-q"]) == 3, "what the crawl told is told"
        paper.repair()
        paper.publish(1)
        assert main(crawl) == 0
        titles = [told["title"].partition(" (")[0] for told in receiver.told]
        assert titles == ["newscrawl: 1 dead", "newscrawl: 1 recovered"]
        assert receiver.pings == 0
    configured(receiver, table='ping = "http://x.example.org/"\n')
    assert main(crawl) == 2
    assert "crawl.toml names nobody to tell" in capsys.readouterr().err


def test_a_service_that_hangs_or_breaks_ends_no_round(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    configured(receiver, table='to = ["json://x"]\npause = 0\n')
    read = config.load(Path("crawl.toml"))
    sent: list[str] = []

    def send(targets: Sequence[str], title: str, body: str) -> list[Delivery]:
        sent.append(title)
        if len(sent) == 1:
            raise OSError("no route")
        return [Delivery(targets[0], "busy" if len(sent) == 2 else "")]

    told = Alerts(read.alerts, config.scheduled_sites(read, due=True), memory=Path("alerts.json"), send=send)
    broken = CrawlResult(errors={"mot.example.org": RuntimeError("no spider")})
    with caplog.at_level(logging.ERROR):
        for _ in range(4):
            told.round_ended(broken)
        told.close()
    assert [title.partition(" (")[0] for title in sent] == ["newscrawl: 1 dead"] * 3, (
        "until it is told, and then no more"
    )
    assert "The alerts of this round are not sent" in caplog.text
    assert "An alert could not be sent to json://x: busy" in caplog.text


def test_a_damaged_memory_is_said_and_begun_anew(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    configured(receiver, table='to = ["json://x"]\n')
    read, sent = config.load(Path("crawl.toml")), list[str]()
    Path("alerts.json").write_text("[1]")

    def send(targets: Sequence[str], title: str, body: str) -> list[Delivery]:
        sent.append(body)
        return [Delivery(targets[0], "")]

    told = Alerts(read.alerts, config.scheduled_sites(read, due=True), memory=Path("alerts.json"), send=send)
    told.round_ended(CrawlResult(failure=StateError("disk I/O error")))
    told.close()
    assert sent == ["files or state could not be written: disk I/O error"]
    assert "alerts.json cannot be read" in caplog.text


def test_which_rounds_are_good() -> None:
    assert is_good(CrawlResult())
    assert is_good(CrawlResult(errors={"a": SiteLockedError("held")}))
    assert not is_good(CrawlResult(failure=StateError("full")))
    assert not is_good(CrawlResult(signal=15))
    assert not is_good(CrawlResult(errors={"a": RuntimeError("x")}))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[alerts]", "alerts names nobody to tell"),
        ("[alerts]\nto = []", "alerts.to is a list of addresses of Apprise"),
        ('[alerts]\nto = "geheim"', "alerts.to is an address with ://"),
        ('[alerts]\nto = "slack://${KHONG_CO}"', "alerts.to is an address with the environment variable KHONG_CO"),
        ('[alerts]\nping = "ftp://geheim"', "alerts.ping is an http(s) address"),
        ('[alerts]\nto = "json://x"\non = ["tot"]', "alerts.on is a list of dead, blocked, broken"),
        ('[alerts]\nto = "json://x"\ndisk_free = "much"', "alerts.disk_free is a share of the disk or a size"),
        ('[alerts]\nto = "json://x"\npuase = "1h"', "there is no key alerts.puase (did you mean pause?)"),
        ('[alerts]\nto = "json://x"\n[alerts.settings]\nA = 1', "there is no key alerts.settings"),
    ],
)
def test_what_is_wrong_in_the_table_is_named_without_secrets(tmp_path: Path, table: str, said: str) -> None:
    path = tmp_path / "crawl.toml"
    path.write_text(f"[sites.vtv]\n{table}\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        config.load(path)
    assert said in str(error.value)
    assert "geheim" not in str(error.value)


def test_a_table_is_read_with_secrets_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "a/b/c")
    path = tmp_path / "crawl.toml"
    path.write_text(
        '[sites.vtv]\n[alerts]\nto = ["slack://${HOOK}"]\non = ["dead"]\npause = "1h"\ndisk_free = "20 GB"\n'
    )
    rules = config.load(path).alerts
    assert rules.to == ("slack://a/b/c",)
    assert rules.kinds == {"dead"}
    assert (rules.pause, rules.disk) == (3600.0, DiskFloor(0.0, 20 * 10**9))


def test_a_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    with pytest.raises(UsageError, match=r"pip install 'newscrawl\[alerts\]'"):
        alerts.check_targets(["json://x"])
    (found,) = alerts.deliver(["json://geheim"], "t", "b")
    assert found == ("json://…", alerts.NO_APPRISE)
