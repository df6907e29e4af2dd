"""Runs tasks in several processes of this machine, and yields their results in the order of the tasks, whatever their number.

Processes and not threads: extraction is Python code. They are forked, so that they have the profiles that were loaded and need not
import anything again. A worker ends when its parent is gone, and between two pages when the parent stops.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from newscrawl.runner.bulk.engine import Result, Task, Worker, WorkerError, report_share, starting_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.synchronize import Event

    from newscrawl.runner.bulk.engine import Show

_WAITING_TASKS: Final = 2
"""Tasks for each worker that are handed out before their turn."""


def _begin(stop: Event, parent: int, shares: Any) -> None:
    """Set a worker process up: signals are the parent's business."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Worker.stop, Worker.parent, Worker.shares = stop, parent, shares


def _run_one(function: Callable[[Task], Result], task: Task, place: int) -> Result:
    """Run a task."""
    Worker.place = place
    result = function(task)
    report_share(1.0)
    return result


class LocalEngine:
    """Processes of this machine: an :class:`~newscrawl.runner.bulk.engine.Engine`. With one job no process is started."""

    def __init__(self, jobs: int) -> None:
        """``jobs`` is the number of processes."""
        self._jobs = jobs

    def run(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        *,
        sizes: Sequence[int] = (),
        show: Show | None = None,
    ) -> Iterator[Result]:
        """See :meth:`newscrawl.runner.bulk.engine.Engine.run`."""
        order = starting_order(len(tasks), sizes)
        is_alone = self._jobs == 1 or len(tasks) < 2  # noqa: PLR2004 - one task needs one process
        shares = [0.0] * len(tasks) if is_alone else multiprocessing.get_context("fork").RawArray("d", len(tasks))
        end: Callable[[], object] | None = None

        def started() -> None:
            # Threads must not be started before the processes are.
            nonlocal end
            end = show(shares) if show and tasks else None

        try:
            run = self._here if is_alone else self._side_by_side
            found = run(function, tasks, order, shares, started)
            if sizes:
                by_place = dict(zip(order, found, strict=True))
                found = (by_place[place] for place in range(len(tasks)))
            yield from found
        finally:
            if end:
                end()

    @staticmethod
    def _here(
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        order: Sequence[int],
        shares: Any,
        started: Callable[[], None],
    ) -> Iterator[Result]:
        """Yield the results of the tasks in an order, one after the other."""
        Worker.shares = shares
        started()
        try:
            for place in order:
                yield _run_one(function, tasks[place], place)
        finally:
            Worker.shares = None

    def _side_by_side(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        order: Sequence[int],
        shares: Any,
        started: Callable[[], None],
    ) -> Iterator[Result]:
        """Yield the results of the tasks in an order; processes work ahead of it."""
        context = multiprocessing.get_context("fork")
        stop = context.Event()
        pool = ProcessPoolExecutor(min(self._jobs, len(tasks)), context, _begin, (stop, os.getpid(), shares))
        one = partial(_run_one, function)

        def submitted(place: int) -> Future[Result]:
            # Python 3.11's pool hangs if a task cannot be pickled and a worker dies, so such a task must never enter it.
            pickle.dumps((one, tasks[place]))
            return pool.submit(one, tasks[place], place)

        try:
            rest = iter(order)
            running = [submitted(place) for place in islice(rest, self._jobs * _WAITING_TASKS)]
            started()
            while running:
                result = running.pop(0).result()
                running += [submitted(place) for place in islice(rest, 1)]
                yield result
        except BrokenProcessPool:
            raise WorkerError(
                "A worker process was killed, probably because memory ran out. Run again with fewer --jobs; what is done is kept."
            ) from None
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
