"""Links to other articles that no heading announces: known by the name of their box, or by where they stand.

Newspapers put a few links under the lead, and a list or some cards right under the text, and do not always say what they
are. A box may also say it in its class alone (``related-news``), where the page's style or a picture is the heading.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import contains, is_inline, short_text, source_text_length, text_of
from newscrawl.extract.page import cached_search

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.items import Relation

_NAMES: Final[tuple[tuple[re.Pattern[str], Relation], ...]] = (
    (
        re.compile(
            r"same[-_]?(?:cat|zone|folder)|cung[-_]?chuyen[-_]?muc|other[-_]?news|(?:tin|bai)[-_]?(?:khac|cung)",
            re.IGNORECASE,
        ),
        "same_category",
    ),
    (
        re.compile(r"most[-_]?(?:read|view)|(?:xem|doc)[-_]?nhieu|top[-_]?view", re.IGNORECASE),
        "most_read",
    ),
    (
        re.compile(r"(?:^|[-_])relate[ds]?(?:$|[-_])|lien[-_]?quan|relatednews|newsrelated", re.IGNORECASE),
        "related",
    ),
)
"""What the class or id of a box says of its links; the first that fits wins."""

_NAMED: Final = re.compile("|".join(pattern.pattern for pattern, _ in _NAMES), re.IGNORECASE)
_PAGE: Final = r"(?:^|\s)(?:(?:site|page|main|top|global|wrap)[-_]?)?"
_MENU: Final = re.compile(
    rf"{_PAGE}(?:footer|nav|navbar|topbar|masthead|breadcrumbs?)(?:\s|$)|menu|mega[-_]?(?:drop|nav)",
    re.IGNORECASE,
)
"""Class and id names of the page's own menus and foot."""

_TABS: Final = re.compile(r"(?:^|[\s_-])tabs?(?:$|[\s_-])", re.IGNORECASE)
"""Names of a block's tabs, which may be called a menu, too: ``tab-menu``, ``nav nav-tabs``."""

_HEADER: Final = re.compile(rf"{_PAGE}header(?:\s|$)", re.IGNORECASE)
"""Names of the page's head, and of many a block's; ``box_header`` is always a block's."""

_NEWER: Final = re.compile(r"newer|newest|new(?:Box|List)", re.IGNORECASE)
_OLDER: Final = re.compile(r"(?:^|[\s_-])(?:older|other)(?:[A-Z_-]|s?(?:\s|$))")
_AROUND: Final = 8
"""Boxes around a link whose names tell newer articles from older ones."""

_LOOKED_AT: Final = 20_000
"""Links that are looked at in such boxes, all together: boxes of that name in each other would take the square of their number."""

_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ARROW: Final = re.compile(r"^\s*(?:>{1,3}|»|►|▶|→|=>)")
_ROOTS: Final = frozenset(("body", "html", "form"))
_BLOCK_HEAD: Final = 3
"""A header with more links than this is the page's; one with fewer is the head of a block."""

_CLIMB: Final = 5
"""Boxes around the text beside which a list is looked for."""

_ABOVE: Final = 3
"""So many of them may hold the headline: a higher one holds the side columns, too."""

_DEEP: Final = 3
"""Boxes that a list may be wrapped in."""

_FEW: Final = 6
"""Under a lead stand a few links; more are a strip."""

_LIST: Final = range(2, 13)
"""Articles in a list without a heading."""

_LEAST_TITLE: Final = 15
_MAX_HEADING: Final = 60
_PER_LINK: Final = 400
"""Characters of text beside each link of a list: a card's lead, its time."""

_ALONE: Final = 24
"""Characters that may stand in a link's line beside its words: "Xem thêm: "."""

_WORDS: Final = 3
"""Letters that make a heading."""


_is_menu: Final = cached_search(_MENU)
_is_header: Final = cached_search(_HEADER)
_is_tabs: Final = cached_search(_TABS)


