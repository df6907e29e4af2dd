"""What a stage of the body may read and note: the page, the content root, and what is known from other fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from newscrawl.extract.body.author_links import AuthorLinks
    from newscrawl.extract.body.blocks import Block, Link
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout


@dataclass(slots=True)
class BodyNotes:
    """What the stages take out of the text or count in it, for other fields."""

    bylines: list[tuple[str, Element]] = field(default_factory=list)
    """Lines at the end that name authors or a source, each with its element, in page order."""

    see_also: list[tuple[Element, list[Link]]] = field(default_factory=list)
    """Links in the text to other articles, each with the element that holds them."""

    is_picture_story: bool = False
    """True if there are captions instead of a text, or beside next to none."""

    captions_are_text: bool = False
    """True if the captions became the text."""

    teasers: int = 0
    """Number of paragraphs right after a link line: teasers of other articles."""

    author_link_lines: int = 0
    """Number of link lines that the author wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyContext:
    """The input of all stages. Only ``notes`` changes."""

    page: Page
    root: Element
    """The content root."""

    layout: Layout | None
    """The selectors that are known for the page, of its layout or of its site."""

    is_known: bool
    """True if the layout found the content root. Else the root may hold boilerplate, and the stages for unknown pages run."""

    headline: Element | None
    """The element of the visible headline; on an unknown page, nothing before it is text."""

    shown_texts: tuple[str, ...]
    """Texts that the page shows elsewhere (headline, visible lead). The body does not repeat them."""

    metadata_leads: tuple[str, ...]
    """Leads that only the page's metadata give. The body loses such a lead only if it looks different from the paragraphs."""

    intro_boxes: tuple[Element, ...]
    """Elements before the root in which the text begins."""

    excluded: Collection[Element]
    """Elements that are not part of the text."""

    author_names: frozenset[str]
    """Authors known from other fields, in lower case."""

    is_article_url: Callable[[str], bool]
    """Whether an absolute address reads like that of an article."""

    all_blocks: list[Block]
    """All blocks of the root, before the first stage."""

    author_links: AuthorLinks
    notes: BodyNotes
