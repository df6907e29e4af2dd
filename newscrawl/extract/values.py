"""The types of the values that are picked from a page and are no types of the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from newscrawl.extract.candidate import Candidate
    from newscrawl.extract.dom import Element
    from newscrawl.extract.people import Byline
    from newscrawl.sites.profile import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRoot:
    """The element that holds the article's text, and what its cached_search knows about the elements in and around it."""

    element: Element | None
    """``None`` if the page has no text."""

    layout: Layout | None = None
    """The layout whose selector found the element; ``None`` if it was found by its prose."""

    excluded: frozenset[Element] = frozenset()
    """Elements that are not part of the text."""

    intro_boxes: tuple[Element, ...] = ()
    """Elements right before the root in which the text begins."""

    first_lines: tuple[Element, ...] = ()
    """The first elements of running text below the headline, in the element or before it."""

    is_wordless: bool = False
    """True for the page of a video or an infographic: an article without a text."""


class Lead(NamedTuple):
    """The lead as it is printed, and its parts."""

    printed: str
    """With the newsroom tag at its head."""

    newsroom_tag: str | None
    text: str | None
    """Without the newsroom tag."""


class StatedBylines(NamedTuple):
    """The bylines that name authors or a source outside the article's text, best first."""

    by_layout: tuple[Candidate[Byline], ...]
    """From the elements that the profile names."""

    by_metadata: tuple[Candidate[Byline], ...]
    """From JSON-LD, meta tags and elements that are called author."""
