"""Related links below a heading that says why they are offered: "Tin liên quan", "Cùng chuyên mục"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from itertools import compress, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.extract.dom import Element, contains, is_inline, short_text, text_of
from newscrawl.extract.headings import FIRST_WORDS, invitation_rest, relation_of
from newscrawl.extract.memory import Memory
from newscrawl.extract.menus import in_menu
from newscrawl.extract.related_by_section import Invitation, OwnArticle, relation_by_surroundings, section_headings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.body.result import Body
    from newscrawl.extract.link_targets import LinkTargets
    from newscrawl.extract.page import Page
    from newscrawl.items import Relation

MAX_HEADING_CHARS: Final = 60
"""A longer text is no heading."""

MAX_LINKED_HEADING_CHARS: Final = 40
"""A link with a longer text is the title of an article and no heading."""

MAX_HEADING_SOURCE_CHARS: Final = 120
"""The same with the indentation in the source."""

MAX_TITLE_CHARS: Final = 300
"""A longer text is no title of an article."""

MAX_CLIMB: Final = 5
"""Number of boxes around a heading or link that are searched."""

MAX_TAB_DEPTH: Final = 2
"""The label of a tab may stand in a link in the tab."""

MAX_TAB_CHARS: Final = 30
"""A longer text is no label of a tab."""

MAX_CARD_DEPTH: Final = 4
"""Number of boxes between the title of a card and the link that holds the whole card."""

MAX_HEADING_DEPTH: Final = 3
"""Number of boxes around the words of a heading whose tag or class may call it one."""

HEADING_CLASS: Final = re.compile(r"title|head|caption|label|tit(?:$|[\s_-])|tieu-?de|name", re.IGNORECASE)
"""Class names of headings."""

TEASER_CLASS: Final = re.compile(r"summary|teaser|sapo|excerpt|desc|intro|(?:^|[\s_-])lead", re.IGNORECASE)
"""Class names of the teaser in a card."""

NO_ADDRESS: Final = re.compile(r"\s*(?:#|javascript:|$)", re.IGNORECASE)
"""The address of a link that only calls a script."""

MAX_ELEMENTS_BETWEEN_LINKS: Final = 30
"""Two links of one block have at most so many elements between them: a card holds picture, title, lead and time."""

MAX_HEADINGS: Final = 60
"""Number of headings on one page that are read."""

MAX_LINKS_PER_HEADING: Final = 60
"""Number of links below one heading that are read; the picture and the title of a card count apart."""

ICON_TAGS: Final = frozenset(("i", "img", "svg", "span", "em", "use", "br"))
"""Elements that may stand before the words of a heading."""

TAB_TAGS: Final = frozenset(("a", "span", "li", "button"))
"""Elements that are the label of a tab."""

HEADING_SIGNS: Final = ".…:,：【】■●◆▶»"
"""Signs at the ends of a heading's first word."""

ARROWS: Final = "<>»›▶►●■◆•*+-–—|"
"""Signs before a heading."""

NO_HEADING_TAGS: Final = frozenset(("script", "style", "option", "title"))
HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4"))
ANY_HEADING_TAGS: Final = HEADING_TAGS | {"h5", "h6", "header", "legend", "th", "dt"}


class Offer(NamedTuple):
    """Why links are offered: the relation, and the heading that states it."""

    relation: Relation
    heading: str | None


def heading_in(box: Element) -> str | None:
    """The heading inside a block: a short text that names a relation, and is no link to one of the articles."""
    titled: set[str | None] = set()
    has_title = False
    links: list[Element] = []
    for element in box.iter():
        if element is box or not isinstance(element.tag, str):
            continue
        if element.tag == "a":
            links.append(element)
        text = (element.text or "").strip()
        if text and len(text) <= MAX_HEADING_CHARS and _begins_like_heading(text) and relation_of(text):
            # The links before the heading are read only now, because most boxes have none.
            for before in links:
                chars = len(text_of(before))
                if not 0 < chars <= MAX_LINKED_HEADING_CHARS:
                    titled.add(before.get("href"))
                    has_title = has_title or chars > MAX_LINKED_HEADING_CHARS
            links.clear()
            link = element if element.tag == "a" else _link_around(element)
            if has_title and element.tag not in ANY_HEADING_TAGS:
                # A word below the title of the only card: "Đọc ngay".
                return None
            if link is None or link.get("href") not in titled:
                whole = text_of(element)
                return whole if len(whole) <= MAX_HEADING_CHARS else " ".join(text.split())
    return None


