"""Boxes that are not part of an article's text: by tag, by class or id, by what they hold.

A box is any element that groups others. All patterns and limits for boxes are here.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import SILENT, classes, contains, is_hidden, names_of, visible_text_exceeds
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.body.prose import Prose
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

BOILERPLATE_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|cmt|disqus|binh-?luan|footer|foot|sidebar|side-?bar|col-?right|right-?col|aside|related(?![_-]?images?)|lien-?quan|relate|tin-?khac|recommend|most-?(?:read|view)|"
    r"share|social|like-?box|addthis|fb-|zalo|tag|tags|keyword|breadcrumb|menu|nav|navbar|advert|ads?|adv|banner|qc|quang-?cao|sponsor|promo|newsletter|subscribe|"
    r"cookie|consent|gdpr|popup|modal|login|vote|poll|rating|toolbar|tool|print|author-?box|author-?info|pagination|paging|widget|survey|copyright|disclaimer|suggest|trending|hot-?news|outbrain|taboola|"
    r"box-?tin|tin-?moi|tin-?lien|newest|most|topic-?box|box-?news|(?:latest|recent)-?(?:posts?|news|articles?|comments?)|read-?more|read-?next|also-?read|read-?also|lire-?aussi|a-?lire|leggi-?anche|lees-?ook|see-?also|more-?(?:on|from|stories|news)|up-?next|sign-?up|bio|about-?author|"
    r"author-?(?:bio|desc|profile|card|description|dropdown|details?|about|blurb|module|panel)|byline-?bio|contributor-?bio|(?:lwp|ez-?|uagb-|kt-|simple)?toc|table-?of-?contents|jump-?to|skip-?link|visually-?hidden|sr-only|screen-?reader(?:-text)?|screenreader|instagram-media|print-?only|"
    r"noprint|contributions?|donat(?:e|ions?)|upsell|cta|reg-?wall|hatnote|ambox|mbox|reseaux|navbox|edit-?section|catlinks|video-?(?:js|player)|offers?|barrier|contributor|tag-?line|vjs|jw-?player|"
    r"(?:affiliate|advertiser|post|article)-?disclosure|affiliate-?(?:disclaimer|notice)|hawk|price-?comparison|digest-post-embed|embedded-(?:post|publication)|article-?sources|recommendation(?=__)|listen|text-?to-?speech|read-?aloud|(?:article|story|inline|native|ai)-?(?:audio|listen|player)|audio-?(?:player|article|embed|native|version)|recirc(?:ulation)?)(?=[\s_-]|s?$|s?[\s_-])"
    r"|(?-i:(?:^|[\s_-]|(?<=[a-z]))(?<!With)(?<!Has)(?<!No)(?<!with)(?<!has)(?:Related|Recirc(?:ulation)?|Newsletter|MostPopular|MostRead|Recommended|Recommendations|"
    r"Promo|Subscribe|Subscription|Sign[uU]p|Paywall|Sponsored|Advert(?:isement)?|CookieBanner|ReadMore|ReadNext|AuthorBio|ContributorBio|SocialShare|ShareBar|ShareTools|Donation)(?=[A-Z_\s-]|s?$|\d))",
    re.IGNORECASE,
)
"""Class and id names of boxes beside an article's text."""

_NAME_START: Final = r"(?:^|[\s_-]|(?-i:(?<=[a-z0-9])(?=[A-Z])))"
_NAME_END: Final = r"(?:s|es|e)?(?=$|[\s_-]|\d|(?-i:(?<=[a-z])[A-Z]))"
"""Borders of a word in a class name: ``user-comments``, ``user_comments``, ``userComments``."""

COMMENTS_NAME: Final = re.compile(
    rf"{_NAME_START}(?:(?:user|reader|post|news|article|box|list|all|fb|face(?:book)?)?comment(?:list|box|area|item|form|wrap|wrapper|section|thread|block|container|body)?|cmt|disqus(?:[_-]thread)?|binh-?luan"
    rf"|phan-?hoi|y-?kien-?(?:ban-?doc|doc-?gia|phan-?hoi|binh-?luan)|ykbd|talk-?back|kommentar|commentaire|comentario|comentário|commenti|reacties|livefyre|giscus|utterances|isso-thread|remark42|spot-?im|coral-?(?:talk|thread|stream)|hyvor-?talk){_NAME_END}",
    re.IGNORECASE,
)
"""Names of boxes that hold readers' comments."""

