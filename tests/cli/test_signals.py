"""A signal ends every command soon, at whatever moment it comes: exit code 143 or 130, files closed, locks free."""

from __future__ import annotations

import functools
import os
import pkgutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl import sample
from newscrawl.runner import stop_signals
from newscrawl.state import SiteLock
from tests.helpers.process import ROOT, SAFETY_TIMEOUT, Command

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS: Final = {
    "while the modules of a command are imported": "importlib:import_module",
    "before the run is opened": "newscrawl.runner.jobs:JobRunner.run",
    "while the engine starts": "scrapy.core.engine:ExecutionEngine.start_async",
    "while the spider opens": "scrapy.core.engine:ExecutionEngine.open_spider_async",
    "while the crawler is made": "scrapy.crawler:Crawler._apply_settings",
    "at the first request": "newscrawl.middlewares.connections:GuardedHandler.download_request",
    "while robots.txt is read": "newscrawl.middlewares.robots:RobotsMiddleware._parse_robots",
    "while files are closed": "newscrawl.archive.run:Run.release",
}
"""The function before whose first call the signal comes."""

ALWAYS: Final = ("before the run is opened", "at the first request", "while files are closed")
"""The moments that every run of the suite tries."""

START: Final = """
import sys
from newscrawl.runner import stop_signals
stop_signals.install()
try:
    print(flush=True)
    sys.argv[0] = "newscrawl"
    from newscrawl.__main__ import main
    code = main()
except stop_signals.Interrupted as stopped:  # before the first line of main
    code = 128 + stopped.number
sys.exit(code)
"""
"""Runs the command line; prints a line once the handlers are installed."""


def signal_before(moment: str, number: int) -> None:
    """Let this process get a signal before the first call of a function."""
    owner, _, name = moment.rpartition("." if "." in moment.partition(":")[2] else ":")
    function = pkgutil.resolve_name(moment)
    sent: list[int] = []

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not sent:
            sent.append(number)
            os.kill(os.getpid(), number)
        return function(*args, **kwargs)

    setattr(pkgutil.resolve_name(owner), name, wrapped)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.long) for name in MOMENTS]
)
def test_a_crawl_ends_at_any_moment(name: str, tmp_path: Path) -> None:
    with sample.serve() as server:
        words = ["crawl", f"{server.base_url}/", "--allow-private", "--output", str(tmp_path / "out"), "--delay", "0"]
        words += ["--max-articles", "3", "-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0"]
        crawl = Command(*words, prepare=functools.partial(signal_before, MOMENTS[name], signal.SIGTERM))
        _, errors = crawl.communicate()
        assert crawl.returncode == 143, errors.decode()
        assert b"Traceback" not in errors
        site = server.base_url.removeprefix("http://")
    state = tmp_path / "out" / ".state"
    if state.exists():
        SiteLock(state, site, now="2026-03-01T00:00:00Z").release()
    assert not list(tmp_path.rglob("*.part"))


def commands(address: str, directory: Path) -> dict[str, list[str]]:
    config = directory / "crawl.toml"
    config.write_text(f'output = "out"\nallow_private = true\n[sites.x]\nurl = "{address}"\n', encoding="utf-8")
    return {
        "check": ["check", address, "--allow-private"],
        "backfill": ["backfill", address, "--allow-private", "--output", str(directory / "b"), "--since", "2026-01-01"],
        "run": ["run", "--config", str(config)],
        "watch": ["run", "--config", str(config), "--watch"],
        "new-site": ["new-site", address, "--allow-private", "--output", str(directory / "draft.py")],
        "demo": ["demo", "--output", str(directory / "demo")],
    }


@pytest.mark.parametrize("name", ["check", "backfill", "run", "watch", "new-site", "demo"])
def test_every_command_ends_after_a_signal_at_any_time(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """At many times after the start (``--long``; else at one). The bound is generous, because the machine may be busy."""
    steps = range(8) if pytestconfig.getoption("long") else [2]
    with sample.serve() as server:
        words = commands(f"{server.base_url}/", tmp_path)[name]
        for step in steps:
            number = (signal.SIGTERM, signal.SIGINT)[step % 2]
            process = subprocess.Popen(
                [sys.executable, "-c", START, *words],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            assert process.stdout is not None
            process.stdout.readline()  # the handlers are installed
            time.sleep(step * 0.3)
            process.send_signal(number)
            _, errors = process.communicate(timeout=SAFETY_TIMEOUT)
            assert process.returncode in {128 + number, 0}, errors.decode()
            assert b"Traceback" not in errors


def test_a_command_that_does_not_listen_is_ended() -> None:
    """Nothing reacts to the signal: the thread that watches ends the process."""
    code = (
        "import os, signal, threading, time\n"
        "from newscrawl.runner import stop_signals\n"
        "stop_signals.MAX_STOP_SECONDS = 0.5\n"
        "stop_signals.install()\n"
        "threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()\n"
        "with stop_signals.handled_by(lambda _: None):\n"
        "    time.sleep(600)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=SAFETY_TIMEOUT, check=False)
    assert done.returncode == 143


def test_a_signal_during_a_finalizer_is_not_lost() -> None:
    """The interpreter ignores what a finalizer raises."""
    code = (
        "import os, signal, time\n"
        "from newscrawl.runner import stop_signals\n"
        "stop_signals.install()\n"
        "class Finalized:\n"
        "    def __del__(self):\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        time.sleep(0)\n"
        "started = time.monotonic()\n"
        "try:\n"
        "    Finalized()\n"
        "    time.sleep(600)\n"
        "except stop_signals.Interrupted as stopped:\n"
        "    print(stopped.number)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=SAFETY_TIMEOUT, check=False
    )
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, [b"15"], b"")


def test_handlers_are_as_before_after_a_command() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_signals.installed():
        assert signal.getsignal(signal.SIGTERM) != before
        with stop_signals.installed():
            pass
        assert stop_signals.is_installed()
    assert signal.getsignal(signal.SIGTERM) == before
    assert not stop_signals.is_installed()


def test_an_early_signal_raises_and_a_late_one_is_passed_on() -> None:
    with stop_signals.installed():
        with pytest.raises(stop_signals.Interrupted):
            signal.raise_signal(signal.SIGINT)
        assert stop_signals.received() == signal.SIGINT
        got: list[int] = []
        with stop_signals.handled_by(got.append):
            assert got == [signal.SIGINT]


def test_a_closed_terminal_sends_sighup_twice_and_the_command_still_ends_cleanly() -> None:
    with stop_signals.installed():
        got: list[int] = []
        with stop_signals.handled_by(got.append):
            signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGHUP)  # a second SIGTERM would end the process here
        assert got == [signal.SIGHUP]


def test_an_ignored_sighup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_signals.installed():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            signal.raise_signal(signal.SIGHUP)
            assert stop_signals.received() is None
    finally:
        signal.signal(signal.SIGHUP, before)
