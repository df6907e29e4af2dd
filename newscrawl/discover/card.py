"""Chooses the title and summary of an article in a listing among the texts of its links: the article's card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.discover.html_tree import TEXT
from newscrawl.discover.link import Link
from newscrawl.discover.markup import one_line
from newscrawl.discover.page_parts import HEADINGS, heading_in
from newscrawl.items import Hints

if TYPE_CHECKING:
    from newscrawl.discover.html_tree import Element


_MIN_TITLE_CHARS: Final = 8
"""Shorter link texts are counts, times and arrows."""

_LONG_NUMBER: Final = re.compile(r"\d{4}")
_MIN_HEADLINE_WORDS: Final = 6
"""Words of a headline on a site without a profile; names of sections have fewer."""

_MAX_TITLE_CHARS: Final = 250
"""Longer link texts are summaries."""

_IN_HEADING, _TOOLTIP, _IN_LINK, _NO_LINK_TEXT = 4, 3, 2, 1
"""Ranks of a text as the title, by its place. Tooltips and image descriptions without a link text rank lowest."""

_MAX_NOT_TITLE_CHARS: Final = 40
"""Longest text that is compared with the texts that are no titles."""

_ABOUT_A_TITLE: Final = re.compile(
    r"(?:continue reading|leave a (?:comment|reply)|(?:no|one|\d+) (?:comments?|repl(?:y|ies)|responses?) (?:on|to)|"
    r"để lại (?:bình luận|phản hồi)|viết (?:bình luận|phản hồi)|(?:\d+|chưa có|không có) (?:bình luận|phản hồi) (?:cho|về|ở|trên))\b",
    re.IGNORECASE,
)
"""Begins a link text that names the headline for readers of a screen, and is neither headline nor summary."""

_NOT_A_TITLE: Final = re.compile(
    r"(?:xem|đọc|xem chi|chi) (?:thêm|tiếp|ngay|tiết)\W*|bình luận\W*|\W*\d[\d\s./:,-]*\W*(?:bình luận)?|read more\W*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Card:
    """The texts of all links to one article."""

    url: str
    rank: int = 0
    title: str | None = None
    summary: str | None = None
    published: str | None = None
    is_post: bool = False
    """Whether the markup calls the link the headline of an article."""

    def offer(self, rank: int, text: str) -> None:
        """Use a text as the title if it ranks higher than the present one, otherwise as the summary."""
        if text == self.title:
            self.rank = max(rank, self.rank)
            return
        if self.title and self.title.endswith(("...", "…")) and text.startswith(self.title.rstrip(" .…")):
            self.title = text  # the same title, not shortened
            return
        if _ABOUT_A_TITLE.match(text):
            return
        if len(text) < _MIN_TITLE_CHARS or (len(text) <= _MAX_NOT_TITLE_CHARS and _NOT_A_TITLE.fullmatch(text)):
            return
        if len(text) <= _MAX_TITLE_CHARS and (rank, len(text)) > (self.rank, len(self.title or "")):
            former = self.title if self.rank > _NO_LINK_TEXT else None
            self.rank, self.title = rank, text
            self.offer_summary(former)
        elif rank > _NO_LINK_TEXT:
            self.offer_summary(text)

    def offer_summary(self, text: str | None) -> None:
        """Use a text as the summary if it is longer than the title and does not begin with it."""
        if text and not self.summary and len(text) > len(self.title or "") and not text.startswith(self.title or text):
            self.summary = text

    def is_headline(self) -> bool:
        """Return whether a link of a site without a profile is an article: by a number in its address, or a long title."""
        if self.title is None and not self.rank and not _LONG_NUMBER.search(self.url):
            return False
        if self.title and urls.is_numbered_post(self.url):
            return True
        is_long = len((self.title or "").split()) >= _MIN_HEADLINE_WORDS
        return self.is_post or is_long or bool(_LONG_NUMBER.search(self.url))

    def link(self) -> Link:
        """Return the article's link with its metadata."""
        return Link(
            self.url,
            Hints(
                title=self.title,
                date_published=self.published,
                description=self.summary,
                source="listing",
                is_article=self.is_post or None,
            ),
        )


def _line(text: str | None) -> str:
    return one_line(text) if text else ""


def read_anchor(anchor: Element, card: Card) -> None:
    """Offer the texts of a link to its card. A text in a heading ranks above the link's other text."""
    if card.rank == _IN_HEADING and card.summary:
        return
    has_children = len(anchor) > 0
    text = _line(TEXT(anchor) if has_children else anchor.text)
    title = _line(anchor.get("title"))
    parent = anchor.getparent()
    inner = heading_in(anchor) if text and has_children else None
    if inner is not None:
        card.offer(_IN_HEADING, _line(TEXT(inner)))
    elif text:
        card.offer(_IN_HEADING if parent is not None and parent.tag in HEADINGS else _IN_LINK, text)
    if title and title != text:
        # A tooltip is better than a text that is shortened or has a time attached. Otherwise it may belong to another link.
        matches = text.startswith(title) or title.startswith(text.rstrip(" .…"))
        card.offer(_TOOLTIP if text and matches else _NO_LINK_TEXT, title)
    if not text and has_children:
        for image in anchor.iter("img"):
            card.offer(_NO_LINK_TEXT, _line(image.get("alt")))
