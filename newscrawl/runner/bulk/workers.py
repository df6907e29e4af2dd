"""Runs tasks in several processes, and yields their results in the order of the tasks, whatever their number.

Processes and not threads: extraction is Python code. They are forked, so that they have the profiles that were loaded and need not
import anything again. A worker ends when its parent is gone, and between two pages when the parent stops.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.synchronize import Event

Task = TypeVar("Task")
Result = TypeVar("Result")

_WAITING_TASKS: Final = 2
"""Tasks for each worker that are handed out before their turn."""


class WorkerError(Exception):
    """A worker process died. The message says what to do."""


class _Worker:
    """What a worker process knows of its parent; empty in the parent itself."""

    parent: int = 0
    stop: Event | None = None


def _begin(stop: Event, parent: int) -> None:
    """Set a worker process up: signals are the parent's business."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _Worker.stop, _Worker.parent = stop, parent


def check_stop() -> None:
    """End this worker process if its parent is gone or stops. Call it between two pages."""
    if _Worker.stop is not None and (_Worker.stop.is_set() or os.getppid() != _Worker.parent):
        os._exit(1)


def run_tasks(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    jobs: int,
    started: Callable[[], object] = lambda: None,
) -> Iterator[Result]:
    """Yield ``function(task)`` for each task, in their order. With one job no process is started.

    ``started`` is called once when the processes run: threads must not be started before.

    Raises :class:`WorkerError` if a worker was killed.
    """
    if jobs == 1 or len(tasks) < 2:  # noqa: PLR2004 - one task needs one process
        started()
        yield from map(function, tasks)
        return
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), context, _begin, (stop, os.getpid()))
    try:
        rest = iter(tasks)
        running: list[Future[Result]] = [pool.submit(function, task) for task in islice(rest, jobs * _WAITING_TASKS)]
        started()
        while running:
            result = running.pop(0).result()
            running += [pool.submit(function, task) for task in islice(rest, 1)]
            yield result
    except BrokenProcessPool:
        raise WorkerError(
            "A worker process was killed, probably because memory ran out. Run again with fewer --jobs; what is done is kept."
        ) from None
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