def heading_before(box: Element) -> str | None:
    """The heading of the block that holds an element: the nearest text before it that names a relation."""
    node: Element | None = box
    for _ in range(MAX_CLIMB):
        if node is None or node.tag == "body":
            return None
        before = node.getprevious()
        steps = 0
        while before is not None and steps < MAX_CLIMB:
            text = short_text(before, MAX_HEADING_CHARS) if before.tag not in NO_HEADING_TAGS else ""
            if text and relation_of(text):
                return text
            before = before.getprevious()
            steps += 1
        node = node.getparent()
    return None


def _begins_like_heading(text: str) -> bool:
    """Whether a text begins like a heading that names a relation."""
    return text.split(None, 1)[0].casefold().strip(HEADING_SIGNS) in FIRST_WORDS


def _relation_of_text(text: str) -> Relation | bool | None:
    """The relation that a short text names; ``None`` if it is blank.

    True or False if it names none: whether it begins like a heading that does.
    """
    if len(text) > MAX_HEADING_SOURCE_CHARS:
        return None if text.isspace() else False
    words = text.split(None, 1)
    if not words:
        return None
    if words[0].casefold().strip(HEADING_SIGNS) not in FIRST_WORDS:
        if words[0].strip(ARROWS) or len(words) == 1 or words[1].split(None, 1)[0].casefold() not in FIRST_WORDS:
            return False
        text = words[1]  # ">> Xem thêm"
    text = text.strip()
    return (relation_of(text) if len(text) <= MAX_HEADING_CHARS else None) or True


_RELATION_OF_TEXT: Final = Memory(_relation_of_text, most=8_192)
"""The same, remembered: menus and titles return on all pages of a site."""


