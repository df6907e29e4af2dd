"""Which elements belong to the article, and which to its neighbours: cards of other articles, comments, menus.

The article is the smallest box that holds headline and text. A neighbour can stand before, inside or after it. It is known by its
tag, by its name, or because it holds a link to another article.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from newscrawl import dates, urls
from newscrawl.extract.dom import names_of, short_text, text_of
from newscrawl.extract.language import DENSE_LETTER
from newscrawl.extract.link_paths import ALL_OF_WRITER, PERSON_PATH, STEP_CLASS, TAG_PATH, is_section_class
from newscrawl.extract.link_targets import article_test
from newscrawl.extract.name_patterns import cached_search

if TYPE_CHECKING:
    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element

_NEIGHBOUR_TAGS: Final = frozenset(("article", "nav", "figure", "figcaption", "blockquote", "dialog"))
"""Elements that are no part of the article if they hold neither its headline nor its text."""

_PAGE_TAGS: Final = frozenset(("header", "footer"))
"""Elements that are the page's own outside the article's box."""

_NEIGHBOUR_NAME: Final = re.compile(
    r"comment|cmt|binh-?_?luan|phan-?_?hoi|y-?_?kien|thao-?_?luan|gop-?_?y\b|disqus|feedback|discussion|kommentar|komentar|comentario|respond\b"
    r"|\brepl(?:y|ies)\b|responses?\b|reactions?\b"
    r"|related(?![_-]?images?)|lien-?_?quan|tin-?_?(?:khac|moi|lien|nong|doc)|bai-?_?(?:khac|moi|lien)|cung-?_?(?:chuyen|muc)|(?:doc|xem)-?_?nhieu"
    r"|most-?_?(?:read|view|popular)|popular|trending|latest|recent-?_?(?:post|news|article|stor)|recommend|suggest|read-?_?(?:next|more|also)"
    r"|more-?_?(?:news|stories|from|articles|posts)|you-?_?may|up-?_?next|side-?_?bar|newsletter|promo|ticker|breaking|marquee|carousel|teaser"
    r"|(?:post|article|news|entry)-?_?(?:list|grid|card(?!-(?:primary-)?tag)|navigation|nav\b)|cookie|consent|weather|thoi-?_?tiet|copyright",
    re.IGNORECASE,
)
"""Names of boxes that stand beside an article: comments, other articles, notices."""

_OWN_ASIDE: Final = re.compile(r"meta|byline|author|info|date|tac-?gia", re.IGNORECASE)
"""Names of an ``aside`` that holds byline and date of the article."""

_BYLINE_NAME: Final = re.compile(r"byline|publish(?:ed)?-?_?date|tac-?gia", re.IGNORECASE)
"""Names of what an ``aside`` with the article's byline holds."""

_DATE_NAME: Final = re.compile(r"date|time\b|ngay", re.IGNORECASE)
"""Names of a box with a date."""

_PAGE_NAME: Final = re.compile(
    r"(?:^|\s)(?:(?:site|page|main|top|global|mobile|desktop)[-_]?)?(?:header|footer|head|foot)(?:$|\s)|top-?_?bar|masthead|navbar|\bmenu|\btoday\b|current-?_?(?:date|time)"
    r"|date-?_?now|clock-?_?now|\bcopyright",
    re.IGNORECASE,
)
"""Names of the parts of a page that show today's date."""

_PERSON_NAME: Final = re.compile(r"author|byline|attribution|writer|contributor|tac-?gia", re.IGNORECASE)
"""Names of boxes whose short links are names of persons, whatever their addresses look like."""

_SCOPE: Final = re.compile(r"Comment|Review|ItemList|WPSideBar|WPFooter|ImageObject|VideoObject|Event|UserInteraction")
"""Microdata types of things that have a date of their own."""

