"""Stage: remove the small boxes between two paragraphs that only lead elsewhere (offers, forms, cards) or repeat a sentence.

Their markup shows them, not their words: the box is in no paragraph's place, holds a few short lines, and has a field to fill in,
or begins or ends with a line that is only a link of the newspaper. It runs on pages that no layout reads.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from newscrawl.extract.body.lines import is_in_quote, is_sentence
from newscrawl.extract.body.places import has_box_alike, place_of
from newscrawl.extract.dom import contains, source_text_length
from newscrawl.extract.jsonld import letters
from newscrawl.extract.language import is_vietnamese

if TYPE_CHECKING:
    from collections.abc import Collection

    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.context import BodyContext
    from newscrawl.extract.dom import Element

MIN_ALIKE: Final = 3
"""So many sentences in the same place are the text."""

MAX_BOX_BLOCKS: Final = 5
"""A box with more lines is a part of the text."""

MIN_CARD_BLOCKS: Final = 2
"""A card with a heading above its link has more lines."""

MAX_BOX_SENTENCES: Final = 3
"""The same of sentences."""

MAX_BOX_CHARS: Final = 420
"""A box with more characters is a part of the text."""

MAX_LEAVING_SENTENCE_CHARS: Final = 80
"""A longer linked sentence at the end of a box is text."""

PULL_QUOTE_CHARS: Final = range(25, 161)
"""Characters of a quote that the text repeats and a box shows again."""

MAX_SPEAKER_CHARS: Final = 60
"""Characters of the line below it, which names the speaker."""

FIELD_TAGS: Final = ("input", "textarea", "form")
"""Elements that the reader fills in."""

BOX_TAGS: Final = frozenset({"div", "section", "aside"})
"""Elements that hold an offer."""


def remove_offer_boxes(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove small boxes between two paragraphs of the text that hold a field or lead elsewhere."""
    if context.is_known or is_vietnamese(context.page):
        return blocks
    sentences = [
        (n, place_of(block)) for n, block in enumerate(blocks) if block.kind == "paragraph" and is_sentence(block)
    ]
    places = Counter(place for _, place in sentences)
    text = [n for n, place in sentences if places[place] >= MIN_ALIKE]
    if not text or len(text) == text[-1] - text[0] + 1:
        return blocks
    around: set[Element] = set()
    for n in text:
        element: Element | None = blocks[n].element
        while element is not None and element not in around:
            around.add(element)
            element = element.getparent()
    judged = set(text)
    removed: set[int] = set()
    for n in range(text[0], text[-1]):
        if n in judged or (box := _box(blocks[n], around)) is None:
            continue
        inside = [at for at in range(n, text[-1]) if contains(box, blocks[at].element)]
        judged.update(inside)
        lines = [blocks[at] for at in inside]
        if _is_offer(box, lines, context) or (_may_be_pull_quote(lines) and _repeats(lines[0], blocks, text)):
            removed.update(inside)
    return [block for n, block in enumerate(blocks) if n not in removed]


def _box(block: Block, around: Collection[Element]) -> Element | None:
    """Return the largest box around a line without a paragraph of the text; ``None`` for a line in the place of the text."""
    if block.element in around:
        return None
    found = block.element
    while (box := found.getparent()) is not None and box not in around:
        found = box
    return found if found.tag in BOX_TAGS else None


def _is_offer(box: Element, lines: list[Block], context: BodyContext) -> bool:
    """Return whether a box holds only a few short lines that ask to fill in a field or lead elsewhere."""
    words = [block for block in lines if block.kind != "figure"]
    if not words or len(words) > MAX_BOX_BLOCKS or any(block.kind not in {"paragraph", "heading"} for block in words):
        return False
    if sum(len(block.text) for block in words) > MAX_BOX_CHARS or sum(map(is_sentence, words)) > MAX_BOX_SENTENCES:
        return False
    if source_text_length(box, 2 * MAX_BOX_CHARS) > 2 * MAX_BOX_CHARS or any(is_in_quote(b.element) for b in words):
        return False
    if next(box.iter(*FIELD_TAGS), None) is not None:
        return True
    # The first line of a card is the link, or the heading above the link.
    first = words[1] if len(words) > MIN_CARD_BLOCKS and words[0].kind == words[1].kind == "heading" else words[0]
    # A picture, a sentence and a link below them are a product or a place that the text recommends.
    is_entry = len(words) < len(lines) and any(map(is_sentence, words))
    ends_away = not is_entry and (_leads_away(words[-1], context) or _ends_leading_away(words, context))
    leads_away = len(words) > 1 and (ends_away or _leads_away(first, context))
    return leads_away and not has_box_alike(box)


def _may_be_pull_quote(lines: list[Block]) -> bool:
    """Return whether a box holds one or two short lines: a quote and who said it."""
    said, *speaker = lines
    is_short = len(said.text) in PULL_QUOTE_CHARS and not said.links
    return is_short and (not speaker or (len(speaker) == 1 and 0 < len(speaker[0].text) <= MAX_SPEAKER_CHARS))


def _repeats(line: Block, blocks: list[Block], text: list[int]) -> bool:
    """Return whether a paragraph of the text has the words of a line."""
    words = letters(line.text)
    return any(words in letters(blocks[n].text) for n in text)


def _leads_away(block: Block, context: BodyContext) -> bool:
    """Return whether a line is only a link to the newspaper itself or to its account or programme."""
    return block.is_link and all(context.author_links.is_own(link) for link in block.links)


def _ends_leading_away(words: list[Block], context: BodyContext) -> bool:
    """Return whether the last of several lines, the first of which is a heading, ends with a linked sentence of the newspaper."""
    last = words[-1]
    if words[0].kind != "heading" or len(last.links) != 1 or last.is_link:
        return False
    link = last.links[0]
    before, found, rest = last.text.rpartition(link.text)
    is_whole = bool(found) and not rest.strip(" .!→›»") and before.rstrip().endswith((".", "!", "?"))
    return is_whole and len(link.text) <= MAX_LEAVING_SENTENCE_CHARS and context.author_links.is_own(link)
