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
from newscrawl.extract.fields.byline_below import stands_above_byline
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.selectors import compiled
from newscrawl.extract.values import Lead
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.extract.values import ContentRoot


T = TypeVar("T")

LEAD_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:sapo|tom-?tat|trich-?yeu|lead(?:-?(?:text|in|paragraph))?|lede|chapeau|chapo|vorspann|standfirst|dek|abstract|strap-?line|sub-?title|sub-?head(?:ing|line)?|(?<!with-)summary|synopsis|desc|des|description|intro|teaser|excerpt|deck|phead|hometext|txt-head|perex|ingress|preamble|entradilla|bajada|copete|sommario|catenaccio|zajawka|manchet|underrubrik|resumo|sous-?titre|subt[ií]tulos?|sottotitolo|ondertitel|untertitel|anriss(?:text)?)(?:$|[-_])",
    re.IGNORECASE,
)
"""Class names of a lead."""

LEAD_CLASS_PART: Final = re.compile(
    r"[a-z](?:Lead|Lede|Sapo|Chapeau|Desc?|Dek|Deck|Standfirst|Sub[tT]itle|Sub[hH]eadline|Summary|Intro)(?:$|[-_A-Z])"
)
"""The same as a part of a name: ``ArticleLead``."""

MEDIA_NAME: Final = re.compile(r"(?:^|[\s_-])(?:video|photo|image|img|gallery|caption)s?[_-]", re.IGNORECASE)
"""Names of what describes a picture or video: ``video-desc``."""

STANDFIRST_CLASS: Final = re.compile(
    r"standfirst|sapo|chapeau|chapo|vorspann|dek|deck|sub-?title|sub-?headline|excerpt|hometext", re.IGNORECASE
)
"""Class names that no first paragraph of a text has."""

LABEL_ID: Final = re.compile(
    r"_?(?:lbl?|ltr|lit|txt|span)(?:Head|Lead|Sapo|Des|Desc|Description|Summary|Intro|Brief|TomTat|TrichDan|TrichYeu|MoTa)\d*$",
    re.IGNORECASE,
)
"""Ids that ASP.NET pages give to the label of the lead."""

MAX_LEAD_SIBLINGS: Final = 8
"""Elements of a box between headline and text that may be a lead."""

MIN_PARAGRAPHS_AFTER: Final = 2
"""So many long paragraphs after an element show that it is the first paragraph of the text."""

PLACE_STAMP_CLASS: Final = re.compile(r"location|place-?stamp|dateline", re.IGNORECASE)
"""Class names of the place that stands before a lead."""

PLACE_STAMP: Final = re.compile(r"[^\W\d_][^.:!?]{1,24}[^\W_]")
"""A place that stands before a lead."""

NO_LEAD_TAGS: Final = frozenset(
    ("meta", "a", "img", "li", "article", "section", "body", "figure", "figcaption", "picture", "time", "button", "nav")
)
"""Elements that are no lead, whatever they are called."""

SUBTITLE_TAGS: Final = frozenset(("h2", "h3", "h4", "h5"))
"""Headings that may be a lead."""

MARK_ATTRIBUTES: Final = ("data-testid", "data-component", "data-qa", "data-gu-name")
"""Attributes that name a box for programs where class names mean nothing."""

HOLDS_MORE_TAGS: Final = ("h1", "img", "amp-img", "figure", "time")
"""A box with one of them is more than a lead, whatever it is called: ``lead-asset``."""

HEADING_BELOW_CHARS: Final = range(40, 400)
"""Characters of a heading right below the headline that is the lead."""

MAX_NAMED_BOXES: Final = 2
"""Number of boxes around the first paragraph whose class may name it a lead."""

CUT_END: Final = re.compile(
    r"\s*(?:\[?(?:…|\.{3})\]?|&hellip;|\[&hellip;\])?\s*(?:read more|continue reading|xem thêm|đọc tiếp|đọc thêm)?\W*$",
    re.IGNORECASE,
)
"""What stands at the end of a description that a content system cut short."""

NO_LEAD: Final = re.compile(
    r"\s*(?:leave a (?:comment|reply)|(?:no|\d+) (?:comments?|replies)|comments? (?:off|are closed)|add (?:a )?comment|post a comment|(?:để lại|viết|gửi) (?:bình luận|ý kiến|phản hồi)"
    r"|(?:không có|chưa có|\d+) (?:bình luận|phản hồi)|bình luận(?: \(\d+\))?$|(?:read more|continue reading|xem thêm|đọc tiếp)\W*$)",
    re.IGNORECASE,
)
"""Texts of links to comments or to the article, which stand where a lead could stand."""

