"""Stage: remove boilerplate, the blocks before, within and after the text that are not the author's.

It runs on pages that no layout reads. A block is judged by its words, by its share of links, and by its place: a block in the
same element as the running text is the author's; a block elsewhere must read like running text.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract import jsonld
from newscrawl.extract.body.captions import is_caption_below, is_credit_below, is_in_box_of
from newscrawl.extract.body.line_patterns import (
    AFTER_TEXT,
    AFTER_TEXT_ABROAD,
    BYLINE,
    CLOCK,
    COMMENTS_HEADING,
    CREDIT,
    LINE_UP,
    MACHINE_NOTE,
    MAX_RIGHTS_CHARS,
    MAX_SOURCE_LABEL_CHARS,
    POSTED_HEADING,
    PROMOTION,
    RIGHTS,
    RIGHTS_FIRST_CHARS,
    RULES_PATH,
    SEPARATOR_LINE,
    SIGN_UP,
    SIGN_UP_SENTENCE,
    SOURCE_ITEM,
    TOOLBAR,
    WHOLE_LINE,
)
from newscrawl.extract.body.lines import (
    MAX_LABEL_CHARS,
    MAX_LINE_CHARS,
    MAX_SHORT_LINE_CHARS,
    are_neighbours,
    heads_related_links,
    is_counter,
    is_date_line,
    is_labelled_title,
    is_link_line,
    is_offer_alone,
    is_reader_call,
    is_sentence,
    is_sign,
    is_step,
    shares_parent,
)
from newscrawl.extract.body.places import below_title_in_line, follows_insertion, goes_on, text_chars_from
from newscrawl.extract.dom import contains, source_text_length
from newscrawl.extract.names import looks_like_name
from newscrawl.extract.people import is_byline
from newscrawl.extract.stated import is_stated_article

if TYPE_CHECKING:
    from collections.abc import Collection

    from newscrawl.extract.body.author_links import AuthorLinks
    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.context import BodyContext
    from newscrawl.extract.dom import Element

MAX_COMPARED_BLOCKS: Final = 2_000
"""A longer text is not compared with the JSON-LD, and its link labels are not looked for."""

MAX_LABEL_REPEATS: Final = 2
"""A short line that occurs more often in the content root is a label, not text."""

MAX_SIGN_UP_CHARS: Final = 600
"""Characters of a box that asks the reader to subscribe, at most."""

MAX_CLOSING_LABEL_CHARS: Final = 30
"""A label below the text has at most so many characters."""

MIN_TRAILING_TEASERS: Final = 2
"""Teasers in a row after the text that make a list of other articles."""

MIN_LEFT_SHARE: Final = 0.4
"""Share of the running text that teasers leave, at least, for them to be no part of an article."""

MIN_TEXT_PARENT_PARAGRAPHS: Final = 3
"""Paragraphs in one parent element that show where the text is."""

MIN_TEXT_AFTER_RATIO: Final = 0.5
"""Running text after a line, as a ratio to the text before it, that shows that the article continues after the line."""

JSONLD_LINE_HEAD_CHARS: Final = 80
"""First letters of a line that are looked for in the text of the JSON-LD."""

MIN_JSONLD_TEXT_SHARE: Final = 0.75
"""The JSON-LD limits the text if it holds at least this share of the running text's characters."""


