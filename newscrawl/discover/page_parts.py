"""Tells the parts of a page apart by its markup: navigation, the articles of a list, and links to comments."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.discover.html_tree import Element

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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
_MAX_CACHED_NAMES: Final = 1_024
"""Different values of ``class`` and ``id`` whose meaning is remembered. The cards of a list share theirs."""

_MAX_POST_LEVELS: Final = 5
"""Elements from a heading up to the article of a list that holds it."""


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
    return _names_menu(box.get("class", ""), box.get("id", ""))


@lru_cache(_MAX_CACHED_NAMES)
def _names_menu(classes: str, identifier: str) -> bool:
    """Return whether the classes or the id of an element are those of navigation."""
    if "-" in classes:
        words = classes.split()
        if not _POST_CLASSES.isdisjoint(words):
            return False
        classes = " ".join(word for word in words if not _TERM_CLASS.fullmatch(word))
    return _MENU_CLASS.search(f"{classes} {identifier}") is not None


@lru_cache(_MAX_CACHED_NAMES)
def _names_comments(classes: str) -> bool:
    return _COMMENT_CLASS.search(classes) is not None


def _is_post(box: Element) -> bool:
    """Return whether an element is an article of a list."""
    return (classes := box.get("class")) is not None and not _POST_CLASSES.isdisjoint(classes.split())


def _is_in_post(box: Element) -> bool:
    return any(outer.tag == "article" or _is_post(outer) for outer in islice(box.iterancestors(), _MAX_POST_LEVELS))


def is_post_title(anchor: Element) -> bool:
    """Return whether a link is the heading of an article of a list, by the markup of its content system."""
    boxes = list(islice(anchor.iterancestors(), _MAX_POST_LEVELS))
    place = -1
    for number, box in enumerate(boxes):
        if box.tag in HEADINGS:
            place = number
            break
    if place < 0 and heading_in(anchor) is None:
        return False
    return any(map(_is_post, boxes[place + 1 :]))


def heading_in(anchor: Element) -> Element | None:
    """Return the first heading in a link."""
    # Most links hold no element, or one without further ones: a search of the tree costs more.
    for child in anchor:
        if child.tag in HEADINGS:
            return child
        if len(child) and (inner := next(child.iter(*HEADINGS), None)) is not None:
            return inner
    return None


def leads_to_comments(anchor: Element, href: str) -> bool:
    """Return whether a link leads to the comments of an article, so that its text does not describe the article."""
    if "#" in href and _COMMENT_FRAGMENT.search(href):
        return True
    parent = anchor.getparent()
    boxes = (anchor,) if parent is None else (anchor, parent)
    return any((classes := box.get("class")) and _names_comments(classes) for box in boxes)
