"""Ties a crawler to its run: where it writes, what it remembers, the site's lock."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl import settings as project
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.report import manifest
from newscrawl.state import STATE_DIRECTORY, SiteLock, StateError, clock

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

_ELSEWHERE: Final = frozenset(
    {
        "LOG_FORMATTER",
        "LOG_LEVEL",
        "NEWSCRAWL_LOG_FORMAT",
        "NEWSCRAWL_METRICS_FILE",
        "NEWSCRAWL_METRICS_INTERVAL",
        "NEWSCRAWL_OUTPUT",
        "NEWSCRAWL_ROUND",
        "NEWSCRAWL_STATE",
    }
)
"""Settings that say where a run goes and what is told of it."""

MEMORY: Final = ":memory:"
"""``NEWSCRAWL_STATE`` of a run that remembers nothing."""


_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def local_path(name: str, path: str) -> Path:
    """Return the path; :class:`ValueError` where it is an address such as ``s3://bucket/x``."""
    if _SCHEME.match(path):
        raise ValueError(f"{name} is a local path, not {path!r}: copy the files there after the crawl")
    return Path(path)


def place_of(settings: BaseSettings) -> OutputLocation:
    """Where a run with these settings writes and remembers.

    Where Scrapy's own feeds take the items (``-O x.jsonl``) and no output is named, nothing else is written and nothing
    remembered, so that the command gives the same lines each time, as a Scrapy user expects. :class:`ValueError` for an
    unknown form or an address in the place of a directory.
    """
    form = OutputFormat(settings.get("NEWSCRAWL_COMPRESS") or "none", settings["NEWSCRAWL_PARTITION"])
    named = settings.get("NEWSCRAWL_OUTPUT")
    if not named and not settings.getdict("FEEDS"):
        named = "output"
    output = local_path("NEWSCRAWL_OUTPUT", str(named)).absolute() if named else None
    state = settings.get("NEWSCRAWL_STATE")
    number = settings.get("NEWSCRAWL_ROUND") or ""
    if state == MEMORY:
        return OutputLocation(output, None, form, number)
    if state:
        return OutputLocation(output, local_path("NEWSCRAWL_STATE", str(state)).absolute(), form, number)
    return OutputLocation(output, output / STATE_DIRECTORY if output else None, form, number)


def configuration(spider: Spider, settings: BaseSettings) -> str:
    """Hash of what decides on what a crawl gives: settings, arguments, profile; not where it goes and what is logged."""
    told = {name: settings.get(name) for name in dir(project) if name.isupper() and name not in _ELSEWHERE}
    arguments = {name: getattr(spider, name, None) for name in ("url", "since", "until", "sections", "max_articles")}
    said = json.dumps([told, arguments, repr(getattr(spider, "site", ""))], sort_keys=True, default=_plain)
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


class RunExtension:
    """Opens the crawler's run before the first request and lets go of it after the last."""

    def __init__(self, crawler: Crawler) -> None:
        """Take the site's lock and open the run; what keeps it from starting is raised here."""
        if not crawler.spider:
            raise NotConfigured("newscrawl's run needs a spider")
        self._crawler = crawler
        self._site = crawler.spider.name
        self._lock: SiteLock | None = None
        self._closing: asyncio.Future[None] | None = None
        place = place_of(crawler.settings)
        if place.state:
            try:
                self._lock = SiteLock(place.state, self._site, now=clock.timestamp())
            except OSError as error:
                raise OutputError(
                    f"The state directory {place.state} cannot be used: {error.strerror}. Choose another with --state."
                ) from error
        try:
            self.run = Run.acquire(place)
        except BaseException:
            self._unlock()
            raise
        crawler.signals.connect(self._closed, signals.spider_closed)
        crawler.signals.connect(self._failed, signals.item_error)
        crawler.signals.connect(self._failed, signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        return cls(crawler)

    @classmethod
    def run_of(cls, crawler: Crawler) -> Run:
        """The run that a crawler belongs to."""
        extension = crawler.get_extension(cls)
        if extension is None:
            raise NotConfigured("newscrawl.extensions.run.RunExtension is not among the EXTENSIONS")
        return extension.run

    def _failed(self, failure: Failure) -> None:
        """Count what broke; a run that cannot write or remember ends at once, for what it would fetch now would be lost."""
        if isinstance(failure.value, (OutputError, StateError)):
            self.give_up(failure.value)
        else:
            self._crawler.stats.inc_value(f"newscrawl/failed/{type(failure.value).__name__}")

    def give_up(self, error: Exception) -> None:
        """End the run at once: it cannot write or remember."""
        if self.run.failure is None:
            self.run.failure = error
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="store_failed"))

    def _closed(self, spider: Spider, reason: str) -> None:
        self.run.sites[self._site] = manifest.site_report(
            self._crawler.stats.get_stats(),
            reason=reason,
            configuration=configuration(spider, self._crawler.settings),
            health=self.run.health.get(self._site),
            gaps=self.run.gaps.get(self._site),
        )
        try:
            self.run.release()
        finally:
            self._unlock()

    def _unlock(self) -> None:
        if self._lock:
            self._lock.release()
