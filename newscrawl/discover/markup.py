"""What feeds, sitemaps and listings have in common as bytes: an encoding that may be a lie, and XML that may be broken.

Nothing here expands an entity that a document declares, loads a DTD or opens an address: every ``&name;`` that HTML does
not know is turned into plain text before the parser sees it, so an entity bomb is a few odd words.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.entities import decode_entities, remove_control_characters, replace_lone_surrogates
from newscrawl.unicode_nfc import nfc

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(rb"""(?:encoding|charset)\s*+=\s*+["']?\s*+([A-Za-z0-9._:-]{2,40})""")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_NO_TEXT: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "utf_7"})
"""Python's codecs that no document is written in."""

_SNIFF: Final = 2048
"""Bytes at the head in which an encoding is looked for."""

_MAX_BROKEN: Final = 0.02
"""Share of unreadable characters among those beyond ASCII up to which text is taken for damaged UTF-8."""

_CONTROLS: Final = bytes(c for c in range(32) if c not in b"\t\n\r")
_CDATA_OR_AMPERSAND: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?", re.DOTALL
)
_XML_NAMES: Final = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_PROLOG: Final = re.compile(r"<\?xml[^>]*>", re.IGNORECASE)

_HIDDEN: Final = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BLOCK: Final = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|td|h[1-6]|img|figure|figcaption|blockquote)\b[^<>]*>", re.IGNORECASE
)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE: Final = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_ESCAPED: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE_LAYERS: Final = 3
"""How many layers of escapes are taken off: one of the format, and two that newsrooms add by mistake."""


def header(headers: Mapping[str, str] | None, name: str) -> str:
    """The value of a header, whatever its capitals; empty where there is none."""
    return next((value for key, value in (headers or {}).items() if key.lower() == name), "")


def _known(name: str) -> str | None:
    """A codec that reads any bytes: those for host names and for Python's own escapes do not, whatever they are told to replace."""
    try:
        codec = codecs.lookup(name).name
        b"\xff\\".decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    return None if codec in _NO_TEXT else str(codec)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark shows as markup with a zero at every other byte."""
    if len(head) < 4 or head.count(0) * 4 < len(head):  # noqa: PLR2004 - a zero in one of four bytes at least
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def encoding(body: bytes, content_type: str = "") -> str:
    """Name of the codec that reads the bytes.

    The byte order mark speaks first and the bytes themselves next: what is valid UTF-8 is UTF-8 whatever it declares,
    and what has zeros at every other byte is UTF-16. Only then the header and the declaration are believed.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    head = body[:_SNIFF]
    if wide := _wide(head):
        return wide
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    lenient = body.decode("utf-8", "replace")
    beyond_ascii = len(lenient) - len(lenient.encode("ascii", "ignore"))
    broken = lenient.count("\ufffd")
    if broken < beyond_ascii and broken <= max(1, beyond_ascii * _MAX_BROKEN):
        return "utf-8"
    declared = _DECLARED.search(head)
    named = _CHARSET.search(content_type)
    for label in (named and named[1], declared and declared[1].decode("ascii")):
        codec = _known(label) if label else None
        # A document whose bytes could be read this far as single bytes is no UTF-16, whatever it says.
        if codec and not codec.startswith(("utf-16", "utf-32", "utf-8")):
            return codec
    return "utf-8"


def decode(body: bytes, content_type: str = "") -> str:
    """The bytes as text; what cannot be read becomes U+FFFD, and nothing is raised."""
    return body.decode(encoding(body, content_type), "replace").removeprefix("\ufeff")


def _mend_reference(match: re.Match[str]) -> str:
    name = match[1]
    if match[0].startswith("<"):
        return match[0]
    if name is None:
        return "&amp;"
    if name in _XML_NAMES:
        return match[0]
    if name.startswith("#"):
        number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        # The parser takes any number and makes bytes of it that are no UTF-8.
        return match[0] if _is_xml(number) else "\N{REPLACEMENT CHARACTER}"
    character = html5.get(name)
    if character is None or character in "<>&":
        return "&amp;" + name
    return character


def _is_xml(number: int) -> bool:
    """Whether XML allows the character."""
    return number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000  # noqa: PLR2004 - the standard's ranges


def mend_xml(text: str) -> bytes:
    """XML that a parser can read, as UTF-8: bare ampersands escaped, HTML's names for characters replaced, control characters dropped.

    CDATA is left as it is.
    """
    if "&" in text:
        text = _CDATA_OR_AMPERSAND.sub(_mend_reference, text)
    return text.encode("utf-8", "replace").translate(None, _CONTROLS)


def json_value(text: str) -> Any:
    """The value that a JSON answer holds; :class:`ValueError` where it is none. Characters cut in half are read as U+FFFD."""
    data = text.encode("utf-8", "replace")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        mended = replace_lone_surrogates(text)
        if mended == text:
            raise
        return orjson.loads(mended.encode("utf-8", "replace"))


def without_prolog(text: str) -> str:
    """The document from its first tag on: junk, white space and the XML declaration before it are cut off."""
    start = text.find("<")
    prolog = _PROLOG.match(text, max(start, 0))
    return text[prolog.end() if prolog else max(start, 0) :]


def plain(text: str | None) -> str | None:
    """One line of plain text, in NFC, from text or a piece of HTML, escaped once or twice; ``None`` where nothing is left.

    ``<a href="…"><img></a></br>Siêu trăng&nbsp;lớn`` gives ``Siêu trăng lớn``.
    """
    if not text:
        return None
    for _ in range(_ESCAPE_LAYERS):
        if "<" in text:
            text = _TAG.sub("", _BLOCK.sub(" ", _HIDDEN.sub(" ", text)))
        if not _ESCAPED.search(text):
            break
        text = decode_entities(text)
    return one_line(_SPACE.sub(" ", text)) or None


def one_line(text: str) -> str:
    """The text in NFC on one line, without control characters."""
    line = remove_control_characters(" ".join(text.split()))
    return line if line.isascii() else nfc(line)
