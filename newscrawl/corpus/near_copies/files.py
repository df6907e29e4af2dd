"""The temporary files of a search for near copies, and where they are."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from struct import Struct
from typing import IO, TYPE_CHECKING, Final

from newscrawl.corpus.reading import DataFile
from newscrawl.objects.opening import open_store
from newscrawl.runner.bulk.engine import new_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newscrawl.corpus.reading import Lines

NO_NUMBER: Final = 0xFFFFFFFF
"""Stands where an article takes no part: an earlier revision, or a text that equals another."""

NUMBER_BITS: Final = 31
"""Bits of an article's number: two billion articles."""

PLACE: Final = Struct("<IIQ")
"""Where a sketch is: the chunk, its length and its offset there."""

_BUFFER_ITEMS: Final = 2_048
"""Integers of a sorted run that are read at once."""


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file of articles as a worker on another machine finds it."""

    store: str
    name: str
    site: str | None
    ranges: tuple[Lines, ...]

    def open(self) -> DataFile:
        """Return the file."""
        return DataFile(open_store(self.store), self.name, self.site, self.ranges)


@dataclass(frozen=True, slots=True)
class Work:
    """The directory of the temporary files. All machines see it under the same path."""

    path: Path

    def make(self) -> None:
        """Create the directories."""
        for name in ("signed", "numbers", "bands", "pairs", "verified"):
            (self.path / name).mkdir(parents=True, exist_ok=True)

    def note(self, file: int) -> Path:
        """The numbers of rows in the chunks of a file; it exists when all of them do."""
        return self.path / "signed" / f"{file}.json"

    def rows(self, file: int, chunk: int) -> Path:
        """What orders the articles of a chunk: a line of JSON each."""
        return self.path / "signed" / f"{file}.{chunk}.rows"

    def keys(self, file: int, chunk: int) -> Path:
        """The keys of the articles of a chunk that have a signature."""
        return self.path / "signed" / f"{file}.{chunk}.keys"

    def sketches(self, file: int, chunk: int) -> Path:
        """Their sketches, one after the other."""
        return self.path / "signed" / f"{file}.{chunk}.sketches"

    @property
    def database(self) -> Path:
        """The ids by number."""
        return self.path / "articles.sqlite3"

    @property
    def plan(self) -> Path:
        """How many articles there are; it exists when the numbers do."""
        return self.path / "plan.json"

    @property
    def places(self) -> Path:
        """Where the sketch of each number is."""
        return self.path / "places"

    @property
    def equal(self) -> Path:
        """Pairs of articles with equal texts."""
        return self.path / "equal"

    def numbers(self, chunk: int) -> Path:
        """The numbers of the articles of a chunk that have a signature."""
        return self.path / "numbers" / str(chunk)

    def bands(self, chunk: int) -> Path:
        """The rows (key, number) of a chunk by partition."""
        return self.path / "bands" / str(chunk)

    def pair_runs(self, partition: int) -> Path:
        """The number of sorted runs of pairs of a partition; it exists when all of them do."""
        return self.path / "pairs" / f"{partition}.json"

    def pairs(self, partition: int, run: int) -> Path:
        """A sorted run of pairs by range."""
        return self.path / "pairs" / f"{partition}.{run}"

    def verified(self, part: int) -> Path:
        """The verified pairs of a range of numbers."""
        return self.path / "verified" / str(part)


def write_integers(path: Path, values: array[int]) -> None:
    """Write integers as they are in memory."""
    with new_file(path) as out:
        values.tofile(out)


def read_integers(path: Path, kind: str) -> array[int]:
    """Return the integers of a file."""
    found = array(kind)
    found.frombytes(path.read_bytes())
    return found


def write_segments(path: Path, segments: Sequence[array[int]]) -> None:
    """Write several lists of 64-bit integers: first where each one begins, counted in integers, and where the last one ends."""
    begins = array("Q", [0])
    for segment in segments:
        begins.append(begins[-1] + len(segment))
    with new_file(path) as out:
        begins.tofile(out)
        for segment in segments:
            segment.tofile(out)


class Segment:
    """One of the lists in a file of :func:`write_segments`."""

    def __init__(self, path: Path, nth: int, segments: int) -> None:
        """``segments`` is the number of lists in the file."""
        self._path = path
        with path.open("rb") as file:
            file.seek(nth * 8)
            begin, end = array("Q", file.read(16))
        self._offset, self.length = (segments + 1 + begin) * 8, end - begin

    def all(self) -> array[int]:
        """Return the integers."""
        with self._path.open("rb") as file:
            file.seek(self._offset)
            return _integers(file, self.length)

    def __iter__(self) -> Iterator[int]:
        """Yield the integers; few are in memory, and the file is not kept open."""
        for first in range(0, self.length, _BUFFER_ITEMS):
            with self._path.open("rb") as file:
                file.seek(self._offset + first * 8)
                yield from _integers(file, min(_BUFFER_ITEMS, self.length - first))


def _integers(file: IO[bytes], count: int) -> array[int]:
    found = array("Q")
    found.fromfile(file, count)
    return found
