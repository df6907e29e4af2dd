"""How much running text each element of a page holds, and how many characters of links.

"Prose" is running text: a line counts with its characters outside links, and only if most of them are. The content root is the
element that holds nearly all the prose (:mod:`newscrawl.extract.body.content_root`).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.extract.dom import is_inline
from newscrawl.extract.language import writes_dense
from newscrawl.extract.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

MIN_PROSE_LINE_CHARS: Final = 25
"""A shorter line is a label."""

TEASER_WEIGHT: Final = 0.3
"""Weight of a line right after a link line, which is the teaser of another article, against a paragraph of the same length."""

MIN_LINK_LINE_SHARE: Final = 0.72
"""A line is a link line if links have at least this share of its characters."""

CARD_TAGS: Final = frozenset(("div", "p", "section", "article", "figure", "h2", "h3", "h4", "h5", "ul", "header"))
"""Elements inside a link that make it a card."""

MAX_CARD_ELEMENTS: Final = 80
"""A link around more elements is not closed and holds other parts of the page."""

CHARS_PER_SIGN: Final = 2
"""A sign of Chinese, Japanese or Korean counts as so many letters."""

MIN_ARTICLE_CHARS: Final = 600
"""An element with less prose is a card, a comment or a box; a line with more is not a teaser."""


class Line(NamedTuple):
    """A block element with text of its own."""

    element: Element
    chars: int
    """Characters of its own text, with that of its inline elements."""

    link_chars: int
    """Those that are part of a link."""

    @property
    def is_prose(self) -> bool:
        """True if the line is long enough, and at most half of it is links."""
        return self.chars >= MIN_PROSE_LINE_CHARS and self.chars > 2 * self.link_chars


class Prose:
    """The prose and the linked characters of each element, its descendants included."""

    def __init__(self, page: Page, lines: list[Line]) -> None:
        """Add up the lines. A line right after a link line counts less, because it is a teaser."""
        self._chars: dict[Element, float] = {}
        self._link_chars: dict[Element, int] = {}
        self._add_lines(lines)
        self._add_descendants(page)

    def chars_in(self, element: Element) -> float:
        """Return the weighted characters of prose in an element."""
        return self._chars.get(element, 0.0)

    def link_chars_in(self, element: Element) -> int:
        """Return the characters of links in an element."""
        return self._link_chars.get(element, 0)

    def subtract(self, boxes: set[Element]) -> None:
        """Remove the prose of these elements, from them and from all elements around them."""
        chars = self._chars
        for element in boxes:
            lost = chars.get(element, 0.0)
            above = element.getparent()
            while lost and above is not None and above not in boxes:
                chars[above] = chars.get(above, 0.0) - lost
                above = above.getparent()
        for element in boxes:
            chars.pop(element, None)

    def _add_lines(self, lines: list[Line]) -> None:
        after_link_line = False
        for element, chars, link_chars in lines:
            # The test of Line.is_prose, written out because it runs for each line of each page.
            is_prose = chars >= MIN_PROSE_LINE_CHARS and chars > 2 * link_chars
            if is_prose:
                weight = TEASER_WEIGHT if after_link_line and chars < MIN_ARTICLE_CHARS else 1.0
                self._chars[element] = (chars - 2 * link_chars) * weight
            if link_chars:
                self._link_chars[element] = link_chars
            is_link_line = chars >= MIN_PROSE_LINE_CHARS and link_chars >= MIN_LINK_LINE_SHARE * chars
            after_link_line = not is_prose and is_link_line

    def _add_descendants(self, page: Page) -> None:
        """Add each element's sums to its parent. Last element first, so that an element is complete when its turn comes."""
        all_chars, all_link_chars = self._chars, self._link_chars
        for element, above in zip(reversed(page.elements), reversed(page.parents), strict=True):
            chars, link_chars = all_chars.get(element, 0.0), all_link_chars.get(element, 0)
            if (chars or link_chars) and above is not None:
                if chars:
                    all_chars[above] = all_chars.get(above, 0.0) + chars
                if link_chars:
                    all_link_chars[above] = all_link_chars.get(above, 0) + link_chars


_IS_IN_LINE: Final = Memory(lambda tag: is_inline(tag) or tag in {"br", "img"}, most=1_000)
"""Whether elements of a tag are within a line of text."""


def read_lines(page: Page, headline: Element | None, boxes: Iterable[Element]) -> tuple[list[Line], int]:
    """Return the lines of a page in page order, and how many of them follow the headline.

    Lines in ``boxes`` are left out. So are the lines before the headline, if enough prose follows it.
    """
    left_out = {inner for box in boxes for inner in box.iter()}
    linked = _linked_blocks(page)
    found: list[Line] = []
    text_chars: dict[Element, int] = {}
    link_chars: dict[Element, int] = {}
    around: set[Element] | None = None
    below = 0
    # Last element first, so that what an element contains is counted before it.
    columns = (reversed(page.elements), reversed(page.parents), reversed(page.tags), reversed(page.texts))
    for element, above, tag, text in zip(*columns, strict=True):
        if element is headline:
            below = len(found)
        if above is None or above in left_out:
            continue
        # Most tails are the indentation of the source.
        if (tail := element.tail) and (chars := len(tail.strip())):
            text_chars[above] = text_chars.get(above, 0) + chars
        if element in left_out:
            continue
        if element is headline and sum(line.chars for line in found if line.is_prose) >= MIN_ARTICLE_CHARS:
            around = set(element.iterancestors())
        own = text_chars.pop(element, 0)
        if text:
            own += len(text.strip())
        if not own:
            continue
        links = link_chars.pop(element, 0)
        if _IS_IN_LINE[tag]:
            text_chars[above] = text_chars.get(above, 0) + own
            link_chars[above] = link_chars.get(above, 0) + (own if tag == "a" else links)
        elif around is None or element in around:
            found.append(Line(element, own, own if element in linked else links))
    found.reverse()
    if writes_dense(page):
        found = [Line(e, chars * CHARS_PER_SIGN, linked_chars * CHARS_PER_SIGN) for e, chars, linked_chars in found]
    return found, below


def _linked_blocks(page: Page) -> set[Element]:
    """Return the elements inside links that hold block elements: cards that are one link as a whole."""
    found: set[Element] = set()
    for anchor in page.by_tag("a"):
        if not len(anchor) or anchor.get("href") is None:
            continue
        if any(child.tag in CARD_TAGS for child in anchor):
            inner = list(islice(anchor.iter(), MAX_CARD_ELEMENTS))
            if len(inner) < MAX_CARD_ELEMENTS:
                found.update(inner)
    return found
