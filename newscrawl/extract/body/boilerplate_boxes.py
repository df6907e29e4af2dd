"""Boxes that are not part of an article's text: by tag, by class or id, by what they hold.

A box is any element that groups others. All patterns and limits for boxes are here.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import SILENT, contains, is_hidden, visible_text_exceeds
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.body.prose import Prose
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

BOILERPLATE_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|cmt|disqus|binh-?luan|footer|foot|sidebar|side-?bar|col-?right|right-?col|aside|related|lien-?quan|relate|tin-?khac|recommend|most-?(?:read|view)|"
    r"share|social|like-?box|addthis|fb-|zalo|tag|tags|keyword|breadcrumb|menu|nav|navbar|advert|ads?|adv|banner|qc|quang-?cao|sponsor|promo|newsletter|subscribe|"
    r"cookie|consent|gdpr|popup|modal|login|vote|poll|rating|toolbar|tool|print|author-?box|author-?info|pagination|paging|widget|survey|copyright|disclaimer|suggest|trending|hot-?news|outbrain|taboola|"
    r"box-?tin|tin-?moi|tin-?lien|newest|most|topic-?box|box-?news|read-?more|read-?next|also-?read|see-?also|more-?(?:on|from|stories|news)|up-?next|sign-?up|bio|about-?author|"
    r"author-?(?:bio|desc|profile|card|description)|byline-?bio|contributor-?bio|toc|table-?of-?contents|jump-?to|skip-?link|visually-?hidden|sr-only|screen-?reader(?:-text)?|screenreader|instagram-media|print-?only|"
    r"noprint|contributions?|donat(?:e|ions?)|upsell|cta|reg-?wall|hatnote|navbox|edit-?section|catlinks|video-?(?:js|player)|offers?|barrier|contributor|tag-?line|vjs|jw-?player)(?=[\s_-]|s?$|s?[\s_-])",
    re.IGNORECASE,
)
"""Class and id names of boxes beside an article's text."""

SURE_BOILERPLATE_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:pay-?wall|subscri\w*|newsletter|comments?|binh-?luan|relate[ds]?\w*|(?:box-)?tin-?lien-?quan\w*|share|social|adv?|ads|advert\w*|banner\w*|quang-?cao|poll|vote|most-?read|most-?view)"
    r"(?=[\s_-]|$)",
    re.IGNORECASE,
)
"""The surest of these names: such boxes are left out of a body that a layout finds, too."""

NEVER_TEXT_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:comment|cmt|binh-?luan|footer|related|tin-?khac|breadcrumb|cookie|consent|gdpr)", re.IGNORECASE
)
"""Names that the box of the text never has, however much text is inside."""

STATE_NAME: Final = re.compile(
    r"--|(?:^|[_-])(?:has|with|without|no|is|not|enable|enabled|hide|show|show-for|hidden)[_-]|^(?:elementor|et_pb|vc|wpb|fusion|siteorigin)[_-]",
    re.IGNORECASE,
)
"""Class names that give the state or style of a box (``section--ads``, ``has-ads``), or the page builder, but not its content."""

BOILERPLATE_TAGS: Final = frozenset(("nav", "footer", "aside", "header"))
"""Boxes of these tags do not count when the content root is searched."""

EXCLUDED_TAGS: Final = frozenset(("nav", "footer", "aside"))
"""Boxes of these tags are left out of the text when they are inside it."""

NO_BOX_TAGS: Final = frozenset(("html", "body", "a", "b", "strong", "em", "i", "mark", "time"))
"""Elements that are not boxes, whatever their class: the page itself, and words of a sentence."""

NAMED_BOX_TAGS: Final = frozenset(("div", "section", "aside", "ul", "ol", "table", "form", "article", "nav"))
"""Elements that :data:`SURE_BOILERPLATE_NAME` may leave out of a body that a layout finds."""

MAIN_TAGS: Final = frozenset(("main", "article"))
"""Elements that hold the main content of a page."""

HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Elements whose id is often made of their words, and so names no box."""

MAX_ID_NAME_CHARS: Final = 32
"""A longer id is made of a heading's words and does not name a box."""

MIN_BOX_PARAGRAPHS: Final = 3
"""The foot of any page may hold so many paragraphs."""

MAX_NAMED_PROSE_SHARE: Final = 0.5
"""A box with more of the page's prose is the article's, whatever its class (VnExpress: ``sidebar-1``)."""

MAX_EMAIL_FIELDS: Final = 10
"""Fields for an e-mail address whose boxes are looked for."""

MAX_SIGN_UP_CHARS: Final = 400
"""A box around such a field with more text is not a sign-up box."""

