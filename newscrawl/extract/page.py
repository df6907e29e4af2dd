"""A page, parsed once: its tree, an index of it, its meta tags and its JSON-LD."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, cached_property
from hashlib import sha256
from itertools import chain, filterfalse, islice
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urljoin

from lxml import etree

from newscrawl import urls
from newscrawl.entities import decode_entities, remove_control_characters
from newscrawl.extract import jsonld
from newscrawl.extract.dom import text_of
from newscrawl.extract.encoding import MARK, Decoded, composed, to_utf8
from newscrawl.extract.memory import Memory
from newscrawl.extract.rejection import NotAnArticle, Reason
from newscrawl.parse_limits import exceeded_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from newscrawl.extract.dom import Element
    from newscrawl.extract.jsonld import Node

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
_XML_ROOT: Final = re.compile(
    rb"<(rss|feed|rdf:rdf|urlset|sitemapindex|html|!doctype\s+html|body|head)[\s>:]", re.IGNORECASE
)
_STRAY_MARKS: Final = 100
"""Letters with a mark apart that pasted names bring into any page; more of them are a page written so."""

_CONTENT: Final = re.compile(rb"[^\x00 \t\r\n\f]")
_TAG: Final = re.compile(rb"<[a-zA-Z!/][^<>]*>")
_SNIFF: Final = 4096
_PLAIN_PATH: Final = re.compile(r"/[A-Za-z0-9/_~.-]*")
_PLAIN_URL: Final = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,4})?/[A-Za-z0-9/_~.-]*")
"""Addresses that need no mending and no joining: nearly all of a newspaper's."""

_ABSOLUTE: Final = re.compile(r"\s*https?://", re.IGNORECASE)

_HREFS: Final = etree.XPath("descendant::a/@href", smart_strings=False)
_CODE: Final = frozenset(("script", "style"))
_MARKUP_WITHIN: Final = 1_000_000
_REMEMBERED_NAMES: Final = 8_192
_DIGITS: Final = 18
"""Digits of a length that are read: more than any page has bytes."""

_MANY: Final = 2_000
_DEEPEST: Final = 256
"""Elements of a page that is asked for its depth, and levels that are kept of it: the deepest page known has 54. Many questions go from
an element up to the root, and each would take the product of a page's breadth and depth."""

MAX_TAGS: Final = 120_000
"""Tags, opening and closing, of a page that is read as an article: its elements are held while it is read, half a
kilobyte each. The fullest article known has 9,000."""


