"""Connects a crawler to its run: the output, the state and the site's lock."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl.archive import outbox_run
from newscrawl.exporters.files import OutputError
from newscrawl.extensions.crawl_facts import configuration_hash, output_location, revisit_time
from newscrawl.middlewares.failures import reason_of
from newscrawl.policy.requests import ArticleRequest, crawl_request
from newscrawl.report import manifest
from newscrawl.state import StateError, clock, output_lock, site_lock

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.archive.run import Run
    from newscrawl.state import Lock


class RunExtension:
    """Opens the crawler's run before the first request, and releases it after the last one."""

    def __init__(self, crawler: Crawler) -> None:
        """Lock the site and open the run. Raises :class:`OutputError`, :class:`StateError` or :class:`~newscrawl.state.SiteLockedError`."""
        if not crawler.spider:
            raise NotConfigured("newscrawl's run needs a spider")
        self._crawler = crawler
        self._site = crawler.spider.name
        self._lock: Lock | None = None
        self._output_lock: Lock | None = None
        self._has_closed = False
        self._closing: asyncio.Future[None] | None = None
        location = output_location(crawler.settings)
        if location.state:
            held = outbox_run.held_lock(location, self._site)
            self._lock = held or site_lock(location.state, self._site, now=clock.timestamp())
        try:
            if location.output and location.state:
                self._output_lock = output_lock(location.output, location.state, self._site, now=clock.timestamp())
            self.run = outbox_run.acquire(location, next_revisit=partial(revisit_time, crawler.settings))
            if self._lock:
                self.run.hold(self._site, self._lock)
        except BaseException:
            self._unlock()
            raise
        crawler.signals.connect(self._closed, signals.spider_closed)
        crawler.signals.connect(self._failed, signals.item_error)
        crawler.signals.connect(self._failed, signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        return cls(crawler)

    @classmethod
    def run_of(cls, crawler: Crawler) -> Run:
        """Return the run that a crawler belongs to."""
        extension = crawler.get_extension(cls)
        if extension is None:
            raise NotConfigured("newscrawl.extensions.run.RunExtension is not among the EXTENSIONS")
        return extension.run

    def _failed(self, failure: Failure, response: Response | None = None) -> None:
        """Count the failure. If the run cannot write its output or state, end it: everything it fetches would be lost."""
        asked = crawl_request(getattr(response, "meta", {}))
        is_page = isinstance(asked, ArticleRequest)
        if isinstance(failure.value, (OutputError, StateError)):
            if is_page:
                self._crawler.stats.inc_value("newscrawl/postponed/store_failed")
            self.give_up(failure.value)
        else:
            if is_page:
                self._crawler.stats.inc_value("newscrawl/failed_pages")
            self._crawler.stats.inc_value(f"newscrawl/failed/{reason_of(failure.value)}")

    def give_up(self, error: Exception) -> None:
        """End the run at once, because its output or state cannot be written."""
        if self.run.failure is None:
            self.run.failure = error
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="store_failed"))

    def abandon(self) -> None:
        """Release the run of a crawl that was cancelled before its end. Does nothing after its end."""
        if self._has_closed or self._crawler.spider is None:
            return
        self._has_closed = True
        self.run.sites.setdefault(
            self._site, manifest.site_report(self._crawler.stats.get_stats(), reason="interrupted")
        )
        try:
            self.run.release()
        finally:
            self._unlock()

    def _closed(self, spider: Spider, reason: str) -> None:
        if self._has_closed:
            return
        from newscrawl.archive.site_end import add_report  # noqa: PLC0415 - a dozen record classes, needed at the end alone

        self._has_closed = True
        report = manifest.site_report(
            self._crawler.stats.get_stats(),
            reason=reason,
            configuration=configuration_hash(spider, self._crawler.settings),
            health=self.run.health.get(self._site),
            gaps=self.run.gaps.get(self._site),
        )
        add_report(self.run, self._site, report)
        try:
            self.run.release()
        finally:
            self._unlock()

    def _unlock(self) -> None:
        for lock in (self._output_lock, self._lock):
            if lock:
                lock.release()
