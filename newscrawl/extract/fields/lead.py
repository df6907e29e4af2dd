"""The lead (sapo): the paragraph that introduces the article, with the newsroom tag at its head."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from newscrawl.extract import jsonld, tagline
from newscrawl.extract.body.blocks import extract_blocks
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, classes, contains, short_text, text_of, visible_text_exceeds
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.selectors import compiled
from newscrawl.extract.values import Lead
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page


T = TypeVar("T")

_LEAD_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:sapo|lead|lede|chapeau|chapo|vorspann|standfirst|dek|abstract|subtitle|sub-?headline|summary|desc|des|description|intro|teaser|deck|phead|txt-head)(?:$|[-_])",
    re.IGNORECASE,
)
_LEAD_PART: Final = re.compile(r"[a-z](?:Lead|Sapo|Chapeau|Desc?|Summary|Intro)(?:$|[-_A-Z])")
"""The same as a part of a name: ``ArticleLead``."""
_STANDFIRST: Final = re.compile(
    r"standfirst|sapo|chapeau|chapo|vorspann|dek|deck|sub-?title|sub-?headline", re.IGNORECASE
)
"""Names that nobody gives to a text's first paragraph."""
_AFTER: Final = 2
"""Paragraphs of the text that follow its first one."""
_STAMP_CLASS: Final = re.compile(r"location|place-?stamp|dateline", re.IGNORECASE)
_STAMP: Final = re.compile(r"[^\W\d_][^.:!?]{1,24}[^\W_]")
_NO_LEAD: Final = frozenset(("meta", "a", "img", "li", "article", "section", "body"))
_SUBTITLES: Final = frozenset(("h2", "h3", "h4", "h5"))
_LEAD_BOXES: Final = 2
"""Boxes around the first paragraph whose name may call it a lead."""
_LEAST_LEAD: Final = 25
_MAX_INTRO: Final = 900
"""A longer box that is called a lead, or stands between headline and text (characters), is the text or its beginning."""
_MOST: Final = 0.8
"""Share of an intro's words that no link carries."""
_ROOM: Final = 3
_PARTS: Final = 200
"""How many times that a box may hold with all that is left out of it, and of how many elements it may consist."""
_POINT: Final = 120
_SHORT_POINT: Final = 80
_POINTS: Final = 3
"""A lead of several points has lines of at most this length (characters) in the mean, one of three or more of the second length; longer
ones are paragraphs."""


def candidates(context: Context) -> Iterator[Candidate[Lead]]:
    """The leads that the page offers, best first, each with the newsroom tag at its head taken off."""
    for found in _printed(context):
        tag, text = tagline.split(found.value, context.site, is_known=context.layout is not None)
        yield Candidate("lead", Lead(found.value, tag, text), found.source, found.element)


def _printed(context: Context) -> Iterator[Candidate[str]]:
    """The leads as they are printed: one that the reader sees comes before one that only the metadata state."""
    named = _named_or_stated(context)
    first = next(named, None)
    if first is None or first.element is None:
        by_position = _by_position(context)
        if by_position is not None:
            yield by_position
    if first is not None:
        yield first
    yield from named


def _by_position(context: Context) -> Candidate[str] | None:
    """The lead that stands where leads stand, of a page that no layout reads; ``None`` where no element does."""
    root = context.content_root.value if context.content_root is not None else None
    if root is None:
        return None
    vietnamese = is_vietnamese(context.page, context.title)
    found = _before_text(context, root.first_lines, is_vietnamese=vietnamese) if root.first_lines else None
    if found is None and root.intro_boxes:
        found = intro(root.intro_boxes, is_vietnamese=vietnamese)
    return found


def _before_text(context: Context, first_lines: Sequence[Element], *, is_vietnamese: bool) -> Candidate[str] | None:
    """The lead above the running text, or the beginning of the text if it is set apart."""
    first, *following = first_lines
    title = context.title_element
    if not is_vietnamese:
        return named_lead(first, following, is_vietnamese=False)
    return (
        (lead_between(title, first) if title is not None else None)
        or named_lead(first, following or context.page.by_tag("figcaption"), is_vietnamese=True)
        or bold_lead(first)
    )


