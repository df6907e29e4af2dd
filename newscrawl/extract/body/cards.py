"""Stage: remove the cards of other articles within the text: their pictures, teasers, bylines and dates.

A card is a small box that holds the title of one other article as a link, and shows by what else is in it that it is no part of the
text. The title's link goes to :attr:`BodyNotes.see_also`.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.categories import is_category
from newscrawl.extract.dom import contains, names_of, short_text
from newscrawl.extract.link_paths import PERSON_PATH, TAG_PATH
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.names import looks_like_full_name

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.context import BodyContext
    from newscrawl.extract.dom import Element

MAX_CARD_CHARS: Final = 420
"""A box with more text than this and its title is no card."""

MAX_CARD_BOXES: Final = 6
"""Boxes around a title that may be its card."""

MAX_CARD_LINKS: Final = 12
"""Links of a card that are looked at."""

MAX_CARDS_SHARE: Final = 0.4
"""Share of the text in boxes that are cards only because they look alike, at most: so do the entries of a ranking."""

MAX_BEHIND_TITLE_CHARS: Final = 60
"""Characters of a day, a clock and a name behind a title on its line."""

MIN_TITLE_WORDS: Final = 4
"""A link of fewer words, whose address does not look like an article's, is no title."""

MIN_CARD_SIGNS: Final = 2
"""Signs of a card, at least, that a box alone shows; a box beside another one that looks alike needs one less."""

DAY: Final = re.compile(
    r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d(?!\d)|\d (?:giờ|phút|ngày) trước|\b\d+ (?:hours?|minutes?|days?) ago\b"
)
"""A day, or a time before now, in the text of a card."""

_is_byline_class: Final = cached_search(re.compile(r"(?:^|[\s_-])(?:author|byline|tac-?gia)", re.IGNORECASE))
_is_card_class: Final = cached_search(
    re.compile(r"(?:^|[\s_-])(?:cards?|teasers?|related|relate|lien-?quan|promo|recommend\w*|embed\w*|bookmark)(?:$|[\s_-])", re.IGNORECASE)
)  # fmt: skip


