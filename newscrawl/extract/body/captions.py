"""Stages: give captions and credits to their pictures, and take the captions as the text of a picture story."""

from __future__ import annotations

import re
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING, Final

from newscrawl.extract import pictures
from newscrawl.extract.body.blocks import Block
from newscrawl.extract.body.lines import is_in_quote, is_sentence
from newscrawl.extract.dom import collapse_whitespace, contains, short_text, text_of
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.names import looks_like_name
from newscrawl.extract.picture_credits import CREDIT_ONLY, bare_credit, has_credit, is_credit_line, parts_of, visible

if TYPE_CHECKING:
    from newscrawl.extract.body.author_links import AuthorLinks
    from newscrawl.extract.body.context import BodyContext
    from newscrawl.extract.dom import Element
    from newscrawl.extract.pictures import Picture

MAX_CAPTION_CHARS: Final = 320
"""A longer line after a picture is a paragraph."""

MAX_SHORT_CAPTION_CHARS: Final = 90
"""A line of at most this length in the element of a picture or video is a caption without a caption's class."""

MAX_CAPTION_ANCESTORS: Final = 3
"""A line, and so many elements in all counted outwards from it, whose class may name a caption."""

MAX_ANCESTORS_OF_LINE: Final = 2
"""Elements around a line whose class may name a caption."""

MAX_COMPARED_BLOCKS: Final = 2_000
"""A longer text is not searched for lone captions."""

MAX_LONE_CAPTION_SHARE: Final = 0.3
"""Share of the blocks that may be captions without a picture. If there are more, they are the text."""

MIN_STORY_CAPTIONS: Final = 3
"""Captions of a picture story."""

MIN_CAPTIONS_PER_SENTENCE: Final = 3
"""Captions of a picture story for each paragraph of its text."""

MAX_STORY_TEXT_RATIO: Final = 0.3
"""Characters of text, as a ratio to those of the captions, that a picture story stays below."""

MIN_STYLED_SENTENCES: Final = 3
"""Sentences, at least, for the style of the text to be known."""

MIN_STYLED_SHARE: Final = 0.6
"""Share of the sentences that are centred or italic, for this to be the style of the text."""

DESCRIPTION_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:desc|description|note|legend|ghi-?chu|mo-?ta)(?:$|[\s_-])", re.IGNORECASE
)
"""Class names of a line that describes the picture in the box before it."""

VIDEO_TAGS: Final = ("video", "iframe")
"""Elements that show a video."""

_is_caption_class: Final = cached_search(
    re.compile(
        r"(?:^|[\s_-])(?:cutline|legende?|bildunterschrift|bildtext|didascalia|pie-?(?:de-?)?foto|(?:photo|img|image|picture|media|video)[_-]?(?:info|text|title|desc(?:ription)?|legend|cutline))(?:s?$|[\s_-])",
        re.IGNORECASE,
    )
)
_is_credit_class: Final = cached_search(re.compile(r"(?:^|[\s_-])credits?(?:\s|$)", re.IGNORECASE))
_is_media_class: Final = cached_search(
    re.compile(r"(?:^|[\s_-]|(?<=[a-z]))(?:[Ii]mage|[Pp]hoto|[Pp]icture|[Vv]ideo)s?(?![a-z])")
)


