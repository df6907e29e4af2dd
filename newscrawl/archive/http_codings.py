"""Transfer and content codings of archived bodies, which the programs that wrote them kept or undid without a word.

Many archives keep the server's headers and store the body without its codings. So the bytes decide, not the headers.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

import brotli  # type: ignore[import-untyped] # Scrapy's own requirement

from newscrawl.content_coding import left_over

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK_HEAD: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
"""The line before a chunk: its size, and extensions."""

_LINE_END: Final = re.compile(rb"\r?\n")

GZIP_MAGIC: Final = b"\x1f\x8b"
"""First bytes of gzip data."""

_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""Byte order marks, with which only text starts."""

_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that text in an encoding based on ASCII does not contain."""

_TEXT_PROBE_BYTES: Final = 1024
"""Bytes at the start of a body that are tested for text."""

_PROBE_BYTES: Final = 1 << 16
"""Bytes of a body that are decoded to find out whether it has a coding."""

_PIECE_BYTES: Final = 1 << 13
"""Bytes of a body that zlib gets at once: it copies what it leaves over, at each of many small members."""

_KNOWN: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "identity": "", "": ""}
"""Names of the content codings that can be decoded; empty for none."""

_GZIP_BITS: Final = zlib.MAX_WBITS + 16
_RAW_BITS: Final = -zlib.MAX_WBITS
"""``wbits`` of zlib for gzip data, and for deflate data without the header of zlib."""


def dechunked(payload: bytes) -> tuple[bytes, bool]:
    """Return a body without chunked coding, and whether it ends early. A body without chunks is returned unchanged."""
    found: re.Match[bytes] | None = _CHUNK_HEAD.match(payload)
    if found is None:
        return payload, False
    content, is_first = bytearray(), True  # not a list: a chunk may hold a single byte
    while found is not None:
        size = int(found[1], 16)
        if not size:
            return bytes(content), False
        start = found.end()
        content += payload[start : start + size]
        end = _LINE_END.match(payload, start + size)
        if not end:
            # The first line of a page can look like a size. A body whose first chunk has no end was stored without chunks.
            is_plain = is_first and start + size < len(payload)
            return (payload, False) if is_plain else (bytes(content), True)
        is_first = False
        found = _CHUNK_HEAD.match(payload, end.end())
    return bytes(content), True


def stored_codings(named: Sequence[str], body: bytes) -> tuple[str, ...] | None:
    """Return the codings among the named ones that a body really has, in the order in which they were applied.

    Empty for a plain body. ``None`` if a coding is unknown, or if the body is neither plain nor coded as named.
    """
    codings = [coding.strip().lower() for coding in named]
    if any(coding not in _KNOWN for coding in codings):
        return () if is_text(body) else None
    codings = [coding for coding in codings if _KNOWN[coding]]
    if not codings or not body:
        return tuple(codings) if body else ()
    if _has_coding(body, _KNOWN[codings[-1]]):
        return tuple(codings)
    # The outer codings may be undone while the inner ones are kept.
    return stored_codings(codings[:-1], body) if len(codings) > 1 else () if is_text(body) else None


def is_text(body: bytes) -> bool:
    """Return whether a body starts as text does. Compressed bytes contain control characters soon."""
    return body.startswith(_BOMS) or not _CONTROL.search(body, 0, _TEXT_PROBE_BYTES)


def _has_coding(body: bytes, coding: str) -> bool:
    """Return whether the start of a body can be decoded."""
    if coding == "gzip":
        return body.startswith(GZIP_MAGIC)
    try:
        return bool(_decoded(body[:_PROBE_BYTES], coding, 1))
    except (zlib.error, brotli.error):
        return False


def decoded(body: bytes, codings: Sequence[str], *, max_bytes: int) -> bytes | None:
    """Return a body without its content codings; ``None`` if it is damaged, or larger than ``max_bytes``."""
    for coding in reversed(codings):
        try:
            body = _decoded(body, _KNOWN[coding], max_bytes + 1)
        except (zlib.error, brotli.error):
            return None
        if len(body) > max_bytes:
            return None
    return body


def _decoded(body: bytes, coding: str, max_bytes: int) -> bytes:
    """Return about ``max_bytes`` bytes at most of a body without one coding; raise ``zlib.error`` or ``brotli.error``."""
    if coding == "br":
        return _without_brotli(body, max_bytes)
    if coding == "deflate":
        try:
            return zlib.decompressobj().decompress(body, max_bytes)
        except zlib.error:
            return zlib.decompressobj(_RAW_BITS).decompress(body, max_bytes)
    content, at = bytearray(), 0
    while body.startswith(GZIP_MAGIC, at) and len(content) < max_bytes:
        member = zlib.decompressobj(_GZIP_BITS)
        while not member.eof and at < len(body) and len(content) < max_bytes:
            piece = body[at : at + _PIECE_BYTES]
            content += member.decompress(piece, max_bytes - len(content))
            at += len(piece) - len(left_over(member))
    return bytes(content)


def _without_brotli(body: bytes, max_bytes: int) -> bytes:
    """Return a body without brotli coding, and stop once it has ``max_bytes`` bytes."""
    decoder, parts, size = brotli.Decompressor(), [], 0
    rest = body
    while size < max_bytes and not decoder.is_finished():
        part = decoder.process(rest, output_buffer_limit=max_bytes - size)
        if not part and not rest:
            break
        parts.append(part)
        size, rest = size + len(part), b""
    return b"".join(parts)
