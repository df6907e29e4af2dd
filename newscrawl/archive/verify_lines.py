"""The part of a verification that looks at one file, or at a piece of one, and needs to know nothing of the others.

It may run in other processes: its tasks and their results are small. :mod:`newscrawl.archive.verify` puts the results together.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

import orjson

from newscrawl.archive.records import RecordError
from newscrawl.exporters import schema
from newscrawl.exporters.output_format import READ_ERRORS, decompressed, kind_of, open_lines, partition_of
from newscrawl.exporters.schema_decoder import Decode, decoder
from newscrawl.exporters.schema_validator import Check, checker
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

_LINE_END: Final = ord("\n")

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

    @property
    def is_packed(self) -> bool:
        """Return whether the file is compressed. Its only piece is then the whole file, whose checksum is found in passing."""
        return self.path.suffix in _PACKED_SUFFIXES


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

    digest: Digest | None = None
    """That of a compressed file, which is read once for both."""


Task: TypeAlias = DigestTask | LinesTask
Result: TypeAlias = Digest | Piece
Run: TypeAlias = Callable[[list[Task]], Iterable[Result]]
"""Runs tasks, and gives their results in the same order."""


def run_here(tasks: Iterable[Task]) -> Iterator[Result]:
    """Run tasks in this process, each when its result is asked for."""
    return map(run_task, tasks)


def run_task(task: Task, *, pause: Callable[[], object] = bool) -> Result:
    """Run a task. ``pause`` is called now and then; it may end the process."""
    if isinstance(task, DigestTask):
        return digest_of(task.path, pause)
    return _packed_piece(task, pause) if task.is_packed else _piece_of(task)


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


def _count_lines(file: IO[bytes], pause: Callable[[], object]) -> int:
    """Return a file's number of lines."""
    lines, last = 0, b"\n"
    while chunk := file.read(_CHUNK_BYTES):
        lines += chunk.count(b"\n")
        last = chunk
        pause()
    return lines + (not last.endswith(b"\n"))


class _Hashed(io.RawIOBase):
    """A file whose content is hashed as it is read. It is read once, from its start."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; return how many bytes were read."""
        chunk = self._file.read(len(buffer))
        self._sha256.update(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def hexdigest(self) -> str:
        """Read the file to its end, and return the SHA-256 of all."""
        while chunk := self._file.read(_CHUNK_BYTES):
            self._sha256.update(chunk)
        return self._sha256.hexdigest()


def _packed_piece(task: LinesTask, pause: Callable[[], object]) -> Piece:
    """Return what a compressed file holds, with its digest. It is read again only if it is damaged."""
    try:
        with task.path.open("rb") as file:
            hashed = _Hashed(file)
            with decompressed(io.BufferedReader(hashed, _CHUNK_BYTES), task.path.name) as lines:
                piece = _piece_of(task, lines)
            if not piece.error:
                piece.digest = Digest(hashed.hexdigest(), piece.lines)
    except FILE_ERRORS as error:
        piece = Piece(error=described(error))
    if piece.digest is None:
        piece.digest = digest_of(task.path, pause)
    return piece


def digest_of(path: Path, pause: Callable[[], object] = bool) -> Digest:
    """Return the digest of a file."""
    sha256 = ""
    try:
        with path.open("rb") as file:
            sha256, lines = digest(file, pause)
        if kind_of(path) and path.suffix in _PACKED_SUFFIXES:
            with open_lines(path) as unpacked:
                lines = _count_lines(unpacked, pause)
    except FILE_ERRORS as error:
        return Digest(sha256, error=described(error))
    return Digest(sha256, lines)


def _is_partitioned(path: Path) -> bool:
    """Return whether a file is in the directories of a site and a day."""
    *_, site, day, _ = ("", "", *path.parts)
    return site.startswith("site=") and day.startswith("date=")


def _piece_of(task: LinesTask, file: IO[bytes] | None = None) -> Piece:
    """Return what a piece of a file holds. ``file`` is the decompressed file, if it is open."""
    piece = Piece()
    read = _read_articles if kind_of(task.path) == "articles" else _read_edges
    try:
        with task.path.open("rb") if file is None else nullcontext(file) as lines:
            read(task, lines, piece)
    except FILE_ERRORS as error:
        piece.error = described(error)
    return piece


def _read_articles(task: LinesTask, file: IO[bytes], piece: Piece) -> None:
    for number, article, wrong in _lines(task, file, Article):
        piece.lines = number
        if article is None:
            piece.found.append((number, wrong, None))
            continue
        fetch, pointer, partition = article.fetch, None, ""
        if fetch.warc_file is not None:
            pointer = fetch.warc_file, fetch.warc_offset, fetch.warc_record_id, fetch.payload_digest
        if task.is_partitioned:
            partition = partition_of({"site": article.site, "date_published": article.date_published})
        links = len(article.related_links)
        facts = ArticleFacts(article.id, article.crawl_id, article.revision, links, partition, pointer)
        piece.found.append((number, wrong, facts))


def _read_edges(task: LinesTask, file: IO[bytes], piece: Piece) -> None:
    source = crawl = ""
    first = 0  # Line of the first edge of those of one article; 0 for none.

    def add_edges(end: int) -> None:
        if first:
            piece.found.append((first, _NOTHING_WRONG, EdgeFacts(source, crawl, end - first)))

    try:
        for number, edge, wrong in _lines(task, file, RelatedEdge):
            piece.lines = number
            if edge is None:
                add_edges(number)
                piece.found.append((number, wrong, None))
                first = 0
            elif not first or edge.source_id != source or edge.crawl_id != crawl:
                add_edges(number)
                first, source, crawl = number, edge.source_id, edge.crawl_id
    finally:
        add_edges(piece.lines + 1)


def _lines(task: LinesTask, file: IO[bytes], record: type) -> Iterator[tuple[int, Any, list[str]]]:
    """Yield (line number, the record if it is valid, problems) for each line of a piece."""
    decode = _decoder(record)
    if not task.is_packed:
        file.seek(task.start)
        file = io.BytesIO(file.read(-1 if task.end is None else task.end - task.start))
    # A compressed file is read line by line, so that the lines before its damage are checked.
    for number, line in enumerate(file, 1):
        found = decode(line)
        if found is not None and line[-1] == _LINE_END:
            yield number, found, _NOTHING_WRONG
        else:
            wrong = _problems(line, record)
            yield number, None if wrong else json.loads(line, object_hook=lambda keys: SimpleNamespace(**keys)), wrong


def _problems(line: bytes, record: type) -> list[str]:
    """Return what is wrong with a line."""
    try:
        value = orjson.loads(line)
    except ValueError:
        return ["is not JSON"]
    wrong = list(_checker(record)(value, record.__name__))
    return wrong if line.endswith(b"\n") else [*wrong, "has no line end"]


@cache
def _checker(record: type) -> Check:
    """Return the check of a record class by the schema in the package; cached, because there may be one file for each day."""
    return checker(orjson.loads(schema.packaged_files()[_SCHEMA_FILES[record]]))


@cache
def _decoder(record: type) -> Decode:
    """Return the function that reads a line of a record class; cached as above."""
    return decoder(orjson.loads(schema.packaged_files()[_SCHEMA_FILES[record]]))
