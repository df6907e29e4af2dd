"""robots.txt cannot be switched off, delays are numbers, a damaged state gives no traceback, and output controls no terminal."""

from __future__ import annotations

import ast
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

import newscrawl
from newscrawl import sample
from newscrawl.cli import main
from newscrawl.printable import printable
from newscrawl.runner.errors import UsageError
from tests.helpers.process import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.spiders import NewsSpider

ADDRESS = "http://127.0.0.1:9/"
WITHOUT_OURS = '{"newscrawl.middlewares.robots.RobotsMiddleware": null}'


@pytest.mark.parametrize(
    "setting",
    [
        "ROBOTSTXT_OBEY=False",
        "ROBOTSTXT_OBEY=0",
        "ROBOTSTXT_USER_AGENT=Googlebot",
        "ROBOTSTXT_USER_AGENT=n",
        "ROBOTSTXT_PARSER=scrapy.robotstxt.PythonRobotParser",
        f"DOWNLOADER_MIDDLEWARES={WITHOUT_OURS}",
        "DOWNLOADER_MIDDLEWARES={}",
        'DEFAULT_REQUEST_HEADERS={"user-agent": "Mozilla/5.0"}',
        'DOWNLOAD_HANDLERS={"http": "scrapy.core.downloader.handlers._httpx.HttpxDownloadHandler"}',
        "TWISTED_REACTOR_ENABLED=1",
        'ADDONS={"missing.AddOn": 1}',
        "STATS_CLASS=missing",
        "EXTENSIONS={",
        "FEEDS=[]",
        "LOG_FORMAT=%(nothing)s",
    ],
)
def test_a_setting_that_breaks_a_promise_or_cannot_be_used_is_refused(
    setting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["crawl", ADDRESS, "--allow-private", "--output", str(tmp_path), "-s", setting]) == 2
    assert setting.partition("=")[0] in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("table", ["[settings]", "[sites.x.settings]"])
def test_crawl_toml_cannot_switch_robots_txt_off(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = f'[sites.x]\nurl = "{ADDRESS}"\n'
    (tmp_path / "crawl.toml").write_text(f"{site}{table}\nROBOTSTXT_OBEY = false\n", encoding="utf-8")
    assert main(["run", "--config", str(tmp_path / "crawl.toml")]) == 2
    assert "robots.txt" in capsys.readouterr().err


@pytest.mark.parametrize("settings", [{"ROBOTSTXT_OBEY": False}, {"DOWNLOADER_MIDDLEWARES": {}}])
def test_the_api_cannot_switch_robots_txt_off(settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        newscrawl.crawl(ADDRESS, settings=settings)


def test_a_spider_cannot_switch_robots_txt_off() -> None:
    from newscrawl.runner.jobs import Job, build_settings, run_jobs  # noqa: PLC0415 - with the class below
    from newscrawl.spiders import spider_class  # noqa: PLC0415 - as above

    with sample.serve() as server:
        known: type[NewsSpider] = spider_class(newscrawl.sites.of(f"{server.base_url}/"))

        class Rude(known):  # type: ignore[misc, valid-type]
            custom_settings = {"ROBOTSTXT_OBEY": False}  # noqa: RUF012 - Scrapy's form

        using = build_settings(
            NEWSCRAWL_STATE=":memory:", NEWSCRAWL_ALLOW_PRIVATE=True, FEEDS={"/dev/null": {"format": "jsonl"}}
        )
        result = run_jobs([Job(Rude, {"url": f"{server.base_url}/"})], using)
        assert result.exit_code == 2
        assert not server.log


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1", "1e999"])
def test_a_delay_is_a_finite_number(value: str, tmp_path: Path) -> None:
    words = ["crawl", ADDRESS, "--output", str(tmp_path)]
    assert main([*words, f"--delay={value}"]) == 2
    assert main([*words, "-s", f"DOWNLOAD_DELAY={value}"]) == 2
    with pytest.raises(UsageError):
        newscrawl.crawl(ADDRESS, delay=float(value))


def test_a_damaged_state_is_reported_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from newscrawl.state import open_or_create_store  # noqa: PLC0415 - heavy

    open_or_create_store(tmp_path / ".state").close()
    (path,) = (tmp_path / ".state").glob("*.sqlite*")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    for action in ("check", "show", "export", "compact"):
        assert main(["state", action, str(tmp_path)]) == 8
        out, err = capsys.readouterr()
        assert out + err
        assert "Traceback" not in err


def test_nothing_but_a_replacement_is_left_of_control_characters() -> None:
    assert printable("a\x1b[2J\x9b31m\u202eb\tc\nd\x7f\x00") == "a�[2J�31m�b\tc\nd��"


def test_a_key_of_crawl_toml_cannot_control_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "crawl.toml"
    path.write_text(f'"bad\\u001b[31mkey" = 1\n[sites.x]\nurl = "{ADDRESS}"\n', encoding="utf-8")
    assert main(["run", "--config", str(path)]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_the_command_line_prints_through_the_filter_alone() -> None:
    bare = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "newscrawl" / "cli").rglob("*.py")
        if path.name not in {"output.py", "printing.py"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "Console"}
    ]
    assert bare == []
