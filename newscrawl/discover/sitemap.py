"""Reads sitemaps and sitemap indexes as a stream.

Memory stays flat for a sitemap of any length: the body is read and decompressed in chunks, and parsed elements are removed from
the tree. :data:`MAX_ENTRIES`, :data:`MAX_BYTES` and :data:`MAX_BARREN_BYTES` limit the cost of a hostile sitemap.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, AnyStr, Final, NamedTuple, Protocol, runtime_checkable
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.discover import feed
from newscrawl.discover.link import Link, Resolver, UnreadableError
from newscrawl.discover.markup import (
    GZIP_MAGIC,
    MAX_JUNK_CHARS,
    MAX_PACKED_LAYERS,
    document_start,
    encoding,
    mend_xml,
    packing,
    plain,
    without_prolog,
)
from newscrawl.discover.timestamps import parse_timestamp
from newscrawl.items import Hints

if TYPE_CHECKING:
    from typing import TypeAlias

MAX_ENTRIES: Final = 1_000_000
"""Entries of a sitemap that are read. The protocol allows 50,000 in a file."""

MAX_CHILDREN: Final = 100_000
"""Child sitemaps of an index that are kept. The protocol allows 50,000."""

MAX_BYTES: Final = 256 * 2**20
"""Decompressed bytes that are read. The protocol allows 50 MB in a file."""

MAX_BARREN_BYTES: Final = 8 * 2**20
"""Bytes without an entry after which reading stops."""

CHUNK_BYTES: Final = 2**16
"""Bytes that are read and parsed at once."""

_HEAD_BYTES: Final = 1024
"""Bytes at the start that decide about encoding and format."""

_ENTRIES: Final = ("{*}url", "{*}sitemap")
_ROOTS: Final = ("{*}urlset", "{*}sitemapindex")
_FEED_ROOT: Final = re.compile(r"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_HTML_ROOT: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_ENTRY_ROOT: Final = re.compile(
    r"\s*<(?P<prefix>[\w-]+:)?(?P<name>urlset|sitemapindex)(?=[\s>])(?P<attributes>[^<>]*)>", re.IGNORECASE
)
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML_FILE: Final = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)
_SITEMAP_FILE: Final = re.compile(
    r"\.xml\.gz$|(?:^|/)(?=[^/]*(?:site[-_]?map|smap))[^/]*\.(?:xml|txt|php|ashx|aspx)(?:\.gz)?$", re.IGNORECASE
)
"""Paths of sitemaps. Some sites name them in a ``urlset``, where only pages belong."""

_ADDRESS_LINE: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_MAX_CACHED_NAMES: Final = 1000
"""Element names that are cached. The limit keeps memory flat for a file that uses ever new names."""

_NO_HINTS: Final = Hints(source="sitemap")
_ARTICLE_HINTS: Final = Hints(source="sitemap", is_article=True)

_ARTICLE_SITEMAP: Final = re.compile(
    r"(?:^|[-_./])(?:posts?|news|articles?|stor(?:y|ies)|bai-?viet|tin(?:-?(?:tuc|moi))?)(?=[-_.\d]|sitemap|$)[^/]*$",
    re.IGNORECASE,
)
_NOT_ARTICLE_SITEMAP: Final = re.compile(
    r"categor|tag|author|user|tax|topic|section|chuyen-?muc|chu-?de|product|attachment|event|forum|format|"
    r"posts?-page|pt-page|pages?[-_]sitemap|sitemap[-_](?:static[-_])?pages?\b|static",
    re.IGNORECASE,
)


class NotASitemapError(UnreadableError):
    """The bytes are not a sitemap. The reason is ``empty``, ``html``, ``gzip`` (damaged at its start), ``xml`` (not a sitemap) or ``text``."""


def names_articles(url: str) -> bool:
    """Return whether a sitemap holds articles alone, by its address: ``wp-sitemap-posts-post-1.xml``, ``news-sitemap.xml``."""
    name = urlsplit(url).path.rpartition("/")[2]
    return bool(_ARTICLE_SITEMAP.search(name)) and not _NOT_ARTICLE_SITEMAP.search(name)


class Child(NamedTuple):
    """A child sitemap in a sitemap index."""

    url: str
    """Absolute address."""

    lastmod: str | None = None
    """When it last changed, as the index writes it."""


class Sitemap(NamedTuple):
    """The content of a sitemap."""

    links: list[Link]
    """Pages, in the order of the sitemap."""

    children: list[Child]
    """Child sitemaps, in the order of the index."""

    truncated: bool
    """Whether the end was not read: the file is broken, or a limit was reached."""


@runtime_checkable
class Readable(Protocol):
    """A file that is open for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; none at the end of the file."""


if TYPE_CHECKING:
    Source: TypeAlias = bytes | Readable | Iterable[bytes]


def read(body: bytes, *, url: str, max_entries: int = MAX_ENTRIES) -> Sitemap:
    """Return the first ``max_entries`` entries of a sitemap. Raises :class:`NotASitemapError` if the bytes are not a sitemap."""
    links: list[Link] = []
    children: list[Child] = []
    entries = iterate(body, url=url)
    for entry in islice(entries, max_entries):
        if isinstance(entry, Link):
            links.append(entry)
        else:
            children.append(entry)
    return Sitemap(
        links, children, entries.truncated or (entries.count >= max_entries and next(entries, None) is not None)
    )


def iterate(source: Source, *, url: str) -> Entries:
    """Return an iterator over the entries of a sitemap, from bytes, an open file, or an iterable of chunks."""
    return Entries(source, url)


class Entries(Iterator[Link | Child]):
    """An iterator over the entries of one sitemap, which reads on demand.

    The first ``next`` raises :class:`NotASitemapError` if the bytes are not a sitemap. A sitemap may be XML (``urlset``,
    ``sitemapindex``), a feed, or text with one address per line; each may be compressed with gzip.
    """

    def __init__(self, source: Source, url: str) -> None:
        self.url: Final = url
        self._source: Final = source
        self.count = 0
        """Entries returned so far."""

        self.truncated = False
        """Whether the end was not read. Final once the iterator is exhausted."""

        self._resolve: Final = Resolver(url)
        self._hints: Final = _ARTICLE_HINTS if names_articles(url) else _NO_HINTS
        self._entries: Iterator[Link | Child] | None = None

    def __next__(self) -> Link | Child:
        if self._entries is None:
            self._entries = self._read(self._source)
        entry = next(self._entries)
        if self.count >= MAX_ENTRIES:
            self.truncated = True
            raise StopIteration
        self.count += 1
        return entry

    def _read(self, source: Source) -> Iterator[Link | Child]:
        head, pieces = _head(self._text(self._unpacked(_pieces(source), MAX_PACKED_LAYERS)), "", _HEAD_BYTES)
        start = head.lstrip("\ufeff \t\r\n")[:_HEAD_BYTES]
        if not start:
            raise NotASitemapError("gzip" if self.truncated else "empty", self.url)
        if "<" in start and not _is_document(start):
            head, pieces = _head(pieces, "", MAX_JUNK_CHARS)
            if (at := document_start(head)) is None:
                return self._lines_behind_junk(head, pieces)
            start = head[at : at + _HEAD_BYTES]
            pieces = _without_start(pieces, at)
        if "<" not in start:
            return self._lines(pieces)
        if _FEED_ROOT.search(start):
            return self._feed(pieces)
        if _HTML_ROOT.search(start):
            raise NotASitemapError("html", self.url)
        return self._xml(pieces)

    def _unpacked(self, pieces: Iterator[bytes], layers: int) -> Iterator[bytes]:
        head, pieces = _head(pieces, b"", _HEAD_BYTES)
        wbits = packing(head[:_HEAD_BYTES]) if layers else None
        return pieces if wbits is None else self._unpacked(self._decompressed(pieces, wbits), layers - 1)

    def _decompressed(self, pieces: Iterator[bytes], wbits: int) -> Iterator[bytes]:
        """Yield the content of all gzip members in chunks of at most :data:`CHUNK_BYTES`, so that a bomb is never in memory."""
        member = zlib.decompressobj(wbits=wbits)
        for piece in pieces:
            rest = piece
            while rest:
                if member.eof:
                    if not rest.startswith(GZIP_MAGIC):
                        return  # padding after the last member
                    member = zlib.decompressobj(wbits=wbits)
                try:
                    unpacked = member.decompress(rest, CHUNK_BYTES)
                except zlib.error:
                    self.truncated = True
                    return
                if unpacked:
                    yield unpacked
                rest = member.unused_data if member.eof else member.unconsumed_tail
        self.truncated = self.truncated or not member.eof

    def _text(self, pieces: Iterator[bytes]) -> Iterator[str]:
        """Decode the bytes, up to :data:`MAX_BYTES`; characters are not split between chunks."""
        head, pieces = _head(pieces, b"", _HEAD_BYTES)
        decoder = codecs.getincrementaldecoder(encoding(head))("replace")
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > MAX_BYTES:
                self.truncated = True
                break
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)

    def _feed(self, pieces: Iterator[str]) -> Iterator[Link | Child]:
        text, _ = _head(pieces, "", feed.MAX_BYTES)
        try:
            links = feed.links(text.encode("utf-8", "replace"), url=self.url)
        except feed.NotAFeedError as error:
            raise NotASitemapError(error.reason, self.url) from error
        for link in links:
            yield Child(link.url, link.lastmod) if _XML_FILE.search(link.url) else link

    def _lines_behind_junk(self, head: str, pieces: Iterator[str]) -> Iterator[Link | Child]:
        """Read addresses that stand behind a message of the server, if there is no XML."""
        if _HTML_ROOT.search(head):
            raise NotASitemapError("html", self.url)
        if any(self._addresses(head.splitlines())):
            return self._lines(pieces)
        return self._xml(pieces)

    def _lines(self, pieces: Iterator[str]) -> Iterator[Link | Child]:
        rest = ""
        found = False
        for piece in pieces:
            *lines, rest = (rest + piece).splitlines() or [""]
            if piece.endswith(("\n", "\r")):
                lines, rest = [*lines, rest], ""
            if len(rest) > MAX_BARREN_BYTES:
                self.truncated = True
                break
            for link in self._addresses(lines):
                found = True
                yield link
        if not self.truncated:  # the last address of a file that is cut off may be cut, too
            for link in self._addresses([rest]):
                found = True
                yield link
        if not found:
            raise NotASitemapError("text", self.url)

    def _addresses(self, lines: Iterable[str]) -> Iterator[Link | Child]:
        for line in lines:
            address = line.strip("\ufeff \t\r\0")
            if _ADDRESS_LINE.fullmatch(address) and (resolved := self._resolve(address)):
                yield Child(resolved) if _is_sitemap(resolved) else Link(resolved, self._hints)

    def _xml(self, pieces: Iterator[str]) -> Iterator[Link | Child]:
        parser = etree.XMLPullParser(
            events=("end",), tag=(*_ENTRIES, *_ROOTS), recover=True, resolve_entities=False, no_network=True,
            load_dtd=False, remove_comments=True, remove_pis=True, encoding="utf-8",
        )  # fmt: skip
        reader = _EntryReader(self._resolve, self._hints)
        found = complete = False
        barren = 0
        for piece in _mended(pieces):
            try:
                parser.feed(piece)
            except etree.XMLSyntaxError:
                break
            element = None
            for _, element in parser.read_events():
                if entries := reader.entries(element):
                    yield from entries
                    found = True
                elif str(element.tag).endswith(("urlset", "sitemapindex")):
                    complete = True
            if element is not None:
                barren = 0
                _forget(element)
            elif (barren := barren + len(piece)) > MAX_BARREN_BYTES:
                break
        self.truncated = self.truncated or not complete
        if not found and not complete:
            raise NotASitemapError("xml", self.url)


def _pieces(source: Source) -> Iterator[bytes]:
    """Yield the source in chunks of at most :data:`CHUNK_BYTES`."""
    if isinstance(source, bytes):
        return (source[at : at + CHUNK_BYTES] for at in range(0, len(source), CHUNK_BYTES))
    if isinstance(source, Readable):
        return iter(lambda: source.read(CHUNK_BYTES), b"")
    return (piece[at : at + CHUNK_BYTES] for piece in source for at in range(0, len(piece), CHUNK_BYTES))


def _head(pieces: Iterator[AnyStr], empty: AnyStr, size: int) -> tuple[AnyStr, Iterator[AnyStr]]:
    """Return at least the first ``size`` bytes or characters, if there are as many, and an iterator over everything."""
    head = empty
    for piece in pieces:
        head += piece
        if len(head) >= size:
            break
    return head, chain([head], pieces)


def _mended(pieces: Iterator[str]) -> Iterator[bytes]:
    """Yield the text from its first tag on, with bare ampersands escaped, however it is cut into chunks."""
    text = _with_root(without_prolog(next(pieces, "")))
    for piece in pieces:
        # An entity, or a CDATA section, may continue in the next chunk.
        cut = max(text.rfind("&", -32), text.rfind("<", -16))
        opened = text.rfind("<![CDATA[")
        if opened >= 0 and text.find("]]>", opened) < 0 and len(text) - opened < CHUNK_BYTES:
            cut = opened
        if cut >= 0:
            yield mend_xml(text[:cut])
            text = text[cut:] + piece
        else:
            yield mend_xml(text)
            text = piece
    yield mend_xml(text)


def _is_document(start: str) -> bool:
    """Return whether the text begins with the document itself, or with what may stand before it in XML."""
    return start[0] == "<" and (start.startswith(("<?xml", "<!DOCTYPE", "<!doctype")) or document_start(start) == 0)


def _is_sitemap(url: str) -> bool:
    # Most addresses fail the first test, which is cheap.
    return ("map" in url or ".xml.gz" in url) and _SITEMAP_FILE.search(urlsplit(url).path) is not None


def _without_start(pieces: Iterator[str], chars: int) -> Iterator[str]:
    """Yield the text without its first characters."""
    for piece in pieces:
        if chars < len(piece):
            yield piece[chars:]
        chars = max(chars - len(piece), 0)


def _with_root(text: str) -> str:
    """Return the start of a sitemap with the parts of its root that some sites leave out: the root itself, its namespace."""
    found = _ENTRY_ROOT.match(text)
    if found is None:
        is_bare = re.match(r"\s*<(?:url|sitemap)[\s>]", text)
        return f"<urlset>{text}" if is_bare else text
    prefix = found["prefix"]
    if prefix and f"xmlns:{prefix[:-1]}" not in found["attributes"]:
        end = found.end("attributes")
        return f'{text[:end]} xmlns:{prefix[:-1]}="{_NAMESPACE}"{text[end:]}'
    return text


def _forget(element: etree._Element) -> None:
    """Remove parsed elements from the tree, up to the root. The last child of each may still be incomplete."""
    for parent in element.iterancestors():
        del parent[:-1]


class _Names(dict[str, str]):
    """A cache of element names in lower case, without namespace or prefix."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        if len(self) < _MAX_CACHED_NAMES:
            self[tag] = name
        return name


