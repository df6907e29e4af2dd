"""The parse of a page: bytes that are no HTML page are refused, and trees that broken markup spoils are mended."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from newscrawl.extract.rejection import NotAnArticle, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newscrawl.extract.dom import Element


_MAGIC: Final = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
    b"ID3",
    b"OggS",
)
"""First bytes of file formats that are not HTML."""

_END_OF_PAGE: Final = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)

_XML_ROOT: Final = re.compile(
    rb"<(rss|feed|rdf:rdf|urlset|sitemapindex|html|!doctype\s+html|body|head)[\s>:]", re.IGNORECASE
)
"""The root element of an XML document, as far as it tells a feed or sitemap from XHTML."""

_FEED_ROOTS: Final = frozenset((b"rss", b"feed", b"rdf:rdf", b"urlset", b"sitemapindex"))

SNIFFED_BYTES: Final = 4_096
"""Bytes at the start of a page that tell its format."""

MAX_DEPTH: Final = 256
"""Levels of the tree that are kept; the deepest page known has 54. Many functions go from an element up to the root, so a page
that is both broad and deep would take the product of the two."""

UNCLOSED_TAGS: Final = (
    "button",
    "figure",
    "figcaption",
    "svg",
    "object",
    "select",
    "video",
    "audio",
    "map",
    "header",
    "aside",
    "nav",
)
"""Elements that hold no text of an article; one that is not closed holds the rest of the page."""

HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

MAX_ANCHOR_CHARS: Final = 2
"""Characters of a heading's link to itself: ``¶``, ``#``, a letter of an icon font, a space of no width, or none."""

MIN_ANCHOR_HREF_CHARS: Final = 2
"""Characters of such a link's address; ``#`` alone leads to the top of the page."""

MIN_UNCLOSED_PARAGRAPHS: Final = 3
"""Paragraphs in such an element, at least, for it to be unclosed."""

MAX_UNCLOSED: Final = 5
"""Number of such elements that are opened."""


def refuse_other_formats(body: bytes) -> None:
    """Raise :class:`NotAnArticle` for bytes that begin like an image, an archive, JSON, a feed or a sitemap."""
    head = body[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    if head.startswith(_MAGIC):
        raise NotAnArticle(Reason.NOT_HTML, "binary")
    if head[:1] in b"{[":
        raise NotAnArticle(Reason.NOT_HTML, "json")
    if head.startswith(b"<?xml"):
        root = _XML_ROOT.search(head)
        if root and root[1].lower() in _FEED_ROOTS:
            raise NotAnArticle(Reason.NOT_HTML, "feed or sitemap")


def parse_tree(data: bytes, *, target: etree.TreeBuilder | None = None) -> Element:
    """Return the root of the tree of a page in UTF-8, as browsers read broken HTML; ``target`` builds another tree."""
    if target is not None:
        return _parse(_as_one_page(data), target)
    root = _parse(data, None)
    if root.getnext() is not None and (joined := _as_one_page(data)) is not data:
        return _parse(joined, None)
    return root


def _as_one_page(data: bytes) -> bytes:
    """Return a page that a script joined without its end tags: the parser puts what follows one outside the page."""
    lowered = data.lower()
    last = lowered.rfind(b"<p")
    return _END_OF_PAGE.sub(b"", data) if last >= 0 and lowered.rfind(b"</html", 0, last) >= 0 else data


def _parse(data: bytes, target: etree.TreeBuilder | None) -> Element:
    # A new parser for each page, because a shared one keeps the error log and the names of all pages.
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        target=target,  # type: ignore[arg-type] # the stubs do not allow None
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotAnArticle(Reason.NOT_HTML, "unreadable") from error
    if root is None:
        raise NotAnArticle(Reason.EMPTY)
    return root


def unclosed_elements(data: bytes, paragraphs: Sequence[Element]) -> list[Element]:
    """Return the elements without text of their own (buttons, figures and the like) that are not closed and hold the page's text.

    ``paragraphs`` are the ``p`` elements of the page, in page order.
    """
    if len(paragraphs) < MIN_UNCLOSED_PARAGRAPHS:
        return []
    # What holds more than half of the paragraphs holds the one in the middle.
    middle = paragraphs[len(paragraphs) // 2]
    found: list[Element] = []
    for box in islice(middle.iterancestors(*UNCLOSED_TAGS), MAX_UNCLOSED):
        inside = sum(1 for _ in box.iter("p"))
        if inside >= MIN_UNCLOSED_PARAGRAPHS and 2 * inside > len(paragraphs):
            tag = str(box.tag).encode()
            if data.count(b"<%b" % tag) > data.count(b"</%b" % tag):
                found.append(box)
    return found


def drop_elements(elements: Iterable[Element]) -> None:
    """Remove elements from their parents, and keep the texts behind them."""
    for element in elements:
        parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
        if parent is None:
            continue
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)


def is_heading_anchor(link: Element, href: str) -> bool:
    """Return whether a link of a heading leads to the heading itself, and shows a sign or nothing.

    It is no part of the heading's text, and a heading with one is no link to another page.
    """
    parent = link.getparent()
    if parent is None or parent.tag not in HEADING_TAGS or len(href) < MIN_ANCHOR_HREF_CHARS or href[0] != "#":
        return False
    text = "".join(link.itertext()).strip()
    return len(text) <= MAX_ANCHOR_CHARS and not any(map(str.isalnum, text))


IS_TOO_DEEP: Final = etree.XPath("boolean({})".format("/".join("*" * MAX_DEPTH)))


class Flattened(etree.TreeBuilder):
    """A tree builder that closes elements below :data:`MAX_DEPTH` at once, so that their content follows them, in the same order."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str], /) -> None:
        """Open an element, and close it at once if it is too deep."""
        super().start(tag, dict(attributes))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            super().end(tag)

    def end(self, tag: str, /) -> None:
        """Close an element, unless it is closed already."""
        self._depth -= 1
        if self._depth < MAX_DEPTH:
            super().end(tag)
