"""Where the article's text is on a page that no layout knows.

Structured data first (``itemprop=articleBody``, the containers that many systems name alike), then the prose itself: each
block of text counts by its length without links, what stands in comments, menus and side columns does not count, and the
container is found by going down from the page's body as long as one child holds nearly all of it.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract import jsonld
from newscrawl.extract.dom import SILENT, contains, is_hidden, is_inline, text_of, visible_text_exceeds
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

CONTAINERS: Final = (
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
"""Names that content systems give the body, one family a line."""

UNWANTED: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|cmt|disqus|binh-?luan|footer|foot|sidebar|side-?bar|col-?right|right-?col|aside|related|lien-?quan|relate|tin-?khac|recommend|most-?(?:read|view)|"
    r"share|social|like-?box|addthis|fb-|zalo|tag|tags|keyword|breadcrumb|menu|nav|navbar|advert|ads?|adv|banner|qc|quang-?cao|sponsor|promo|newsletter|subscribe|"
    r"cookie|consent|gdpr|popup|modal|login|vote|poll|rating|toolbar|tool|print|author-?box|author-?info|pagination|paging|widget|survey|copyright|disclaimer|suggest|trending|hot-?news|outbrain|taboola|"
    r"box-?tin|tin-?moi|tin-?lien|newest|most|topic-?box|box-?news|read-?more|read-?next|also-?read|see-?also|more-?(?:on|from|stories|news)|up-?next|sign-?up|bio|about-?author|"
    r"author-?(?:bio|desc|profile|card|description)|byline-?bio|contributor-?bio|toc|table-?of-?contents|jump-?to|skip-?link|visually-?hidden|sr-only|screen-?reader(?:-text)?|screenreader|instagram-media|print-?only|"
    r"noprint|contributions?|donat(?:e|ions?)|upsell|cta|reg-?wall|hatnote|navbox|edit-?section|catlinks|video-?(?:js|player)|offers?|barrier|contributor|tag-?line|vjs|jw-?player)(?=[\s_-]|s?$|s?[\s_-])",
    re.IGNORECASE,
)
"""Class and id names of what stands beside an article's text."""

ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:pay-?wall|subscri\w*|newsletter|comments?|binh-?luan|relate[ds]?\w*|(?:box-)?tin-?lien-?quan\w*|share|social|adv?|ads|advert\w*|banner\w*|quang-?cao|poll|vote|most-?read|most-?view)"
    r"(?=[\s_-]|$)",
    re.IGNORECASE,
)
"""The surest of them: left out of a body that a layout knows, too."""

_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NEVER: Final = frozenset(("nav", "footer", "aside", "header"))
_DROPPED: Final = frozenset(("nav", "footer", "aside"))
"""Those that are left out of a text they stand in, too."""

_ALWAYS: Final = re.compile(
    r"(?:^|[\s_-])(?:comment|cmt|binh-?luan|footer|related|tin-?khac|breadcrumb|cookie|consent|gdpr)",
    re.IGNORECASE,
)
"""Names that no body bears, however much text stands inside."""

_STATE: Final = re.compile(
    r"--|(?:^|[_-])(?:has|with|without|no|is|not|enable|enabled|hide|show|show-for|hidden)[_-]|^(?:elementor|et_pb|vc|wpb|fusion|siteorigin)[_-]",
    re.IGNORECASE,
)
"""Class names that say in what state or dress a box is (``section--ads``, ``has-ads``) or which page builder made it, not what it holds."""

_SLUG: Final = 32
"""A longer id (characters) is a heading's words."""

_PROSE_TAGS: Final = frozenset(("p", "li", "ol", "ul", "dl", "blockquote", "figure", "figcaption", "pre"))
"""Elements that hold a piece of the text, never all of it."""

_IN_TEXT: Final = frozenset(("html", "body", "a", "b", "strong", "em", "i", "mark", "time"))
"""Elements that are no box beside the text, whatever they are called: the page itself, words of a sentence."""

_INTRO: Final = 0.4
"""An intro has less prose than this share of the text's."""

