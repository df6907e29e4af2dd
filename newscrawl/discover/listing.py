"""Reads listings: the articles of a section's page or home page.

A link is an article if its address matches the profile (:meth:`newscrawl.sites.profile.Site.article_key`), because a site keeps
its addresses far longer than its CSS classes. Title, time and summary come from the texts in and around the article's links,
its card.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newscrawl import urls
from newscrawl.discover.link import Link, Resolver
from newscrawl.discover.markup import decode, header, one_line
from newscrawl.discover.timestamps import parse_timestamp
from newscrawl.items import Hints
from newscrawl.parse_limits import exceeded_limit

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from newscrawl.sites.profile import Site

    Element: TypeAlias = etree._Element  # noqa: SLF001 - the only name lxml gives its elements' class

MAX_LINKS: Final = 2_000
"""Articles of one page that are read. The largest known home page has 500."""

MAX_BYTES: Final = 16 * 2**20
"""Bytes of a page that are read."""

_MIN_TITLE_CHARS: Final = 8
"""Shorter link texts are counts, times and arrows."""

_LONG_NUMBER: Final = re.compile(r"\d{4}")
_MIN_HEADLINE_WORDS: Final = 6
"""Words of a headline on a site without a profile; names of sections have fewer."""

_MAX_TITLE_CHARS: Final = 250
"""Longer link texts are summaries."""

_MAX_CARD_LEVELS: Final = 5
"""Elements from a time up to the card that holds it."""

_IN_HEADING, _TOOLTIP, _IN_LINK, _NO_LINK_TEXT = 4, 3, 2, 1
"""Ranks of a text as the title, by its place. Tooltips and image descriptions without a link text rank lowest."""

_MAX_CARD_LINKS: Final = 40
"""Links of a card that are examined. An element with more is not a card."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MENU_TAGS: Final = frozenset({"nav", "header", "footer"})
_MENU_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|breadcrumbs?|footer|topbar|tags?)(?:$|[\s_-])", re.IGNORECASE
)
_MAX_NOT_TITLE_CHARS: Final = 40
"""Longest text that is compared with the texts that are no titles."""

