"""The text: the paragraphs in the content root, read by the stages of :mod:`newscrawl.extract.body`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.extract import jsonld
from newscrawl.extract.body import read_body
from newscrawl.extract.body.blocks import Block
from newscrawl.extract.body.content_root import find_most_prose
from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.body.result import Body
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.fields import content_root
from newscrawl.extract.fields.genre import is_wordless_kind
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.link_targets import article_test
from newscrawl.extract.values import ContentRoot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context

MIN_SHOWN_SHARE: Final = 0.5
"""A page that shows a smaller share of the text in its JSON-LD shows only its beginning."""

JSONLD_HEAD_CHARS: Final = 60
"""So many characters of a shown line must stand in the JSON-LD's text, too, for both to be the same article."""

MIN_UNSHOWN_LETTERS: Final = 160
"""Letters of a text in the JSON-LD, at least, for it to be the text of a page that shows none."""

MIN_LAST_RESORT_SENTENCES: Final = 2
"""Paragraphs of running text that the last resort must find."""


def candidates(context: Context) -> Iterator[Candidate[Body]]:
    """The texts of the content roots that the page offers; before a text of which the page shows a part, the JSON-LD's."""
    yield from _texts(context)
    roots = content_root.candidates(context)
    chosen = next(roots)
    if chosen.value.element is None:
        return
    for other in roots:
        yield from _texts(context.with_pick("content_root", other))


def _texts(context: Context) -> Iterator[Candidate[Body]]:
    """The text of the content root: as the JSON-LD gives it, if the page shows only its beginning; as the page shows it."""
    root = context.content_root
    if root is None or root.value.element is None:
        is_wordless = root is not None and root.value.is_wordless
        if not is_wordless and (found := _last_resort(context) or _unshown_text(context)) is not None:
            yield found
        return
    body = _read(context)
    if context.layout is None:
        if (stated := _jsonld_body(context, body)) is not None:
            yield Candidate("text", stated, "jsonld", body.element)
        if not any(map(is_sentence, body.blocks)) and _is_wordless(context):
            yield Candidate("text", body, root.source, body.element)
        is_stated_lead = context.lead is not None and (context.lead.element is None or not body.pictures)
        if is_stated_lead and (body.captions_are_text or not any(map(is_sentence, body.blocks))):
            # A note or a picture story with one paragraph: its description is all of its text.
            whole = _read(context, with_lead=True)
            if not whole.captions_are_text and any(map(is_sentence, whole.blocks)):
                body = whole
        if not any(map(is_sentence, body.blocks)) and (found := _last_resort(context, body)) is not None:
            yield found
    yield Candidate("text", body, root.source, body.element)


def _is_wordless(context: Context) -> bool:
    """Whether the page shows a video or an infographic on a Vietnamese page: its only paragraph is the lead."""
    return is_vietnamese(context.page, context.title) and is_wordless_kind(context)


def _last_resort(context: Context, body: Body | None = None) -> Candidate[Body] | None:
    """The text of the smallest element that holds most of the page's prose; ``None`` if the page has little, or mostly teasers."""
    if context.headline is None or (body is not None and (body.pictures or body.is_picture_story)):
        return None
    found = find_most_prose(context.page)
    if found is None or content_root.teaser_share(context, found.element) > content_root.MAX_TEASER_SHARE:
        return None
    root = ContentRoot(element=found.element, excluded=frozenset(found.excluded))
    text = _read(
        context.with_pick("content_root", Candidate("content_root", root, content_root.GENERIC, found.element))
    )
    if sum(map(is_sentence, text.blocks)) < MIN_LAST_RESORT_SENTENCES or text.teasers:
        return None
    return Candidate("text", text, content_root.GENERIC, text.element, ("text_by_prose",))


def _unshown_text(context: Context) -> Candidate[Body] | None:
    """The text that the JSON-LD gives, of a page that shows none: a script would write it."""
    news, box = context.page.news, context.page.body_element
    if len(jsonld.article_body_letters(news)) < MIN_UNSHOWN_LETTERS:
        return None
    blocks = [Block("paragraph", text, box) for text in jsonld.article_body_paragraphs(news)]
    return Candidate("text", Body(box, blocks), "jsonld", box)


def _jsonld_body(context: Context, shown: Body) -> Body | None:
    """The text that the JSON-LD gives, of a page that shows only its beginning."""
    news = context.page.news
    length = jsonld.article_body_length(news)
    if len(shown.text) >= MIN_SHOWN_SHARE * length:
        return None
    stated = jsonld.article_body_letters(news)
    if not stated or len(jsonld.letters(shown.text)) >= MIN_SHOWN_SHARE * len(stated):
        return None
    lines = [jsonld.letters(block.text) for block in shown.blocks if is_sentence(block)]
    if lines and not any(line[:JSONLD_HEAD_CHARS] in stated for line in lines):
        return None
    figures = [block for block in shown.blocks if block.kind == "figure"]
    paragraphs = (Block("paragraph", text, shown.element) for text in jsonld.article_body_paragraphs(news))
    return Body(shown.element, [*figures, *paragraphs])


def _read(context: Context, *, with_lead: bool = False) -> Body:
    """The text of the content root, without the lead unless ``with_lead``."""
    assert context.content_root is not None
    root, lead, page = context.content_root.value, context.lead, context.page
    assert root.element is not None
    authors = (
        [
            author.name
            for found in (*context.bylines.value.by_layout, *context.bylines.value.by_metadata)
            for author in found.value.authors
        ]
        if context.bylines is not None
        else []
    )
    lead_element = lead.element if lead is not None and not with_lead else None
    leads = [] if with_lead or lead is None else [lead.value.text, lead.value.printed]
    is_visible = lead_element is not None
    return read_body(
        page,
        root.element,
        context.selectors,
        is_known=context.layout is not None,
        shown_texts=[context.title, *(leads if is_visible else ())],
        metadata_leads=() if is_visible or not is_vietnamese(page, context.title) else leads,
        headline=context.title_element,
        lead=lead_element,
        excluded=root.excluded,
        intro_boxes=[box for box in root.intro_boxes if box is not lead_element],
        author_names=authors,
        is_article_url=article_test(page, context.site),
        captions_by_position=context.layout is None and is_vietnamese(page),
    )
