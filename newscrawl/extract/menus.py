"""Whether an element stands in the header, footer or menu of the site."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.name_patterns import cached_search

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

PAGE_PREFIX: Final = r"(?:^|\s)(?:(?:site|page|main|top|global|wrap)[-_]?)?"
"""Start of a class or id name that speaks of the whole page: ``site-``, ``main_``."""

MENU_NAME: Final = re.compile(
    rf"{PAGE_PREFIX}(?:footer|nav|navbar|topbar|masthead|breadcrumbs?)(?:\s|$)|menu|mega[-_]?(?:drop|nav)",
    re.IGNORECASE,
)
"""Class and id names of the site's menus and footer."""

TABS_NAME: Final = re.compile(r"(?:^|[\s_-])tabs?(?:$|[\s_-])", re.IGNORECASE)
"""Class and id names of tabs, which may also be called a menu: ``tab-menu``, ``nav nav-tabs``."""

HEADER_NAME: Final = re.compile(rf"{PAGE_PREFIX}header(?:\s|$)", re.IGNORECASE)
"""Class and id names of the site's header, and of the headers of many boxes. ``box_header`` is always a box's."""

MAX_BLOCK_HEADER_LINKS: Final = 3
"""A header with more links is the site's; one with fewer is the header of a box."""

_is_menu_name: Final = cached_search(MENU_NAME)
_is_header_name: Final = cached_search(HEADER_NAME)
_is_tabs_name: Final = cached_search(TABS_NAME)


def in_menu(page: Page, element: Element) -> bool:
    """Whether an element stands in the header, footer or menu of the site."""
    known = page.is_in_menu
    passed: list[Element] = []
    found = False
    node: Element | None = element
    while node is not None:
        # The elements that are asked for share most of the boxes around them.
        if node in known:
            found = known[node]
            break
        passed.append(node)
        if _is_menu(node):
            found = True
            break
        node = node.getparent()
    known.update(dict.fromkeys(passed, found))
    return found


def _is_menu(box: Element) -> bool:
    """Whether a box is a header, footer or menu of the site itself."""
    names, key = box.get("class") or "", box.get("id") or ""
    is_tabs = _is_tabs_name(names) or _is_tabs_name(key)
    if not is_tabs and (box.tag in {"nav", "footer"} or _is_menu_name(names) or _is_menu_name(key)):
        return True
    is_header = box.tag == "header" or _is_header_name(names) or _is_header_name(key)
    return is_header and _has_links(box, MAX_BLOCK_HEADER_LINKS)


def _has_links(box: Element, limit: int) -> bool:
    """Whether a box holds more than ``limit`` links."""
    return next(islice(box.iter("a"), limit, None), None) is not None
