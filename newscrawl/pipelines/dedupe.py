"""Whether an article is new, the same again, or a revision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from newscrawl.dedupe import compare
from newscrawl.extensions.run import RunExtension
from newscrawl.items import Article
from newscrawl.pipelines.rejection import Outcome, Rejected

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DedupePipeline:
    """Asks the store, lets :func:`newscrawl.dedupe.compare` decide."""

    def __init__(self, crawler: Crawler) -> None:
        """The store is the run's."""
        self._store = RunExtension.run_of(crawler).store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """The article, with its revision and what it is a copy of; :class:`Rejected` where it is known."""
        if not isinstance(item, Article):
            return item
        before = self._store.article(item.id)
        verdict = compare(
            item,
            revision=before.revision if before else None,
            content_hash=before.content_hash if before else None,
            date_published=before.date_published if before else None,
            same_content=self._store.content(item.content_hash),
        )
        if verdict.known:
            raise Rejected(verdict.known, Outcome.KNOWN)
        return replace(
            item,
            revision=verdict.revision,
            date_first_seen=before.first_seen if before else item.date_fetched,
            near_duplicate_of=verdict.copy_of,
            similarity=1.0 if verdict.copy_of else None,
            cluster_id=verdict.copy_of,
        )
