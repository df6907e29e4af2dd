"""Tolerant reading of WARC files, whoever wrote them: whole records are returned, damaged ones are named, and reading goes on.

:mod:`newscrawl.archive.records` reads strictly, as newscrawl's own files must be. Here a file may end within a record, be padded
with zeros, be compressed by gzip or Zstandard, hold many records in one member
or one record in many, or be damaged in the middle. Memory is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Final

from newscrawl.archive.damaged_content import BLANK, CLIPPED, DAMAGED, MAGIC, VERSION, Content
from newscrawl.archive.records import MAX_BLOCK_BYTES, MAX_HEAD_BYTES, Record, RecordError, warc_headers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


ZSTD_SUFFIX: Final = ".warc.zst"
READ_SUFFIXES: Final = (".warc", ".warc.gz", ZSTD_SUFFIX)
"""Ends of the names of archives that are read."""

UNREAD_SUFFIXES: Final = (".arc", ".arc.gz")
"""Ends of the names of archives that are not read: the format before WARC."""

_MAX_LENGTH_DIGITS: Final = 15
"""Digits of the largest ``Content-Length`` that is believed."""

_MARK_BYTES: Final = 1 << 22
"""Decompressed bytes between two marks in a gzip member of many records."""

_MAX_MARKS: Final = 128
"""Marks kept in one gzip member: about 20 MB."""

_HEAD_END: Final = re.compile(rb"\n\r?\n")
"""End of a WARC header."""
TOO_LARGE: Final = "record_too_large"
HEAD_TOO_LARGE: Final = "record_header_too_large"
"""Why a record is not read; further causes are :data:`~newscrawl.archive.damaged_content.CLIPPED` and ``DAMAGED``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A record, or bytes in the place of records, that cannot be read."""

    reason: str
    offset: int
    """Where it starts: the offset of its gzip member or of the record in the file."""

    url: str = ""
    """``WARC-Target-URI``, if the header could be read."""


def read_records(file: BinaryIO) -> Iterator[Record | Damage]:
    """Yield the whole records from the file's present position, and what lies between them and cannot be read.

    Raises :class:`OSError` alone. A file that is no archive yields no record.
    """
    content = Content(file)
    while True:
        yield from _stretch(content)
        if not content.next_stretch():
            return


def record_within(path: Path, offset: int, skip: int) -> Record:
    """Return the record at a place that :func:`read_records` gave: ``skip`` bytes into the gzip member at ``offset``.

    Raises :class:`RecordError` if none is there, :class:`OSError` if the file cannot be read.
    """
    found = path.stat()
    return _marks(path, found.st_size, found.st_mtime_ns, offset).record(skip)


@lru_cache(maxsize=2)
def _marks(path: Path, size: int, changed: int, offset: int) -> _Marks:  # noqa: ARG001 - a file that has changed has no marks
    """Return the marks of a gzip member, or of a file that is not compressed."""
    return _Marks(path, offset)


class _Marks:
    """Places within a gzip member from which reading can go on.

    Some programs write a whole archive as one member. Without marks each record would be read from the member's start.
    """

    def __init__(self, path: Path, offset: int) -> None:
        self._path, self._offset = path, offset
        self._kept: list[Content] = []
        """In the order of their positions."""

        self._last: Content | None = None
        """Where the record that was read last ends: the next one is usually behind it."""

        self._step = _MARK_BYTES
        """Bytes between two marks."""

    def record(self, skip: int) -> Record:
        """Return the record ``skip`` bytes behind the start of the member."""
        with self._path.open("rb") as file:
            content = self._before(file, skip)
            missing = skip - content.position
            while missing and not content.drop(min(missing, self._step)):
                missing = skip - content.position
                self._keep(content)
            if not missing and isinstance(found := next(_stretch(content), None), Record):
                self._last = content.mark()
                return found
        raise RecordError(f"{self._path} has no record at {self._offset}")

    def _before(self, file: BinaryIO, skip: int) -> Content:
        """Return the content from the last mark before a position, or from the member's start."""
        marks = [*self._kept, *([self._last] if self._last else [])]
        nearest = max((mark for mark in marks if mark.position <= skip), key=lambda mark: mark.position, default=None)
        if nearest is not None:
            return nearest.resumed(file)
        file.seek(self._offset)
        return Content(file)

    def _keep(self, content: Content) -> None:
        """Keep a mark if the last one is far enough away. Of too many, every second one is dropped."""
        last = self._kept[-1].position if self._kept else 0
        if content.position - last < self._step or (mark := content.mark()) is None:
            return
        self._kept.append(mark)
        if len(self._kept) >= _MAX_MARKS:
            self._kept, self._step = self._kept[1::2], self._step * 2


