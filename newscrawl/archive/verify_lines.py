"""The part of a verification that looks at one file, or at a piece of one, and needs to know nothing of the others.

It may run in other processes: its tasks and their results are small. :mod:`newscrawl.archive.verify` puts the results together.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

import orjson

from newscrawl.archive.records import RecordError
from newscrawl.exporters import schema
from newscrawl.exporters.output_format import READ_ERRORS, kind_of, open_lines, partition_of
from newscrawl.exporters.schema_validator import Check, IsValid, checker, validator
from newscrawl.items import Article, RelatedEdge

if TYPE_CHECKING:
    from pathlib import Path

FILE_ERRORS: Final[tuple[type[Exception], ...]] = (
    *READ_ERRORS,
    RecordError,
    zipfile.BadZipFile,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading a damaged file raises."""

PIECE_BYTES: Final = 4 << 20
"""Bytes of a file of lines that are one task: long enough that handing it out costs nothing, some 0.1 s of work."""

_CHUNK_BYTES: Final = 1 << 20
"""Bytes that are read at once."""

_PACKED_SUFFIXES: Final = (".gz", ".zst")
"""Endings of files of lines that are stored compressed."""

_NOTHING_WRONG: Final[list[str]] = []

_SCHEMA_FILES: Final = {Article: "article.schema.json", RelatedEdge: "related.schema.json"}
"""The schema of each record class."""


@dataclass(frozen=True, slots=True)
class DigestTask:
    """A file whose checksum is asked for."""

    path: Path


@dataclass(frozen=True, slots=True)
class Digest:
    """The content of a file."""

    sha256: str = ""
    lines: int = 0
    """Lines of a file of lines, decompressed."""

    error: str = ""
    """Why the file could not be read; its lines are not known then."""


@dataclass(frozen=True, slots=True)
class LinesTask:
    """A piece of a file of lines: the lines that begin from ``start`` on, and before ``end``."""

    path: Path
    is_partitioned: bool
    """Whether the file is in the directories of a site and a day."""

    start: int = 0
    end: int | None = None
    """``None`` for the end of the file."""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What an article says that other lines and files must agree with."""

    id: str
    crawl_id: str
    revision: int
    related_links: int
    """How many there are."""

    partition: str
    """The partition that the article belongs to; empty if its file has none."""

    pointer: tuple[str, int, str | None, str | None] | None
    """Where its page is archived: WARC file, offset, id and digest of the record."""


@dataclass(frozen=True, slots=True)
class EdgeFacts:
    """Edges of one article and one run in lines that follow each other."""

    source_id: str
    crawl_id: str
    number: int
    """How many there are."""


Found: TypeAlias = tuple[int, list[str], ArticleFacts | EdgeFacts | None]
"""The number of a line, from 1 in its piece; what is wrong with it; what it says, if it is valid."""


@dataclass(slots=True)
class Piece:
    """What a piece of a file holds."""

    lines: int = 0
    found: list[Found] = field(default_factory=list)
    """In the order of the lines."""

    error: str = ""
    """Why the file cannot be read further."""


Task: TypeAlias = DigestTask | LinesTask
Result: TypeAlias = Digest | Piece
Run: TypeAlias = Callable[[list[Task]], Iterable[Result]]
"""Runs tasks, and gives their results in the same order."""


def run_here(tasks: Iterable[Task]) -> Iterator[Result]:
    """Run tasks in this process, each when its result is asked for."""
    return map(run_task, tasks)


def run_task(task: Task, *, pause: Callable[[], object] = bool) -> Result:
    """Run a task. ``pause`` is called now and then; it may end the process."""
    return _digest_of(task.path, pause) if isinstance(task, DigestTask) else _piece_of(task)


def pieces(path: Path) -> list[LinesTask]:
    """Return the tasks for a file of lines. A compressed one is one task."""
    is_partitioned, starts = _is_partitioned(path), [0]
    if path.suffix not in _PACKED_SUFFIXES:
        with suppress(OSError), path.open("rb") as file:  # The task reports it.
            size = file.seek(0, 2)
            while file.seek(starts[-1] + PIECE_BYTES) < size and file.readline() and file.tell() < size:
                starts.append(file.tell())
    return [LinesTask(path, is_partitioned, *ends) for ends in zip_longest(starts, starts[1:])]


def described(error: Exception) -> str:
    """Return an error of reading as a finding names it."""
    return f"{type(error).__name__}: {error}"


def digest(file: IO[bytes], pause: Callable[[], object] = bool) -> tuple[str, int]:
    """Return the SHA-256 of a file's content, and its number of lines."""
    found, lines, last = hashlib.sha256(), 0, b"\n"
    while chunk := file.read(_CHUNK_BYTES):
        found.update(chunk)
        lines += chunk.count(b"\n")
        last = chunk
        pause()
    return found.hexdigest(), lines + (not last.endswith(b"\n"))