def remove_cards(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove the cards of other articles; the links that are their titles go to :attr:`BodyNotes.see_also`."""
    titles = [
        block
        for block in blocks
        if block.links and block.kind != "figure" and _is_title_line(block) and _leads_on(block, context)
    ]
    sure, likely = _cards(titles, context) if titles else ([], [])
    inside = _blocks_in(sure, blocks)
    inside_likely = _blocks_in(likely, blocks)
    if sum(len(block.text) for block in inside_likely) <= MAX_CARDS_SHARE * sum(len(block.text) for block in blocks):
        inside += inside_likely
    dropped = set(map(id, inside))
    kept = [block for block in blocks if id(block) not in dropped]
    if not any(map(is_sentence, kept)) and any(map(is_sentence, blocks)):
        return blocks
    for title in titles:
        if id(title) in dropped and _leads_to_article(title, context):
            context.notes.see_also.append((title.element, title.links))
    return kept


def _is_title_line(block: Block) -> bool:
    """Return whether a line is only a link, or a link with a day behind it and perhaps a name: the title of a card without boxes."""
    if block.is_link or _is_teased(block):
        return True
    title = block.links[0].text
    if not block.text.startswith(title):
        return False
    behind = block.text[len(title) :]
    day = DAY.search(behind)
    if day is None or len(behind) > MAX_BEHIND_TITLE_CHARS:
        return False
    name = behind[: day.start()].strip(" -–|•(,")
    return not name or looks_like_full_name(name)


def _is_teased(block: Block) -> bool:
    """Return whether a line is a link with a teaser behind it, right below or beside a linked picture of the same article."""
    before = block.element.getprevious()
    if before is None or len(block.links) != 1 or len(block.text) > MAX_CARD_CHARS or block.element.tag == "p":
        return False
    href, title = block.links[0]
    if not block.text.startswith(title):
        return False
    return any(link.get("href") == href and next(link.iter("img"), None) is not None for link in before.iter("a"))


def _blocks_in(boxes: list[Element], blocks: list[Block]) -> list[Block]:
    """Return the blocks inside some boxes."""
    return [block for block in blocks if any(contains(box, block.element) for box in boxes)] if boxes else []


def _leads_to_article(title: Block, context: BodyContext) -> bool:
    """Return whether a title's link leads to what looks like an article."""
    url = context.page.resolve(title.links[0].href)
    return url is not None and context.is_article_url(url)


def _leads_on(block: Block, context: BodyContext) -> bool:
    """Return whether the links of a line lead to one other page of the site that is about no person and no tag."""
    hrefs = {link.href for link in block.links}
    href = next(iter(hrefs), "")
    if len(hrefs) != 1 or PERSON_PATH.search(href) or TAG_PATH.search(href):
        return False
    url = context.page.resolve(href)
    if url is None or url in context.page.own_addresses:
        return False
    is_own_site = urls.registered(urls.host(url)) == urls.registered(urls.host(context.page.url))
    return context.is_article_url(url) or (is_own_site and block.text.count(" ") >= MIN_TITLE_WORDS - 1)


def _cards(titles: list[Block], context: BodyContext) -> tuple[list[Element], list[Element]]:
    """Return the boxes of the titles that are cards by their own signs, and those that are because a box beside them looks alike."""
    hrefs = {title.element: title.links[0].href for title in titles}
    sentences = [block for block in context.all_blocks if not block.links and is_sentence(block)]
    boxes = {box: title for title in titles if (box := _box(title, hrefs, sentences, context)) is not None}
    alike = Counter((box.getparent(), box.tag, box.get("class")) for box in boxes)
    signs = {box: _signs(box, title) for box, title in boxes.items()}
    sure = [box for box, count in signs.items() if count >= MIN_CARD_SIGNS]
    likely = [
        box
        for box, count in signs.items()
        if count == MIN_CARD_SIGNS - 1 and alike[box.getparent(), box.tag, box.get("class")] > 1
    ]
    return sure, likely


def _box(title: Block, hrefs: dict[Element, str], sentences: list[Block], context: BodyContext) -> Element | None:
    """Return the largest small box around a title that holds no other article's title and no text, inside the content root."""
    found: Element | None = None
    href = title.links[0].href
    limit = MAX_CARD_CHARS + 2 * len(title.text)
    own = () if title.is_link else (title.element,)
    for box in (*own, *islice(title.element.iterancestors(), MAX_CARD_BOXES)):
        if box is context.root or not contains(context.root, box):
            break
        if context.headline is not None and contains(box, context.headline):
            break
        if found is not None and _holds_text(box, found, title, sentences, context):
            break
        others = (other for element, other in hrefs.items() if element is not title.element and contains(box, element))
        if any(other != href for other in others) or not short_text(box, limit):
            break
        found = box
    return found


def _holds_text(box: Element, inner: Element, title: Block, sentences: list[Block], context: BodyContext) -> bool:
    """Return whether a box around a card holds text of the article, too, and so is no card: a part of a text in several boxes.

    A sentence before the card is text. Of those behind it one may be the card's summary, if the card does not yet show what it is.
    """
    positions, span = context.page.positions, context.page.span(box)
    inner_span = context.page.span(inner)
    beside = [
        at for s in sentences if (at := positions[s.element]) in span and at not in inner_span and s.element is not box
    ]
    if not beside:
        return False
    return min(beside) < inner_span.start or (len(beside) > 1 and _signs(inner, title) >= MIN_CARD_SIGNS)


def _signs(box: Element, title: Block) -> int:
    """Return how many signs of a card a box shows: a linked picture, a date, a byline, a category or tag, a name."""
    href = title.links[0].href
    links = list(islice(box.iter("a"), MAX_CARD_LINKS))
    pictured = any(link.get("href") == href and next(link.iter("img"), None) is not None for link in links)
    dated = next(box.iter("time"), None) is not None or DAY.search(short_text(box, 2 * MAX_CARD_CHARS)) is not None
    signed = any(PERSON_PATH.search(link.get("href") or "") or "author" in (link.get("rel") or "") for link in links) or any(
        (names := element.get("class")) and _is_byline_class(names) for element in box.iter("span", "div", "p", "small", "a")
    )  # fmt: skip
    filed = any(is_category(link) or TAG_PATH.search(link.get("href") or "") for link in links)
    named = box.tag == "article" or _is_card_class(names_of(box))
    return sum(map(bool, (pictured, dated, signed, filed, named, not title.is_link and _is_teased(title))))
