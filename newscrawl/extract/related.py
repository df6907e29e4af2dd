"""Links to other articles that a page offers its reader, with why it does."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import partial
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.extract import unheaded
from newscrawl.extract.dom import Element, attribute, contains, is_inline, short_text, text_of
from newscrawl.extract.headings import FIRST_WORDS, relation_of
from newscrawl.extract.link_targets import LinkTargets, Target
from newscrawl.extract.memory import Memory
from newscrawl.extract.page import cached_search
from newscrawl.extract.selectors import compiled
from newscrawl.items import RelatedLink

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from newscrawl.extract.body.result import Body
    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.items import Relation
    from newscrawl.sites.profile import Layout, Related

MAX_LINKS: Final = 30
_MAX_HEADING: Final = 60
_MAX_HEADING_SOURCE: Final = 120
"""The same with the source's indentation."""

_MAX_TITLE: Final = 300

_CLIMB: Final = 5
_TAB_DEPTH: Final = 2
"""A tab's label may be wrapped in a link."""

_MAX_TAB: Final = 30
_APART: Final = 30
"""Elements between two links of one block: a card holds picture, title, lead, time."""

_BLOCKS: Final = 60
"""Headings on one page that are looked at."""

_MANY: Final = 60
"""Links under one heading that are looked at, picture and title counted apart."""


_TOPIC: Final = re.compile(r"/(?:topics?|chu-de|(?:dong-)?su-kien|chuyen-de|tuyen-bai|events?)/[^/?]{4}", re.IGNORECASE)
_MENU: Final = 6
"""More links to topics than this have a menu among them."""

_is_topic: Final = cached_search(_TOPIC)
_TOPICS: Final = 3
"""So many blocks that the page of a topic heads are the site's topics, not the article's."""

_ARROWS: Final = re.compile(r"^[\s>»►▶•→–-]+(?=\w|[“\"‘'(\[])")
_DATED: Final = re.compile(r"\s*\(?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:[ ,-]+\d{1,2}[:h]\d\d)?\)?")
"""What stands around the words of a link: an arrow, and in an element of its own a date."""

_ADVERT: Final = re.compile(
    r"(?:^|[\s_-])(?:ads?|adv|advert|sponsor(?:ed)?|promo(?:ted)?|quang-?cao|qc|pr)(?:[\s_-]|$)", re.IGNORECASE
)
_ICONS: Final = frozenset(("i", "img", "svg", "span", "em", "use", "br"))
_NO_HEADING: Final = frozenset(("script", "style", "option", "title"))
_HEADINGS_PROPER: Final = frozenset(("h1", "h2", "h3", "h4"))


class Offer(NamedTuple):
    """Why links are offered."""

    relation: Relation
    heading: str | None


def links(context: Context) -> list[RelatedLink]:
    """The related links of a page in page order; each link once, from the first source that claims it.

    The sources in their order: blocks that the profile names; blocks whose heading says why they are offered, if the profile
    names none with that relation; links in the text; blocks without a heading; and, on a page that no layout reads, blocks
    below a link to a topic's page.
    """
    page, selectors, site = context.page, context.selectors, context.site
    body, headline, is_known = context.body, context.title_element, context.layout is not None
    offers: dict[Element, Offer] = {}
    ways = LinkTargets(page, site)
    for known in selectors.related if selectors is not None else ():
        for box in compiled(known.css).elements(page):
            offer = Offer(known.relation, _heading_of(page, box, known))
            for anchor in [box] if box.tag == "a" else box.iter("a"):
                offers.setdefault(anchor, offer)
    known_relations = {offer.relation for offer in offers.values()}
    for offer, anchors in _by_heading(page, ways, body, headline, without=known_relations):
        for anchor in anchors:
            offers.setdefault(anchor, offer)
    ending = unheaded.Ending(page, body.element) if body is not None else None
    if body is not None and ending is not None:
        for anchor, offer in _inside_body(body, ending):
            offers.setdefault(anchor, offer)
        for anchor, offer in _insertions(page, ways, ending, selectors) if selectors is not None else ():
            offers.setdefault(anchor, offer)
    for anchor, offer in _unheaded(
        page, ways, body, ending, headline=headline, known={offer.relation for offer in offers.values()}
    ):
        offers.setdefault(anchor, offer)
    if not is_known and headline is not None:
        # The links before the headline are the site's: its menu, its strip of hot news.
        above = page.links_before(headline)
        offers = {anchor: offer for anchor, offer in offers.items() if anchor not in above}
    if not is_known and "same_topic" not in known_relations:
        for anchor, offer in _by_topic(page, ways, body, headline):
            offers.setdefault(anchor, offer)
    own = context.article_url
    return _records(page, ways, own, site.article_id(own), offers)


