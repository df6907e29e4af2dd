"""Finds the next page of a listing among the links of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from newscrawl import urls
from newscrawl.discover.html_tree import TEXT, base, may_be_page
from newscrawl.discover.link import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.discover.html_tree import Element


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


def is_next_link(anchor: Element) -> bool:
    """Return whether a link leads to the next page, by its ``rel``, class, text or tooltip."""
    if (relation := anchor.get("rel")) and "next" in relation.lower().split():
        return True
    if (classes := anchor.get("class")) and not _NEXT_CLASSES.isdisjoint(classes.lower().split()):
        return True
    text = " ".join(TEXT(anchor).split()) if len(anchor) else (anchor.text or "").strip()
    if len(text) > _MAX_NEXT_CHARS:
        return False
    text = text or anchor.get("title", "").strip() or anchor.get("aria-label", "").strip()
    return bool(text) and len(text) <= _MAX_NEXT_CHARS and bool(_NEXT.fullmatch(text))


def following_page(root: Element, next_hrefs: Iterable[str], url: str) -> str | None:
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
    found = _LINK_NUMBER.fullmatch(" ".join(TEXT(anchor).split()))
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
