"""What runs tasks: the protocol that processes of this machine and a Ray cluster share, and what a task may ask of it.

A task is one file, or a part of the work that is as large. Tasks are independent of each other, and each one writes what it finds
to a file of its own, under a name that says that it is whole. Their results are small. An engine may therefore run a task twice.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar

from newscrawl.exporters.files import cannot_write
from newscrawl.file_sync import sync_directory, sync_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.synchronize import Event
    from pathlib import Path

Task = TypeVar("Task")
Result = TypeVar("Result")


class WorkerError(Exception):
    """A worker process died, or no cluster answers. The message says what to do."""


class Show(Protocol):
    """Begins a display of the shares (0 to 1) of the tasks that are done, which change meanwhile; returns what ends it."""

    def __call__(self, shares: Sequence[float], /) -> Callable[[], object]:
        """Begin."""


class Engine(Protocol):
    """Runs tasks side by side."""

    def run(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        *,
        sizes: Sequence[int] = (),
        show: Show | None = None,
    ) -> Iterator[Result]:
        """Yield ``function(task)`` for each task, in the order of the tasks.

        With ``sizes`` the largest tasks are begun first, so that no worker is left alone with one at the end; all results are
        then held in memory. An error of a task is raised as it is. Raises :class:`WorkerError` if a worker was killed.
        """


class Worker:
    """What a worker process knows of the process that gave it its task; empty outside of one."""

    parent: int = 0
    stop: Event | None = None
    shares: Any = None
    """The shares of all tasks, in memory that the processes have in common."""

    place: int = 0
    """The place of the task at hand among all tasks."""


def check_stop() -> None:
    """End this worker process if its parent is gone or stops. Call it between two pages."""
    if Worker.stop is not None and (Worker.stop.is_set() or os.getppid() != Worker.parent):
        os._exit(1)


def report_share(share: float) -> None:
    """Say which share (0 to 1) of the task at hand is done. Nobody hears it if the worker is on another machine."""
    if Worker.shares is not None:
        Worker.shares[Worker.place] = share


def starting_order(tasks: int, sizes: Sequence[int]) -> list[int]:
    """Return the places of the tasks in the order in which they begin."""
    return sorted(range(tasks), key=lambda place: -sizes[place]) if sizes else list(range(tasks))


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that gets its name when the block ends without an error; until then nothing has this name.

    Unlike :func:`~newscrawl.exporters.files.write_atomically` it may be used in a directory that several machines share: each attempt
    writes to a file of its own. The last one to finish wins.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            sync_file(file.fileno())
        part.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        part.unlink(missing_ok=True)
