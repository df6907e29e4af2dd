"""The content root: the element that holds the article's text, and the layout that reads the page.

A layout's selector names it, or else it is found by its prose (:mod:`newscrawl.extract.body.content_root`). A layout's element with little
text is checked against the element found by prose, because its selector may have found something else.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.extract.body.content_root import (
    MAX_DOUBTFUL_CHARS,
    MIN_BODY_CHARS,
    MIN_REPLACEMENT_RATIO,
    find_by_layout,
    find_by_prose,
)
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, contains, visible_text_exceeds
from newscrawl.extract.fields import headline
from newscrawl.extract.link_targets import targets
from newscrawl.extract.selectors import compiled
from newscrawl.extract.values import ContentRoot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.body.content_root import ProseRoot
    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

GENERIC: Final = "generic"
"""Source of a content root that no layout found."""

MIN_PARAGRAPH_CHARS: Final = 80
"""A shorter paragraph is a label or a line, not running text."""

MAX_TEASER_SHARE: Final = 0.5
"""A box in which more of the paragraphs are teasers is a list of articles."""

MIN_ARTICLE_CHARS: Final = 1_000
"""Another element must show at least this much to replace the element of a layout of high confidence."""


class _ByLayout(NamedTuple):
    """An element that a layout's selector found."""

    layout: Layout
    element: Element
    css: str


def candidates(context: Context) -> Iterator[Candidate[ContentRoot]]:
    """The content roots that the page offers, best first."""
    best = find_content_root(context)
    yield best
    seen = {best.value.element}
    for found in _by_layouts(context):
        if found.element not in seen:
            seen.add(found.element)
            yield _of_layout(found)
    by_prose = find_by_prose(context.page, _generic_title(context))
    if by_prose is not None and by_prose.element not in seen:
        yield _by_prose(by_prose)


def finds_layout(context: Context) -> bool:
    """Whether a layout of the site finds an element. If none does, :func:`candidates` names no layout either."""
    return next(_by_layouts(context), None) is not None


def find_content_root(context: Context) -> Candidate[ContentRoot]:
    """The content root of a page; without an element if the page has no text."""
    page = context.page
    known = _best_layout(context)
    if known is not None and not _is_doubtful(page, known):
        return _of_layout(known)
    found = find_by_prose(page, _generic_title(context))
    if known is not None and (found is None or not _holds_more(context, found, known)):
        return _of_layout(known)
    if found is None:
        return Candidate("content_root", ContentRoot(element=None), GENERIC)
    is_article = context.use_layouts and bool(context.site.layouts) and context.site.article_key(page.url) is not None
    if is_article and teaser_share(context, found.element) == 1:
        return Candidate("content_root", ContentRoot(element=None, is_wordless=True), GENERIC)
    if known is not None and (again := _layout_of(context, found.element)) is not None:
        return _of_layout(again)
    return _by_prose(found)


def _of_layout(found: _ByLayout) -> Candidate[ContentRoot]:
    root = ContentRoot(element=found.element, layout=found.layout)
    return Candidate("content_root", root, f"layout:{found.css}", found.element)


def _by_prose(found: ProseRoot) -> Candidate[ContentRoot]:
    root = ContentRoot(
        element=found.element,
        excluded=frozenset(found.excluded),
        intro_boxes=tuple(found.intro_boxes),
        first_lines=tuple(found.first_lines),
    )
    return Candidate("content_root", root, GENERIC, found.element)


def _generic_title(context: Context) -> Element | None:
    """The element of the headline that is found without a layout."""
    title = headline.first_without_layout(context)
    return title.element if title is not None else None


def _by_layouts(context: Context) -> Iterator[_ByLayout]:
    """For each layout of the site whose selector finds an element: the element."""
    for layout in context.site.layouts if context.use_layouts else ():
        if (found := find_by_layout(context.page, layout)) is not None:
            yield _ByLayout(layout, *found)


