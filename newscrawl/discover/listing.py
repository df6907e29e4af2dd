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
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree

from newscrawl import urls
from newscrawl.discover.link import Link, Resolver
from newscrawl.discover.markup import decode, header, one_line
from newscrawl.discover.timestamps import parse_timestamp
from newscrawl.items import Hints
from newscrawl.parse_limits import exceeded_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

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
_TERM_CLASS: Final = re.compile(
    r"(?:tag|category|cat|term|label|chuyen-muc|chu-de|tu-khoa)-"
    r"(?!(?:list|box|cloud|links?|wrap(?:per)?|items?|group|container|area|bar|block|menu|nav|navigation|content|footer)s?(?:$|[_-]))\S+",
    re.IGNORECASE,
)
"""The class of an article that names its tag or section: ``tag-vinh``, ``category-kinh-te``. The name may be any word."""

_POST_CLASSES: Final = frozenset(
    {
        "hentry",
        "h-entry",
        "post",
        "type-post",
        "status-publish",
        "wp-block-post",
        "post-card",
        "gh-card",
        "post-feed-item",
    }
)
"""Classes of an article in a list, as WordPress, Ghost and the microformats give them."""

_POST_TAGS: Final = frozenset({"article", "main", "time"})
"""Elements that are never navigation by their class."""

_COMMENT_FRAGMENT: Final = re.compile(
    r"#.*(?:respond|comment|disqus|reply|replies|discuss|binh-?luan|phan-?hoi|y-?kien|thao-?luan)", re.IGNORECASE
)
"""Ends the address of an article's comments: ``#respond``, ``#comment-12``, ``#binh-luan``."""

_COMMENT_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:comments?|replies|binh-?luan|disqus)(?:$|[\s_-])", re.IGNORECASE)
_MAX_POST_LEVELS: Final = 5
"""Elements from a heading up to the article of a list that holds it."""

_MAX_NOT_TITLE_CHARS: Final = 40
"""Longest text that is compared with the texts that are no titles."""

_ABOUT_A_TITLE: Final = re.compile(
    r"(?:continue reading|leave a (?:comment|reply)|(?:no|one|\d+) (?:comments?|repl(?:y|ies)|responses?) (?:on|to)|"
    r"để lại (?:bình luận|phản hồi)|viết (?:bình luận|phản hồi)|(?:\d+|chưa có|không có) (?:bình luận|phản hồi) (?:cho|về|ở|trên))\b",
    re.IGNORECASE,
)
"""Begins a link text that names the headline for readers of a screen, and is neither headline nor summary."""