class _EntryReader:
    """Converts XML elements to entries."""

    def __init__(self, resolve: Resolver, hints: Hints) -> None:
        """Take the hints of an entry that has none of its own."""
        self._resolve = resolve
        self._hints = hints
        self._names = _Names()
        self._is_index: bool | None = None
        """Whether this is a sitemap index. The first entry decides, because no file holds both pages and sitemaps."""

    def entries(self, element: etree._Element) -> list[Link | Child]:
        """Convert an element to entries, one for each address: some sites put several into one element."""
        names = self._names
        if self._is_index is None:
            self._is_index = names[str(element.tag)] == "sitemap"
        address: str | None = None
        others: list[str] = []
        lastmod: str | None = None
        hints = self._hints
        for child in element:
            name = names[child.tag]  # type: ignore[index]  # comments and instructions, whose tags are functions, are not in the tree
            if name == "loc":
                found = self._resolve("".join(child.itertext()).strip() if len(child) else (child.text or "").strip())
                if address is None:
                    address = found
                elif found and found != address:
                    others.append(found)
            elif name == "lastmod":
                lastmod = (child.text or "").strip() or None
            elif name == "news":
                hints = self._news(child)
        if address is None:
            return []
        if not others:
            return [self._entry(address, hints, lastmod)]
        # What the element says belongs to one of its addresses at most.
        return [self._entry(found, self._hints, lastmod) for found in dict.fromkeys((address, *others))]

    def _entry(self, address: str, hints: Hints, lastmod: str | None) -> Link | Child:
        if self._is_index or (hints is self._hints and _is_sitemap(address)):
            return Child(address, lastmod)
        return Link(address, hints, lastmod)

    def _news(self, element: etree._Element) -> Hints:
        said = {self._names[str(child.tag)]: child.text for child in element.iter(etree.Element)}
        return Hints(
            title=plain(said.get("title")),
            date_published=parse_timestamp(said.get("publication_date")),
            source="sitemap",
            is_article=True,
        )