ELLIPSES: Final = ("…", "...")
"""What ends a description that was cut short."""

SITE_META: Final = frozenset(("meta:description", "meta:og:description", "meta:twitter:description"))
"""Sources of a description that may be the same on all pages of a site."""

MAX_SITE_CHARS: Final = 160
"""A longer description is no site's slogan."""

SITE_WORD: Final = re.compile(
    r"\b(?:news|headlines|breaking|latest|portal|website|site|blog|magazine|newspaper|official|source|community|forum|nachrichten|actualités?|noticias|notícias|notizie|nieuws|nyheter|wiadomości|новости|новини)\b",
    re.IGNORECASE,
)
"""A word with which a site describes itself."""

MIN_SAYING_WORDS: Final = 4
"""Such a description says so much, at least; a shorter one may be a witty lead."""

MIN_SAYING_CHARS: Final = 5
"""Letters of a word that says something; a shorter one is in most texts."""

MAX_SAID_CHARS: Final = 6_000
"""Characters of the text in which the words of a description are looked for."""

MIN_SAID_SHARE: Final = 0.25
"""Share of the words of a description that the headline or the text says, too, at least."""

MARKUP: Final = re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE)
"""A tag that a content system left in a description."""

MAX_FIRST_ELEMENTS: Final = 60
"""Number of elements at the beginning of the text that a description is compared with."""

MAX_DATELINE_WORDS: Final = 8
"""Words of the place and agency before the first sentence, which a description may leave out."""

MAX_FIRST_PARAGRAPHS: Final = 3
"""A description that begins like one of so many first paragraphs may be the text's beginning."""

MIN_COMPARED_CHARS: Final = 60
"""Characters that a description and a paragraph must share."""

MAX_CUT_WORD_CHARS: Final = 12
"""A description may be cut inside its last word."""

MIN_LEAD_CHARS: Final = 25
"""A shorter text is a label."""

MAX_LEAD_CHARS: Final = 900
"""A longer box that is called a lead, or that stands between headline and text, is the text or its beginning."""

MIN_PLAIN_SHARE: Final = 0.8
"""Share of a lead's characters that must not be links."""

MAX_BOX_LENGTHS: Final = 3
"""A box may hold so many times the longest lead, with all that is left out of it."""

MAX_BOX_ELEMENTS: Final = 200
"""A box with more elements is more than a lead."""

MAX_POINT_CHARS: Final = 120
"""The lines of a lead of two points have at most this mean length; longer lines are paragraphs."""

MAX_SHORT_POINT_CHARS: Final = 80
"""The same for a lead of :data:`MIN_SHORT_POINTS` or more points."""

MIN_SHORT_POINTS: Final = 3
"""A lead of several points has lines of at most this length (characters) in the mean, one of three or more of the second length; longer
ones are paragraphs."""


def candidates(context: Context) -> Iterator[Candidate[Lead]]:
    """The leads that the page offers, best first, each with the newsroom tag at its head taken off."""
    for found in _printed(context):
        is_repeated = comparison_key(context.title).startswith(comparison_key(found.value))
        if is_repeated or NO_LEAD.match(found.value) or (found.element is None and _is_no_lead(context, found)):
            continue
        tag, text = tagline.split(found.value, context.site, is_known=context.layout is not None)
        yield Candidate("lead", Lead(found.value, tag, text), found.source, found.element)


def _printed(context: Context) -> Iterator[Candidate[str]]:
    """The leads as they are printed: one that the reader sees comes before one that only the metadata state."""
    named = _named_or_stated(context)
    first = next(named, None)
    if first is None or first.element is None:
        by_position = _by_position(context) or _beside_layout(context)
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
        found = boxed_lead(root.intro_boxes, is_vietnamese=vietnamese)
    return found or (_labelled_lead(context) if vietnamese else None)


def _labelled_lead(context: Context) -> Candidate[str] | None:
    """The lead of a page of an older system that names its parts only by ids: ``lblSapo``."""
    for element in context.page.with_id(LABEL_ID):
        if MIN_LEAD_CHARS <= len(text := lead_text(element)) <= MAX_LEAD_CHARS and not _holds_paragraphs(element):
            return Candidate("lead", text, "visible", element)
    return None


