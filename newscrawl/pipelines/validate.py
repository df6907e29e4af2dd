"""Rejects articles that must not be in the output, whatever the page says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl.items import Article
from newscrawl.pipelines.rejection import Outcome, Rejected

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_MAX_AHEAD: Final = timedelta(days=1)
"""How far a date of publication may be after the fetch."""

_GENRES_WITHOUT_TEXT: Final = frozenset({"photo", "video", "infographic", "podcast"})
"""Genres whose articles may have no body text."""


class ValidatePipeline:
    """Rejects articles that are empty, dated in the future, or outside the requested days."""

    def __init__(self, crawler: Crawler) -> None:
        """Take the requested days from the spider's ``since`` and ``until``."""
        self._since: datetime | None = getattr(crawler.spider, "since", None)
        self._until: datetime | None = getattr(crawler.spider, "until", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Return the article. Raises :class:`Rejected` if it must not be written."""
        if isinstance(item, Article):
            from newscrawl.pipelines.dropping import dropping  # noqa: PLC0415 - `check` needs no Scrapy

            with dropping():
                check(item, since=self._since, until=self._until)
        return item


def check(article: Article, *, since: datetime | None = None, until: datetime | None = None) -> None:
    """Raise :class:`Rejected` if the article must not be written."""
    if not article.text and article.genre not in _GENRES_WITHOUT_TEXT:
        raise Rejected("no_text")
    if not article.date_published:
        return
    published = datetime.fromisoformat(article.date_published)
    if article.date_fetched and published > datetime.fromisoformat(article.date_fetched) + _MAX_AHEAD:
        raise Rejected("date_in_future")
    if since and published < since:
        raise Rejected("before_since", Outcome.SKIPPED)
    if until and published >= until:
        raise Rejected("after_until", Outcome.SKIPPED)