def _best_layout(context: Context) -> _ByLayout | None:
    """The first layout that finds an element with text and a headline; else one that finds both; else one that finds an element."""
    page = context.page
    with_headline: _ByLayout | None = None
    first: _ByLayout | None = None
    for found in _by_layouts(context):
        layout = found.layout
        if not layout.headline or any(True for css in layout.headline for _ in compiled(css).values(page)):
            if layout.genre is not None or visible_text_exceeds(found.element, MIN_BODY_CHARS):
                return found
            with_headline = with_headline or found
        first = first or found
    return with_headline or first


def _layout_of(context: Context, element: Element) -> _ByLayout | None:
    """The layout one of whose selectors finds this element, behind another of the same name."""
    for layout in context.site.layouts:
        for css in layout.body:
            if element in compiled(css).elements(context.page):
                return _ByLayout(layout, element, css)
    return None


def _is_doubtful(page: Page, known: _ByLayout) -> bool:
    """Whether a layout's element holds so little text that its selector may have found something else.

    A layout of pictures or videos needs no text, and neither does an element of a layout of high confidence that holds some. An
    element of such a layout that shows a short text, perhaps a note, is doubtful only if paragraphs elsewhere hold much more.
    """
    layout, element, _ = known
    if layout.genre is not None or visible_text_exceeds(element, MAX_DOUBTFUL_CHARS):
        return False
    if layout.confidence != "high":
        return True
    if not visible_text_exceeds(element, MIN_BODY_CHARS):
        return not _holds_media(page, layout, element)
    paragraphs = (p for p in page.by_tag("p") if len(p.text or "") >= MIN_PARAGRAPH_CHARS and not contains(element, p))
    return sum(len(p.text or "") for p in paragraphs) > _min_chars_to_replace(element)


def _holds_media(page: Page, layout: Layout, element: Element) -> bool:
    """Whether an element holds a picture or a video."""
    if next(element.iter("img", "video", "iframe"), None) is not None:
        return True
    return any(contains(element, box) for css in layout.video for box in compiled(css).elements(page))


def _holds_more(context: Context, found: ProseRoot, known: _ByLayout) -> bool:
    """Whether the element found by its prose holds much more text than a layout's element, elsewhere on the page.

    A list of teasers is no text. An element around the layout's own does not count against a layout of high confidence.
    """
    layout, element, _ = known
    if contains(element, found.element) or teaser_share(context, found.element) > MAX_TEASER_SHARE:
        return False
    if layout.confidence == "high" and visible_text_exceeds(element, MIN_BODY_CHARS):
        is_elsewhere = not contains(found.element, element)
        return is_elsewhere and visible_text_exceeds(found.element, _min_chars_to_replace(element))
    return visible_text_exceeds(found.element, max(MAX_DOUBTFUL_CHARS, MIN_REPLACEMENT_RATIO * _shown_chars(element)))


def teaser_share(context: Context, box: Element) -> float:
    """Share of the paragraphs in a box that are teasers: alone in a box of their own, beside a link to another article."""
    paragraphs = [p for p in box.iter("p") if len(p.text or "") >= MIN_PARAGRAPH_CHARS]
    around = [card for p in paragraphs if (card := p.getparent()) is not None and card is not box]
    alone = [card for card in around if next(islice(card.iter("p"), 1, None), None) is None]
    teasers = sum(any(_leads_to_article(context, anchor) for anchor in card.iter("a")) for card in alone)
    return teasers / len(paragraphs) if paragraphs else 0.0


def _leads_to_article(context: Context, anchor: Element) -> bool:
    url = context.page.resolve(anchor.get("href"))
    return url is not None and url != context.page.url and targets(context.site).is_article(url)


def _min_chars_to_replace(element: Element) -> int:
    """Characters that show that the short element of a layout of high confidence is not the text."""
    return max(MIN_ARTICLE_CHARS, 2 * MIN_REPLACEMENT_RATIO * _shown_chars(element))


def _shown_chars(element: Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())
