"""The element that is the lead: by its class name, by its place between headline and text, or by its look."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final, TypeVar

from newscrawl import dates
from newscrawl.extract.body.blocks import extract_blocks
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, classes, contains, short_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


T = TypeVar("T")

LEAD_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:sapo|tom-?tat|trich-?yeu|lead(?:-?(?:text|in|paragraph))?|lede|chapeau|chapo|vorspann|standfirst|dek|abstract|strap-?line|sub-?title|sub-?head(?:ing|line)?|(?<!with-)(?<!speakable-)summary|synopsis|desc|des|description|intro|teaser|excerpt|deck|phead|hometext|txt-head|perex|ingress|preamble|entradilla|bajada|copete|sommario|catenaccio|zajawka|manchet|underrubrik|resumo|sous-?titre|subt[ií]tulos?|sottotitolo|ondertitel|untertitel|opener-?text|anriss(?:text)?)(?:$|[-_])",
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
    r"standfirst|sapo|chapeau|chapo|vorspann|dek|deck|sub-?title|sub-?headline|excerpt|hometext|perex|ingress|opener-?text",
    re.IGNORECASE,
)
"""Class names that no first paragraph of a text has."""

MAX_LEAD_SIBLINGS: Final = 8
"""Elements of a box between headline and text that may be a lead."""

MIN_PARAGRAPHS_AFTER: Final = 2
"""So many long paragraphs after an element show that it is the first paragraph of the text."""

PARAGRAPH_CLASS: Final = re.compile(r"(?:^|[-_\s]|(?<=[a-z]))[pP]ara(?:graph)?(?:$|[-_\s])")
"""Class names of a paragraph of the text."""

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

MARK_ATTRIBUTES: Final = (
    "data-testid",
    "data-component",
    "data-qa",
    "data-gu-name",
    "data-manual",
    "data-dot",
    "data-cy",
    "data-role",
)
"""Attributes that name a box for programs where class names mean nothing."""

HOLDS_MORE_TAGS: Final = ("h1", "img", "amp-img", "figure", "time")
"""A box with one of them is more than a lead, whatever it is called: ``lead-asset``."""

HEADING_BELOW_CHARS: Final = range(40, 400)
"""Characters of a heading right below the headline that is the lead."""

MAX_NAMED_BOXES: Final = 2
"""Number of boxes around the first paragraph whose class may name it a lead."""

HEADER_CLASS: Final = re.compile(
    r"^(?:[a-z]+[-_]{1,2})*(?:article|story|post|entry|content|page|news|art|node|detail)[-_]{0,2}(?:head|header|heading|top|intro)$|^[a-z]*(?:Article|Story)Head(?:er)?$"
)
"""Class names of the header of an article."""

HERO_CLASS: Final = re.compile(
    r"(?:^|[-_])hero(?:$|[-_]+(?:content|header|text|inner|wrapper|section|banner|body|main)$)", re.IGNORECASE
)
"""Class names of the box with the headline and a sentence that guides and pages of companies put above the text."""

MAX_HEADER_BOXES: Final = 4
"""Number of boxes around the headline among which the article's header is looked for."""

NO_SENTENCE_TAGS: Final = ("p", "div", "time", "li", "button", "img", "h1", "h2")
"""Elements that a sentence of a header does not hold."""

MAX_DATED_CHARS: Final = 140
"""A line of at most this length that holds a date tells who wrote the article, and when."""

MIN_HEADER_LEAD_CHARS: Final = 60
MIN_HEADER_LEAD_BLANKS: Final = 8
"""Characters and blanks of a lead that only its place in the header shows: a shorter text is a byline or a label."""

MIN_LEAD_CHARS: Final = 25
"""A shorter text is a label."""

MAX_LEAD_CHARS: Final = 900
"""A longer box that is called a lead, or that stands between headline and text, is the text or its beginning."""

MIN_PLAIN_SHARE: Final = 0.8
"""Share of a lead's characters that must not be links."""

MAX_POINT_CHARS: Final = 120
"""The lines of a lead of two points have at most this mean length; longer lines are paragraphs."""

MAX_SHORT_POINT_CHARS: Final = 80
"""The same for a lead of :data:`MIN_SHORT_POINTS` or more points."""

MIN_SHORT_POINTS: Final = 3
"""A lead of several points has lines of at most this length (characters) in the mean, one of three or more of the second length; longer
ones are paragraphs."""


def named_lead(first: Element, following: Sequence[Element] = (), *, is_vietnamese: bool) -> Candidate[str] | None:
    """The lead, if the first running text below the headline is one: it is called so, set as a heading, or set apart.

    In Vietnamese newspapers a first paragraph in bold, or in a box or class of its own, is a lead; elsewhere it may
    begin the text. ``following`` are the next paragraphs: they show what the text looks like.
    """
    boxes = [first, *islice(first.iterancestors(), MAX_NAMED_BOXES)]
    named = next(filter(is_called_lead, boxes), None)
    box = named if named is not None else first
    text = lead_text(box) if box.tag not in NO_LEAD_TAGS else ""
    if not MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS or (not is_vietnamese and holds_paragraphs(box)):
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