class Page:
    """The bytes of one page and all that is read from them once.

    Raises :class:`NotAnArticle` (``empty``, ``not_html``) for bytes that are no HTML page.
    """

    def __init__(self, body: bytes | str, *, url: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Without ``url`` the page must name its own address, or :class:`ValueError` is raised."""
        is_text = isinstance(body, str)
        if isinstance(body, str):
            body = body.encode("utf-8", "replace")
        self.headers: dict[str, str] = {name.lower(): value for name, value in (headers or {}).items()}
        self.length = len(body)
        self.digest = "sha256:" + sha256(body).hexdigest()
        if not _CONTENT.search(body):
            raise NotAnArticle(Reason.EMPTY)
        _refuse_other_formats(body)
        decoded = Decoded(body, "utf-8") if is_text else to_utf8(body, self.headers.get("content-type"))
        self.data = decoded.data.replace(b"\x00", b"")
        self.encoding = decoded.encoding
        self.warnings: list[str] = [decoded.warning] if decoded.warning else []
        if MARK in self.data:
            if self.data.count(MARK) > _STRAY_MARKS:
                self.warnings.append("decomposed_letters")
            # The same letters by the standard; every word that is looked for is written composed.
            self.data = composed(self.data)
        if not _TAG.search(self.data, 0, _MARKUP_WITHIN):
            raise NotAnArticle(Reason.NOT_HTML, "no markup")
        if found := exceeded_limit(self.data, tags=MAX_TAGS):
            raise NotAnArticle(Reason.NOT_HTML, found)
        self.root: Element = _parse(self.data)
        if len(self.elements) > _MANY and _TOO_DEEP(self.root):
            del self.elements
            self.root = _parse(self.data, target=_Flattened())
        self._by_class: dict[str, list[Element]] = {}
        self._called: dict[str, frozenset[Element]] = {}
        self._by_attribute: dict[str, list[Element]] = {}
        self._links_before: dict[Element, frozenset[Element]] = {}
        self._resolved: dict[str, str | None] = {}
        self.matches: dict[str, list[tuple[Element, str | None, bool]]] = {}
        """What each selector found: see :mod:`newscrawl.extract.selectors`."""
        self.url = url if url is not None else self._own_address()
        """The address of the page: what relative addresses on it are resolved against."""

    def _own_address(self) -> str:
        """The absolute address in the page's canonical link, ``og:url`` or JSON-LD; :class:`ValueError` if it has none."""
        stated = [link.get("href") for link in self.by_tag("link") if is_canonical_link(link)]
        stated.append(self.meta("og:url"))
        entity = self.news.get("mainEntityOfPage")
        of_entity = (entity.get("@id"), entity.get("url")) if isinstance(entity, dict) else (entity,)
        stated += [address for address in (self.news.get("url"), *of_entity) if isinstance(address, str)]
        for address in filter(None, stated):
            if _ABSOLUTE.match(address) and (found := urls.resolve(address.strip(), address.strip())):
                return found
        raise ValueError("the page does not name its address (canonical link, og:url or JSON-LD): pass it as url=")

    @cached_property
    def base(self) -> str:
        """What relative addresses are resolved against."""
        for element in self.by_tag("base"):
            if href := element.get("href"):
                try:
                    return urljoin(self.url, href.strip())
                except ValueError:
                    break
        return self.url

    def resolve(self, href: str | None) -> str | None:
        """The absolute address that a raw ``href`` means; ``None`` for what is no page."""
        if not href:
            return None
        if href in self._resolved:
            return self._resolved[href]
        url: str | None
        is_plain = "/." not in href and len(href) < urls.MAX_URL_CHARS // 2
        if is_plain and _PLAIN_URL.fullmatch(href):
            url = href
        elif is_plain and not href.startswith("//") and _PLAIN_PATH.fullmatch(href):
            url = self.origin + href
        else:
            url = urls.resolve(href, self.base)
        self._resolved[href] = url
        return url

    @cached_property
    def origin(self) -> str:
        """Scheme and host that rooted addresses (``/path``) are resolved against."""
        if _PLAIN_URL.fullmatch(self.base):
            return "/".join(self.base.split("/", 3)[:3])
        return (urls.resolve("/", self.base) or "").rstrip("/")

    def hrefs(self) -> list[str]:
        """The raw addresses of all links, in page order, doubles included."""
        found: list[str] = _HREFS(self.root)
        return found

    @cached_property
    def elements(self) -> list[Element]:
        """Every element in page order. Held as long as the page: lxml makes its objects anew for each walk otherwise."""
        return list(self.root.iter(etree.Element))

    @cached_property
    def places(self) -> dict[Element, int]:
        """Where in :attr:`elements` each is: which of two comes first."""
        return {element: place for place, element in enumerate(self.elements)}

    def after(self, element: Element) -> Iterator[Element]:
        """The elements that begin where an element has ended, in page order."""
        within = sum(1 for _ in element.iter(etree.Element))
        return islice(self.elements, self.elements.index(element) + within, None)

    @cached_property
    def tags(self) -> list[str]:
        """The tag of each of :attr:`elements`."""
        return cast("list[str]", [element.tag for element in self.elements])

    @cached_property
    def texts(self) -> list[str | None]:
        """The text of each of :attr:`elements` up to its first child; a script's or style sheet's is long, no reader's, and left out."""
        return [None if tag in _CODE else element.text for element, tag in zip(self.elements, self.tags, strict=True)]

    @cached_property
    def _classes(self) -> dict[str, list[int]]:
        """Where in :attr:`elements` those with each ``class`` attribute are, as it is written."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, written in enumerate([element.get("class") for element in self.elements]):
            if written:
                found[written].append(position)
        return dict(found)

    @cached_property
    def _written(self) -> dict[str, list[str]]:
        """The ``class`` attributes that each class name stands in: cards and paragraphs share theirs."""
        written: defaultdict[str, list[str]] = defaultdict(list)
        for attribute in self._classes:
            for name in _NAMES[attribute]:
                written[name].append(attribute)
        return dict(written)

    @cached_property
    def _by_tag(self) -> dict[str, list[Element]]:
        found: defaultdict[str, list[Element]] = defaultdict(list)
        for element, tag in zip(self.elements, self.tags, strict=True):
            found[tag].append(element)
        return dict(found)

    @cached_property
    def _ids(self) -> dict[str, list[Element]]:
        found: defaultdict[str, list[Element]] = defaultdict(list)
        for element, key in zip(self.elements, [element.get("id") for element in self.elements], strict=True):
            if key:
                found[key].append(element)
        return dict(found)

    @cached_property
    def class_names(self) -> Collection[str]:
        """Every class name on the page; whether there is a certain one is quickly said."""
        return self._written.keys()

    def named(self, pattern: re.Pattern[str], *, but: re.Pattern[str] | None = None) -> list[Element]:
        """The elements one of whose class names the pattern finds, class by class; names that ``but`` finds do not count."""
        names = list(filter(finder(pattern), self._written))
        if but is not None:
            names = list(filterfalse(finder(but), names))
        return [element for name in names for element in self.by_class(name)]

    def with_id(self, pattern: re.Pattern[str]) -> list[Element]:
        """The elements whose id the pattern finds."""
        return [element for name in filter(finder(pattern), self._ids) for element in self._ids[name]]

    def called(self, pattern: re.Pattern[str]) -> frozenset[Element]:
        """The elements one of whose class names, or whose id, the pattern finds."""
        found = self._called.get(pattern.pattern)
        if found is None:
            found = self._called[pattern.pattern] = frozenset((*self.named(pattern), *self.with_id(pattern)))
        return found

    @cached_property
    def ids(self) -> Sequence[str]:
        """Every id on the page."""
        return list(self._ids)

    def by_class(self, name: str) -> list[Element]:
        """The elements of a class, in page order."""
        if name not in self.class_names:
            return []
        found = self._by_class.get(name)
        if found is None:
            positions = [self._classes[written] for written in self._written[name]]
            elements = self.elements
            in_order = positions[0] if len(positions) == 1 else sorted(chain(*positions))
            found = self._by_class[name] = [elements[position] for position in in_order]
        return found

    def by_id(self, name: str) -> list[Element]:
        """The elements with an id: one on a valid page."""
        return self._ids.get(name, [])

    def by_tag(self, name: str) -> list[Element]:
        """The elements of a tag, in page order."""
        return self._by_tag.get(name, [])

    def links_before(self, element: Element) -> frozenset[Element]:
        """The links that begin before an element."""
        found = self._links_before.get(element)
        if found is None:
            count = element.xpath("count(preceding::a | ancestor::a)")
            links = self.by_tag("a")[: int(count)] if isinstance(count, float) else ()
            found = self._links_before[element] = frozenset(links)
        return found

    def with_attribute(self, name: str) -> list[Element]:
        """The elements below the root that have an attribute, in page order."""
        if name not in self._by_attribute:
            self._by_attribute[name] = [element for element in self.elements[1:] if element.get(name) is not None]
        return self._by_attribute[name]

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of the ``meta`` tags by lower-case ``property``, ``name`` or ``itemprop``; blank ones left out."""
        found: dict[str, list[str]] = {}
        for element in self.by_tag("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = element.get("content")
            if name and content and (content := _decoded(content)):
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> str | None:
        """The content of the first of these ``meta`` tags that the page has."""
        for name in names:
            if name in self.metas:
                return self.metas[name][0]
        return None

    @cached_property
    def title(self) -> str | None:
        """The document's ``title``."""
        for element in self.by_tag("title"):
            if text := text_of(element):
                return text
        return None

    @cached_property
    def is_cut_off(self) -> bool:
        """Whether the page ends before its end: neither ``body`` nor ``html`` is closed, or bytes were promised that did not come."""
        promised = self.headers.get("content-length", "")[:_DIGITS]
        if promised.isdecimal() and "content-encoding" not in self.headers and self.length < int(promised):
            return True
        # Searched from the end, where it stands.
        return self.data.rfind(b"</body") < 0 and self.data.rfind(b"</html") < 0 and b"<body" in self.data

    @cached_property
    def nodes(self) -> list[Node]:
        """All objects of the page's JSON-LD."""
        blocks = [
            element.text or "" for element in self.by_tag("script") if "ld+json" in (element.get("type") or "").lower()
        ]
        nodes, broken = jsonld.parse(blocks)
        if broken:
            self.warnings.append("jsonld_invalid")
        return nodes

    @cached_property
    def news(self) -> Node:
        """The JSON-LD object of the article: the first with a headline; empty where there is none."""
        articles = [node for node in self.nodes if jsonld.types(node) & jsonld.ARTICLE_TYPES]
        return next((node for node in articles if node.get("headline") or node.get("datePublished")), {})

    def node(self, kind: str) -> Node:
        """The first JSON-LD object of a type; empty where there is none."""
        return next((node for node in self.nodes if kind in jsonld.types(node)), {})


_NAMES: Final[Memory[tuple[str, ...]]] = Memory(
    lambda written: tuple(dict.fromkeys(written.split())), most=_REMEMBERED_NAMES
)
"""The names in a ``class`` attribute, each once; they, too, return on all pages of a site."""


def is_canonical_link(link: Element) -> bool:
    """Whether a ``link`` element names the canonical address of its page."""
    return (link.get("rel") or "").strip().lower() == "canonical"


@cache
def finder(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether the pattern finds a class name or attribute, remembered: a site's pages bear the same few hundred.

    One memory a pattern, to be fetched once for many names: a pattern's own hash costs up to a microsecond.
    """
    names: Memory[bool] = Memory(lambda name: pattern.search(name) is not None, most=_REMEMBERED_NAMES)
    return names.__getitem__


def _decoded(content: str) -> str:
    """A meta tag's words: some systems escape what their template escapes again."""
    return remove_control_characters(" ".join((decode_entities(content) if "&" in content else content).split()))


def _refuse_other_formats(body: bytes) -> None:
    head = body[:_SNIFF].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    if head.startswith(_MAGIC):
        raise NotAnArticle(Reason.NOT_HTML, "binary")
    if head[:1] in b"{[":
        raise NotAnArticle(Reason.NOT_HTML, "json")
    if head.startswith(b"<?xml"):
        root = _XML_ROOT.search(head)
        if root and root[1].lower() in {b"rss", b"feed", b"rdf:rdf", b"urlset", b"sitemapindex"}:
            raise NotAnArticle(Reason.NOT_HTML, "feed or sitemap")


def _parse(data: bytes, *, target: etree.TreeBuilder | None = None) -> Element:
    # A new parser for each page: a shared one would keep the error log and the names of all pages.
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        target=target,  # type: ignore[arg-type] # none is no target
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotAnArticle(Reason.NOT_HTML, "unreadable") from error
    if root is None:
        raise NotAnArticle(Reason.EMPTY)
    return root


_TOO_DEEP: Final = etree.XPath("boolean({})".format("/".join("*" * _DEEPEST)))


class _Flattened(etree.TreeBuilder):
    """Builds a tree whose elements below the :data:`_DEEPEST` level are empty, their text after them: its order is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str], /) -> None:
        super().start(tag, dict(attributes))
        self._depth += 1
        if self._depth > _DEEPEST:
            super().end(tag)

    def end(self, tag: str, /) -> None:
        self._depth -= 1
        if self._depth < _DEEPEST:
            super().end(tag)
