"""A site of the configuration: its settings in two forms, and when it is crawled next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from newscrawl.extensions.crawl_facts import output_location
from newscrawl.extensions.plain_settings import PlainSettings
from newscrawl.policy import schedule

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from newscrawl.archive.run import OutputLocation
    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.runner.jobs import Job
    from newscrawl.sites import Site
    from newscrawl.spiders import NewsSpider
    from newscrawl.state import OpenedStore

MAX_RETRY_PAUSE: Final = timedelta(days=1)
"""Longest pause before a site is crawled again whose runs fail."""

MAX_DOUBLINGS: Final = 16
"""Failures in a row that double the pause; keeps the power of two small."""

_PLAIN_SETTINGS: Final = ("NEWSCRAWL_", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT", "LOG_", "USER_AGENT")
"""Beginnings of the names of settings that bring no component of a user's into a crawl."""

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class ScheduledSite:
    """One site of the configuration and the outcome of its last runs."""

    site: Site
    arguments: dict[str, Any]
    """Arguments of the spider."""

    given: dict[str, Any]
    """Settings that differ from newscrawl's own."""

    busy: bool = False
    not_before: datetime = _LONG_AGO
    failures: int = 0
    _settings: Settings | None = None

    @classmethod
    def of_job(cls, job: Job, using: Settings) -> ScheduledSite:
        """Return the site of a job."""
        return cls(job.spider.site, job.arguments, {}, _settings=using)

    @property
    def name(self) -> str:
        """The site's name."""
        return self.site.name

    @property
    def spider(self) -> type[NewsSpider]:
        """A new class of its spider."""
        from newscrawl.spiders import spider_class  # noqa: PLC0415 - Scrapy

        return spider_class(self.site)

    @property
    def settings(self) -> Settings:
        """Its settings as crawlers take them."""
        if self._settings is None:
            from newscrawl.runner.jobs import build_settings  # noqa: PLC0415 - Scrapy

            self._settings = build_settings(**self.given)
        return self._settings

    @cached_property
    def plain(self) -> PlainSettings | None:
        """Its settings without Scrapy; ``None`` if it has others than newscrawl's own, which may name a user's components."""
        is_plain = self._settings is None and all(map(_is_plain, self.given))
        return PlainSettings.of(**self.given) if is_plain else None

    @property
    def setting_values(self) -> SettingValues:
        """Its settings in either form."""
        return self.settings if self.plain is None else self.plain

    @property
    def location(self) -> OutputLocation:
        """Where its runs write files and state."""
        return output_location(self.setting_values)

    def due(self, store: OpenedStore | None, *, now: datetime) -> datetime:
        """Return the moment of its next crawl."""
        first = store.next_due(self.name, revisits=self.setting_values.getbool("NEWSCRAWL_REVISIT")) if store else None
        moment = datetime.fromisoformat(first) if first else now
        if moment > now + schedule.parse_duration(self.setting_values["NEWSCRAWL_MAX_INTERVAL"]):
            moment = now  # the clock was wrong when it was stored, or it is damaged: no source rests for so long
        return max(self.not_before, moment)

    def changed(self, other: ScheduledSite) -> ScheduledSite:
        """Take over another configuration of the site and return this object. A site whose runs failed is due again."""
        self.site, self.arguments, self.given, self._settings = other.site, other.arguments, other.given, None
        self.__dict__.pop("plain", None)
        if self.failures:
            self.failures, self.not_before = 0, _LONG_AGO
        return self

    def record_end(self, *, succeeded: bool, now: datetime) -> None:
        """Record how a run ended and plan the next: after the shortest interval, or doubled with each failure in a row."""
        self.busy = False
        self.failures = 0 if succeeded else self.failures + 1
        pause = schedule.parse_duration(self.setting_values["NEWSCRAWL_MIN_INTERVAL"]) * 2 ** min(
            self.failures, MAX_DOUBLINGS
        )
        self.not_before = now + min(pause, MAX_RETRY_PAUSE) if self.failures else now + pause


def _is_plain(name: str) -> bool:
    """Return whether a setting brings no component of a user's into a crawl."""
    return name.startswith(_PLAIN_SETTINGS) and name != "LOG_FORMATTER"
