"""Connects a crawler to its run: the output, the state and the site's lock."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl import settings as project
from newscrawl.archive import outbox_run
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.site_end import add_report
from newscrawl.archive.upload import spool_of
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.middlewares.failures import reason_of
from newscrawl.objects.store import check_address, is_remote, local_path
from newscrawl.policy.requests import ArticleRequest, crawl_request
from newscrawl.report import manifest
from newscrawl.state import STATE_DIRECTORY, Place, StateError, clock, site_lock, state_place

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.state import Lock

_NOT_IN_HASH: Final = frozenset(
    {
        "LOG_FORMATTER",
        "LOG_LEVEL",
        "NEWSCRAWL_LOG_FORMAT",
        "NEWSCRAWL_METRICS_FILE",
        "NEWSCRAWL_METRICS_INTERVAL",
        "NEWSCRAWL_OUTPUT",
        "NEWSCRAWL_PROFILES",
        "NEWSCRAWL_ROUND",
        "NEWSCRAWL_SPOOL",
        "NEWSCRAWL_STATE",
    }
)
"""Settings of where a run writes and what it logs: they do not change what a crawl finds."""

MEMORY: Final = ":memory:"
"""Value of ``NEWSCRAWL_STATE`` for a run that remembers nothing."""


def output_location(settings: BaseSettings) -> OutputLocation:
    """Return where a run with these settings writes its output and its state.

    Where the output is the address of a bucket, the directory is the spool.

    If Scrapy's own feeds take the items (``-O x.jsonl``) and the settings name no output, nothing else is written or
    remembered, so the command gives the same lines each time, as Scrapy users expect. Raises :class:`ValueError` for an unknown
    output format, or an address in the place of a directory.
    """
    output_format = OutputFormat(settings.get("NEWSCRAWL_COMPRESS") or "none", settings["NEWSCRAWL_PARTITION"])
    named = settings.get("NEWSCRAWL_OUTPUT")
    if not named and not settings.getdict("FEEDS"):
        named = "output"
    remote = str(named).rstrip("/") if named and is_remote(str(named)) else None
    if remote:
        check_address(remote)
        named = settings.get("NEWSCRAWL_SPOOL") or spool_of(remote)
    output = local_path("NEWSCRAWL_OUTPUT", str(named)).absolute() if named else None
    state = settings.get("NEWSCRAWL_STATE")
    number = settings.get("NEWSCRAWL_ROUND") or ""
    where: Place | None
    if state == MEMORY:
        where = None
    elif state:
        where = state_place("NEWSCRAWL_STATE", str(state))
        where = where.absolute() if isinstance(where, Path) else where
    else:
        where = output / STATE_DIRECTORY if output else None
    return OutputLocation(output, where, output_format, number, remote)


def configuration_hash(spider: Spider, settings: BaseSettings) -> str:
    """Return a hash of everything that decides what a crawl finds: settings, arguments, profile. The output is not part of it."""
    values = {name: settings.get(name) for name in dir(project) if name.isupper() and name not in _NOT_IN_HASH}
    arguments = {name: getattr(spider, name, None) for name in ("url", "since", "until", "sections", "max_articles")}
    text = json.dumps([values, arguments, repr(getattr(spider, "site", ""))], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


class RunExtension:
    """Opens the crawler's run before the first request, and releases it after the last one."""

    def __init__(self, crawler: Crawler) -> None:
        """Lock the site and open the run. Raises :class:`OutputError`, :class:`StateError` or :class:`~newscrawl.state.SiteLockedError`."""
        if not crawler.spider:
            raise NotConfigured("newscrawl's run needs a spider")
        self._crawler = crawler
        self._site = crawler.spider.name
        self._lock: Lock | None = None
        self._has_closed = False
        self._closing: asyncio.Future[None] | None = None
        location = output_location(crawler.settings)
        if location.state:
            held = outbox_run.held_lock(location, self._site)
            self._lock = held or site_lock(location.state, self._site, now=clock.timestamp())
        try:
            self.run = outbox_run.acquire(location)
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
        if self._lock:
            self._lock.release()
