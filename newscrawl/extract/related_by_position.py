"""Related links that no heading announces: found by the class of their box, by an arrow, or by their position.

Newspapers put a few links under the lead, and a list or some cards right below the text, often without a heading. A box may also
name its purpose only in its class (``related-news``), where a style sheet or a picture shows the heading.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import contains, is_inline, names_of, short_text, source_text_length, text_of
from newscrawl.extract.link_paths import STEP_CLASS
from newscrawl.extract.link_targets import are_of_section
from newscrawl.extract.memory import Memory
from newscrawl.extract.menus import in_menu
from newscrawl.extract.name_patterns import MAX_CACHED_NAMES, cached_search
from newscrawl.extract.related_by_heading import heading_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from newscrawl.extract.body.result import Body
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.items import Relation

RELATION_NAMES: Final[tuple[tuple[re.Pattern[str], Relation], ...]] = (
    (
        re.compile(
            r"same[-_]?(?:cat|zone|folder)|cung[-_]?chuyen[-_]?muc|other[-_]?news|news[-_]?other|(?:tin|bai)[-_]?(?:khac|cung)",
            re.IGNORECASE,
        ),
        "same_category",
    ),
    (
        re.compile(
            r"most[-_]?(?:read|view|popular)|(?:read|view)[-_]?most|(?:xem|doc)[-_]?nhieu|top[-_]?(?:view|read)|popular[-_]?(?:posts|news|articles)",
            re.IGNORECASE,
        ),
        "most_read",
    ),
    (
        re.compile(
            r"(?:^|[\s_-])(?:(?:latest|newest)[-_]?(?:news|posts?|articles?|stories)|tin[-_]?moi(?:[-_]?nhat)?)(?:$|[\s_-])",
            re.IGNORECASE,
        ),
        "latest",
    ),
    (
        re.compile(
            r"(?:^|[-_])relate[ds]?(?:$|[-_])|lien[-_]?quan|relatednews|newsrelated|(?:^|[-_])(?:tin|bai|bv)[-_]?lq(?:$|[-_])"
            r"|(?:^|[-_])(?:box|news|list)?relation(?:news)?(?:$|[-_])",
            re.IGNORECASE,
        ),
        "related",
    ),
)
"""Class and id names of a box, and the relation of its links. The first pattern that matches counts."""

_RELATION_OF_NAME: Final[Memory[Relation]] = Memory(
    lambda names: next((relation for pattern, relation in RELATION_NAMES if pattern.search(names)), "related"),
    most=MAX_CACHED_NAMES,
)
"""The relation of a box by its class names and id, remembered."""

ANY_RELATION_NAME: Final = re.compile("|".join(pattern.pattern for pattern, _ in RELATION_NAMES), re.IGNORECASE)
RELATED_TYPE: Final = re.compile(r"Related")
"""The ``type`` of a box that an editor puts into a text: ``RelatedOneNews``, ``RelatedNewsBox``."""

NEWER_NAME: Final = re.compile(r"newer|newest|new(?:Box|List)", re.IGNORECASE)
"""Class and id names of boxes with newer articles."""

OLDER_NAME: Final = re.compile(r"(?:^|[\s_-])(?:older|other)(?:[A-Z_-]|s?(?:\s|$))")
"""Class and id names of boxes with older articles."""

MAX_AGE_DEPTH: Final = 8
"""Number of boxes around a link whose names are searched for newer and older."""

SIDE_NAME: Final = re.compile(r"side-?bar|(?:^|[\s_-])(?:right|side)(?:$|[\s_-])", re.IGNORECASE)
"""Class names of a side column."""

_is_side_name: Final = cached_search(SIDE_NAME)

MAX_NAMED_BOX_LINKS: Final = 20_000
"""Number of links in all such boxes that are read: nested boxes would take the square of their number."""

HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LEADING_ARROW: Final = re.compile(r"^\s*(?:>{1,3}|»|►|▶|→|=>)")
ROOT_TAGS: Final = frozenset(("body", "html", "form"))
MAX_CLIMB: Final = 5
"""Number of boxes around the text beside which a list is searched for."""

MAX_BOXES_WITH_HEADLINE: Final = 3
"""So many of these boxes may hold the headline. A higher one also holds the side columns."""

MAX_LIST_DEPTH: Final = 3
"""Number of boxes that may be nested around a list."""

MAX_LINKS_UNDER_LEAD: Final = 6
"""Below a lead stand a few links. More links are a strip of the site."""

LIST_SIZE: Final = range(2, 13)
"""Number of articles in a list without a heading."""

MIN_TITLE_CHARS: Final = 15
"""A shorter link text is no title of an article."""

MAX_HEADING_CHARS: Final = 60
"""A longer text is no heading."""

MAX_CHARS_PER_LINK: Final = 400
"""A list has at most so much text for each of its links: title, lead and time of a card."""

MAX_CHARS_BESIDE_LINK: Final = 32
"""A link may share its line with so much text: "Xem thêm: ", the time with its zone."""

MIN_CARD_TITLE_BLANKS: Final = 4
"""The title of a card without a list has at least so many blanks."""

STEP_NAME: Final = re.compile(
    r"prev|next|nav|older|newer|page|advert|banner|(?:^|[\s_-])ads?(?:$|[\s_-])", re.IGNORECASE
)
"""Names of the links to the article before and after this one, and of adverts."""

MAX_STEP_LINKS: Final = 4
"""A box with more links is a list."""

MIN_HEADING_LETTERS: Final = 3
"""So many letters before the first link of a box are a heading."""


class Ending:
    """The end of the text: finds what still has a paragraph after it, and remembers what it found."""

    def __init__(self, page: Page, body: Element) -> None:
        self.body: Final = body
        self.page = page
        self._lists: dict[Element, bool] = {}

    @cached_property
    def _last(self) -> Element | None:
        """The last paragraph that is longer than a title."""
        paragraphs = reversed(list(self.body.iter("p")))
        return next((p for p in paragraphs if not short_text(p, 2 * MIN_TITLE_CHARS) and text_of(p)), None)

    def comes_after(self, box: Element) -> bool:
        """Whether a paragraph of the text follows a box."""
        positions, last = self.page.positions, self._last
        return last is not None and positions[box] < positions[last] and not contains(box, last)

    def closing_list(self, anchor: Element) -> Relation | None:
        """The relation of a link in a list at the end of the text; ``None`` for any other link in the text."""
        items = next((box for box in anchor.iterancestors("ul", "ol") if contains(self.body, box)), None)
        if items is None:
            return None
        if items not in self._lists:
            is_list = len({a.get("href") for a in items.iter("a")}) in LIST_SIZE and not LEADING_ARROW.match(
                text_of(items)
            )
            self._lists[items] = is_list and not self.comes_after(items)
        return _age(self.page, anchor) if self._lists[items] else None


def named(
    page: Page,
    ending: Ending | None,
    headline: Element | None,
    leads_on: Callable[[Element], bool],
    known: Collection[Relation],
) -> Iterator[tuple[Element, list[tuple[Element, Relation]]]]:
    """The boxes whose class or id names a relation, each with its links to articles and their relations.

    ``leads_on`` tells whether a link leads to an article. Relations in ``known`` are left out. A box inside the text is
    ``see_also`` if text follows it, or if it holds a single link.
    """
    body = ending.body if ending is not None else None
    typed = (box for box in page.with_attribute("type", tag="div") if RELATED_TYPE.match(box.get("type") or ""))
    boxes = dict.fromkeys((*page.with_class(ANY_RELATION_NAME), *page.with_id(ANY_RELATION_NAME), *typed))
    links_left = MAX_NAMED_BOX_LINKS
    for box in boxes:
        if box.tag in {"a", "body", "html"} or any(e is not None and contains(box, e) for e in (body, headline)):
            continue
        relation = _RELATION_OF_NAME[names_of(box)]
        is_inside = ending is not None and contains(ending.body, box)
        is_above = ending is not None and page.positions[box] < page.positions[ending.body]
        if not is_inside and not is_above and _ages(page, relation).issubset(known) and not _is_in_side_column(box):
            continue
        links = list(islice(box.iter("a"), links_left))
        links_left -= len(links)
        anchors = list(filter(leads_on, links))
        if not anchors or in_menu(page, box):
            continue
        if (
            relation == "related"
            and _is_in_side_column(box)
            and are_of_section({page.resolve(anchor.get("href")) or "" for anchor in anchors}, page.url)
            and not heading_in(box)
        ):
            relation = "same_category"
        if ending is not None and is_inside:
            is_single = len({anchor.get("href") for anchor in anchors}) == 1
            relation = "see_also" if is_single or ending.comes_after(box) else relation
        elif ending is not None and relation == "related" and headline is not None and not heading_in(box):
            positions = page.positions
            if positions[headline] < positions[box] < positions[ending.body]:
                # Below the lead: offered like a link in the text.
                relation = "see_also"
        found = [(anchor, _age(page, anchor) if relation == "related" else relation) for anchor in anchors]
        yield (
            box,
            [
                (anchor, relation_of_link)
                for anchor, relation_of_link in found
                if relation_of_link == "see_also" or relation_of_link not in known
            ],
        )


def _is_in_side_column(box: Element) -> bool:
    """Whether a box stands in a side column of the page."""
    around = islice(box.iterancestors(), MAX_CLIMB)
    return any(outer.tag == "aside" or _is_side_name(outer.get("class") or "") for outer in around)


def behind_arrows(body: Element, leads_on: Callable[[Element], bool]) -> Iterator[Element]:
    """The links in the text that begin with an arrow, or whose line does."""
    lines = _Lines()
    for anchor in filter(leads_on, body.iter("a")):
        words = text_of(anchor)
        if LEADING_ARROW.match(words) or LEADING_ARROW.match(lines.of(anchor, words)):
            yield anchor


def between_paragraphs(
    ending: Ending, kept: Collection[Element | None], leads_on: Callable[[Element], bool]
) -> Iterator[Element]:
    """The links of lists and boxes without a heading between two paragraphs, if they are few.

    ``kept`` are the elements of the text's blocks: a link in one of them is the author's.
    """
    lines = _Lines()
    found = [
        anchor
        for anchor in ending.body.iter("a")
        if anchor.getparent() not in kept
        and leads_on(anchor)
        and _stands_alone(anchor, lines)
        and ending.comes_after(anchor)
        and not any(
            box in kept for box in (anchor, *takewhile(lambda box: box is not ending.body, anchor.iterancestors()))
        )
    ]
    if len({anchor.get("href") for anchor in found}) < LIST_SIZE.stop:
        yield from (anchor for anchor in found if not in_menu(ending.page, anchor))


class _Lines:
    """The lines of links: each line is read once, however many links it has."""

    def __init__(self) -> None:
        self._read: dict[Element, tuple[int, str]] = {}

    def of(self, anchor: Element, words: str) -> str:
        """The text of the line, if the link, whose text is ``words``, makes up nearly all of it; empty if it is part of a sentence."""
        line = anchor.getparent()
        while line is not None and is_inline(str(line.tag)):
            line = line.getparent()
        if line is None:
            return ""
        most = len(words) + MAX_CHARS_BESIDE_LINK
        if most > MAX_CHARS_PER_LINK:
            return short_text(line, most)
        if line not in self._read:
            shown = source_text_length(line, MAX_CHARS_PER_LINK)
            self._read[line] = shown, text_of(line) if shown <= MAX_CHARS_PER_LINK else ""
        shown, whole = self._read[line]
        return whole if shown <= most else ""


def under_lead(page: Page, body: Element, headline: Element, leads_on: Callable[[Element], bool]) -> list[Element]:
    """The few links that stand alone between headline and text."""
    lines = _Lines()
    found = [
        anchor
        for box in _between(headline, body)
        for anchor in box.iter("a")
        if leads_on(anchor) and _stands_alone(anchor, lines)
    ]
    targets = {anchor.get("href") for anchor in found}
    return [anchor for anchor in found if not in_menu(page, anchor)] if len(targets) <= MAX_LINKS_UNDER_LEAD else []


def _between(first: Element, last: Element) -> Iterator[Element]:
    """The outermost boxes that begin after ``first`` and end before ``last``."""
    above = {id(node): node for node in last.iterancestors()}
    node = first
    while True:
        parent = node.getparent()
        if parent is None or contains(node, last):
            return
        shared = id(parent) in above
        for later in node.itersiblings():
            if contains(later, last):
                break
            yield later
        if shared:
            break
        node = parent
    branch = last
    while (box := branch.getparent()) is not None and box is not parent:
        yield from reversed(list(branch.itersiblings(preceding=True)))
        branch = box


def _stands_alone(anchor: Element, lines: _Lines) -> bool:
    """Whether a link makes up its line and is no word of a sentence."""
    words = text_of(anchor)
    if LEADING_ARROW.match(words):
        return True
    return len(words) >= MIN_TITLE_CHARS and bool(lines.of(anchor, words))


def in_last_line(body: Body, leads_on: Callable[[Element], bool]) -> list[Element]:
    """The link of a line below the text, in the same box as its last paragraph, that is only the title of another article."""
    for later in body.blocks[-1].element.itersiblings("p", "div") if body.blocks else ():
        if anchors := [anchor for anchor in later.iter("a") if leads_on(anchor)]:
            words = max(map(text_of, anchors), key=len)
            is_title = len({anchor.get("href") for anchor in anchors}) == 1 and len(words) >= MIN_TITLE_CHARS
            is_inside = contains(body.element, later)
            return anchors if is_title and is_inside and short_text(later, 2 * len(words)) else []
    return []


def under_text(
    page: Page, body: Body, headline: Element | None, leads_on: Callable[[Element], bool]
) -> list[tuple[Element, Relation]]:
    """The links of the list or cards right below the text, if no heading announces them.

    They are ``related``, unless the names of their boxes tell newer articles (``latest``) from older ones
    (``same_category``).
    """
    box = body.blocks[-1].element if body.blocks and contains(body.element, body.blocks[-1].element) else body.element
    within = sum(1 for _ in takewhile(lambda outer: outer is not body.element, box.iterancestors()))
    above = 0
    for _ in range(MAX_CLIMB + (within + 1 if box is not body.element else 0)):
        titled = False
        for later in box.itersiblings():
            anchors = [anchor for anchor in later.iter("a") if leads_on(anchor)]
            if not anchors:
                titled = later.tag in HEADING_TAGS and bool(text_of(later))
                continue
            if titled or in_menu(page, later):
                return []
            return [(anchor, _age(page, anchor)) for anchor in _list_in(later, anchors, leads_on, MAX_LIST_DEPTH)]
        parent = box.getparent()
        if parent is None or parent.tag in ROOT_TAGS:
            break
        box = parent
        if headline is not None and contains(box, headline):
            above += 1
            if above > MAX_BOXES_WITH_HEADLINE:
                break
    return []


def are_titles(found: list[tuple[Element, Relation]]) -> bool:
    """Whether each of some links is the title of a card, or its picture."""
    titles: dict[str | None, int] = {}
    for anchor, _ in found:
        href = anchor.get("href")
        titles[href] = max(titles.get(href, 0), text_of(anchor).count(" "))
    return all(blanks >= MIN_CARD_TITLE_BLANKS for blanks in titles.values())


def _ages(page: Page, relation: Relation) -> set[Relation]:
    """The relations that the links of a box can have on this page."""
    if relation != "related":
        return {relation}
    ages: tuple[tuple[Relation, re.Pattern[str]], ...] = (
        ("latest", NEWER_NAME),
        ("same_category", OLDER_NAME),
    )
    return {relation, *(age for age, pattern in ages if page.with_class_or_id(pattern))}


def _age(page: Page, anchor: Element) -> Relation:
    """``latest`` or ``same_category`` if the names of the boxes around a link say so, else ``related``."""
    newer, older = page.with_class_or_id(NEWER_NAME), page.with_class_or_id(OLDER_NAME)
    for box in islice(anchor.iterancestors(), MAX_AGE_DEPTH) if newer or older else ():
        if box in newer:
            return "latest"
        if box in older:
            return "same_category"
    return "related"


def _list_in(box: Element, anchors: list[Element], leads_on: Callable[[Element], bool], depth: int) -> list[Element]:
    """The links of a box, if they are a list of a few articles and no text stands before the first."""
    targets = {anchor.get("href") for anchor in anchors}
    if len(targets) == 1:
        return anchors if _is_only_card(box, anchors) else []
    if len(targets) not in LIST_SIZE:
        return []
    if not _has_text_before(box, anchors[0]):
        return anchors if short_text(box, MAX_CHARS_PER_LINK * len(targets)) else []
    inner = next((child for child in box if any(leads_on(a) for a in child.iter("a"))), None)
    if inner is None or depth == 0:
        return []
    before = next((e for e in inner.itersiblings(preceding=True) if text_of(e)), None)
    if before is not None and short_text(before, MAX_HEADING_CHARS):
        return []
    return _list_in(inner, [a for a in inner.iter("a") if leads_on(a)], leads_on, depth - 1)


def _is_only_card(box: Element, anchors: list[Element]) -> bool:
    """Whether a box is a single card: the title of one article, with or without its picture, and nothing else.

    The links to the article before and after this one are no card.
    """
    title = max(map(text_of, anchors), key=len)
    if title.count(" ") < MIN_CARD_TITLE_BLANKS or not short_text(box, 2 * len(title) + MAX_CHARS_BESIDE_LINK):
        return False
    if _has_text_before(box, anchors[0]):
        return False
    named = (box, *box.iter("div", "span", "a", "li", "p"))
    return not any(STEP_NAME.search(names_of(element)) or element.get("rel") for element in named)


def steps(page: Page) -> frozenset[Element]:
    """Return the links to the article before and after this one: their box or their list is named so."""
    boxes = page.with_class(STEP_CLASS)
    links = ([box] if box.tag == "a" else list(islice(box.iter("a"), MAX_STEP_LINKS + 1)) for box in boxes)
    return frozenset(chain.from_iterable(found for found in links if len(found) <= MAX_STEP_LINKS))


def _has_text_before(box: Element, first: Element) -> bool:
    """Whether text stands in a box before the first of its links to an article."""
    letters = 0
    for node in box.iter():
        if node is first:
            break
        if isinstance(node.tag, str) and node.tag not in {"script", "style", "noscript"}:
            letters += sum(c.isalpha() for c in node.text or "")
        if letters >= MIN_HEADING_LETTERS:
            return True
    return False
