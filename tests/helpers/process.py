"""Run the command line in processes of its own, and wait for what they do."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from multiprocessing.context import ForkServerProcess

ROOT: Final = Path(__file__).resolve().parents[2]
"""The root of the repository."""

SAFETY_TIMEOUT: Final = 300
"""Seconds after which a test that hangs fails. No test asserts that anything is faster than this."""

_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


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
    """Run ``newscrawl ARGUMENTS`` in a new interpreter and return its exit code and output."""
    return run_python("-m", "newscrawl", *arguments, stdin=stdin)


def fork_newscrawl(arguments: Sequence[str], errors: Path) -> ForkServerProcess:
    """Start ``newscrawl ARGUMENTS`` in a fork of a process that has imported everything; its standard error goes to a file.

    The start takes a tenth of the second that a new interpreter needs for its imports.
    """
    process = _CONTEXT.Process(target=_run, args=(list(arguments), str(errors)))
    process.start()
    return process


def _run(arguments: list[str], errors: str) -> None:
    file = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(file, sys.stderr.fileno())
    sys.exit(main(arguments))


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Poll until the condition holds; fail with ``what`` when it does not hold within :data:`SAFETY_TIMEOUT`."""
    give_up = time.monotonic() + SAFETY_TIMEOUT
    while not condition():
        if time.monotonic() > give_up:
            raise AssertionError(f"{what}: not within {SAFETY_TIMEOUT} seconds")
        time.sleep(0.01)
