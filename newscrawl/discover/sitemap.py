"""Reads sitemaps and sitemap indexes as a stream.

Memory stays flat for a sitemap of any length: the body is read and decompressed in chunks, and parsed elements are removed from
the tree. :data:`MAX_ENTRIES`, :data:`MAX_BYTES` and :data:`MAX_BARREN_BYTES` limit the cost of a hostile sitemap.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, AnyStr, Final, Protocol, runtime_checkable

from lxml import etree

from newscrawl.discover import feed
from newscrawl.discover.link import Link, Resolver, UnreadableError
from newscrawl.discover.markup import encoding, mend_xml, plain, without_prolog
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

_GZIP_MAGIC: Final = b"\x1f\x8b"
_MAX_GZIP_LAYERS: Final = 2
"""Layers of gzip that are decompressed: some servers compress a compressed file again."""

_HEAD_BYTES: Final = 1024
"""Bytes at the start that decide about encoding and format."""

_ENTRIES: Final = ("{*}url", "{*}sitemap")
_ROOTS: Final = ("{*}urlset", "{*}sitemapindex")
_FEED_ROOT: Final = re.compile(r"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_HTML_ROOT: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_SITEMAP_FILE: Final = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)
_ADDRESS_LINE: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_MAX_CACHED_NAMES: Final = 1000
"""Element names that are cached. The limit keeps memory flat for a file that uses ever new names."""

_NO_HINTS: Final = Hints(source="sitemap")


class NotASitemapError(UnreadableError):
    """The bytes are not a sitemap. The reason is ``empty``, ``html``, ``gzip`` (damaged at its start), ``xml`` (not a sitemap) or ``text``."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child sitemap in a sitemap index."""

    url: str
    """Absolute address."""

    lastmod: str | None = None
    """When it last changed, as the index writes it."""


@dataclass(frozen=True, slots=True)
class Sitemap:
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
        head, pieces = _head(self._text(self._unpacked(_pieces(source), _MAX_GZIP_LAYERS)), "", _HEAD_BYTES)
        start = head.lstrip("\ufeff \t\r\n")[:_HEAD_BYTES]
        if not start:
            raise NotASitemapError("gzip" if self.truncated else "empty", self.url)
        if "<" not in start:
            return self._lines(pieces)
        if _FEED_ROOT.search(start):
            return self._feed(pieces)
        if _HTML_ROOT.search(start):
            raise NotASitemapError("html", self.url)
        return self._xml(pieces)

    def _unpacked(self, pieces: Iterator[bytes], layers: int) -> Iterator[bytes]:
        head, pieces = _head(pieces, b"", len(_GZIP_MAGIC))
        if layers and head.startswith(_GZIP_MAGIC):
            return self._unpacked(self._gunzip(pieces), layers - 1)
        return pieces

    def _gunzip(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the content of all gzip members in chunks of at most :data:`CHUNK_BYTES`, so that a bomb is never in memory."""
        member = zlib.decompressobj(wbits=31)
        for piece in pieces:
            rest = piece
            while rest:
                if member.eof:
                    if not rest.startswith(_GZIP_MAGIC):
                        return  # padding after the last member
                    member = zlib.decompressobj(wbits=31)
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
            yield Child(link.url, link.lastmod) if _SITEMAP_FILE.search(link.url) else link

    def _lines(self, pieces: Iterator[str]) -> Iterator[Link]:
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
        for link in self._addresses([rest]):
            found = True
            yield link
        if not found:
            raise NotASitemapError("text", self.url)

    def _addresses(self, lines: Iterable[str]) -> Iterator[Link]:
        for line in lines:
            address = line.strip("\ufeff \t")
            if _ADDRESS_LINE.fullmatch(address) and (resolved := self._resolve(address)):
                yield Link(resolved, _NO_HINTS)

    def _xml(self, pieces: Iterator[str]) -> Iterator[Link | Child]:
        parser = etree.XMLPullParser(
            events=("end",), tag=(*_ENTRIES, *_ROOTS), recover=True, resolve_entities=False, no_network=True,
            load_dtd=False, remove_comments=True, remove_pis=True, encoding="utf-8",
        )  # fmt: skip
        reader = _EntryReader(self._resolve)
        found = complete = False
        barren = 0
        for piece in _mended(pieces):
            reader.is_news = reader.is_news or b"news" in piece
            try:
                parser.feed(piece)
            except etree.XMLSyntaxError:
                break
            element = None
            for _, element in parser.read_events():
                if (entry := reader.entry(element)) is not None:
                    yield entry
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
    text = without_prolog(next(pieces, ""))
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

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._names = _Names()
        self._is_index: bool | None = None
        """Whether this is a sitemap index. The first entry decides, because no file holds both pages and sitemaps."""

        self.is_news = False
        """Whether entries may have ``news:`` data after address and last change."""

    def entry(self, element: etree._Element) -> Link | Child | None:
        """Convert an element to an entry; ``None`` if it has no address."""
        names = self._names
        if self._is_index is None:
            self._is_index = names[str(element.tag)] == "sitemap"
        address: str | None = None
        lastmod: str | None = None
        hints = _NO_HINTS
        for child in element:
            name = names[child.tag]  # type: ignore[index]  # comments and instructions, whose tags are functions, are not in the tree
            if name == "loc":
                address = address or self._resolve((child.text or "").strip())
            elif name == "lastmod":
                lastmod = (child.text or "").strip() or None
                if address and not self.is_news:
                    break
            elif name == "news":
                hints = self._news(child)
        if address is None:
            return None
        if self._is_index:
            return Child(address, lastmod)
        return Link(address, hints, lastmod)

    def _news(self, element: etree._Element) -> Hints:
        said = {self._names[str(child.tag)]: child.text for child in element.iter(etree.Element)}
        return Hints(
            title=plain(said.get("title")),
            date_published=parse_timestamp(said.get("publication_date")),
            source="sitemap",
        )
