"""Runs tasks on a Ray cluster. Only ``--engine ray`` imports this module and Ray.

Ray starts a task again if its process or its machine is lost. It may then run twice, which does no harm: see
:mod:`newscrawl.runner.bulk.engine`. The tasks of a driver that dies are ended by Ray; the same command goes on with what is missing.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl import sites
from newscrawl.exporters.files import MissingPackageError
from newscrawl.runner import profiles
from newscrawl.runner.bulk.engine import Result, Task, WorkerError, starting_order
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newscrawl.runner.bulk.engine import Show

ADDRESS: Final = "RAY_ADDRESS"
"""The environment variable that names the cluster. Ray sets it for a submitted job."""

LOOPBACK: Final = "127.0.0.1"
"""Where a cluster of our own listens: Ray's ports admit everybody who reaches them."""

OBJECT_STORE_BYTES: Final = 80 << 20
"""Shared memory of a cluster of our own, nearly the least that Ray admits: results are small, articles are in files."""

MAX_RETRIES: Final = 3
"""Times that Ray starts a task again whose process or machine is lost."""

_WAITING_TASKS: Final = 2
"""Tasks for each processor that are handed to Ray before their turn."""


def _ray() -> Any:
    """Import Ray; :class:`MissingPackageError` if it is not installed."""
    # Ray reports how it is used to its makers unless it is told not to, before it is imported.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray  # noqa: PLC0415 - heavy, and an extra
    except ImportError:
        raise MissingPackageError(
            "--engine ray needs the package ray, which is not installed: pip install 'newscrawl[ray]'"
        ) from None
    return ray


@lru_cache(maxsize=1)
def _load_profiles(files: tuple[str, ...]) -> None:
    """Load the profiles from files in a worker, once."""
    profiles.use(files)


def _run_one(function: Callable[[Task], Result], task: Task, *, version: str, profile_files: tuple[str, ...]) -> Result:
    """Run a task in a worker of the cluster."""
    if version != __version__:
        raise WorkerError(
            f"A machine of the cluster has newscrawl {__version__}, this one has {version}. Install the same version everywhere."
        )
    _load_profiles(profile_files)
    return function(task)


class RayEngine:
    """A Ray cluster: an :class:`~newscrawl.runner.bulk.engine.Engine`. A context manager, which connects and disconnects."""

    def __init__(self, jobs: int | None) -> None:
        """Connect to the cluster that ``RAY_ADDRESS`` names, or start one of this machine that ends with the context.

        ``jobs`` is the largest number of tasks that run at once; by default the processors of the cluster.
        """
        self._ray = _ray()
        address = os.environ.get(ADDRESS, "local")
        own = {
            "num_cpus": jobs or os.cpu_count() or 1,
            "include_dashboard": False,
            "object_store_memory": OBJECT_STORE_BYTES,
            "_node_ip_address": LOOPBACK,
        }
        try:
            self._ray.init(
                address=address, log_to_driver=False, logging_level="ERROR", **(own if address == "local" else {})
            )
        except Exception as error:  # Ray raises a bare Exception if one of its processes is not up in time
            self._ray.shutdown()
            advice = f"Start it, or unset {ADDRESS} to run on this machine."
            if address == "local":
                advice = "Try again when the machine is less busy, or without --engine ray. What is done is kept."
            raise WorkerError(f"No Ray cluster answers at {address}: {error} {advice}") from error
        self._jobs = jobs

    def run(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        *,
        sizes: Sequence[int] = (),
        show: Show | None = None,
    ) -> Iterator[Result]:
        """See :meth:`newscrawl.runner.bulk.engine.Engine.run`. A share is 0 until the task is done."""
        shares = [0.0] * len(tasks)
        end = show(shares) if show and tasks else None
        results: dict[int, Result] = {}
        try:
            # Results are yielded in the order of the tasks, so they wait for those before them: they are small.
            for place, result in self._done(function, tasks, starting_order(len(tasks), sizes)):
                shares[place] = 1.0
                results[place] = result
            yield from (results[place] for place in range(len(tasks)))
        finally:
            if end:
                end()

    def _done(
        self, function: Callable[[Task], Result], tasks: Sequence[Task], order: Sequence[int]
    ) -> Iterator[tuple[int, Result]]:
        """Yield place and result of each task as they end."""
        errors = self._ray.exceptions
        remote = self._ray.remote(num_cpus=1, max_retries=MAX_RETRIES)(_run_one)
        files = tuple(sorted({str(Path(origin).absolute()) for _, origin in sites.registered().values()}))
        shared = self._ray.put(function)
        running: dict[Any, int] = {}
        waiting = list(reversed(order))
        try:
            while waiting or running:
                while waiting and len(running) < (self._jobs or self._room()):
                    place = waiting.pop()
                    running[remote.remote(shared, tasks[place], version=__version__, profile_files=files)] = place
                (reference,), _ = self._ray.wait(list(running))
                place = running.pop(reference)
                yield place, self._ray.get(reference)
        except errors.RayTaskError as error:
            raise error.cause from error
        except errors.RayError as error:
            raise WorkerError(
                f"A worker of the Ray cluster was lost {MAX_RETRIES + 1} times with one task, probably because its memory ran out: "
                f"{type(error).__name__}. Give the workers more memory and run again; what is done is kept."
            ) from error
        finally:
            for reference in running:
                self._ray.cancel(reference, force=True)

    def _room(self) -> int:
        """Return the number of tasks that Ray may hold. A cluster grows and shrinks."""
        return _WAITING_TASKS * max(int(self._ray.cluster_resources().get("CPU", 1)), 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()
