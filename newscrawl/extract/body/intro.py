"""The text of the boxes that precede the content root: an opening paragraph in a box of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract import pictures
from newscrawl.extract.body.blocks import extract_blocks
from newscrawl.extract.body.boilerplate import count_teasers
from newscrawl.extract.body.inserts import begins_insert
from newscrawl.extract.body.line_patterns import MACHINE_NOTE
from newscrawl.extract.body.lines import MAX_LABEL_CHARS, is_sentence

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.context import BodyContext

MAX_BEHIND_DATE_CHARS: Final = 14
"""Behind the date of a byline stand at most so many characters: "(GMT+7)"."""


def prepend_intro(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Put the text and pictures of the intro boxes, which precede the content root, before the blocks."""
    if context.is_known:
        return blocks
    pictures_of = pictures.reader(context.page, context.layout, is_known=context.is_known)
    intro = [b for box in context.intro_boxes for b in extract_blocks(box, context.excluded, pictures_of)]
    if count_teasers(intro, context.author_links):
        return blocks
    text = (block for block in intro if block.kind == "figure" or _is_text(block))
    return [*text, *blocks]


def _is_text(block: Block) -> bool:
    """Return whether a line of an intro is running text: no byline, no note on what a machine made, no call to the reader."""
    is_note = MACHINE_NOTE.match(block.text) is not None or begins_insert(block.text)
    return is_sentence(block) and not _ends_in_date(block.text) and not is_note


def _ends_in_date(line: str) -> bool:
    """Return whether a line without a full stop ends with a date, as a byline does."""
    moment = dates.read(line) if len(line) <= MAX_LABEL_CHARS and line[-1] not in ".!?…" else None
    return moment is not None and len(line.rpartition(moment.raw)[2]) <= MAX_BEHIND_DATE_CHARS