def _beside_layout(context: Context) -> Candidate[str] | None:
    """The visible lead of a page whose layout names none: by its class, above the text or at its beginning."""
    root, title = context.root_element, context.title_element
    if context.layout is None or context.layout.lead or root is None or title is None:
        return None
    if (found := lead_between(title, root)) is not None:
        return found
    first = next((p for p in root.iter("p", "h2", "h3", "div") if _is_called_lead(p)), None)
    text = lead_text(first) if first is not None else ""
    if first is None or not MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS or _holds_paragraphs(first):
        return None
    before = (p for p in root.iter("p") if len(text_of(p)) >= MIN_LEAD_CHARS)
    opening = next(before, None)
    is_first = (
        opening is None
        or opening is first
        or contains(first, opening)
        or context.page.positions[first] < context.page.positions[opening]
    )
    return Candidate("lead", text, "visible", first) if is_first else None


def _is_no_lead(context: Context, found: Candidate[str]) -> bool:
    """Whether a description that only the metadata state is the text itself, or says what the site is and not what the article is."""
    if _is_text_itself(context, found.value) or found.value.strip() == context.page.meta("og:site_name"):
        return True
    if found.source not in SITE_META or len(found.value) > MAX_SITE_CHARS or is_vietnamese(context.page, context.title):
        return False
    words = {word for word in comparison_key(found.value).split() if len(word) >= MIN_SAYING_CHARS}
    root = context.root_element
    is_of_site = len(words) >= MIN_SAYING_WORDS and SITE_WORD.search(found.value)
    if not is_of_site or root is None or not words.isdisjoint(comparison_key(context.title).split()):
        return False
    said = set(comparison_key(text_of(root)[:MAX_SAID_CHARS]).split())
    return len(words & said) < MIN_SAID_SHARE * len(words)


def _is_text_itself(context: Context, stated: str) -> bool:
    """Whether a description that only the metadata state is the text itself: its beginning cut short, or all of it.

    A description that is a whole paragraph of a longer text is the lead.
    """
    root = context.root_element
    key = comparison_key(CUT_END.sub("", stated))
    if root is None or len(key) < MIN_LEAD_CHARS:
        return False
    paragraphs: list[str] = []
    for paragraph in islice(root.iter("p", "div", "li", "td", "span"), MAX_FIRST_ELEMENTS):
        if paragraph.find("p") is None and paragraph.find("div") is None:
            text = text_of(paragraph)
            if len(text) >= MIN_LEAD_CHARS:
                paragraphs.append(comparison_key(text[: MAX_BOX_LENGTHS * MAX_LEAD_CHARS]))
    if (own := _own_beginning(root)) is not None:
        paragraphs.insert(0, own)
    if key in paragraphs:
        # A brief is one paragraph, which the metadata repeat. An ellipsis says that the text goes on.
        return set(paragraphs) == {key} or (stated.endswith(ELLIPSES) and key in paragraphs[:MAX_FIRST_PARAGRAPHS])
    if _holds_beginning(key, paragraphs):
        return True
    start = key[:MIN_COMPARED_CHARS]
    return any(
        paragraph.startswith((start, key)) and _goes_on(paragraph, key)
        for paragraph in paragraphs[:MAX_FIRST_PARAGRAPHS]
    )


def _own_beginning(root: Element) -> str | None:
    """The comparison key of the beginning of a text without paragraphs, whose lines only breaks divide."""
    if next(root.iter("p"), None) is not None:
        return None
    words = "".join(islice(root.itertext(), MAX_FIRST_ELEMENTS))[: MAX_BOX_LENGTHS * MAX_LEAD_CHARS]
    return comparison_key(words) or None


def _holds_beginning(key: str, paragraphs: list[str]) -> bool:
    """Whether a description goes on with the text's beginning after other words, such as the byline, and says no more."""
    text = " ".join(paragraphs[: 2 * MAX_FIRST_PARAGRAPHS])
    if key.startswith(text[:MIN_COMPARED_CHARS]):
        return False
    for _ in range(MAX_DATELINE_WORDS):
        if len(text) < MIN_COMPARED_CHARS:
            return False
        if (start := key.find(text[:MIN_COMPARED_CHARS])) > 0:
            return _goes_on(text, key[start:])
        text = text.partition(" ")[2]
    return False


def _goes_on(paragraph: str, key: str) -> bool:
    """Whether a paragraph and a description agree as far as the shorter of them goes."""
    shared = min(len(paragraph), len(key)) - MAX_CUT_WORD_CHARS
    return paragraph[:shared] == key[:shared]


