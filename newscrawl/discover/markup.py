"""Decodes the bytes of feeds, sitemaps and listings: wrong encodings, broken XML, HTML in text fields.

Nothing here expands an entity that a document declares, loads a DTD or opens an address. Every ``&name;`` that HTML does not
define becomes plain text before the parser sees it, so an entity bomb does nothing.
"""

from __future__ import annotations

import codecs
import re
import zlib
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
_UNUSABLE_CODECS: Final = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "utf_7"}
)
"""Python codecs that are not encodings of documents."""

_DECLARATION_BYTES: Final = 2048
"""Bytes at the start that are searched for a declared encoding."""

_MAX_BROKEN_SHARE: Final = 0.02
"""Highest share of undecodable characters, among those beyond ASCII, for text to count as damaged UTF-8."""

_CONTROLS: Final = bytes(c for c in range(32) if c not in b"\t\n\r")
_CDATA_OR_AMPERSAND: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?", re.DOTALL
)
_XML_NAMES: Final = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_PROLOG: Final = re.compile(r"<\?xml[^>]*>", re.IGNORECASE)

MAX_JUNK_CHARS: Final = 2**18
"""Characters before a document that may be junk: messages of PHP, scripts, comments."""

_START_TAGS: Final = re.compile(
    r"<(?:(?P<skip>!--|script\b|style\b)|(?P<html>!doctype\s+html|html\b)|(?P<xml>\?xml\b)|"
    r"(?P<root>(?:[\w-]+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)(?=[\s/>])))"
)
"""What decides where a document begins, in lower case."""

_CLOSING_TAGS: Final = {"!--": "-->", "script": "</script", "style": "</style"}

GZIP_MAGIC: Final = b"\x1f\x8b"
_ZLIB_HEADS: Final = frozenset({b"x\x01", b"x\x9c", b"x\xda"})
_MAX_UNPACKED_START_BYTES: Final = 64
_GZIP_WBITS, _ZLIB_WBITS, _DEFLATE_WBITS = 31, 15, -15
MAX_PACKED_LAYERS: Final = 2
"""Layers of compression that are undone: some servers compress a compressed file again."""

_HIDDEN: Final = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BLOCK: Final = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|td|h[1-6]|img|figure|figcaption|blockquote)\b[^<>]*>", re.IGNORECASE
)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE: Final = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_ESCAPED: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MAX_ESCAPE_LAYERS: Final = 3
"""Layers of entities that are decoded: one of the format, and two that newsrooms add by mistake."""


def header(headers: Mapping[str, str] | None, name: str) -> str:
    """Return the value of a header field, whose name may be in any case; an empty string if it is missing."""
    return next((value for key, value in (headers or {}).items() if key.lower() == name), "")


def _known(name: str) -> str | None:
    """Return the name of a codec that decodes any bytes; ``None`` for others, such as those for host names and Python's escapes."""
    try:
        codec = codecs.lookup(name).name
        b"\xff\\".decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    return None if codec in _UNUSABLE_CODECS else str(codec)


