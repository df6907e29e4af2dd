"""Reads listings: the articles of a section's page or home page.

A link is an article if its address matches the profile (:meth:`newscrawl.sites.profile.Site.article_key`), because a site keeps
its addresses far longer than its CSS classes. Title, time and summary come from the texts in and around the article's links,
its card.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from newscrawl.discover.card import Card, read_anchor
from newscrawl.discover.html_tree import TEXT, base, may_be_page, parse
from newscrawl.discover.link import Link, Resolver
from newscrawl.discover.next_page import following_page, is_next_link, page_number
from newscrawl.discover.page_parts import Navigation, is_post_title, leads_to_comments
from newscrawl.discover.timestamps import parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from newscrawl.discover.html_tree import Element
    from newscrawl.sites.profile import Site

MAX_LINKS: Final = 2_000
"""Articles of one page that are read. The largest known home page has 500."""

_MAX_CARD_LEVELS: Final = 5
"""Elements from a time up to the card that holds it."""

_MAX_CARD_LINKS: Final = 40
"""Links of a card that are examined. An element with more is not a card."""

_DATED: Final = "text()[contains(., '/20') or contains(., '-20')]/.."
_TIMES: Final = etree.XPath(
    " | ".join(("//time", *(f"//{tag}/{_DATED}" for tag in ("span", "p", "div", "i", "em", "small"))))
    + " | //@datetime/.. | //@data-time/.. | //@data-publishtime/.. | //span/@title/.."
)
"""Elements that may hold a time. Selecting an attribute or text and then its parent takes a sixth of the time of ``//*`` with a
condition. Relative times (``3 giờ trước``) are not read, because they need a clock."""

_IS_HUGE: Final = etree.XPath("boolean(/descendant::*[25000])")
"""Whether a page has too many elements to search for times: the union of the results takes quadratic time."""

_TIME_ATTRIBUTES: Final = ("datetime", "data-publishtime", "data-time")
_ONLY_TIME: Final = re.compile(
    r"(?:[\s\d/:.,;|()+–-]|thứ|chủ|nhật|hai|ba|tư|năm|sáu|bảy|cn|t[2-7]|ngày|tháng|lúc|giờ|phút|cập|đăng|tải|gmt|utc|[ap]m|sa|ch|[hg])"
    r"{6,60}",
    re.IGNORECASE,
)
"""A text that holds a time and nothing else."""

_DIGIT: Final = re.compile(r"\d")
_MIN_TIME_CHARS: Final = 6
"""Shortest text that can be a date and time."""

_MAX_TIME_CHARS: Final = 60
"""Longer texts hold more than a time."""

_MAX_TIME_CHILDREN: Final = 2
"""Child elements of an element that holds a time: an icon, and no more than one other."""


class Listing(NamedTuple):
    """The content of a listing page."""

    links: list[Link]
    """The articles in page order, each once."""

    next: str | None = None
    """Address of the next page, if the page links to it."""


@dataclass(slots=True)
class _Page:
    """The articles of a page during reading."""

    site: Site
    resolve: Resolver
    skip: Container[str]
    cards: dict[str, Card] = field(default_factory=dict)
    keys: dict[str, str | None] = field(default_factory=dict)
    """The article key of each raw ``href``, or ``None`` if it is no article."""

    boxes: dict[Element, list[str]] = field(default_factory=dict)
    """The articles in each element that was searched for the article of a time. An element is searched once, because a page with
    all times in one element would take quadratic time."""

    def key(self, href: str) -> str | None:
        if href in self.keys:
            return self.keys[href]
        key = self.keys[href] = self._look_up(href)
        return key

    def post_key(self, href: str) -> str | None:
        """Return the key of an address that the markup calls an article's, whatever the address looks like."""
        key = self.key(href)
        if key is None:
            key = self.keys[href] = self._look_up(href, self.site.offered_key)
        if key is not None:
            self.cards[key].is_post = True
        return key

    def _look_up(self, href: str, key_of: Callable[[str], str | None] | None = None) -> str | None:
        if href in self.skip or not may_be_page(href) or (url := self.resolve(href)) is None:
            return None
        try:
            key = (key_of or self.site.article_key)(url)
        except ValueError:
            return None
        if key is not None and key not in self.cards:
            if len(self.cards) >= MAX_LINKS:
                return None
            self.cards[key] = Card(url)
        return key


