"""A parsed page: its tree, an index of its elements, its meta tags and its JSON-LD. Each is built once, when it is first used."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from hashlib import sha256
from itertools import chain, islice
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from newscrawl import urls
from newscrawl.entities import decode_entities, remove_control_characters
from newscrawl.extract import jsonld
from newscrawl.extract.dom import text_of
from newscrawl.extract.encoding import MARK, Decoded, composed, to_utf8
from newscrawl.extract.name_patterns import NAME_PATTERNS, NAMES_OF_CLASS, cached_search
from newscrawl.extract.parsing import (
    IS_TOO_DEEP,
    Flattened,
    drop_elements,
    is_heading_anchor,
    parse_tree,
    refuse_other_formats,
    unclosed_elements,
)
from newscrawl.extract.rejection import NotAnArticle, Reason
from newscrawl.parse_limits import exceeded_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from newscrawl.extract.dom import Element
    from newscrawl.extract.jsonld import Node


MAX_STRAY_MARKS: Final = 100
"""Separate combining marks that pasted names bring into any page. A page with more is written in decomposed letters."""

_CONTENT: Final = re.compile(rb"[^\x00 \t\r\n\f]")
_TAG: Final = re.compile(rb"<[a-zA-Z!/][^<>]*>")

_PLAIN_PATH: Final = re.compile(r"/[A-Za-z0-9/_~.-]*(?:\?[A-Za-z0-9/_~.=&%-]+)?")
_PLAIN_URL: Final = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,4})?/[A-Za-z0-9/_~.-]*(?:\?[A-Za-z0-9/_~.=&%-]+)?")
"""Addresses that need no repair and no join with the base; nearly all links of a newspaper are such."""

_ABSOLUTE: Final = re.compile(r"\s*https?://", re.IGNORECASE)
"""The start of an absolute address."""

_HREFS: Final = etree.XPath("descendant::a/@href", smart_strings=False)
_CODE_TAGS: Final = ("script", "style")
_CODE: Final = SimpleNamespace(text=None)
"""Stands for an element of code where texts are read."""

_TEXT_OF: Final = attrgetter("text")

MAX_MARKUP_OFFSET: Final = 1_000_000
"""The first tag of an HTML page is within so many bytes."""


MAX_LENGTH_DIGITS: Final = 18
"""Digits of a ``Content-Length`` that are read; no page is longer."""

MIN_DEPTH_CHECKED_ELEMENTS: Final = 2_000
"""The depth of a page with fewer elements is not checked."""


MAX_TAGS: Final = 120_000
"""Tags, opening and closing, of a page that is read as an article; the largest article known has 9,000. All elements are in
memory while the page is read, about 500 bytes each."""


class Page:
    """One parsed page and its indexes.

    Raises :class:`NotAnArticle` (``empty``, ``not_html``) for bytes that are not an HTML page.
    """

    def __init__(self, body: bytes | str, *, url: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Parse a page. Without ``url`` the page must name its own address, else :class:`ValueError` is raised."""
        is_text = isinstance(body, str)
        if isinstance(body, str):
            body = body.encode("utf-8", "replace")
        self.headers: dict[str, str] = {name.lower(): value for name, value in (headers or {}).items()}
        self.length = len(body)
        self.digest = "sha256:" + sha256(body).hexdigest()
        if not _CONTENT.search(body):
            raise NotAnArticle(Reason.EMPTY)
        refuse_other_formats(body)
        decoded = Decoded(body, "utf-8") if is_text else to_utf8(body, self.headers.get("content-type"))
        self.data = decoded.data.replace(b"\x00", b"")
        self.encoding = decoded.encoding
        self.warnings: list[str] = [decoded.warning] if decoded.warning else []
        if MARK in self.data:
            if self.data.count(MARK) > MAX_STRAY_MARKS:
                self.warnings.append("decomposed_letters")
            # Patterns and word lists are written in composed letters (NFC).
            self.data = composed(self.data)
        if not _TAG.search(self.data, 0, MAX_MARKUP_OFFSET):
            raise NotAnArticle(Reason.NOT_HTML, "no markup")
        if found := exceeded_limit(self.data, tags=MAX_TAGS):
            raise NotAnArticle(Reason.NOT_HTML, found)
        self.root: Element = parse_tree(self.data)
        if len(self.elements) > MIN_DEPTH_CHECKED_ELEMENTS and IS_TOO_DEEP(self.root):
            del self.elements
            self.root = parse_tree(self.data, target=Flattened())
        if swallowing := unclosed_elements(self.data, self.by_tag("p")):
            for element in swallowing:
                element.tag = "div"
            for index in ("elements", "tags", "_by_tag"):
                self.__dict__.pop(index, None)
        # The links are read for other questions, too, so to look through their addresses costs least.
        if anchors := [link for link, href in self.links if "#" in href and is_heading_anchor(link, href)]:
            drop_elements(anchors)
            for index in ("elements", "tags", "_by_tag", "links", "written_hrefs"):
                self.__dict__.pop(index, None)
        self._by_class: dict[str, list[Element]] = {}
        self._by_pattern: dict[str, frozenset[Element]] = {}
        self._links_before: dict[Element, frozenset[Element]] = {}
        self._resolved: dict[str, str | None] = {}
        self.is_in_menu: dict[Element, bool] = {}
        """The answers of :func:`newscrawl.extract.menus.in_menu`."""

        self.matches: dict[str, list[tuple[Element, str | None, bool]]] = {}
        """The matches of each selector that was run (:mod:`newscrawl.extract.selectors`)."""
        self.url = url if url is not None else self._own_address()
        """The address of the page; relative addresses are resolved against it, unless a ``base`` element names another."""

    def _own_address(self) -> str:
        """Return the absolute address in the canonical link, ``og:url`` or JSON-LD; raise :class:`ValueError` if there is none."""
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
    def own_addresses(self) -> frozenset[str]:
        """The addresses by which the page is called: its own, that of the canonical link, ``og:url``."""
        stated = [link.get("href") for link in self.with_attribute("rel", tag="link") if is_canonical_link(link)]
        stated.append(self.meta("og:url"))
        return frozenset((self.url, *filter(None, map(self.resolve, stated))))

    @cached_property
    def base(self) -> str:
        """The address that relative addresses are resolved against.

        As browsers do: the first ``base`` element with an address counts, and none if no page can have that address.
        """
        stated = next((href for element in self.by_tag("base") if (href := element.get("href"))), "")
        return urls.resolve(stated, self.url) or self.url

    def resolve(self, href: str | None) -> str | None:
        """Return the absolute address of an ``href`` as written; ``None`` if it is not the address of a page (``mailto:`` and the like)."""
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
        """Scheme and host for addresses of the form ``/path``."""
        if _PLAIN_URL.fullmatch(self.base):
            return "/".join(self.base.split("/", 3)[:3])
        return (urls.resolve("/", self.base) or "").rstrip("/")

    def hrefs(self) -> list[str]:
        """Return the ``href`` of each link as written, in page order, repeated ones included."""
        found: list[str] = _HREFS(self.root)
        return found

    @cached_property
    def elements(self) -> list[Element]:
        """All elements in page order. They are kept, because lxml else creates new Python objects for each walk."""
        return list(self.root.iter(etree.Element))

    @cached_property
    def positions(self) -> dict[Element, int]:
        """The index of each element in :attr:`elements`; of two elements, the lower one comes first on the page."""
        return dict(zip(self.elements, range(len(self.elements)), strict=True))

    def span(self, element: Element) -> range:
        """Return the indexes in :attr:`elements` of an element and of those inside it."""
        start = self.positions[element]
        node: Element | None = element
        # Broken markup leaves elements beside the root, which are not in the list.
        while node is not None and node is not self.root:
            # To count what is inside takes much longer, except in small elements.
            if (after := node.getnext()) is not None:
                return range(start, self.positions[after])
            node = node.getparent()
        return range(start, len(self.elements))

    def following(self, element: Element) -> Iterator[Element]:
        """Return the elements after the end of an element, in page order."""
        return islice(self.elements, self.span(element).stop, None)

    @cached_property
    def tags(self) -> list[str]:
        """The tag of each element in :attr:`elements`."""
        return cast("list[str]", [element.tag for element in self.elements])

    @cached_property
    def parents(self) -> list[int]:
        """The position of the parent of each element in :attr:`elements`; -1 for the root."""
        positions = self.positions
        return [-1, *[positions[element.getparent()] for element in self.elements[1:]]]  # type: ignore[index] # not the root

    @cached_property
    def around_h1(self) -> frozenset[Element]:
        """All ``h1`` elements and the elements around them."""
        return frozenset(box for heading in self.by_tag("h1") for box in (heading, *heading.iterancestors()))

    @cached_property
    def texts(self) -> list[str | None]:
        """The text of each element in :attr:`elements` before its first child; ``None`` for scripts and style sheets."""
        # One loop in C over all elements, after those whose long text nobody asks for are replaced.
        shown: list[SimpleNamespace | Element] = list(self.elements)
        for tag in _CODE_TAGS:
            for element in self.by_tag(tag):
                shown[self.positions[element]] = _CODE
        return list(map(_TEXT_OF, shown))

    @cached_property
    def _by_attribute(self) -> dict[str, list[int]]:
        """For each name of an attribute: the positions in :attr:`elements` that have it.

        To ask an element for the names of all its attributes costs little more than to ask for one attribute. The names of one
        element are freed before those of the next are made: a list of them all takes 1.2 times as long.
        """
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, element in enumerate(self.elements):
            for name in element.keys():  # noqa: SIM118 - an element is no dictionary
                found[name].append(position)
        return dict(found)

    @cached_property
    def _classes(self) -> dict[str, list[int]]:
        """For each ``class`` attribute as written: the positions in :attr:`elements` that have it."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        elements = self.elements
        for position in self._by_attribute.get("class", ()):
            if written := elements[position].get("class"):
                found[written].append(position)
        return dict(found)

    @cached_property
    def _written(self) -> dict[str, list[str]]:
        """For each class name: the ``class`` attributes that contain it. Cards and paragraphs share their attributes."""
        written: defaultdict[str, list[str]] = defaultdict(list)
        for attribute in self._classes:
            for name in NAMES_OF_CLASS[attribute]:
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
        elements = self.elements
        for position in self._by_attribute.get("id", ()):
            if key := elements[position].get("id"):
                found[key].append(elements[position])
        return dict(found)

    @cached_property
    def class_names(self) -> Collection[str]:
        """All class names on the page; the test ``name in class_names`` is one dictionary lookup."""
        return self._written.keys()

    def with_class(self, pattern: re.Pattern[str], *, but: re.Pattern[str] | None = None) -> list[Element]:
        """Return the elements with a class name that the pattern finds and ``but`` does not, class by class.

        An element with several such names occurs several times.
        """
        names = self._names_found(pattern)
        if but is not None:
            left_out = self._names_found(but)
            names = [name for name in names if name not in left_out]
        return [element for name in names for element in self.by_class(name)]

    def _names_found(self, pattern: re.Pattern[str]) -> Sequence[str]:
        """Return the class names on the page that a pattern finds, in the order of :attr:`_written`."""
        # The table holds the pattern, so its id stays its own. The hash of a pattern takes up to a microsecond.
        found = self._found_names.get(id(pattern))
        if found is None:
            NAME_PATTERNS.add(pattern)
            found = self._found_names[id(pattern)] = list(filter(cached_search(pattern), self._written))
        return found

    @cached_property
    def _found_names(self) -> dict[int, list[str]]:
        """The class names that each known pattern finds, by the id of the pattern; found in one walk over the names."""
        table = NAME_PATTERNS.table
        found: dict[int, list[str]] = {key: [] for key in table.patterns}
        for name in self._written:
            for key in table.finding[name]:
                found[key].append(name)
        return found

    def with_written_class(self, test: Callable[[str], bool]) -> Iterator[Element]:
        """Yield the elements whose ``class`` attribute, as a whole, passes a test (see :func:`cached_search`)."""
        return (
            self.elements[position] for written in self._classes if test(written) for position in self._classes[written]
        )

    def with_id(self, pattern: re.Pattern[str]) -> list[Element]:
        """Return the elements whose id the pattern finds."""
        return [element for name in filter(cached_search(pattern), self._ids) for element in self._ids[name]]

    def with_class_or_id(self, pattern: re.Pattern[str]) -> frozenset[Element]:
        """Return the elements with a class name or an id that the pattern finds; cached for each pattern."""
        found = self._by_pattern.get(pattern.pattern)
        if found is None:
            found = frozenset((*self.with_class(pattern), *self.with_id(pattern)))
            self._by_pattern[pattern.pattern] = found
        return found

    @cached_property
    def ids(self) -> Sequence[str]:
        """All ids on the page."""
        return list(self._ids)

    def by_class(self, name: str) -> list[Element]:
        """Return the elements of a class, in page order."""
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
        """Return the elements with an id; a valid page has at most one."""
        return self._ids.get(name, [])

    def by_tag(self, name: str) -> list[Element]:
        """Return the elements of a tag, in page order."""
        return self._by_tag.get(name, [])

    @cached_property
    def link_positions(self) -> list[int]:
        """The index of each ``a`` element in :attr:`elements`."""
        positions = self.positions
        return [positions[link] for link in self.by_tag("a")]

    @cached_property
    def links(self) -> list[tuple[Element, str]]:
        """Each ``a`` element with its ``href`` as written; empty if it has none."""
        return list(self.written_hrefs.items())

    @cached_property
    def written_hrefs(self) -> dict[Element, str]:
        """The ``href`` of each ``a`` element as written. A lookup takes a fifth of the time that the element takes to answer."""
        return {link: link.get("href") or "" for link in self.by_tag("a")}

    def links_before(self, element: Element) -> frozenset[Element]:
        """Return the links that begin before an element, those around it included."""
        found = self._links_before.get(element)
        if found is None:
            count = bisect_left(self.link_positions, self.positions[element])
            found = self._links_before[element] = frozenset(self.by_tag("a")[:count])
        return found

    def with_attribute(self, name: str, *, tag: str | None = None) -> list[Element]:
        """Return the elements that have an attribute, in page order: those of a tag, or all below the root."""
        elements = self.elements
        if tag is not None:
            tags = self.tags
            return [elements[position] for position in self._by_attribute.get(name, ()) if tags[position] == tag]
        return [elements[position] for position in self._by_attribute.get(name, ()) if position]

    @property
    def body_element(self) -> Element:
        """The first ``body`` element; the root of a page without one."""
        return next(iter(self.by_tag("body")), self.root)

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """The contents of the ``meta`` tags by ``property``, ``name`` or ``itemprop`` in lower case; blank ones left out."""
        found: dict[str, list[str]] = {}
        for element in self.by_tag("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = element.get("content")
            if name and content and (content := _decoded(content)):
                if element.get("itemprop") == name and _is_of_other_thing(element):
                    continue
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> str | None:
        """Return the content of the first of these ``meta`` tags that the page has; ``None`` if it has none."""
        for name in names:
            if name in self.metas:
                return self.metas[name][0]
        return None

    @cached_property
    def title(self) -> str | None:
        """The text of the ``title`` element; ``None`` if there is none."""
        for element in self.by_tag("title"):
            if text := text_of(element):
                return text
        return None

    @cached_property
    def is_cut_off(self) -> bool:
        """True if the page is incomplete: neither ``body`` nor ``html`` is closed, or there are fewer bytes than ``Content-Length`` says."""
        stated = self.headers.get("content-length", "")[:MAX_LENGTH_DIGITS]
        if stated.isdecimal() and "content-encoding" not in self.headers and self.length < int(stated):
            return True
        # The search begins at the end, because the closing tag is there.
        return self.data.rfind(b"</body") < 0 and self.data.rfind(b"</html") < 0 and b"<body" in self.data

    @cached_property
    def nodes(self) -> list[Node]:
        """All objects of the page's JSON-LD, nested ones included."""
        blocks = [
            element.text or "" for element in self.by_tag("script") if "ld+json" in (element.get("type") or "").lower()
        ]
        nodes, broken = jsonld.parse(blocks)
        if broken:
            self.warnings.append("jsonld_invalid")
        return nodes

    @cached_property
    def news(self) -> Node:
        """The JSON-LD object of the article, an empty one if there is none.

        It is the first of an article type with a headline or a date. If there are several, one that names the page's address or its
        headline comes first: the others may describe other articles.
        """
        articles = [node for node in self.nodes if jsonld.types(node) & jsonld.ARTICLE_TYPES]
        articles = [node for node in articles if node.get("headline") or node.get("datePublished")]
        if len(articles) > 1:
            return next(filter(self._is_about_page, articles), articles[0])
        return articles[0] if articles else {}

    def _is_about_page(self, node: Node) -> bool:
        """Return whether an article's JSON-LD object names the page's address, or its title as the headline."""
        entity = node.get("mainEntityOfPage")
        stated = [node.get("url"), node.get("@id"), entity]
        if isinstance(entity, dict):
            stated += [entity.get("@id"), entity.get("url")]
        own = getattr(self, "url", None)
        if own and any(isinstance(url, str) and url.partition("#")[0].rstrip("/") == own.rstrip("/") for url in stated):
            return True
        headline = jsonld.first(node, "headline")
        return bool(headline) and headline in (self.title or "", self.meta("og:title") or "")

    def node(self, kind: str) -> Node:
        """Return the first JSON-LD object of a type; an empty one if there is none."""
        return next((node for node in self.nodes if kind in jsonld.types(node)), {})


OTHER_TYPES: Final = ("ImageObject", "Photograph", "Comment", "UserComments")
"""Ends of the microdata types of what has an author of its own: pictures and comments. A film may be what the page is about."""


def is_canonical_link(link: Element) -> bool:
    """Return whether a ``link`` element names the canonical address of its page."""
    return (link.get("rel") or "").strip().lower() == "canonical"


def _is_of_other_thing(meta: Element) -> bool:
    """Whether a property of microdata belongs to a picture or a comment in the page: its author wrote or made that alone."""
    scope = next((box for box in meta.iterancestors() if box.get("itemtype")), None)
    return scope is not None and (scope.get("itemtype") or "").rstrip("/").endswith(OTHER_TYPES)


def _decoded(content: str) -> str:
    """Return the content of a meta tag on one line, entities decoded: some systems escape it before their template does."""
    return remove_control_characters(" ".join((decode_entities(content) if "&" in content else content).split()))
