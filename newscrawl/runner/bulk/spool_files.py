"""Spool files of a replay, a few of which are open at a time."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, BinaryIO, Final, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_OPEN_FILES: Final = 64
"""Spool files that are open at the same time. A process may often have 256 or 1,024, and a replay may read thousands of archives."""


class SpoolFiles:
    """Files that are read in turns: the ones read last stay open."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._open: OrderedDict[int, BinaryIO] = OrderedDict()

    def at(self, number: int, place: int) -> BinaryIO:
        """Return a file, by its number in the order of the paths, at a position in bytes. It is good until the next call."""
        file = self._open.pop(number, None)
        if file is None:
            if len(self._open) >= MAX_OPEN_FILES:
                self._open.popitem(last=False)[1].close()
            file = self._paths[number].open("rb")
        self._open[number] = file
        file.seek(place)
        return file

    def __enter__(self) -> Self:
        """Return the files."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what is open."""
        for file in self._open.values():
            file.close()
        self._open.clear()