def read(
    source: bytes | Element,
    *,
    url: str,
    site: Site,
    headers: Mapping[str, str] | None = None,
    skip: Container[str] = (),
) -> Listing:
    """Return the articles of a listing page, from its bytes or its parsed tree.

    Links whose raw ``href`` is in ``skip`` are ignored. Nothing is raised: bytes that are not HTML have no links.
    """
    root = parse(source, headers=headers) if isinstance(source, bytes) else source
    if root is None:
        return Listing([])
    page = _Page(site, Resolver(base(root, url)), skip)
    has_no_profile = not site.article_url
    navigation = Navigation()
    next_hrefs: list[str] = []
    for anchor in root.iter("a"):
        whole = anchor.get("href") or ""
        href = whole.partition("#")[0] if "#" in whole else whole
        if not href:
            continue
        if has_no_profile and navigation.holds(anchor):
            if is_next_link(anchor):
                next_hrefs.append(href)
            continue
        key = page.key(href)
        if has_no_profile and is_post_title(anchor) and not is_next_link(anchor):
            key = page.post_key(href)
        if key is None or (has_no_profile and page_number(href) and is_next_link(anchor)):
            if is_next_link(anchor):
                next_hrefs.append(href)
        elif not leads_to_comments(anchor, whole):
            read_anchor(anchor, page.cards[key])
    _read_times(root, page)
    own = _own_key(site, url)
    links = [
        card.link()
        for key, card in page.cards.items()
        if key != own and (card.is_headline() if has_no_profile else True)
    ]
    return Listing(links, following_page(root, next_hrefs, url))


def _own_key(site: Site, url: str) -> str | None:
    try:
        return site.article_key(url)
    except ValueError:
        return None


def _read_times(root: Element, page: _Page) -> None:
    for element in _TIMES(root) if page.cards and not _IS_HUGE(root) else ():
        published = _published(element)
        card = _card_of(element, page) if published else None
        if card is not None and card.published is None:
            card.published = published


def _published(element: Element) -> str | None:
    """Return the time of an element as RFC 3339: from a time attribute, its text, or its tooltip, in this order."""
    if element.tag == "a":
        return None  # a date in a headline is not the date of publication
    texts = [value for name in _TIME_ATTRIBUTES if (value := element.get(name))]
    if len(element) <= _MAX_TIME_CHILDREN and _ONLY_TIME.fullmatch(text := TEXT(element)):
        texts.append(text)
    if title := element.get("title"):
        texts.append(title)
    return next(
        (
            m
            for s in texts
            if _MIN_TIME_CHARS <= len(s) <= _MAX_TIME_CHARS and _DIGIT.search(s) and (m := parse_timestamp(s))
        ),
        None,
    )


def _card_of(element: Element, page: _Page) -> Card | None:
    """Return the card of the only article in the nearest element around a time; ``None`` if there are several."""
    box: Element | None = element
    for _ in range(_MAX_CARD_LEVELS):
        if box is None:
            return None
        if box in page.boxes or len(box) or box.tag == "a":  # the length of a large element is dear
            if box not in page.boxes:
                page.boxes[box] = _keys_in(box, page)
            if found := page.boxes[box]:
                return page.cards[found[0]] if len(found) == 1 else None
        box = box.getparent()
    return None


def _keys_in(box: Element, page: _Page) -> list[str]:
    """Return the keys of the first two articles in an element."""
    found: list[str] = []
    for anchor in islice(box.iter("a"), _MAX_CARD_LINKS):
        key = page.keys.get((anchor.get("href") or "").partition("#")[0])
        if key and key not in found:
            found.append(key)
            if len(found) > 1:
                break
    return found