_NEAR: Final = 4
"""Boxes around the container beside which an intro is looked for."""

_FIELDS: Final = 10
_ASKING: Final = 400
"""Fields for an address that are looked at, and characters that a box may use to ask for one."""

_PICTURED: Final = frozenset(("figure", "figcaption", "caption"))
"""Elements whose words are a picture's."""

_FEW: Final = 3
"""So many paragraphs stand in the foot of any page."""

_PART: Final = 0.04
"""Share of a box's prose in paragraphs after the child that holds most: the box is the container, not the child."""

_WHOLE: Final = 0.72
"""Share of its parent's prose that a child must hold for the search to go on in it."""

_HALF: Final = 0.45
_LINKED: Final = 0.5
"""… or this share, if so many characters of links stand beside it for each of prose: other articles' teasers."""

_SEVERAL: Final = 160
"""A box with less prose (characters) is a line or two, whatever it is called."""

_LINKED_TEXT: Final = 0.2
"""Characters of links for each of prose, at most, in a box that the text goes on in."""

_TEASER: Final = 0.3
"""What a teaser counts, against a paragraph of the same length."""

_JUDGED: Final = 2_000
"""A page of more lines is not compared with what its JSON-LD tells."""

_HEAD: Final = 80
_MOST: Final = 0.6
"""A line's first letters that are looked for in the text that JSON-LD tells, and how much of that the page must show."""

_NAMED_SHARE: Final = 0.5
"""Share of the page's prose that a container found by name must hold."""

_MAIN_SHARE: Final = 0.5
"""A box that holds more of the page's prose than this is the article's, whatever it is called (VnExpress: ``sidebar-1``)."""

_LEAST: Final = 60
"""A page with less prose (characters) has no text worth a container."""

_ARTICLE: Final = 600
"""An ``article`` element with less prose (characters) is a card, a comment or a box."""

_SAYS: Final = 50
"""Shorter lines (characters) may be a byline or a date."""

_ASKED: Final = 100
"""Lines that are asked whether they are the first."""

_FOLLOWING: Final = 3
"""Lines after the first that show what the text looks like."""

_INFO: Final = 120
"""A shorter line (characters) that holds a date tells when, where and by whom."""

_LINE: Final = 25
"""Shorter lines (characters) are labels, not prose."""


class Line(NamedTuple):
    """A block element with text of its own."""

    element: Element
    own: int
    """Characters, those of inline elements in it included."""

    links: int
    """Those that carry a link."""


class Container(NamedTuple):
    """Where the text is, and what stands in it without belonging."""

    element: Element
    drop: set[Element]
    opening: list[Element]
    """Boxes right before it that the text begins in."""

    said: list[Element]
    """The first few blocks of running text below the headline, in the container or above it."""


def container(page: Page, headline: Element | None = None) -> Container | None:
    """The element that holds the article's text; ``None`` where the page holds next to no prose.

    ``headline`` is the visible headline: prose before it does not count, if enough follows it.
    """
    furniture = _furniture(page)
    lines, below = _lines(page, headline, furniture)
    prose, linked = _prose(page, lines)
    root = next(iter(page.by_tag("body")), page.root)
    if prose.get(root, 0.0) < _HALF * prose.get(page.root, 0.0):
        root = page.root
    story = _own_story(headline, prose) if len(page.by_tag("h1")) > 1 else None
    root = story if story is not None else root
    beside = _beside(page, prose, root)
    beside.update(box for box in furniture if box.tag in _DROPPED)
    beside.update(filter(_is_mark, page.by_tag("sup")))
    beside.update(_sign_ups(page, prose))
    total = prose.get(root, 0.0)
    if total < _LEAST:
        return None
    said = _said_first(lines, below, headline, beside)
    if (told := _as_told(page, lines)) is not None and prose.get(told, 0.0) > 0:
        return Container(told, beside, _opening(told, prose, beside), said)
    named = (_named(css, page, prose, _NAMED_SHARE * total) for css in CONTAINERS)
    found = next((element for element in named if element is not None), root)
    element = _tighten(_first_article(found, prose), prose, linked)
    return Container(element, beside, _opening(element, prose, beside), said)


