"""The lead (sapo): the paragraph that introduces the article, with the newsroom tag at its head."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from newscrawl.extract import jsonld, tagline
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, classes, contains, short_text, text_of, visible_text_exceeds
from newscrawl.extract.fields.byline_below import stands_above_byline
from newscrawl.extract.fields.genre import is_wordless_kind
from newscrawl.extract.fields.lead_boxes import (
    HEADING_BELOW_CHARS,
    LEAD_CLASS,
    MAX_LEAD_CHARS,
    MEDIA_NAME,
    MIN_LEAD_CHARS,
    NO_LEAD_TAGS,
    STANDFIRST_CLASS,
    bold_lead,
    boxed_lead,
    first_words,
    holds_paragraphs,
    is_called_lead,
    is_caption,
    lead_between,
    lead_in_header,
    lead_text,
    most_frequent,
    named_lead,
)
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.selectors import compiled
from newscrawl.extract.values import Lead
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.extract.values import ContentRoot


LABEL_ID: Final = re.compile(
    r"_?(?:lbl?|ltr|lit|txt|span)(?:Head|Lead|Sapo|Des|Desc|Description|Summary|Intro|Brief|TomTat|TrichDan|TrichYeu|MoTa)\d*$",
    re.IGNORECASE,
)
"""Ids that ASP.NET pages give to the label of the lead."""


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

VIETNAMESE_SITE_WORD: Final = re.compile(
    r"\b(?:tin tức|tin nhanh|tin nóng|tin mới|báo điện tử|trang tin|trang thông tin|chuyên trang|cổng thông tin|kênh (?:tin|thông tin)|tạp chí|cơ quan ngôn luận|cập nhật)\b",
    re.IGNORECASE,
)
"""The same in Vietnamese."""

MIN_SAYING_WORDS: Final = 4
"""Such a description says so much, at least; a shorter one may be a witty lead."""

MIN_SAYING_CHARS: Final = 5
"""Letters of a word that says something; a shorter one is in most texts."""

MIN_SAID_PAIRS: Final = 0.4
"""Share of the pairs of syllables of a Vietnamese description that the headline or the text says, too, at least."""

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


MAX_BOX_LENGTHS: Final = 3
"""A box may hold so many times the longest lead, with all that is left out of it."""

MAX_BOX_ELEMENTS: Final = 200
"""A box with more elements is more than a lead."""


def candidates(context: Context) -> Iterator[Candidate[Lead]]:
    """The leads that the page offers, best first, each with the newsroom tag at its head taken off."""
    for found in _printed(context):
        is_repeated = comparison_key(context.title).startswith(comparison_key(found.value))
        if is_repeated or NO_LEAD.match(found.value) or (found.element is None and _is_no_lead(context, found)):
            continue
        first = first_words(found.element) if found.element is not None else ""
        tag, text = tagline.split(found.value, context.site, is_known=context.layout is not None, first=first)
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
        if MIN_LEAD_CHARS <= len(text := lead_text(element)) <= MAX_LEAD_CHARS and not holds_paragraphs(element):
            return Candidate("lead", text, "visible", element)
    return None


def _beside_layout(context: Context) -> Candidate[str] | None:
    """The visible lead of a page whose layout names none: by its class, above the text or at its beginning."""
    root, title = context.root_element, context.title_element
    if context.layout is None or context.layout.lead or root is None or title is None:
        return None
    if (found := lead_between(title, root)) is not None:
        return found
    first = next((p for p in root.iter("p", "h2", "h3", "div") if is_called_lead(p)), None)
    text = lead_text(first) if first is not None else ""
    if first is None or not MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS or holds_paragraphs(first):
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
    if found.source not in SITE_META:
        return False
    if is_vietnamese(context.page, context.title):
        return bool(VIETNAMESE_SITE_WORD.search(found.value)) and _says_nothing_of(context, found.value)
    if len(found.value) > MAX_SITE_CHARS:
        return False
    words = {word for word in comparison_key(found.value).split() if len(word) >= MIN_SAYING_CHARS}
    root = context.root_element
    is_of_site = len(words) >= MIN_SAYING_WORDS and SITE_WORD.search(found.value)
    if not is_of_site or root is None or not words.isdisjoint(comparison_key(context.title).split()):
        return False
    said = set(comparison_key(text_of(root)[:MAX_SAID_CHARS]).split())
    return len(words & said) < MIN_SAID_SHARE * len(words)


def _says_nothing_of(context: Context, stated: str) -> bool:
    """Whether a Vietnamese description shares hardly any pair of syllables with headline and text: it describes the site."""
    pairs = _pairs(stated)
    root = context.root_element
    if root is None or len(pairs) < MIN_SAYING_WORDS:
        return False
    said = _pairs(context.title) | _pairs(text_of(root)[:MAX_SAID_CHARS])
    return not pairs & _pairs(context.title) and len(pairs & said) < MIN_SAID_PAIRS * len(pairs)


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of syllables that stand side by side: single ones are in most texts."""
    return set(pairwise(comparison_key(text).split()))


