"""Elements and their text: which elements are inline, which hold no text, and the text of an element on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.etree import _Element as Element

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = [
    "INLINE",
    "SILENT",
    "Element",
    "attribute",
    "children",
    "classes",
    "collapse_whitespace",
    "contains",
    "first_inside",
    "is_hidden",
    "is_inline",
    "pieces",
    "short_text",
    "source_text_length",
    "text_of",
    "visible_text_exceeds",
]

INLINE: Final = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small
    span strike strong sub sup time tt u var wbr""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Elements within a line: no blank is added at their borders."""

SILENT: Final = frozenset(
    """script style noscript template iframe object embed svg canvas button input select textarea option audio video
    head map math dialog progress meter datalist""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Elements whose content is not text of the page."""

PIECE_CHARS: Final = 100_000
"""Characters of a text that are split into words at a time."""

_GAP: Final = re.compile(r"\s+")


def is_inline(tag: str) -> bool:
    """Return whether elements of this tag are within a line; those of word processors are (``o:p``, ``st1:place``)."""
    return tag in INLINE or ":" in tag


def children(element: Element) -> Iterator[Element]:
    """Return the child elements. The parser keeps no comments or processing instructions."""
    return iter(element)


def attribute(element: Element, *names: str) -> str | None:
    """Return the first of these attributes that is not blank, stripped; ``None`` if there is none."""
    for name in names:
        value = element.get(name)
        if value and (value := value.strip()):
            return value
    return None


def names_of(element: Element) -> str:
    """Return the class names and the id of an element in one text, for a search."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def classes(element: Element) -> list[str]:
    """Return the class names of an element, as written."""
    value = element.get("class")
    return value.split() if value else []


def contains(outer: Element, inner: Element) -> bool:
    """Return whether ``inner`` is ``outer`` or inside it."""
    node: Element | None = inner
    while node is not None:
        if node is outer:
            return True
        node = node.getparent()
    return False


def first_inside(element: Element, tags: Collection[str]) -> Element | None:
    """Return the first element of one of these tags inside an element. In small elements lxml's own search takes five times as long."""
    waiting = element[::-1]
    while waiting:
        node = waiting.pop()
        if node.tag in tags:
            return node
        waiting += node[::-1]
    return None


def is_hidden(element: Element) -> bool:
    """Return whether an element's own attributes hide it; ancestors and style sheets are not looked at."""
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None


def text_of(element: Element) -> str:
    """Return the text of an element on one line: white space collapsed, a blank at the borders of blocks and line breaks.

    Elements in :data:`SILENT` have no text. Nothing is added at the borders of inline elements.
    """
    # A list of children takes a tenth of the time of lxml's iterators, and a test by XPath as long as a walk over ten elements.
    within = element[:]
    if not within:
        return collapse_whitespace(element.text or "")
    if element.tag in SILENT:
        return ""
    parts = [element.text or ""]
    above: list[tuple[Iterator[Element], str]] = []
    following, closing = iter(within), ""
    while True:
        for child in following:
            tag = child.tag
            # The tag of a comment or a processing instruction is a function.
            if tag in SILENT or not isinstance(tag, str):
                parts.append(child.tail or "")
                continue
            border = "" if tag in INLINE or ":" in tag else " "
            if border:
                parts.append(border)
            if text := child.text:
                parts.append(text)
            if within := child[:]:
                above.append((following, closing))
                following, closing = iter(within), border + (child.tail or "")
                break
            parts.append(border)
            if text := child.tail:
                parts.append(text)
        else:
            parts.append(closing)
            if not above:
                return collapse_whitespace("".join(parts))
            following, closing = above.pop()


def collapse_whitespace(text: str) -> str:
    """Return the text with one blank for each run of white space, and none at its ends.

    Long texts are split piece by piece: the list of all words of 5 MB of text would take 100 MB.
    """
    text = text.strip()
    # The only printable white space is the blank, so this is the result already. The test takes a fifth of the time of a split.
    if text.isprintable() and "  " not in text:
        return text
    if len(text) <= PIECE_CHARS:
        return " ".join(text.split())
    return " ".join(words for piece in pieces(text) if (words := " ".join(piece.split())))


def pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces of about :data:`PIECE_CHARS` that end between words."""
    start = 0
    while start < len(text):
        end = _GAP.search(text, start + PIECE_CHARS)
        yield text[start : end.start() if end else len(text)]
        start = end.end() if end else len(text)


def short_text(element: Element, limit: int) -> str:
    """Return the text of an element if it has at most ``limit`` characters, else an empty string; longer texts are not read to the end."""
    return text_of(element) if source_text_length(element, limit) <= limit else ""


def source_text_length(element: Element, limit: int) -> int:
    """Return the characters of all text nodes in an element, scripts included; counting stops beyond ``limit``."""
    shown = len((element.text or "").strip())
    above: list[tuple[Iterator[Element], str | None]] = []
    following = iter(element[:])
    while shown <= limit:
        child = next(following, None)
        if child is None:
            if not above:
                break
            following, text = above.pop()
        else:
            if text := child.text:
                shown += len(text.strip())
            text = child.tail
            if within := child[:]:
                above.append((following, text))
                following, text = iter(within), None
        if text:
            shown += len(text.strip())
    return shown


def visible_text_exceeds(element: Element, limit: int) -> bool:
    """Return whether an element has more than ``limit`` characters of text, scripts and the like left out."""
    shown = 0
    for node in element.iter():
        if node.text and node.tag not in SILENT:
            shown += len(node.text.strip())
        if node.tail:
            shown += len(node.tail.strip())
        if shown > limit:
            return True
    return False