def _digest_of(path: Path, pause: Callable[[], object]) -> Digest:
    sha256 = ""
    try:
        with path.open("rb") as file:
            sha256, lines = digest(file, pause)
        if kind_of(path) and path.suffix in _PACKED_SUFFIXES:
            with open_lines(path) as unpacked:
                lines = digest(unpacked, pause)[1]
    except FILE_ERRORS as error:
        return Digest(sha256, error=described(error))
    return Digest(sha256, lines)


def _is_partitioned(path: Path) -> bool:
    """Return whether a file is in the directories of a site and a day."""
    *_, site, day, _ = ("", "", *path.parts)
    return site.startswith("site=") and day.startswith("date=")


def _piece_of(task: LinesTask) -> Piece:
    piece = Piece()
    read = _read_articles if kind_of(task.path) == "articles" else _read_edges
    try:
        read(task, piece)
    except FILE_ERRORS as error:
        piece.error = described(error)
    return piece


def _read_articles(task: LinesTask, piece: Piece) -> None:
    for number, article, wrong in _lines(task, Article):
        piece.lines = number
        if article is None:
            piece.found.append((number, wrong, None))
            continue
        fetch = article["fetch"]
        pointer = None
        if fetch["warc_file"] is not None:
            pointer = fetch["warc_file"], fetch["warc_offset"], fetch["warc_record_id"], fetch["payload_digest"]
        facts = ArticleFacts(
            id=article["id"],
            crawl_id=article["crawl_id"],
            revision=article["revision"],
            related_links=len(article["related_links"]),
            partition=partition_of(article) if task.is_partitioned else "",
            pointer=pointer,
        )
        piece.found.append((number, wrong, facts))


def _read_edges(task: LinesTask, piece: Piece) -> None:
    source = crawl = ""
    first = 0  # Line of the first edge of those of one article; 0 for none.

    def add_edges(end: int) -> None:
        if first:
            piece.found.append((first, _NOTHING_WRONG, EdgeFacts(source, crawl, end - first)))

    try:
        for number, edge, wrong in _lines(task, RelatedEdge):
            piece.lines = number
            if edge is None:
                add_edges(number)
                piece.found.append((number, wrong, None))
                first = 0
            elif not first or edge["source_id"] != source or edge["crawl_id"] != crawl:
                add_edges(number)
                first, source, crawl = number, edge["source_id"], edge["crawl_id"]
    finally:
        add_edges(piece.lines + 1)


def _lines(task: LinesTask, record: type) -> Iterator[tuple[int, dict[str, Any] | None, list[str]]]:
    """Yield (line number, the object if it is valid, problems) for each line of a piece."""
    check, is_valid, loads = _checker(record), _validator(record), orjson.loads
    with open_lines(task.path) as lines:
        if task.start:
            lines.seek(task.start)
        left = float("inf") if task.end is None else task.end - task.start
        for number, line in enumerate(lines, 1):
            try:
                value = loads(line)
            except ValueError:
                yield number, None, ["is not JSON"]
            else:
                if is_valid(value) and line.endswith(b"\n"):
                    yield number, value, _NOTHING_WRONG
                else:
                    wrong = [] if is_valid(value) else list(check(value, record.__name__))
                    if not line.endswith(b"\n"):
                        wrong.append("has no line end")
                    yield number, None if wrong else value, wrong
            left -= len(line)
            if left <= 0:
                return


@cache
def _checker(record: type) -> Check:
    """Return the check of a record class by the schema in the package; cached, because there may be one file for each day."""
    return checker(orjson.loads(schema.packaged_files()[_SCHEMA_FILES[record]]))


@cache
def _validator(record: type) -> IsValid:
    """Return the quick test of a record's JSON Schema."""
    return validator(orjson.loads(schema.packaged_files()[_SCHEMA_FILES[record]]))