_is_along_name: Final = cached_search(STEP_CLASS)
_is_neighbour_name: Final = cached_search(_NEIGHBOUR_NAME)
_is_own_aside: Final = cached_search(_OWN_ASIDE)
_is_byline_name: Final = cached_search(_BYLINE_NAME)
_is_date_name: Final = cached_search(_DATE_NAME)
_is_page_name: Final = cached_search(_PAGE_NAME)
_is_person_name: Final = cached_search(_PERSON_NAME)
_is_person_path: Final = cached_search(PERSON_PATH)
_is_tag_path: Final = cached_search(TAG_PATH)

MIN_TITLE_WORDS: Final = 5
"""Words of a link that is the title of another article, whatever its address is. Labels are shorter."""

MIN_SHORT_TITLE_WORDS: Final = 2
"""Words of a link that is a title if its address is an article's or if it is a heading."""

MIN_TITLE_CHARS: Final = 12
"""Characters of a title in a language without blanks."""

MAX_LINKS: Final = 60
"""Links of a box that are looked at."""

MAX_BYLINE_PARTS: Final = 12
"""Elements at the start of an ``aside`` that may be named as a byline."""

MAX_PART_LINKS: Final = 3
"""Links of a header or footer within the article, at most."""

MAX_NAME_BLANKS: Final = 4
"""Blanks in a name with "by" before it."""

MIN_CARD_TITLE_BLANKS: Final = 3
"""Blanks in the title of a card: a section's heading has fewer."""

MIN_TITLE_LETTERS: Final = 6
"""Letters of a title: a link with fewer is a clock or a day."""

MAX_LABEL_CHARS: Final = 60
"""A longer text of a link is no label of a link to a writer's articles."""

MAX_DATE_LINK_CHARS: Final = 40
"""A longer text inside a link is not a date alone."""

_HEADINGS: Final = frozenset(("h2", "h3", "h4", "h5", "h6"))


