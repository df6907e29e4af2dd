"""Short articles without markup and data that call them articles: a headline and a paragraph or two, between menus.

A list of articles may show a heading and a paragraph, too: an intro, a teaser, the story of the day. So the page must have one
headline, the prose below it must be most of the page's prose, and no list of links may follow it without a heading.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.extract.body.boilerplate_boxes import comment_boxes, unlikely_boxes
from newscrawl.extract.body.columns import IMPRINT_WORD, MAX_IMPRINT_CHARS
from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.body.prose import CHARS_PER_SIGN, read_lines
from newscrawl.extract.dom import contains, short_text, text_of
from newscrawl.extract.language import is_vietnamese, writes_dense
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from newscrawl.extract.body.prose import Line
    from newscrawl.extract.body.result import Body
    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.extract.text_counts import TextCounts

MIN_CHARS: Final = 120
"""Characters of the text of a short article."""

MIN_HEADLINE_BLANKS: Final = 3
"""Blanks in its headline; the name of a section has fewer."""

MIN_VIETNAMESE_HEADLINE_BLANKS: Final = 5
"""The same in Vietnamese, which writes a blank after each syllable."""

MIN_PROSE_SHARE: Final = 0.5
"""Share of the page's prose that the article holds, at least."""

MIN_LISTED_LINKS: Final = 4
"""So many link lines right below a paragraph make the paragraph an intro to a list."""

MIN_LISTED_CHARS: Final = 18
"""A shorter link line is a word of a menu."""

MIN_LINKED_HEADINGS: Final = 3
"""So many headings that are links make a page a list, if its title does not name the headline."""

MIN_LABELS: Final = 3
"""Links of the same few words to different pages, at least, that make a list of teasers."""

MIN_LABELS_PER_PARAGRAPH: Final = 0.8
"""The same for each paragraph of running text."""

MAX_LABEL_CHARS: Final = 30
"""Characters of such words: "Read more"."""

SECTION_PATH: Final = re.compile(r"/[^/\d]{1,25}/?")
"""An address of one short step without a number."""

HEADING_TAGS: Final = ("h2", "h3", "h4", "h5")
"""Headings below the headline, which are linked in a list of articles."""

CONSENT_WORDS: Final = re.compile(
    r"cookies?|personal data|privacy|partners|consent|legitimate interest|personali[sz]ed|your device|"
    r"datenschutz|einwilligung|partner\b|données personnelles|partenaires|dữ liệu cá nhân|quyền riêng tư",
    re.IGNORECASE,
)
"""Words with which a page asks for the consent to cookies."""

MIN_CONSENT_WORDS: Final = 4
"""So many different ones in a short text: the text is the dialog, not the article."""

OFFER_WORDS: Final = re.compile(
    r"subscri\w+|sign in|log in|log ?in\b|create (?:an )?account|register(?:ed)? (?:now|to|user)|cancel (?:at )?any ?time|already a|"
    r"free trial|(?:first|per|a) month|continue reading|premium|unlimited|"
    r"abonn\w+|anmelden|einloggen|jetzt testen|monatlich kündbar|weiterlesen|"
    r"đăng nhập|đăng ký|tài khoản|thuê bao|gói (?:đọc|cước|tháng|năm)|nâng cấp",
    re.IGNORECASE,
)
"""Words with which a page offers a subscription or asks the reader to sign in."""

MIN_OFFER_WORDS: Final = 3
"""So many different ones in a short text: the text is the offer, not the article."""


def is_plain_article(context: Context, counts: TextCounts) -> bool:
    """Whether a page without data and markup of an article is a short one: a headline and prose that is most of the page's."""
    body, headline = context.body, context.title_element
    if body is None or headline is None or counts.chars < MIN_CHARS or counts.paragraphs < 1:
        return False
    if counts.link_lines > 1 or counts.teasers or _asks_the_reader(body.text):
        return False
    lead = context.lead
    lead_chars = len(lead.value.printed) if lead is not None and lead.element is not None else 0
    return _is_own_headline(context, headline) and _holds_the_prose(context.page, headline, body, lead_chars)