def _heading_of(page: Page, box: Element, known: Related) -> str | None:
    """The heading of a block that the layout knows."""
    if known.heading and (heading := next(compiled(known.heading).values(page, box), None)):
        return heading
    if box.tag != "a":
        return _heading_in(box) or _heading_before(box)
    return _heading_before(box)


def _heading_in(box: Element) -> str | None:
    """The heading inside a block: a short text that says a relation."""
    for element in box.iter():
        if element is box or not isinstance(element.tag, str):
            continue
        text = (element.text or "").strip()
        if text and len(text) <= _MAX_HEADING and _may_head(text) and relation_of(text):
            return text_of(element) if len(text_of(element)) <= _MAX_HEADING else " ".join(text.split())
    return None


def _heading_before(box: Element) -> str | None:
    """The heading of the block that an element stands in: the nearest one before it that says a relation."""
    node: Element | None = box
    for _ in range(_CLIMB):
        if node is None:
            return None
        before = node.getprevious()
        steps = 0
        while before is not None and steps < _CLIMB:
            text = short_text(before, _MAX_HEADING)
            if text and relation_of(text):
                return text
            before = before.getprevious()
            steps += 1
        node = node.getparent()
    return None


def _inside_body(body: Body, ending: unheaded.Ending) -> Iterator[tuple[Element, Offer]]:
    """The links inside the body that lead the reader on; a list at its end is no aside but the page's offer."""
    wanted: dict[Element, set[str]] = {}
    for element, links_ in body.see_also:
        wanted.setdefault(element, set()).update(link.href for link in links_)
    for element, hrefs in wanted.items():
        around = next(element.iterancestors("a"), None)
        for anchor in element.iter("a") if around is None else (around,):
            if anchor.get("href") in hrefs:
                yield anchor, Offer(ending.closing_list(anchor) or "see_also", None)


def _insertions(
    page: Page, ways: LinkTargets, ending: unheaded.Ending, layout: Layout
) -> Iterator[tuple[Element, Offer]]:
    """The links of what the layout drops from the text without a word of what it is: boxes that lead the reader on."""
    for css in layout.drop:
        for box in compiled(css).elements(page):
            if box is ending.body or not contains(ending.body, box):
                continue
            anchors = list(filter(ways.leads_on, box.iter("a")))
            if anchors and short_text(box, _MAX_TITLE * len(anchors)):
                for anchor in anchors:
                    yield anchor, Offer(ending.closing_list(anchor) or "see_also", None)


def _unheaded(
    page: Page,
    ways: LinkTargets,
    body: Body | None,
    ending: unheaded.Ending | None,
    *,
    headline: Element | None,
    known: set[Relation],
) -> Iterator[tuple[Element, Offer]]:
    """Links that no heading announces, of relations that are not known yet."""
    leads_on = ways.leads_on
    text = body.element if body is not None else None
    for box, found in unheaded.named(page, ending, headline, leads_on, known):
        heading = _heading_in(box) if found else None
        for anchor, relation in found:
            yield anchor, Offer(relation, heading)
    for anchor in unheaded.behind_arrows(text, leads_on) if text is not None else ():
        yield anchor, Offer("see_also", None)
    start = _start(body)
    if start is not None and headline is not None and not contains(start, headline):
        for anchor in unheaded.under_lead(start, headline, leads_on):
            yield anchor, Offer("see_also", None)
    if text is not None and "related" not in known:
        for anchor, relation in unheaded.under_text(page, text, headline, leads_on):
            yield anchor, Offer(relation, None)


def _start(body: Body | None) -> Element | None:
    """The element that the text begins in."""
    if body is None:
        return None
    return body.blocks[0].element if body.blocks else body.element


def _may_head(text: str) -> bool:
    return text.split(None, 1)[0].casefold().strip(":,") in FIRST_WORDS


def _heads(text: str) -> Relation | bool | None:
    """What a short text says of the links after it; else whether it at least begins like such a heading; ``None`` where it is blank."""
    words = text.split(None, 1)
    if not words:
        return None
    if words[0].casefold().rstrip(":,") not in FIRST_WORDS:
        return False
    text = text.strip()
    return (relation_of(text) if len(text) <= _MAX_HEADING else None) or True


_HEADS: Final = Memory(_heads, most=16_384)
"""Menus and titles return on all pages of a site."""


