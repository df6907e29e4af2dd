"""Link lines that the author wrote, and the element that most of the text is in."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import islice, pairwise, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.extract.body.lines import MAX_SHORT_LINE_CHARS, is_link_line, is_sentence
from newscrawl.extract.dom import contains, text_of
from newscrawl.extract.name_patterns import cached_search

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.extract.body.blocks import Block, Link
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

SOCIAL_HOST: Final = re.compile(
    r"(?:^|\.)(?:facebook|fb|twitter|x|instagram|linkedin|pinterest|whatsapp|wa|telegram|t|reddit|tumblr|youtube|youtu|tiktok|threads|zalo|flipboard|google|apple|spotify|patreon)\.\w+$"
)
"""Hosts where a newspaper has accounts and shares its articles."""

MIN_ENTRIES_SHARE: Final = 0.4
"""Share of the running text that entries with headings linked to other sites hold, at least, to be the text."""

MAX_MEDIA_ANCESTORS: Final = 3
"""Elements around a line whose class may say that it belongs to a picture or video."""


BUTTON_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:btn|button|cta)(?:$|[\s_-])", re.IGNORECASE)
"""Class names of a link that looks like a button."""

_is_button_class: Final = cached_search(BUTTON_CLASS)

MAX_BUTTON_CHARS: Final = 60
"""Characters of the words on a button."""


def is_button(block: Block) -> bool:
    """Return whether a line is only a link that its class calls a button: it orders, books or leads on, and is no text."""
    if not block.is_link or len(block.text) > MAX_BUTTON_CHARS:
        return False
    return any(_is_button_class(a.get("class") or "") and text_of(a) == block.text for a in block.element.iter("a"))


class AuthorLinks:
    """The link lines of a text that its author wrote: ``block in author_links``.

    They are in the same element as most of the text, or are the headings of its entries, and lead to another site. The links that a
    newspaper inserts lead to its own articles or to its accounts.
    """

    def __init__(self, page: Page, blocks: list[Block]) -> None:
        """Take the blocks of the whole content root, before any stage."""
        self._page = page
        self._blocks = blocks

    @cached_property
    def _own_domain(self) -> str:
        return urls.registered(urls.host(self._page.url))

    @cached_property
    def _text_parent(self) -> Element | None:
        """The parent element of most of the running text."""
        parents = Counter(b.element.getparent() for b in self._blocks if not b.links and is_sentence(b))
        return max(parents.items(), key=itemgetter(1), default=(None, 0))[0]

    @cached_property
    def _has_entries_elsewhere(self) -> bool:
        """Whether much of the text follows linked headings that lead to other sites: products, places, programs in a list."""
        lines = [block for block in self._blocks if block.kind != "figure"]
        entries = sum(
            len(entry.text)
            for head, entry in pairwise(lines)
            if head.kind == "heading"
            and head.links
            and is_sentence(entry)
            and is_link_line(head)
            and all(map(self._leads_to_other_site, head.links))
        )
        return entries > 0 and entries > MIN_ENTRIES_SHARE * sum(len(line.text) for line in lines if is_sentence(line))

    def __contains__(self, block: Block) -> bool:
        """Return whether a block is a link line that the author wrote."""
        if not block.links or not is_link_line(block):
            return False
        if block.kind == "heading" and self._has_entries_elsewhere:
            return all(map(self._leads_to_other_site, block.links))
        box = block.element.getparent()
        if block.element.tag == "li" and box is not None:
            box = box.getparent()
        if self._text_parent is None or box is not self._text_parent:
            return False
        return all(map(self._leads_to_other_site, block.links)) and not is_button(block)

    def is_label_of(self, label: Block, link: Block) -> bool:
        """Return whether a short line is the label of the link line after it, in an element apart from the text."""
        box = label.element if contains(label.element, link.element) else label.element.getparent()
        if (
            label.kind == "figure"
            or len(label.text) > MAX_SHORT_LINE_CHARS
            or label.is_link
            or not link.is_link
            or link in self
        ):
            return False
        if self._text_parent is None or box is None or box is self._text_parent or contains(box, self._text_parent):
            return False
        return contains(box, link.element)

    def is_apart_with_class(self, block: Block, has_class: Callable[[str], bool]) -> bool:
        """Return whether a block is inside an element without the text, and ``has_class`` accepts that element's class."""
        text_parent = self._text_parent
        if text_parent is None:
            return False
        around = islice((block.element, *block.element.iterancestors()), MAX_MEDIA_ANCESTORS)
        apart = takewhile(lambda box: not contains(box, text_parent), around)
        return any(has_class(names) for box in apart if (names := box.get("class")))

    def is_apart(self, block: Block) -> bool:
        """Return whether the parent of a block is another element than that of most of the text."""
        return self._text_parent is not None and block.element.getparent() is not self._text_parent

    def is_own(self, link: Link) -> bool:
        """Return whether a link leads to the newspaper itself, to one of its accounts, or to a shop for programmes."""
        return not self._leads_to_other_site(link)

    def _leads_to_other_site(self, link: Link) -> bool:
        host = urls.host(self._page.resolve(link.href) or "")
        return bool(host) and urls.registered(host) != self._own_domain and not SOCIAL_HOST.search(host)
