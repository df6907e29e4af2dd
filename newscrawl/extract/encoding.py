"""Conversion of a page to UTF-8. The encoding that the page declares is checked against its bytes."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from charset_normalizer import from_bytes
from w3lib.encoding import http_content_type_encoding, resolve_encoding

from newscrawl.unicode_nfc import nfc

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?\s*+([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
META_CHARSET_BYTES: Final = 16_384
"""Bytes at the start of a page in which ``meta charset`` is looked for. Browsers look in the first 1,024, but old systems put style sheets
before it."""

DETECTION_SAMPLE_BYTES: Final = 32_768
"""Bytes that charset detection gets, because its cost grows with the square of their number."""

_LEGACY_FONT: Final = re.compile(rb"\.Vn[A-Z][A-Za-z]+|VNI-[A-Z]|TCVN-?3|VPS ", re.IGNORECASE)
"""Vietnamese fonts from before Unicode. The bytes of such pages are read as windows-1252, and :mod:`newscrawl.text` maps the letters."""

MARK: Final = b"\xcc"
"""The first byte, in UTF-8, of all combining marks of Vietnamese."""

CHUNK_BYTES: Final = 16_384
"""Bytes that are decoded at a time to check them: they fit into the processor's cache, which saves a third of the time."""

MAX_BROKEN_SHARE: Final = 0.02
"""Share of the characters outside ASCII that may be broken in a UTF-8 page: cut summaries, pasted comments."""


class Decoded(NamedTuple):
    """A page as UTF-8."""

    data: bytes
    encoding: str
    """The encoding that the bytes were read with."""

    warning: str | None = None
    """A warning code of the record, if the declared encoding is missing or wrong."""


def to_utf8(body: bytes, content_type: str | None = None) -> Decoded:
    """Return a page as UTF-8. Never raises.

    The encoding is that of the byte order mark, else UTF-8 if the bytes are valid UTF-8, else that of the ``Content-Type`` header
    or of ``meta charset`` if the bytes are valid in it, else UTF-8 if few characters are broken, else a guess.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(_recode(body[len(bom) :], name), name.removesuffix("-le").removesuffix("-be"))
    header = http_content_type_encoding(content_type)
    named = _META.search(body, 0, META_CHARSET_BYTES)
    meta = resolve_encoding(named[1].decode("ascii")) if named else None
    # A meta tag that can be read as ASCII is not written in UTF-16, whatever it says.
    declared = header or (None if meta and meta.startswith("utf-16") else meta)
    if _is_utf8(body):
        wrong = declared is not None and declared != "utf-8" and not body.isascii()
        return Decoded(body, "utf-8", f"encoding_disagrees:{declared}" if wrong else None)
    for named_by_page in dict.fromkeys((header, meta)):
        if named_by_page and named_by_page != "utf-8" and _decodes(body, named_by_page):
            return Decoded(_recode(body, named_by_page), named_by_page)
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= MAX_BROKEN_SHARE * max(1, sum(c > "\x7f" for c in text)):
        return Decoded(text.encode(), "utf-8", "encoding_broken")
    guessed = _guess(body)
    return Decoded(_recode(body, guessed), guessed, f"encoding_guessed:{guessed}")


def composed(data: bytes) -> bytes:
    """Return UTF-8 with each letter and its combining marks as one character (NFC).

    Only letters with a separate mark are converted, because NFC for the whole text costs more than parsing it.
    """
    parts: list[bytes] = []
    start = 0
    at = data.find(MARK)
    while at != -1:
        left = at - 1
        while left > start and data[left] & 0xC0 == 0x80:  # noqa: PLR2004 - the inner bytes of a character
            left -= 1
        left = max(left, start)
        right = at + 2
        while data[right : right + 1] in {b"\xcc", b"\xcd"}:
            right += 2
        letters = nfc(data[left:right].decode("utf-8", "replace"))
        parts += (data[start:left], letters.encode())
        start = right
        at = data.find(MARK, right)
    parts.append(data[start:])
    return b"".join(parts)


def _is_utf8(body: bytes) -> bool:
    """Return whether the bytes are valid UTF-8; the last character may be incomplete."""
    if body.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), CHUNK_BYTES):
            decoder.decode(body[start : start + CHUNK_BYTES])
    except UnicodeDecodeError:
        return False
    return True


def _decodes(body: bytes, name: str) -> bool:
    """Return whether the bytes are valid in an encoding."""
    try:
        body.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True


def _guess(body: bytes) -> str:
    """Return the most likely encoding; windows-1252 for pages with old Vietnamese fonts, and if nothing fits."""
    if _LEGACY_FONT.search(body):
        return "cp1252"
    sample = body[:DETECTION_SAMPLE_BYTES]
    best = from_bytes(sample).best()
    return best.encoding if best is not None and _decodes(sample, best.encoding) else "cp1252"


def _recode(body: bytes, name: str) -> bytes:
    """Convert bytes of an encoding to UTF-8; invalid bytes become U+FFFD."""
    if name == "utf-8":
        return body
    # windows-1252 leaves five bytes undefined, but old Vietnamese fonts use them: they are read as Latin-1.
    text = body.decode(name, "newscrawl.latin1" if name == "cp1252" else "replace")
    return text.encode("utf-8", "replace")


def _as_latin1(error: UnicodeError) -> tuple[str, int]:
    """Decode invalid bytes as Latin-1: an error handler for :func:`codecs.register_error`."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("newscrawl.latin1", _as_latin1)