class Neighbours:
    """Tells the elements of one article from those of its neighbours."""

    def __init__(self, context: Context) -> None:
        self._page = context.page
        self._host = urls.registered(urls.host(context.page.url))
        self._is_article = article_test(context.page, context.site)
        headline, root = context.title_element, context.root_element
        above = _path(headline)
        self.own: frozenset[Element] = frozenset((*above, *_path(root)))
        """The elements around headline and text, and these themselves."""

        self.box: Element | None = next((e for e in _path(root) if e in above), None) if root is not None else None
        """The smallest box that holds headline and text; ``None`` without either."""

        self._first = context.page.positions[root] if root is not None and headline is not None else None
        if self._first is not None and headline is not None and self._first < context.page.positions[headline]:
            self._first = None
        self._addresses = context.page.own_addresses
        self._is_neighbour: dict[Element, bool] = {}
        self._is_title: dict[Element, bool] = {}
        self._is_card: dict[Element, bool] = {}

    def is_inside(self, element: Element) -> bool:
        """Return whether an element is inside the article's box."""
        return self._page.positions[element] in self._inside

    @cached_property
    def _inside(self) -> range:
        """The positions of the elements inside the article's box."""
        return self._page.span(self.box)[1:] if self.box is not None else range(0)

    def is_beside(self, element: Element) -> bool:
        """Return whether an element belongs to a neighbour of the article."""
        if element in self.own:
            return False
        if self._follows_title(element):
            return True
        node: Element | None = element
        outer: list[Element] = []
        while node is not None and node not in self.own:
            outer.append(node)
            if node.tag == "a" and self._leads_elsewhere(node) and len(text_of(node)) > MAX_DATE_LINK_CHARS:
                return True
            node = node.getparent()
        is_inside = node is not None and self.box is not None and (node is self.box or self.is_inside(node))
        return any(self._judged(box, is_inside=is_inside) for box in outer)

    def is_in_card(self, element: Element) -> bool:
        """Return whether an element stands in a box outside headline and text that holds the title of another article."""
        node: Element | None = element
        while node is not None and node not in self.own:
            known = self._is_card.get(node)
            if known is None:
                links = zip(node.iter("a"), range(MAX_LINKS), strict=False)
                known = self._is_card[node] = any(
                    self.is_title(anchor) and text_of(anchor).count(" ") >= MIN_CARD_TITLE_BLANKS for anchor, _ in links
                )
            if known:
                return True
            node = node.getparent()
        return False

    def _judged(self, box: Element, *, is_inside: bool) -> bool:
        """Return whether a box that holds neither headline nor text is a neighbour; remembered."""
        known = self._is_neighbour.get(box)
        if known is None:
            known = self._is_neighbour[box] = self._judge(box, is_inside=is_inside)
        return known

    def _judge(self, box: Element, *, is_inside: bool) -> bool:
        name = names_of(box)
        if box.tag in _NEIGHBOUR_TAGS or (box.tag in _PAGE_TAGS and not is_inside):
            return True
        has_byline = is_inside and box.tag == "aside" and _holds_byline(box)
        if box.tag == "aside" and not (has_byline or _is_own_aside(name) or (is_inside and self._is_above_text(box))):
            return True
        if name != " " and _is_named_neighbour(box, name, is_inside=is_inside):
            return True
        if (kind := box.get("itemtype")) and _SCOPE.search(kind):
            return True
        if has_byline or (is_inside and self._is_byline_above(box, name)):
            return False
        return any(
            self.is_title(anchor) and not _leads_along(anchor, box)
            for anchor, _ in zip(box.iter("a"), range(MAX_LINKS), strict=False)
        )

    def _is_byline_above(self, box: Element, name: str) -> bool:
        """Return whether a box above the text is named after byline or date: its links to other pages are notes on the author."""
        return _is_own_aside(name) and self._is_above_text(box)

    def _is_above_text(self, box: Element) -> bool:
        """Return whether a box without headings stands above the text."""
        if self._first is None:
            return False
        return self._page.positions[box] < self._first and next(box.iter("h2", "h3", "h4"), None) is None

    def _follows_title(self, element: Element) -> bool:
        """Return whether an element stands right behind the title of another article, in no box of its own."""
        before = element.getprevious()
        if before is None or before in self.own or (before.tag not in _HEADINGS and before.tag != "a"):
            return False
        return any(self.is_title(anchor) for anchor in before.iter("a"))

    def is_title(self, anchor: Element) -> bool:
        """Return whether a link is the title of another article of the site."""
        known = self._is_title.get(anchor)
        if known is None:
            known = self._is_title[anchor] = self._judge_title(anchor)
        return known

    def _judge_title(self, anchor: Element) -> bool:
        words = text_of(anchor)
        count = words.count(" ") + 1 if words else 0
        if count < MIN_SHORT_TITLE_WORDS and (len(words) < MIN_TITLE_CHARS or not DENSE_LETTER.search(words)):
            return False
        if len(words) < MAX_DATE_LINK_CHARS and sum(map(str.isalpha, words)) < MIN_TITLE_LETTERS:
            return False
        is_other = is_section_class(anchor.get("class") or "") or not self._leads_elsewhere(anchor)
        if is_other or _is_date(words) or _is_time_alone(anchor, words):
            return False
        if len(words) <= MAX_LABEL_CHARS and ALL_OF_WRITER.match(words):
            return False
        if count >= MIN_TITLE_WORDS or (count == 1 and len(words) >= MIN_TITLE_CHARS):
            return True
        return self._is_short_title(anchor)

    def _is_short_title(self, anchor: Element) -> bool:
        """Return whether a link of a few words is a title: a heading, or the link to an article; the name of a person is none."""
        around = _few_ancestors(anchor)
        if any(_is_person_name(names_of(box)) for box in (anchor, *around)):
            return False
        if any(e.tag in _HEADINGS for e in anchor) or any(e.tag in _HEADINGS for e in around):
            return True
        url = self._page.resolve(anchor.get("href"))
        return url is not None and self._is_article(url)

    def _leads_elsewhere(self, anchor: Element) -> bool:
        """Return whether a link leads to another page of the site that is not about a person or a tag."""
        href = anchor.get("href") or ""
        if (
            href.startswith("#")
            or _is_person_path(href)
            or _is_tag_path(href)
            or "author" in (anchor.get("rel") or anchor.get("itemprop") or "")
        ):
            return False
        url = self._page.resolve(href)
        if url is None or self._is_own(url.partition("#")[0]):
            return False
        parts = url.split("/", 3)
        return len(parts) > 3 and bool(parts[3]) and urls.registered(urls.host(url)) == self._host  # noqa: PLR2004 - scheme, blank, host, path

    def _is_own(self, url: str) -> bool:
        """Return whether an address is the page's own, perhaps with more parameters: to answer a comment, to print."""
        if url in self._addresses:
            return True
        place, _, query = url.partition("?")
        return bool(query) and any(
            place == own and set(parameters.split("&")) - {""} <= set(query.split("&"))
            for own, _, parameters in (address.partition("?") for address in self._addresses)
        )


