"""The vocabulary of layouts: where the fields of an article stand on the pages of one template.

Selectors are CSS with two additions known from Scrapy: ``::attr(name)`` gives the value of an attribute and ``::text``
the element's own text. Where a field takes several selectors, they are in order of preference: the first that finds
something is used. A selector that only one weak source supports comes after safer ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, Unpack, cast

if TYPE_CHECKING:
    from newscrawl.items import Genre, Relation
    from newscrawl.sites.provenance import Confidence

Selectors: TypeAlias = tuple[str, ...]
"""CSS selectors in order of preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A block of links to other articles."""

    css: str
    """Selector of the block, or of its links."""

    relation: Relation
    """How the linked articles relate to the article."""

    heading: str | None = None
    """Selector of the block's heading, inside the block. ``None``: the heading is looked for before the links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The selectors of one page template. Layouts are tried in order; the first whose body is found on a page reads the page."""

    name: str
    """Name of the layout, unique within the site. The record names it in ``extraction.layout``."""

    body: Selectors
    """Element that holds the article's text. A layout reads a page only if one of these selectors finds an element."""

    headline: Selectors = ()
    """The headline."""

    lead: Selectors = ()
    """The lead: the summary between headline and text."""

    date: Selectors = ()
    """The publication date."""

    modified: Selectors = ()
    """The date of the last change."""

    author: Selectors = ()
    """The authors, or the byline."""

    source_credit: Selectors = ()
    """The source that the article was taken from."""

    section: Selectors = ()
    """The section of the article."""

    breadcrumbs: Selectors = ()
    """Selectors of the breadcrumb links, from the outermost section to the innermost."""

    keywords: Selectors = ()
    """The tags or keywords, one element each."""

    drop: Selectors = ()
    """Elements inside the body that are not part of its text: advertisements, share buttons. ``video`` and ``related`` are
    dropped as well."""

    figure: Selectors = ()
    """Elements that hold an image and its caption. ``<figure>`` and tables with one image are always recognized."""

    caption: Selectors = ()
    """The caption, inside a figure."""

    credit: Selectors = ()
    """The photographer or image source, inside a figure."""

    lead_image: Selectors = ()
    """Images of the article outside the body."""

    video: Selectors = ()
    """Players and other elements that hold a video."""

    related: tuple[Related, ...] = ()
    """Blocks of links to other articles."""

    genre: Genre | None = None
    """The genre of every page with this layout. ``None``: the layout does not determine the genre."""

    scope: str | None = None
    """Selector of the element that holds one article, for pages with several articles. The element with an attribute
    that names the page's own address is used, else the first."""

    confidence: Confidence = "medium"
    """How sure the selectors are."""

    sources: str = ""
    """Source codes of :data:`newscrawl.sites.provenance.SOURCES`, separated by blanks."""


def each(template: str, names: str) -> tuple[str, ...]:
    """Return the template once for each name, with ``{}`` replaced by the name. Names are separated by blanks."""
    return tuple(template.replace("{}", name) for name in names.split())


class _OwnSelectors(TypedDict, total=False):
    """The fields of a layout that hold several selectors."""

    body: Selectors
    headline: Selectors
    lead: Selectors
    date: Selectors
    modified: Selectors
    author: Selectors
    source_credit: Selectors
    section: Selectors
    breadcrumbs: Selectors
    keywords: Selectors
    drop: Selectors
    figure: Selectors
    caption: Selectors
    credit: Selectors
    lead_image: Selectors
    video: Selectors
    related: tuple[Related, ...]


def extended(
    layout: Layout,
    name: str | None = None,
    *,
    genre: Genre | None = None,
    confidence: Confidence | None = None,
    sources: str = "",
    **own: Unpack[_OwnSelectors],
) -> Layout:
    """Return a family's layout with a site's own selectors before those of the family."""
    merged: dict[str, Any] = {}
    for part, first in cast("dict[str, tuple[object, ...]]", own).items():
        merged[part] = (*first, *(known for known in getattr(layout, part) if known not in first))
    return replace(
        layout,
        name=name or layout.name,
        genre=genre or layout.genre,
        confidence=confidence or layout.confidence,
        sources=" ".join(dict.fromkeys(f"{layout.sources} {sources}".split())),
        **merged,
    )