EXCLUDED_PARAGRAPH_DIVISOR: Final = 3
"""A box is left out of a body only if it holds at most the body's paragraphs divided by this number."""


def unlikely_boxes(page: Page) -> list[Element]:
    """Return the boxes without prose, wherever they are: scripts, forms, the page's head and foot, hidden boxes.

    A box with more than half of the page's paragraphs is not among them: its markup is not closed, or a script shows it.
    """
    doubtful = [e for tag in BOILERPLATE_TAGS for e in page.by_tag(tag)]
    doubtful += [e for name in ("style", "hidden") for e in page.with_attribute(name) if is_hidden(e)]
    most = max(MIN_BOX_PARAGRAPHS, len(page.by_tag("p")) // 2)
    boxes = [e for e in doubtful if sum(1 for _ in e.iter("p")) <= most and not (e.tag == "aside" and has_h1(e))]
    return [*boxes, *(e for tag in SILENT for e in page.by_tag(tag))]


def named_boxes(page: Page, prose: Prose, root: Element) -> set[Element]:
    """Return the boxes whose class or id names boilerplate; their prose is subtracted from all elements around them.

    Comments and the like go first, because the share of a box is taken from the prose of the page itself.
    """
    never = {*page.with_class(NEVER_TEXT_NAME, but=STATE_NAME), *page.with_id(NEVER_TEXT_NAME)}
    named = page.with_class(BOILERPLATE_NAME, but=STATE_NAME)
    named += [
        element
        for element in page.with_id(BOILERPLATE_NAME)
        if element.tag not in HEADING_TAGS and len(element.get("id") or "") <= MAX_ID_NAME_CHARS
    ]
    boxes = set(filter(_may_be_box, set(named)))
    never &= boxes
    prose.subtract(never)
    most = MAX_NAMED_PROSE_SHARE * prose.chars_in(root)
    doubtful = {element for element in boxes - never if prose.chars_in(element) < most}
    prose.subtract(doubtful)
    return never | doubtful


def sign_up_boxes(page: Page, prose: Prose) -> Iterator[Element]:
    """Yield the boxes around fields for an e-mail address: the little text in them asks for the address."""
    fields = (field for field in page.by_tag("input") if (field.get("type") or "").lower() == "email")
    for field in islice(fields, MAX_EMAIL_FIELDS):
        box = None
        for above in field.iterancestors():
            is_page = above.tag in NO_BOX_TAGS or above.tag in MAIN_TAGS or has_h1(above)
            if is_page or prose.chars_in(above) > MAX_SIGN_UP_CHARS or visible_text_exceeds(above, MAX_SIGN_UP_CHARS):
                break
            box = above
        if box is not None:
            yield box


def footnote_marks(page: Page) -> Iterator[Element]:
    """Yield the ``sup`` elements that are only a link to a place on the page."""
    for sup in page.by_tag("sup"):
        links = [a for a in sup if a.tag == "a"]
        is_alone = len(sup) == len(links) == 1 and not (sup.text or "").strip()
        if is_alone and (links[0].get("href") or "").startswith("#"):
            yield sup


def excluded_by_layout(page: Page, root: Element, layout: Layout | None, *, is_known: bool) -> set[Element]:
    """Return the elements inside the content root that the layout or their class name as not part of the text.

    If the layout did not find the root (``is_known`` is false), only small boxes are left out, and classes do not count.
    """
    if layout is None:
        return set()
    selectors = (*layout.drop, *layout.video, *(block.css for block in layout.related))
    excluded = {element for css in selectors for element in compiled(css).elements(page) if element is not root}
    paragraphs = sum(1 for _ in root.iter("p"))
    if not is_known:
        return {element for element in excluded if _is_small(element, root, paragraphs)}
    excluded.update(
        element
        for element in page.with_class(SURE_BOILERPLATE_NAME)
        if element.tag in NAMED_BOX_TAGS and _is_small(element, root, paragraphs)
    )
    return excluded


def has_h1(box: Element) -> bool:
    """Return whether a box holds an ``h1``."""
    return next(box.iter("h1"), None) is not None


def _may_be_box(element: Element) -> bool:
    """Return whether an element may be a box beside the text: not the page, not a word, not what holds the headline."""
    return element.tag not in NO_BOX_TAGS and not has_h1(element)


def _is_small(element: Element, root: Element, paragraphs: int) -> bool:
    """Return whether a box inside the root holds few of its paragraphs. A box whose class names a paywall is always small."""
    if element is root or not contains(root, element):
        return False
    if "wall" in (element.get("class") or ""):
        return True
    # Stop at the first paragraph beyond the limit: counting large boxes to their end costs time.
    return next(islice(element.iter("p"), paragraphs // EXCLUDED_PARAGRAPH_DIVISOR, None), None) is None