def _said_first(lines: list[Line], below: int, headline: Element | None, beside: set[Element]) -> list[Element]:
    """The first lines of running text among the last ``below`` and those of the boxes around the headline."""
    if headline is None:
        return []
    around, inside = set(headline.iterancestors()), set(headline.iter())
    above = len(lines) - below
    after = (line for n, line in enumerate(lines) if n >= above or line.element in around)
    running = (line for line in after if line.own >= _SAYS and line.own > 2 * line.links and line.element not in inside)
    said = list(islice(_text_proper(running, beside), 1 + _FOLLOWING))
    if len(said) > 1 and contains(said[0], said[1]) and _begins(said[0], said[1]):
        said[:2] = said[1::-1]
    return said


def _begins(box: Element, inner: Element) -> bool:
    """Whether a box's own text begins after an element in it."""
    node = inner
    while node is not box and (above := node.getparent()) is not None:
        before = [above.text, *(e.tail for e in node.itersiblings(preceding=True))]
        if any(len((text or "").strip()) >= _LINE for text in before):
            return False
        node = above
    return True


def _text_proper(lines: Iterable[Line], beside: set[Element]) -> Iterator[Element]:
    """The lines that are no picture's and stand beside nothing, those that tell when and where left out."""
    for element, own, _ in islice(lines, _ASKED):
        boxes = (element, *element.iterancestors())
        if not any(box in beside or box.tag in _PICTURED for box in boxes) and (
            own > _INFO or dates.read(text_of(element)) is None
        ):
            yield element


def _opening(element: Element, prose: dict[Element, float], beside: set[Element]) -> list[Element]:
    """The boxes between the headline and the container that hold a little prose: an intro in a box of its own."""
    box = element
    for _ in range(_NEAR):
        before = [e for e in box.itersiblings(preceding=True) if isinstance(e.tag, str)]
        title = next((n for n, e in enumerate(before) if e.tag == "h1" or _has_title(e)), None)
        said = [e for e in before[:title] if e not in beside and e.tag not in _NEVER and prose.get(e, 0.0) >= _LEAST]
        if said:
            return said[::-1] if sum(prose[e] for e in said) <= _INTRO * prose.get(element, 0.0) else []
        above = box.getparent()
        if title is not None or above is None:
            break
        box = above
    return []


def _named(css: str, page: Page, prose: dict[Element, float], least: float) -> Element | None:
    """The box of a name that holds enough of the page's prose; what is around it where the text is in several boxes of the name."""
    boxes = [e for e in compiled(css).elements(page) if e.tag not in _PROSE_TAGS and prose.get(e, 0.0) >= _LEAST]
    first = next((e for e in boxes if prose[e] >= least), None)
    if first is None:
        return None
    others = sum(prose[e] for e in boxes if e is not first and e.getparent() is first.getparent())
    return first if others <= _PART * prose[first] else first.getparent()


def _own_story(headline: Element | None, prose: dict[Element, float]) -> Element | None:
    """The box of the page's own story, where the next ones stand below it in boxes of the same name, under headlines of the same name."""
    if headline is None or headline.tag != "h1":
        return None
    for box in headline.iterancestors("div", "article", "li", "main"):
        if prose.get(box, 0.0) < _ARTICLE:
            continue
        for later in box.itersiblings(str(box.tag)):
            is_alike = prose.get(later, 0.0) >= _ARTICLE and later.get("class") == box.get("class")
            if is_alike and any(title.get("class") == headline.get("class") for title in later.iter("h1")):
                return box
    return None


def _first_article(element: Element, prose: dict[Element, float]) -> Element:
    """The first of several articles that one page holds one after another; else the element itself."""
    articles = [e for e in element.iter("article") if prose.get(e, 0.0) >= _ARTICLE]
    own = sum(prose[e] for e in articles)
    if len(articles) < 2 or own > 1.01 * prose.get(element, 0.0) or own < _WHOLE * prose.get(element, 0.0):  # noqa: PLR2004 - several
        return element
    return articles[0]


