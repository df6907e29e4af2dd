"""The related links: other articles that the page offers its reader, each with the reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.extract import related_by_heading, related_by_position, related_by_topic
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, attribute, contains, first_inside, short_text, text_of
from newscrawl.extract.headings import relation_of
from newscrawl.extract.link_targets import LinkTargets, Target
from newscrawl.extract.related_by_heading import MAX_HEADING_CHARS, Offer, heading_before, heading_in
from newscrawl.extract.related_by_section import OwnArticle
from newscrawl.extract.selectors import compiled
from newscrawl.items import RelatedLink
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from newscrawl.extract.body.result import Body
    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.items import Relation
    from newscrawl.sites.profile import Layout, Related

MAX_LINKS: Final = 30
"""Number of related links of a record."""

MAX_TITLE_CHARS: Final = 300
"""A longer link text is cut."""

TITLE_TAGS: Final = frozenset(("h2", "h3", "h4", "h5", "h6"))
"""The heading in the link of a card is its title."""

TOLD_BY_HEADING: Final = frozenset({"same_category", "same_topic", "most_read", "latest"})
"""Relations that the heading in a block may tell of a block that the profile only knows as related."""

LEADING_ARROWS: Final = re.compile(r"[\s>»►▶•→–-]+(?=\w|[“\"‘'(\[])")
"""Arrows and bullets before the words of a link."""

DATE: Final = re.compile(r"\s*\(?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:[ ,-]+\d{1,2}[:h]\d\d)?\)?")
"""A date at the end of a link, or a link that is only a date."""

LAST_NUMBER: Final = re.compile(r"(?<!\d)(\d{6,})(?:\.[a-z]{2,5})?/?$", re.IGNORECASE)
"""The number at the end of an address, by which many systems find the article: the words before it may change."""

ADVERT_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:ads?|adv|advert|sponsor(?:ed)?|promo(?:ted)?|quang-?cao|qc|pr(?!-(?:\d|auto|sm|md|lg|xl)))(?:[\s_-]|$)",
    re.IGNORECASE,
)
"""Class names of advertisements; ``pr-3`` sets a distance on the right."""


def candidates(context: Context) -> Iterator[Candidate[list[RelatedLink]]]:
    """All related links, as one list in page order."""
    if found := related_links(context):
        links, anchors = zip(*found, strict=True)
        yield Candidate("related_links", list(links), "visible", item_elements=anchors)


def related_links(context: Context) -> list[tuple[RelatedLink, Element]]:
    """The related links of a page in page order, each with its element; each link once, from the first source that claims it.

    The sources in their order: blocks that the profile names; blocks whose heading says why they are offered; links in
    the text; blocks without a heading; and, on a page that no layout reads, blocks
    below a link to a topic's page.
    """
    page, selectors, site = context.page, context.selectors, context.site
    body, headline, is_known = context.body, context.title_element, context.layout is not None
    offers: dict[Element, Offer] = {}
    targets = LinkTargets(page, site)
    ending = related_by_position.Ending(page, body.element) if body is not None else None
    for known in selectors.related if selectors is not None else ():
        for box in compiled(known.css).elements(page):
            offer = _offer_of(page, box, known, ending)
            for anchor in [box] if box.tag == "a" else box.iter("a"):
                offers.setdefault(anchor, offer)
    known_relations = {offer.relation for offer in offers.values()}
    named = frozenset(offers)
    own = _own_article(context)
    topics = _add_headed(offers, related_by_heading.by_heading(page, targets, body, headline, own))
    if body is not None and ending is not None:
        for anchor, offer in _inside_body(body, ending):
            offers.setdefault(anchor, offer)
        for anchor, offer in _insertions(page, targets, ending, selectors) if selectors is not None else ():
            offers.setdefault(anchor, offer)
    of_topics: dict[Element, Offer] = {}
    if not is_known and "same_topic" not in known_relations:
        of_topics = dict(related_by_topic.by_topic(page, targets, body, headline, topics))
        offers = of_topics | offers
    for anchor, offer in _without_heading(
        page,
        targets,
        body,
        ending,
        headline=headline,
        known={offer.relation for offer in offers.values()},
        is_listed=_offers_related(body, offers),
        is_known=is_known,
    ):
        offers.setdefault(anchor, offer)
    if steps := related_by_position.steps(page):
        offers = {a: offer for a, offer in offers.items() if a not in steps or a in named or offer.heading is not None}
    if headline is not None:
        # The links before the headline are the site's: its menu, its strip of hot news.
        above = page.links_before(headline)
        kept = named if is_known else frozenset(of_topics)
        offers = {anchor: offer for anchor, offer in offers.items() if anchor not in above or anchor in kept}
    if topics:
        offers = {anchor: offer for anchor, offer in offers.items() if anchor.get("href") not in topics}
    return _records(page, targets, own.url, own.id, offers)


def _add_headed(offers: dict[Element, Offer], blocks: Iterable[tuple[Offer, list[Element]]]) -> set[str | None]:
    """Add the links below headings that no profile names, and return the addresses of topics among them."""
    named = frozenset(offers)
    topics: set[str | None] = set()
    for offer, anchors in blocks:
        if offer.relation == "same_topic":
            topics.update(a.get("href") for a in related_by_topic.behind_label(offer, anchors) if a not in named)
        for anchor in anchors:
            offers.setdefault(anchor, offer)
    return topics


def _own_article(context: Context) -> OwnArticle:
    """The article of the page, for comparison with the links."""
    path, section = context.breadcrumbs, context.article_section
    names = [crumb.name for crumb in path.value] if path is not None else []
    names += [section.value] if section is not None else []
    url = context.article_url
    innermost = comparison_key(section.value) if section is not None else None
    return OwnArticle(url, context.site.article_id(url), frozenset(map(comparison_key, names)), innermost)


def _offer_of(page: Page, box: Element, known: Related, ending: related_by_position.Ending | None) -> Offer:
    """Why a block that the profile names is offered.

    Links in the text are ``see_also``, unless a heading says "related"; below it, a heading in the block that says "related" is
    believed.
    """
    heading = _heading_of(page, box, known)
    if known.relation == "related" and heading is None and _is_inside_text(box, ending):
        return Offer("see_also", None)
    if known.relation == "see_also" and heading is None and _is_below_text(page, box, ending):
        return Offer("related", None)
    said = relation_of(heading) if known.relation == "related" and heading is not None and heading_in(box) else None
    if said in TOLD_BY_HEADING:
        return Offer(said, heading)
    says_related = known.relation == "see_also" and heading is not None and relation_of(heading) == "related"
    if says_related and heading_in(box) and not (ending is not None and ending.comes_after(box)):
        return Offer("related", heading)
    return Offer(known.relation, heading)


def _is_inside_text(box: Element, ending: related_by_position.Ending | None) -> bool:
    """Whether a block stands between two paragraphs of the text."""
    return ending is not None and contains(ending.body, box) and ending.comes_after(box)


def _is_below_text(page: Page, box: Element, ending: related_by_position.Ending | None) -> bool:
    """Whether a block stands after the text and outside it."""
    if ending is None or contains(ending.body, box):
        return False
    return page.positions[box] > page.positions[ending.body]


def _heading_of(page: Page, box: Element, known: Related) -> str | None:
    """The heading of a block that the profile names."""
    if known.heading and (heading := next(compiled(known.heading).values(page, box), None)):
        return heading
    if box.tag != "a":
        topic = _topic_of(box) if known.relation == "same_topic" else None
        return heading_in(box) or topic or heading_before(box)
    return heading_before(box)


def _topic_of(box: Element) -> str | None:
    """The name of the topic that a block begins with: its first heading, if links follow that lead elsewhere."""
    heading = first_inside(box, TITLE_TAGS)
    name = short_text(heading, MAX_HEADING_CHARS) if heading is not None else ""
    if heading is None or not name or next(heading.iterancestors("a"), None) is not None:
        return None
    card = heading.getparent()
    links = [] if card is None or card is box else [link.get("href") for link in card.iter("a")]
    return None if len(set(links)) == 1 and card is not None and card.tag in {"article", "li"} else name


def _inside_body(body: Body, ending: related_by_position.Ending) -> Iterator[tuple[Element, Offer]]:
    """The links in the text that lead to other articles.

    A list at the end of the text is offered by the page, not by the author.
    """
    wanted: dict[Element, set[str]] = {}
    for element, links_ in body.see_also:
        wanted.setdefault(element, set()).update(link.href for link in links_)
    for element, hrefs in wanted.items():
        around = next(element.iterancestors("a"), None)
        for anchor in element.iter("a") if around is None else (around,):
            if anchor.get("href") in hrefs:
                yield anchor, Offer(ending.closing_list(anchor) or "see_also", None)


def _insertions(
    page: Page, targets: LinkTargets, ending: related_by_position.Ending, layout: Layout
) -> Iterator[tuple[Element, Offer]]:
    """The links of the boxes that the profile drops from the text without saying what they are."""
    for css in layout.drop:
        for box in compiled(css).elements(page):
            if box is ending.body or not contains(ending.body, box):
                continue
            anchors = list(filter(targets.leads_on, box.iter("a")))
            if anchors and short_text(box, MAX_TITLE_CHARS * len(anchors)):
                for anchor in anchors:
                    yield anchor, Offer(ending.closing_list(anchor) or "see_also", None)


def _without_heading(
    page: Page,
    targets: LinkTargets,
    body: Body | None,
    ending: related_by_position.Ending | None,
    *,
    headline: Element | None,
    known: set[Relation],
    is_listed: bool,
    is_known: bool,
) -> Iterator[tuple[Element, Offer]]:
    """The links that no heading announces, with relations that are not in ``known``.

    ``is_listed`` says that a block outside the text offers related articles: the list right below the text is one only if all its
    links are titles then, because tags stand there, too; where a layout reads the page (``is_known``), it is none.
    """
    leads_on = targets.leads_on
    text = body.element if body is not None else None
    for box, found in related_by_position.named(page, ending, headline, leads_on, known):
        heading = heading_in(box) if found else None
        for anchor, relation in found:
            yield anchor, Offer(relation, heading)
    for anchor in related_by_position.behind_arrows(text, leads_on) if text is not None else ():
        yield anchor, Offer("see_also", None)
    if body is not None and ending is not None:
        kept: set[Element | None] = {block.element for block in body.blocks}
        between = related_by_position.between_paragraphs(ending, kept, leads_on)
        for anchor in (*between, *related_by_position.in_last_line(body, leads_on)):
            yield anchor, Offer("see_also", None)
    start = _first_element(body)
    if start is not None and headline is not None and not contains(start, headline):
        for anchor in related_by_position.under_lead(page, start, headline, leads_on):
            yield anchor, Offer("see_also", None)
    if body is not None and not (is_listed and is_known):
        below = related_by_position.under_text(page, body, headline, leads_on)
        for anchor, relation in below if not is_listed or related_by_position.are_titles(below) else ():
            yield anchor, Offer(relation, None)


def _offers_related(body: Body | None, offers: dict[Element, Offer]) -> bool:
    """Whether links outside the text are known as related."""
    related = (anchor for anchor, offer in offers.items() if offer.relation == "related")
    return any(body is None or not contains(body.element, anchor) for anchor in related)


def _first_element(body: Body | None) -> Element | None:
    """The element in which the text begins."""
    if body is None:
        return None
    return body.blocks[0].element if body.blocks else body.element


def _records(
    page: Page, targets: LinkTargets, own: str, own_id: str, offers: dict[Element, Offer]
) -> list[tuple[RelatedLink, Element]]:
    """The links as the record writes them, each with its first element, in page order; each target once a relation.

    Advertisements and the article itself are left out.
    """
    adverts = frozenset(page.with_class(ADVERT_CLASS))
    found: dict[tuple[str, str], tuple[Target, Offer, list[Element]]] = {}
    own_number = LAST_NUMBER.search(own)
    digits = own_number[1] if own_number is not None else ""
    for anchor in [anchor for anchor in page.by_tag("a") if anchor in offers]:
        offer = offers[anchor]
        target = targets.of(anchor)
        if target is None or not targets.leads_on(anchor) or target.id == own_id or target.url == own:
            continue
        if own_number is not None and digits in target.url and _is_same(target.url, own_number):
            continue
        known = found.get((target.id, offer.relation))
        if known is not None:
            known[2].append(anchor)
        elif not _is_advert(anchor, adverts):
            if len(found) >= MAX_LINKS:
                break
            found[target.id, offer.relation] = (target, offer, [anchor])
    titled = [(target, offer, _title(links)[:MAX_TITLE_CHARS], links[0]) for target, offer, links in found.values()]
    listed = [entry for entry in titled if not entry[2] or _is_title(entry[2])]
    return [
        (
            RelatedLink(
                url=target.url,
                id=target.id,
                title=title,
                relation=offer.relation,
                heading=offer.heading,
                position=position,
                url_raw=_stated_address(page, anchor, target),
            ),
            anchor,
        )
        for position, (target, offer, title, anchor) in enumerate(listed)
    ]


def _is_title(text: str) -> bool:
    """Whether the text of a link may be a title: it has letters, and is no date."""
    return any(map(str.isalpha, text)) and DATE.fullmatch(text) is None


def _is_same(url: str, own_number: re.Match[str]) -> bool:
    """Whether an address ends with the number of the article at the page's own address."""
    number = LAST_NUMBER.search(url)
    return number is not None and number[1] == own_number[1] and urls.host(url) == urls.host(own_number.string)


