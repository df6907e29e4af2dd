"""Undoes the content coding of an answer: bounded, and with a name for each way in which it can fail.

A body that is cut off is told from one that is broken, and from one whose header names the wrong coding. The crawl and the
reading of archives use the same functions, so that both see the same bytes.
"""

from __future__ import annotations

import re
import sys
import zlib
from typing import TYPE_CHECKING, Final, Protocol

import brotli  # type: ignore[import-untyped] # Scrapy's own requirement

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CODINGS: Final = 2
"""Nested content codings that are decoded. More are a trap, because each can expand to the full size."""

WRONG_CODING: Final = "content_coding_wrong"
"""Warning: the header names a coding that the body does not have, or none where it has one; or a checksum is wrong."""

_CHUNK_BYTES: Final = 1 << 16
"""Bytes that are decoded at once."""

_PIECE_BYTES: Final = 1 << 13
"""Bytes of a body that zlib gets at once."""

_SNIFFED_BYTES: Final = 1_024
"""Bytes at the start of a body that show whether it is text."""

_PROBE_BYTES: Final = 1 << 16
"""Bytes at the start of a body that are decoded to find out whether it has a coding."""

_GZIP_MAGIC: Final = b"\x1f\x8b\x08"
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_GZIP_HEADER_BYTES: Final = 10
_GZIP_FOOTER_BYTES: Final = 8
_CHECKSUM_BYTES: Final = 4
_RAW_BITS: Final = -zlib.MAX_WBITS
_GZIP_BITS: Final = 16 + zlib.MAX_WBITS
_HEADER_CRC, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16
"""Flags of a gzip header."""

NAMES: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "zstd": "zstd"}
"""Codings that are decoded, by their names."""

_NO_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text contains in an encoding that extends ASCII."""

_ZEROS: Final = re.compile(rb"\0*+")
"""Padding between two gzip members."""

_UTF_16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")


class CodingError(Exception):
    """A body cannot be decoded; ``reason`` is ``cut_short``, ``bad_encoding``, ``too_large`` or ``too_many_encodings``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason: Final = reason


def codings_of(values: Sequence[str]) -> list[str]:
    """Return the codings that the values of ``Content-Encoding`` name, in the order in which they were applied."""
    named = [name.strip().lower() for value in values for name in value.split(",")]
    return [name for name in named if name and name != "identity"]


def decoded(body: bytes, codings: Sequence[str], *, max_bytes: int) -> tuple[bytes, bool]:
    """Return a body without its codings, and whether its header or a checksum is wrong.

    Text without the coding that the header names is returned as it is, and so is text under an unknown coding. Gzip and zstd that
    no header names are decoded. ``max_bytes`` limits each step; 0 is no limit. Raises :class:`CodingError`.
    """
    if len(codings) > MAX_CODINGS:
        raise CodingError("too_many_encodings")
    is_wrong = False
    for coding in reversed(codings):
        body, is_other = _without(NAMES.get(coding), body, max_bytes)
        is_wrong = is_wrong or is_other
    if not codings and (name := _sniffed(body)):
        return _undo(name, body, max_bytes)[0], True
    return body, is_wrong


def _without(name: str | None, body: bytes, max_bytes: int) -> tuple[bytes, bool]:
    """Return a body without the coding of that name, and whether it had another one or none."""
    if not body:
        return body, False
    error = CodingError("bad_encoding")
    if name is not None:
        try:
            return _undo(name, body, max_bytes)
        except CodingError as found:
            error = found
    if error.reason == "too_large":
        raise error
    # Compressed bytes are hardly ever text, and text can look like the start of a compressed stream.
    if is_text(body) and not (error.reason == "cut_short" and _is_short_rest(body)):
        return body, True
    other = _sniffed(body)
    if other is None or other == name:
        raise error
    return _undo(other, body, max_bytes)[0], True


def _is_short_rest(body: bytes) -> bool:
    """Return whether a body is too short to tell from the first bytes of a compressed one, and is not UTF-8."""
    if len(body) >= _SNIFFED_BYTES:
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False


def _sniffed(body: bytes) -> str | None:
    """Return the coding that the first bytes show."""
    if body.startswith(_GZIP_MAGIC):
        return "gzip"
    return "zstd" if body.startswith(_ZSTD_MAGIC) else None


def is_text(body: bytes) -> bool:
    """Return whether a body starts as text does. Compressed bytes contain control characters soon."""
    start = body[:_SNIFFED_BYTES]
    return start.startswith(_UTF_16_BOMS) or not _NO_TEXT.search(start)


def has_coding(name: str, body: bytes) -> bool:
    """Return whether a body has the coding that :data:`NAMES` gives that name; its first bytes decide."""
    if name == "gzip":
        return body.startswith(_GZIP_MAGIC)
    try:
        return bool(_undo(name, body[:_PROBE_BYTES], 1)[0])
    except CodingError as error:
        return error.reason == "too_large"


def _undo(name: str, body: bytes, max_bytes: int) -> tuple[bytes, bool]:
    """Undo one coding; also return whether a checksum is wrong. Raises :class:`CodingError`."""
    match name:
        case "gzip":
            return _gunzip(body, max_bytes)
        case "deflate":
            return _inflate_either(body, max_bytes), False
        case "br":
            return _unbrotli(body, max_bytes), False
        case _:
            return _unzstd(body, max_bytes), False


