"""Articles in several pages: the addresses of the pages after the first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from newscrawl import urls
from newscrawl.extract.dom import names_of
from newscrawl.extract.memory import Memory

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

MAX_PAGES: Final = 30
"""Pages of one article that are read."""

PAGE_PARAMETERS: Final = frozenset({"page", "paged", "trang", "p", "pg", "pageindex", "start_page"})
"""Parameters of a query that may hold the number of a page."""

NAMED_PAGES: Final = frozenset({"page", "paged", "trang"})
"""Those of the parameters that hold nothing but the number of a page."""

PAGE_TAIL: Final = re.compile(
    r"(?P<stem>.*?)(?:/(?:page|trang|p)[-/_]?|[-_](?:page|trang|p)[-_]?|/)(?P<number>\d{1,3})(?P<extension>\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)
"""The number of a page at the end of a path: ``/slug/2/``, ``/slug-p2.html``, ``/slug/page/2``."""

FIRST_PAGE_TAIL: Final = re.compile(
    r"(?:[-_/](?:page|trang)[-/_]?1(?:\.[a-z]{2,5})?|/index\.[a-z]{2,5})/?$", re.IGNORECASE
)
"""The end of the path of a first page that has a name of its own: ``/slug/page-1.html``, ``/slug/index.html``."""

EXTENSION: Final = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
LINK_CLASSES: Final = re.compile(
    r"(?:^|[\s_-])(?:post-page-numbers|page-links?|post-nav-links|post-pagination|article-pag(?:ination|er|es)|"
    r"(?:story|content|entry|detail|news)-pag(?:ination|er|es))(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Class names of the links to the pages of one article."""

OTHER_CLASSES: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|binh-?luan|related|sidebar|widget|listing|archive)(?:$|[\s_-])", re.IGNORECASE
)
"""Class names of boxes whose pages are not the article's."""

COMMENT_CLASSES: Final = re.compile(r"(?:^|[\s_-])(?:comments?|binh-?luan)(?:$|[\s_-])", re.IGNORECASE)
"""Class names of boxes with comments."""

RELATIVE_PAGE: Final = re.compile(r"(?:\./)?(?:page|trang|p)?[-_/]?\d{1,3}(?:/|\.[a-z]{2,5})?$", re.IGNORECASE)
"""A relative link to a page by its number alone: ``./2/``, ``page-2.html``."""

MAX_RELATIVE_PAGE_CHARS: Final = 18
"""A longer address is no such link."""

_IS_RELATIVE_PAGE: Final = Memory(lambda href: RELATIVE_PAGE.match(href) is not None, most=8_192)
"""Whether an address is such a link, remembered: menus return on all pages of a site."""

MAX_NUMBER_DIGITS: Final = 3
"""Digits of the number of a page."""

MAX_LEVELS: Final = 12
"""Elements around a link that are searched for a class name."""


class Series(NamedTuple):
    """What the addresses of all pages of an article have in common."""

    host: str
    stem: str
    """The path without the number of the page and the extension."""

    query: frozenset[tuple[str, str]]


class FurtherPage(NamedTuple):
    """A further page of an article, as another page of it links to it."""

    url: str
    is_certain: bool
    """Whether the markup says so: ``rel="next"``, or the class of the links between an article's pages."""


def further_pages(page: Page, *, first_url: str | None = None) -> dict[int, FurtherPage]:
    """The other pages of the article by their numbers, from 2 on; empty for an article on one page.

    An address is one of them if it is the address of the first page with a page number behind it. ``first_url`` is that of the
    first page; by default ``page`` is the first page itself.
    """
    url = first_url or page.url
    own = series(url)
    name = own.stem.rpartition("/")[2] or urlsplit(url).query
    found: dict[int, FurtherPage] = {}
    # Most links fail this test, which is cheap.
    likely = [
        (link, href)
        for link, href in (*((link, link.get("href")) for link in page.by_tag("link")), *page.links)
        if href
        and (name in href or href[0] == "?" or (len(href) <= MAX_RELATIVE_PAGE_CHARS and _IS_RELATIVE_PAGE[href]))
    ]
    for link, href in likely:
        if "#comment" in href:
            continue
        address = page.resolve(href)
        number = _number(address, own) if address and address != url else None
        if address is None or number is None or not 1 < number <= MAX_PAGES + 1:
            continue
        is_certain = _is_next(link) or _is_among_parts(link)
        is_new = number not in found or (is_certain and not found[number].is_certain)
        if is_new and (is_certain or (link.tag == "a" and _is_of_article(link))):
            found[number] = FurtherPage(address, is_certain)
    return dict(sorted(found.items()))


