"""Counts of a text that tell an article from a list of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.extract.body.lines import (
    MAX_LINE_CHARS,
    MIN_CHARS_PER_BLANK_UNSPACED,
    SENTENCE_ENDS,
    is_sentence,
)
from newscrawl.extract.dom import text_of

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.result import Body

LETTERS_PER_SIGN: Final = 2.5
"""Letters of English that say as much as one sign of Chinese, Japanese or Thai."""

MIN_ENTRY_CHARS: Final = 25
"""A shorter line is a label."""


class TextCounts(NamedTuple):
    """Counts of a text that tell an article from a list of articles."""

    chars: int
    paragraphs: int
    """Paragraphs of running text."""

    link_lines: int
    """Lines that are only a link, without those that the author wrote."""

    teasers: int
    """Paragraphs that directly follow a line that is only a link."""

    link_chars: int
    """Characters of the lines that are only a link."""

    entries: int = 0
    """Short lines that are mostly links, with a date, a name or numbers beside them: the lines of a table of contents."""


def comparable_chars(text: str) -> int:
    """The characters of a text; those of a language without blanks say as much as several letters."""
    is_unspaced = text.count(" ") * MIN_CHARS_PER_BLANK_UNSPACED < len(text)
    return int(len(text) * LETTERS_PER_SIGN) if is_unspaced else len(text)


def text_counts(body: Body) -> TextCounts:
    """Count what tells an article from a list of articles."""
    link_lines = [block for block in body.blocks if block.kind != "figure" and block.is_link]
    link_chars = sum(block.linked for block in body.blocks if block.is_link)
    return TextCounts(
        chars=comparable_chars(body.text),
        paragraphs=sum(is_sentence(block) for block in body.blocks),
        link_lines=len(link_lines) - body.author_link_lines + len(body.see_also),
        teasers=body.teasers,
        link_chars=link_chars + sum(len(link.text) for _, links in body.see_also for link in links),
        entries=sum(map(_is_entry, body.blocks)),
    )


def _is_entry(block: Block) -> bool:
    """Whether a line is the title of another article, linked, with a little beside it."""
    text = block.text
    if block.is_link or not MIN_ENTRY_CHARS <= len(text) <= MAX_LINE_CHARS or text[-1] in SENTENCE_ENDS:
        return False
    # The block of a table's row does not hold its links.
    linked = sum(len(text_of(a)) for a in block.element.iter("a")) if block.kind == "row" else block.linked
    return 2 * linked > len(text)
