"""The content root: the element that holds the article's text, found by a layout's selector or by its prose.

On a page that no layout reads, the text that the JSON-LD holds is looked for first, then the class names that many systems
give to the text. Else the search goes from the page's body down into the child that holds nearly all the prose, as long as there is one.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract import jsonld
from newscrawl.extract.body.boilerplate_boxes import (
    BOILERPLATE_TAGS,
    EXCLUDED_TAGS,
    comment_boxes,
    footnote_marks,
    has_h1,
    named_boxes,
    sign_up_boxes,
    unlikely_boxes,
)
from newscrawl.extract.body.columns import boxes_beside
from newscrawl.extract.body.innermost_box import (
    MAX_SIBLING_SHARE,
    MIN_CHILD_SHARE,
    MIN_CHILD_SHARE_BESIDE_LINKS,
    PROSE_TAGS,
    innermost_box,
)
from newscrawl.extract.body.posts import boxes_outside_posts, find_posts
from newscrawl.extract.body.prose import MIN_ARTICLE_CHARS, MIN_PROSE_LINE_CHARS, Prose, read_lines
from newscrawl.extract.dom import SILENT, contains, is_hidden, text_of, visible_text_exceeds
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.body.prose import Line
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

ROOT_SELECTORS: Final = (
    "[itemprop=articleBody]",
    "[itemprop='articleBody text']",
    ".article-body",
    ".article__body",
    ".article-content",
    ".article-content-body",
    ".detail-content",
    ".content-detail",
    ".entry-content",
    ".post-content",
    ".post-body",
    ".article-detail-body",
    ".story-body",
    ".news-content",
    ".the-article-body",
    ".fck_detail",
    ".fck",
    "#articleBody",
    "#ContentDetail",
    "#content_detail",
    "#divcontent",
    "#noidung",
)
"""Names that content systems give to the element of the text."""


PICTURE_TEXT_TAGS: Final = frozenset(("figure", "figcaption", "caption"))
"""Elements whose words describe a picture."""

MIN_ROOT_CHARS: Final = 60
"""A page with less prose has no text."""

MIN_NAMED_ROOT_SHARE: Final = 0.5
"""Share of the page's prose in an element that is found by its name, at least."""


MAX_PARTS: Final = 60
"""Boxes of one name that may hold the text together."""

MIN_OWN_SHARE: Final = 0.25
"""Share of the page's prose in the headline's own ``article``, at least, for the text to be in it."""

ENTRY_CLASS: Final = "hentry"
"""Class name of the box of an entry in the microformats: blogs give it to the box of each post."""

MIN_ENTRY_CHARS: Final = 200
"""Prose of such a box, at least, for the text to be in it."""

OWN_ITEMTYPE: Final = re.compile(r"schema\.org/(?:\w*Article|BlogPosting|Report)/?$")
"""The schema.org type of an element that is an article."""

MAX_UNLINKED_RATIO: Final = 4
"""A line of the last resort has at least so many characters per character of its links."""

MAX_INTRO_SHARE: Final = 0.4
"""An intro has at most this share of the root's prose."""

MAX_INTRO_ANCESTORS: Final = 4
"""The root, and so many elements in all counted outwards from it, before which an intro is looked for."""

MAX_JSONLD_LINES: Final = 2_000
"""A page with more lines is not compared with its JSON-LD."""

JSONLD_LINE_HEAD_CHARS: Final = 80
"""First letters of a line that are looked for in the text of the JSON-LD."""

MIN_JSONLD_SHOWN_SHARE: Final = 0.6
"""Share of the JSON-LD's letters that the page must show for its text to be the root."""

MIN_FIRST_LINE_CHARS: Final = 50
"""A shorter line may be a byline or a date, not the first line of the text."""

MAX_DATE_LINE_CHARS: Final = 120
"""A line of at most this length with a date tells when, where and by whom the article was written."""

MAX_CHECKED_LINES: Final = 100
"""Lines that are checked for the first line of the text."""

FIRST_LINES: Final = 4
"""First lines that are returned: the first, and three that show how the text looks."""

MIN_BODY_CHARS: Final = 60
"""Characters that a layout's element shows, at least, if its selector found the text."""

MAX_DOUBTFUL_CHARS: Final = 400
"""A layout's element with fewer characters may be another element of the same name."""

MIN_REPLACEMENT_RATIO: Final = 3
"""Another element replaces a doubtful one if it holds this many times as much text."""