def _tighten(element: Element, prose: dict[Element, float], linked: dict[Element, int]) -> Element:
    """Go down as long as one child holds nearly all the prose, or most of it and what stands beside it is links."""
    while True:
        best = max(element, key=lambda child: prose.get(child, 0.0), default=None)
        if best is None or is_inline(str(best.tag)) or best.tag in _PROSE_TAGS:
            return element
        whole, own = prose.get(element, 0.0), prose.get(best, 0.0)
        others = linked.get(element, 0) - linked.get(best, 0)
        if own < _WHOLE * whole and not (own >= _HALF * whole and others > _LINKED * (whole - own)):
            return element
        if sum(prose.get(e, 0.0) for e in best.itersiblings() if _goes_on(best, e, prose, linked)) > _PART * whole:
            return element
        element = best


def _goes_on(box: Element, later: Element, prose: dict[Element, float], linked: dict[Element, int]) -> bool:
    """Whether the text of a box goes on in a later one: a paragraph, or a box of the same name that is no teaser."""
    if later.tag in {"p", "blockquote"}:
        return True
    said = prose.get(later, 0.0)
    if said < _SEVERAL or later.tag != box.tag or linked.get(later, 0) > _LINKED_TEXT * said:
        return False
    name = later.get("class") or later.get("itemprop")
    is_alike = name is not None and name == (box.get("class") or box.get("itemprop"))
    return is_alike and _holds_lines(box) and _holds_lines(later)


def _holds_lines(box: Element) -> bool:
    """Whether paragraphs stand right in a box."""
    return any(child.tag == "p" for child in islice(box, _ASKED))


def _as_told(page: Page, lines: list[Line]) -> Element | None:
    """The innermost element that holds the lines that the page's JSON-LD tells as the article's text, if it holds most of it."""
    told = jsonld.told_body(page.news)
    if not told or len(lines) > _JUDGED:
        return None
    heads = ((e, letters) for e, own, _ in lines if own >= _LINE and (letters := jsonld.letters(text_of(e))))
    said = [(element, len(letters)) for element, letters in heads if letters[:_HEAD] in told]
    if sum(length for _, length in said) < _MOST * len(told):
        return None
    shared = list(said[0][0].iterancestors())
    for element, _ in said[1:]:
        around = set(element.iterancestors())
        shared = [box for box in shared if box in around or box is element]
    return shared[0] if shared else None


def _prose(page: Page, lines: list[Line]) -> tuple[dict[Element, float], dict[Element, int]]:
    """Characters of running text in each element, links taken off, and of linked text; each line's count for all above it.

    What stands right under a line that is a link and nothing else is the teaser of another article, and counts for less.
    """
    prose: dict[Element, float] = {}
    linked: dict[Element, int] = {}
    after_link = False
    for element, own, links in lines:
        if is_prose := own >= _LINE and own > 2 * links:
            prose[element] = (own - 2 * links) * (_TEASER if after_link and own < _ARTICLE else 1.0)
        if links:
            linked[element] = links
        after_link = not is_prose and own >= _LINE and links >= _WHOLE * own
    # From the last element to the first: what stands inside an element has been added to it when its turn comes.
    for element in reversed(page.elements):
        said, links = prose.get(element, 0.0), linked.get(element, 0)
        if (said or links) and (above := element.getparent()) is not None:
            if said:
                prose[above] = prose.get(above, 0.0) + said
            if links:
                linked[above] = linked.get(above, 0) + links
    return prose, linked