class _Outline:
    """The headings that name a relation, all headings that could end their block, and the links, in page order."""

    def __init__(self, page: Page, targets: LinkTargets) -> None:
        self.heads: list[tuple[int, Element, str, Relation]] = []
        self.stops: list[int] = []
        self.unsure: list[int] = []
        """The positions of texts that begin like a heading and name no relation: they may name a section."""
        elements = page.elements
        tags = page.tags
        self.anchors = page.link_positions
        relations = [_RELATION_OF_TEXT[text] if text else None for text in page.texts]
        # Few elements pass this test: those whose text may be a heading, and icons before a heading's words.
        positions = page.positions
        likely = set(compress(range(len(tags)), relations))
        headings = (positions[heading] for tag in HEADING_TAGS for heading in page.by_tag(tag))
        likely.update(number for number in headings if relations[number] is not None)
        icons = (positions[icon] for tag in ICON_TAGS for icon in page.by_tag(tag))
        likely.update(number for number in icons if relations[number] is None)
        for number in sorted(likely):
            text, relation = page.texts[number], relations[number]
            if relation is None:
                text = elements[number].tail
                relation = _RELATION_OF_TEXT[text] if text else None
            if not text or len(text) > MAX_HEADING_SOURCE_CHARS:
                continue
            if relation and tags[number] == "a" and targets.leads_on(elements[number]):
                # The title of an article that begins like such a heading: "Tin mới nhất về bão số 5".
                continue
            if relation and tags[number] not in NO_HEADING_TAGS:
                head = (text.strip(), relation) if isinstance(relation, str) else _spread_heading(elements[number])
                if head and not self._is_second_label(number, elements[number], head[1], targets, elements):
                    self.heads.append((number, elements[number], *head))
                    self.stops.append(number)
                elif head is None and tags[number] in HEADING_TAGS and not _is_linked(elements[number]):
                    self.stops.append(number)
                elif head is None and len(text) <= MAX_HEADING_CHARS:
                    self.unsure.append(number)
            elif relation is not None and tags[number] in HEADING_TAGS and not _is_linked(elements[number]):
                self.stops.append(number)
        self._add_pictured(page, targets)

    def add_sections(self, headings: Iterable[tuple[int, Element, str]]) -> None:
        """Add the headings that are only the name of one of the article's sections."""
        for number, heading, words in headings:
            insort(self.heads, (number, heading, words, "same_category"), key=itemgetter(0))
            insort(self.stops, number)

    def _add_pictured(self, page: Page, targets: LinkTargets) -> None:
        """Add the headings whose words are in a picture: its ``alt`` states them."""
        for image in page.by_tag("img"):
            # Most pictures are those of cards. To find their link takes half of the time of decoding their words.
            link = _link_around(image)
            if link is not None and targets.leads_on(link):
                continue
            alt = image.get("alt")
            if alt and len(alt) <= MAX_HEADING_CHARS and isinstance(relation := _RELATION_OF_TEXT[alt], str):
                number = page.positions[image]
                insort(self.heads, (number, image, alt.strip(), relation), key=itemgetter(0))
                insort(self.stops, number)

    def _is_second_label(
        self, number: int, element: Element, relation: Relation, targets: LinkTargets, elements: list[Element]
    ) -> bool:
        """Whether "Xem thêm" stands right beside the heading of a block, as a button or as the label of another tab.

        So does any heading whose like stands right before it: the label of a tab that is not on the page.
        """
        if not self.heads:
            return False
        if _are_labels(self.heads[-1][1], element) and _panel(element) is None:
            return True
        if relation != "see_also":
            return False
        around = element.getparent()
        if not any(box is around for box in islice(self.heads[-1][1].iterancestors(), MAX_HEADING_DEPTH)):
            return False
        first, last = (bisect_left(self.anchors, position) for position in (self.heads[-1][0], number))
        return not any(targets.leads_on(elements[anchor]) for anchor in self.anchors[first:last])

    def between(self, start: int) -> list[int]:
        """The positions of the links after a heading and before the next one."""
        following = bisect_right(self.stops, start)
        first = bisect_right(self.anchors, start)
        last = bisect_left(self.anchors, self.stops[following]) if following < len(self.stops) else len(self.anchors)
        return self.anchors[first : min(last, first + MAX_LINKS_PER_HEADING)]


def _spread_heading(element: Element) -> tuple[str, Relation] | None:
    """A heading whose words stand in several elements, and its relation: ``Tin <b>liên quan</b>``."""
    whole = short_text(element, MAX_HEADING_CHARS) if len(element) else ""
    relation = relation_of(whole) if whole else None
    return (whole, relation) if relation else None


def _is_linked(heading: Element) -> bool:
    """Whether a heading is the title of a linked article, and so no heading of a block."""
    return next(heading.iter("a"), None) is not None or _link_around(heading) is not None


def _link_around(element: Element) -> Element | None:
    """The link that holds an element, as the link of a card holds the card's title."""
    box = element.getparent()
    for _ in range(MAX_CARD_DEPTH):
        if box is None or box.tag == "a":
            return box
        box = box.getparent()
    return None


def _are_labels(one: Element, other: Element) -> bool:
    """Whether two headings, or the list items that hold them, are links or spans side by side: the labels of tabs."""
    if one.tag != other.tag or other.tag not in TAB_TAGS:
        return False
    if other.getprevious() is one:
        return True
    item, item_before = other.getparent(), one.getparent()
    if item is None or item_before is None or item.tag != "li" or item.getprevious() is not item_before:
        return False
    return text_of(item) == text_of(other) and text_of(item_before) == text_of(one)