class LayoutRoot(NamedTuple):
    """The element that a layout's selector found."""

    element: Element
    css: str


class ProseRoot(NamedTuple):
    """The element that was found by its prose, and what the search learned about the elements around it."""

    element: Element
    excluded: set[Element]
    """Elements that are not part of the text."""

    intro_boxes: list[Element]
    """Elements right before the root in which the text begins, in page order."""

    first_lines: list[Element]
    """The first blocks of running text below the headline, in the root or before it."""


def find_by_layout(page: Page, layout: Layout) -> LayoutRoot | None:
    """Return the element of a layout's text: the first that shows text, else the first that is not empty."""
    scopes = compiled(layout.scope).elements(page) if layout.scope else []
    scope = next((box for box in scopes if _names_page(page, box)), scopes[0] if scopes else None)
    textless: LayoutRoot | None = None
    for css in layout.body:
        matches = compiled(css).elements(page, scope)
        for number, found in enumerate(matches):
            if visible_text_exceeds(found, MIN_BODY_CHARS):
                return LayoutRoot(_longer_root(page, layout, found, matches[number + 1 :]), css)
            if textless is None and (len(found) or (found.text and found.text.strip())):
                textless = LayoutRoot(found, css)
    return textless


def _longer_root(page: Page, layout: Layout, found: Element, others: list[Element]) -> Element:
    """Return the first of the later matches that shows much more text than a short one, under the same headline; else the short one."""
    if not others or visible_text_exceeds(found, MAX_DOUBTFUL_CHARS):
        return found
    shown = sum(len(text.strip()) for text in found.itertext())
    longer = next((box for box in others if visible_text_exceeds(box, MIN_REPLACEMENT_RATIO * shown)), None)
    if longer is None or contains(found, longer):
        return found
    elements = page.elements
    between = set(elements[elements.index(found) : elements.index(longer)])
    headlines = (title for css in layout.headline for title in compiled(css).elements(page))
    return found if any(title in between for title in headlines) else longer


def _names_page(page: Page, box: Element) -> bool:
    """Return whether an attribute of a box holds the page's own address."""
    return any("://" in value and page.resolve(value) == page.url for value in box.attrib.values())


def find_by_prose(page: Page, headline: Element | None = None) -> ProseRoot | None:
    """Return the element that holds the article's prose; ``None`` if the page has next to none.

    ``headline`` is the visible headline: prose before it does not count, if enough follows it.
    """
    unlikely = unlikely_boxes(page)
    lines, below = read_lines(page, headline, unlikely)
    prose = Prose(page, lines)
    top = page.body_element
    if prose.chars_in(top) < MIN_CHILD_SHARE_BESIDE_LINKS * prose.chars_in(page.root):
        top = page.root
    story = _own_story(headline, prose) if len(page.by_tag("h1")) > 1 else None
    top = story if story is not None else top
    own = _own_article(headline, prose, top)
    excluded = named_boxes(page, prose, top, own)
    if own is not None and prose.chars_in(own) >= MIN_OWN_SHARE * prose.chars_in(top):
        top = own
    excluded.update(box for box in unlikely if box.tag in EXCLUDED_TAGS)
    excluded.update(footnote_marks(page), sign_up_boxes(page, prose))
    first_lines = _first_lines(lines, below, headline, excluded)
    if prose.chars_in(top) < MIN_ROOT_CHARS:
        return None
    root = _find_root(page, lines, top, prose)
    if beside := set(boxes_beside(headline, first_lines[0] if first_lines else None, prose, top)):
        # Without the columns, what else is around the text has a larger share. So a root that none of them disturbs is kept.
        if any(contains(root, box) or contains(box, root) for box in beside):
            prose.subtract(beside)
            root = _find_root(page, lines, top, prose)
        excluded |= beside
        first_lines = _first_lines(lines, below, headline, excluded)
    total = prose.chars_in(top)
    if total < MIN_ROOT_CHARS:
        return None
    if (posts := find_posts(page, prose, total)) and (box := _innermost_around(posts)) is not None:
        return ProseRoot(box, excluded | boxes_outside_posts(box, posts), [], [])
    return ProseRoot(root, excluded, _intro_boxes(root, prose, excluded), first_lines)


def _find_root(page: Page, lines: list[Line], top: Element, prose: Prose) -> Element:
    """Return the element that the page's data, a name or the prose tell to hold the text; ``top`` at most."""
    root = _root_by_jsonld(page, lines)
    if root is not None and prose.chars_in(root) > 0:
        return root
    least = MIN_NAMED_ROOT_SHARE * prose.chars_in(top)
    named = (_root_by_name(css, page, prose, least) for css in ROOT_SELECTORS)
    start = next((element for element in named if element is not None), top)
    return innermost_box(_first_article(start, prose), prose)


