"""The links of an article to its categories, as content systems mark them: ``rel=category``, ``cat-links``, ``/category/…``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import text_of
from newscrawl.extract.name_patterns import cached_search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

CATEGORY_CLASS: Final = re.compile(
    r"taxonomy-category|cat-links?\b|item-category|entry-(?:header__|group-)labels?|(?:post|entry|article|blog|meta|single)[-_]{1,2}?(?:cat|category|categories|section)\b"
    r"|(?:^|\s)(?:category-links?|categories-links?|category-label|post-category|entry-categories|p-category|gh-article-tag|post-card-primary-tag|kicker|eyebrow|overline)(?:\s|$)",
    re.IGNORECASE,
)
"""Class names of a link to a category, or of the box of such links."""

CATEGORY_PATH: Final = re.compile(
    r"/(?:category|categories|categoria|categorie|kategorie|kategoria|kategori|rubrik|rubrique|chuyen-muc|danh-muc)/[^?#]|[?&]cat=\d",
    re.IGNORECASE,
)
"""Addresses of the pages of categories."""

MAX_CATEGORY_CHARS: Final = 60
"""A longer text is no name of a category."""

MAX_LABEL_CHARS: Final = 60
"""Characters of a line beside its links to categories; in a longer line, such a link is a word of a sentence."""

NO_CATEGORY: Final = frozenset(
    ("uncategorized", "uncategorised", "chưa phân loại", "không phân loại", "chưa được phân loại")
)
"""Names that content systems give to articles without a category."""

_GHOST_TAG: Final = re.compile(r"/tag/[\w-]+/?$")
"""Addresses of tags of the Ghost system."""

_is_category_class: Final = cached_search(CATEGORY_CLASS)
_is_category_path: Final = cached_search(CATEGORY_PATH)


def is_category(link: Element) -> bool:
    """Return whether a link leads to a category: its ``rel``, its class, its box or its address says so."""
    if _is_called_category(link):
        return True
    parent = link.getparent()
    for box in (link, parent, parent.getparent() if parent is not None else None):
        names = box.get("class") if box is not None else None
        if names and _is_category_class(names):
            return True
    return bool(_is_category_path(link.get("href") or ""))


def _is_called_category(link: Element) -> bool:
    return "category" in (link.get("rel") or "").lower().split()


def category_links(page: Page) -> list[Element]:
    """Return the links of a page of which :func:`is_category` is true, in page order. The class names of all links are read at once."""
    called = set(filter(_is_called_category, page.with_attribute("rel", tag="a")))
    for box in page.with_written_class(_is_category_class):
        inner = [box, *box]
        called.update(link for child in inner for link in (child, *child) if link.tag == "a")
    if (primary := primary_tag(page)) is not None:
        called.add(primary)
    return [link for link, href in page.links if link in called or _is_category_path(href)]


def primary_tag(page: Page) -> Element | None:
    """Return the link to the primary tag of a Ghost site's post: the first tag in the post's box. It is the section there."""
    if not (page.meta("generator") or "").startswith("Ghost"):
        return None
    links = (link for link, href in page.links if _GHOST_TAG.search(href))
    return next((link for link in links if any(_is_post(box) for box in link.iterancestors("article"))), None)


def _is_post(box: Element) -> bool:
    """Return whether an article element holds the page's headline."""
    return next(box.iter("h1"), None) is not None


def named(links: list[Element]) -> Iterator[Element]:
    """Yield those links to categories whose text is a name, and which are no word of a sentence."""
    for link in links:
        if 0 < len(name := text_of(link)) <= MAX_CATEGORY_CHARS and name.casefold() not in NO_CATEGORY:
            line = link.getparent()
            if (
                line is None
                or _is_called_category(link)
                or _is_category_class(link.get("class") or "")
                or len(text_of(line)) <= MAX_LABEL_CHARS + len(name) * len(line)
            ):
                yield link