def _is_text_itself(context: Context, stated: str) -> bool:
    """Whether a description that only the metadata state is the text itself: its beginning cut short, or all of it.

    A description that is a whole paragraph of a longer text is the lead.
    """
    root = context.root_element
    key = comparison_key(CUT_END.sub("", stated))
    if root is None or len(key) < MIN_LEAD_CHARS:
        return False
    title = context.title_element
    header = next(title.iterancestors("header"), None) if title is not None else None
    paragraphs: list[str] = []
    for paragraph in islice(root.iter("p", "div", "li", "td", "span"), MAX_FIRST_ELEMENTS):
        if header is not None and header is not root and contains(root, header) and contains(header, paragraph):
            # The lead beside the headline is not the text's beginning.
            continue
        if paragraph.find("p") is None and paragraph.find("div") is None:
            text = text_of(paragraph)
            if len(text) >= MIN_LEAD_CHARS:
                paragraphs.append(comparison_key(text[: MAX_BOX_LENGTHS * MAX_LEAD_CHARS]))
    if (own := _own_beginning(root)) is not None:
        paragraphs.insert(0, own)
    if len(set(paragraphs)) == 1 and is_vietnamese(context.page, context.title) and is_wordless_kind(context):
        # The only paragraph beside a video is its lead.
        return False
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
    if following and not STANDFIRST_CLASS.search(" ".join(classes(first))) and is_caption(first, following):
        first, *following = following
    title = context.title_element
    if not is_vietnamese:
        between = lead_between(title, first) if title is not None else None
        box = between.element if between is not None else None
        if box is not None and not holds_paragraphs(box) and next(islice(box.iter("p"), 1, None), None) is None:
            return between
        return (
            named_lead(first, following, is_vietnamese=False)
            or _stated_lead(context, first, following)
            or _above_byline(context, first, following)
            or (lead_in_header(title, context.root_element) if title is not None else None)
        )
    return (
        (lead_between(title, first) if title is not None else None)
        or named_lead(first, following, is_vietnamese=True)
        or bold_lead(first)
        or _above_byline(context, first, following)
    )


def _above_byline(context: Context, first: Element, following: Sequence[Element]) -> Candidate[str] | None:
    """The first line, if it is the only one above the byline or the date, and the text is below that in another place."""
    if not following or first.tag in NO_LEAD_TAGS or is_caption(first, following):
        return None
    text = lead_text(first)
    is_long_enough = MIN_LEAD_CHARS <= len(text) < HEADING_BELOW_CHARS.stop
    if not is_long_enough or not stands_above_byline(context, first, following[0], text):
        return None
    return Candidate("lead", text, "visible", first)


def _stated_lead(context: Context, first: Element, following: Sequence[Element]) -> Candidate[str] | None:
    """The first line, if it is the description of the metadata and stands outside the box of the text."""
    home = most_frequent([paragraph.getparent() for paragraph in following])
    is_in_text = first.getparent() in {home, following[0].getparent()} if following else True
    if home is None or is_in_text or is_caption(first, following):
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
            and (is_vietnamese or not holds_paragraphs(element))
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
