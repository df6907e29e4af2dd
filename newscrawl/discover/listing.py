"""The articles that a section or home page offers.

Whether an address is an article's is the profile's to say (:meth:`newscrawl.sites.profile.Site.article_key`), and not the
template's to suggest: a listing keeps its addresses far longer than its classes. What a card says besides, its title, time and
summary, is taken from where the card's links stand.
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
from newscrawl.discover.moments import moment
from newscrawl.items import Hints
from newscrawl.parse_limits import exceeded_limit

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from newscrawl.sites.profile import Site

    Element: TypeAlias = etree._Element  # noqa: SLF001 - the only name lxml gives its elements' class

MAX_LINKS: Final = 2_000
"""Articles of one page after which the reading stops: the fullest home page known has 500."""

MAX_BYTES: Final = 16 * 2**20
"""What lies behind is not read."""

_MIN_TITLE: Final = 8
"""Shorter link texts are counts, times and arrows."""

_LONG_NUMBER: Final = re.compile(r"\d{4}")
_MIN_WORDS: Final = 6
"""Words of a headline; sections have fewer."""

_MAX_TITLE: Final = 250
"""Longer link texts are summaries."""

_CARD: Final = 5
"""Levels from a time up to the card that it stands in."""

_IN_HEADING, _TOOLTIP, _IN_LINK, _ALONE = 4, 3, 2, 1
"""How likely a text is the title, by where it stands: alone are tooltips and descriptions of pictures."""

_CARD_LINKS: Final = 40
"""Links of a card that are looked at: a box with more is no card."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MENUS: Final = frozenset({"nav", "header", "footer"})
_MENU_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|breadcrumbs?|footer|topbar|tags?)(?:$|[\s_-])", re.IGNORECASE
)
_MAX_COUNT: Final = 40
_NO_TITLE: Final = re.compile(
    r"(?:xem|đọc|xem chi|chi) (?:thêm|tiếp|ngay|tiết)\W*|bình luận\W*|\W*\d[\d\s./:,-]*\W*(?:bình luận)?|read more\W*",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(
    r"(?:trang )?(?:sau|tiếp|tiếp theo|kế|kế tiếp)\s*[›»>→]*|next(?: page)?\s*[›»>→]*|older(?: posts)?\s*[›»>→]*|[›»>→]+",
    re.IGNORECASE,
)
_MAX_NEXT: Final = 24
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
"""Elements that may say when. Steps from an attribute or text up cost a sixth of ``//*`` with a condition; relative times
(``3 giờ trước``) cannot be read without a clock."""

_IS_ENDLESS: Final = etree.XPath("boolean(/descendant::*[25000])")
"""Whether a page has more elements than are asked for times: the union of what was found takes the square of its number."""

_TIME_ATTRIBUTES: Final = ("datetime", "data-publishtime", "data-time")
_AMERICAN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4} \d{1,2}:\d\d:\d\d [AP]M)")
"""What .NET writes into attributes where nobody chose a format: month first."""

_ONLY_TIME: Final = re.compile(
    r"(?:[\s\d/:.,;|()+–-]|thứ|chủ|nhật|hai|ba|tư|năm|sáu|bảy|cn|t[2-7]|ngày|tháng|lúc|giờ|phút|cập|đăng|tải|gmt|utc|[ap]m|sa|ch|[hg])"
    r"{6,60}",
    re.IGNORECASE,
)
"""Text that says when and nothing else."""