def _before_text(context: Context, first_lines: Sequence[Element], *, is_vietnamese: bool) -> Candidate[str] | None:
    """The lead above the running text, or the beginning of the text if it is set apart."""
    first, *following = first_lines
    if following and not STANDFIRST_CLASS.search(" ".join(classes(first))) and _is_caption(first, following):
        first, *following = following
    title = context.title_element
    if not is_vietnamese:
        between = lead_between(title, first) if title is not None else None
        box = between.element if between is not None else None
        if box is not None and not _holds_paragraphs(box) and next(islice(box.iter("p"), 1, None), None) is None:
            return between
        return (
            named_lead(first, following, is_vietnamese=False)
            or _stated_lead(context, first, following)
            or _above_byline(context, first, following)
        )
    return (
        (lead_between(title, first) if title is not None else None)
        or named_lead(first, following, is_vietnamese=True)
        or bold_lead(first)
        or _above_byline(context, first, following)
    )


def _above_byline(context: Context, first: Element, following: Sequence[Element]) -> Candidate[str] | None:
    """The first line, if it is the only one above the byline or the date, and the text is below that in another place."""
    if not following or first.tag in NO_LEAD_TAGS or _is_caption(first, following):
        return None
    text = lead_text(first)
    is_long_enough = MIN_LEAD_CHARS <= len(text) < HEADING_BELOW_CHARS.stop
    if not is_long_enough or not stands_above_byline(context, first, following[0], text):
        return None
    return Candidate("lead", text, "visible", first)


def _stated_lead(context: Context, first: Element, following: Sequence[Element]) -> Candidate[str] | None:
    """The first line, if it is the description of the metadata and stands outside the box of the text."""
    home = _most_common([paragraph.getparent() for paragraph in following])
    is_in_text = first.getparent() in {home, following[0].getparent()} if following else True
    if home is None or is_in_text or _is_caption(first, following):
        return None
    text = short_text(first, MAX_LEAD_CHARS)
    stated = context.page.meta("description", "og:description") or ""
    if len(text) < MIN_LEAD_CHARS or comparison_key(text) != comparison_key(stated):
        return None
    return Candidate("lead", text, "visible", first)


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
    root = context.content_root.value if context.content_root is not None else None
    for found in _visible_leads(page, is_vietnamese=is_vietnamese(page, context.title)):
        if root is None or found.element is None or not _is_outside(found.element, root):
            yield found
    if stated := jsonld.first(page.news, "description"):
        yield Candidate("lead", stated, "jsonld")
    for name in ("description", "og:description", "twitter:description"):
        if (stated := page.meta(name)) and (described := MARKUP.sub("", stated) if "<" in stated else stated):
            yield Candidate("lead", described, f"meta:{name}")
    if hints is not None and hints.description:
        yield Candidate("lead", hints.description, hints.source or "feed")


def _visible_leads(page: Page, *, is_vietnamese: bool) -> Iterator[Candidate[str]]:
    """The elements that are called a lead and whose text a description in the metadata repeats."""
    said = {
        comparison_key(t)[:60]
        for t in (jsonld.first(page.news, "description"), page.meta("description", "og:description"))
        if t
    }
    for element in page.with_class(LEAD_CLASS):
        if (
            element.tag in NO_LEAD_TAGS
            or MEDIA_NAME.search(element.get("class") or "")
            or _is_large(element)
            or next(element.iter("h1"), None) is not None
        ):
            continue
        text = lead_text(element)
        if (
            MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS
            and (is_vietnamese or not _holds_paragraphs(element))
            and any(len(key) >= MIN_LEAD_CHARS and key[:40] in comparison_key(text) for key in said)
        ):
            yield Candidate("lead", text, "visible", element)


def _is_outside(element: Element, root: ContentRoot) -> bool:
    """Whether an element called a lead holds the text, or is in a box that is left out of it: a dialog to share the article."""
    if root.element is not None and element is not root.element and contains(element, root.element):
        return True
    return bool(root.excluded) and any(box in root.excluded for box in (element, *element.iterancestors()))


def _is_large(box: Element) -> bool:
    """Whether a box is more than a lead. It is not read to its end."""
    return next(islice(box.iter(), MAX_BOX_ELEMENTS, None), None) is not None or visible_text_exceeds(
        box, MAX_BOX_LENGTHS * MAX_LEAD_CHARS
    )