def remove_boilerplate(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove labels, toolbars, teasers, related boxes, promotions, and all that comes before and after the text."""
    if context.is_known:
        return blocks
    links = context.author_links
    kept = _trim(
        blocks,
        context.root,
        context.headline,
        links,
        context.author_names,
        is_stated=is_stated_article(context.page),
    )
    context.notes.teasers = count_teasers(kept, links)
    if stated := jsonld.article_body_letters(context.page.news):
        kept = _limit_to_jsonld(kept, stated)
    return kept


def count_teasers(blocks: list[Block], links: AuthorLinks) -> int:
    """Return the number of paragraphs right after a link line: the teasers of other articles."""
    lines = (block for block in blocks if block.kind != "figure")
    return sum(is_sentence(block) and before.is_link and before not in links for before, block in pairwise(lines))


def find_teaser_cards(blocks: list[Block], links: AuthorLinks) -> list[tuple[Block, Block]]:
    """Return the teasers within the text, each as its link line and its paragraph.

    Both are in an element that does not hold the text's own parent.
    """
    parents = Counter(block.element.getparent() for block in blocks if is_sentence(block))
    text_parent, paragraphs = max(parents.items(), key=itemgetter(1), default=(None, 0))
    if text_parent is None or paragraphs < MIN_TEXT_PARENT_PARAGRAPHS:
        return []
    pairs: list[tuple[Block, Block]] = []
    before: Block | None = None
    for block in blocks:
        box = block.element.getparent()
        if (
            before is not None
            and before.is_link
            and before not in links
            and block.kind != "figure"
            and box is not None
            and box is not text_parent
            and contains(box, before.element)
            and not contains(box, text_parent)
        ):
            pairs.append((before, block))
        before = block if block.kind != "figure" else before
    return pairs


def _trim(
    blocks: list[Block],
    root: Element,
    headline: Element | None,
    links: AuthorLinks,
    authors: Collection[str],
    *,
    is_stated: bool,
) -> list[Block]:
    """Return the blocks of the text. ``authors`` are names in lower case that are known from other fields.

    On a page whose data call it an article (``is_stated``), teasers that hold most of the text are the entries of a ranking, if
    they are in the smallest element that holds the headline and the first sentence.
    """
    if headline is not None and contains(root, headline):
        at = next((n for n, block in enumerate(blocks) if contains(headline, block.element)), -1)
        blocks = blocks[at + 1 :] if at >= 0 else below_title_in_line(blocks, headline)
    blocks = _without_sign_up_boxes(blocks, links)
    repeats = Counter(block.text for block in blocks if len(block.text) <= MAX_LABEL_CHARS)
    blocks = [
        b for n, b in enumerate(blocks) if not _is_repeated_label(blocks, n, repeats) and not _is_promotion(blocks, n)
    ]
    start_at = _first_sentence(blocks)
    if start_at is None:
        return blocks
    at, first = start_at, blocks[start_at]
    above = [
        block
        for n, block in enumerate(blocks[:at])
        if not _is_label_above(block, first)
        or (n and is_caption_below(blocks[n - 1], block))
        or is_credit_below(blocks, n)
        or _is_listed_below_heading(block)
    ]
    second = next((n for n in range(at + 1, len(blocks)) if is_sentence(blocks[n])), at)
    dated = {id(b) for b in blocks[at + 1 : second] if b.kind == "paragraph" and not b.bold and is_date_line(b)}
    blocks = [*above, *(b for b in blocks[at:] if id(b) not in dated)]
    left = _without_trailing_teasers(_without_teaser_cards(blocks, links), links)
    entries = _inside_article(blocks, left, headline, first) if is_stated else left
    blocks = entries if _sentence_chars(left) < MIN_LEFT_SHARE * _sentence_chars(entries) else left
    start = next((n for n, block in enumerate(blocks) if block is first), 0)
    blocks = _without_related_boxes(blocks, start)
    blocks = _until_end(_until_rules(blocks, links), start, links)
    blocks = _without_author_bio(blocks, authors, links)
    if len(blocks) > MAX_COMPARED_BLOCKS:
        return blocks
    lines = (block for block in blocks if block.kind != "figure")
    labels = {id(block) for block, link in pairwise(lines) if link.links and links.is_label_of(block, link)}
    return [block for block in blocks if id(block) not in labels]


def _without_sign_up_boxes(blocks: list[Block], links: AuthorLinks) -> list[Block]:
    """Remove the small boxes apart from the text whose first line asks the reader to subscribe."""
    heads = [
        block
        for block in blocks
        if block.kind in {"heading", "paragraph"} and len(block.text) <= MAX_LABEL_CHARS and SIGN_UP.match(block.text)
    ]
    boxes = [
        box
        for block in heads
        if links.is_apart(block)
        and (box := block.element.getparent()) is not None
        and source_text_length(box, MAX_SIGN_UP_CHARS) <= MAX_SIGN_UP_CHARS
    ]
    return [b for b in blocks if not any(contains(box, b.element) for box in boxes)] if boxes else blocks


def _first_sentence(blocks: list[Block]) -> int | None:
    """Return the position of the first sentence of the text: no date, no call to the reader, no caption unless all are captions."""
    sentences = [
        n for n, block in enumerate(blocks) if is_sentence(block) and not (is_date_line(block) or is_reader_call(block))
    ]
    first = next((n for n in sentences if not (n and is_caption_below(blocks[n - 1], blocks[n]))), None)
    return first if first is not None else next(iter(sentences), None)


def _inside_article(blocks: list[Block], kept: list[Block], headline: Element | None, first: Block) -> list[Block]:
    """Return the blocks that are kept or inside the smallest element that holds the headline and the first sentence."""
    if headline is None:
        return blocks
    box = next((above for above in first.element.iterancestors() if contains(above, headline)), None)
    known = set(map(id, kept))
    return [block for block in blocks if id(block) in known or (box is not None and contains(box, block.element))]


def _sentence_chars(blocks: list[Block]) -> int:
    """Return the characters of running text."""
    return sum(len(block.text) for block in blocks if is_sentence(block))


def _until_end(blocks: list[Block], start: int, links: AuthorLinks) -> list[Block]:
    """Cut the blocks at the first line that ends the text, and after the last sentence before it.

    Short lines after the last sentence stay if they are still the author's.
    """
    ends = [n for n, block in enumerate(blocks) if n > start and (_ends_text(block) or _ends_text_abroad(block))]
    left = text_chars_from(blocks) if ends else []
    is_end = (
        n
        for n in ends
        if not left[n]
        or (left[n] <= MIN_TEXT_AFTER_RATIO * (left[0] - left[n]) and _ends_text(blocks[n]))
        or COMMENTS_HEADING.match(blocks[n].text)
    )
    end = next(is_end, len(blocks))
    last = max((n for n, block in enumerate(blocks[:end]) if is_sentence(block)), default=end - 1)
    closing = [
        blocks[n]
        for n in range(last + 1, end)
        if _is_closing_line(blocks[n], blocks[start], blocks[last], links) or is_in_box_of(blocks[n - 1], blocks[n])
    ]
    if not any(is_byline(block.text) for block in closing):
        closing += islice((block for block in blocks[end:] if _is_late_byline(block, blocks[last])), 1)
    return [*blocks[: last + 1], *(block for block in closing if not is_sign(block))]


def _until_rules(blocks: list[Block], links: AuthorLinks) -> list[Block]:
    """Cut the blocks at the first paragraph apart from the text, below all of it, that links to the rules of the site's comments."""
    sentences = [n for n, block in enumerate(blocks) if is_sentence(block)]
    own = [n for n in sentences if not links.is_apart(blocks[n])]
    if len(own) < MIN_TEXT_PARENT_PARAGRAPHS:
        return blocks
    after = (n for n in sentences if n > own[-1])
    rules = next((n for n in after if any(RULES_PATH.search(link.href) for link in blocks[n].links)), None)
    return blocks if rules is None else blocks[:rules]


def _is_late_byline(block: Block, last: Block) -> bool:
    """Return whether a line below a list of other articles is the byline: bold, in the same element as the text."""
    is_here = block.kind == "paragraph" and block.bold and block.element.getparent() is last.element.getparent()
    return is_here and is_byline(block.text)


def _limit_to_jsonld(blocks: list[Block], stated: str) -> list[Block]:
    """Cut the blocks before the first and after the last one that the JSON-LD has, if it has most of the text.

    ``stated`` is :func:`newscrawl.extract.jsonld.article_body_letters`.
    """
    if len(blocks) > MAX_COMPARED_BLOCKS:
        return blocks
    in_jsonld = [
        n
        for n, block in enumerate(blocks)
        if is_sentence(block) and jsonld.letters(block.text)[:JSONLD_LINE_HEAD_CHARS] in stated
    ]
    all_chars = sum(len(block.text) if is_sentence(block) else 0 for block in blocks)
    if not in_jsonld or sum(len(blocks[n].text) for n in in_jsonld) < MIN_JSONLD_TEXT_SHARE * all_chars:
        return blocks
    return [b for n, b in enumerate(blocks) if in_jsonld[0] <= n <= in_jsonld[-1] or b.kind == "figure"]


def _without_teaser_cards(blocks: list[Block], links: AuthorLinks) -> list[Block]:
    """Remove the paragraphs of teasers within the text."""
    teasers = {id(teaser) for _, teaser in find_teaser_cards(blocks, links)}
    return [block for block in blocks if id(block) not in teasers]


def _without_author_bio(blocks: list[Block], authors: Collection[str], links: AuthorLinks) -> list[Block]:
    """Remove the last paragraph if it describes the author: it begins with the author's name, and is set apart.

    It is in italics, in another element than the text, or below a line of signs.
    """
    sentences = [n for n, block in enumerate(blocks) if is_sentence(block)]
    if len(sentences) < MIN_TEXT_PARENT_PARAGRAPHS:
        return blocks
    last, before = blocks[sentences[-1]], blocks[sentences[-1] - 1]
    if not last.italic and not links.is_apart(last) and not SEPARATOR_LINE.fullmatch(before.text):
        return blocks
    above = blocks[sentences[-1] - 1]
    names = [*authors, *([above.text.casefold().strip()] if looks_like_name(above.text) else ())]
    if not any(name and last.text.casefold().startswith(name) for name in names):
        return blocks
    return [
        *blocks[: sentences[-1] - (above.text.casefold().strip() in names)],
        *blocks[sentences[-1] + 1 :],
    ]


def _without_trailing_teasers(blocks: list[Block], links: AuthorLinks) -> list[Block]:
    """Remove the list of teasers after the text: paragraphs that each follow a link line."""
    lines = [n for n, block in enumerate(blocks) if block.kind != "figure"]
    # A text begins with two paragraphs, a list of teasers with a link after the first.
    opening = (pair for pair in pairwise(lines) if is_sentence(blocks[pair[0]]))
    first = next((blocks[one] for one, other in islice(opening, 1) if is_sentence(blocks[other])), None)
    start, count = len(blocks), 0
    for before, n in zip(reversed(lines[:-1]), reversed(lines[1:]), strict=True):
        if not is_sentence(blocks[n]):
            continue
        if not blocks[before].is_link or blocks[before] in links or follows_insertion(blocks[n], blocks[before], first):
            break
        start, count = before, count + 1
    has_text_before = any(is_sentence(block) for block in blocks[:start])
    return blocks[:start] if count >= MIN_TRAILING_TEASERS and has_text_before else blocks


def _without_related_boxes(blocks: list[Block], start: int) -> list[Block]:
    """Remove the boxes of related links within the text.

    A box begins at its heading, and ends at the next sentence, heading or picture. After the heading there must be enough
    running text, or links and then text beside the first paragraph; else the heading may be the end of the text, which
    :func:`_until_end` decides.
    """
    kept: list[Block] = []
    inside = False
    before, after = _text_chars_around(blocks)
    for n, block in enumerate(blocks):
        if n > start and heads_related_links(block):
            inside = after[n] > MIN_TEXT_AFTER_RATIO * before[n] or goes_on(blocks, n, blocks[start])
        elif inside and (is_sentence(block) or block.kind in {"heading", "figure"}):
            inside = False
        if not inside:
            kept.append(block)
    return kept


def _is_repeated_label(blocks: list[Block], at: int, repeats: Counter[str]) -> bool:
    """Return whether a line occurs too often to be text, or is the time of an entry.

    Paragraphs are exempt: an interview repeats the names of its speakers. So are questions, rows of tables, and headings above
    running text: a ranking has the same headings for each entry.
    """
    block = blocks[at]
    if block.kind in {"paragraph", "item"} and CLOCK.fullmatch(block.text):
        return True
    if block.kind in {"figure", "row"} or block.element.tag == "p" or repeats[block.text] <= MAX_LABEL_REPEATS:
        return False
    if block.text.endswith("?"):
        return False
    after = blocks[at + 1] if at + 1 < len(blocks) else None
    is_above_text = after is not None and (is_sentence(after) or after.kind == "item") and shares_parent(block, after)
    return not (block.kind == "heading" and is_above_text and not block.links)


def _is_promotion(blocks: list[Block], at: int) -> bool:
    """Return whether a line asks to read, watch, share or pay for something, or describes a picture that is missing."""
    block = blocks[at]
    text = block.text
    if block.kind == "figure" or len(text) > MAX_RIGHTS_CHARS:
        return False
    if text[0] in RIGHTS_FIRST_CHARS and RIGHTS.match(text):
        return True
    if block.kind == "paragraph" and (block.links or block.italic or block.bold):
        offer = SIGN_UP_SENTENCE.search(text)
        if offer is not None and is_offer_alone(block, offer.start()):
            return True
    if len(text) > MAX_LINE_CHARS:
        return MACHINE_NOTE.match(text) is not None
    is_whole = len(text) <= MAX_LABEL_CHARS and (
        WHOLE_LINE.fullmatch(text.strip(" .:|-–—*•[]()")) or TOOLBAR.fullmatch(text)
    )
    is_source = block.kind == "item" and 0 < len(text) - block.linked <= MAX_SOURCE_LABEL_CHARS
    if (
        not is_whole
        and not PROMOTION.match(text)
        and not MACHINE_NOTE.match(text)
        and not (is_source and SOURCE_ITEM.match(text))
    ):
        return False
    # Right below a picture or its caption, a name may be the credit. A later stage takes it.
    is_below_picture = any(above.kind == "figure" for above in blocks[max(0, at - 2) : at])
    is_credit = is_below_picture and CREDIT.match(block.text)
    # A later stage notes the link of a labelled title.
    is_text = not is_whole and (is_step(block) or (block.links and is_labelled_title(block)))
    return not (is_credit or is_text)


def _is_label_above(block: Block, first: Block) -> bool:
    """Return whether a line above the first sentence is boilerplate: a date, a counter, a toolbar, a section name."""
    if block.kind == "figure" or len(block.text) > MAX_LABEL_CHARS:
        return False
    if heads_related_links(block) and not are_neighbours(block, first):
        return True
    if block.kind == "heading":
        return is_date_line(block) or POSTED_HEADING.match(block.text) is not None
    is_label = (
        is_counter(block) or is_link_line(block) or BYLINE.match(block.text) or dates.read(block.text) is not None
    )
    return bool(is_label) or not are_neighbours(block, first) or block.element.tag != first.element.tag


def _is_listed_below_heading(block: Block) -> bool:
    """Return whether a line is an item without a link of a list right below a subheading: what is needed, in a guide."""
    box = block.element.getparent() if block.kind == "item" and not block.links else None
    heading = box.getprevious() if box is not None and box.tag in {"ul", "ol"} else None
    return heading is not None and heading.tag in {"h2", "h3", "h4"} and next(heading.iter("a"), None) is None


def _is_closing_line(block: Block, first: Block, last: Block, links: AuthorLinks) -> bool:
    """Return whether a short line after the last sentence is still the author's. ``first`` is the first sentence."""
    if block.links and block in links:
        return True
    if is_link_line(block) and not block.is_link:
        return False
    if block.kind == "figure" or block.text.startswith((">>", "»")):
        return True
    style = first.element.get("class") if first.element.tag == "p" else None
    # A label: all paragraphs of the text have another class.
    is_label = bool(style) and block.element.tag == "p" and block.element.get("class") != style
    is_unlike = is_label and len(block.text) <= MAX_CLOSING_LABEL_CHARS and not block.text.isupper()
    is_tags = len(block.links) > 1 or is_unlike
    if looks_like_name(block.text) and (" " in block.text or not is_tags):
        return True
    box = last.element.getparent()
    is_line_up = box is not None and contains(box, block.element) and LINE_UP.match(block.text) is not None
    if is_unlike or is_link_line(block) or is_counter(block) or (block.kind == "heading" and not is_line_up):
        return False
    is_list = block.kind in {"row", "item"} and (box is None or contains(box, block.element) or last.kind == block.kind)
    return is_list or is_line_up or are_neighbours(block, last)


def _ends_text(block: Block) -> bool:
    """Return whether a line is the heading of what comes after an article: comments, tags, other articles."""
    text = block.text.strip(" :")
    if block.kind == "figure" or len(text) > MAX_SHORT_LINE_CHARS:
        return False
    # "Read more: Title" leads to one article, and heads nothing.
    return bool(AFTER_TEXT.match(text)) or (
        heads_related_links(block) and not (block.links and is_labelled_title(block))
    )


def _ends_text_abroad(block: Block) -> bool:
    """Return whether a line is such a heading in another language of the world."""
    is_short = block.kind != "figure" and len(block.text) <= MAX_SHORT_LINE_CHARS
    return is_short and AFTER_TEXT_ABROAD.match(block.text.strip(" :»>▶")) is not None


def _text_chars_around(blocks: list[Block]) -> tuple[list[int], list[int]]:
    """Return, for each block, the characters of running text up to it, and after it up to the start of comments or tags."""
    own_chars = [len(block.text) if block.kind == "paragraph" and is_sentence(block) else 0 for block in blocks]
    after: list[int] = []
    following = 0
    for block, own in zip(reversed(blocks), reversed(own_chars), strict=True):
        after.append(following)
        is_end = len(block.text) <= MAX_SHORT_LINE_CHARS and AFTER_TEXT.match(block.text)
        following = 0 if is_end else following + own
    return list(accumulate(own_chars)), after[::-1]