def assign_captions(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Move each caption or credit that is a line of its own below a picture into that picture; remove captions of videos."""
    kept: list[Block] = []
    has_videos = next(context.root.iter(*VIDEO_TAGS), None) is not None
    has_styled_text = _is_styled_text(blocks)
    for block in blocks:
        if has_videos and _is_video_caption(block):
            continue
        figure = kept[-1] if kept and kept[-1].kind == "figure" else None
        if (
            figure is not None
            and block.kind != "figure"
            and _is_caption(figure, block, has_styled_text=has_styled_text)
        ):
            for picture in (picture for row in _row_of(kept) for picture in row.pictures):
                if picture.caption is None:
                    caption, credit = (block.text, None) if context.is_known else _parts(block)
                    pictures.describe(picture, caption, picture.credit or credit)
            continue
        if figure is not None and block.kind != "figure" and pictures.takes_credit(figure.pictures[-1], block.text):
            continue
        if figure is not None and block.kind != "figure" and _is_named_credit(figure.pictures[-1], block):
            figure.pictures[-1].credit = bare_credit(block.text)
            continue
        kept.append(block)
    return kept


def _parts(block: Block) -> tuple[str | None, str | None]:
    """Return the words of a caption and the credit that its markup sets apart."""
    words = visible(text_of(block.element)) if len(block.element) else ""
    # A credit that is a block of its own inside the caption is no longer part of the line.
    is_whole = words.startswith(block.text) and len(words) <= len(block.text) + MAX_SHORT_CAPTION_CHARS
    caption, credit = parts_of(block.element, words) if is_whole else (block.text, None)
    return (caption, credit) if credit is not None else (block.text, None)


def _is_named_credit(picture: Picture, block: Block) -> bool:
    """Return whether a short line right below a picture or its caption is called a credit; the picture has none yet."""
    return (
        picture.credit is None
        and len(block.text) <= MAX_SHORT_CAPTION_CHARS
        and not is_sentence(block)
        and is_credit_line(block.element)
    )


def repeats_alt(picture: Picture, line: Block) -> bool:
    """Return whether a line right below a picture repeats the text that stands for the picture, and so describes it."""
    return (
        picture.alt is not None
        and line.kind == "paragraph"
        and not line.bold
        and line.text == collapse_whitespace(picture.alt)
    )


def is_credit_below(blocks: list[Block], at: int) -> bool:
    """Return whether a line right below a picture, or below its caption, is called a credit."""
    below = blocks[max(0, at - 2) : at]
    return any(block.kind == "figure" for block in below) and is_credit_line(blocks[at].element)


def is_caption_below(figure: Block, line: Block) -> bool:
    """Return whether a line right below a picture without a caption is one, by its class or by the credit at its end, or its credit."""
    around = (line.element, *islice(line.element.iterancestors(), MAX_ANCESTORS_OF_LINE))
    is_in_caption = any(map(pictures.is_caption_box, around))
    if is_in_caption and CREDIT_ONLY.match(line.text):
        return True
    if figure.kind != "figure" or line.kind == "figure" or figure.pictures[-1].caption is not None:
        return False
    if repeats_alt(figure.pictures[-1], line):
        return True
    return is_in_caption or has_credit(line.text)


def is_in_box_of(figure: Block, line: Block) -> bool:
    """Return whether a line is all that a box shows below the picture in it."""
    if figure.kind != "figure" or line.kind != "paragraph" or line.is_link:
        return False
    box = line.element.getparent()
    return box is not None and contains(box, figure.element) and short_text(box, MAX_CAPTION_CHARS) == line.text


def _row_of(blocks: list[Block]) -> list[Block]:
    """Return the last picture with those right before it that stand in the same box, as the pictures of one row do."""
    last = blocks[-1]
    box = last.element.getparent()
    is_row = box is not None and not text_of(box)
    before = takewhile(
        lambda block: is_row and block.kind == "figure" and block.element.getparent() is box, reversed(blocks[:-1])
    )
    return [last, *before]


def remove_lone_captions(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove, on unknown pages, the captions whose picture or video only a script shows."""
    if context.is_known or len(blocks) > MAX_COMPARED_BLOCKS:
        return blocks
    short = (block for block in blocks if len(block.text) <= MAX_CAPTION_CHARS and block.kind != "figure")
    lone = {id(b) for b in short if _has_caption_class(b) or _is_beside_media(b, context.author_links)}
    # The line of a picture story, whose pictures stand each in one box with their text.
    lone -= {id(line) for figure, line in pairwise(blocks) if is_in_box_of(figure, line)}
    if 0 < len(lone) <= MAX_LONE_CAPTION_SHARE * len(blocks):
        return [block for block in blocks if id(block) not in lone]
    return blocks


def use_captions_as_text(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Make the captions of a picture story its paragraphs, if they are much longer than the text or its layout says so."""
    captions = [picture.caption for block in blocks for picture in block.pictures if picture.caption]
    if context.layout is not None and context.layout.genre == "photo":
        is_story = are_text = bool(captions)
    else:
        text_chars = sum(len(block.text) for block in blocks if block.kind != "figure")
        are_text = len(captions) >= MIN_STORY_CAPTIONS and text_chars < MAX_STORY_TEXT_RATIO * sum(map(len, captions))
        sentences = sum(map(is_sentence, blocks))
        is_story = are_text or len(captions) >= max(MIN_STORY_CAPTIONS, MIN_CAPTIONS_PER_SENTENCE * sentences)
    context.notes.is_picture_story, context.notes.captions_are_text = is_story, are_text
    if not are_text:
        return blocks
    text: list[Block] = []
    for block in blocks:
        text.append(block)
        added: set[str] = set()
        for picture in block.pictures:
            if picture.caption and picture.caption not in added:
                added.add(picture.caption)
                text.append(Block("paragraph", picture.caption, block.element))
            picture.caption = None
    return text


def _is_beside_media(block: Block, links: AuthorLinks) -> bool:
    """Return whether a line is a few words in the element of a picture or video, and is not the name of its author."""
    if len(block.text) > MAX_SHORT_CAPTION_CHARS or block.kind != "paragraph" or is_sentence(block):
        return False
    is_name = looks_like_name(block.text) and not any(map(str.isdigit, block.text))
    return not is_name and links.is_apart_with_class(block, _is_media_class)


def _has_caption_class(block: Block) -> bool:
    """Return whether the class of a line, or of its parent if that holds nothing else, names a caption or credit."""
    names = block.element.get("class")
    if len(block.text) <= MAX_SHORT_CAPTION_CHARS and names and _is_credit_class(names):
        return True
    if names and _is_caption_class(names) and not is_in_quote(block.element):
        return True
    above = block.element.getparent()
    is_caption = pictures.is_caption_box(block.element) or (
        above is not None and len(above) == 1 and pictures.is_caption_box(above)
    )
    return is_caption and not is_in_quote(block.element)


def _is_video_caption(block: Block) -> bool:
    """Return whether a line is the caption of a video in its parent: its class says so, or all the box shows is the line."""
    box = block.element.getparent()
    return (
        block.kind != "figure"
        and box is not None
        and len(block.text) <= MAX_CAPTION_CHARS
        and next(box.iter(*VIDEO_TAGS), None) is not None
        and (
            pictures.is_caption_box(block.element)
            or (_is_media_class(box.get("class") or "") and short_text(box, 2 * MAX_CAPTION_CHARS) == block.text)
        )
    )


def _is_styled_text(blocks: list[Block]) -> bool:
    """Return whether most of the running text is centred or italic, so that neither tells a caption."""
    if not any(block.kind == "figure" for block in blocks):
        return False
    sentences = [block for block in blocks if is_sentence(block)]
    styled = sum(block.italic or _is_centred(block.element) for block in sentences)
    return len(sentences) >= MIN_STYLED_SENTENCES and styled > MIN_STYLED_SHARE * len(sentences)


def _is_caption(figure: Block, block: Block, *, has_styled_text: bool) -> bool:
    """Return whether a line below a picture is its caption: by class, by a credit at its end, or by its style."""
    picture = figure.pictures[-1]
    if picture.caption is not None or len(block.text) > MAX_CAPTION_CHARS:
        return False
    around = (block.element, *islice(block.element.iterancestors(), MAX_CAPTION_ANCESTORS - 1))
    if repeats_alt(picture, block) or any(map(pictures.is_caption_box, around)) or has_credit(block.text):
        return True
    if has_styled_text and is_sentence(block):
        return False
    if picture.box is None and _is_described_by(figure.element, block):
        return True
    if picture.box is not None and not _is_alone_with(picture.box, block):
        return False
    return (block.italic or _is_centred(block.element)) and not block.bold


def _is_described_by(image: Element, block: Block) -> bool:
    """Return whether a line is the box called a description that follows the box of a picture."""
    before = block.element.getprevious()
    is_next = before is not None and before is not image and contains(before, image) and not text_of(before)
    return is_next and DESCRIPTION_CLASS.search(block.element.get("class") or "") is not None


def _is_alone_with(figure: Element, block: Block) -> bool:
    """Return whether a line is all that a box shows beside the figure in it."""
    box = figure.getparent()
    return box is not None and contains(box, block.element) and short_text(box, 2 * MAX_CAPTION_CHARS) == block.text


def _is_centred(element: Element) -> bool:
    """Return whether the element's own markup centres its text."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "text-align:center" in style or (element.get("align") or "").lower() == "center" or element.tag == "center"
