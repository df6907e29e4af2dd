"""``newscrawl run``: crawl several sites in one process, once or until stopped."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl import cli, sample
from newscrawl.state import SiteLock
from tests.helpers.files import read_articles
from tests.helpers.process import SAFETY_TIMEOUT, Command, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

ARTICLES = len(sample.expected(1).articles)
HEAD = 'allow_private = true\noutput = "archive"\ndelay = 0\nmin_interval = "1s"\n[settings]\nNEWSCRAWL_MAX_CRAWL_DELAY = 0\nRETRY_TIMES = 0\n'


def config(tmp_path: Path, *addresses: str, head: str = "", **options: str) -> Path:
    """Write a configuration with a site for each address; keyword arguments go to the table of the first site."""
    tables = [f'[sites.s{number}]\nurl = "{address}/"\n' for number, address in enumerate(addresses)]
    tables[0] += "".join(f"{name} = {value}\n" for name, value in options.items())
    path = tmp_path / "crawl.toml"
    path.write_text(head + HEAD + "".join(tables), encoding="utf-8")
    return path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def tarpit() -> Iterator[str]:
    """A server that accepts every request and answers none; its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(listening.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(SAFETY_TIMEOUT)
        for connection in held:
            connection.close()


def written_ids(output: Path) -> list[str]:
    return [line["id"] for line in read_articles(output)]


def test_a_broken_site_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sample.serve() as first, sample.serve() as second:
        path = config(
            tmp_path,
            first.base_url,
            f"http://127.0.0.1:{free_port()}",
            second.base_url,
            head="at_once = 2\n",
            output='"its own"',
        )
        code = cli.main(["run", "--config", str(path)])
        assert code == 3
        assert "nothing could be fetched: its robots.txt could not be fetched" in capsys.readouterr().err
        assert len(written_ids(tmp_path / "its own")) == ARTICLES
        assert len(written_ids(tmp_path / "archive")) == ARTICLES
        manifest = json.loads((tmp_path / "archive" / "manifest.json").read_text(encoding="utf-8"))
        assert len(manifest["sites"]) == 2
        # A second run at once: nothing is due except the site that was never reached.
        before = len(first.log) + len(second.log)
        assert cli.main(["run", "--config", str(path), "-q"]) == 3
        assert len(first.log) + len(second.log) <= before + 8


def test_a_locked_site_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sample.serve() as first, sample.serve() as second:
        name = first.base_url.removeprefix("http://")
        with SiteLock(tmp_path / "archive" / ".state", name, now="2026-03-02T08:00:00+07:00"):
            code = cli.main(["run", "--config", str(config(tmp_path, first.base_url, second.base_url)), "-q"])
        assert code == 7
        assert f"{name} is being crawled into this state by another run" in capsys.readouterr().err
        assert len(written_ids(tmp_path / "archive")) == ARTICLES


def test_check_prints_the_meaning_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = config(tmp_path, "http://127.0.0.1:9", since="2026-01-01")
    assert cli.main(["run", "--config", str(path), "--check"]) == 0
    assert "since=2026-01-01" in capsys.readouterr().out
    assert not (tmp_path / "archive").exists()


def test_a_watch_continues_beside_a_site_that_hangs_and_ends_without_waiting_for_it(tmp_path: Path) -> None:
    """A request of the hanging site times out after an hour; the signal does not wait for it."""
    with sample.serve() as server, tarpit() as stuck:
        path = config(tmp_path, server.base_url, stuck, head='max_interval = "1s"\n')
        path.write_text(path.read_text().replace("[settings]\n", "[settings]\nDOWNLOAD_TIMEOUT = 3600\n"))
        process = Command("run", "--config", str(path), "--watch")
        try:
            output = tmp_path / "archive"
            wait_until(lambda: has_ended(output, server.base_url), "the end of the first run")
            server.edition = 2
            wait_until(lambda: any('"revision":2' in line for line in lines_so_far(output)), "the revision")
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            out, err = process.communicate()
    assert process.returncode == 143, err.decode()
    assert not list(output.glob("*.part"))
    found = written_ids(output)
    assert len(found) == ARTICLES + 1
    assert len(set(found)) == ARTICLES
    assert b"1 revised" in out


def lines_so_far(output: Path) -> list[str]:
    return [
        line
        for file in output.glob("articles*.jsonl*")
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True)
        if line.endswith("\n")
    ]


def has_ended(output: Path, address: str) -> bool:
    """True if a run of the site has ended; only a later round can see what the site publishes from now on."""
    path = output / ".state" / "state.sqlite3"
    if not path.exists():
        return False
    with closing(sqlite3.connect(path, timeout=30)) as db:
        try:
            rows = db.execute("SELECT ended FROM sites WHERE site = ?", (urlsplit(address).netloc,)).fetchall()
        except sqlite3.OperationalError:
            return False  # another process is creating the file
    return rows == [(1,)]