def find_most_prose(page: Page) -> ProseRoot | None:
    """Return the smallest element that holds most of the page's prose, whatever its boxes are called; ``None`` if there is little.

    It is the last resort for a page on which no content root was found, or one without text.
    """
    head = {box for tag in ("nav", "footer") for box in page.by_tag(tag)}
    unread = {box for box in page.elements if box.tag in SILENT or is_hidden(box)} | comment_boxes(page)
    lines, _ = read_lines(page, None, unread | head)
    prose = Prose(page, [line for line in lines if line.chars > MAX_UNLINKED_RATIO * line.link_chars])
    top = page.body_element
    if prose.chars_in(top) < MIN_ARTICLE_CHARS / 2:
        top = page.root
    if prose.chars_in(top) < MIN_ARTICLE_CHARS / 2:
        return None
    return ProseRoot(innermost_box(top, prose), {box for box in unread | head if box.tag not in SILENT}, [], [])


def _root_by_jsonld(page: Page, lines: list[Line]) -> Element | None:
    """Return the innermost element that holds all lines of the JSON-LD's text, if the page shows most of that text."""
    stated = jsonld.article_body_letters(page.news)
    if not stated or len(lines) > MAX_JSONLD_LINES:
        return None
    line_letters = (
        (line.element, letters)
        for line in lines
        if line.chars >= MIN_PROSE_LINE_CHARS and (letters := jsonld.letters(text_of(line.element)))
    )
    shown = [(element, letters) for element, letters in line_letters if letters[:JSONLD_LINE_HEAD_CHARS] in stated]
    if sum(len(letters) for _, letters in shown) < MIN_JSONLD_SHOWN_SHARE * len(stated):
        return None
    return _innermost_around([element for element, _ in shown])


def _root_by_name(css: str, page: Page, prose: Prose, min_chars: float) -> Element | None:
    """Return the first element that a selector finds with enough prose; what is around all of them, if the text continues in others."""
    boxes = [
        element
        for element in compiled(css).elements(page)
        if element.tag not in PROSE_TAGS and prose.chars_in(element) >= MIN_ROOT_CHARS
    ]
    first = next((element for element in boxes if prose.chars_in(element) >= min_chars), None)
    if first is None:
        return _parts_of_name(boxes, prose, min_chars)
    others = sum(prose.chars_in(e) for e in boxes if e is not first and e.getparent() is first.getparent())
    if others > MAX_SIBLING_SHARE * prose.chars_in(first):
        return first.getparent()
    apart = [e for e in boxes if e is first or _is_in_row_of_wrappers(e, first)]
    around = _parts_of_name(apart, prose, min_chars) if len(apart) > 1 else None
    return around if around is not None else first


def _is_in_row_of_wrappers(box: Element, first: Element) -> bool:
    """Return whether two boxes are built alike in wrappers of one class side by side: a text in chunks, with adverts between them."""
    wrapper, other = first.getparent(), box.getparent()
    if wrapper is None or other is None or wrapper is other or wrapper.getparent() is not other.getparent():
        return False
    is_alike = (wrapper.tag, wrapper.get("class")) == (other.tag, other.get("class"))
    return is_alike and box.get("class") == first.get("class") and bool(box.get("class"))


def _parts_of_name(boxes: list[Element], prose: Prose, min_chars: float) -> Element | None:
    """Return the element around the boxes of one name that hold enough prose together, if it holds little else and one headline."""
    if not 1 < len(boxes) <= MAX_PARTS or sum(map(prose.chars_in, boxes)) < min_chars:
        return None
    around = _innermost_around(boxes)
    in_boxes = sum(map(prose.chars_in, boxes))
    if around is None or in_boxes < MIN_CHILD_SHARE * prose.chars_in(around):
        return None
    return around if next(islice(around.iter("h1"), 1, None), None) is None else None


def _innermost_around(elements: list[Element]) -> Element | None:
    """Return the innermost element that holds all of the elements."""
    shared = list(elements[0].iterancestors())
    for element in elements[1:]:
        around = set(element.iterancestors())
        shared = [box for box in shared if box in around or box is element]
    return shared[0] if shared else None