def _named_or_stated(context: Context) -> Iterator[Candidate[str]]:
    """The leads by name or by metadata: the profile's selectors, elements that are called a lead, JSON-LD, meta tags, hints.

    Where no layout reads the page, a selector of the profile only counts if it finds a single element.
    """
    page, selectors, hints = context.page, context.selectors, context.hints
    if selectors is not None:
        for css in selectors.lead:
            elements = compiled(css).elements(page)
            for element in elements if context.layout is not None or len(elements) == 1 else ():
                if text := lead_text(element):
                    yield Candidate("lead", text, f"layout:{css}", element)
    yield from _visible_leads(page, is_vietnamese=is_vietnamese(page, context.title))
    if stated := jsonld.first(page.news, "description"):
        yield Candidate("lead", stated, "jsonld")
    for name in ("description", "og:description", "twitter:description"):
        if described := page.meta(name):
            yield Candidate("lead", described, f"meta:{name}")
    if hints is not None and hints.description:
        yield Candidate("lead", hints.description, hints.source or "feed")


def _visible_leads(page: Page, *, is_vietnamese: bool) -> Iterator[Candidate[str]]:
    said = {
        comparison_key(t)[:60]
        for t in (jsonld.first(page.news, "description"), page.meta("description", "og:description"))
        if t
    }
    for element in page.with_class(_LEAD_CLASS):
        if element.tag in _NO_LEAD or _is_large(element):
            continue
        text = lead_text(element)
        if (
            _LEAST_LEAD <= len(text) <= _MAX_INTRO
            and (is_vietnamese or not _holds_paragraphs(element))
            and any(key and key[:40] in comparison_key(text) for key in said)
        ):
            yield Candidate("lead", text, "visible", element)


def _is_large(box: Element) -> bool:
    """Whether a box is more than any lead: said without reading it to its end."""
    return next(islice(box.iter(), _PARTS, None), None) is not None or visible_text_exceeds(box, _ROOM * _MAX_INTRO)


def named_lead(first: Element, following: Sequence[Element] = (), *, is_vietnamese: bool) -> Candidate[str] | None:
    """The lead that the first running text below the headline is: called one, set as a heading, or set apart by itself.

    A whole first paragraph in bold letters, or in a box or a class of its own, is a lead in Vietnamese newspapers; elsewhere
    it may be the text's beginning. ``following`` are the next paragraphs, which show what the text looks like.
    """
    boxes = [first, *islice(first.iterancestors(), _LEAD_BOXES)]
    named = next(filter(_is_called_lead, boxes), None)
    box = named if named is not None else first
    text = lead_text(box) if box.tag not in _NO_LEAD else ""
    if not _LEAST_LEAD <= len(text) <= _MAX_INTRO or (not is_vietnamese and _holds_paragraphs(box)):
        return None
    if named is None and first.tag not in _SUBTITLES:
        said = extract_blocks(first, (), lambda _: None) if is_vietnamese else []
        if not (len(said) == 1 and (said[0].bold or _is_apart(first, following))):
            return None
    return Candidate("lead", text, "visible", box)


def lead_between(headline: Element, first: Element) -> Candidate[str] | None:
    """The lead that an element between headline and running text is called, however few its words."""
    for box in (headline, *islice(headline.iterancestors(), _LEAD_BOXES)):
        for element in box.itersiblings():
            if element is first or contains(element, first):
                return None
            if element.tag in _NO_LEAD or not any(_LEAD_CLASS.search(name) for name in classes(element)):
                continue
            if _LEAST_LEAD <= len(text := lead_text(element)) <= _MAX_INTRO:
                return Candidate("lead", text, "visible", element)
    return None


def bold_lead(first: Element) -> Candidate[str] | None:
    """The lead that the bold beginning of a text is whose paragraphs are parted by line breaks alone."""
    said = extract_blocks(first, (), lambda _: None)
    if len(said) <= 1 or not said[0].bold or said[1].bold or not _LEAST_LEAD <= len(said[0].text) <= _MAX_INTRO:
        return None
    bold = next((e for e in first.iter("b", "strong") if text_of(e) == said[0].text), None)
    return Candidate("lead", said[0].text, "visible", bold) if bold is not None else None


def _is_apart(first: Element, following: Sequence[Element]) -> bool:
    """Whether a paragraph does not stand among those that follow it, or does not look like them, who look like each other."""
    if len(following) == 1 and len(following[0].findall("br")) > 1 and following[0] is not first:
        # All that follows is one text, its paragraphs parted by line breaks.
        return not _is_pictured(first, following)
    home = _shared([paragraph.getparent() for paragraph in following])
    if home is not None and first.getparent() is not home and first not in following:
        return not _is_pictured(first, following)
    look = _shared([(paragraph.tag, paragraph.get("class")) for paragraph in following])
    return len(following) > 1 and look is not None and (first.tag, first.get("class")) != look