def in_menu(element: Element) -> bool:
    """Whether an element stands in the page's own head, foot or menu."""
    node: Element | None = element
    while node is not None:
        names = (node.get("class") or "", node.get("id") or "")
        is_tabs = _is_tabs(names[0]) or _is_tabs(names[1])
        if not is_tabs and (node.tag in {"nav", "footer"} or _is_menu(names[0]) or _is_menu(names[1])):
            return True
        if (node.tag == "header" or _is_header(names[0]) or _is_header(names[1])) and _has_links(node, _BLOCK_HEAD):
            return True
        node = node.getparent()
    return False


def _has_links(box: Element, limit: int) -> bool:
    """Whether a box holds more than so many links."""
    return next(islice(box.iter("a"), limit, None), None) is not None


class Ending:
    """The end of a text: what in its box still has a paragraph after it, looked for once however many ask."""

    def __init__(self, page: Page, body: Element) -> None:
        self.body: Final = body
        self._page = page
        self._lists: dict[Element, bool] = {}

    @cached_property
    def _last(self) -> Element | None:
        """The last paragraph that is longer than a title."""
        paragraphs = reversed(list(self.body.iter("p")))
        return next((p for p in paragraphs if not short_text(p, 2 * _LEAST_TITLE) and text_of(p)), None)

    def comes_after(self, box: Element) -> bool:
        """Whether a paragraph of the text follows a box in it."""
        positions, last = self._page.positions, self._last
        return last is not None and positions[box] < positions[last] and not contains(box, last)

    def closing_list(self, anchor: Element) -> Relation | None:
        """What a list of several links at the end of the text is that a link stands in; ``None`` for any other link in it."""
        items = next((box for box in anchor.iterancestors("ul", "ol") if contains(self.body, box)), None)
        if items is None:
            return None
        if items not in self._lists:
            is_list = len({a.get("href") for a in items.iter("a")}) in _LIST and not _ARROW.match(text_of(items))
            self._lists[items] = is_list and not self.comes_after(items)
        return _age(self._page, anchor) if self._lists[items] else None


def named(
    page: Page,
    ending: Ending | None,
    headline: Element | None,
    leads_on: Callable[[Element], bool],
    known: Collection[Relation],
) -> Iterator[tuple[Element, list[tuple[Element, Relation]]]]:
    """The boxes whose class or id says what their links are, with each link and what it is, those ``known`` names left out.

    ``leads_on`` says of a link whether it leads to an article. A box inside the text is ``see_also`` where text follows it, and
    where it is a single link.
    """
    body = ending.body if ending is not None else None
    boxes = dict.fromkeys((*page.with_class(_NAMED), *page.with_id(_NAMED)))
    left = _LOOKED_AT
    for box in boxes:
        if box.tag in {"a", "body", "html"} or any(e is not None and contains(box, e) for e in (body, headline)):
            continue
        name = f"{box.get('class') or ''} {box.get('id') or ''}"
        relation = next(relation for pattern, relation in _NAMES if pattern.search(name) or pattern is _NAMES[-1][0])
        inside = ending is not None and contains(ending.body, box)
        if not inside and _ages(page, relation).issubset(known):
            continue
        links = list(islice(box.iter("a"), left))
        left -= len(links)
        anchors = list(filter(leads_on, links))
        if not anchors or in_menu(box):
            continue
        if ending is not None and inside:
            alone = len({anchor.get("href") for anchor in anchors}) == 1
            relation = "see_also" if alone or ending.comes_after(box) else relation
        found = [(anchor, _age(page, anchor) if relation == "related" else relation) for anchor in anchors]
        yield box, [(anchor, said) for anchor, said in found if said == "see_also" or said not in known]


def behind_arrows(body: Element, leads_on: Callable[[Element], bool]) -> Iterator[Element]:
    """The links in the text's box whose words or line begin with an arrow."""
    lines = _Lines()
    for anchor in body.iter("a"):
        if leads_on(anchor) and (_ARROW.match(text_of(anchor)) or _ARROW.match(lines.of(anchor))):
            yield anchor


class _Lines:
    """The lines that links stand in, each read once however many links it has."""

    def __init__(self) -> None:
        self._read: dict[Element, tuple[int, str]] = {}

    def of(self, anchor: Element) -> str:
        """The words of the line that a link stands in by itself; empty where it is part of a sentence."""
        line = anchor.getparent()
        while line is not None and is_inline(str(line.tag)):
            line = line.getparent()
        if line is None:
            return ""
        most = len(text_of(anchor)) + _ALONE
        if most > _PER_LINK:
            return short_text(line, most)
        if line not in self._read:
            shown = source_text_length(line, _PER_LINK)
            self._read[line] = shown, text_of(line) if shown <= _PER_LINK else ""
        shown, words = self._read[line]
        return words if shown <= most else ""