def _wide(head: bytes) -> str | None:
    """Return the UTF-16 codec of markup without a byte order mark, which has a zero at every other byte; ``None`` for others."""
    if len(head) < 4 or head.count(0) * 4 < len(head):  # noqa: PLR2004 - at least one byte in four is zero
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def encoding(body: bytes, content_type: str = "") -> str:
    """Return the name of the codec that decodes the bytes.

    The order is: the byte order mark; UTF-16 by its zero bytes; valid or slightly damaged UTF-8, whatever the document declares;
    the charset of the header; the declaration in the document; UTF-8.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    head = body[:_DECLARATION_BYTES]
    if wide := _wide(head):
        return wide
    if _is_utf8(body):
        return "utf-8"
    lenient = body.decode("utf-8", "replace")
    beyond_ascii = len(lenient) - len(lenient.encode("ascii", "ignore"))
    broken = lenient.count("\ufffd")
    if broken < beyond_ascii and broken <= max(1, beyond_ascii * _MAX_BROKEN_SHARE):
        return "utf-8"
    declared = _DECLARED.search(head)
    named = _CHARSET.search(content_type)
    for label in (named and named[1], declared and declared[1].decode("ascii")):
        codec = _known(label) if label else None
        # The declaration was found as single bytes, so the document is not UTF-16, whatever it declares.
        if codec and not codec.startswith(("utf-16", "utf-32", "utf-8")):
            return codec
    return "utf-8"


def decode(body: bytes, content_type: str = "") -> str:
    """Return the bytes as text. Undecodable bytes become U+FFFD; nothing is raised."""
    return body.decode(encoding(body, content_type), "replace").removeprefix("\ufeff")


def as_utf8(body: bytes, content_type: str = "") -> bytes:
    """Return the text of :func:`decode` in UTF-8. Most documents are in it without a mark, and are returned as they are."""
    is_whole = _is_utf8(body) and not body.startswith(codecs.BOM_UTF8) and not _wide(body[:_DECLARATION_BYTES])
    return body if is_whole else decode(body, content_type).encode("utf-8", "replace")


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
        # The parser accepts any number and produces bytes that are not UTF-8.
        return match[0] if _is_xml(number) else "\N{REPLACEMENT CHARACTER}"
    character = html5.get(name)
    if character is None or character in "<>&":
        return "&amp;" + name
    return character


def _is_xml(number: int) -> bool:
    """Return whether XML allows the character."""
    return number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000  # noqa: PLR2004 - the standard's ranges


def mend_xml(text: str) -> bytes:
    """Return XML as UTF-8 that a parser can read: bare ampersands escaped, HTML entities decoded, control characters removed.

    CDATA sections stay as they are.
    """
    if "&" in text:
        text = _CDATA_OR_AMPERSAND.sub(_mend_reference, text)
    return text.encode("utf-8", "replace").translate(None, _CONTROLS)


def json_value(text: str) -> Any:
    """Parse JSON. Raises :class:`ValueError` if it is none. Lone surrogates become U+FFFD."""
    data = text.encode("utf-8", "replace")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        mended = replace_lone_surrogates(text)
        if mended == text:
            raise
        return orjson.loads(mended.encode("utf-8", "replace"))


def document_start(text: str) -> int | None:
    """Return where the root of a feed or sitemap begins; ``None`` if the text has none.

    Messages of PHP, scripts, comments and white space may stand before it. An HTML page has no such root, unless an XML
    declaration follows: then a message was printed as a page of its own.
    """
    lower = text[:MAX_JUNK_CHARS].lower()
    after = 0
    is_html = False
    unclosed: set[str] = set()
    for match in _START_TAGS.finditer(lower):
        if match.start() < after:
            continue
        if match["root"]:
            return None if is_html else match.start()
        if match["skip"] and match["skip"] not in unclosed:
            closing = _CLOSING_TAGS[match["skip"]]
            end = lower.find(closing, match.end())
            if end < 0:
                unclosed.add(match["skip"])
            after = max(end, after)
        is_html = (is_html or bool(match["html"])) and not match["xml"]
    return None


def without_prolog(text: str) -> str:
    """Return the document from its first tag on, without junk, white space and the XML declaration before it."""
    start = document_start(text)
    if start is not None:
        return text[start:]
    start = text.find("<")
    prolog = _PROLOG.match(text, max(start, 0))
    return text[prolog.end() if prolog else max(start, 0) :]


def packing(head: bytes) -> int | None:
    """Return zlib's ``wbits`` for bytes that are compressed as gzip, zlib or bare deflate; ``None`` if they are not.

    Bare deflate has no mark. It is recognized by what it unpacks to: markup, JSON or an address.
    """
    if head.startswith(GZIP_MAGIC):
        return _GZIP_WBITS
    if head[:2] in _ZLIB_HEADS:
        return _ZLIB_WBITS
    if not head or head[:1] in b"<{[h \t\r\n\xef":
        return None
    try:
        start = zlib.decompressobj(_DEFLATE_WBITS).decompress(head, _MAX_UNPACKED_START_BYTES)
    except zlib.error:
        return None
    return _DEFLATE_WBITS if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"http")) else None


def unpack(body: bytes, max_bytes: int) -> tuple[bytes, bool]:
    """Return the bytes without their compression, at most ``max_bytes``, and whether their end is missing."""
    is_cut = False
    for _ in range(MAX_PACKED_LAYERS):
        wbits = packing(body[:_DECLARATION_BYTES])
        if wbits is None:
            break
        unpacker = zlib.decompressobj(wbits)
        try:
            body = unpacker.decompress(body, max_bytes)
        except zlib.error:
            body, is_cut = _unpack_intact(body, wbits, max_bytes), True
        is_cut = is_cut or not unpacker.eof
    return body[:max_bytes], is_cut or len(body) > max_bytes


def _unpack_intact(body: bytes, wbits: int, max_bytes: int) -> bytes:
    """Return what can be unpacked before the damaged place."""
    unpacker = zlib.decompressobj(wbits)
    found = bytearray()
    try:
        for at in range(0, len(body), _DECLARATION_BYTES):
            found += unpacker.decompress(body[at : at + _DECLARATION_BYTES], max_bytes - len(found))
            if unpacker.eof or len(found) >= max_bytes:
                break
    except zlib.error:
        return bytes(found)
    return bytes(found)


def plain(text: str | None) -> str | None:
    """Return text or a fragment of HTML, possibly escaped twice, as one line of plain text in NFC; ``None`` if it is empty.

    ``<a href="…"><img></a></br>Siêu trăng&nbsp;lớn`` gives ``Siêu trăng lớn``.
    """
    if not text:
        return None
    for _ in range(_MAX_ESCAPE_LAYERS):
        if "<" in text:
            text = _TAG.sub("", _BLOCK.sub(" ", _HIDDEN.sub(" ", text)))
        if not _ESCAPED.search(text):
            break
        text = decode_entities(text)
    return one_line(_SPACE.sub(" ", text)) or None


def one_line(text: str) -> str:
    """Return the text on one line, in NFC, without control characters."""
    line = remove_control_characters(" ".join(text.split()))
    return line if line.isascii() else nfc(line)
