"""Elements and their text: what is inline, what is no text, and the words of a short field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml.etree import _Element as Element

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "INLINE",
    "SILENT",
    "Element",
    "attribute",
    "children",
    "classes",
    "collapse_whitespace",
    "contains",
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
"""Elements that stand within a line: no space is invented at their borders."""

SILENT: Final = frozenset(
    """script style noscript template iframe object embed svg canvas button input select textarea option audio video
    head map math dialog progress meter datalist""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Elements whose content is no text of the page."""

_STRING: Final = etree.XPath("string()", smart_strings=False)


def is_inline(tag: str) -> bool:
    """Whether an element of this name stands within a line; word processors' own (``o:p``, ``st1:place``) do."""
    return tag in INLINE or ":" in tag


_PIECE: Final = 100_000
"""Characters of a text that are split into words at a time."""

_GAP: Final = re.compile(r"\s+")


def children(element: Element) -> Iterator[Element]:
    """The element children; comments and processing instructions are not kept by the parser."""
    return iter(element)


def attribute(element: Element, *names: str) -> str | None:
    """The first of these attributes that is not blank, stripped."""
    for name in names:
        value = element.get(name)
        if value and (value := value.strip()):
            return value
    return None


def classes(element: Element) -> list[str]:
    """The class names of an element."""
    value = element.get("class")
    return value.split() if value else []


def contains(outer: Element, inner: Element) -> bool:
    """Whether ``inner`` is ``outer`` or stands inside it."""
    node: Element | None = inner
    while node is not None:
        if node is outer:
            return True
        node = node.getparent()
    return False


def is_hidden(element: Element) -> bool:
    """Whether the element's own attributes keep it from the reader."""
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None


def text_of(element: Element) -> str:
    """The words of an element on one line: white space collapsed, a blank for a line break, none invented in a word."""
    if not len(element):
        return " ".join((element.text or "").split())
    if not _STRING(element).strip():
        return ""  # the parser's own walk says in half a microsecond that a link holds nothing but its picture
    parts: list[str] = []
    above: list[tuple[Iterator[Element], str]] = []
    within, closing = iter((element,)), ""
    while True:
        for child in within:
            tag = child.tag
            tail = (child.tail or "") if child is not element else ""
            # A comment or a processing instruction has a function for a name.
            if isinstance(tag, str) and tag not in SILENT:
                border = "" if is_inline(tag) else " "
                parts.append(border)
                if child.text:
                    parts.append(child.text)
                if len(child):
                    above.append((within, closing))
                    within, closing = iter(child), border + tail
                    break
                parts.append(border)
            parts.append(tail)
        else:
            parts.append(closing)
            if not above:
                return collapse_whitespace("".join(parts))
            within, closing = above.pop()


def collapse_whitespace(text: str) -> str:
    """The text with one blank for each run of white space, and none at its ends.

    Long texts are split piece by piece: the words of five megabytes at once would take a hundred.
    """
    if len(text) <= _PIECE:
        return " ".join(text.split())
    return " ".join(words for piece in pieces(text) if (words := " ".join(piece.split())))


def pieces(text: str) -> Iterator[str]:
    """The text in pieces that end between words."""
    start = 0
    while start < len(text):
        end = _GAP.search(text, start + _PIECE)
        yield text[start : end.start() if end else len(text)]
        start = end.end() if end else len(text)


def short_text(element: Element, limit: int) -> str:
    """The words of an element if they are at most ``limit`` characters; else, at the cost of reading no more, empty."""
    return text_of(element) if source_text_length(element, limit) <= limit else ""


def source_text_length(element: Element, limit: int) -> int:
    """The characters of an element's words; where they are more than ``limit`` they are not counted to the end."""
    shown = 0
    for text in element.itertext():
        shown += len(text.strip())
        if shown > limit:
            break
    return shown


def visible_text_exceeds(element: Element, limit: int) -> bool:
    """Whether an element shows more than ``limit`` characters; it is read no further than that."""
    shown = 0
    for node in element.iter():
        if node.text and node.tag not in SILENT:
            shown += len(node.text.strip())
        if node.tail:
            shown += len(node.tail.strip())
        if shown > limit:
            return True
    return False