def _gunzip(body: bytes, max_bytes: int) -> tuple[bytes, bool]:
    """Decode gzip; also return whether a checksum is wrong. What follows the last member is ignored, as browsers do."""
    unpacker = zlib.decompressobj(_GZIP_BITS)
    try:
        whole = unpacker.decompress(body, max_bytes + 1 if max_bytes else 0)
    except zlib.error:
        whole = b""
    if unpacker.eof and not unpacker.unused_data:  # one sound member: half the time of the way below
        _check_size(len(whole), max_bytes)
        return whole, False
    parts: list[bytes] = []
    size, at, is_wrong = 0, 0, False
    while body.startswith(_GZIP_MAGIC, at):
        part, end = _inflate(body, _after_header(body, at), max_bytes, _RAW_BITS, before=size)
        checksum = body[end : end + _CHECKSUM_BYTES]
        is_wrong = is_wrong or (
            len(checksum) == _CHECKSUM_BYTES and zlib.crc32(part) != int.from_bytes(checksum, "little")
        )
        at = _skip_zeros(body, end + _GZIP_FOOTER_BYTES)
        parts.append(part)
        size += len(part)
    if not parts:
        raise CodingError("cut_short" if _GZIP_MAGIC.startswith(body) else "bad_encoding")
    return b"".join(parts), is_wrong


def _skip_zeros(body: bytes, at: int) -> int:
    """Return the position of the first byte from ``at`` on that is not zero."""
    found = _ZEROS.match(body, min(at, len(body)))
    return found.end() if found else at


def _after_header(body: bytes, start: int) -> int:
    """Return where the header of the gzip member at ``start`` ends; raise :class:`CodingError` if it does not."""
    flags = body[start + len(_GZIP_MAGIC)] if len(body) > start + len(_GZIP_MAGIC) else 0
    at = start + _GZIP_HEADER_BYTES
    if flags & _EXTRA:
        at += 2 + int.from_bytes(body[at : at + 2], "little")
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            at = body.find(b"\0", at) + 1
            if not at:
                raise CodingError("cut_short")
    return at + (2 if flags & _HEADER_CRC else 0)


def _inflate_either(body: bytes, max_bytes: int) -> bytes:
    """Decode deflate, with its header or, as some servers send it, without."""
    try:
        return _inflate(body, 0, max_bytes, zlib.MAX_WBITS)[0]
    except CodingError as error:
        if error.reason != "bad_encoding":
            raise
        return _inflate(body, 0, max_bytes, _RAW_BITS)[0]


def _inflate(body: bytes, at: int, max_bytes: int, bits: int, *, before: int = 0) -> tuple[bytes, int]:
    """Return the content of the deflate stream at a position, and where it ends. ``before`` bytes count against the limit, too.

    The body is passed on in small pieces: zlib copies what it leaves over at each call, so a body of many short streams, or
    one that is decoded bit by bit, would take a time that grows with the square of its size.
    """
    unpacker, parts, size = zlib.decompressobj(bits), list[bytes](), before
    try:
        while not unpacker.eof:
            piece = body[at : at + _PIECE_BYTES]
            part = unpacker.decompress(piece, _CHUNK_BYTES)
            if not part and not piece and not unpacker.eof:
                raise CodingError("cut_short")
            at += len(piece) - len(left_over(unpacker))
            size += len(part)
            _check_size(size, max_bytes)
            parts.append(part)
    except zlib.error:
        raise CodingError("bad_encoding") from None
    return b"".join(parts), at


def left_over(inflate: zlib._Decompress) -> bytes:
    """Return what a decompressor of zlib left of the bytes that it got last."""
    return inflate.unused_data if inflate.eof else inflate.unconsumed_tail


class _Decompressor(Protocol):
    """What the decompressors of brotli and zstd share here."""

    def step(self, data: bytes) -> bytes:
        """Return the next piece of the content; ``data`` is the whole body at first, then empty."""

    def is_done(self) -> bool:
        """Return whether the stream has ended."""


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def step(self, data: bytes) -> bytes:
        return bytes(self._inner.process(data, output_buffer_limit=_CHUNK_BYTES))

    def is_done(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._inner = zstd.ZstdDecompressor()

    def step(self, data: bytes) -> bytes:
        return self._inner.decompress(data, max_length=_CHUNK_BYTES)

    def is_done(self) -> bool:
        return self._inner.eof


def _unbrotli(body: bytes, max_bytes: int) -> bytes:
    try:
        return _pull(_Brotli(), body, max_bytes)
    except brotli.error:
        raise CodingError("bad_encoding") from None


def _unzstd(body: bytes, max_bytes: int) -> bytes:
    try:
        return _pull(_Zstd(), body, max_bytes)
    except (zstd.ZstdError, EOFError):
        raise CodingError("bad_encoding") from None


def _pull(unpacker: _Decompressor, body: bytes, max_bytes: int) -> bytes:
    parts, size, data = list[bytes](), 0, body
    while not unpacker.is_done():
        part, data = unpacker.step(data), b""
        if not part and not unpacker.is_done():
            raise CodingError("cut_short")
        size += len(part)
        _check_size(size, max_bytes)
        parts.append(part)
    return b"".join(parts)


def _check_size(size: int, max_bytes: int) -> None:
    if max_bytes and size > max_bytes:
        raise CodingError("too_large")
