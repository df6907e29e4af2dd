"""Articles in several pages: the addresses of the pages after the first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from newscrawl import urls

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

MAX_PAGES: Final = 50
"""Pages of one article that are read."""

PAGE_PARAMETERS: Final = frozenset({"page", "paged", "trang", "p", "pg", "pageindex", "start_page"})
PAGE_TAIL: Final = re.compile(
    r"(?P<stem>.*?)(?:/(?:page|trang|p)[-/_]?|[-_](?:page|trang|p)[-_]?|/)(?P<number>\d{1,3})(?P<extension>\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)
"""The number of a page at the end of a path: ``/slug/2/``, ``/slug-p2.html``, ``/slug/page/2``."""

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

MAX_NUMBER_HREF_CHARS: Final = 5
"""A relative link to a page by its number alone: ``./2/``."""

MAX_LEVELS: Final = 12
"""Elements around a link that are searched for a class name."""


def has_further_pages(page: Page) -> bool:
    """Whether the page is a part of an article in several pages."""
    return bool(further_pages(page))


def further_pages(page: Page) -> list[str]:
    """The addresses of the other pages of the article, by number; empty for an article on one page.

    An address is one of them if it is the page's own address with a page number behind it.
    """
    own = _series(page.url)
    name = own[1].rpartition("/")[2] or urlsplit(page.url).query
    found: dict[int, str] = {}
    for link, href in page.links:
        # Most links fail this test, which is cheap.
        if not href or not (name in href or href[0] == "?" or len(href) <= MAX_NUMBER_HREF_CHARS):
            continue
        address = page.resolve(href)
        number = _number(address, own) if address else None
        if address and number is not None and 1 < number <= MAX_PAGES and number not in found and _is_of_article(link):
            found[number] = address
    return [found[number] for number in sorted(found)]


def is_later_page(page: Page) -> bool:
    """Whether the page is the second or a later page of an article, by its address and its link to the first page."""
    first = _first_page(page.url)
    if first is None:
        return False
    links = (link for link, href in page.links if href and (found := page.resolve(href)) and urls.key(found) == first)
    return any(_is_among_parts(link) for link in links)


def _first_page(url: str) -> str | None:
    """The key of the address without its page number; ``None`` for an address of a first page."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query)
    if (
        query
        and query[-1][0].lower() in {"page", "paged", "trang"}
        and query[-1][1].isdecimal()
        and int(query[-1][1]) > 1
    ):
        return urls.key(parts._replace(query=parts.query.rpartition("&")[0]).geturl())
    match = PAGE_TAIL.match(parts.path)
    if match is None or int(match["number"]) < 2 or not match["stem"]:  # noqa: PLR2004 - the second page
        return None
    return urls.key(parts._replace(path=match["stem"] + (match["extension"] or "")).geturl())


def _is_among_parts(link: Element) -> bool:
    return any(LINK_CLASSES.search(f"{box.get('class') or ''} {box.get('id') or ''}") for box in _boxes(link))


def _boxes(link: Element) -> list[Element]:
    """The link and the elements around it, within the page's body."""
    boxes = [link]
    for box in link.iterancestors():
        if box.tag in {"body", "html"} or len(boxes) > MAX_LEVELS:
            break
        boxes.append(box)
    return boxes


def _series(url: str) -> tuple[str, str, frozenset[tuple[str, str]]]:
    """What the addresses of all pages of an article have in common: host, path and query without the page number."""
    parts = urlsplit(url)
    query = frozenset(parse_qsl(parts.query))
    return urls.host(url), EXTENSION.sub("", parts.path.rstrip("/")), query


def _number(address: str, own: tuple[str, str, frozenset[tuple[str, str]]]) -> int | None:
    """The page number in an address, if it is a page of the article at ``own``."""
    host, stem, query = own
    parts = urlsplit(address)
    if urls.host(address) != host:
        return None
    others = frozenset(parse_qsl(parts.query))
    added = others - query
    path = EXTENSION.sub("", parts.path.rstrip("/"))
    if path == stem and query <= others and len(added) == 1:
        name, value = next(iter(added))
        return int(value) if name.lower() in PAGE_PARAMETERS and value.isdecimal() and len(value) <= 3 else None  # noqa: PLR2004 - digits of a page number
    if others != query or not stem:
        return None
    match = PAGE_TAIL.match(parts.path)
    return int(match["number"]) if match and match["stem"] == stem else None


def _is_of_article(link: Element) -> bool:
    """Whether a link is not among the pages of the comments or of a list beside the article."""
    if _is_among_parts(link):
        return True
    return not any(OTHER_CLASSES.search(f"{box.get('class') or ''} {box.get('id') or ''}") for box in _boxes(link))