def repeats_a_label(page: Page, body: Body, paragraphs: int) -> bool:
    """Whether links of the same few words lead from the content root to as many pages as it has paragraphs: "Read more"."""
    anchors = list(body.element.iter("a"))
    if len(anchors) < MIN_LABELS:
        return False
    targets: dict[str, set[str]] = defaultdict(set)
    own = {address.partition("?")[0].partition("#")[0] for address in page.own_addresses}
    for anchor in anchors:
        label = text_of(anchor) if (href := anchor.get("href")) else ""
        if not label or len(label) > MAX_LABEL_CHARS or not any(map(str.isalpha, label)):
            continue
        url = page.resolve(href)
        if (
            url is not None
            and urls.host(url) == urls.host(page.url)
            and url.partition("?")[0].partition("#")[0] not in own
        ):
            targets[label.casefold()].add(url)
    most = max(map(len, targets.values()), default=0)
    return most >= max(MIN_LABELS, MIN_LABELS_PER_PARAGRAPH * paragraphs)


def _is_own_headline(context: Context, headline: Element) -> bool:
    """Whether the headline has several words, and the page's title or the other headings confirm that it is the page's."""
    page, title = context.page, context.title
    least = MIN_VIETNAMESE_HEADLINE_BLANKS if is_vietnamese(page, title) else MIN_HEADLINE_BLANKS
    is_dense = title.count(" ") * 12 < len(title)
    if title.count(" ") < least and not is_dense:
        return False
    if comparison_key(title) in comparison_key(page.title or ""):
        return True
    is_section = SECTION_PATH.fullmatch(urlsplit(page.url).path) and "?" not in page.url
    if headline.tag != "h1" or is_section or sum(1 for other in page.by_tag("h1") if text_of(other)) > 1:
        return False
    linked = sum(1 for tag in HEADING_TAGS for heading in page.by_tag(tag) if next(heading.iter("a"), None) is not None)
    return linked < MIN_LINKED_HEADINGS


def page_lines(page: Page, headline: Element | None) -> list[Line]:
    """The lines of a page in page order, without those of forms, head, foot and comments."""
    return read_lines(page, headline, {*unlikely_boxes(page), *comment_boxes(page)})[0]


def _holds_the_prose(page: Page, headline: Element, body: Body, lead_chars: int) -> bool:
    """Whether the text with its visible lead holds most of the page's prose, and is not the intro of a list of links."""
    lines = page_lines(page, headline)
    own = lead_chars + sum(len(block.text) for block in body.blocks if is_sentence(block))
    if writes_dense(page):
        own *= CHARS_PER_SIGN
    shown = sum(
        line.chars - line.link_chars
        for line in lines
        if line.is_prose
        and line.element is not headline
        and line.element.tag != "title"
        and not IMPRINT_WORD.search(short_text(line.element, MAX_IMPRINT_CHARS))
    )
    if own < MIN_PROSE_SHARE * shown:
        return False
    return not is_intro_of_links(lines, body)


def is_intro_of_links(lines: list[Line], body: Body) -> bool:
    """Whether link lines follow the last sentence of a text with nothing between: the text is the intro of a list."""
    last = next((block.element for block in reversed(body.blocks) if is_sentence(block)), None)
    after = list(dropwhile(lambda line: line.element is not last, lines))[1:]
    listed = takewhile(
        lambda line: line.link_chars > 0,
        (line for line in after if last is None or not contains(last, line.element)),
    )
    return sum(line.chars >= MIN_LISTED_CHARS for line in listed) >= MIN_LISTED_LINKS


def _asks_the_reader(text: str) -> bool:
    """Whether a text is the offer of a subscription, asks the reader to sign in, or asks for consent to cookies."""
    words = ((OFFER_WORDS, MIN_OFFER_WORDS), (CONSENT_WORDS, MIN_CONSENT_WORDS))
    return any(len({found.casefold() for found in pattern.findall(text)}) >= least for pattern, least in words)
