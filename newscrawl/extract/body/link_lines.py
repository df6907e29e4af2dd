"""Stages: take the links to other articles out of the text (see also, teasers, link lines)."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.body.boilerplate import find_teaser_cards
from newscrawl.extract.body.lines import (
    MAX_LINE_CHARS,
    MAX_RELATED_HEADING_CHARS,
    is_labelled_title,
    is_reader_call,
    is_sentence,
    is_short_heading,
    shares_parent,
)
from newscrawl.extract.dom import contains
from newscrawl.extract.headings import relation_of
from newscrawl.text.newsroom import is_related_heading

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block, Link
    from newscrawl.extract.body.context import BodyContext

MAX_SEE_ALSO_CHARS: Final = 90
"""A "see also" line without a link to an article is at most this long (exclusive)."""

MIN_LINKED_SENTENCE_CHARS: Final = 280
"""A link line is a sentence of the text if it is longer, and ends with a full stop; else it is a title."""

SEE_ALSO: Final = re.compile(
    r"^[\s>»►▶→•*+=\[\(-]*(?:Xem (?:thêm|tiếp|ngay)|Đọc (?:thêm|tiếp|ngay)|Tin liên quan|Bài liên quan|Các? tin liên quan|Tham khảo thêm|Liên quan|Có thể bạn quan tâm|Bạn có thể quan tâm"
    r"|Mời (?:bạn |quý |các |độc )[^:]{0,40}|Tìm hiểu thêm|See also|Read more)\b\s*[^\w\s]?",
    re.IGNORECASE,
)
"""Beginnings of lines that lead the reader to other articles."""

ARROWS: Final = re.compile(r"^\s*(?:>{2,}|»|►|▶|→|=>|>>>)\s*")
"""Arrows at the start of such a line."""

TAGS_LINE: Final = re.compile(
    r"^(?:Tags?|Từ khóa|Từ khoá|Chủ đề)\s*:?$|^(?:Tags?|Từ khóa|Từ khoá|Chủ đề)\s*:", re.IGNORECASE
)
"""The label of an article's tags, alone or before them."""

PAGE_NUMBERS: Final = re.compile(
    r"\W*(?:(?:\d{1,3}|Trang(?: (?:sau|trước|tiếp(?: theo)?|kế|đầu|cuối))?|Pages?|(?:Next|Previous|Prev)(?: page)?|Sau|Trước|Tiếp(?: theo)?|Seiten?|of)(?:\W+|$))+",
    re.IGNORECASE,
)
"""The links between the pages of one article: ``Trang: 1 2 3``."""

MAX_FACTS: Final = 2
"""Short lines between the linked heading of an entry and its text."""

MAX_PAGE_NUMBERS_CHARS: Final = 120
"""A line of links between pages is at most this long."""