def under_lead(body: Element, headline: Element, leads_on: Callable[[Element], bool]) -> list[Element]:
    """The few links that stand by themselves between the headline and the text."""
    lines = _Lines()
    found = [
        anchor
        for box in _between(headline, body)
        for anchor in box.iter("a")
        if leads_on(anchor) and _stands_alone(anchor, lines)
    ]
    targets = {anchor.get("href") for anchor in found}
    return [anchor for anchor in found if not in_menu(anchor)] if len(targets) <= _FEW else []


def _between(first: Element, last: Element) -> Iterator[Element]:
    """The boxes that begin after one element and end before another, outermost ones."""
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
    """Whether a link is its line: no word of a sentence."""
    words = text_of(anchor)
    if _ARROW.match(words):
        return True
    return len(words) >= _LEAST_TITLE and bool(lines.of(anchor))


def under_text(
    page: Page, body: Element, headline: Element | None, leads_on: Callable[[Element], bool]
) -> list[tuple[Element, Relation]]:
    """The links of the list or cards right under the text, if nothing heads them.

    They are ``related``, unless the names of their boxes tell newer articles from older ones: ``latest``, ``same_category``.
    """
    box = body
    above = 0
    for _ in range(_CLIMB):
        titled = False
        for later in box.itersiblings():
            anchors = [anchor for anchor in later.iter("a") if leads_on(anchor)]
            if not anchors:
                titled = later.tag in _HEADINGS and bool(text_of(later))
                continue
            if titled or in_menu(later):
                return []
            return [(anchor, _age(page, anchor)) for anchor in _list_in(later, anchors, leads_on, _DEEP)]
        parent = box.getparent()
        if parent is None or parent.tag in _ROOTS:
            break
        box = parent
        if headline is not None and contains(box, headline):
            above += 1
            if above > _ABOVE:
                break
    return []


def _ages(page: Page, relation: Relation) -> set[Relation]:
    """What the links of a box with a relation can be on this page."""
    if relation != "related":
        return {relation}
    said: tuple[tuple[Relation, re.Pattern[str]], ...] = (("latest", _NEWER), ("same_category", _OLDER))
    return {relation, *(age for age, pattern in said if page.with_class_or_id(pattern))}


def _age(page: Page, anchor: Element) -> Relation:
    """What the names of the boxes around a link say of its age."""
    newer, older = page.with_class_or_id(_NEWER), page.with_class_or_id(_OLDER)
    for box in islice(anchor.iterancestors(), _AROUND) if newer or older else ():
        if box in newer:
            return "latest"
        if box in older:
            return "same_category"
    return "related"


def _list_in(box: Element, anchors: list[Element], leads_on: Callable[[Element], bool], depth: int) -> list[Element]:
    """The links of a box, if they are a list of a few articles and the box says nothing before the first."""
    targets = {anchor.get("href") for anchor in anchors}
    if len(targets) not in _LIST:
        return []
    if not _says_before(box, anchors[0]):
        return anchors if short_text(box, _PER_LINK * len(targets)) else []
    inner = next((child for child in box if any(leads_on(a) for a in child.iter("a"))), None)
    if inner is None or depth == 0:
        return []
    before = next((e for e in inner.itersiblings(preceding=True) if text_of(e)), None)
    if before is not None and short_text(before, _MAX_HEADING):
        return []
    return _list_in(inner, [a for a in inner.iter("a") if leads_on(a)], leads_on, depth - 1)


def _says_before(box: Element, first: Element) -> bool:
    """Whether words stand in a box before the first of its links to an article."""
    said = 0
    for node in box.iter():
        if node is first:
            break
        if isinstance(node.tag, str) and node.tag not in {"script", "style", "noscript"}:
            said += sum(c.isalpha() for c in node.text or "")
        if said >= _WORDS:
            return True
    return False