def neighbours_of(context: Context) -> Neighbours:
    """Return the neighbours of the page's article. Fields that ask with the same headline and content root share what they learn."""
    return context.once(("neighbours", context.title_element, context.root_element), lambda: Neighbours(context))


def _path(element: Element | None) -> list[Element]:
    """Return an element and those around it, the inner ones first."""
    return [element, *element.iterancestors()] if element is not None else []


def _is_small_part(box: Element) -> bool:
    """Return whether a box that is called header or footer has at most a few links: it is a part of the article, not of the page."""
    return next(islice(box.iter("a"), MAX_PART_LINKS, None), None) is None


def _is_named_neighbour(box: Element, name: str, *, is_inside: bool) -> bool:
    """Return whether the name of a box is that of a neighbour, or of a part of the page."""
    if _is_neighbour_name(name):
        return not (is_inside and _is_date_box(box, name))
    return box.tag != "time" and _is_page_name(name) and not (is_inside and _is_small_part(box))


def _is_date_box(box: Element, name: str) -> bool:
    """Return whether a box in the article is named after a date or an author, too, and holds nothing else: ``news-list-date``."""
    if _is_person_name(name):
        words = short_text(box, MAX_DATE_LINK_CHARS)
        return bool(words) and words.count(" ") <= MAX_NAME_BLANKS
    if not _is_date_name(name) or next(box.iter("a"), None) is not None:
        return False
    words = short_text(box, MAX_DATE_LINK_CHARS)
    return bool(words) and dates.read(words) is not None


def _holds_byline(aside: Element) -> bool:
    """Return whether an ``aside`` begins with the article's byline, which some layouts put beside the text; cards may follow it."""
    return any(_is_byline_name(names_of(part)) for part in islice(aside.iter("*"), MAX_BYLINE_PARTS))


def _leads_along(anchor: Element, box: Element) -> bool:
    """Return whether a link in a box leads to the next or previous article, so that the box is no card: content systems put them among the tags."""
    if {"prev", "next"} & set((anchor.get("rel") or "").lower().split()):
        return True
    around = takewhile(lambda node: node is not box, (anchor, *anchor.iterancestors()))
    return any(node.tag == "nav" or _is_along_name(names_of(node)) for node in around)


def _is_date(words: str) -> bool:
    """Return whether the text of a link is a date: some newspapers link it to the articles of that day."""
    if len(words) > MAX_DATE_LINK_CHARS or not any(map(str.isdigit, words)):
        return False
    moment = dates.read(words)
    return moment is not None and 2 * len(moment.raw) > len(words)


def _is_time_alone(anchor: Element, words: str) -> bool:
    """Return whether a link holds nothing but one or two times: the address of the article itself."""
    times = [text_of(time) for time in anchor.iter("time")]
    return bool(times) and "".join(times).replace(" ", "") == words.replace(" ", "")


def _few_ancestors(element: Element) -> list[Element]:
    return [e for e, _ in zip(element.iterancestors(), range(2), strict=False)]
