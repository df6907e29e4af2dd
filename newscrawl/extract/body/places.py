"""Where a paragraph stands: in the place of the first one, so that it is text even behind links to other articles."""

from __future__ import annotations

from itertools import accumulate, islice, takewhile
from typing import TYPE_CHECKING, Final

from newscrawl.extract.body.lines import heads_related_links, is_sentence
from newscrawl.extract.dom import contains, text_of

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.dom import Element

MAX_BESIDE: Final = 40
"""Elements that are looked at on each side of a box."""

ARROWS: Final = (">>", "»", "►", "▶", "→", "=>")
"""Beginnings of a line that leads to another article."""

NEAR_SENTENCES: Final = 4
"""Sentences that show the place of the text."""

MAX_BOX_BLOCKS: Final = 24
"""Blocks after the heading of a box of links that are read for the end of the box."""


def goes_on(blocks: list[Block], at: int, first: Block) -> bool:
    """Return whether the text goes on below the box of links that the heading at ``at`` begins.

    It does if a paragraph in the place of the first one follows the links. A list of teasers, each a link and a paragraph, is no
    text. Cards are taken out before: the heading of a box of its own may be all that is left.
    """
    following = blocks[at + 1 : at + 1 + MAX_BOX_BLOCKS]
    count = sum(1 for _ in takewhile(lambda block: block.links or block.kind == "figure", following))
    rest = following[count:]
    if not rest or not _is_text_beside(rest[0], first):
        return False
    heading, links = blocks[at], [block for block in following[:count] if block.links]
    if not links:
        return not _is_beside(heading, first)
    after = next((block for block in rest[1:] if block.kind != "figure"), None)
    return (
        after is None or not after.is_link or heads_related_links(after) or follows_insertion(rest[0], links[-1], first)
    )


def follows_insertion(block: Block, link: Block, first: Block | None) -> bool:
    """Return whether a paragraph is text although it follows the line of a link: the link is behind an arrow, or in a box of its own."""
    if first is None or not _is_text_beside(block, first):
        return False
    return link.text.startswith(ARROWS) or (_is_beside(block, first) and not _is_beside(link, block))


def _is_text_beside(block: Block, first: Block) -> bool:
    return block.kind == "paragraph" and is_sentence(block) and not block.links and has_same_place(block, first)


def _is_beside(one: Block, other: Block) -> bool:
    return one.element.getparent() is other.element.getparent()


def has_same_place(block: Block, first: Block) -> bool:
    """Return whether a paragraph is in the parent of the first one, or in a box of the same class in a text of one box a paragraph."""
    box, first_box = block.element.getparent(), first.element.getparent()
    if box is first_box:
        return True
    if box is None or first_box is None or (box.tag, box.get("class")) != (first_box.tag, first_box.get("class")):
        return False
    above, first_above = box.getparent(), first_box.getparent()
    return (
        block.element.tag == first.element.tag
        and bool(box.get("class"))
        and above is not None
        and first_above is not None
        and (above is first_above or (above.tag, above.get("class")) == (first_above.tag, first_above.get("class")))
    )


def first_of_text(sentences: list[Block]) -> Block | None:
    """Return the first sentence, or the second one if the first is alone in its place: a caption that nothing tells from the text."""
    near = sentences[:NEAR_SENTENCES]
    alike = (block for block in near[:2] if sum(has_same_place(other, block) for other in near) > 1)
    return next(alike, sentences[0] if sentences else None)


def text_chars_from(blocks: list[Block]) -> list[int]:
    """Return, for each block, the characters of running text from it to the end, in the place of the first sentence."""
    first = first_of_text([block for block in blocks if block.kind == "paragraph" and is_sentence(block)])
    own = [
        len(b.text)
        if first is not None and b.kind == "paragraph" and is_sentence(b) and has_same_place(b, first)
        else 0
        for b in blocks
    ]
    return list(accumulate(reversed(own)))[::-1]


def below_title_in_line(blocks: list[Block], headline: Element) -> list[Block]:
    """Return the blocks from the one that begins with the headline, without it: ``<b>Headline</b><br>By Hal Finch``."""
    at = next((n for n, block in enumerate(blocks) if contains(block.element, headline)), None)
    title = text_of(headline)
    if at is None or not blocks[at].text.startswith(title):
        return blocks
    blocks[at].text = blocks[at].text[len(title) :].strip()
    return blocks[at:] if blocks[at].text else blocks[at + 1 :]


def place_of(block: Block) -> tuple[object, ...]:
    """Return what the lines of one text have in common: their tag, and the tag and class of their parent."""
    box = block.element.getparent()
    return block.element.tag, box.tag if box is not None else None, box.get("class") if box is not None else None


def has_box_alike(box: Element) -> bool:
    """Return whether a box beside has the same tag and class: the entries of a text look alike."""
    beside = (*islice(box.itersiblings(), MAX_BESIDE), *islice(box.itersiblings(preceding=True), MAX_BESIDE))
    return any((other.tag, other.get("class")) == (box.tag, box.get("class")) for other in beside)
