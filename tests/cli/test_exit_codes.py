"""Every documented exit code, each shown by a process that ends with it."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import sample
from newscrawl.report.manifest import ExitCode
from newscrawl.state import SiteLock
from tests.crawl.test_health import Redesigned
from tests.helpers.hostile_server import HostileServer, respond
from tests.helpers.process import Command, run_newscrawl, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.sample.newspaper import Resource

ROOT: Final = Path(__file__).parents[2]


def command(url: str, output: Path, *words: str) -> list[str]:
    fast = ("--delay", "0", "-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "CRITICAL", "-q")
    return ["crawl", *url.split(), "--allow-private", "--output", str(output), *fast, *words]


def ended(url: str, output: Path, *words: str) -> tuple[int, str]:
    done = run_newscrawl(*command(url, output, *words))
    return done.returncode, done.stderr.decode()


class Empty(sample.Server):
    """The sample newspaper with pages that link to no article."""

    def _lookup(self, target: str) -> Resource | None:
        found = super()._lookup(target)
        return found and replace(found, body=b"<html><body><h1>B\xc3\xa1o</h1></body></html>")


def fine(output: Path) -> tuple[int, str]:
    with sample.serve() as server:
        return ended(server.base_url, output)


def usage(output: Path) -> tuple[int, str]:
    return ended("ftp://bao.vn/", output)


def partial(output: Path) -> tuple[int, str]:
    with sample.serve() as server:
        return ended(f"{server.base_url} http://127.0.0.1:9/", output, "-s", "RETRY_TIMES=0")


def blocked(output: Path) -> tuple[int, str]:
    with HostileServer() as server:
        server.fallback = lambda path: None if path == "/robots.txt" else respond(b"no", status=403)
        server.routes = {path: answer for path, answer in server.routes.items() if path == "/robots.txt"}
        return ended(f"{server.url}/", output)


PROFILE: Final = """
from types import SimpleNamespace
from newscrawl.sample.site import site

SITE = site(SimpleNamespace(base_url={!r}, old_url={!r}))
"""


def layout(output: Path) -> tuple[int, str]:
    """A site with a profile after a redesign; a site without a profile has no layout that could fail."""
    profile = output / "newspaper.py"
    with Redesigned() as server:
        profile.write_text(PROFILE.format(server.base_url, server.old_url), encoding="utf-8")
        return ended(str(profile), output / "out")


def nothing(output: Path) -> tuple[int, str]:
    with Empty() as server:
        return ended(server.base_url, output)


def locked(output: Path) -> tuple[int, str]:
    with SiteLock(output / ".state", "127.0.0.1:9", now="2026-01-01T00:00:00+07:00"):
        return ended("http://127.0.0.1:9/", output)


def store(output: Path) -> tuple[int, str]:
    (output / ".state").mkdir(parents=True)
    (output / ".state" / "state.sqlite3").write_bytes(b"no database" * 200)
    before = (output / ".state" / "state.sqlite3").read_bytes()
    found = ended("http://127.0.0.1:9/", output)
    assert (output / ".state" / "state.sqlite3").read_bytes() == before
    return found


def signalled(output: Path, number: signal.Signals) -> tuple[int, str]:
    with sample.serve() as server:
        process = Command(*command(server.base_url, output))
        wait_for(server, process)
        process.send_signal(number)
        _, errors = process.communicate()
    return process.returncode, errors.decode()


def wait_for(server: sample.Server, process: Command) -> None:
    """Wait until the crawl has asked for a page or ended."""

    def has_begun() -> bool:
        return any(request.path.endswith(".html") for request in server.log) or process.poll() is not None

    wait_until(has_begun, "the first request for a page")


HAPPENS: Final[dict[ExitCode, tuple[Callable[[Path], tuple[int, str]], str]]] = {
    ExitCode.FINE: (fine, ""),
    ExitCode.USAGE: (usage, "no http(s) address"),
    ExitCode.PARTIAL: (partial, "nothing could be fetched"),
    ExitCode.BLOCKED: (blocked, "the site refuses requests: http_403 "),
    ExitCode.LAYOUT_CHANGED: (layout, "the site is not read as it should be"),
    ExitCode.NOTHING_NEW: (nothing, "no article was found"),
    ExitCode.LOCKED: (locked, f"process {os.getpid()}"),
    ExitCode.STORE: (store, "Move it aside"),
    ExitCode.HUNG_UP: (lambda output: signalled(output, signal.SIGHUP), "what is in flight is finished"),
    ExitCode.INTERRUPTED: (lambda output: signalled(output, signal.SIGINT), "what is in flight is finished"),
    ExitCode.TERMINATED: (lambda output: signalled(output, signal.SIGTERM), "what is in flight is finished"),
}


@pytest.mark.parametrize("code", HAPPENS, ids=lambda code: code.name)
def test_it_happens(code: ExitCode, tmp_path: Path) -> None:
    happens, said = HAPPENS[code]
    found, errors = happens(tmp_path)
    assert found == code, errors
    assert said in errors
    assert "Traceback" not in errors


def test_these_are_all_that_the_documentation_names() -> None:
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    table = page[page.index("| code | name |") :].split("\n\n")[0]
    named = {int(code) for row in table.splitlines()[2:] for code in re.findall(r"\d+", row.split("|")[1])}
    # tests/fleet has a worker that is fenced.
    assert named == {int(code) for code in [*HAPPENS, ExitCode.FENCED]} == {int(code) for code in ExitCode}


def test_the_second_signal_ends_at_once_and_loses_nothing(tmp_path: Path) -> None:
    with sample.serve() as server:
        slow = command(server.base_url, tmp_path, "-s", "DOWNLOAD_DELAY=0.2")
        slow[slow.index("--delay") : slow.index("--delay") + 2] = []
        process = Command(*slow)
        wait_for(server, process)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.communicate()
        assert process.returncode in {ExitCode.INTERRUPTED, ExitCode.TERMINATED}
        assert ended(server.base_url, tmp_path)[0] == 0
    lines = [line for path in tmp_path.glob("articles*.jsonl") for line in path.read_bytes().splitlines()]
    assert len(lines) == len(sample.expected(1).articles)


def test_a_directory_that_nobody_can_write_to(tmp_path: Path) -> None:
    """Nobody can create a file in ``/proc``, not even root."""
    code, errors = ended("http://127.0.0.1:9/", Path("/proc/newscrawl"), "--state", str(tmp_path))
    assert code == ExitCode.STORE
    assert "/proc/newscrawl" in errors
    assert "Traceback" not in errors
