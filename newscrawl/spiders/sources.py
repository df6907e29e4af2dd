"""A source while a run asks for it: what was remembered of it, and what is to be remembered next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from newscrawl import dates
from newscrawl.discover import schedule
from newscrawl.state import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.discover.archives import Shelf
    from newscrawl.discover.paging import Following


@dataclass(slots=True)
class Plan:
    """What a run would fetch: filled by one that fetches no article and remembers nothing."""

    articles: list[tuple[str, str | None]] = field(default_factory=list)
    """Address, and day where the source says one."""

    delay: float = 0.0
    """Seconds between two requests that the settings and robots.txt ask for."""

    requests: int = 0
    """That it took to find out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where in a source's pages a request stands."""

    page: int = 1
    section: str = ""
    """Address of the first page, from which the next ones are named."""

    channel: str | None = None
    """What the section's load-more endpoint knows it by."""

    way: int = 0
    """Number of the profile's way in which the page was asked for."""

    others: tuple[Following, ...] = ()
    """Further ways to the same page, where this one is refused."""

    shelf: Shelf | None = None
    """The archive that the page belongs to."""

    day: date | None = None
    """The day of the archive that the page is for; ``None`` on a section's page, where its number is looked for."""


@dataclass(slots=True, eq=False)
class AskedSource:
    """A feed, sitemap, listing or home page that this run asks for."""

    url: str
    """As it was asked for, whatever it redirects to."""

    site: str
    kind: str
    known: Source | None
    """What earlier runs remember of it."""

    root: AskedSource | None = None
    """The source that led to it; ``None`` for what a crawl begins with."""

    post: bool = False
    """Whether the query of its address is sent as a form, by POST."""

    news: int = 0
    """Addresses not met before, on it and on what it led to."""

    unconditional: bool = False
    """Whether it is to be read whole next time, too: a 304 would hide what it leads to."""

    failed: bool = False
    """Whether it, or a part of what it led to, could not be had."""

    _validators: tuple[str | None, str | None] | None = None

    @property
    def unfinished(self) -> bool:
        """Whether an earlier run could not read it, or what led to it, to the end."""
        return any(source.known is not None and source.known.unfinished for source in self._line())

    def _line(self) -> list[AskedSource]:
        return [self, self.root] if self.root else [self]

    def conditions(self) -> dict[str, str]:
        """Header fields that ask for it only where it has changed."""
        if not self.known or self.unfinished:
            return {}
        found = {"If-None-Match": self.known.etag, "If-Modified-Since": self.known.last_modified}
        return {name: value for name, value in found.items() if value}

    def answered(self, headers: Mapping[str, str] | None, *, now: datetime, bounds: schedule.Bounds) -> list[Source]:
        """What is to be remembered of it and of its root after an answer; ``headers`` are ``None`` after a 304."""
        if headers is not None:
            fields = {name.lower(): value for name, value in headers.items()}
            self._validators = fields.get("etag"), fields.get("last-modified")
        elif self.known:
            self._validators = self.known.etag, self.known.last_modified
        if self.root:
            self.root.news += self.news
        return [source._after_answer(now, bounds) for source in self._line() if not source.failed]  # noqa: SLF001 - our own

    def _after_answer(self, now: datetime, bounds: schedule.Bounds) -> Source:
        pace = schedule.after_answer(pace_of(self.known), now=now, news=self.news, bounds=bounds)
        etag, last_modified = (None, None) if self.unconditional else self._validators or (None, None)
        return self._source(pace, etag=etag, last_modified=last_modified, checked=dates.rfc3339(now))

    def without_answer(self, *, now: datetime, bounds: schedule.Bounds, again: bool) -> list[Source]:
        """What is to be remembered where it could not be had; ``again``: its root is read again, too, and both whole."""
        for source in self._line() if again else [self]:
            source.failed = True
        pace = schedule.after_failure(pace_of(self.known), now=now, bounds=bounds)
        found = [self._source(pace, unfinished=again)]
        if self.root and again:
            pace = schedule.after_failure(pace_of(self.root.known), now=now, bounds=bounds)
            found.append(self.root._source(pace, unfinished=True))  # noqa: SLF001 - our own
        return found

    def _source(
        self,
        pace: schedule.Pace,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        checked: str | None = None,
        unfinished: bool = False,
    ) -> Source:
        return Source(
            url=self.url,
            site=self.site,
            kind=self.kind,
            etag=etag,
            last_modified=last_modified,
            checked=checked,
            brought_news=dates.rfc3339(pace.brought_news) if pace.brought_news else None,
            root=self.root.url if self.root else None,
            first_checked=dates.rfc3339(pace.first_checked),
            gap=pace.gap.total_seconds(),
            interval=pace.interval.total_seconds(),
            next_check=dates.rfc3339(pace.next_check),
            unfinished=unfinished,
        )


def pace_of(source: Source | None) -> schedule.Pace | None:
    """The pace of a remembered source; ``None`` where it was never asked on a schedule."""
    if not source or not source.first_checked or not source.next_check or source.gap is None or source.interval is None:
        return None
    return schedule.Pace(
        first_checked=datetime.fromisoformat(source.first_checked),
        brought_news=datetime.fromisoformat(source.brought_news) if source.brought_news else None,
        gap=timedelta(seconds=source.gap),
        interval=timedelta(seconds=source.interval),
        next_check=datetime.fromisoformat(source.next_check),
    )


def is_due(source: Source | None, lastmod: str | None, *, now: datetime) -> bool:
    """Whether a source is to be asked: its interval is over, or what led to it says that it has changed since."""
    changed = dates.parse(lastmod) if lastmod else None
    if source and source.checked and changed and changed > datetime.fromisoformat(source.checked):
        return True
    return schedule.is_due(pace_of(source), now=now)
