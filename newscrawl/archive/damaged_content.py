"""The decompressed bytes of a WARC file that may be damaged: plain, or in members of gzip or frames of Zstandard."""

from __future__ import annotations

import re
from collections import deque
from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING, BinaryIO, Final

from newscrawl.archive.members import MAGIC_BYTES, MemberError, coding_of

if TYPE_CHECKING:
    from newscrawl.archive.members import Coding, Member

_CHUNK_BYTES: Final = 1 << 16
"""Bytes that are read and decompressed at once."""

_MAX_PROBES: Final = 20_000
"""Places that are tried as the start of a gzip member in one file."""

_MAX_REREAD_BYTES: Final = 1 << 30
"""Bytes of one file that are searched again for the members that follow a damaged one."""

_MAX_MEMBERS: Final = 100_000
"""Members within one record whose offsets are kept."""

VERSION: Final = re.compile(rb"WARC/\d\.\d{1,2}[ \t]?\r?\n(?=[A-Za-z-]{1,40}[ \t]?:)")
"""Start of a record."""

_VERSION_BYTES: Final = 64
"""Bytes that :data:`VERSION` needs at most, also across two reads."""

MAGIC: Final = b"WARC/"
"""First bytes of a record."""

BLANK: Final = b"\r\n\0"
"""Bytes that may stand between two records: line ends, and the zeros of a padded file."""

CLIPPED: Final = "clipped_record"
DAMAGED: Final = "damaged_record"
"""Why a stretch of bytes ends before the file: the file ends within a member, or the member cannot be decompressed."""


class Content:
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

    def mark(self) -> Content | None:
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

    def resumed(self, file: BinaryIO) -> Content:
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
            self._drop_raw(len(self._raw) - len(self._raw.lstrip(BLANK)))
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
            rest = self.buffer.lstrip(BLANK)
            if len(rest) >= len(MAGIC) or len(self.buffer) > _CHUNK_BYTES or not self.fill():
                return not rest or rest.startswith(MAGIC)

    def skip_blank(self) -> None:
        """Skip line ends and zeros, and fill the buffer with the bytes that tell a record."""
        while True:
            self.take(len(self.buffer) - len(self.buffer.lstrip(BLANK)))
            if len(self.buffer) >= len(MAGIC) or not self.fill():
                return

    def seek_record(self) -> None:
        """Skip to the next start of a record, or to the end of the stretch."""
        while True:
            if found := VERSION.search(self.buffer):
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
        return coding.begin().feed(raw, 256)[0].lstrip(BLANK).startswith(MAGIC)
    except MemberError:
        return False