_NOT_A_TITLE: Final = re.compile(
    r"(?:xem|đọc|xem chi|chi) (?:thêm|tiếp|ngay|tiết)\W*|bình luận\W*|\W*\d[\d\s./:,-]*\W*(?:bình luận)?|read more\W*",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(
    r"(?:trang )?(?:sau|tiếp|tiếp theo|kế|kế tiếp)\s*[›»>→]*|next(?: page)?\s*[›»>→]*|older(?: posts)?\s*[›»>→]*|[›»>→]+",
    re.IGNORECASE,
)
_MAX_NEXT_CHARS: Final = 24
"""Longest text of a link to the next page."""

_PAGE_NUMBER: Final = re.compile(
    r"(?:[-/](?:p|page|trang)[-/]?|[?&](?:page|p|trang|paged|pageindex|pg)=)(\d{1,9})(?=/?(?:\.[a-z]{2,5})?(?:[?&#]|$))",
    re.IGNORECASE,
)
_HREFS: Final = etree.XPath("//a/@href", smart_strings=False)
_TEXT: Final = etree.XPath("string()", smart_strings=False)
_DATED: Final = "text()[contains(., '/20') or contains(., '-20')]/.."
_TIMES: Final = etree.XPath(
    " | ".join(("//time", *(f"//{tag}/{_DATED}" for tag in ("span", "p", "div", "i", "em", "small"))))
    + " | //@datetime/.. | //@data-time/.. | //@data-publishtime/.. | //span/@title/.."
)
"""Elements that may hold a time. Selecting an attribute or text and then its parent takes a sixth of the time of ``//*`` with a
condition. Relative times (``3 giờ trước``) are not read, because they need a clock."""

_IS_HUGE: Final = etree.XPath("boolean(/descendant::*[25000])")
"""Whether a page has too many elements to search for times: the union of the results takes quadratic time."""

_TIME_ATTRIBUTES: Final = ("datetime", "data-publishtime", "data-time")
_ONLY_TIME: Final = re.compile(
    r"(?:[\s\d/:.,;|()+–-]|thứ|chủ|nhật|hai|ba|tư|năm|sáu|bảy|cn|t[2-7]|ngày|tháng|lúc|giờ|phút|cập|đăng|tải|gmt|utc|[ap]m|sa|ch|[hg])"
    r"{6,60}",
    re.IGNORECASE,
)
"""A text that holds a time and nothing else."""

_DIGIT: Final = re.compile(r"\d")
_MIN_TIME_CHARS: Final = 6
"""Shortest text that can be a date and time."""

_MAX_TIME_CHARS: Final = 60
"""Longer texts hold more than a time."""

_MAX_TIME_CHILDREN: Final = 2
"""Child elements of an element that holds a time: an icon, and no more than one other."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The content of a listing page."""

    links: list[Link]
    """The articles in page order, each once."""

    next: str | None = None
    """Address of the next page, if the page links to it."""


@dataclass(slots=True)
class _Card:
    """The texts of all links to one article."""

    url: str
    rank: int = 0
    title: str | None = None
    summary: str | None = None
    published: str | None = None

    def offer(self, rank: int, text: str) -> None:
        """Use a text as the title if it ranks higher than the present one, otherwise as the summary."""
        if text == self.title:
            self.rank = max(rank, self.rank)
            return
        if self.title and self.title.endswith(("...", "…")) and text.startswith(self.title.rstrip(" .…")):
            self.title = text  # the same title, not shortened
            return
        if len(text) < _MIN_TITLE_CHARS or (len(text) <= _MAX_NOT_TITLE_CHARS and _NOT_A_TITLE.fullmatch(text)):
            return
        if len(text) <= _MAX_TITLE_CHARS and (rank, len(text)) > (self.rank, len(self.title or "")):
            former = self.title if self.rank > _NO_LINK_TEXT else None
            self.rank, self.title = rank, text
            self.offer_summary(former)
        elif rank > _NO_LINK_TEXT:
            self.offer_summary(text)

    def offer_summary(self, text: str | None) -> None:
        """Use a text as the summary if it is longer than the title and does not begin with it."""
        if text and not self.summary and len(text) > len(self.title or "") and not text.startswith(self.title or text):
            self.summary = text

    def is_headline(self) -> bool:
        """Return whether a link of a site without a profile is an article: by a number in its address, or a long title."""
        return bool(_LONG_NUMBER.search(self.url)) or len((self.title or "").split()) >= _MIN_HEADLINE_WORDS

    def link(self) -> Link:
        """Return the article's link with its metadata."""
        return Link(
            self.url, Hints(title=self.title, date_published=self.published, description=self.summary, source="listing")
        )


@dataclass(slots=True)
class _Page:
    """The articles of a page during reading."""

    site: Site
    resolve: Resolver
    skip: Container[str]
    cards: dict[str, _Card] = field(default_factory=dict)
    keys: dict[str, str | None] = field(default_factory=dict)
    """The article key of each raw ``href``, or ``None`` if it is no article."""

    boxes: dict[Element, list[str]] = field(default_factory=dict)
    """The articles in each element that was searched for the article of a time. An element is searched once, because a page with
    all times in one element would take quadratic time."""

    def key(self, href: str) -> str | None:
        if href in self.keys:
            return self.keys[href]
        key = self.keys[href] = self._look_up(href)
        return key

    def _look_up(self, href: str) -> str | None:
        if href in self.skip or not may_be_page(href) or (url := self.resolve(href)) is None:
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
    """Parse a page; ``None`` if it is empty or exceeds the limits of :mod:`newscrawl.parse_limits`."""
    if exceeded_limit(body[:MAX_BYTES]):
        return None
    text = decode(body[:MAX_BYTES], header(headers, "content-type"))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def hrefs(root: Element) -> list[str]:
    """Return the raw ``href`` of every link without its fragment, each once, in page order.

    A caller can look up known addresses before anything is resolved.
    """
    found = dict.fromkeys(href.partition("#")[0] if "#" in href else href for href in _HREFS(root))
    found.pop("", None)
    return list(found)


def may_be_page(href: str) -> bool:
    """Return false for an ``href`` that cannot lead to a page, such as ``mailto:``. This check is cheap and comes first."""
    return bool(href) and href[0] != "#" and not href.startswith(("javascript:", "mailto:", "tel:", "data:"))


def read(
    source: bytes | Element,
    *,
    url: str,
    site: Site,
    headers: Mapping[str, str] | None = None,
    skip: Container[str] = (),
) -> Listing:
    """Return the articles of a listing page, from its bytes or its parsed tree.

    Links whose raw ``href`` is in ``skip`` are ignored. Nothing is raised: bytes that are not HTML have no links.
    """
    root = parse(source, headers=headers) if isinstance(source, bytes) else source
    if root is None:
        return Listing([])
    page = _Page(site, Resolver(base(root, url)), skip)
    has_no_profile = not site.article_url
    navigation = Navigation()
    next_hrefs: list[str] = []
    for anchor in root.iter("a"):
        href = anchor.get("href") or ""
        if "#" in href:
            href = href.partition("#")[0]
        if not href or (has_no_profile and navigation.holds(anchor)):
            continue
        key = page.key(href)
        if key is not None:
            _read_anchor(anchor, page.cards[key])
        elif _is_next_link(anchor):
            next_hrefs.append(href)
    _read_times(root, page)
    own = _own_key(site, url)
    links = [
        card.link()
        for key, card in page.cards.items()
        if key != own and (card.is_headline() if has_no_profile else True)
    ]
    return Listing(links, _next(root, next_hrefs, url))


def base(root: Element, url: str) -> str:
    """Return the base address of the page's links: its ``<base>``, moved to the page's own host if it names another one."""
    for element in root.iter("base"):
        found = urls.resolve(element.get("href") or "", url)
        if found and not same_site(found, url):
            # The site moved to a new domain, or the address is of a developer's machine: the path is still right.
            return urljoin(url, urlsplit(found).path or "/")
        return found or url
    return url


def same_site(a: str, b: str) -> bool:
    """Return whether two addresses are on the same host, or one is on a subdomain of the other."""
    host, other = urls.host(a), urls.host(b)
    return host == other or host.endswith("." + other) or other.endswith("." + host)


def next_address(root: Element, url: str) -> str | None:
    """Return the next page that the page links to, on the same host: ``rel=next``, or a link with such a text."""
    return _next(
        root, [href for anchor in root.iter("a") if (href := anchor.get("href")) and _is_next_link(anchor)], url
    )


def _is_next_link(anchor: Element) -> bool:
    if anchor.get("rel") == "next":
        return True
    text = anchor.text.strip() if anchor.text else ""
    return len(text) <= _MAX_NEXT_CHARS and bool(_NEXT.fullmatch(text or anchor.get("title", "").strip()))


def _next(root: Element, next_hrefs: Iterable[str], url: str) -> str | None:
    resolve = Resolver(base(root, url))
    own = page_number(url) or 1
    stated = [href for link in root.iter("link") if link.get("rel") == "next" and (href := link.get("href"))]
    for href in (*stated, *next_hrefs):
        found = resolve(href)
        # An arrow may lead to the last page, or skip ten pages.
        if found and found != url and urls.host(found) == urls.host(url) and (page_number(found) or own) <= own + 1:
            return found
    return None


def page_number(url: str) -> int | None:
    """Return the page number in a listing's address: ``?page=3``, ``/trang-3.htm``, ``-p3``; ``None`` if it has none."""
    found = _PAGE_NUMBER.search(url)
    return int(found[1]) if found else None


class Navigation:
    """The navigation of a page: menu, header, footer, breadcrumbs and list of tags. Each element is checked once for all its links."""

    def __init__(self) -> None:
        self._known: dict[Element, bool] = {}

    def holds(self, anchor: Element) -> bool:
        """Return whether a link is in the navigation."""
        passed: list[Element] = []
        inside = False
        for box in anchor.iterancestors():
            if box in self._known:
                inside = self._known[box]
                break
            passed.append(box)
            if inside := _is_navigation(box):
                break
        self._known.update(dict.fromkeys(passed, inside))
        return inside


def _is_navigation(box: Element) -> bool:
    if box.tag in {"body", "html"}:
        return False
    if box.tag in _MENU_TAGS or box.get("role") == "navigation":
        return True
    return _MENU_CLASS.search(f"{box.get('class', '')} {box.get('id', '')}") is not None


def _own_key(site: Site, url: str) -> str | None:
    try:
        return site.article_key(url)
    except ValueError:
        return None


def _line(text: str | None) -> str:
    return one_line(text) if text else ""


def _read_anchor(anchor: Element, card: _Card) -> None:
    """Offer the texts of a link to its card. A text in a heading ranks above the link's other text."""
    if card.rank == _IN_HEADING and card.summary:
        return
    has_children = len(anchor) > 0
    text = _line(_TEXT(anchor) if has_children else anchor.text)
    title = _line(anchor.get("title"))
    parent = anchor.getparent()
    inner = next(anchor.iter(*_HEADINGS), None) if text and has_children else None
    if inner is not None:
        card.offer(_IN_HEADING, _line(_TEXT(inner)))
    elif text:
        card.offer(_IN_HEADING if parent is not None and parent.tag in _HEADINGS else _IN_LINK, text)
    if title and title != text:
        # A tooltip is better than a text that is shortened or has a time attached. Otherwise it may belong to another link.
        matches = text.startswith(title) or title.startswith(text.rstrip(" .…"))
        card.offer(_TOOLTIP if text and matches else _NO_LINK_TEXT, title)
    if not text and has_children:
        for image in anchor.iter("img"):
            card.offer(_NO_LINK_TEXT, _line(image.get("alt")))


def _read_times(root: Element, page: _Page) -> None:
    for element in _TIMES(root) if page.cards and not _IS_HUGE(root) else ():
        published = _published(element)
        card = _card_of(element, page) if published else None
        if card is not None and card.published is None:
            card.published = published


def _published(element: Element) -> str | None:
    """Return the time of an element as RFC 3339: from a time attribute, its text, or its tooltip, in this order."""
    if element.tag == "a":
        return None  # a date in a headline is not the date of publication
    texts = [value for name in _TIME_ATTRIBUTES if (value := element.get(name))]
    if len(element) <= _MAX_TIME_CHILDREN and _ONLY_TIME.fullmatch(text := _TEXT(element)):
        texts.append(text)
    if title := element.get("title"):
        texts.append(title)
    return next(
        (
            m
            for s in texts
            if _MIN_TIME_CHARS <= len(s) <= _MAX_TIME_CHARS and _DIGIT.search(s) and (m := parse_timestamp(s))
        ),
        None,
    )


def _card_of(element: Element, page: _Page) -> _Card | None:
    """Return the card of the only article in the nearest element around a time; ``None`` if there are several."""
    box: Element | None = element
    for _ in range(_MAX_CARD_LEVELS):
        if box is None:
            return None
        if len(box) or box.tag == "a":
            if box not in page.boxes:
                page.boxes[box] = _keys_in(box, page)
            if found := page.boxes[box]:
                return page.cards[found[0]] if len(found) == 1 else None
        box = box.getparent()
    return None


def _keys_in(box: Element, page: _Page) -> list[str]:
    """Return the keys of the first two articles in an element."""
    found: list[str] = []
    for anchor in islice(box.iter("a"), _MAX_CARD_LINKS):
        key = page.keys.get((anchor.get("href") or "").partition("#")[0])
        if key and key not in found:
            found.append(key)
            if len(found) > 1:
                break
    return found