def _stretch(content: Content) -> Iterator[Record | Damage]:
    """Yield the records of a stretch, and one damage for each gap between them."""
    found: Record | Damage | None = None
    content.skip_blank()
    while content.buffer:
        offset, skip = content.place()
        is_record = content.buffer.startswith(MAGIC)
        found = _record(content, offset, skip) if is_record else Damage(reason=DAMAGED, offset=offset)
        yield found
        if isinstance(found, Damage):
            content.seek_record()
        content.skip_blank()
    is_told = isinstance(found, Damage) or (found is not None and content.is_in_damaged_member(found.offset))
    if content.end_reason and not is_told:
        yield Damage(reason=content.end_reason, offset=content.damage_offset())


def _record(content: Content, offset: int, skip: int) -> Record | Damage:
    """Return the record at the start of the buffer. After a damage, the buffer starts where the next record may be."""
    head = _head(content)
    if head is None:
        is_whole = len(content.buffer) > MAX_HEAD_BYTES
        reason = HEAD_TOO_LARGE if is_whole else content.end_reason or CLIPPED
        content.take(len(MAGIC))
        return Damage(reason=reason, offset=offset)
    headers = warc_headers(head)
    record = Record(headers=headers, block=b"", offset=offset, length=0, skip=skip)
    size = (record.header("Content-Length") or "").strip()
    if not size.isascii() or not size.isdecimal() or len(size) > _MAX_LENGTH_DIGITS:
        return Damage(reason=DAMAGED, offset=offset, url=record.url)
    length = int(size)
    if length > MAX_BLOCK_BYTES:
        missing = content.drop(length)
        reason = (content.end_reason or CLIPPED) if missing else TOO_LARGE
        return Damage(reason=reason, offset=offset, url=record.url)
    is_whole = content.need(length)
    block = content.take(length)
    reason = content.end_reason or CLIPPED
    if content.is_record_next() and is_whole:
        found = Record(headers=headers, block=block, offset=offset, length=0, skip=skip)
        is_last = not content.buffer.lstrip(BLANK) and content.is_in_damaged_member(offset)
        if not is_last or _is_trusted(found, content.end_reason):
            return found
        reason = content.end_reason or DAMAGED
    elif inner := VERSION.search(block):  # The record was clipped, and others were appended.
        content.put_back(block[inner.start() :])
        reason = CLIPPED
    elif is_whole:
        reason = DAMAGED
    return Damage(reason=reason, offset=offset, url=record.url)


def _is_trusted(record: Record, reason: str | None) -> bool:
    """Return whether a record that is complete by its length can be used though its gzip member is damaged.

    The bytes of a clipped member were right as far as they go; those of a damaged one need a digest that matches.
    """
    if reason == CLIPPED:
        return "WARC-Block-Digest" not in record.broken_digests()
    names = {"WARC-Block-Digest", "WARC-Payload-Digest"} if record.type != "revisit" else {"WARC-Block-Digest"}
    stated = {name for name in names if record.header(name)}
    return bool(stated - set(record.broken_digests()))


def _head(content: Content) -> bytes | None:
    """Take a WARC header from the buffer; ``None`` if it is larger than :data:`MAX_HEAD_BYTES` or cut."""
    searched = 0
    while True:
        if found := _HEAD_END.search(content.buffer, searched):
            return content.take(found.end()) if found.end() <= MAX_HEAD_BYTES else None
        searched = max(len(content.buffer) - len(b"\n\r\n"), 0)
        if len(content.buffer) > MAX_HEAD_BYTES or not content.fill():
            return None
