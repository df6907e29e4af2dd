"""The articles that a section or home page offers.

Whether an address is an article's is the profile's to say (:meth:`newscrawl.sites.profile.Site.article_key`), and not the
template's to suggest: a listing keeps its addresses far longer than its classes. What a card says besides, its title, time and
summary, is taken from where the card's links stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from lxml import etree, html

from newscrawl import urls
from newscrawl.discover.feed import moment
from newscrawl.discover.link import Link, Resolver
from newscrawl.discover.markup import decode, header, plain
from newscrawl.items import Hints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newscrawl.sites.profile import Site

    Element: TypeAlias = etree._Element  # noqa: SLF001 - the only name lxml gives its elements' class

MAX_LINKS: Final = 2_000
"""Articles of one page after which the reading stops: the fullest home page known has 500."""

MAX_BYTES: Final = 16 * 2**20
"""What lies behind is not read."""

_MIN_TITLE: Final = 8
"""Shorter link texts are counts, times and arrows."""

_MAX_TITLE: Final = 250
"""Longer link texts are summaries."""

_CARD: Final = 5
"""Levels from a time up to the card that it stands in."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MENUS: Final = frozenset({"nav", "header", "footer"})
_MENU_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|breadcrumbs?|footer|topbar|tags?)(?:$|[\s_-])", re.IGNORECASE
)
_NO_TITLE: Final = re.compile(
    r"(?:xem|đọc|xem chi|chi) (?:thêm|tiếp|ngay|tiết)\W*|bình luận\W*|\W*\d[\d\s./:,-]*\W*(?:bình luận)?|read more\W*",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(
    r"(?:trang )?(?:sau|tiếp|tiếp theo|kế|kế tiếp)\s*[›»>→]*|next(?: page)?\s*[›»>→]*|older(?: posts)?\s*[›»>→]*|[›»>→]+",
    re.IGNORECASE,
)
_HREFS: Final = etree.XPath("//a/@href", smart_strings=False)
_RELS: Final = etree.XPath("//link[@rel='next']/@href | //a[@rel='next']/@href", smart_strings=False)
_TIMES: Final = etree.XPath(
    "//time | //*[self::span or self::p or self::div or self::i or self::em or self::li]"
    "[@data-time or @data-date or @data-publish or @data-datetime or @datetime"
    " or contains(@class, 'time') or contains(@class, 'date')]"
)
_TIME_ATTRIBUTES: Final = ("datetime", "data-time", "data-datetime", "data-date", "data-publish", "title")
_MAX_TIME: Final = 60
"""Longer texts hold more than a time."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing page that was read."""

    links: list[Link]
    """Its articles in page order, each once."""

    next: str | None = None
    """Address of the next page where the page itself names one."""


@dataclass(slots=True)
class _Card:
    """What the links to one article say between them."""

    url: str
    rank: int = 0
    title: str | None = None
    summary: str | None = None
    published: str | None = None

    def offer(self, rank: int, text: str | None) -> None:
        """Take a text for the title if it is a likelier one than what there is."""
        if not text or len(text) < _MIN_TITLE or _NO_TITLE.fullmatch(text):
            return
        if len(text) > _MAX_TITLE:
            self.summary = self.summary or text
        elif (rank, len(text)) > (self.rank, len(self.title or "")):
            if self.title and len(self.title) > len(text):
                self.summary = self.summary or self.title
            self.rank, self.title = rank, text
        elif len(text) > len(self.title or ""):
            self.summary = self.summary or text

    def link(self) -> Link:
        """The article with all that was found out."""
        return Link(
            self.url, Hints(title=self.title, date_published=self.published, description=self.summary, source="listing")
        )


@dataclass(slots=True)
class _Page:
    """The articles of a page while it is being read."""

    site: Site
    resolve: Resolver
    cards: dict[str, _Card] = field(default_factory=dict)
    keys: dict[str, str | None] = field(default_factory=dict)
    """What each raw href leads to: the key of an article, or ``None``."""

    def key(self, href: str) -> str | None:
        try:
            return self.keys[href]
        except KeyError:
            key = self.keys[href] = self._look_up(href)
            return key

    def _look_up(self, href: str) -> str | None:
        if not may_be_page(href) or (url := self.resolve(href)) is None:
            return None
        try:
            key = self.site.article_key(url)
        except ValueError:
            return None
        if key is not None and key not in self.cards:
            if len(self.cards) >= MAX_LINKS:
                return None
            self.cards[key] = _Card(url)
        return key


def parse(body: bytes, *, headers: Mapping[str, str] | None = None) -> Element | None:
    """The page's tree; ``None`` where there is nothing to parse."""
    text = decode(body[:MAX_BYTES], header(headers, "content-type"))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None


def hrefs(root: Element) -> list[str]:
    """The raw ``href`` of every link, each once, in page order: what is known already can be looked up as it stands."""
    return list(dict.fromkeys(_HREFS(root)))


def may_be_page(href: str) -> bool:
    """A first sieve that costs next to nothing: false for what no page's address begins with."""
    return bool(href) and href[0] != "#" and not href.startswith(("javascript:", "mailto:", "tel:", "data:"))


def read(source: bytes | Element, *, url: str, site: Site, headers: Mapping[str, str] | None = None) -> Listing:
    """The articles of a listing page, from its bytes or its tree.

    Nothing is raised: bytes that are no page hold no links.
    """
    root = parse(source, headers=headers) if isinstance(source, bytes) else source
    if root is None:
        return Listing([])
    page = _Page(site, Resolver(base(root, url)))
    own = _own_key(site, url)
    guessing = not site.article_url
    for anchor in root.iter("a"):
        href = anchor.get("href")
        if not href or (guessing and in_menu(anchor)):
            continue
        key = page.key(href)
        if key is not None:
            for rank, text in _titles(anchor):
                page.cards[key].offer(rank, text)
    _times(root, page)
    links = [card.link() for key, card in page.cards.items() if key != own]
    return Listing(links, next_address(root, url))


def base(root: Element, url: str) -> str:
    """The address that the page's links count from: its ``<base>`` where it has one."""
    for element in root.iter("base"):
        if href := element.get("href"):
            return urls.resolve(href, url) or url
    return url


def next_address(root: Element, url: str) -> str | None:
    """The next page as the page names it: ``rel=next``, or a link that says so; on the same host only."""
    candidates: list[str] = [str(href) for href in _RELS(root)]
    candidates += [
        href
        for anchor in root.iter("a")
        if (href := anchor.get("href"))
        and _NEXT.fullmatch((anchor.text or "").strip() or anchor.get("title", "").strip())
    ]
    resolve = Resolver(base(root, url))
    for href in candidates:
        found = resolve(href)
        if found and found != url and urls.host(found) == urls.host(url):
            return found
    return None


def in_menu(anchor: Element) -> bool:
    """Whether a link stands in the page's frame: its menu, header, footer, trail of sections or list of tags."""
    return any(
        a.tag in _MENUS
        or a.get("role") == "navigation"
        or _MENU_CLASS.search(f"{a.get('class', '')} {a.get('id', '')}")
        for a in anchor.iterancestors()
        if a.tag not in {"body", "html"}
    )


def _own_key(site: Site, url: str) -> str | None:
    try:
        return site.article_key(url)
    except ValueError:
        return None


def _titles(anchor: Element) -> Iterator[tuple[int, str | None]]:
    """Texts that may be the title, each with its rank: what stands in a heading before what stands in a link."""
    text = plain("".join(anchor.itertext()))
    parent = anchor.getparent()
    heading = parent is not None and parent.tag in _HEADINGS
    inner = next(anchor.iter(*_HEADINGS), None)
    if inner is not None:
        yield 4, plain("".join(inner.itertext()))
    elif heading:
        yield 4, text
    if title := anchor.get("title"):
        yield 3, plain(title)
    if not heading and inner is None:
        yield 2, text
    for image in anchor.iter("img"):
        yield 1, plain(image.get("alt"))


def _times(root: Element, page: _Page) -> None:
    for element in _TIMES(root):
        said = next((value for name in _TIME_ATTRIBUTES if (value := element.get(name))), None)
        if said is None:
            said = "".join(element.itertext()).strip()
        if not said or len(said) > _MAX_TIME or not any(c.isdigit() for c in said):
            continue
        card = _card_of(element, page)
        if card is not None and card.published is None:
            card.published = moment(said)


def _card_of(element: Element, page: _Page) -> _Card | None:
    """The one article that the nearest box with an article's link speaks of."""
    box: Element | None = element
    for _ in range(_CARD):
        box = box.getparent() if box is not None else None
        if box is None:
            return None
        keys = {key for a in box.iter("a") if (key := page.keys.get(a.get("href", "")))}
        if keys:
            return page.cards[keys.pop()] if len(keys) == 1 else None
    return None
