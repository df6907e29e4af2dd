"""Run the command line in processes of its own, and wait for what they do."""

from __future__ import annotations

import contextlib
import datetime as dt
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from scrapy.cmdline import execute as scrapy_main

from newscrawl.__main__ import main as start_of_the_process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from multiprocessing.context import ForkServerProcess
    from typing import IO

ROOT: Final = Path(__file__).resolve().parents[2]
"""The root of the repository."""

SAFETY_TIMEOUT: Final = 300
"""Seconds after which a test that hangs fails. No test asserts that anything is faster than this."""

_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "tests.helpers.preloaded"])


def start_server() -> None:
    """Start the process that all others are forked from. It imports :mod:`tests.helpers.preloaded` meanwhile.

    It finds its modules from the directory that it is started in, and there is one for all users of ``multiprocessing``. So it
    is started before the first test: a test may work in another directory, and newscrawl has worker processes of its own.
    """
    with contextlib.chdir(ROOT):
        forkserver.ensure_running()


def run_python(
    *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ``python ARGUMENTS`` from the repository's root and return its exit code and output."""
    return subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env=env,
        timeout=SAFETY_TIMEOUT,
        check=False,
    )


def run_newscrawl(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run ``newscrawl ARGUMENTS`` in a :class:`Command` and return its exit code and output."""
    return _ended(Command(*arguments, stdin=stdin))


def run_scrapy(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``scrapy ARGUMENTS`` from the repository's root and return its exit code and output."""
    with contextlib.chdir(ROOT):
        return _ended(Command(*arguments, program="scrapy"))


def _ended(command: Command) -> subprocess.CompletedProcess[bytes]:
    output, errors = command.communicate()
    return subprocess.CompletedProcess(command.arguments, command.returncode, output, errors)


class Command:
    """``newscrawl ARGUMENTS``, started in a fork of a process that has imported everything.

    It behaves as ``python -m newscrawl`` does, in the present directory and environment, but starts in a tenth of the time.
    """

    def __init__(
        self,
        *arguments: str,
        stdin: bytes = b"",
        program: Literal["newscrawl", "scrapy"] = "newscrawl",
        prepare: Callable[[], object] | None = None,
    ) -> None:
        """Start the command with its standard streams in files. ``prepare`` is called in its process before it begins."""
        self.arguments: Final = [program, *arguments]
        self._files = contextlib.ExitStack()
        self._streams = [self._files.enter_context(tempfile.NamedTemporaryFile()) for _ in range(3)]  # noqa: SIM115 - closed by communicate
        self._streams[0].write(stdin)
        self._streams[0].flush()
        names = [stream.name for stream in self._streams]
        self._process = fork(_become, self.arguments, names, str(Path.cwd()), dict(os.environ), prepare)

    @property
    def returncode(self) -> int:
        """The exit code, -N after signal N. The command must have ended."""
        assert self._process.exitcode is not None
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return the exit code; ``None`` while the command runs."""
        return self._process.exitcode

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process.pid is not None
        return self._process.pid

    def send_signal(self, number: int) -> None:
        """Send a signal to the command; none if it has just ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self, seconds: float) -> None:
        """Wait for the end of the command, but no longer than so many seconds."""
        self._process.join(seconds)

    def read_errors(self) -> str:
        """Return what the command has written to standard error so far."""
        return Path(self._streams[2].name).read_text(encoding="utf-8")

    def communicate(self) -> tuple[bytes, bytes]:
        """Wait for the end and return what the command wrote to standard output and standard error."""
        self.wait(SAFETY_TIMEOUT)
        if self._process.exitcode is None:
            self._process.kill()
            raise AssertionError(f"newscrawl has not ended within {SAFETY_TIMEOUT} seconds")
        with self._files:
            _, output, errors = (Path(stream.name).read_bytes() for stream in self._streams)
        return output, errors


def _become(
    arguments: list[str],
    streams: Sequence[str],
    directory: str,
    environment: Mapping[str, str],
    prepare: Callable[[], object] | None,
) -> None:
    """Become a process that a shell has started: its directory, environment, arguments and standard streams."""
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    if skew := float(environment.get("NEWSCRAWL_TEST_CLOCK_SKEW", 0)):
        _skew_clock(skew)
    for number, name in enumerate(streams):
        file = os.open(name, os.O_RDWR | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = _text_stream(0, "r"), _text_stream(1, "w"), _text_stream(2, "w")
    if prepare is not None:
        prepare()
    if arguments[0] == "scrapy":
        scrapy_main()
    sys.exit(start_of_the_process())


def _skew_clock(seconds: float) -> None:
    """Let the clock of this process be wrong."""
    real = time.time

    class Skewed(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Self:
            return super().now(tz) + dt.timedelta(seconds=seconds)

    time.time = lambda: real() + seconds
    for module in list(sys.modules.values()):
        if module.__name__.startswith("newscrawl") and getattr(module, "datetime", None) is dt.datetime:
            module.datetime = Skewed  # type: ignore[attr-defined]


def _text_stream(number: int, mode: str) -> IO[str]:
    return open(number, mode, encoding="utf-8", closefd=False)


def fork(function: Callable[..., object], *arguments: object) -> ForkServerProcess:
    """Start a function of a test's module in a fork of a process that has imported everything."""
    process = _CONTEXT.Process(target=function, args=arguments)
    process.start()
    return process


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Poll until the condition holds; fail with ``what`` when it does not hold within :data:`SAFETY_TIMEOUT`."""
    give_up = time.monotonic() + SAFETY_TIMEOUT
    while not condition():
        if time.monotonic() > give_up:
            raise AssertionError(f"{what}: not within {SAFETY_TIMEOUT} seconds")
        time.sleep(0.01)
