"""Articles in several pages: which page is requested next, and the record as far as its pages are joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from newscrawl.extract.further_pages import MAX_PAGES
from newscrawl.extract.parts import cut, is_same_article, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.extract import ExtractedPage
    from newscrawl.extract.further_pages import FurtherPage
    from newscrawl.items import Article

OTHER_ARTICLE: Final = "other_article"
"""The further page has another headline, and nothing but its address says that it belongs to the article."""

REPEATED: Final = "repeated"
"""The further page shows what the pages before it show: its number means something else at this site."""

JOINED: Final = "joined"
"""The further page was joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """An article of which at least the first page is read. Values: each step returns a new one."""

    first: ExtractedPage
    """The first page, as it was read."""

    article: Article
    """The record, joined up to page ``number``."""

    number: int = 1
    """The page that was joined last."""

    further: Mapping[int, FurtherPage]
    """The pages behind it that are known, by number."""

    @classmethod
    def begin(cls, page: ExtractedPage) -> Joining:
        """Start with the first page of an article."""
        return cls(first=page, article=page.article, further=page.further)

    @property
    def next_number(self) -> int | None:
        """The number of the page to request; ``None`` if the article is whole, or cannot be joined further."""
        following = self.number + 1
        return following if following in self.further and following <= MAX_PAGES else None

    @property
    def url(self) -> str:
        """The address of the page to request."""
        return self.further[self.number + 1].url

    @property
    def result(self) -> Article:
        """The record as it is: with the warning ``truncated`` if further pages are known and not joined."""
        return cut(self.article) if any(number > self.number for number in self.further) else self.article

    def add(self, part: ExtractedPage) -> tuple[Joining, str]:
        """Join the page that was requested, and say what became of it: :data:`JOINED`, or why it was left out."""
        number = self.number + 1
        is_certain = self.further[number].is_certain
        if not is_certain and not is_same_article(self.first.article, part.article):
            return self.without_rest(), OTHER_ARTICLE
        article = joined(self.article, part.article, number=number, first_url=self.first.url, is_certain=is_certain)
        if article is None:
            return replace(self, further={}), REPEATED
        return replace(self, article=article, number=number, further={**part.further, **self.further}), JOINED

    def without_rest(self) -> Joining:
        """End with what is joined, as ``truncated``: a page cannot be had."""
        return replace(self, article=cut(self.article), further={})
