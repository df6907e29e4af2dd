"""How much running text each element of a page holds, and how many characters of links.

"Prose" is running text: a line counts with its characters outside links, and only if most of them are. The content root is the
element that holds nearly all the prose (:mod:`newscrawl.extract.body.content_root`).
"""

from __future__ import annotations

from itertools import islice
from operator import attrgetter
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
        self._positions = page.positions
        self._parents = page.parents
        self._chars: list[float] = [0.0] * len(page.elements)
        self._link_chars: list[int] = [0] * len(page.elements)
        self._add_lines(lines)
        self._add_descendants()

    def chars_in(self, element: Element) -> float:
        """Return the weighted characters of prose in an element."""
        return self._chars[self._positions[element]]

    def link_chars_in(self, element: Element) -> int:
        """Return the characters of links in an element."""
        return self._link_chars[self._positions[element]]

    def subtract(self, boxes: set[Element]) -> None:
        """Remove the prose of these elements, from them and from all elements around them."""
        chars, parents = self._chars, self._parents
        removed = {self._positions[box] for box in boxes}
        for box in removed:
            lost = chars[box]
            above = parents[box]
            while lost and above >= 0 and above not in removed:
                chars[above] -= lost
                above = parents[above]
        for box in removed:
            chars[box] = 0.0

    def _add_lines(self, lines: list[Line]) -> None:
        positions = self._positions
        after_link_line = False
        for element, chars, link_chars in lines:
            # The test of Line.is_prose, written out because it runs for each line of each page.
            is_prose = chars >= MIN_PROSE_LINE_CHARS and chars > 2 * link_chars
            if is_prose:
                weight = TEASER_WEIGHT if after_link_line and chars < MIN_ARTICLE_CHARS else 1.0
                self._chars[positions[element]] = (chars - 2 * link_chars) * weight
            if link_chars:
                self._link_chars[positions[element]] = link_chars
            is_link_line = chars >= MIN_PROSE_LINE_CHARS and link_chars >= MIN_LINK_LINE_SHARE * chars
            after_link_line = not is_prose and is_link_line

    def _add_descendants(self) -> None:
        """Add each element's sums to its parent. Last element first, so that an element is complete when its turn comes."""
        all_chars, all_link_chars, parents = self._chars, self._link_chars, self._parents
        # The lists are read while they change, always behind the places of the parents. The root has no parent.
        found = zip(parents[:0:-1], reversed(all_chars), reversed(all_link_chars), strict=False)
        for parent, chars, link_chars in found:
            if chars:
                all_chars[parent] += chars
            if link_chars:
                all_link_chars[parent] += link_chars


_IS_IN_LINE: Final = Memory(lambda tag: is_inline(tag) or tag in {"br", "img"}, most=1_000)
"""Whether elements of a tag are within a line of text."""


def read_lines(page: Page, headline: Element | None, boxes: Iterable[Element]) -> tuple[list[Line], int]:
    """Return the lines of a page in page order, and how many of them follow the headline.

    Lines in ``boxes`` are left out. So are the lines before the headline, if enough prose follows it.
    """
    elements, parents, tags, texts = page.elements, page.parents, page.tags, page.texts
    is_left_out = _mark_inside(page, boxes)
    title = page.positions[headline] if headline is not None else -1
    linked = _linked_blocks(page)
    found: list[Line] = []
    # By position: characters of an element's own text, and of the links in it.
    text_chars, link_chars = [0] * len(elements), [0] * len(elements)
    around: set[int] | None = None
    below = 0
    # Last element first, so that what an element contains is counted before it. The root is no line.
    tails = list(map(attrgetter("tail"), elements))
    for position in range(len(elements) - 1, 0, -1):
        above = parents[position]
        if position == title:
            below = len(found)
        if is_left_out[above]:
            continue
        # Most tails are the indentation of the source.
        if (tail := tails[position]) and (chars := len(tail.strip())):
            text_chars[above] += chars
        if is_left_out[position]:
            continue
        if position == title and sum(line.chars for line in found if line.is_prose) >= MIN_ARTICLE_CHARS:
            around = {page.positions[box] for box in elements[position].iterancestors()}
        own = text_chars[position]
        if text := texts[position]:
            own += len(text.strip())
        if not own:
            continue
        tag = tags[position]
        if _IS_IN_LINE[tag]:
            text_chars[above] += own
            link_chars[above] += own if tag == "a" else link_chars[position]
        elif around is None or position in around:
            element = elements[position]
            found.append(Line(element, own, own if element in linked else link_chars[position]))
    found.reverse()
    if writes_dense(page):
        found = [Line(e, chars * CHARS_PER_SIGN, linked_chars * CHARS_PER_SIGN) for e, chars, linked_chars in found]
    return found, below


def _mark_inside(page: Page, boxes: Iterable[Element]) -> bytearray:
    """Return 1 for the position of each box and of each element inside one, 0 for the others."""
    marks = bytearray(len(page.elements))
    for box in boxes:
        start = page.positions[box]
        if not marks[start]:
            span = page.span(box) if len(box) else range(start, start + 1)
            marks[span.start : span.stop] = bytes((1,)) * len(span)
    return marks


def _linked_blocks(page: Page) -> set[Element]:
    """Return the elements inside links that hold block elements: cards that are one link as a whole."""
    found: set[Element] = set()
    for anchor in page.by_tag("a"):
        if (
            len(anchor)
            and not CARD_TAGS.isdisjoint([child.tag for child in anchor[:]])
            and anchor.get("href") is not None
        ):
            inner = list(islice(anchor.iter(), MAX_CARD_ELEMENTS))
            if len(inner) < MAX_CARD_ELEMENTS:
                found.update(inner)
    return found
