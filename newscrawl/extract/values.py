"""The types of the values that are picked from a page and are no types of the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.items import OutboundLink, Section

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block, Link
    from newscrawl.extract.candidate import Candidate
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.extract.people import Byline
    from newscrawl.extract.pictures import Picture
    from newscrawl.sites.profile import Layout

MAX_SUBHEADING_CHARS: Final = 140
"""A longer bold line is a paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRoot:
    """The element that holds the article's text, and what its finder knows about the elements in and around it."""

    element: Element | None
    """``None`` if the page has no text."""

    layout: Layout | None = None
    """The layout whose selector found the element; ``None`` if it was found by its prose."""

    drop: frozenset[Element] = frozenset()
    """Elements that are no part of the text."""

    opening: tuple[Element, ...] = ()
    """Boxes right before the element in which the text begins."""

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


@dataclass(slots=True)
class Body:
    """The article's text as blocks, and what was taken out of it."""

    element: Element
    blocks: list[Block]
    bylines: list[str] = field(default_factory=list)
    """Lines at the end of the text that name authors or a source, in page order."""

    see_also: list[tuple[Element, list[Link]]] = field(default_factory=list)
    """Links in the text that lead to other articles, with the element that holds them."""

    is_picture_story: bool = False
    """True if the captions are the text."""

    teasers: int = 0
    """Number of paragraphs that directly follow a line that is only a link."""

    authored: int = 0
    """Number of lines that are only a link and that the author wrote."""

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, subheadings included, in reading order."""
        return [block.text for block in self.blocks if block.kind != "figure"]

    @property
    def pictures(self) -> list[Picture]:
        """The pictures in the text."""
        return [picture for block in self.blocks for picture in block.pictures]

    @property
    def text(self) -> str:
        """The paragraphs, joined by a blank line."""
        return "\n\n".join(self.paragraphs)

    def sections(self) -> list[Section]:
        """The text, divided at its subheadings."""
        found: list[tuple[str | None, list[str]]] = []
        prose = [block for block in self.blocks if block.kind != "figure"]
        for block, after in zip(prose, [*prose[1:], None], strict=False):
            if _is_subheading(block) and after is not None:
                found.append((block.text, []))
            else:
                if not found:
                    found.append((None, []))
                found[-1][1].append(block.text)
        return [Section(heading=heading, paragraphs=paragraphs) for heading, paragraphs in found]

    def outbound(self, page: Page) -> list[OutboundLink]:
        """The links in the running text."""
        links: list[OutboundLink] = []
        for block in self.blocks:
            for href, words in block.links:
                if url := page.resolve(href):
                    links.append(OutboundLink(url=url, anchor_text=words))
        return links


def _is_subheading(block: Block) -> bool:
    if block.kind == "heading":
        return True
    return (
        block.kind == "paragraph"
        and block.bold
        and len(block.text) <= MAX_SUBHEADING_CHARS
        and not block.text.endswith((".", "…", ",", ";"))
    )
