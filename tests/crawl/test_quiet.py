"""A site at which nothing is due is ended without a crawler, and leaves the same behind as with one."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

from newscrawl import cli, dates, sites
from newscrawl.policy.strategies import NewestFirst
from newscrawl.runner import config, scheduler
from newscrawl.state import Address, Source, address_key, open_or_create_store
from tests.helpers.process import SAFETY_TIMEOUT

if TYPE_CHECKING:
    from pathlib import Path

LONG_AGO = "2026-03-01T08:00:00+07:00"
NAMES = ("baokiemtoan", "dantri")
CONFIG = 'output = "archive"\nmetrics_file = "metrics.prom"\n' + "".join(f"[sites.{name}]\n" for name in NAMES)
TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:+]+|\d{8}T\d{6}Z-\w{6}")


def quiet_state(directory: Path) -> Path:
    """Write a configuration, and a state in which every source of its sites was read and none is due."""
    directory.mkdir()
    (directory / "crawl.toml").write_text(CONFIG, encoding="utf-8")
    store = open_or_create_store(directory / "archive" / ".state")
    next_check = dates.rfc3339(datetime.now(UTC) + timedelta(hours=1))
    for name in NAMES:
        store.begin_crawl(name)
        for kind, url in NewestFirst().first_sources(sites.get(name)):
            store.put_source(
                Source(
                    url=url,
                    site=name,
                    kind=kind,
                    checked=LONG_AGO,
                    first_checked=LONG_AGO,
                    brought_news=LONG_AGO,
                    gap=7200.0,
                    interval=3600.0,
                    next_check=next_check,
                )
            )
        store.end_crawl(name)
    store.close()
    return directory


def left_behind(directory: Path) -> list[Any]:
    """Return manifest, state and metrics without times."""
    manifest = json.loads((directory / "archive" / "manifest.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(directory / "archive" / ".state" / "state.sqlite3")) as db:
        health = db.execute("SELECT site, counts FROM health ORDER BY site").fetchall()
        marks = db.execute("SELECT * FROM sites ORDER BY site").fetchall()
    lines = (directory / "metrics.prom").read_text(encoding="utf-8").splitlines()
    metrics = [line for line in lines if not re.search("_seconds{|_bytes{", line)]
    return [TIMES.sub("", json.dumps(part)) for part in (manifest["sites"], health, marks, metrics)]


def run(directory: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.main(["run", "--config", str(directory / "crawl.toml")])
    return code, capsys.readouterr().out.replace(str(directory), "")


def test_it_leaves_the_same_behind_as_a_crawler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_crawler, without = quiet_state(tmp_path / "with"), quiet_state(tmp_path / "without")
    with monkeypatch.context() as patched:
        patched.setattr(scheduler, "ended_quietly", lambda *_: False)
        first = run(with_crawler, capsys)
    monkeypatch.setattr("scrapy.crawler.Crawler", None)
    assert run(without, capsys) == first
    assert first[0] == 0
    assert left_behind(without) == left_behind(with_crawler)


def test_scrapy_is_imported_when_something_needs_it(tmp_path: Path) -> None:
    directory = quiet_state(tmp_path / "quiet")
    (directory / "said.toml").write_text(f'log_level = "INFO"\n{CONFIG}', encoding="utf-8")
    code = (
        "import sys\n"
        "from newscrawl import cli\n"
        "assert cli.main(['run', '-q', '--config', 'crawl.toml']) == 0\n"
        "assert not {'scrapy', 'twisted', 'aiohttp', 'newscrawl.extract.article'} & sys.modules.keys()\n"
        "assert cli.main(['run', '-q', '--config', 'said.toml']) == 0\n"
        "assert 'scrapy' in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=directory,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=SAFETY_TIMEOUT,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "INFO: " in line]
    assert done.returncode == 0, done.stderr
    assert [line.split("INFO: ")[1] for line in said] == [f"{name}: nothing is due" for name in NAMES]
    assert all("[newscrawl.runner.quiet]" in line for line in said)


@pytest.mark.parametrize("due", ["source", "address", "unfinished run"])
def test_a_site_with_something_due_gets_a_crawler(
    due: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = quiet_state(tmp_path / "due")
    store, name = open_or_create_store(directory / "archive" / ".state"), NAMES[1]
    if due == "source":
        known = store.entry_sources(name)[0]
        store.put_source(Source(url=known.url, site=name, kind=known.kind))
    elif due == "address":
        url = urljoin(sites.get(name).home, "/the-gioi/mot-bai-moi-20260301080000000.htm")
        store.add(name, [Address(key=address_key(url), url=url)], now=LONG_AGO)
    else:
        store.begin_crawl(name)
    store.close()
    asked: list[str] = []

    def crawler(spider: Any, using: object) -> Any:
        asked.append(spider.name)
        raise KeyboardInterrupt  # Nothing is to be requested.

    monkeypatch.setattr("scrapy.crawler.Crawler", crawler)
    found = config.scheduled_sites(config.load(directory / "crawl.toml"), due=True)
    with pytest.raises(KeyboardInterrupt):
        scheduler.Scheduler(found, at_once=2).run_once()
    assert asked == [name]
