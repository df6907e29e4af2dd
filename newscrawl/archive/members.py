"""The compressed pieces of an archive, decompressed bit by bit: gzip members and Zstandard frames, each of which holds whole records.

A ``.warc.zst`` file may begin with the dictionary that its frames were compressed with, in a frame of its own that other programs
skip. Its format is that of the draft "Zstandard compression in WARC": https://iipc.github.io/warc-specifications/.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

from newscrawl.content_coding import left_over
from newscrawl.exporters.output_format import zstd

if TYPE_CHECKING:
    from typing import BinaryIO

MAGIC_BYTES: Final = 4
"""Bytes that tell what a file holds."""

MAX_DICTIONARY_BYTES: Final = 1 << 24
"""Size of the largest dictionary that is used; dictionaries have about 100 KB."""

_MAX_WINDOW_LOG: Final = 27
"""Frames may refer to 128 MiB before a byte, as the program ``zstd`` allows."""

_GZIP_BITS: Final = zlib.MAX_WBITS + 16
_GZIP: Final = b"\x1f\x8b\x08"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
_SKIPPABLE: Final = tuple(bytes([0x50 + number]) + b"\x2a\x4d\x18" for number in range(16))
_SKIPPABLE_HEAD_BYTES: Final = 8
"""The magic number of a skippable frame, and its length in four bytes."""


class MemberError(Exception):
    """The bytes of a member are damaged."""


class Member(Protocol):
    """A member that is being decompressed."""

    @property
    def is_whole(self) -> bool:
        """Whether its end was reached."""

    @property
    def needs_input(self) -> bool:
        """Whether it can give nothing without further bytes."""

    def feed(self, raw: bytes, max_bytes: int) -> tuple[bytes, bytes]:
        """Return at most ``max_bytes`` of its content, and the bytes of ``raw`` that are not used yet. Raises :class:`MemberError`."""

    def copy(self) -> Member | None:
        """Return a copy that goes on from here; ``None`` where the library cannot copy."""


class Coding(Protocol):
    """How the members of a file are compressed."""

    magic: bytes
    """First bytes of each member."""

    probe_bytes: int
    """Compressed bytes that are enough to tell whether a member starts a record."""

    def begin(self) -> Member:
        """Begin to decompress a member."""

    def skipped(self, raw: bytes) -> int:
        """Return how many bytes at the start of ``raw``, or from there, belong to no member."""


class _GzipMember:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP_BITS)

    @property
    def is_whole(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return True

    def feed(self, raw: bytes, max_bytes: int) -> tuple[bytes, bytes]:
        try:
            found = self._inflate.decompress(raw, max_bytes)
        except zlib.error as error:
            raise MemberError(str(error)) from error
        return found, left_over(self._inflate)

    def copy(self) -> Member | None:
        found = _GzipMember()
        found._inflate = self._inflate.copy()
        return found


class _Gzip:
    magic = _GZIP
    probe_bytes = 1 << 13

    def begin(self) -> Member:
        return _GzipMember()

    def skipped(self, raw: bytes) -> int:  # noqa: ARG002 - the protocol
        return 0


class _ZstdFrame:
    """The library keeps the bytes that it was given and has not used, so they are given back when the frame ends."""

    def __init__(self, dictionary: Any) -> None:
        options = {zstd.DecompressionParameter.window_log_max: _MAX_WINDOW_LOG}
        self._decompressor = zstd.ZstdDecompressor(zstd_dict=dictionary, options=options)

    @property
    def is_whole(self) -> bool:
        return bool(self._decompressor.eof)

    @property
    def needs_input(self) -> bool:
        return bool(self._decompressor.needs_input)

    def feed(self, raw: bytes, max_bytes: int) -> tuple[bytes, bytes]:
        given = raw if self.needs_input else b""
        try:
            found: bytes = self._decompressor.decompress(given, max_bytes)
        except zstd.ZstdError as error:
            raise MemberError(str(error)) from error
        kept = b"" if given else raw
        return found, bytes(self._decompressor.unused_data) + kept if self.is_whole else kept

    def copy(self) -> Member | None:
        return None


class _Zstd:
    magic = _ZSTD
    probe_bytes = 1 << 18  # a block has up to 128 KiB, and gives nothing before its end

    def __init__(self, dictionary: Any) -> None:
        self._dictionary = dictionary

    def begin(self) -> Member:
        return _ZstdFrame(self._dictionary)

    def skipped(self, raw: bytes) -> int:
        if not raw.startswith(_SKIPPABLE) or len(raw) < _SKIPPABLE_HEAD_BYTES:
            return 0
        return _SKIPPABLE_HEAD_BYTES + int.from_bytes(raw[MAGIC_BYTES:_SKIPPABLE_HEAD_BYTES], "little")


def coding_of(raw: bytes, file: BinaryIO) -> Coding | None:
    """Return how a file is compressed whose next bytes are ``raw``; ``None`` if it is not. Its position stays the same."""
    if raw.startswith(_GZIP):
        return _Gzip()
    if raw.startswith((_ZSTD, *_SKIPPABLE)):
        return _Zstd(_dictionary(file))
    return None


def _dictionary(file: BinaryIO) -> Any:
    """Return the dictionary at the start of a file; ``None`` if it has none, or one that cannot be used."""
    position = file.tell()
    try:
        file.seek(0)
        head = file.read(_SKIPPABLE_HEAD_BYTES)
        size = int.from_bytes(head[MAGIC_BYTES:], "little")
        if not head.startswith(_DICTIONARY) or size > MAX_DICTIONARY_BYTES:
            return None
        data = file.read(size)
    finally:
        file.seek(position)
    with suppress(zstd.ZstdError, ValueError, MemberError):
        if data.startswith(_ZSTD):
            data, _ = _ZstdFrame(None).feed(data, MAX_DICTIONARY_BYTES)
        return zstd.ZstdDict(data)
    return None
