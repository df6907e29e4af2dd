"""Tolerant reading of WARC files, whoever wrote them: whole records are returned, damaged ones are named, and reading goes on.

:mod:`newscrawl.archive.records` reads strictly, as newscrawl's own files must be. Here a file may end within a record, be padded
with zeros, be compressed by gzip or Zstandard, hold many records in one member
or one record in many, or be damaged in the middle. Memory is bounded.
"""

from __future__ import annotations

import re
from collections import deque
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Final

from newscrawl.archive.members import MAGIC_BYTES, MemberError, coding_of
from newscrawl.archive.records import MAX_BLOCK_BYTES, MAX_HEAD_BYTES, Record, RecordError, warc_headers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.archive.members import Coding, Member

ZSTD_SUFFIX: Final = ".warc.zst"
READ_SUFFIXES: Final = (".warc", ".warc.gz", ZSTD_SUFFIX)
"""Ends of the names of archives that are read."""

UNREAD_SUFFIXES: Final = (".arc", ".arc.gz")
"""Ends of the names of archives that are not read: the format before WARC."""

_MAX_LENGTH_DIGITS: Final = 15
"""Digits of the largest ``Content-Length`` that is believed."""

_CHUNK_BYTES: Final = 1 << 16
"""Bytes that are read and decompressed at once."""

_MAX_PROBES: Final = 20_000
"""Places that are tried as the start of a gzip member in one file."""

_MAX_REREAD_BYTES: Final = 1 << 30
"""Bytes of one file that are searched again for the members that follow a damaged one."""

_MARK_BYTES: Final = 1 << 22
"""Decompressed bytes between two marks in a gzip member of many records."""

_MAX_MARKS: Final = 128
"""Marks kept in one gzip member: about 20 MB."""

_MAX_MEMBERS: Final = 100_000
"""Members within one record whose offsets are kept."""

_VERSION: Final = re.compile(rb"WARC/\d\.\d{1,2}[ \t]?\r?\n(?=[A-Za-z-]{1,40}[ \t]?:)")
"""Start of a record."""

_VERSION_BYTES: Final = 64
"""Bytes that :data:`_VERSION` needs at most, also across two reads."""

_MAGIC: Final = b"WARC/"
"""First bytes of a record."""

_HEAD_END: Final = re.compile(rb"\n\r?\n")
"""End of a WARC header."""

_BLANK: Final = b"\r\n\0"
"""Bytes that may stand between two records: line ends, and the zeros of a padded file."""

CLIPPED: Final = "clipped_record"
DAMAGED: Final = "damaged_record"
TOO_LARGE: Final = "record_too_large"
HEAD_TOO_LARGE: Final = "record_header_too_large"
"""Why a record is not read."""


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
    content = _Content(file)
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
        self._kept: list[_Content] = []
        """In the order of their positions."""

        self._last: _Content | None = None
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

    def _before(self, file: BinaryIO, skip: int) -> _Content:
        """Return the content from the last mark before a position, or from the member's start."""
        marks = [*self._kept, *([self._last] if self._last else [])]
        nearest = max((mark for mark in marks if mark.position <= skip), key=lambda mark: mark.position, default=None)
        if nearest is not None:
            return nearest.resumed(file)
        file.seek(self._offset)
        return _Content(file)

    def _keep(self, content: _Content) -> None:
        """Keep a mark if the last one is far enough away. Of too many, every second one is dropped."""
        last = self._kept[-1].position if self._kept else 0
        if content.position - last < self._step or (mark := content.mark()) is None:
            return
        self._kept.append(mark)
        if len(self._kept) >= _MAX_MARKS:
            self._kept, self._step = self._kept[1::2], self._step * 2