PERHAPS_COMMENTS_NAME: Final = re.compile(
    rf"{_NAME_START}(?:(?:user|reader|post|news|article|box|list)[_-]?)?(?:y-?kien|thao-?luan|feed-?back|discussion|opinion|response|respond|replie|reply|reaction|review|conversation|talk|trao-?doi|gop-?y|hoi-?dap|chat|guest-?book|danh-?gia){_NAME_END}",
    re.IGNORECASE,
)
"""Names that boxes of comments have, but sections and articles as well: such a box counts only where text stands above it."""

HIDING_NAME: Final = re.compile(
    r"^(?:(?:is|u|js|util|uk|visually)-)?(?:hidden|hide|invisible|offscreen|off-screen)$|^(?:d-none|display-none|dn|hidden-all|hide-all|no-display|nodisplay)$",
    re.IGNORECASE,
)
"""Class names by which a style sheet hides a box."""

SHOWING_NAME: Final = re.compile(
    r"^(?:[a-z0-9]+:(?:block|flex|grid|inline\S*|visible)|d-[a-z]+-\S+|show(?:-\S+)?|visible(?:-\S+)?)$", re.IGNORECASE
)
"""Class names that show a hidden box again, on wide screens for example."""

POST_NAME: Final = re.compile(r"social|widget|embed", re.IGNORECASE)
"""Names of boxes that may quote a post of a social network."""

_is_post_name: Final = cached_search(POST_NAME)

POST_QUOTE_NAME: Final = re.compile(
    r"tweet|twitter|facebook|fb-|bluesky|mastodon|reddit|threads|tiktok|telegram|post", re.IGNORECASE
)
"""Class names of a quoted post. Instagram's holds no words of the post."""

MARK_ATTRIBUTES: Final = ("data-testid", "data-test", "data-qa", "data-component", "data-cy", "data-module")
"""Attributes that name a box for programs, where class names mean nothing."""

MARKED_BESIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:newsletters?|sign-?up|subscri\w*|related|recirc\w*|recommend\w*|promo|most-?(?:read|popular|viewed)|comments?|share|social|advert\w*|ads?|listen|audio-?player|author-?bio|read-?(?:more|next)|paywall)(?=[\s_-]|$)"
    r"|(?:Newsletter|SignUp|Related|Recirc|Recommended|Promo|MostRead|MostPopular|AuthorBio|ReadMore|Advert)(?=[A-Z_-]|$|s$)|^(?:newsletter|related|recirc|promo|comments|share)(?=[A-Z])"
)
"""Values of these attributes for boxes beside the text."""

_is_marked_beside: Final = cached_search(MARKED_BESIDE)

SURE_BOILERPLATE_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:pay-?wall|subscri\w*|newsletter|comments?|binh-?luan|relate[ds]?\w*|(?:box-)?tin-?lien-?quan\w*|share|social|adv?|ads|advert\w*|banner\w*|quang-?cao|poll|vote|most-?read|most-?view)"
    r"(?=[\s_-]|$)",
    re.IGNORECASE,
)
"""The surest of these names: such boxes are left out of a body that a layout finds, too."""

NEVER_TEXT_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:comment|cmt|binh-?luan|footer|related(?![_-]?images?)|tin-?khac|breadcrumb|cookie|consent|gdpr)",
    re.IGNORECASE,
)
"""Names that the box of the text never has, however much text is inside."""

