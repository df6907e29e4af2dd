"""Stages: remove what the body repeats. These are the headline, the lead, a line that is already there, and pull quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.body.lines import is_in_quote
from newscrawl.extract.jsonld import letters
from newscrawl.extract.language import is_vietnamese
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.context import BodyContext

HEAD_LINES: Final = 6
"""Lines at the start of the text that may repeat the headline or the lead."""

MIN_REPEAT_CHARS: Final = 40
"""A shorter line may occur twice."""

MAX_TAG_CHARS: Final = 30
"""Characters of a newsroom tag before a repeated lead, at most."""

MAX_BLOCKS_TO_NEXT_PARAGRAPH: Final = 20
"""Blocks after a lead in which the next paragraph is looked for."""

MIN_PULL_QUOTE_LETTERS: Final = 15
"""A shorter quote may occur twice."""

MAX_PULL_QUOTE_CHARS: Final = 160
"""A longer line without a quote's tag is not a pull quote."""

QUOTED: Final = re.compile(r"[“\"«„»‘][^“”\"«»„]+[”“\"»«’][.]?")
"""A short line that is wholly in quotation marks, and a part of another one, is a pull quote without a quote's tag or class."""

MAX_PULL_QUOTES: Final = 40
"""No text has more. A page with more marks its text as quotes."""


def remove_repeats(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove the headline and the lead at the start of the text, and each long line that occurs again.

    A lead that only the metadata give is removed if it looks different from the paragraphs. Else it is the first paragraph:
    systems without leads describe a page by its first paragraph.
    """
    shown = {comparison_key(text).rstrip(" .") for text in context.shown_texts}
    stated = {comparison_key(text).rstrip(" .") for text in context.metadata_leads}
    kept: list[Block] = []
    seen: set[str] = set()
    for n, block in enumerate(blocks):
        if block.kind != "figure":
            if len(kept) < HEAD_LINES and (
                _repeats(block.text, shown)
                or (
                    _repeats(block.text, stated)
                    and _looks_different(block, blocks[n + 1 : n + 1 + MAX_BLOCKS_TO_NEXT_PARAGRAPH])
                )
            ):
                continue
            if len(block.text) >= MIN_REPEAT_CHARS and not _may_repeat(block):
                if block.text in seen:
                    continue
                seen.add(block.text)
        kept.append(block)
    return kept


def remove_pull_quotes(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove, on unknown pages, the quotes whose words the text has as well."""
    if context.is_known:
        return blocks
    is_abroad = not is_vietnamese(context.page)
    quotes = {
        id(block)
        for block in blocks
        if block.kind == "quote"
        or (
            len(block.text) <= MAX_PULL_QUOTE_CHARS
            and (is_in_quote(block.element) or (is_abroad and QUOTED.fullmatch(block.text) is not None))
        )
    }
    if not 0 < len(quotes) <= MAX_PULL_QUOTES:
        return blocks
    text = " ".join(letters(block.text) for block in blocks if id(block) not in quotes)
    return [
        block
        for block in blocks
        if id(block) not in quotes or len(block.text) < MIN_PULL_QUOTE_LETTERS or letters(block.text) not in text
    ]


def _may_repeat(block: Block) -> bool:
    """Return whether a line may stand twice in a text: a question of an interview or the head of a table."""
    return block.kind == "row" or block.text.endswith("?")


def _repeats(text: str, keys: set[str]) -> bool:
    """Return whether a line has one of the comparison keys, or ends with one after a newsroom tag."""
    if not any(abs(len(text) - len(key)) <= MAX_TAG_CHARS for key in keys):
        return False
    key = comparison_key(text).rstrip(" .")
    return key in keys or any(
        len(k) > MIN_REPEAT_CHARS and key.endswith(k) and len(key) - len(k) < MAX_TAG_CHARS for k in keys
    )


def _looks_different(block: Block, following: list[Block]) -> bool:
    """Return whether a block has another style, tag, class or parent than the next paragraph."""
    after = next((b for b in following if b.kind == "paragraph" and len(b.text) > MIN_REPEAT_CHARS), None)
    if after is None or block.kind != "paragraph" or (block.bold, block.italic) != (after.bold, after.italic):
        return True
    one, other = block.element, after.element
    return one.tag != other.tag or one.get("class") != other.get("class") or one.getparent() is not other.getparent()