def named_lead(first: Element, following: Sequence[Element] = (), *, is_vietnamese: bool) -> Candidate[str] | None:
    """The lead, if the first running text below the headline is one: it is called so, set as a heading, or set apart.

    In Vietnamese newspapers a first paragraph in bold, or in a box or class of its own, is a lead; elsewhere it may
    begin the text. ``following`` are the next paragraphs: they show what the text looks like.
    """
    boxes = [first, *islice(first.iterancestors(), MAX_NAMED_BOXES)]
    named = next(filter(_is_called_lead, boxes), None)
    box = named if named is not None else first
    text = lead_text(box) if box.tag not in NO_LEAD_TAGS else ""
    if not MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS or (not is_vietnamese and _holds_paragraphs(box)):
        return None
    if named is None and first.tag not in SUBTITLE_TAGS:
        said = extract_blocks(first, (), lambda _: None) if is_vietnamese else []
        if not (len(said) == 1 and (said[0].bold or _is_set_apart(first, following))):
            return None
    return Candidate("lead", text, "visible", box)


def lead_between(headline: Element, first: Element) -> Candidate[str] | None:
    """The lead between headline and running text whose class names it, however short it is."""
    for box in (headline, *islice(headline.iterancestors(), MAX_NAMED_BOXES)):
        for beside in box.itersiblings():
            if beside is first or contains(beside, first):
                return None
            inner = _named_child(beside)
            element = inner if inner is not None else _only_child(beside)
            if element.tag in NO_LEAD_TAGS or not (
                _is_named_lead(element) or _is_named_lead(beside) or (box is headline and _is_heading_below(beside))
            ):
                continue
            if MIN_LEAD_CHARS <= len(text := lead_text(element)) <= MAX_LEAD_CHARS and not _holds_more(element):
                return Candidate("lead", text, "visible", element)
    return None


def _is_named_lead(box: Element) -> bool:
    """Whether class, id or a mark for programs names a box a lead."""
    names = [*classes(box), *(value for name in ("id", *MARK_ATTRIBUTES) if (value := box.get(name)))]
    return any(
        (LEAD_CLASS.search(name) or LEAD_CLASS_PART.search(name)) and not MEDIA_NAME.search(name) for name in names
    )


def _is_heading_below(box: Element) -> bool:
    """Whether a box is a heading right below the headline that reads like a sentence."""
    before = box.getprevious()
    if box.tag not in {"h2", "h3"} or before is None or before.tag != "h1" or next(box.iter("a"), None) is not None:
        return False
    return len(short_text(box, HEADING_BELOW_CHARS.stop)) in HEADING_BELOW_CHARS


def _holds_more(box: Element) -> bool:
    """Whether a box that is called a lead holds the headline, a picture or the date, too."""
    return next(box.iter(*HOLDS_MORE_TAGS), None) is not None


def _named_child(box: Element) -> Element | None:
    """The first element right inside a small box that its class names a lead: above the byline in one box with it."""
    if len(box) > MAX_LEAD_SIBLINGS or box.tag in {"p", "ul", "ol"} or "author" in (box.get("class") or ""):
        return None
    if next(box.iter("h1", "img", "amp-img", "figure", "video", "iframe"), None) is not None:
        return None
    return next((child for child in box if isinstance(child.tag, str) and _is_named_lead(child)), None)


def _only_child(box: Element) -> Element:
    """The innermost box that is all that a box holds."""
    while (
        len(box) == 1
        and not (box.text or "").strip()
        and not (box[0].tail or "").strip()
        and isinstance(box[0].tag, str)
    ):
        box = box[0]
    return box


def bold_lead(first: Element) -> Candidate[str] | None:
    """The lead at the beginning of a text whose paragraphs are divided by line breaks: its bold first line."""
    said = extract_blocks(first, (), lambda _: None)
    if len(said) <= 1 or not said[0].bold or said[1].bold or not MIN_LEAD_CHARS <= len(said[0].text) <= MAX_LEAD_CHARS:
        return None
    bold = next((e for e in first.iter("b", "strong") if text_of(e) == said[0].text), None)
    return Candidate("lead", said[0].text, "visible", bold) if bold is not None else None