def _stated_address(page: Page, anchor: Element, target: Target) -> str | None:
    """The address that the page gives, without its fragment; ``None`` if it is the canonical one."""
    href = page.written_hrefs[anchor]
    if target.url == page.origin + href and "#" not in href:
        return None
    stated = (page.resolve(href) or "").partition("#")[0]
    return stated if stated and stated != target.url else None


def _title(anchors: list[Element]) -> str:
    """The title of a target: the text of the first of its links that has any.

    Without one, it is the ``title`` of a link or the ``alt`` of its picture.
    """
    for anchor in anchors:
        headed = first_inside(anchor, TITLE_TAGS) if len(anchor) else None
        if text := (text_of(headed) if headed is not None else "") or text_of(anchor):
            # A date ends in a digit or a bracket.
            ends_like_date = text[-1].isdecimal() or text[-1] == ")"
            last = text_of(anchor[-1]) if ends_like_date and len(anchor) and not (anchor[-1].tail or "").strip() else ""
            if last and DATE.fullmatch(last) and len(last) < len(text):
                text = text.removesuffix(last).rstrip()
            arrows = LEADING_ARROWS.match(text)
            return text[arrows.end() :] if arrows else text
    for anchor in anchors:
        alts = (attribute(image, "alt") for image in anchor.iter("img"))
        if title := attribute(anchor, "title") or next((alt for alt in alts if alt), None):
            return title
    return ""


def _is_advert(anchor: Element, adverts: Collection[Element]) -> bool:
    """Whether a link is marked as sponsored, or stands close inside a box that is called an advertisement."""
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