def by_heading(
    page: Page, targets: LinkTargets, body: Body | None, headline: Element | None, own: OwnArticle
) -> Iterator[tuple[Offer, list[Element]]]:
    """The links of each block whose heading names a relation."""
    outline = _Outline(page, targets)
    if body is not None and own.section:
        known = {number for number, *_ in outline.heads}
        start = page.positions[body.element]
        outline.add_sections(section_headings(page, targets, own, known=known, unsure=outline.unsure, start=start))
    for start, element, text, relation in outline.heads[:MAX_HEADINGS]:
        if in_menu(page, element) or (element.tag == "a" and targets.leads_on(element)):
            continue
        target = _heading_target(page, element)
        if relation == "see_also" and target is not None and not _is_set_as_heading(element):
            # A button below a block: it leads to the section, or loads more.
            continue
        if (panel := _panel(element)) is not None:
            yield Offer(relation, text), list(filter(targets.leads_on, panel.iter("a")))
            continue
        found = _block(page, targets, element, outline.between(start), body=body, headline=headline)
        is_inside = body is not None and contains(body.element, element)
        if is_inside:
            found = [anchor for anchor in found if not contains(element, anchor)]
        else:
            found += _cards_beside(page, element, found, targets)
            found = [anchor for anchor in found if not _is_in_sentence(anchor)]
        offer = Offer(relation, text)
        if relation in {"see_also", "related"} and not is_inside:
            heading = _shown_heading(targets, element, text)
            if (rest := invitation_rest(heading)) is not None:
                block = Invitation(heading, rest, target, found)
                offer = Offer(relation_by_surroundings(page, targets, own, block) or relation, heading)
        if offer.relation == "see_also" and not is_inside and body is not None and start > page.positions[body.element]:
            # Only the text's own links are see_also: a block below the text is the site's.
            offer = Offer("related", offer.heading)
        yield offer, found


def _is_in_sentence(anchor: Element) -> bool:
    """Whether a link is a word of a sentence, as in the teaser of a card: words stand right before and right after it.

    In a box that is called a teaser, words on one side show it.
    """
    before, parent = anchor.getprevious(), anchor.getparent()
    words = before.tail if before is not None else parent.text if parent is not None else None
    after = anchor.tail
    sides = (after is not None and _has_words(after)) + (words is not None and _has_words(words))
    if sides != 1:
        return sides > 1
    return any(TEASER_CLASS.search(box.get("class") or "") for box in islice(anchor.iterancestors(), MAX_TAB_DEPTH))


def _has_words(text: str) -> bool:
    return len(text.split(None, 1)) > 1


def _heading_target(page: Page, heading: Element) -> str | None:
    """The address that a heading leads to; empty if it only calls a script, ``None`` if it is no link."""
    link = heading if heading.tag == "a" else _link_around(heading)
    if link is None or link.get("href") is None:
        return None
    return "" if NO_ADDRESS.match(link.get("href") or "") else page.resolve(link.get("href")) or ""


def _is_set_as_heading(element: Element) -> bool:
    """Whether the tag or the class of an element, or of a box close around it, calls it a heading."""
    for box in (element, *islice(element.iterancestors(), MAX_HEADING_DEPTH)):
        if box.tag in ANY_HEADING_TAGS or HEADING_CLASS.search(box.get("class") or ""):
            return True
        if box.getnext() is not None and box.tag in {"a", "div", "p", "li"} and box is not element:
            return False
    return False


def _shown_heading(targets: LinkTargets, element: Element, text: str) -> str:
    """The whole heading: its words may stand in several elements."""
    parent = element.getparent()
    around = short_text(parent, MAX_HEADING_CHARS) if parent is not None and len(parent) <= MAX_TAB_DEPTH else ""
    if parent is not None and around and any(map(targets.leads_on, parent.iter("a"))):
        # The parent is the whole block: the heading and the only card.
        around = ""
    return " ".join((around if text in around else short_text(element, MAX_HEADING_CHARS) or text).split())


