"""``newscrawl verify``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from newscrawl.archive.verify import Verification
from newscrawl.archive.verify_lines import run_task
from newscrawl.cli.output import say
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.bulk.engine import WorkerError, check_stop
from newscrawl.runner.bulk.workers import LocalEngine
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.archive.verify_lines import Result, Task


MAX_DEFAULT_JOBS: Final = 8
"""Processes at most where the command line names no number: the process that puts the findings together keeps no more busy."""

MIN_SHARED_BYTES: Final = 16_000_000
"""Bytes of files from which on more than one process is started where the command line names no number: a third of a second of work."""


def run_verify(directory: str | None, state: str | None, *, jobs: int | None, quiet: bool) -> int:
    """Print what is wrong with the files of a run; return the exit code."""
    output = find(directory, state).output
    if output is None:
        raise UsageError(f"{directory or state} is a state; verify checks files: give the output directory")
    count, verification = 0, Verification(output, lambda tasks: _side_by_side(tasks, jobs))
    try:
        for finding in verification.problems():
            count += 1
            say(finding)
    except FileNotFoundError as error:
        raise UsageError(f"{error}; give the directory that `crawl --output` wrote to") from None
    except WorkerError:
        raise WorkerError(
            "A worker process was killed, probably because memory ran out. The files are not verified; nothing in them was changed. "
            "Run again with fewer --jobs, for example --jobs 1"
        ) from None
    if not quiet:
        checked = ", ".join(f"{n:,} {what}" for what, n in verification.counts.items())
        say(f"{output}: {checked or 'nothing that is finished'}")
        say(f"{count:,} findings" if count else "whole")
    return int(ExitCode.STORE if count else ExitCode.FINE)


def _side_by_side(tasks: list[Task], jobs: int | None) -> Iterator[Result]:
    """Run tasks in ``jobs`` processes. ``None`` stands for one process, or for several if the files are large."""
    if jobs is None:
        size = sum(path.stat().st_size for path in {task.path for task in tasks})
        jobs = min(_processors(), MAX_DEFAULT_JOBS) if size >= MIN_SHARED_BYTES else 1
    return LocalEngine(jobs).run(_run_task, tasks)


def _run_task(task: Task) -> Result:
    return run_task(task, pause=check_stop)


def _processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
