"""The article's text, read in stages from its content root.

The content root is the element that holds the text (:mod:`~newscrawl.extract.body.content_root`). Its blocks are paragraphs,
headings, pictures and the like, in reading order (:mod:`~newscrawl.extract.body.blocks`). Each stage takes blocks and returns
blocks; :data:`STAGES` is their order. What a stage takes out for another field goes to
:class:`~newscrawl.extract.body.context.BodyNotes`. Each module has its patterns and limits at its top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from newscrawl.extract import pictures
from newscrawl.extract.body.author_links import AuthorLinks
from newscrawl.extract.body.blocks import Block, Link, extract_blocks
from newscrawl.extract.body.boilerplate import remove_boilerplate
from newscrawl.extract.body.boilerplate_boxes import excluded_by_layout
from newscrawl.extract.body.captions import assign_captions, remove_lone_captions, use_captions_as_text
from newscrawl.extract.body.cards import remove_cards
from newscrawl.extract.body.content_root import (
    MAX_DOUBTFUL_CHARS,
    MIN_BODY_CHARS,
    MIN_REPLACEMENT_RATIO,
    LayoutRoot,
    ProseRoot,
    find_by_layout,
    find_by_prose,
)
from newscrawl.extract.body.context import BodyContext, BodyNotes
from newscrawl.extract.body.ends import remove_end_mark, remove_symbols, take_bylines
from newscrawl.extract.body.inserts import remove_inserts
from newscrawl.extract.body.intro import prepend_intro
from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.body.link_lines import count_author_link_lines, remove_link_lines, take_see_also
from newscrawl.extract.body.offer_boxes import remove_offer_boxes
from newscrawl.extract.body.repeats import remove_pull_quotes, remove_repeats
from newscrawl.extract.body.result import Body

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

__all__ = [
    "MAX_DOUBTFUL_CHARS",
    "MIN_BODY_CHARS",
    "MIN_REPLACEMENT_RATIO",
    "STAGES",
    "Block",
    "Body",
    "BodyContext",
    "BodyNotes",
    "LayoutRoot",
    "Link",
    "ProseRoot",
    "Stage",
    "extract_blocks",
    "find_by_layout",
    "find_by_prose",
    "is_sentence",
    "read_body",
]

Stage: TypeAlias = "Callable[[list[Block], BodyContext], list[Block]]"

STAGES: Final[tuple[Stage, ...]] = (
    # Cards of other articles within the text, on every page.
    remove_cards,
    # Small boxes between paragraphs that hold a field or lead elsewhere; only on pages that no layout reads.
    remove_offer_boxes,
    # Newsletters, consent boxes and other insertions; only on pages that no layout reads.
    remove_inserts,
    # What is around and within the text without being part of it; only on pages that no layout reads.
    remove_boilerplate,
    prepend_intro,
    # What the page shows elsewhere, or twice.
    remove_repeats,
    # Captions and credits below their pictures.
    assign_captions,
    remove_lone_captions,
    # Links to other articles.
    take_see_also,
    remove_link_lines,
    remove_pull_quotes,
    count_author_link_lines,
    # Bylines and source lines at the end.
    take_bylines,
    # A picture story, whose captions are its text.
    use_captions_as_text,
    remove_end_mark,
    remove_symbols,
)
"""The stages in their order. Stages for unknown pages return the blocks unchanged on a page that a layout reads."""

MIN_TEXT_LEFT_SHARE: Final = 0.75
"""Share of the text that must be left in an article when the words below its pictures are read as captions."""


def read_body(
    page: Page,
    root: Element,
    layout: Layout | None,
    *,
    is_known: bool,
    headline: Element | None = None,
    lead: Element | None = None,
    shown_texts: Iterable[str | None] = (),
    metadata_leads: Iterable[str | None] = (),
    excluded: Collection[Element] = (),
    intro_boxes: Iterable[Element] = (),
    author_names: Iterable[str] = (),
    is_article_url: Callable[[str], bool] = lambda _: False,
    captions_by_position: bool = False,
) -> Body:
    """Read the text of a content root.

    ``layout`` holds the selectors that are known for the page. ``is_known`` says that its selector found the root; else the root may
    hold boilerplate, and nothing before ``headline``, the element of the visible headline, is text. ``lead`` is the element of
    the visible lead and is left out, like all ``excluded`` elements. The text does not repeat ``shown_texts``
    (headline, visible lead), nor ``metadata_leads`` (leads that only the metadata give) where they look like a lead. The text
    begins in ``intro_boxes``, which precede the root. ``author_names`` are known from other fields. ``is_article_url`` tells
    whether an absolute address reads like that of an article. With ``captions_by_position``, a few words in one box with a
    picture are its caption.
    """
    is_known = is_known and layout is not None
    excluded = {*excluded, *excluded_by_layout(page, root, layout, is_known=is_known)}
    if lead is not None:
        excluded.add(lead)
    blocks = _root_blocks(page, root, layout, excluded, is_known=is_known, captions_by_position=captions_by_position)
    notes = BodyNotes()
    context = BodyContext(
        page=page,
        root=root,
        layout=layout,
        is_known=is_known,
        headline=headline,
        shown_texts=tuple(filter(None, shown_texts)),
        metadata_leads=tuple(filter(None, metadata_leads)),
        intro_boxes=tuple(intro_boxes),
        excluded=excluded,
        author_names=frozenset(name.casefold() for name in author_names),
        is_article_url=is_article_url,
        all_blocks=blocks,
        author_links=AuthorLinks(page, blocks),
        notes=notes,
    )
    for stage in STAGES:
        blocks = stage(blocks, context)
    return Body(
        root,
        blocks,
        bylines=notes.bylines,
        see_also=notes.see_also,
        is_picture_story=notes.is_picture_story,
        captions_are_text=notes.captions_are_text,
        teasers=notes.teasers,
        author_link_lines=notes.author_link_lines,
    )


def _root_blocks(
    page: Page,
    root: Element,
    layout: Layout | None,
    excluded: Collection[Element],
    *,
    is_known: bool,
    captions_by_position: bool,
) -> list[Block]:
    """Return the blocks of the root. Words below pictures become captions if ``captions_by_position``, unless they are the text."""
    blocks = extract_blocks(root, excluded, pictures.reader(page, layout, is_known=is_known))
    shown = (picture for block in blocks for picture in block.pictures)
    if not captions_by_position or not any(map(pictures.stands_over_words, shown)):
        return blocks
    with_captions = extract_blocks(root, excluded, pictures.reader(page, layout, is_known=is_known, by_shape=True))
    return blocks if _captions_are_text(blocks, with_captions) else with_captions


def _captions_are_text(blocks: list[Block], with_captions: list[Block]) -> bool:
    """Return whether the words below the pictures are the text: much is lost without them, or the text repeats them."""
    all_chars, left_chars = (sum(len(block.text) for block in found) for found in (blocks, with_captions))
    texts = {block.text for block in with_captions}
    return left_chars < MIN_TEXT_LEFT_SHARE * all_chars or any(
        picture.caption in texts for block in with_captions for picture in block.pictures
    )
