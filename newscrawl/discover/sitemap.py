"""The pages and further sitemaps that a sitemap names, read as a stream.

Memory stays flat however long a sitemap is: the body comes in pieces, gzip is unpacked piece by piece, and what has been
read of the tree is cut off. :data:`MAX_ENTRIES`, :data:`MAX_BYTES` and :data:`MAX_BARREN` bound what a hostile one costs.
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
"""Entries after which the reading stops; the protocol allows 50,000 a file."""

MAX_CHILDREN: Final = 100_000
"""Further sitemaps of an index that are kept; the protocol allows 50,000."""

MAX_BYTES: Final = 256 * 2**20
"""Bytes, unpacked, after which the reading stops; the protocol allows 50 MB a file."""

MAX_BARREN: Final = 8 * 2**20
"""Bytes without a single entry after which the reading stops."""

CHUNK: Final = 2**16
"""Bytes that are read and parsed at a time."""

_GZIP: Final = b"\x1f\x8b"
_MAX_LAYERS: Final = 2
"""A file packed once more by its server is unpacked twice."""

_HEAD: Final = 1024
_ENTRIES: Final = ("{*}url", "{*}sitemap")
_ROOTS: Final = ("{*}urlset", "{*}sitemapindex")
_FEED: Final = re.compile(r"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_SITEMAP_FILE: Final = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)
_ADDRESS_LINE: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_MAX_NAMES: Final = 1000
"""Names that are remembered; a file of ever new names gets no further."""

_NO_HINTS: Final = Hints(source="sitemap")


class NotASitemapError(UnreadableError):
    """The bytes hold no sitemap: ``empty``, ``html``, ``gzip`` (damaged at its head), ``xml`` (of another kind), ``text``."""


@dataclass(frozen=True, slots=True)
class Child:
    """A further sitemap that an index names."""

    url: str
    """Absolute address."""

    lastmod: str | None = None
    """When it last changed, as the index wrote it."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap that was read whole."""

    links: list[Link]
    """Pages, in the sitemap's order."""

    children: list[Child]
    """Further sitemaps, in the index's order."""

    truncated: bool
    """Whether the end is missing: a broken file, or one of the bounds was met."""


@runtime_checkable
class Readable(Protocol):
    """A file opened for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


if TYPE_CHECKING:
    Source: TypeAlias = bytes | Readable | Iterable[bytes]


def read(body: bytes, *, url: str, most: int = MAX_ENTRIES) -> Sitemap:
    """All that a sitemap names, or its first ``most`` entries. Raises :class:`NotASitemapError` where the answer is no sitemap at all."""
    links: list[Link] = []
    children: list[Child] = []
    entries = iterate(body, url=url)
    for entry in islice(entries, most):
        if isinstance(entry, Link):
            links.append(entry)
        else:
            children.append(entry)
    return Sitemap(links, children, entries.truncated or (entries.count >= most and next(entries, None) is not None))


def iterate(source: Source, *, url: str) -> Entries:
    """The entries of a sitemap one by one, from bytes, an open file, or pieces as they come off the net."""
    return Entries(source, url)


class Entries(Iterator[Link | Child]):
    """The entries of one sitemap, read as they are asked for.

    The first ``next`` raises :class:`NotASitemapError` where the answer is no sitemap at all. A sitemap may be XML
    (``urlset``, ``sitemapindex``), a feed, or text with an address a line; each may be packed with gzip.
    """

    def __init__(self, source: Source, url: str) -> None:
        self.url: Final = url
        self._source: Final = source
        self.count = 0
        """Entries given so far."""

        self.truncated = False
        """Whether the end is missing; final once the entries are exhausted."""

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
        head, pieces = _head(self._text(self._unpacked(_pieces(source), _MAX_LAYERS)), "", _HEAD)
        start = head.lstrip("\ufeff \t\r\n")[:_HEAD]
        if not start:
            raise NotASitemapError("gzip" if self.truncated else "empty", self.url)
        if "<" not in start:
            return self._lines(pieces)
        if _FEED.search(start):
            return self._feed(pieces)
        if _HTML.search(start):
            raise NotASitemapError("html", self.url)
        return self._xml(pieces)

    def _unpacked(self, pieces: Iterator[bytes], layers: int) -> Iterator[bytes]:
        head, pieces = _head(pieces, b"", len(_GZIP))
        if layers and head.startswith(_GZIP):
            return self._unpacked(self._gunzip(pieces), layers - 1)
        return pieces

    def _gunzip(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The contents of all members, in pieces of at most :data:`CHUNK`, so that a bomb never stands in memory."""
        member = zlib.decompressobj(wbits=31)
        for piece in pieces:
            rest = piece
            while rest:
                if member.eof:
                    if not rest.startswith(_GZIP):
                        return  # padding after the last member
                    member = zlib.decompressobj(wbits=31)
                try:
                    unpacked = member.decompress(rest, CHUNK)
                except zlib.error:
                    self.truncated = True
                    return
                if unpacked:
                    yield unpacked
                rest = member.unused_data if member.eof else member.unconsumed_tail
        self.truncated = self.truncated or not member.eof

    def _text(self, pieces: Iterator[bytes]) -> Iterator[str]:
        """The bytes as text, whole characters at a time, up to :data:`MAX_BYTES`."""
        head, pieces = _head(pieces, b"", _HEAD)
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
            if len(rest) > MAX_BARREN:
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
            elif (barren := barren + len(piece)) > MAX_BARREN:
                break
        self.truncated = self.truncated or not complete
        if not found and not complete:
            raise NotASitemapError("xml", self.url)