def _is_set_apart(first: Element, following: Sequence[Element]) -> bool:
    """Whether a paragraph stands outside the box of those that follow, or looks different from them while they look alike."""
    if len(following) == 1 and len(following[0].findall("br")) > 1 and following[0] is not first:
        # The rest is one text whose paragraphs are divided by line breaks.
        return not _is_caption(first, following)
    # The items of a list look different from all paragraphs.
    paragraphs = [paragraph for paragraph in following if paragraph.tag != "li"]
    home = _most_common([paragraph.getparent() for paragraph in paragraphs])
    if home is not None and first.getparent() is not home and first not in following:
        return not _is_caption(first, following)
    look = _most_common([(paragraph.tag, paragraph.get("class")) for paragraph in paragraphs])
    return len(paragraphs) > 1 and look is not None and (first.tag, first.get("class")) != look


def _most_common(values: Sequence[T]) -> T | None:
    """The value that more than half of the values have; one of the paragraphs may be a caption."""
    value, count = next(iter(Counter(values).most_common(1)), (None, 0))
    return value if count > len(values) / 2 else None


def _is_caption(line: Element, following: Sequence[Element]) -> bool:
    """Whether a line stands below a picture in a box of its own, and so is its caption."""
    around = {box for paragraph in following for box in paragraph.iterancestors()}
    for box in line.iterancestors():
        if box in around:
            return False
        if next(box.iter("img"), None) is not None:
            return True
    return False


def boxed_lead(boxes: Sequence[Element], *, is_vietnamese: bool) -> Candidate[str] | None:
    """The lead, if the box between headline and text is one: a paragraph, or a few short points, without a picture.

    Vietnamese newspapers have a lead above each text. Elsewhere a box that no class names a lead begins the text.
    """
    if len(boxes) != 1 or next(boxes[0].iter("img"), None) is not None:
        return None
    if not (is_vietnamese or any(map(_is_called_lead, boxes[0].iter()))):
        return None
    said = [
        block
        for block in extract_blocks(boxes[0], (), lambda _: None)
        if len(block.text) >= MIN_LEAD_CHARS and not block.links
    ]
    text = lead_text(boxes[0])
    if not said or not MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS:
        return None
    if len(said) > 1 and len(text) > MAX_POINT_CHARS * len(said):
        return None
    if sum(len(block.text) for block in said) < MIN_PLAIN_SHARE * len(text):
        return None
    return Candidate("lead", text, "visible", boxes[0])


def _is_called_lead(box: Element) -> bool:
    """Whether the class of a box names it a lead."""
    return _is_named_lead(box)


def _begins_the_text(element: Element) -> bool:
    """Whether a paragraph that is called a lead is the first of the text, set larger."""
    names = " ".join(classes(element))
    if element.tag != "p" or STANDFIRST_CLASS.search(names) or not LEAD_CLASS.search(names):
        return False
    after = islice(element.itersiblings("p"), MIN_PARAGRAPHS_AFTER)
    return sum(1 for p in after if not short_text(p, MAX_SHORT_POINT_CHARS)) == MIN_PARAGRAPHS_AFTER


def _holds_paragraphs(box: Element) -> bool:
    """Whether a box holds several paragraphs, and so is the text or its beginning: a lead is one, or a few short points."""
    if _begins_the_text(box):
        return True
    said = [len(block.text) for block in extract_blocks(box, (), lambda _: None) if len(block.text) >= MIN_LEAD_CHARS]
    return len(said) > 1 and sum(said) > (
        MAX_POINT_CHARS if len(said) < MIN_SHORT_POINTS else MAX_SHORT_POINT_CHARS
    ) * len(said)


def lead_text(element: Element) -> str:
    """The text of a lead's element without place stamps and without links to other articles."""
    drop = {
        child
        for child in element.iter()
        if child is not element and any(PLACE_STAMP_CLASS.search(n) for n in classes(child))
    }
    drop.update(_glued_stamp(element))
    parts = [
        block
        for block in extract_blocks(element, drop, lambda _: None)
        if not (block.is_link and len(block.text) > MIN_LEAD_CHARS)
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
    """The place at the start of a lead, in an element of its own, that only the style sheet sets apart."""
    first = next(
        (child for child in lead.iter("span", "b", "strong", "i", "em") if child is not lead and child.text), None
    )
    if first is None or len(first) or any((box.text or "").strip() for box in _boxes_of(first, lead)):
        return []
    begins = (first.tail or "")[:1]
    is_glued = begins.isupper() or begins.isdigit()
    return [first] if is_glued and PLACE_STAMP.fullmatch(first.text or "") else []


def _boxes_of(inner: Element, outer: Element) -> Iterator[Element]:
    """The elements around ``inner``, from the nearest one up to ``outer``."""
    for box in inner.iterancestors():
        yield box
        if box is outer:
            return
