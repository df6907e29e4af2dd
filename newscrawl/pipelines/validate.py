"""What may not stand in an archive, whatever a page says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl.items import Article
from newscrawl.pipelines.rejection import Outcome, Rejected

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_WORDLESS: Final = frozenset({"photo", "video", "infographic", "podcast"})
"""Genres that may do without a body of text."""


class ValidatePipeline:
    """Refuses what is empty, from the future, or outside the days that were asked for."""

    def __init__(self, crawler: Crawler) -> None:
        """The days come from the spider's ``since`` and ``until``."""
        self._since: datetime | None = getattr(crawler.spider, "since", None)
        self._until: datetime | None = getattr(crawler.spider, "until", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """The article itself, or :class:`Rejected`."""
        if isinstance(item, Article):
            check(item, since=self._since, until=self._until)
        return item


def check(article: Article, *, since: datetime | None = None, until: datetime | None = None) -> None:
    """Raise :class:`Rejected` for what may not be written."""
    if not article.text and article.genre not in _WORDLESS:
        raise Rejected("no_text")
    if not article.date_published:
        return
    published = datetime.fromisoformat(article.date_published)
    if article.date_fetched and published > datetime.fromisoformat(article.date_fetched) + timedelta(days=1):
        raise Rejected("date_in_future")
    if since and published < since:
        raise Rejected("before_since", Outcome.SKIPPED)
    if until and published >= until:
        raise Rejected("after_until", Outcome.SKIPPED)