_NOT_A_TITLE: Final = re.compile(
    r"(?:xem|đọc|xem chi|chi) (?:thêm|tiếp|ngay|tiết)\W*|bình luận\W*|\W*\d[\d\s./:,-]*\W*(?:bình luận)?|read more\W*",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(
    r"[\W_]*(?:(?:xem )?(?:(?:trang|bài(?: viết)?|tin|các bài(?: viết)?) )?(?:sau|tiếp|tiếp theo|kế|kế tiếp|kế sau|cũ hơn)"
    r"|next(?: page| posts?| entries| articles)?|older(?: posts?| entries| articles| stories| news)?|more posts)[\W_]*|[›»>→❯⟩]+",
    re.IGNORECASE,
)
_NEXT_CLASSES: Final = frozenset(
    {
        "next",
        "next-page",
        "nextpage",
        "page-next",
        "pagination-next",
        "pager-next",
        "pagination__next",
        "older-posts",
        "older-post",
        "btn-next",
    }
)
_MAX_NEXT_CHARS: Final = 40
"""Longest text of a link to the next page."""

_PAGE_PARAMETERS: Final = ("page", "p", "trang", "paged", "pageindex", "pageno", "pagenum", "currentpage", "pg")
"""Names of query parameters that hold a page number."""

_PAGE_NUMBER: Final = re.compile(
    r"(?:[-/_](?:p|page|trang)[-/_]?|[?&;](?:"
    + "|".join(_PAGE_PARAMETERS)
    + r")=)(\d{1,9})(?=/?(?:\.[a-z]{2,5})?/?(?:[?&#]|$))",
    re.IGNORECASE,
)
_PAGE_PATH: Final = re.compile(r"[-/_](?:p|page|trang)[-/_]?\d{1,9}(?=/?(?:\.[a-z]{2,5})?/?$)", re.IGNORECASE)
"""A page number at the end of a path: ``-p3``, ``/trang-3.htm``, ``/page/3/``."""

_BARE_NUMBER: Final = re.compile(r"/\d{1,5}/?$")
"""A page number that is a path segment of its own: ``/kinh-te/3/``. It counts only for a link whose text is that number."""

_PATH_EXTENSION: Final = re.compile(r"(?:/index)?\.[a-z]{2,5}$", re.IGNORECASE)
_LINK_NUMBER: Final = re.compile(r"\D{0,12}(\d{1,6})\D{0,3}")
"""The text of a link to a numbered page: ``2``, ``Trang 2``, ``Page 2``."""

_END_OF_PAGE: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_LINK_TAG: Final = re.compile(r"<a\s", re.IGNORECASE)

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
    is_post: bool = False
    """Whether the markup calls the link the headline of an article."""

    def offer(self, rank: int, text: str) -> None:
        """Use a text as the title if it ranks higher than the present one, otherwise as the summary."""
        if text == self.title:
            self.rank = max(rank, self.rank)
            return
        if self.title and self.title.endswith(("...", "…")) and text.startswith(self.title.rstrip(" .…")):
            self.title = text  # the same title, not shortened
            return
        if _ABOUT_A_TITLE.match(text):
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
        if self.title is None and not self.rank and not _LONG_NUMBER.search(self.url):
            return False
        if self.title and urls.is_numbered_post(self.url):
            return True
        is_long = len((self.title or "").split()) >= _MIN_HEADLINE_WORDS
        return self.is_post or is_long or bool(_LONG_NUMBER.search(self.url))

    def link(self) -> Link:
        """Return the article's link with its metadata."""
        return Link(
            self.url,
            Hints(
                title=self.title,
                date_published=self.published,
                description=self.summary,
                source="listing",
                is_article=self.is_post or None,
            ),
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

    def post_key(self, href: str) -> str | None:
        """Return the key of an address that the markup calls an article's, whatever the address looks like."""
        key = self.key(href)
        if key is None:
            key = self.keys[href] = self._look_up(href, self.site.offered_key)
        if key is not None:
            self.cards[key].is_post = True
        return key

    def _look_up(self, href: str, key_of: Callable[[str], str | None] | None = None) -> str | None:
        if href in self.skip or not may_be_page(href) or (url := self.resolve(href)) is None:
            return None
        try:
            key = (key_of or self.site.article_key)(url)
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
    text = _whole(decode(body[:MAX_BYTES], header(headers, "content-type")))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _whole(text: str) -> str:
    """Return a page without end tags of ``html`` and ``body`` that links follow: the parser would put these outside the page."""
    end = _END_OF_PAGE.search(text)
    return _END_OF_PAGE.sub("", text) if end and _LINK_TAG.search(text, end.end()) else text


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
        whole = anchor.get("href") or ""
        href = whole.partition("#")[0] if "#" in whole else whole
        if not href:
            continue
        if has_no_profile and navigation.holds(anchor):
            if _is_next_link(anchor):
                next_hrefs.append(href)
            continue
        key = page.key(href)
        if has_no_profile and _is_post_title(anchor) and not _is_next_link(anchor):
            key = page.post_key(href)
        if key is None or (has_no_profile and page_number(href) and _is_next_link(anchor)):
            if _is_next_link(anchor):
                next_hrefs.append(href)
        elif not _leads_to_comments(anchor, whole):
            _read_anchor(anchor, page.cards[key])
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
    """Return the next page that the page at ``url`` links to, on the same host: ``rel=next``, or a link with such a text."""
    return _next(
        root, [href for anchor in root.iter("a") if (href := anchor.get("href")) and _is_next_link(anchor)], url
    )


def _is_next_link(anchor: Element) -> bool:
    if "next" in (anchor.get("rel") or "").lower().split():
        return True
    if not _NEXT_CLASSES.isdisjoint((anchor.get("class") or "").lower().split()):
        return True
    text = " ".join(_TEXT(anchor).split()) if len(anchor) else (anchor.text or "").strip()
    if len(text) > _MAX_NEXT_CHARS:
        return False
    text = text or anchor.get("title", "").strip() or anchor.get("aria-label", "").strip()
    return bool(text) and len(text) <= _MAX_NEXT_CHARS and bool(_NEXT.fullmatch(text))


def _next(root: Element, next_hrefs: Iterable[str], url: str) -> str | None:
    """Return the first of the links that leads to the page after ``url``.

    An arrow may lead to the last page, or skip ten pages. A link without a page number is taken as it is.
    """
    resolve = Resolver(base(root, url))
    own = page_number(url)
    stated = [
        href
        for link in root.iter("link")
        if "next" in (link.get("rel") or "").lower().split() and (href := link.get("href"))
    ]
    for href in (*stated, *next_hrefs):
        found = resolve(href) if may_be_page(href) else None
        if found is None or found == url or urls.host(found) != urls.host(url):
            continue
        number = page_number(found)
        # Page 2 of some sites is ?page=1.
        if number is None or (number == own + 1 if own is not None else number in {1, 2}):
            return found
    return None


def numbered_address(root: Element, url: str, page: int) -> str | None:
    """Return the link of page ``page`` to the page after it, by its number: ``?page=3``, ``/trang-3``, ``/page/3/``.

    ``url`` is the page's own address. The link's text decides before the number in its address, because some sites count
    from 0.
    """
    resolve = Resolver(base(root, url))
    own = page_number(url)
    wanted = (page if own is None else own) + 1
    series, form = _series(url), _page_form(url)
    by_address: str | None = None
    for anchor in root.iter("a"):
        href = anchor.get("href") or ""
        found = resolve(href) if may_be_page(href) else None
        if found is None or found == url or urls.host(found) != urls.host(url):
            continue
        label = _link_number(anchor)
        number = page_number(found)
        if number is None and label == wanted and (bare := _BARE_NUMBER.search(urlsplit(found).path)):
            number = int(bare[0].strip("/"))
            if number == wanted and _series(found, has_bare_number=True) == _series(url, has_bare_number=page > 1):
                return found
            continue
        if number is None or _series(found) != series or (form and _page_form(found) != form):
            continue
        if label == wanted and number in {wanted, wanted - 1}:
            return found
        if number == wanted and by_address is None:
            by_address = found
    return by_address


def _page_form(url: str) -> frozenset[str]:
    """Return where an address names its page: in the path, or in which parameters. ``?p=16`` is an article beside ``?paged=15``."""
    parts = urlsplit(url)
    named = {name.lower() for name, _ in parse_qsl(parts.query)} & set(_PAGE_PARAMETERS)
    return frozenset(named | ({"/"} if _PAGE_PATH.search(parts.path) else set()))


def _link_number(anchor: Element) -> int | None:
    """Return the page number that a link's text names."""
    found = _LINK_NUMBER.fullmatch(" ".join(_TEXT(anchor).split()))
    return int(found[1]) if found else None


def _series(url: str, *, has_bare_number: bool = False) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return what the addresses of all pages of one listing have in common: the path and the query without the page number."""
    parts = urlsplit(url)
    path = _BARE_NUMBER.sub("", parts.path) if has_bare_number else parts.path
    stem = _PATH_EXTENSION.sub("", _PAGE_PATH.sub("", path).rstrip("/"))
    others = {(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in _PAGE_PARAMETERS}
    return stem.rstrip("/"), frozenset(others)


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
    if box.tag in _MENU_TAGS:
        # The header or footer of an article in a list is no part of the page's frame.
        return box.tag == "nav" or not _is_in_post(box)
    if box.get("role") == "navigation":
        return True
    if box.tag in _POST_TAGS:
        return False
    names = box.get("class", "")
    if "-" in names:
        words = names.split()
        if not _POST_CLASSES.isdisjoint(words):
            return False
        names = " ".join(word for word in words if not _TERM_CLASS.fullmatch(word))
    return _MENU_CLASS.search(f"{names} {box.get('id', '')}") is not None


def _is_post(box: Element) -> bool:
    """Return whether an element is an article of a list."""
    return not _POST_CLASSES.isdisjoint((box.get("class") or "").split())


def _is_in_post(box: Element) -> bool:
    return any(outer.tag == "article" or _is_post(outer) for outer in islice(box.iterancestors(), _MAX_POST_LEVELS))


def _is_post_title(anchor: Element) -> bool:
    """Return whether a link is the heading of an article of a list, by the markup of its content system."""
    boxes = list(islice(anchor.iterancestors(), _MAX_POST_LEVELS))
    place = next((n for n, box in enumerate(boxes) if box.tag in _HEADINGS), None)
    if place is None:
        if not len(anchor) or next(anchor.iter(*_HEADINGS), None) is None:
            return False
        place = -1
    return any(_is_post(box) for box in boxes[place + 1 :])


def _leads_to_comments(anchor: Element, href: str) -> bool:
    """Return whether a link leads to the comments of an article, so that its text does not describe the article."""
    if "#" in href and _COMMENT_FRAGMENT.search(href):
        return True
    parent = anchor.getparent()
    boxes = (anchor,) if parent is None else (anchor, parent)
    return any(_COMMENT_CLASS.search(box.get("class") or "") for box in boxes)


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
        if box in page.boxes or len(box) or box.tag == "a":  # the length of a large element is dear
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
