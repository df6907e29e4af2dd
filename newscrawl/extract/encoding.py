"""Bytes of a page to UTF-8: what the page says of its encoding is checked, not believed."""

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
_META_WITHIN: Final = 16_384
"""Browsers look in the first 1,024 bytes; pages of old CMSs put style sheets before it."""

_SAMPLE: Final = 32_768
"""What the detector of last resort is shown: its cost grows with the square of what it sees."""

_LEGACY_FONT: Final = re.compile(rb"\.Vn[A-Z][A-Za-z]+|VNI-[A-Z]|TCVN-?3|VPS ", re.IGNORECASE)
"""Fonts of the time before Unicode: their bytes are read as windows-1252, and :mod:`newscrawl.text` maps the letters."""

MARK: Final = b"\xcc"
"""First byte of all marks that Vietnamese puts on its letters."""

_CHUNK: Final = 16_384
"""Bytes that are decoded at a time where nobody keeps the text: they stay in the processor's cache, which saves a third."""

_BROKEN: Final = 0.02
"""Share of multi-byte sequences that may be broken in a page that still is UTF-8 (cut summaries, pasted comments)."""


class Decoded(NamedTuple):
    """A page as UTF-8."""

    data: bytes
    encoding: str
    """The encoding the bytes were read with."""

    warning: str | None = None


def to_utf8(body: bytes, content_type: str | None = None) -> Decoded:
    """The page as UTF-8: by its BOM, its header, its ``meta``, then by what its bytes look like.

    A declared encoding that the bytes do not follow loses to UTF-8 that they do follow. Never fails.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(_recode(body[len(bom) :], name), name.removesuffix("-le").removesuffix("-be"))
    header = http_content_type_encoding(content_type)
    named = _META.search(body, 0, _META_WITHIN)
    meta = resolve_encoding(named[1].decode("ascii")) if named else None
    # A page that says UTF-16 in a meta tag was read as ASCII up to there, so it is not.
    declared = header or (None if meta and meta.startswith("utf-16") else meta)
    if _is_utf8(body):
        wrong = declared is not None and declared != "utf-8" and not body.isascii()
        return Decoded(body, "utf-8", f"encoding_disagrees:{declared}" if wrong else None)
    for named_by_page in dict.fromkeys((header, meta)):
        if named_by_page and named_by_page != "utf-8" and _decodes(body, named_by_page):
            return Decoded(_recode(body, named_by_page), named_by_page)
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= _BROKEN * max(1, sum(c > "\x7f" for c in text)):
        return Decoded(text.encode(), "utf-8", "encoding_broken")
    guessed = _guess(body)
    return Decoded(_recode(body, guessed), guessed, f"encoding_guessed:{guessed}")


def composed(data: bytes) -> bytes:
    """UTF-8 with each letter and the marks that follow it as one character (NFC).

    Only the letters around a mark are touched: composing the whole text costs more than parsing it.
    """
    parts: list[bytes] = []
    start = 0
    at = data.find(MARK)
    while at != -1:
        left = at - 1
        while left > start and data[left] & 0xC0 == 0x80:  # noqa: PLR2004 - the inner bytes of a letter
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
    """Whether the bytes are UTF-8, a page cut off within a letter included."""
    if body.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _CHUNK):
            decoder.decode(body[start : start + _CHUNK])
    except UnicodeDecodeError:
        return False
    return True


def _decodes(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True


def _guess(body: bytes) -> str:
    if _LEGACY_FONT.search(body):
        return "cp1252"
    sample = body[:_SAMPLE]
    best = from_bytes(sample).best()
    return best.encoding if best is not None and _decodes(sample, best.encoding) else "cp1252"


def _recode(body: bytes, name: str) -> bytes:
    if name == "utf-8":
        return body
    # cp1252 leaves five bytes undefined, and fonts of old pages used them: they stay what they were.
    text = body.decode(name, "newscrawl.latin1" if name == "cp1252" else "replace")
    return text.encode("utf-8", "replace")


def _as_latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("newscrawl.latin1", _as_latin1)