class _Outline:
    """The headings of related blocks on a page, all headings that could end one, and the links, in document order."""

    def __init__(self, page: Page, ways: LinkTargets) -> None:
        self.heads: list[tuple[int, Element, str, Relation]] = []
        self.stops: list[int] = []
        elements = page.elements
        tags = page.tags
        self.anchors = [number for number, tag in enumerate(tags) if tag == "a"]
        for number, own in enumerate(page.texts):
            text = own
            if not text or text.isspace():
                # An icon before the heading's words.
                text = elements[number].tail if tags[number] in _ICONS else None
            if not text or len(text) > _MAX_HEADING_SOURCE:
                continue
            says = _HEADS[text]
            if says and tags[number] == "a" and ways.leads_on(elements[number]):
                # An article's title that begins as such a heading does: "Tin mới nhất về bão số 5".
                continue
            if says and tags[number] not in _NO_HEADING:
                head = (text.strip(), says) if isinstance(says, str) else _spread_heading(elements[number])
                if head:
                    self.heads.append((number, elements[number], *head))
                    self.stops.append(number)
            elif says is not None and tags[number] in _HEADINGS_PROPER and not _is_linked(elements[number]):
                self.stops.append(number)

    def between(self, start: int) -> list[int]:
        """Where the links after a heading and before the next are."""
        following = bisect_right(self.stops, start)
        first = bisect_right(self.anchors, start)
        last = bisect_left(self.anchors, self.stops[following]) if following < len(self.stops) else len(self.anchors)
        return self.anchors[first : min(last, first + _MANY)]


def _spread_heading(element: Element) -> tuple[str, Relation] | None:
    """The heading whose words stand in several elements, and what it says: ``Tin <b>liên quan</b>``."""
    whole = short_text(element, _MAX_HEADING) if len(element) else ""
    relation = relation_of(whole) if whole else None
    return (whole, relation) if relation else None


def _is_linked(heading: Element) -> bool:
    """Whether a heading is the title of a linked article, and so no heading of a block."""
    parent = heading.getparent()
    return next(heading.iter("a"), None) is not None or (parent is not None and parent.tag == "a")


def _by_heading(
    page: Page, ways: LinkTargets, body: Body | None, headline: Element | None, *, without: set[Relation]
) -> Iterator[tuple[Offer, list[Element]]]:
    """The links of each block whose heading says a relation, those ``without`` names left out."""
    outline = _Outline(page, ways)
    elements = page.elements
    for start, element, text, relation in outline.heads[:_BLOCKS]:
        if relation in without or unheaded.in_menu(element) or (element.tag == "a" and ways.leads_on(element)):
            continue
        if (panel := _panel(element)) is not None:
            yield Offer(relation, text), list(filter(ways.leads_on, panel.iter("a")))
            continue
        after = ((number, anchor) for number in outline.between(start) if ways.leads_on(anchor := elements[number]))
        found = _block(element, after, start, body=body, headline=headline)
        if body is not None and contains(body.element, element):
            found = [anchor for anchor in found if not contains(element, anchor)]
        yield Offer(relation, text), found


def _by_topic(
    page: Page, ways: LinkTargets, body: Body | None, headline: Element | None
) -> Iterator[tuple[Element, Offer]]:
    """The links of a block that a link to a topic's page heads, of a page that shows one or two such blocks: more are the site's."""
    heads = [head for head in page.by_tag("a") if _is_topic(head.get("href") or "")]
    if len(heads) > _MENU and headline is not None:
        above = page.links_before(headline)
        heads = [head for head in heads if head not in above]
    around = [box for box in (headline, body.element if body is not None else None) if box is not None]
    found: dict[Element, list[Element]] = {}
    for head in [head for head in heads if " " in short_text(head, _MAX_HEADING)]:
        box = head.getparent()
        for _ in range(_CLIMB):
            if box is None or box in found or any(contains(box, inner) for inner in around):
                break
            links_ = list(islice(box.iter("a"), _MANY))
            anchors = [a for a in links_ if ways.leads_on(a)]
            if len({a.get("href") for a in anchors}) > 1:
                if head in links_[: links_.index(anchors[0])] and short_text(box, _MAX_TITLE * len(anchors)):
                    found[box] = [head, *anchors]
                break
            box = box.getparent()
    for head, *anchors in found.values() if len(found) < _TOPICS else ():
        yield from ((anchor, Offer("same_topic", text_of(head))) for anchor in anchors)