def _block(
    page: Page,
    targets: LinkTargets,
    heading: Element,
    links: list[int],
    *,
    body: Body | None,
    headline: Element | None,
) -> list[Element]:
    """The links after a heading that stand in its block; ``links`` are the positions of all links up to the next heading.

    The block is the smallest box around the heading that holds any of the links. If that box holds the article itself,
    as on pages that are one long column, the block is the links that follow each other closely.
    """
    elements = page.elements
    first = next((index for index, number in enumerate(links) if targets.leads_on(elements[number])), None)
    if first is None:
        return []
    links = links[first:]
    is_inside_text = body is not None and contains(body.element, heading)
    box = heading.getparent()
    for _ in range(MAX_CLIMB):
        if box is None or box.tag in {"body", "html"} or (headline is not None and contains(box, headline)):
            break
        if body is not None and not is_inside_text and contains(box, body.element):
            break
        # The links stand behind the heading, so those before the end of its box are in the box.
        end = page.span(box).stop
        if links[0] < end:
            found = _until_gap(page, targets, links[: bisect_left(links, end)], links[0])
            if is_inside_text and body is not None and (box is body.element or not contains(body.element, box)):
                # The box is the text itself: its next sentence ends the links.
                return list(_lines_and_cards(found))
            return found
        box = box.getparent()
    found = _until_gap(page, targets, links, page.positions[heading])
    return [anchor for anchor in found if body is None or is_inside_text or not contains(body.element, anchor)]


def _cards_beside(page: Page, heading: Element, found: list[Element], targets: LinkTargets) -> list[Element]:
    """The links of the cards beside the card that holds the heading: a heading may stand in the first card of its list."""
    hrefs = page.written_hrefs
    if not found or any(hrefs[anchor] != hrefs[found[0]] for anchor in found):
        return []
    card = next((box for box in islice(heading.iterancestors(), MAX_CLIMB) if contains(box, found[0])), None)
    cards: list[Element] = []
    for box in card.itersiblings() if card is not None and card.get("class") else ():
        anchors = [anchor for anchor in box.iter("a") if targets.leads_on(anchor)]
        is_alike = card is not None and (box.tag, box.get("class")) == (card.tag, card.get("class"))
        titles = {text_of(anchor) for anchor in anchors} - {""}
        if not is_alike or len({a.get("href") for a in anchors}) != 1 or len(titles) != 1:
            break
        if not text_of(box).startswith(titles.pop()):
            break
        cards += anchors
    return cards


def _lines_and_cards(anchors: Iterable[Element]) -> Iterator[Element]:
    """The links up to the first one in a sentence. A card may lead to its article twice: by its title and behind its teaser."""
    seen: set[str | None] = set()
    for anchor in anchors:
        if anchor.get("href") not in seen and not _is_line(anchor):
            return
        seen.add(anchor.get("href"))
        yield anchor


def _is_line(anchor: Element) -> bool:
    """Whether a link makes up most of its line, or stands first in the item of a list, with no words of the same line beside it."""
    before, parent = anchor.getprevious(), anchor.getparent()
    is_first = before is None and parent is not None and parent.tag == "li" and not (parent.text or "").strip()
    if is_first and not (anchor.tail or "").strip():
        return True
    line = next((box for box in anchor.iterancestors() if not is_inline(str(box.tag))), anchor)
    return len(text_of(line)) <= 2 * len(text_of(anchor)) + MAX_TAB_CHARS


def _panel(heading: Element) -> Element | None:
    """The panel that a tab's label shows; ``None`` if the heading is no label of a tab."""
    label = heading
    for _ in range(MAX_TAB_DEPTH):
        tabs = label.getparent()
        if tabs is None:
            return None
        labels = list(tabs)
        if (
            len(labels) > 1
            and all(e.tag == label.tag for e in labels)
            and all(short_text(e, MAX_TAB_CHARS) for e in labels)
        ):
            beside = [box for box in tabs.itersiblings() if next(box.iter("a"), None) is not None]
            for panels in (*map(list, beside[:1]), beside):
                if len(panels) == len(labels) and any(
                    len({a.get("href") for a in box.iter("a")}) > 1 for box in panels
                ):
                    return panels[labels.index(label)]
        label = tabs
    return None


def _until_gap(page: Page, targets: LinkTargets, links: list[int], start: int) -> list[Element]:
    """The links to articles, among those at some positions, up to the first gap that is wider than the markup of a card."""
    elements = page.elements
    found: list[Element] = []
    for number in links:
        if number - start > MAX_ELEMENTS_BETWEEN_LINKS:
            break
        anchor = elements[number]
        if targets.leads_on(anchor):
            found.append(anchor)
            start = number
    return found
