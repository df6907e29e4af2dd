"""Where the article's text is on a page that no layout knows.

Structured data first (``itemprop=articleBody``, the containers that many systems name alike), then the prose itself: each
block of text counts by its length without links, what stands in comments, menus and side columns does not count, and the
container is found by going down from the page's body as long as one child holds nearly all of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import SILENT, is_hidden, is_inline
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

CONTAINERS: Final = (
    "[itemprop=articleBody]",
    "[itemprop='articleBody text']",
    ".article-body",
    ".article__body",
    ".article-content",
    ".article-content-body",
    ".detail-content",
    ".content-detail",
    ".entry-content",
    ".post-content",
    ".post-body",
    ".article-detail-body",
    ".story-body",
    ".news-content",
    ".the-article-body",
    ".fck_detail",
    ".fck",
    "#articleBody",
    "#ContentDetail",
    "#content_detail",
    "#divcontent",
    "#noidung",
)
"""Names that content systems give the body, one family a line."""

UNWANTED: Final = re.compile(
    r"(?:^|[\s_-])(?:comment|cmt|binh-?luan|footer|foot|sidebar|side-?bar|col-?right|right-?col|aside|related|lien-?quan|relate|tin-?khac|recommend|most-?(?:read|view)|"
    r"share|social|like-?box|addthis|fb-|zalo|tag|tags|keyword|breadcrumb|menu|nav|navbar|advert|ads?|adv|banner|qc|quang-?cao|sponsor|promo|newsletter|subscribe|"
    r"popup|modal|login|vote|poll|rating|toolbar|tool|print|author-?box|author-?info|pagination|paging|widget|survey|copyright|disclaimer|suggest|trending|hot-?news|outbrain|taboola|"
    r"box-?tin|tin-?moi|tin-?lien|newest|most|topic-?box|box-?news)(?=[\s_-]|s?$|s?[\s_-])",
    re.IGNORECASE,
)
"""Class and id names of what stands beside an article's text."""

_NEVER: Final = frozenset(("nav", "footer", "aside", "form", "header"))
_WHOLE: Final = 0.72
"""Share of its parent's prose that a child must hold for the search to go on in it."""

_NAMED_SHARE: Final = 0.5
"""Share of the page's prose that a container found by name must hold."""

_LEAST: Final = 80
"""A page with less prose (characters) has no text worth a container."""

_LINE: Final = 25
"""Shorter lines (characters) are labels, not prose."""


def body(page: Page) -> Element | None:
    """The element that holds the article's text; ``None`` where the page holds next to no prose."""
    root = next(page.root.iter("body"), page.root)
    prose = _prose(root)
    total = prose.get(root, 0.0)
    if total < _LEAST:
        return None
    for css in CONTAINERS:
        for element in compiled(css).elements(page):
            if prose.get(element, 0.0) >= _NAMED_SHARE * total:
                return _tighten(element, prose)
    return _tighten(root, prose)


def _tighten(element: Element, prose: dict[Element, float]) -> Element:
    """Go down as long as one child holds nearly all the prose."""
    while True:
        best = max(element, key=lambda child: prose.get(child, 0.0), default=None)
        if best is None or is_inline(str(best.tag)) or best.tag in {"p", "li", "tr"}:
            return element
        if prose.get(best, 0.0) < _WHOLE * prose.get(element, 0.0):
            return element
        element = best


def unwanted(element: Element) -> bool:
    """Whether an element is named like something that stands beside the text."""
    if element.tag in _NEVER:
        return True
    name = element.get("class") or ""
    key = element.get("id") or ""
    return bool((name and UNWANTED.search(name)) or (key and UNWANTED.search(key)))


def _prose(root: Element) -> dict[Element, float]:
    """Characters of running text in each element, links taken off; each block's text counts for all above it."""
    prose: dict[Element, float] = {}
    text: dict[Element, int] = {}
    linked: dict[Element, int] = {}
    todo: list[tuple[Element, bool]] = [(root, True)]
    while todo:
        element, opening = todo.pop()
        tag = element.tag
        if opening:
            if tag in SILENT or (element is not root and (tag in _NEVER and tag != "form" or _beside(element))):
                continue
            todo.append((element, False))
            todo.extend((child, True) for child in element)
            continue
        own = len(element.text.strip()) if element.text else 0
        links = 0
        below = 0.0
        for child in element:
            own += text.get(child, 0)
            links += linked.get(child, 0)
            below += prose.get(child, 0.0)
            if child.tail:
                own += len(child.tail.strip())
        if is_inline(str(tag)) or tag in {"br", "img"}:
            text[element] = own
            linked[element] = own if tag == "a" else links
            if below:
                prose[element] = below
            continue
        score = own - 2 * links if own >= _LINE else 0
        total = below + max(0, score)
        if total:
            prose[element] = total
    return prose


def _beside(element: Element) -> bool:
    name = element.get("class")
    key = element.get("id")
    # A body's own box may bear such a name too ("detail__content share-area"): what holds most paragraphs is not judged by it.
    if (name and UNWANTED.search(name)) or (key and UNWANTED.search(key)):
        return sum(1 for _ in element.iterfind("p")) < 4  # noqa: PLR2004 - a side box has one or two
    return is_hidden(element)