def _lines(page: Page, headline: Element | None, furniture: list[Element]) -> tuple[list[Line], int]:
    """Each block element with text of its own, in page order, and how many of them follow the headline.

    What stands before the headline is left out, if enough follows it.
    """
    left_out = {inner for box in furniture for inner in box.iter()}
    found: list[Line] = []
    text: dict[Element, int] = {}
    linked: dict[Element, int] = {}
    around: set[Element] | None = None
    below = 0
    # From the last element to the first, so that what stands inside an element is counted before it.
    for element in reversed(page.elements):
        above = element.getparent()
        if element is headline:
            below = len(found)
        if above is None or above in left_out:
            continue
        if tail := element.tail:
            text[above] = text.get(above, 0) + len(tail.strip())
        if element in left_out:
            continue
        if element is headline and sum(own for _, own, links in found if own >= _LINE and own > 2 * links) >= _ARTICLE:
            around = set(element.iterancestors())
        own = text.pop(element, 0)
        if said := element.text:
            own += len(said.strip())
        links = linked.pop(element, 0)
        tag = str(element.tag)
        if is_inline(tag) or tag in {"br", "img"}:
            if own:
                text[above] = text.get(above, 0) + own
                linked[above] = linked.get(above, 0) + (own if tag == "a" else links)
        elif own and (around is None or element in around):
            found.append(Line(element, own, links))
    found.reverse()
    return found, below


def _sign_ups(page: Page, prose: dict[Element, float]) -> Iterator[Element]:
    """The boxes around fields for an address of mail: what little they say asks for it."""
    fields = (field for field in page.by_tag("input") if (field.get("type") or "").lower() == "email")
    for field in islice(fields, _FIELDS):
        box = None
        for above in field.iterancestors():
            is_page = above.tag in _IN_TEXT or above.tag in {"main", "article"} or _has_title(above)
            if is_page or prose.get(above, 0.0) > _ASKING or visible_text_exceeds(above, _ASKING):
                break
            box = above
        if box is not None:
            yield box


def _is_mark(sup: Element) -> bool:
    """Whether raised letters are the mark of a footnote: they are a link to a place on the page."""
    links = [a for a in sup if a.tag == "a"]
    return len(sup) == len(links) == 1 and (links[0].get("href") or "").startswith("#") and not (sup.text or "").strip()


def _has_title(box: Element) -> bool:
    return next(box.iter("h1"), None) is not None


def _furniture(page: Page) -> list[Element]:
    """The boxes that hold no prose wherever they stand: scripts, forms, the page's head and foot, what is hidden."""
    doubtful = [e for tag in _NEVER for e in page.by_tag(tag)]
    doubtful += [e for name in ("style", "hidden") for e in page.with_attribute(name) if is_hidden(e)]
    most = max(_FEW, len(page.by_tag("p")) // 2)
    # Markup that is not closed, or a text that a script shows: the box around most paragraphs is the page's main part.
    boxes = [e for e in doubtful if sum(1 for _ in e.iter("p")) <= most and not (e.tag == "aside" and _has_title(e))]
    return [*boxes, *(e for tag in SILENT for e in page.by_tag(tag))]


def _beside(page: Page, prose: dict[Element, float], root: Element) -> set[Element]:
    """The boxes that are named like something beside the text; their prose is taken off all that stands above them.

    Comments go first: what is the main part of a page is judged by what the page itself says.
    """
    always = {*page.named(_ALWAYS, but=_STATE), *page.with_id(_ALWAYS)}
    named = page.named(UNWANTED, but=_STATE)
    named += [e for e in page.with_id(UNWANTED) if e.tag not in _HEADINGS and len(e.get("id") or "") <= _SLUG]
    flagged = set(filter(_may_be_beside, set(named)))
    always &= flagged
    _take_off(prose, always)
    most = _MAIN_SHARE * prose.get(root, 0.0)
    doubtful = {e for e in flagged - always if prose.get(e, 0.0) < most}
    _take_off(prose, doubtful)
    return always | doubtful


def _may_be_beside(element: Element) -> bool:
    """Whether an element can be a box beside the text: not the page, not a word, nor what holds the headline."""
    return element.tag not in _IN_TEXT and not _has_title(element)


def _take_off(prose: dict[Element, float], boxes: set[Element]) -> None:
    """Take the prose of boxes off all that stands above them."""
    for element in boxes:
        lost = prose.get(element, 0.0)
        above = element.getparent()
        while lost and above is not None and above not in boxes:
            prose[above] = prose.get(above, 0.0) - lost
            above = above.getparent()
    for element in boxes:
        prose.pop(element, None)