class _Content:
    """The decompressed bytes of a file, in stretches: the next one begins behind each damage."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._raw = b""
        self._raw_offset = file.tell()
        """Offset of ``_raw`` in the file."""

        self.buffer = bytearray()
        self.position = 0
        """Number of decompressed bytes before the buffer."""

        self._members: deque[tuple[int, int]] = deque()
        """(position, offset) of the gzip members in the buffer."""

        self._inflate: Member | None = None
        self._probes = 0
        self._reread = 0
        self._coding: Coding | None = None
        self._is_done = False
        self.end_reason: str | None = None
        """Why the stretch ends, once it has: ``None`` at the end of the file."""

        self._start()

    # -- marks --------------------------------------------------------------------------------------------------

    def mark(self) -> _Content | None:
        """Return a copy from which :meth:`resumed` can go on.

        ``None`` in a file that is not compressed, within a Zstandard frame, and behind a damage.
        """
        inflate = self._inflate.copy() if self._inflate else None
        if not self._coding or self.end_reason or (self._inflate and not inflate):
            return None
        found = copy(self)
        found.buffer, found._members = bytearray(self.buffer), deque(self._members)  # noqa: SLF001 - of this class
        found._inflate = inflate  # noqa: SLF001 - of this class
        return found

    def resumed(self, file: BinaryIO) -> _Content:
        """Return a copy of a mark that reads on in the file, opened again."""
        found = self.mark()
        assert found is not None
        found._file = file  # noqa: SLF001 - of this class
        file.seek(self._raw_offset + len(self._raw))
        return found

    # -- raw bytes ----------------------------------------------------------------------------------------------

    def _more_raw(self) -> bool:
        """Append a chunk of the file to ``_raw``; return False at its end."""
        data = self._file.read(_CHUNK_BYTES)
        self._raw += data
        return bool(data)

    def _drop_raw(self, count: int) -> None:
        """Go on ``count`` bytes in the file."""
        self._raw, self._raw_offset = self._raw[count:], self._raw_offset + count

    def _skip_padding(self) -> bool:
        """Skip zeros and line ends; return False at the end of the file."""
        while True:
            self._drop_raw(len(self._raw) - len(self._raw.lstrip(_BLANK)))
            if (len(self._raw) >= MAGIC_BYTES or not self._more_raw()) and not self._skip_frame():
                return bool(self._raw)

    def _skip_frame(self) -> bool:
        """Skip a frame that holds no records; return False if none is next."""
        if not self._coding:
            return False
        while len(self._raw) < 2 * MAGIC_BYTES and self._more_raw():
            pass
        missing = count = self._coding.skipped(self._raw)
        while missing > len(self._raw):
            missing -= len(self._raw)
            self._drop_raw(len(self._raw))
            if not self._more_raw():
                break
        self._drop_raw(missing)
        return bool(count)

    def _start(self) -> None:
        """Find out at the start of the file whether it is compressed."""
        if not self._skip_padding():
            self._is_done = True
            return
        self._coding = coding_of(self._raw, self._file)
        if not self._coding:
            self._members.append((0, self._raw_offset))
        elif not self._skip_padding():  # now with the frames that hold no records
            self._is_done = True
        elif self._raw.startswith(self._coding.magic):
            self._start_member(self._coding)
        else:
            self.end_reason = DAMAGED

    def _start_member(self, coding: Coding) -> None:
        """Begin to decompress the member at the start of ``_raw``."""
        self._inflate = coding.begin()
        position = self.position + len(self.buffer)
        if self._members and (self._members[-1][0] == position or len(self._members) >= _MAX_MEMBERS):
            self._members.pop()
        self._members.append((position, self._raw_offset))

    # -- decompressed bytes -------------------------------------------------------------------------------------

    def fill(self) -> bool:
        """Append more bytes to the buffer; return False at the end of the stretch."""
        if self._is_done or self.end_reason:
            return False
        if self._coding:
            return self._fill_from_members(self._coding)
        if not self._raw and not self._more_raw():
            self._is_done = True
            return False
        self.buffer += self._raw
        self._drop_raw(len(self._raw))
        return True

    def _fill_from_members(self, coding: Coding) -> bool:
        """Decompress until there are more bytes, or the stretch ends."""
        size = len(self.buffer)
        while len(self.buffer) == size:
            if self._inflate is None:  # between two members
                if not self._skip_padding():
                    self._is_done = True
                    return False
                if not self._raw.startswith(coding.magic):
                    self.end_reason = DAMAGED
                    return False
                self._start_member(coding)
            elif self._inflate.needs_input and not self._raw and not self._more_raw():
                self.end_reason = CLIPPED
                return False
            elif not self._decompress():
                self.end_reason = DAMAGED
                return len(self.buffer) > size
        return True

    def _decompress(self) -> bool:
        """Append at most a chunk of decompressed bytes; return False if the member is damaged."""
        inflate = self._inflate
        assert inflate is not None
        end, untouched = self._raw_offset + len(self._raw), inflate.copy()
        try:
            found, self._raw = inflate.feed(self._raw, _CHUNK_BYTES)
        except MemberError:
            self.buffer += _before_damage(untouched, self._raw) if untouched else b""
            return False
        self.buffer += found
        self._raw_offset = end - len(self._raw)
        if inflate.is_whole:
            self._inflate = None
        return True

    def next_stretch(self) -> bool:
        """Go on behind a damage; return False if nothing follows."""
        if self._is_done or not self.end_reason:
            return False
        self.take(len(self.buffer))
        if self._inflate is not None:
            # Another member may have been appended to a clipped one. So the search begins within the damaged member.
            start = self._members[-1][1] + 1
            self._reread += self._raw_offset - start
            if self._reread <= _MAX_REREAD_BYTES:
                self._file.seek(start)
                self._raw, self._raw_offset = b"", start
        self._inflate, self.end_reason = None, None
        coding = self._coding
        self._is_done = coding is None or not self._find_member(coding)
        if coding and not self._is_done:
            self._start_member(coding)
        return not self._is_done

    def _find_member(self, coding: Coding) -> bool:
        """Go on to the next member that starts a record; return False if there is none."""
        at = 0
        while self._probes < _MAX_PROBES:
            at = self._raw.find(coding.magic, at)
            if at < 0:
                self._drop_raw(max(len(self._raw) - len(coding.magic) + 1, 0))
                at = 0
                if not self._more_raw():
                    return False
                continue
            while len(self._raw) < at + coding.probe_bytes and self._more_raw():
                pass
            self._probes += 1
            if _starts_record(coding, self._raw[at : at + coding.probe_bytes]):
                self._drop_raw(at)
                return True
            at += 1
        return False

    # -- for the parser -----------------------------------------------------------------------------------------

    def place(self) -> tuple[int, int]:
        """Return where the buffer starts: the offset of its gzip member and the bytes before it in that member.

        In a file that is not compressed, the offset in the file and 0.
        """
        while len(self._members) > 1 and self._members[1][0] <= self.position:
            self._members.popleft()
        position, offset = self._members[0]
        return (offset, self.position - position) if self._coding else (offset + self.position - position, 0)

    def damage_offset(self) -> int:
        """Return the offset of the damage at which the stretch ends."""
        return self._raw_offset if self._inflate is None else self._members[-1][1]

    def is_in_damaged_member(self, offset: int) -> bool:
        """Return whether the stretch ends with a damage within the gzip member at an offset."""
        return self.end_reason is not None and self._inflate is not None and self._members[-1][1] == offset

    def take(self, count: int) -> bytes:
        """Remove and return bytes at the start of the buffer."""
        data = bytes(self.buffer[:count])
        del self.buffer[:count]
        self.position += len(data)
        return data

    def put_back(self, data: bytes) -> None:
        """Put back the bytes that were taken last."""
        self.buffer[:0] = data
        self.position -= len(data)

    def need(self, count: int) -> bool:
        """Fill the buffer to a number of bytes; return False if the stretch ends before."""
        while len(self.buffer) < count:
            if not self.fill():
                return False
        return True

    def drop(self, count: int) -> int:
        """Skip bytes without keeping them; return how many are missing because the stretch ends."""
        while count:
            if not self.buffer and not self.fill():
                return count
            count -= len(self.take(min(count, len(self.buffer))))
        return 0

    def is_record_next(self) -> bool:
        """Return whether a record, or the end of the stretch, follows the line ends and zeros at the start of the buffer."""
        while True:
            rest = self.buffer.lstrip(_BLANK)
            if len(rest) >= len(_MAGIC) or len(self.buffer) > _CHUNK_BYTES or not self.fill():
                return not rest or rest.startswith(_MAGIC)

    def skip_blank(self) -> None:
        """Skip line ends and zeros, and fill the buffer with the bytes that tell a record."""
        while True:
            self.take(len(self.buffer) - len(self.buffer.lstrip(_BLANK)))
            if len(self.buffer) >= len(_MAGIC) or not self.fill():
                return

    def seek_record(self) -> None:
        """Skip to the next start of a record, or to the end of the stretch."""
        while True:
            if found := _VERSION.search(self.buffer):
                self.take(found.start())
                return
            self.take(max(len(self.buffer) - _VERSION_BYTES, 0))
            if not self.fill():
                self.take(len(self.buffer))
                return


def _before_damage(inflate: Member, raw: bytes) -> bytes:
    """Return what can be decompressed before a damage; zlib gives nothing of a piece with one, so it gets single bytes."""
    found = bytearray()
    with suppress(MemberError):
        for at in range(len(raw)):
            found += inflate.feed(raw[at : at + 1], _CHUNK_BYTES)[0]
    return bytes(found)


def _starts_record(coding: Coding, raw: bytes) -> bool:
    """Return whether the first bytes of a member are those of a record."""
    try:
        return coding.begin().feed(raw, 256)[0].lstrip(_BLANK).startswith(_MAGIC)
    except MemberError:
        return False


def _stretch(content: _Content) -> Iterator[Record | Damage]:
    """Yield the records of a stretch, and one damage for each gap between them."""
    found: Record | Damage | None = None
    content.skip_blank()
    while content.buffer:
        offset, skip = content.place()
        is_record = content.buffer.startswith(_MAGIC)
        found = _record(content, offset, skip) if is_record else Damage(reason=DAMAGED, offset=offset)
        yield found
        if isinstance(found, Damage):
            content.seek_record()
        content.skip_blank()
    is_told = isinstance(found, Damage) or (found is not None and content.is_in_damaged_member(found.offset))
    if content.end_reason and not is_told:
        yield Damage(reason=content.end_reason, offset=content.damage_offset())


def _record(content: _Content, offset: int, skip: int) -> Record | Damage:
    """Return the record at the start of the buffer. After a damage, the buffer starts where the next record may be."""
    head = _head(content)
    if head is None:
        is_whole = len(content.buffer) > MAX_HEAD_BYTES
        reason = HEAD_TOO_LARGE if is_whole else content.end_reason or CLIPPED
        content.take(len(_MAGIC))
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
        is_last = not content.buffer.lstrip(_BLANK) and content.is_in_damaged_member(offset)
        if not is_last or _is_trusted(found, content.end_reason):
            return found
        reason = content.end_reason or DAMAGED
    elif inner := _VERSION.search(block):  # The record was clipped, and others were appended.
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


def _head(content: _Content) -> bytes | None:
    """Take a WARC header from the buffer; ``None`` if it is larger than :data:`MAX_HEAD_BYTES` or cut."""
    searched = 0
    while True:
        if found := _HEAD_END.search(content.buffer, searched):
            return content.take(found.end()) if found.end() <= MAX_HEAD_BYTES else None
        searched = max(len(content.buffer) - len(b"\n\r\n"), 0)
        if len(content.buffer) > MAX_HEAD_BYTES or not content.fill():
            return None
