"""Whether a line is the lead by its place: the only line between the headline and the byline, with the text below that."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract.body.line_patterns import BYLINE
from newscrawl.extract.dom import Element, contains
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.names import looks_like_full_name
from newscrawl.extract.people import is_byline
from newscrawl.text.newsroom import split_credit

if TYPE_CHECKING:
    from newscrawl.extract.context import Context

MAX_AUTHOR_BOXES: Final = 3
"""Elements around a line whose class may say that it describes the author or a video."""

MAX_BETWEEN_ELEMENTS: Final = 80
"""Elements between a lead and the text, among which the byline or the date is."""

MAX_BYLINE_CHARS: Final = 80
"""Characters of a byline or date."""

CREDITED: Final = re.compile(r"©|\([^()]{0,60}[A-ZÀ-Þ][^()]{0,60}\)\.?$")
"""A sign of a caption: the sign before an agency, or the photographer or the agency in brackets at the end."""

PART_TAGS: Final = frozenset(("h2", "h3", "h4", "figure", "figcaption", "blockquote"))
"""Elements with which a part of the text begins: what follows them is no byline of the article."""

SENTENCE_ENDS: Final = (".", "!", "?", "…", "”", '"')
"""What a byline does not end with."""

_is_byline_class: Final = cached_search(re.compile(r"(?:^|[\s_-])(?:author|byline|tac-?gia)", re.IGNORECASE))
_is_of_other_thing: Final = cached_search(
    re.compile(r"(?:^|[\s_-])(?:author|byline|tac-?gia|(?:video|photo|image|img|gallery|caption)s?[_-])", re.IGNORECASE)
)


def stands_above_byline(context: Context, line: Element, after: Element, words: str) -> bool:
    """Return whether a byline or a date stands between a line and ``after``, the first line of the text in another place.

    ``words`` are the line's. A caption and a line about the author do not count.
    """
    if (
        _place(line) == _place(after)
        or _are_entries(line, after)
        or CREDITED.search(words)
        or split_credit(words)[1] is not None
    ):
        return False
    if BYLINE.match(words) and not words.endswith(SENTENCE_ENDS):
        return False
    boxes = (line, *islice(line.iterancestors(), MAX_AUTHOR_BOXES))
    if any(_is_of_other_thing(box.get("class") or "") for box in boxes):
        return False
    page, root = context.page, context.root_element
    between = page.elements[page.span(line).stop : page.positions[after]]
    if len(between) > MAX_BETWEEN_ELEMENTS:
        return False
    # Inside the content root, a name may also be a word of the text.
    may_be_name = root is None or not contains(root, line)
    head = takewhile(lambda element: element.tag not in PART_TAGS, between)
    return any(_is_byline_or_date(element, may_be_name=may_be_name) for element in head)


def _place(paragraph: Element) -> tuple[Element | None, object, str | None]:
    """Return the parent, the tag and the class of a paragraph."""
    return paragraph.getparent(), paragraph.tag, paragraph.get("class")


def _are_entries(one: Element, other: Element) -> bool:
    """Return whether two lines stand in boxes side by side that look alike, the first behind a time: entries of a live report."""
    box, other_box = one.getparent(), other.getparent()
    if box is None or other_box is None or box.getparent() is not other_box.getparent():
        return False
    if (box.tag, box.get("class")) != (other_box.tag, other_box.get("class")):
        return False
    return any(_is_byline_or_date(before, may_be_name=False) for before in one.itersiblings(preceding=True))


def _is_byline_or_date(element: Element, *, may_be_name: bool) -> bool:
    """Return whether an element says by whom or when the article was written."""
    if element.tag == "time" or _is_byline_class(element.get("class") or ""):
        return True
    text = (element.text or "").strip()
    if not 0 < len(text) <= MAX_BYLINE_CHARS:
        return False
    return (may_be_name and looks_like_full_name(text)) or is_byline(text) or dates.read(text) is not None
