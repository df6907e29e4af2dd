"""The last pipeline: commits the article's line, or closes the address of an article that is not written."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import signals

from newscrawl.dedupe.identity import SAME_CONTENT
from newscrawl.extensions.crawl_facts import revisit_time
from newscrawl.extensions.run import RunExtension
from newscrawl.extract.permissions import PERMISSION_FIELDS, USES, permission
from newscrawl.items import Article
from newscrawl.pipelines.dropping import Dropped, dropping
from newscrawl.pipelines.duplicates import Deduplicator
from newscrawl.pipelines.rejection import Outcome, Rejected
from newscrawl.policy import schedule
from newscrawl.state import CopyAppearedError, Status, address_key, clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

MAX_JUDGEMENTS: Final = 20
"""How often an article is compared with others at most, while copies of it keep coming from other machines."""

_ANSWERS: Final = {True: "allowed", False: "refused", None: "unknown"}
"""What a publisher says of a use, as it is counted."""


class CommitPipeline:
    """Commits articles, and closes the addresses of articles that a pipeline rejected."""

    def __init__(self, crawler: Crawler) -> None:
        """Read ``CLOSESPIDER_ITEMCOUNT``, the most articles that are written (0: no limit), and ``NEWSCRAWL_REVISITS``."""
        self._crawler = crawler
        self._run = RunExtension.run_of(crawler)
        self._stats = crawler.stats
        self._settings = crawler.settings
        self._max_articles = crawler.settings.getint("CLOSESPIDER_ITEMCOUNT")
        schedule.parse_durations(
            crawler.settings.get("NEWSCRAWL_REVISITS", "")
        )  # raises ValueError before the first request
        self._written = 0
        crawler.signals.connect(self._dropped, signals.item_dropped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Commit the article and return it. Raises :class:`Rejected` if the run has written enough."""
        if not isinstance(item, Article):
            return item
        if self._max_articles and self._written >= self._max_articles:
            # Scrapy closes the spider at this count, but requests in flight still bring articles.
            raise Dropped("max_articles", Outcome.POSTPONED)
        with dropping():
            item = self._commit(item)
        self._written += 1
        stated = {name: getattr(item, name) for name in PERMISSION_FIELDS}
        for use in USES:
            self._stats.inc_value(f"newscrawl/permission/{use}/{_ANSWERS[permission(stated, use)]}")
        self._stats.inc_value("newscrawl/written/new" if item.revision == 1 else "newscrawl/written/revised")
        return item

    def _commit(self, item: Article) -> Article:
        """Commit the article and return it. If another machine has just committed a copy of it, judge it again first.

        Raises :class:`Rejected` if it is not to be written then.
        """
        keys = list({address_key(item.requested_url), address_key(item.url)})
        for tries in count(1):
            first_seen = item.date_first_seen or item.date_fetched or clock.timestamp()
            try:
                again = revisit_time(self._settings, first_seen, item.date_published)
                self._run.commit(item, keys=keys, first_seen=first_seen, next_revisit=again)
            except CopyAppearedError:
                if tries == MAX_JUDGEMENTS:
                    raise
                item = self._judged_again(item)
            else:
                break
        return item

    def _judged_again(self, item: Article) -> Article:
        """Return the article with its duplicates as they are now. What was counted as a copy before is not counted again."""
        was_copy = item.near_duplicate_of is not None
        counted = (lambda _: None) if was_copy else self._stats.inc_value
        return Deduplicator(self._run, self._settings, counted).judge(item)

    def _dropped(self, item: object, exception: Exception) -> None:
        if not isinstance(item, Article) or not isinstance(exception, Rejected):
            return
        self._stats.inc_value(f"newscrawl/{exception.outcome.value}/{exception.reason}")
        self._run.fingerprints.pop(item.id, None)
        key = address_key(item.requested_url)
        is_repeat = exception.reason == SAME_CONTENT
        # Only newscrawl's own spiders judge a run as a whole.
        judge: Callable[[Article, str | None], bool] | None = getattr(self._crawler.spider, "note_repeated", None)
        if is_repeat and judge and judge(item, self._run.store_of(item.site).article_with_content(item.content_hash)):
            return
        if exception.outcome is Outcome.SKIPPED and not self._run.store_of(item.site).article(item.id):
            self._run.store_of(item.site).delete_address(key)
        elif exception.outcome is not Outcome.POSTPONED:
            # `newscrawl retry` takes addresses that were rejected: a page can repeat another one by a fault of the site.
            # The address of an article that was written before keeps it.
            is_rejected = exception.outcome is Outcome.REJECTED or (
                is_repeat and not self._run.store_of(item.site).article(item.id)
            )
            self._run.store_of(item.site).set_status(
                key,
                Status.REJECTED if is_rejected else Status.DONE,
                now=clock.timestamp(),
                reason=exception.reason,
                etag=item.fetch.etag,
                last_modified=item.fetch.last_modified,
                article_id=item.id if exception.outcome is Outcome.KNOWN and not is_rejected else None,
            )
