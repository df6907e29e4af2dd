"""The strategies of a crawl. A crawl has one of each group, and the groups are independent of each other.

* what it does: :data:`LIVE`, :data:`DRY_RUN` (``plan``), :data:`REPLAY`
* which sources it requests: :class:`PollAll`, :class:`PollDue`
* in which order: :class:`NewestFirst` (a live crawl), :class:`OldestFirst` (a backfill)

Revisits are a strategy that can be added to a live crawl: :class:`newscrawl.policy.revisits.Revisits`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol
from urllib.parse import urljoin

from newscrawl import dates
from newscrawl.discover.sitemap_dates import article_period
from newscrawl.policy.frontier import address_date
from newscrawl.policy.source_visit import is_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.discover import Link
    from newscrawl.discover.sitemap import Child
    from newscrawl.discover.source import PageCursor
    from newscrawl.policy.backfill import Backfill
    from newscrawl.policy.state_view import StateView
    from newscrawl.sites import Site
    from newscrawl.state import Address, Source

_MIN_RETRY_AGE: Final = timedelta(hours=1)
"""Minimum time between two tries of a page on a schedule, so that max_tries lasts over an hour."""

_AFTER_ALL_DATES: Final = "9"
"""Sort key of an article without a date: behind all articles with one."""


@dataclass(slots=True)
class CrawlPlan:
    """The result of a dry run: what a crawl would fetch."""

    articles: list[tuple[str, str | None]] = field(default_factory=list)
    """Address, and day of publication if the source names it."""

    delay: float = 0.0
    """Seconds between two requests, from the settings and robots.txt."""

    requests: int = 0
    """Requests that the dry run sent."""


class CrawlMode(NamedTuple):
    """What a crawl does with what it finds."""

    follows: bool
    """Whether it sends requests for what it finds."""

    remembers: bool
    """Whether it changes the state and fetches articles."""


LIVE: Final = CrawlMode(follows=True, remembers=True)
"""A crawl: reads sources, fetches articles, remembers both."""

DRY_RUN: Final = CrawlMode(follows=True, remembers=False)
"""Reads sources only, and lists the articles that a crawl would fetch."""

REPLAY: Final = CrawlMode(follows=False, remembers=True)
"""Reads the given saved pages and nothing else."""


class Polling(Protocol):
    """Which known sources are requested."""

    def extra_sources(self, state: StateView, site: str) -> list[Source]:
        """Return sources that are requested besides those of the profile."""

    def wants(self, known: Source | None, lastmod: str | None, *, now: datetime) -> bool:
        """Return whether a source is requested now."""

    def retry_cutoff(self, now: datetime) -> str | None:
        """Return the time (RFC 3339) before which an address must have failed to be retried; ``None`` for no limit."""


class PollAll:
    """Request all sources."""

    def extra_sources(self, state: StateView, site: str) -> list[Source]:
        """Return none."""
        return []

    def wants(self, known: Source | None, lastmod: str | None, *, now: datetime) -> bool:
        """Return true."""
        return True

    def retry_cutoff(self, now: datetime) -> str | None:
        """Return no limit."""
        return None


class PollDue:
    """Request the sources whose interval is over: for runs on a schedule."""

    def __init__(self, *, catch_up: bool) -> None:
        """With ``catch_up`` all sources are due, because the last run did not end."""
        self._catch_up = catch_up

    def extra_sources(self, state: StateView, site: str) -> list[Source]:
        """Return the sources that earlier runs began with."""
        return state.entry_sources(site)

    def wants(self, known: Source | None, lastmod: str | None, *, now: datetime) -> bool:
        """Return whether the interval is over, or the source has changed since."""
        return self._catch_up or is_due(known, lastmod, now=now)

    def retry_cutoff(self, now: datetime) -> str | None:
        """Return the time before which an address must have failed to be retried."""
        return dates.rfc3339(now - _MIN_RETRY_AGE)


class Order(Protocol):
    """The order in which sources and articles are requested."""

    backfill: Backfill | None
    """The plan of a backfill."""

    def first_sources(self, site: Site) -> Iterator[tuple[str, str]]:
        """Yield the sources of the profile to begin with: kind and address."""

    def sort(self, addresses: list[Address]) -> list[Address]:
        """Return the new articles of a source in the order in which they are requested."""

    def note_found(self, links: Iterable[Link], new: int) -> None:
        """Take note of the articles of a source, and of how many of them are new."""

    def priority(self, number: int) -> int:
        """Return the priority of the run's article request with this number, from 1."""

    def defer_sitemaps(
        self, children: list[Child], state: StateView, *, cursor: PageCursor, remembers: bool
    ) -> list[Child]:
        """Return the child sitemaps that are requested at once."""


class NewestFirst:
    """Request what sources name first, and let Scrapy send the newest request first."""

    backfill: Backfill | None = None

    def first_sources(self, site: Site) -> Iterator[tuple[str, str]]:
        """Yield feeds, sitemaps and sections of the profile; the home page if the profile names none."""
        for kind, addresses in (("feed", site.feeds), ("sitemap", site.sitemaps), ("listing", site.sections)):
            for address in addresses:
                yield kind, urljoin(site.home, address)
        if not (site.feeds or site.sitemaps or site.sections):
            yield "home", site.home

    def sort(self, addresses: list[Address]) -> list[Address]:
        """Return the addresses as they are."""
        return addresses

    def note_found(self, links: Iterable[Link], new: int) -> None:
        """Take no note."""

    def priority(self, number: int) -> int:
        """Return the same priority for all articles."""
        return 0

    def defer_sitemaps(
        self, children: list[Child], state: StateView, *, cursor: PageCursor, remembers: bool
    ) -> list[Child]:
        """Return all."""
        return children


class OldestFirst:
    """Read sources and fetch articles in the order of their days: for a backfill."""

    def __init__(self, backfill: Backfill) -> None:
        """Take the plan of the backfill."""
        self.backfill: Backfill | None = backfill
        self._backfill = backfill

    def first_sources(self, site: Site) -> Iterator[tuple[str, str]]:
        """Yield the sitemaps of the profile; if it has neither sitemaps nor archives, what a live crawl begins with."""
        if site.sitemaps or site.archives:
            yield from (("sitemap", urljoin(site.home, address)) for address in site.sitemaps)
        else:
            yield from NewestFirst().first_sources(site)

    def sort(self, addresses: list[Address]) -> list[Address]:
        """Return the addresses by date, those without a date last. A date in the address counts more than a last change."""
        return sorted(addresses, key=_date_key)

    def note_found(self, links: Iterable[Link], new: int) -> None:
        """Take note of how far back the links reach, and count the articles that are to be fetched."""
        self._backfill.progress.found += new
        self._backfill.note_links(links)

    def priority(self, number: int) -> int:
        """Return a lower priority for each further article: Scrapy would send the newest request first."""
        return -number

    def defer_sitemaps(
        self, children: list[Child], state: StateView, *, cursor: PageCursor, remembers: bool
    ) -> list[Child]:
        """Return the sitemaps whose days are unknown; the others wait for their days."""
        marks = state.sources(self._backfill.marks(children)) if remembers else {}
        return self._backfill.defer_sitemaps(children, marks, cursor=cursor)


def _date_key(address: Address) -> str:
    period = article_period(address.url) if not (address.hints and "date_published" in address.hints) else None
    return format_date(period[0] if period else address_date(address)) or _AFTER_ALL_DATES


def format_date(when: datetime | None) -> str:
    """Return a date as RFC 3339, or an empty string for ``None``."""
    return dates.rfc3339(when) if when else ""
