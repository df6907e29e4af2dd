"""The innermost box that still holds the whole text: the way down from a box that is too large."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.body.sections import is_section_beside
from newscrawl.extract.dom import is_inline, visible_text_exceeds

if TYPE_CHECKING:
    from newscrawl.extract.body.prose import Prose
    from newscrawl.extract.dom import Element


PROSE_TAGS: Final = frozenset(("p", "li", "ol", "ul", "dl", "blockquote", "figure", "figcaption", "pre"))
"""Elements that hold a part of a text, never all of it."""

MIN_CHILD_SHARE: Final = 0.72
"""Share of an element's prose in its child, at least, for the search to go on in the child."""

MIN_CHILD_SHARE_BESIDE_LINKS: Final = 0.45
"""The same, if the other children are mostly links: teasers of other articles."""

MIN_LINKS_BESIDE_RATIO: Final = 0.5
"""Characters of links per character of prose outside the child, for the lower share to apply."""

MAX_SIBLING_SHARE: Final = 0.04
"""If siblings that continue the text hold a larger share of the prose, the element is the root and not its child."""

MIN_SIBLING_CHARS: Final = 160
"""A box with less prose is a line or two and does not continue the text."""

MIN_PLAIN_PARAGRAPHS: Final = 2
"""So many paragraphs without links at the start of a box are text, whatever follows them."""

MIN_PLAIN_PARAGRAPH_CHARS: Final = 60
"""Characters of each of them."""

MAX_SIBLING_LINK_RATIO: Final = 0.2
"""Characters of links per character of prose, at most, in a box that continues the text."""

MAX_CHECKED_CHILDREN: Final = 100
"""Children of a box among which a paragraph is looked for."""

MAX_SHAPE_ELEMENTS: Final = 8
"""Elements of a box among which its first paragraph is looked for, when two boxes are compared."""

NO_SHAPE_TAGS: Final = frozenset(("a", "img", "picture", "figure", "h1", "h2", "h3", "h4", "time", "form", "li"))
"""Elements before the first paragraph of a card, a comment or a section of its own."""


def innermost_box(element: Element, prose: Prose) -> Element:
    """Go down into the child that holds nearly all prose, or most of it beside links, as long as there is one."""
    while True:
        child = max(element, key=prose.chars_in, default=None)
        if child is None or is_inline(str(child.tag)) or child.tag in PROSE_TAGS:
            return element
        total, own = prose.chars_in(element), prose.chars_in(child)
        links_beside = prose.link_chars_in(element) - prose.link_chars_in(child)
        if own < MIN_CHILD_SHARE * total and not (
            own >= MIN_CHILD_SHARE_BESIDE_LINKS * total and links_beside > MIN_LINKS_BESIDE_RATIO * (total - own)
        ):
            return element
        continued = sum(prose.chars_in(later) for later in child.itersiblings() if _continues_in(child, later, prose))
        name = child.get("class")
        alike = (e for e in islice(element, MAX_CHECKED_CHILDREN) if e.tag == child.tag and e.get("class") == name)
        if continued > MAX_SIBLING_SHARE * total or any(
            _is_another_part(child, beside, prose) or is_section_beside(child, beside, prose) for beside in alike
        ):
            return element
        element = child


def _continues_in(box: Element, later: Element, prose: Prose) -> bool:
    """Return whether the text of a box continues in a later sibling: a paragraph, or a box of the same class that is not a teaser."""
    if later.tag in {"p", "blockquote"}:
        return True
    chars = prose.chars_in(later)
    if chars < MIN_SIBLING_CHARS or later.tag != box.tag:
        return False
    if prose.link_chars_in(later) > MAX_SIBLING_LINK_RATIO * chars and not _has_plain_paragraphs(later):
        return False
    name = later.get("class") or later.get("itemprop")
    is_alike = name is not None and name == (box.get("class") or box.get("itemprop"))
    return is_alike and _has_paragraphs(box) and _has_paragraphs(later)


def _is_another_part(box: Element, other: Element, prose: Prose) -> bool:
    """Return whether a sibling of one tag and class is built like a box down to its paragraphs: the text is in several boxes, however short one is."""
    if other is box:
        return False
    chars = prose.chars_in(other)
    # Boxes without a class say less: they may hold no link at all.
    max_link_chars = MAX_SIBLING_LINK_RATIO * chars if box.get("class") else 0
    if chars <= 0 or (
        prose.link_chars_in(other) > max_link_chars and not (box.get("class") and _has_plain_paragraphs(other))
    ):
        return False
    return (shape := _shape(box)) is not None and shape == _shape(other)


def _shape(box: Element) -> tuple[tuple[str, str | None], ...] | None:
    """Return tags and classes from a box down to its first paragraph; ``None`` if a heading, a link or a picture comes before."""
    steps: list[tuple[str, str | None]] = []
    for element in islice(box.iter(), MAX_SHAPE_ELEMENTS):
        steps.append((str(element.tag), element.get("class")))
        if element.tag == "p":
            return tuple(steps[:-1])
        if element.tag in NO_SHAPE_TAGS:
            return None
    return None


def _has_plain_paragraphs(box: Element) -> bool:
    """Return whether a box begins with paragraphs without links: it is text, though other articles are listed in it, too."""
    first = list(islice((child for child in box if isinstance(child.tag, str)), MIN_PLAIN_PARAGRAPHS))
    return len(first) == MIN_PLAIN_PARAGRAPHS and all(
        child.tag == "p"
        and next(child.iter("a"), None) is None
        and visible_text_exceeds(child, MIN_PLAIN_PARAGRAPH_CHARS)
        for child in first
    )


def _has_paragraphs(box: Element) -> bool:
    """Return whether a child of a box is a paragraph."""
    return any(child.tag == "p" for child in islice(box, MAX_CHECKED_CHILDREN))