def _block(
    heading: Element,
    after: Iterator[tuple[int, Element]],
    start: int,
    *,
    body: Body | None,
    headline: Element | None,
) -> list[Element]:
    """Those of the links after a heading that stand in its block; no more of them are looked at than it takes.

    The block is the smallest box around the heading that holds any of them; where that box holds the article itself, as on
    pages that are one long column, the links that follow one another closely.
    """
    first = next(after, None)
    if first is None:
        return []
    following = chain([first], after)
    inside = body is not None and contains(body.element, heading)
    box = heading.getparent()
    for _ in range(_CLIMB):
        if box is None or box.tag in {"body", "html"} or (headline is not None and contains(box, headline)):
            break
        if body is not None and not inside and contains(box, body.element):
            break
        if contains(box, first[1]):
            # What a box holds of them stands at their head: the first that it does not hold ends it.
            found = list(takewhile(partial(contains, box), _close(following, first[0])))
            if inside and body is not None and (box is body.element or not contains(body.element, box)):
                # Nothing but the text itself is around them: its next sentence ends them.
                return list(takewhile(_is_line, found))
            return found
        box = box.getparent()
    return [a for a in _close(following, start) if body is None or inside or not contains(body.element, a)]


def _is_line(anchor: Element) -> bool:
    """Whether a link makes up most of the line that it stands in."""
    line = next((box for box in anchor.iterancestors() if not is_inline(str(box.tag))), anchor)
    return len(text_of(line)) <= 2 * len(text_of(anchor)) + _MAX_TAB


def _panel(heading: Element) -> Element | None:
    """Of several lists behind tabs, the one that a tab's label shows; ``None`` where the heading is no such label."""
    label = heading
    for _ in range(_TAB_DEPTH):
        tabs = label.getparent()
        if tabs is None:
            return None
        labels = list(tabs)
        if len(labels) > 1 and all(e.tag == label.tag for e in labels) and all(short_text(e, _MAX_TAB) for e in labels):
            beside = [box for box in tabs.itersiblings() if next(box.iter("a"), None) is not None]
            for panels in (*map(list, beside[:1]), beside):
                if len(panels) == len(labels):
                    return panels[labels.index(label)]
        label = tabs
    return None


def _close(following: Iterable[tuple[int, Element]], start: int) -> Iterator[Element]:
    """The links up to the first gap that is wider than a card's markup."""
    for number, anchor in following:
        if number - start > _APART:
            break
        start = number
        yield anchor


def _records(page: Page, ways: LinkTargets, own: str, own_id: str, offers: dict[Element, Offer]) -> list[RelatedLink]:
    adverts = frozenset(page.with_class(_ADVERT))
    found: dict[tuple[str, str], tuple[Target, Offer, list[Element]]] = {}
    for anchor in [anchor for anchor in page.by_tag("a") if anchor in offers]:
        offer = offers[anchor]
        to = ways.of(anchor)
        if to is None or not ways.leads_on(anchor) or to.id == own_id or to.url == own:
            continue
        known = found.get((to.id, offer.relation))
        if known is not None:
            known[2].append(anchor)
        elif not _is_advert(anchor, adverts):
            if len(found) >= MAX_LINKS:
                break
            found[to.id, offer.relation] = (to, offer, [anchor])
    titled = [(to, offer, _title(anchors)[:_MAX_TITLE]) for to, offer, anchors in found.values()]
    return [
        RelatedLink(
            url=to.url, id=to.id, title=title, relation=offer.relation, heading=offer.heading, position=position
        )
        for position, (to, offer, title) in enumerate(entry for entry in titled if not _DATED.fullmatch(entry[2]))
    ]


def _title(anchors: list[Element]) -> str:
    """What a target is called: the words of the first of its links that has any, else what a picture's link says."""
    for anchor in anchors:
        headed = next(anchor.iter("h2", "h3", "h4", "h5", "h6"), None) if len(anchor) else None
        if text := (text_of(headed) if headed is not None else "") or text_of(anchor):
            last = text_of(anchor[-1]) if len(anchor) and not (anchor[-1].tail or "").strip() else ""
            if last and _DATED.fullmatch(last) and len(last) < len(text):
                text = text.removesuffix(last).rstrip()
            return _ARROWS.sub("", text)
    for anchor in anchors:
        alts = (attribute(image, "alt") for image in anchor.iter("img"))
        if title := attribute(anchor, "title") or next((alt for alt in alts if alt), None):
            return title
    return ""


def _is_advert(anchor: Element, adverts: Collection[Element]) -> bool:
    """Whether a link says that it is paid for, or stands close within a box that is called an advert."""
    if "sponsored" in (anchor.get("rel") or "").lower():
        return True
    node: Element | None = anchor
    for _ in range(4) if adverts else ():
        if node is None:
            return False
        if node in adverts:
            return True
        node = node.getparent()
    return False