def _pieces(source: Source) -> Iterator[bytes]:
    """The source in pieces of at most :data:`CHUNK`."""
    if isinstance(source, bytes):
        return (source[at : at + CHUNK] for at in range(0, len(source), CHUNK))
    if isinstance(source, Readable):
        return iter(lambda: source.read(CHUNK), b"")
    return (piece[at : at + CHUNK] for piece in source for at in range(0, len(piece), CHUNK))


def _head(pieces: Iterator[AnyStr], empty: AnyStr, size: int) -> tuple[AnyStr, Iterator[AnyStr]]:
    """At least ``size`` of what the pieces begin with, where there is as much, and all pieces again."""
    head = empty
    for piece in pieces:
        head += piece
        if len(head) >= size:
            break
    return head, chain([head], pieces)


def _mended(pieces: Iterator[str]) -> Iterator[bytes]:
    """The text without what stands before its first tag, and with its bare ampersands escaped, in any cut of pieces."""
    text = without_prolog(next(pieces, ""))
    for piece in pieces:
        # An ampersand's name, or a CDATA mark and what it hides, may go on in the next piece.
        cut = max(text.rfind("&", -32), text.rfind("<", -16))
        opened = text.rfind("<![CDATA[")
        if opened >= 0 and text.find("]]>", opened) < 0 and len(text) - opened < CHUNK:
            cut = opened
        if cut >= 0:
            yield mend_xml(text[:cut])
            text = text[cut:] + piece
        else:
            yield mend_xml(text)
            text = piece
    yield mend_xml(text)


def _forget(element: etree._Element) -> None:
    """Cut off what has been read, up to the root; the last child of each may still be growing."""
    for parent in element.iterancestors():
        del parent[:-1]


class _Names(dict[str, str]):
    """Names of elements as they are spelt, in lower case and without namespace or prefix, whichever they have."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        if len(self) < _MAX_NAMES:
            self[tag] = name
        return name


class _EntryReader:
    """Turns elements into entries."""

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._names = _Names()
        self._is_index: bool | None = None
        """Whether this is an index, as the first entry tells: no file holds pages and sitemaps."""

        self.is_news = False
        """Whether ``news:`` data has to be looked for behind an entry's address and change."""

    def entry(self, element: etree._Element) -> Link | Child | None:
        """What an element names; ``None`` where it has no address."""
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
