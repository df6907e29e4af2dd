"""Which engine runs the tasks of a command, and which part of them: ``--engine``, ``--jobs`` and ``--shard``."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Self, TypeVar

from newscrawl.runner.bulk.workers import LocalEngine
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from newscrawl.runner.bulk.engine import Engine

Item = TypeVar("Item")

EngineName = Literal["local", "ray"]

_SHARD: Final = re.compile(r"(\d{1,6})/(\d{1,6})")
"""``3/16``."""


def open_engine(name: EngineName, jobs: int | None) -> AbstractContextManager[Engine]:
    """Return an engine as a context manager. ``jobs`` is the number of tasks at once; by default 1, or those that a cluster can run.

    Raises :class:`~newscrawl.exporters.files.MissingPackageError` or :class:`~newscrawl.runner.bulk.engine.WorkerError` if there is
    no Ray.
    """
    if name == "local":
        return nullcontext(LocalEngine(jobs or 1))
    from newscrawl.runner.bulk.ray_engine import RayEngine  # noqa: PLC0415 - an extra

    return RayEngine(jobs)


class Shard(NamedTuple):
    """One of several equal parts of a list of files. The parts depend on the list alone."""

    number: int
    """From 1."""

    parts: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the shard in a text such as ``3/16``; :class:`UsageError` if it names none."""
        found = _SHARD.fullmatch(text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise UsageError(f"--shard {text!r} is no part such as 3/16: a number from 1 up to that of all parts")
        return cls(int(found[1]), int(found[2]))

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return every ``parts``-th item, from the ``number``-th on.

        >>> [Shard(number, 3).of("abcdefg") for number in (1, 2, 3)]
        ['adg', 'be', 'cf']
        """
        return items[self.number - 1 :: self.parts]

    def directory(self, output: Path) -> Path:
        """Return the directory of the shard in an output: shards of any count sort by their numbers."""
        digits = len(str(self.parts))
        return output / f"shard-{self.number:0{digits}}-of-{self.parts}"


WHOLE: Final = Shard(1, 1)
"""All files."""