STATE_NAME: Final = re.compile(
    r"^(?:(?!--).)+--(?:(?!--).)*$|(?:^|[_-])(?:has|with|without|no|is|not|enable|enabled|hide|show|show-for|hidden)[_-]|^(?:elementor|et_pb|vc|wpb|fusion|siteorigin)[_-](?!(?:widget-)?author-box)",
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

COMMENT_TAGS: Final = frozenset(
    ("div", "section", "aside", "ul", "ol", "li", "table", "form", "article", "details", "dl")
)
"""Elements that hold comments."""

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

MIN_TEXT_ABOVE_CHARS: Final = 200
"""Prose above a box, at least, for the box to be the readers' comments on it."""

MAX_GROUP_LINK_RATIO: Final = 0.2
"""Characters of links per character of prose, at most, in boxes of one class that hold the article together."""

MIN_POST_CHARS: Final = 40
MAX_POST_CHARS: Final = 1_500
"""Characters of a quoted post."""

DIALOG_ROLES: Final = frozenset(("dialog", "alertdialog"))
"""Values of ``role`` of a box that lies over the page."""

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
    boxes = [
        e for e in doubtful if sum(1 for _ in e.iter("p")) <= most and not (e.tag == "aside" and e in page.around_h1)
    ]
    return [*boxes, *(e for tag in SILENT for e in page.by_tag(tag))]


def named_boxes(page: Page, prose: Prose, root: Element, own: Element | None = None) -> set[Element]:
    """Return the boxes whose class or id names boilerplate; their prose is subtracted from all elements around them.

    Comments and the like go first, because the share of a box is taken from the prose of the page itself. ``own`` is the box of
    the headline and its text: a named box outside it is boilerplate, however much prose it holds.
    """
    never = {*page.with_class(NEVER_TEXT_NAME, but=STATE_NAME), *page.with_id(NEVER_TEXT_NAME)}
    named = page.with_class(BOILERPLATE_NAME, but=STATE_NAME)
    named += [
        element
        for element in page.with_id(BOILERPLATE_NAME)
        if element.tag not in HEADING_TAGS and len(element.get("id") or "") <= MAX_ID_NAME_CHARS
    ]
    for name in MARK_ATTRIBUTES:
        named += [box for box in page.with_attribute(name) if _is_marked_beside(box.get(name) or "")]
    boxes = {box for box in set(named) if _may_be_box(page, box) and not _quotes_a_post(box)}
    never &= boxes
    comments = _comment_boxes(page, prose, root)
    never.update(
        box for box in page.with_attribute("role") if box.get("role") in DIALOG_ROLES and _may_be_box(page, box)
    )
    never = {box for box in never - comments if not _is_whole_text(box, prose, root)} | comments
    prose.subtract(never)
    if not is_vietnamese(page):
        boxes.update(box for box in page.with_class(HIDING_NAME) if _may_be_box(page, box) and not _is_shown_again(box))
    most = MAX_NAMED_PROSE_SHARE * prose.chars_in(root)
    doubtful = {
        box for box in boxes - never if prose.chars_in(box) < most or (own is not None and not _are_nested(own, box))
    }
    doubtful -= _text_in_parts(doubtful, prose, most)
    prose.subtract(doubtful)
    return never | doubtful


def _comment_boxes(page: Page, prose: Prose, root: Element) -> set[Element]:
    """Return the boxes of readers' comments: by a sure name, or by another name below enough text."""
    sure = {*page.with_class(COMMENTS_NAME, but=STATE_NAME), *page.with_id(COMMENTS_NAME)}
    perhaps = {*page.with_class(PERHAPS_COMMENTS_NAME, but=STATE_NAME), *page.with_id(PERHAPS_COMMENTS_NAME)} - sure
    found = {box for box in sure if _is_comment_box(page, box) and not _is_whole_text(box, prose, root)}
    found.update(box for box in perhaps if _is_comment_box(page, box) and _has_text_above(box, prose))
    return found


def comment_boxes(page: Page) -> set[Element]:
    """Return the boxes whose class or id surely names readers' comments."""
    return {
        box
        for box in (*page.with_class(COMMENTS_NAME, but=STATE_NAME), *page.with_id(COMMENTS_NAME))
        if _is_comment_box(page, box)
    }


def _is_comment_box(page: Page, box: Element) -> bool:
    """Return whether an element may be a box of comments: no paragraph, heading or word."""
    return box.tag in COMMENT_TAGS and _may_be_box(page, box)


def _is_whole_text(box: Element, prose: Prose, root: Element) -> bool:
    """Return whether a box holds more than half of the prose, and no text is above it: comments never stand alone."""
    return prose.chars_in(box) > MAX_NAMED_PROSE_SHARE * prose.chars_in(root) and not _has_text_above(box, prose)


def _has_text_above(box: Element, prose: Prose) -> bool:
    """Return whether enough prose precedes a box on the page."""
    chars = 0.0
    node: Element | None = box
    while node is not None:
        for before in node.itersiblings(preceding=True):
            chars += prose.chars_in(before)
            if chars >= MIN_TEXT_ABOVE_CHARS:
                return True
        node = node.getparent()
    return False


def _is_shown_again(box: Element) -> bool:
    """Return whether another class of a box shows it on some screens."""
    return any(map(SHOWING_NAME.match, classes(box)))


def _quotes_a_post(box: Element) -> bool:
    """Return whether a box called social, widget or the like holds a quoted post and nothing else."""
    if not _is_post_name(names_of(box)):
        return False
    quote = next(box.iter("blockquote"), None)
    return (
        quote is not None
        and POST_QUOTE_NAME.search(quote.get("class") or "") is not None
        and visible_text_exceeds(quote, MIN_POST_CHARS)
        and not visible_text_exceeds(box, MAX_POST_CHARS)
    )


def _are_nested(one: Element, other: Element) -> bool:
    """Return whether one of two elements contains the other."""
    return contains(one, other) or contains(other, one)


def _text_in_parts(boxes: set[Element], prose: Prose, least: float) -> set[Element]:
    """Return the boxes of one class that hold at least ``least`` prose together, with few links: the article in parts."""
    groups: dict[str, list[Element]] = {}
    for box in boxes:
        if name := box.get("class"):
            groups.setdefault(name, []).append(box)
    found: set[Element] = set()
    for group in groups.values():
        chars = sum(map(prose.chars_in, group))
        links = sum(map(prose.link_chars_in, group))
        if len(group) > 1 and chars > 0 and chars >= least and links <= MAX_GROUP_LINK_RATIO * chars:
            found.update(group)
    return found


def sign_up_boxes(page: Page, prose: Prose) -> Iterator[Element]:
    """Yield the boxes around fields for an e-mail address: the little text in them asks for the address."""
    fields = (field for field in page.by_tag("input") if (field.get("type") or "").lower() == "email")
    for field in islice(fields, MAX_EMAIL_FIELDS):
        box = None
        for above in field.iterancestors():
            is_page = above.tag in NO_BOX_TAGS or above.tag in MAIN_TAGS or above in page.around_h1
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
    named = [element for element in page.with_class(SURE_BOILERPLATE_NAME) if element.tag in NAMED_BOX_TAGS]
    doubtful = named if is_known else excluded
    paragraphs = sum(1 for _ in root.iter("p")) if doubtful else 0
    small = {element for element in doubtful if _is_small(element, root, paragraphs)}
    return excluded | small if is_known else small


def has_h1(box: Element) -> bool:
    """Return whether a box holds an ``h1``."""
    return next(box.iter("h1"), None) is not None


def _may_be_box(page: Page, element: Element) -> bool:
    """Return whether an element may be a box beside the text: not the page, not a word, not what holds the headline."""
    return element.tag not in NO_BOX_TAGS and element not in page.around_h1


def _is_small(element: Element, root: Element, paragraphs: int) -> bool:
    """Return whether a box inside the root holds few of its paragraphs. A box whose class names a paywall is always small."""
    if element is root or not contains(root, element):
        return False
    if "wall" in (element.get("class") or ""):
        return True
    # Stop at the first paragraph beyond the limit: counting large boxes to their end costs time.
    return next(islice(element.iter("p"), paragraphs // EXCLUDED_PARAGRAPH_DIVISOR, None), None) is None