def _own_article(headline: Element | None, prose: Prose, top: Element) -> Element | None:
    """Return the element that the markup calls an article around the headline, if it holds enough prose."""
    if headline is None:
        return None
    for box in headline.iterancestors():
        if box is top:
            return None
        is_entry = ENTRY_CLASS in (box.get("class") or "").split()
        if is_entry or box.tag == "article" or OWN_ITEMTYPE.search(box.get("itemtype") or ""):
            return box if prose.chars_in(box) >= (MIN_ENTRY_CHARS if is_entry else MIN_ARTICLE_CHARS) else None
    return None


def _own_story(headline: Element | None, prose: Prose) -> Element | None:
    """Return the box of the page's own story, if more stories follow in boxes of the same class, with headlines of the same class."""
    if headline is None or headline.tag != "h1":
        return None
    for box in headline.iterancestors("div", "article", "li", "main"):
        if prose.chars_in(box) < MIN_ARTICLE_CHARS:
            continue
        for later in box.itersiblings(str(box.tag)):
            is_alike = prose.chars_in(later) >= MIN_ARTICLE_CHARS and later.get("class") == box.get("class")
            if is_alike and any(title.get("class") == headline.get("class") for title in later.iter("h1")):
                return box
    return None


def _first_article(element: Element, prose: Prose) -> Element:
    """Return the first ``article`` in an element that consists of several; else the element itself."""
    articles = [article for article in element.iter("article") if prose.chars_in(article) >= MIN_ARTICLE_CHARS]
    in_articles, total = sum(map(prose.chars_in, articles)), prose.chars_in(element)
    # Articles inside each other count more than once.
    are_nested = in_articles > 1.01 * total
    if len(articles) < 2 or are_nested or in_articles < MIN_CHILD_SHARE * total:  # noqa: PLR2004 - several
        return element
    return articles[0]


def _intro_boxes(root: Element, prose: Prose, excluded: set[Element]) -> list[Element]:
    """Return the boxes between the headline and the root that hold a little prose: an intro in a box of its own."""
    if has_h1(root):
        # What precedes the headline is no intro.
        return []
    box = root
    for _ in range(MAX_INTRO_ANCESTORS):
        before = [e for e in box.itersiblings(preceding=True) if isinstance(e.tag, str)]
        title = next((n for n, e in enumerate(before) if e.tag == "h1" or has_h1(e)), None)
        intro = [
            e
            for e in before[:title]
            if e not in excluded and e.tag not in BOILERPLATE_TAGS and prose.chars_in(e) >= MIN_ROOT_CHARS
        ]
        if intro:
            is_short = sum(map(prose.chars_in, intro)) <= MAX_INTRO_SHARE * prose.chars_in(root)
            return intro[::-1] if is_short else []
        above = box.getparent()
        if title is not None or above is None:
            break
        box = above
    return []


def _first_lines(lines: list[Line], below: int, headline: Element | None, excluded: set[Element]) -> list[Element]:
    """Return the first lines of running text. They are among the last ``below`` lines, or around the headline."""
    if headline is None:
        return []
    around, inside = set(headline.iterancestors()), set(headline.iter())
    above = len(lines) - below
    after = (line for n, line in enumerate(lines) if n >= above or line.element in around)
    running = (
        line
        for line in after
        if line.chars >= MIN_FIRST_LINE_CHARS and line.chars > 2 * line.link_chars and line.element not in inside
    )
    first = list(islice(_text_elements(running, excluded), FIRST_LINES))
    if len(first) > 1 and contains(first[0], first[1]) and _own_text_follows(first[0], first[1]):
        first[:2] = first[1::-1]
    return first


def _own_text_follows(box: Element, inner: Element) -> bool:
    """Return whether the own text of a box begins after an element inside it."""
    node = inner
    while node is not box and (above := node.getparent()) is not None:
        before = [above.text, *(e.tail for e in node.itersiblings(preceding=True))]
        if any(len((text or "").strip()) >= MIN_PROSE_LINE_CHARS for text in before):
            return False
        node = above
    return True


def _text_elements(lines: Iterable[Line], excluded: set[Element]) -> Iterator[Element]:
    """Yield the elements of the lines that are text: not a picture's, not excluded, not a date line."""
    for element, chars, _ in islice(lines, MAX_CHECKED_LINES):
        boxes = (element, *element.iterancestors())
        if not any(box in excluded or box.tag in PICTURE_TEXT_TAGS for box in boxes) and (
            chars > MAX_DATE_LINE_CHARS or dates.read(text_of(element)) is None
        ):
            yield element