_DIGIT: Final = re.compile(r"\d")
_MIN_TIME: Final = 6
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

    def offer(self, rank: int, text: str) -> None:
        """Take a text for the title if it is a likelier one than what there is, else for the summary."""
        if text == self.title:
            self.rank = max(rank, self.rank)
            return
        if self.title and self.title.endswith(("...", "…")) and text.startswith(self.title.rstrip(" .…")):
            self.title = text  # the same, not cut short
            return
        if len(text) < _MIN_TITLE or (len(text) <= _MAX_COUNT and _NO_TITLE.fullmatch(text)):
            return
        if len(text) <= _MAX_TITLE and (rank, len(text)) > (self.rank, len(self.title or "")):
            former = self.title if self.rank > _ALONE else None
            self.rank, self.title = rank, text
            self.tell(former)
        elif rank > _ALONE:
            self.tell(text)

    def tell(self, text: str | None) -> None:
        """Take a text for the summary: longer than the title, and not the title with something glued to it."""
        if text and not self.summary and len(text) > len(self.title or "") and not text.startswith(self.title or text):
            self.summary = text

    def is_headline(self) -> bool:
        """Whether a page of a site without a profile is an article's: by a number in its address, or a title of many words."""
        return bool(_LONG_NUMBER.search(self.url)) or len((self.title or "").split()) >= _MIN_WORDS

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
    skip: Container[str]
    cards: dict[str, _Card] = field(default_factory=dict)
    keys: dict[str, str | None] = field(default_factory=dict)
    """What each raw href leads to: the key of an article, or ``None``."""

    boxes: dict[Element, list[str]] = field(default_factory=dict)
    """The articles of each box that a time was looked up in: no box is searched twice, or a page of times in one box
    would take the square of its length."""

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
    """The page's tree; ``None`` where there is nothing to parse, or more than a page can honestly hold."""
    if exceeded_limit(body[:MAX_BYTES]):
        return None
    text = decode(body[:MAX_BYTES], header(headers, "content-type"))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def hrefs(root: Element) -> list[str]:
    """The raw ``href`` of every link without its fragment, each once, in page order.

    What is known already can be looked up as it stands, before anything is resolved or built.
    """
    found = dict.fromkeys(href.partition("#")[0] if "#" in href else href for href in _HREFS(root))
    found.pop("", None)
    return list(found)


def may_be_page(href: str) -> bool:
    """A first sieve that costs next to nothing: false for what no page's address begins with."""
    return bool(href) and href[0] != "#" and not href.startswith(("javascript:", "mailto:", "tel:", "data:"))


def read(
    source: bytes | Element,
    *,
    url: str,
    site: Site,
    headers: Mapping[str, str] | None = None,
    skip: Container[str] = (),
) -> Listing:
    """The articles of a listing page, from its bytes or its tree.

    Links whose raw ``href`` is in ``skip`` are passed over. Nothing is raised: bytes that are no page hold no links.
    """
    root = parse(source, headers=headers) if isinstance(source, bytes) else source
    if root is None:
        return Listing([])
    page = _Page(site, Resolver(base(root, url)), skip)
    guessing = not site.article_url
    frame = Frame()
    following: list[str] = []
    for anchor in root.iter("a"):
        href = anchor.get("href") or ""
        if "#" in href:
            href = href.partition("#")[0]
        if not href or (guessing and frame.holds(anchor)):
            continue
        key = page.key(href)
        if key is not None:
            _read_anchor(anchor, page.cards[key])
        elif _says_next(anchor):
            following.append(href)
    _read_times(root, page)
    own = _own_key(site, url)
    links = [
        card.link() for key, card in page.cards.items() if key != own and (card.is_headline() if guessing else True)
    ]
    return Listing(links, _next(root, following, url))


def base(root: Element, url: str) -> str:
    """The address that the page's links count from: its ``<base>``, on the page's own host if that names a foreign one."""
    for element in root.iter("base"):
        found = urls.resolve(element.get("href") or "", url)
        if found and not same_site(found, url):
            # A move to a new domain, or a developer's machine: the path is still what was meant.
            return urljoin(url, urlsplit(found).path or "/")
        return found or url
    return url


def same_site(a: str, b: str) -> bool:
    """Whether two addresses are on one host, or one on a subdomain of the other."""
    host, other = urls.host(a), urls.host(b)
    return host == other or host.endswith("." + other) or other.endswith("." + host)