def _is_next(link: Element) -> bool:
    """Whether a link leads to the next page of what the page shows, and not of its comments."""
    return "next" in (link.get("rel") or "").lower().split() and not _is_within(link, COMMENT_CLASSES)


def is_later_page(page: Page) -> bool:
    """Whether the page is the second or a later page of an article, by its address and its link to the first page."""
    own = series_of_further_page(page.url)
    if own is None:
        return False
    links = (link for link, href in page.links if href and (found := page.resolve(href)) and series(found) == own)
    return any(_is_among_parts(link) for link in links)


def series_of_further_page(url: str) -> Series | None:
    """The :func:`series` of what may be a further page by its address; ``None`` for any other address."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query)
    if query and query[-1][0].lower() in NAMED_PAGES and _is_further(query[-1][1]):
        return series(parts._replace(query=parts.query.rpartition("&")[0]).geturl())
    match = PAGE_TAIL.match(parts.path)
    if match is None or not _is_further(match["number"]) or not match["stem"]:
        return None
    return series(parts._replace(path=match["stem"]).geturl())


def _is_further(number: str) -> bool:
    return number.isdecimal() and len(number) <= MAX_NUMBER_DIGITS and 1 < int(number) <= MAX_PAGES


def _is_among_parts(link: Element) -> bool:
    return _is_within(link, LINK_CLASSES)


def _is_of_article(link: Element) -> bool:
    """Whether a link is not among the pages of the comments or of a list beside the article."""
    return not _is_within(link, OTHER_CLASSES)


def _is_within(link: Element, classes: re.Pattern[str]) -> bool:
    """Whether the link or an element around it has such a class name or id."""
    return any(classes.search(names_of(box)) for box in _boxes(link))


def _boxes(link: Element) -> list[Element]:
    """The link and the elements around it, within the page's body."""
    boxes = [link]
    for box in link.iterancestors():
        if box.tag in {"body", "html"} or len(boxes) > MAX_LEVELS:
            break
        boxes.append(box)
    return boxes


def series(url: str) -> Series:
    """What the addresses of all pages of an article have in common; ``url`` is that of the first page."""
    parts = urlsplit(url)
    query = frozenset(
        item for item in parse_qsl(parts.query) if not (item[0].lower() in NAMED_PAGES and item[1] == "1")
    )
    return Series(urls.host(url), _stem(parts.path), query)


def _stem(path: str) -> str:
    """A path without the number of the first page, the name of a directory's own page, and the extension."""
    return EXTENSION.sub("", FIRST_PAGE_TAIL.sub("", path).rstrip("/"))


def _number(address: str, own: Series) -> int | None:
    """The page number in an address, if it is a page of the article at ``own``."""
    host, stem, query = own
    parts = urlsplit(address)
    if urls.host(address) != host:
        return None
    others = frozenset(parse_qsl(parts.query))
    added = others - query
    if _stem(parts.path) == stem and query <= others and len(added) == 1:
        name, value = next(iter(added))
        return (
            int(value)
            if name.lower() in PAGE_PARAMETERS and value.isdecimal() and len(value) <= MAX_NUMBER_DIGITS
            else None
        )
    if others != query or not stem:
        return None
    match = PAGE_TAIL.match(parts.path)
    return int(match["number"]) if match and _stem(match["stem"]) == stem else None
