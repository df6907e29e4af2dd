"""The result of reading a body: its blocks, and what the stages took out of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from newscrawl.items import OutboundLink, Section

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block, Link
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.extract.pictures import Picture

MAX_SUBHEADING_CHARS: Final = 140
"""A longer bold line is a paragraph."""


@dataclass(slots=True)
class Body:
    """The article's text as blocks, and what was taken out of it."""

    element: Element
    """The content root."""

    blocks: list[Block]
    bylines: list[tuple[str, Element]] = field(default_factory=list)
    """Lines at the end of the text that name authors or a source, each with its element, in page order."""

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
        """Return the text divided at its subheadings."""
        found: list[tuple[str | None, list[str]]] = []
        lines = [block for block in self.blocks if block.kind != "figure"]
        for block, after in zip(lines, [*lines[1:], None], strict=False):
            if _is_subheading(block) and after is not None:
                found.append((block.text, []))
            else:
                if not found:
                    found.append((None, []))
                found[-1][1].append(block.text)
        return [Section(heading=heading, paragraphs=paragraphs) for heading, paragraphs in found]

    def outbound(self, page: Page) -> list[OutboundLink]:
        """Return the links in the text whose address the page resolves."""
        links: list[OutboundLink] = []
        for block in self.blocks:
            for href, words in block.links:
                if url := page.resolve(href):
                    links.append(OutboundLink(url=url, anchor_text=words))
        return links


def _is_subheading(block: Block) -> bool:
    """Return whether a block is a heading: by its tag, or a short bold line without an end mark."""
    if block.kind == "heading":
        return True
    return (
        block.kind == "paragraph"
        and block.bold
        and len(block.text) <= MAX_SUBHEADING_CHARS
        and not block.text.endswith((".", "…", ",", ";"))
    )