def next_address(root: Element, url: str) -> str | None:
    """The next page as the page names it: ``rel=next``, or a link that says so; on the same host only."""
    return _next(root, [href for anchor in root.iter("a") if (href := anchor.get("href")) and _says_next(anchor)], url)


def _says_next(anchor: Element) -> bool:
    if anchor.get("rel") == "next":
        return True
    text = anchor.text.strip() if anchor.text else ""
    return len(text) <= _MAX_NEXT and bool(_NEXT.fullmatch(text or anchor.get("title", "").strip()))


def _next(root: Element, following: Iterable[str], url: str) -> str | None:
    resolve = Resolver(base(root, url))
    own = page_number(url) or 1
    stated = [href for link in root.iter("link") if link.get("rel") == "next" and (href := link.get("href"))]
    for href in (*stated, *following):
        found = resolve(href)
        # An arrow may lead to the last page, or ten pages on.
        if found and found != url and urls.host(found) == urls.host(url) and (page_number(found) or own) <= own + 1:
            return found
    return None


def page_number(url: str) -> int | None:
    """The number of a listing's page as its address says it: ``?page=3``, ``/trang-3.htm``, ``-p3``."""
    found = _PAGE_NUMBER.search(url)
    return int(found[1]) if found else None


class Frame:
    """A page's frame: its menu, header, footer, trail of sections and list of tags. Each box is asked once for all its links."""

    def __init__(self) -> None:
        self._known: dict[Element, bool] = {}

    def holds(self, anchor: Element) -> bool:
        """Whether a link stands in the frame."""
        passed: list[Element] = []
        inside = False
        for box in anchor.iterancestors():
            if box in self._known:
                inside = self._known[box]
                break
            passed.append(box)
            if inside := _is_frame(box):
                break
        self._known.update(dict.fromkeys(passed, inside))
        return inside


def _is_frame(box: Element) -> bool:
    if box.tag in {"body", "html"}:
        return False
    if box.tag in _MENUS or box.get("role") == "navigation":
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
    """Offer the card the texts of one of its links: what stands in a heading before what stands in the link alone."""
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
        # A tooltip is the better reading of what is cut short or has a time glued to it; else it may be another link's.
        akin = text.startswith(title) or title.startswith(text.rstrip(" .…"))
        card.offer(_TOOLTIP if text and akin else _ALONE, title)
    if not text and has_children:
        for image in anchor.iter("img"):
            card.offer(_ALONE, _line(image.get("alt")))


def _read_times(root: Element, page: _Page) -> None:
    for element in _TIMES(root) if page.cards and not _IS_ENDLESS(root) else ():
        published = _published(element)
        card = _card_of(element, page) if published else None
        if card is not None and card.published is None:
            card.published = published


def _published(element: Element) -> str | None:
    """The moment that an element names: in an attribute made for it, its text, or at last its tooltip."""
    if element.tag == "a":
        return None  # the date in a headline is not the article's own
    said = [value for name in _TIME_ATTRIBUTES if (value := element.get(name))]
    if len(element) <= 2 and _ONLY_TIME.fullmatch(text := _TEXT(element)):  # noqa: PLR2004 - a time holds an icon at most
        said.append(text)
    if title := element.get("title"):
        said.append(_AMERICAN.sub(r"\2/\1/\3", title))
    return next((m for s in said if _MIN_TIME <= len(s) <= _MAX_TIME and _DIGIT.search(s) and (m := moment(s))), None)


def _card_of(element: Element, page: _Page) -> _Card | None:
    """The one article that the nearest box with an article's link speaks of."""
    box: Element | None = element
    for _ in range(_CARD):
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
    """The articles that a box links to, as far as it takes to know whether they are several."""
    found: list[str] = []
    for anchor in islice(box.iter("a"), _CARD_LINKS):
        key = page.keys.get((anchor.get("href") or "").partition("#")[0])
        if key and key not in found:
            found.append(key)
            if len(found) > 1:
                break
    return found
