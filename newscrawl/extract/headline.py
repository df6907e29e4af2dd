"""The visible headline and the lead."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from newscrawl.extract import jsonld
from newscrawl.extract.body.blocks import extract_blocks
from newscrawl.extract.dom import Element, classes, contains, short_text, text_of, visible_text_exceeds
from newscrawl.extract.selectors import compiled
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.extract.page import Page
    from newscrawl.items import Hints
    from newscrawl.sites.profile import Layout


T = TypeVar("T")


class Found(NamedTuple):
    """One candidate for a field."""

    source: str
    value: str
    element: Element | None = None
    """Where it stands, if it is visible."""


_SUFFIX: Final = re.compile(r"\s+[|–—•·»-]\s+|\s*\|\s*")
_SAME: Final = 0.5
"""Share of words that a heading and the document's title must have in common."""

_CLOSE: Final = 0.8
"""The same for headings of a lower rank, which are many."""

_MAX_HEADLINE: Final = 400
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
_NO_TITLE: Final = frozenset(("title", "a", "script", "style", "option", "textarea", "meta"))
_INDENT: Final = 200
"""White space around a title in the page's source (characters)."""

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


def headlines(page: Page, layout: Layout | None, hints: Hints | None) -> Iterator[Found]:
    """Candidates for the headline, best first; what holds no letter and no digit is none."""
    return (found for found in _headlines(page, layout, hints) if any(map(str.isalnum, found.value)))


def _headlines(page: Page, layout: Layout | None, hints: Hints | None) -> Iterator[Found]:
    if layout is not None:
        for css in layout.headline:
            for element in compiled(css).elements(page):
                if (text := text_of(element)) and len(text) <= _MAX_HEADLINE:
                    yield Found(f"layout:{css}", text, element)
    titles = [t for t in (jsonld.first(page.news, "headline"), page.meta("og:title", "twitter:title"), page.title) if t]
    yield from _visible(page, titles)
    if told := jsonld.first(page.news, "headline", "name"):
        yield Found("jsonld", told, _shown(page, told))
    for name in ("og:title", "twitter:title", "title"):
        if titled := page.meta(name):
            titled = without_site(titled, page)
            yield Found(f"meta:{name}", titled, _shown(page, titled))
    if page.title:
        titled = without_site(page.title, page)
        yield Found("title", titled, _shown(page, titled))
    if hints is not None and hints.title:
        yield Found(hints.source or "feed", hints.title)


def _visible(page: Page, titles: list[str]) -> Iterator[Found]:
    keys = [set(comparison_key(title).split()) for title in titles]
    scored: list[tuple[float, Found]] = []
    for tags, least in ((("h1",), _SAME), (("h2", "h3", "h4"), _CLOSE)):
        for element in page.root.iter(*tags) if not scored else ():
            text = text_of(element)
            if not text or len(text) > _MAX_HEADLINE or _is_logo(page, element):
                continue
            words = set(comparison_key(text).split())
            likeness = max((len(words & key) / len(words | key) for key in keys if key), default=0.0)
            contained = any(words <= key for key in keys)
            if likeness >= least or (contained and len(words) > 4):  # noqa: PLR2004 - a title plus the site's name
                scored.append((-likeness, Found("visible", text, element)))
    yield from (found for _, found in sorted(scored, key=lambda item: item[0]))
    if scored:
        return
    alone = [e for e in page.by_tag("h1") if text_of(e) and not _is_logo(page, e)]
    if len(alone) == 1 and len(text_of(alone[0]).split()) > 3:  # noqa: PLR2004 - a logo or a section has few words
        yield Found("visible", text_of(alone[0]), alone[0])
    elif not titles:
        # Nothing says what the page is called: its first heading does.
        named = ((e, text_of(e)) for e in page.root.iter("h1", "h2", "h3") if not _is_logo(page, e))
        yield from (Found("visible", text, e) for e, text in named if len(text.split()) > 3)  # noqa: PLR2004 - see above


def _shown(page: Page, title: str) -> Element | None:
    """The element that shows a title although it is no heading: a bold line, a cell of a table."""
    key = comparison_key(title)
    for element, own in zip(page.elements, page.texts, strict=True):
        text = own or ""
        fits = len(title) <= len(text) <= len(title) + _INDENT and element.tag not in _NO_TITLE
        if fits and comparison_key(text) == key and next(element.iterancestors("head", "a"), None) is None:
            return element
    return None