def _shared(values: Sequence[T]) -> T | None:
    """What most of the values are; a line among the paragraphs may be a caption."""
    value, count = next(iter(Counter(values).most_common(1)), (None, 0))
    return value if count > len(values) / 2 else None


def _is_pictured(line: Element, following: Sequence[Element]) -> bool:
    """Whether a line stands below a picture in a box of their own: its caption."""
    around = {box for paragraph in following for box in paragraph.iterancestors()}
    for box in line.iterancestors():
        if box in around:
            return False
        if next(box.iter("img"), None) is not None:
            return True
    return False


def intro(boxes: Sequence[Element], *, is_vietnamese: bool) -> Candidate[str] | None:
    """The lead that a box between headline and text is: one paragraph, or a few short points; beside a picture it is a caption.

    Vietnamese newspapers have a lead above each text; elsewhere a box that nothing calls so is the text's beginning.
    """
    if len(boxes) != 1 or next(boxes[0].iter("img"), None) is not None:
        return None
    if not (is_vietnamese or any(map(_is_called_lead, boxes[0].iter()))):
        return None
    said = [
        block
        for block in extract_blocks(boxes[0], (), lambda _: None)
        if len(block.text) >= _LEAST_LEAD and not block.links
    ]
    text = lead_text(boxes[0])
    if not said or not _LEAST_LEAD <= len(text) <= _MAX_INTRO:
        return None
    if len(said) > 1 and len(text) > _POINT * len(said):
        return None
    if sum(len(block.text) for block in said) < _MOST * len(text):
        return None
    return Candidate("lead", text, "visible", boxes[0])


def _is_called_lead(box: Element) -> bool:
    return any(_LEAD_CLASS.search(name) or _LEAD_PART.search(name) for name in classes(box))


def _begins_the_text(element: Element) -> bool:
    """Whether what is called a lead is a paragraph among those of the text: its first, set larger."""
    names = " ".join(classes(element))
    if element.tag != "p" or _STANDFIRST.search(names) or not _LEAD_CLASS.search(names):
        return False
    after = islice(element.itersiblings("p"), _AFTER)
    return sum(1 for p in after if not short_text(p, _SHORT_POINT)) == _AFTER


def _holds_paragraphs(box: Element) -> bool:
    """Whether a box holds several paragraphs and so is the text, or its beginning: a lead is one, or a few short points."""
    if _begins_the_text(box):
        return True
    said = [len(block.text) for block in extract_blocks(box, (), lambda _: None) if len(block.text) >= _LEAST_LEAD]
    return len(said) > 1 and sum(said) > (_POINT if len(said) < _POINTS else _SHORT_POINT) * len(said)


def lead_text(element: Element) -> str:
    """The words of a lead's element: place stamps and links that lead the reader on left out."""
    drop = {
        child
        for child in element.iter()
        if child is not element and any(_STAMP_CLASS.search(n) for n in classes(child))
    }
    drop.update(_glued_stamp(element))
    parts = [
        block
        for block in extract_blocks(element, drop, lambda _: None)
        if not (block.is_link and len(block.text) > _LEAST_LEAD)
    ]
    text = " ".join(block.text for block in parts)
    head, arrow, tail = text.partition(">>")
    if (
        arrow
        and head.strip()
        and any(tail.strip(" >") and link.text in text for block in parts for link in block.links)
    ):
        text = head
    return text.strip()


def _glued_stamp(lead: Element) -> list[Element]:
    """The place that a lead begins with, in an element of its own: the style sets it apart, no blank and no mark does."""
    first = next(
        (child for child in lead.iter("span", "b", "strong", "i", "em") if child is not lead and child.text), None
    )
    if first is None or len(first) or any((box.text or "").strip() for box in _boxes_of(first, lead)):
        return []
    begins = (first.tail or "")[:1]
    is_glued = begins.isupper() or begins.isdigit()
    return [first] if is_glued and _STAMP.fullmatch(first.text or "") else []


def _boxes_of(inner: Element, outer: Element) -> Iterator[Element]:
    """The elements from the one right around ``inner`` up to ``outer``."""
    for box in inner.iterancestors():
        yield box
        if box is outer:
            return