def take_see_also(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Take out the lines that lead to other articles: ``>> Title``, ``Xem thêm: Title``, and lines that are only a link to an article.

    The links between the pages of the article are removed with them.

    A sentence with ``>> link`` at its end loses that end. The links go to :attr:`BodyNotes.see_also`.
    """
    see_also = context.notes.see_also
    kept: list[Block] = []
    for block in blocks:
        if block.kind == "figure":
            kept.append(block)
            continue
        if block.links and len(block.text) <= MAX_PAGE_NUMBERS_CHARS and PAGE_NUMBERS.fullmatch(block.text):
            continue
        targets = _article_links(block, context)
        leads_on = bool(
            (ARROWS.match(block.text) and (targets or not is_sentence(block)))
            or (SEE_ALSO.match(block.text) and (targets or len(block.text) < MAX_SEE_ALSO_CHARS))
        )
        if (
            (leads_on and (targets or not block.links))
            or (targets and block.is_link and not _is_linked_sentence(block))
            or (block.links and is_labelled_title(block))
        ):
            if targets:
                see_also.append((block.element, targets))
                if not context.is_known and kept and _is_label(kept[-1]):
                    kept.pop()
            continue
        if (
            (len(block.text) <= MAX_RELATED_HEADING_CHARS and is_related_heading(block.text))
            or is_reader_call(block)
            or TAGS_LINE.match(block.text)
        ):
            if targets:
                see_also.append((block.element, targets))
            continue
        if before := _text_before_arrow(block):
            block.text = before
            block.links = [link for link in block.links if link not in targets]
            see_also.append((block.element, targets))
        kept.append(block)
    return kept


def remove_link_lines(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove, on unknown pages, the link lines that the author did not write, and the headings above them.

    A linked heading stays if running text in its parent follows it: it is the name of what the text is about. The links of
    teasers within the text go to :attr:`BodyNotes.see_also`.
    """
    if context.is_known:
        return blocks
    _note_teaser_links(context)
    kept: list[Block] = []
    for n, block in enumerate(blocks):
        if (
            block.kind != "figure"
            and block.is_link
            and len(block.text) <= MAX_LINE_CHARS
            and block not in context.author_links
        ):
            after = _text_below(blocks, n)
            if after is None or not _is_title_of(block, after):
                if kept and (is_short_heading(kept[-1]) or _is_label(kept[-1])):
                    kept.pop()
                continue
        kept.append(block)
    return kept


def _text_below(blocks: list[Block], at: int) -> Block | None:
    """Return the first sentence below a line; above it, below a heading, there may be pictures and short facts: a place, a price."""
    later = (block for block in islice(blocks, at + 1, None) if block.kind != "figure")
    most = MAX_FACTS if blocks[at].kind == "heading" else 0
    for facts, block in enumerate(later):
        if is_sentence(block):
            return block
        if facts >= most or block.kind != "paragraph" or block.links:
            return None
    return None


def _is_label(block: Block) -> bool:
    """Return whether a line above a link leads to other articles: "Read also", in any language."""
    is_short = block.kind == "paragraph" and len(block.text) <= MAX_RELATED_HEADING_CHARS and not block.links
    return is_short and relation_of(block.text) is not None


def _is_title_of(title: Block, text: Block) -> bool:
    """Return whether a linked line is the heading of the text after it, or the bold name of an entry of a list that holds the text."""
    if title.kind == "heading":
        return shares_parent(title, text)
    return title.bold and title.element.tag == "li" and contains(title.element, text.element)


def count_author_link_lines(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Count, on unknown pages, the link lines that are left; the blocks stay as they are."""
    if not context.is_known:
        links = context.author_links
        context.notes.author_link_lines = sum(block.is_link and block in links for block in blocks)
    return blocks


def _note_teaser_links(context: BodyContext) -> None:
    see_also = context.notes.see_also
    known = {id(element) for element, _ in see_also}
    for line, _ in find_teaser_cards(context.all_blocks, context.author_links):
        targets = _article_links(line, context)
        if targets and id(line.element) not in known:
            see_also.append((line.element, targets))


def _article_links(block: Block, context: BodyContext) -> list[Link]:
    """Return the links of a block that lead to articles."""
    return [link for link in block.links if (url := context.page.resolve(link.href)) and context.is_article_url(url)]


def _text_before_arrow(block: Block) -> str | None:
    """Return the text before a ``>> link`` at the end of a block; ``None`` if it does not end so."""
    if not block.links:
        return None
    head, arrow, tail = block.text.partition(">>")
    if not arrow or not head.strip():
        return None
    linked = " ".join(link.text for link in block.links)
    return head.strip() if tail.strip(" >") and tail.strip(" >") in linked else None


def _is_linked_sentence(block: Block) -> bool:
    """Return whether a link line is a sentence of the text and not a title."""
    return block.text.endswith((".", "!")) and block.kind == "paragraph" and len(block.text) > MIN_LINKED_SENTENCE_CHARS