def _is_logo(page: Page, heading: Element) -> bool:
    """Whether a heading is the newspaper's name: it is called a logo, or only links home."""
    if "logo" in f"{heading.get('class') or ''} {heading.get('id') or ''}".lower():
        return True
    links = [page.resolve(a.get("href")) for a in heading.iter("a")]
    return len(links) == 1 and links[0] is not None and not links[0].partition("://")[2].partition("/")[2].strip("/")


def without_site(title: str, page: Page) -> str:
    """A document title without the newspaper's name and section at its end."""
    known = comparison_key(page.meta("og:site_name") or "")
    parts = _SUFFIX.split(title)
    seps = _SUFFIX.findall(title)
    while len(parts) > 1:
        last = comparison_key(parts[-1])
        is_site = (
            last == known
            or bool(re.search(r"\.(?:vn|com|net|org)\b|\b(?:báo|online|news|tin tức)\b", last))
            or "|" in seps[-1]
        )
        if not is_site and len(last.split()) > 2:  # noqa: PLR2004 - a name, not a clause
            break
        if not is_site and len(parts) == 2 and len(comparison_key(parts[0]).split()) < 4:  # noqa: PLR2004 - "Hà Nội - Huế" is one title
            break
        parts.pop()
        seps.pop()
    out = parts[0]
    for separator, part in zip(seps, parts[1:], strict=False):
        out += separator + part
    return out.strip()


def leads(
    page: Page, layout: Layout | None, hints: Hints | None, *, is_sure: bool = True, is_vietnamese: bool = True
) -> Iterator[Found]:
    """Candidates for the lead with the newsroom tag still at its head, best first.

    ``is_sure`` says that the layout reads the page: otherwise only what it names once is taken for the lead.
    ``is_vietnamese`` says that leads may be as long as Vietnamese newspapers write them.
    """
    if layout is not None:
        for css in layout.lead:
            elements = compiled(css).elements(page)
            for element in elements if is_sure or len(elements) == 1 else ():
                if text := lead_text(element):
                    yield Found(f"layout:{css}", text, element)
    yield from _visible_leads(page, is_vietnamese=is_vietnamese)
    if told := jsonld.first(page.news, "description"):
        yield Found("jsonld", told)
    for name in ("description", "og:description", "twitter:description"):
        if described := page.meta(name):
            yield Found(f"meta:{name}", described)
    if hints is not None and hints.description:
        yield Found(hints.source or "feed", hints.description)


def _visible_leads(page: Page, *, is_vietnamese: bool) -> Iterator[Found]:
    said = {
        comparison_key(t)[:60]
        for t in (jsonld.first(page.news, "description"), page.meta("description", "og:description"))
        if t
    }
    for element in page.named(_LEAD_CLASS):
        if element.tag in _NO_LEAD or _is_large(element):
            continue
        text = lead_text(element)
        if (
            _LEAST_LEAD <= len(text) <= _MAX_INTRO
            and (is_vietnamese or not _holds_paragraphs(element))
            and any(key and key[:40] in comparison_key(text) for key in said)
        ):
            yield Found("visible", text, element)


def _is_large(box: Element) -> bool:
    """Whether a box is more than any lead: said without reading it to its end."""
    return next(islice(box.iter(), _PARTS, None), None) is not None or visible_text_exceeds(box, _ROOM * _MAX_INTRO)


def named_lead(first: Element, following: Sequence[Element] = (), *, is_vietnamese: bool) -> Found | None:
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
    return Found("visible", text, box)


def lead_between(headline: Element, first: Element) -> Found | None:
    """The lead that an element between headline and running text is called, however few its words."""
    for box in (headline, *islice(headline.iterancestors(), _LEAD_BOXES)):
        for element in box.itersiblings():
            if element is first or contains(element, first):
                return None
            if element.tag in _NO_LEAD or not any(_LEAD_CLASS.search(name) for name in classes(element)):
                continue
            if _LEAST_LEAD <= len(text := lead_text(element)) <= _MAX_INTRO:
                return Found("visible", text, element)
    return None


def bold_lead(first: Element) -> Found | None:
    """The lead that the bold beginning of a text is whose paragraphs are parted by line breaks alone."""
    said = extract_blocks(first, (), lambda _: None)
    if len(said) <= 1 or not said[0].bold or said[1].bold or not _LEAST_LEAD <= len(said[0].text) <= _MAX_INTRO:
        return None
    bold = next((e for e in first.iter("b", "strong") if text_of(e) == said[0].text), None)
    return Found("visible", said[0].text, bold) if bold is not None else None


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


def intro(boxes: list[Element], *, is_vietnamese: bool) -> Found | None:
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
    return Found("visible", text, boxes[0])


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
