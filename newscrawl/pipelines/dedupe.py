"""Passes the articles of a crawl to the :class:`~newscrawl.pipelines.duplicates.Deduplicator`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from newscrawl.extensions.run import RunExtension
from newscrawl.items import Article
from newscrawl.pipelines.dropping import dropping
from newscrawl.pipelines.duplicates import Deduplicator

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DedupePipeline:
    """Passes the articles of a crawl to the :class:`Deduplicator`."""

    def __init__(self, crawler: Crawler) -> None:
        """Read the settings of the crawl."""
        stats = crawler.stats
        self._deduplicator = Deduplicator(RunExtension.run_of(crawler), crawler.settings, stats.inc_value)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Delete the signatures of months that are not kept, and make some of an earlier algorithm anew."""
        self._deduplicator.forget_old()
        self._deduplicator.renew_signatures()

    async def process_item(self, item: Any) -> Any:
        """Return the article with its revision and its duplicates. Raises :class:`Rejected` if it is not to be written."""
        with dropping():
            return self._deduplicator.judge(item) if isinstance(item, Article) else item
