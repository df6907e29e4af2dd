"""Sections of one text: boxes of the same kind side by side, each with a heading, some of which hold only a list or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import source_text_length

if TYPE_CHECKING:
    from newscrawl.extract.body.prose import Prose
    from newscrawl.extract.dom import Element

SECTION_HEADINGS: Final = frozenset(("h2", "h3", "h4"))
"""Headings of sections."""

TEXT_PARENTS: Final = frozenset(("article", "main"))
"""Elements whose ``div`` elements may be sections, too."""

MAX_SECTION_CHARS: Final = 4_000
"""Characters of a section that are counted."""

MAX_SECTION_LINKS_SHARE: Final = 0.2
"""Share of its characters that may be links; a list of other articles has more."""


def is_section_beside(box: Element, other: Element, prose: Prose) -> bool:
    """Return whether two neighbours of one tag and class are sections of one text: each begun by a heading of the same rank."""
    if other is box:
        return False
    above = box.getparent()
    if box.tag != "section" and (above is None or above.tag not in TEXT_PARENTS or box.tag != "div"):
        return False
    heading = _heading(box)
    if heading is None or _heading(other) != heading:
        return False
    chars = source_text_length(other, MAX_SECTION_CHARS)
    return prose.link_chars_in(other) <= MAX_SECTION_LINKS_SHARE * chars


def _heading(box: Element) -> object:
    """Return the tag of the heading with which a box begins; ``None`` if it begins with anything else, or with a linked heading."""
    first = next((child for child in box if isinstance(child.tag, str)), None)
    if first is None or first.tag not in SECTION_HEADINGS or next(first.iter("a"), None) is not None:
        return None
    return first.tag