def lead_in_header(headline: Element, root: Element | None) -> Candidate[str] | None:
    """The only sentence below the headline in the header of the article, whatever its class says.

    The header is outside ``root``, the element of the text, if only a class of other pages than articles tells it.
    """
    for header in islice(headline.iterancestors(), MAX_HEADER_BOXES):
        if header.tag in {"article", "main", "body"}:
            return None
        if header.tag in {"header", "hgroup"} or any(map(HEADER_CLASS.search, classes(header))):
            break
        if root is not None and not contains(root, headline) and any(map(HERO_CLASS.search, classes(header))):
            break
    else:
        return None
    found = list(islice(_sentences_below(headline, header), 2))
    if len(found) != 1:
        return None
    text = lead_text(found[0])
    return Candidate("lead", text, "visible", found[0]) if text else None


def _sentences_below(headline: Element, header: Element) -> Iterator[Element]:
    """The elements of a header, below the headline, that hold one sentence: no date, no caption, no link."""
    is_below = False
    for element in header.iter("h1", "h2", "h3", "p", "div", "span"):
        if element is headline:
            is_below = True
            continue
        if (
            not is_below
            or contains(headline, element)
            or len(text := short_text(element, MAX_LEAD_CHARS)) < MIN_HEADER_LEAD_CHARS
        ):
            continue
        has_parts = next(element.iterdescendants(*NO_SENTENCE_TAGS), None) is not None
        if has_parts or text.count(" ") < MIN_HEADER_LEAD_BLANKS:
            continue
        if len(text) <= MAX_DATED_CHARS and dates.read(text) is not None:
            continue
        boxes = takewhile(lambda box: box is not header, element.iterancestors())
        if any(box.tag in {"p", "h2", "h3"} or (box.tag in NO_LEAD_TAGS and not _is_only_point(box)) for box in boxes):
            continue
        links = sum(len(text_of(link)) for link in element.iter("a"))
        if links <= (1 - MIN_PLAIN_SHARE) * len(text):
            yield element


def _is_only_point(item: Element) -> bool:
    """Whether an item of a list is the only one that is no link to another article."""
    items = [] if item.tag != "li" or (home := item.getparent()) is None else home.findall("li")
    return [other for other in items if next(other.iter("a"), None) is None] == [item]


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
        return not is_caption(first, following)
    # The items of a list look different from all paragraphs.
    paragraphs = [paragraph for paragraph in following if paragraph.tag != "li"]
    home = most_frequent([paragraph.getparent() for paragraph in paragraphs])
    if home is not None and first.getparent() is not home and first not in following:
        return not is_caption(first, following)
    look = most_frequent([(paragraph.tag, paragraph.get("class")) for paragraph in paragraphs])
    return len(paragraphs) > 1 and look is not None and (first.tag, first.get("class")) != look


def most_frequent(values: Sequence[T]) -> T | None:
    """The value that more than half of the values have; one of the paragraphs may be a caption."""
    value, count = next(iter(Counter(values).most_common(1)), (None, 0))
    return value if count > len(values) / 2 else None


def is_caption(line: Element, following: Sequence[Element]) -> bool:
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
    if not (is_vietnamese or any(map(is_called_lead, boxes[0].iter()))):
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


def is_called_lead(box: Element) -> bool:
    """Whether the class of a box names it a lead."""
    return _is_named_lead(box)


def _begins_the_text(element: Element) -> bool:
    """Whether a paragraph that is called a lead is the first of the text, set larger."""
    names = " ".join(classes(element))
    if element.tag != "p" or STANDFIRST_CLASS.search(names) or not LEAD_CLASS.search(names):
        return False
    after = list(islice(element.itersiblings("p"), MIN_PARAGRAPHS_AFTER))
    if after and all(
        PARAGRAPH_CLASS.search(" ".join(classes(p))) and not LEAD_CLASS.search(" ".join(classes(p))) for p in after
    ):
        return False  # the system has a name for paragraphs, and another one for the lead
    return sum(1 for p in after if not short_text(p, MAX_SHORT_POINT_CHARS)) == MIN_PARAGRAPHS_AFTER


def holds_paragraphs(box: Element) -> bool:
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


def first_words(lead: Element) -> str:
    """The words of the element with which a lead begins; empty if it begins with words of its own."""
    first = next((child for child in lead.iter("span", "b", "strong", "i", "em") if child is not lead), None)
    if first is None or any((box.text or "").strip() for box in _boxes_of(first, lead)):
        return ""
    return (first.text or "").strip()


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
