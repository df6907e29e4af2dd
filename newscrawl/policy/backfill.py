"""A backfill: the past of a site in the order of its days.

If a sitemap's days are known, by its address or its last change, they decide when it is read. Its articles are fetched before
the next sitemap is requested. So a backfill that is stopped has its first days complete, and it never holds the addresses of
ten years in memory.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from newscrawl import dates
from newscrawl.dates import VIETNAM
from newscrawl.discover import date_archive, sitemap_dates
from newscrawl.discover.date_archive import DateArchive
from newscrawl.discover.source import PageCursor
from newscrawl.policy.frontier import published_period
from newscrawl.state import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from newscrawl.discover import Link
    from newscrawl.discover.sitemap import Child
    from newscrawl.report.progress import Progress
    from newscrawl.sites import Site
    from newscrawl.sites.profile import Archive

_ONE_DAY: Final = timedelta(days=1)

_START_TOLERANCE: Final = timedelta(days=31)
"""Sources reach back far enough if their earliest article is at most this much later than the first requested day."""

_MAX_PROBED_SECTIONS: Final = 6
"""Sections whose archive is first tried with the last day: if none of them shows an article, the archive does not exist."""

_MAX_REPEATED_DAYS: Final = 4
"""Days in a row that show the articles of another day, after which the archive is taken to ignore the day."""

_MARK_SUFFIX: Final = "#backfill"
"""Ends the key under which the state remembers that a source was read whole. Addresses of sources have no fragment."""


@dataclass(frozen=True, slots=True, order=True)
class PlannedSource:
    """A source that is read when its first day comes."""

    start: datetime
    number: int
    """Order among sources with the same first day."""

    kind: str = field(compare=False)
    url: str = field(compare=False)
    cursor: PageCursor = field(compare=False)


class Backfill:
    """The sources that a backfill still has to read."""

    def __init__(self, site: Site, *, since: datetime, until: datetime, progress: Progress) -> None:
        """Take the range of days; ``until`` is the first time that is not wanted."""
        self._site = site
        self._since = since
        self._until = until
        self._planned: list[PlannedSource] = []
        self._numbers = count()
        self._untried_archives: deque[Archive] = deque(site.archives)
        self._good_days = self._bad_days = self._probes = self._repeated_days = 0
        self._last_shown: dict[str, tuple[date, frozenset[str]]] = {}
        """The day and articles that each section's archive showed last, by the section's address."""

        self._listings_tried = False
        self.earliest: datetime | None = None
        """The earliest date of an article that any source named."""

        self.progress = progress

    def note_links(self, links: Iterable[Link]) -> None:
        """Take note of how far back the articles of a source reach: by what it says of them, else by their addresses."""
        found = (_earliest_date(link) for link in links)
        self.earliest = min(filter(None, (*found, self.earliest)), default=None)

    # -- sitemaps -----------------------------------------------------------------------------------------------

    def defer_sitemaps(
        self, children: Iterable[Child], known: Mapping[str, Source], *, cursor: PageCursor
    ) -> list[Child]:
        """Return the sitemaps to read at once: those whose days are unknown.

        The others are read when their first day comes. Those that an earlier backfill read whole are left out.
        """
        rest = []
        for child in children:
            period = sitemap_dates.period(child.url)
            start = period[0] if period else dates.parse(child.lastmod or "")
            mark = known.get(child.url + _MARK_SUFFIX)
            if period and mark and _is_final(mark, period[1], child.lastmod):
                continue
            if start:
                self._put(start, "sitemap", child.url, cursor)
            else:
                rest.append(child)
        return rest

    @staticmethod
    def marks(children: Iterable[Child]) -> list[str]:
        """Return the keys under which the state remembers sitemaps that were read whole."""
        return [child.url + _MARK_SUFFIX for child in children]

    def mark(self, url: str, kind: str, site: str, *, now: str, day: date | None = None) -> Source | None:
        """Return what the state is to hold of a source that was read whole.

        Returns ``None`` if the source's days are unknown, or some of them are outside the requested days.
        """
        if day:
            first = datetime.combine(day, time(), VIETNAM)
            period: tuple[datetime, datetime] | None = (first, first + _ONE_DAY)
        else:
            period = sitemap_dates.period(url) if kind == "sitemap" else None
        if not period or period[0] < self._since or period[1] > self._until:
            return None
        return Source(url=url + _MARK_SUFFIX, site=site, kind="backfill", checked=now)

    # -- what comes next ----------------------------------------------------------------------------------------

    def _put(self, start: datetime, kind: str, url: str, cursor: PageCursor) -> None:
        heapq.heappush(self._planned, PlannedSource(start, next(self._numbers), kind, url, cursor))
        self.progress.sources_left = len(self._planned)

    def next(self) -> PlannedSource | None:
        """Return the source with the earliest first day, and remove it; ``None`` if none is left."""
        if not self._planned:
            return None
        found = heapq.heappop(self._planned)
        self.progress.began(found.start.astimezone(VIETNAM).date(), left=len(self._planned))
        return found

    @property
    def archive_works(self) -> bool:
        """Return whether the archive that is being read has shown the articles of a day."""
        return bool(self._good_days)

    @property
    def reaches_back(self) -> bool:
        """Return whether the articles found so far begin near the first requested day."""
        return bool(self.earliest and self.earliest <= self._since + _START_TOLERANCE)

    def further_sources(self) -> Iterator[tuple[str, str, PageCursor]]:
        """Yield sources that may reach further back: kind, address and cursor; nothing if none is left to try.

        Each call tries the next archive of the profile, until one works. The last call tries the listings.
        """
        if self.reaches_back or self._listings_tried or self._good_days:
            return
        if self._untried_archives:
            yield from self._open_archive(self._untried_archives.popleft())
            return
        self._listings_tried = True
        for section in self._site.sections:
            address = urljoin(self._site.home, section)
            yield "listing", address, PageCursor(section=address)

    # -- archives by date ---------------------------------------------------------------------------------------

    def _open_archive(self, archive: Archive) -> Iterator[tuple[str, str, PageCursor]]:
        self._bad_days = self._probes = self._repeated_days = 0
        sections = self._site.sections if date_archive.is_by_section(archive) else ("",)
        for section in sections:
            found = DateArchive(archive, urljoin(self._site.home, section))
            if archive.channel:
                yield "archive", found.section, PageCursor(section=found.section, archive=found)
            else:
                yield from self.plan_days(found)

    def plan_days(self, archive: DateArchive) -> Iterator[tuple[str, str, PageCursor]]:
        """Plan the days of an archive, and yield the last day of the first few sections, which tests the archive."""
        wanted = list(date_archive.days(self._since, min(self._until, self.earliest or self._until)))
        for day in wanted:
            if url := archive.page_url(day):
                cursor = PageCursor(section=archive.section, channel=archive.channel, archive=archive, day=day)
                self._put(datetime.combine(day, time(), VIETNAM), "archive", url, cursor)
                if day == wanted[-1] and self._probes < _MAX_PROBED_SECTIONS:
                    self._probes += 1
                    yield "archive", url, cursor

    def drop_read_days(self, known: Mapping[str, Source]) -> None:
        """Drop the archive days that an earlier backfill read whole. ``known`` holds the marks from the state."""
        self._replan(
            planned
            for planned in self._planned
            if not (
                planned.cursor.day
                and (mark := known.get(planned.url + _MARK_SUFFIX))
                and _is_final(mark, planned.start + _ONE_DAY, None)
            )
        )

    def _replan(self, planned: Iterable[PlannedSource]) -> None:
        self._planned = list(planned)
        heapq.heapify(self._planned)
        self.progress.sources_left = len(self._planned)

    def day_marks(self) -> list[str]:
        """Return the keys under which the state remembers the planned archive days, if they were read whole."""
        return [planned.url + _MARK_SUFFIX for planned in self._planned if planned.cursor.day]

    def note_day(self, cursor: PageCursor, links: Collection[Link]) -> bool:
        """Take note of the first page of a day, and return whether it shows that day.

        It must show articles, most of the dated ones from that day, and not those of another day.
        """
        day = cursor.day
        if day is None:
            return False
        addresses = frozenset(link.url for link in links)
        before = self._last_shown.get(cursor.section)
        published = [link.hints.date_published[:10] for link in links if link.hints.date_published]
        near = {(day + n * _ONE_DAY).isoformat() for n in (-1, 0, 1)}
        is_repeated = bool(before and addresses and before[0] != day and before[1] == addresses)
        is_good = bool(addresses) and not is_repeated and 2 * sum(text in near for text in published) >= len(published)
        self._last_shown[cursor.section] = day, addresses
        if is_good:
            self._good_days += 1
            self._repeated_days = 0
        elif is_repeated:
            self._repeated_days += 1
            if self._repeated_days >= _MAX_REPEATED_DAYS:
                self._good_days = 0  # the articles shown before were not those of the day
                self._give_up(cursor)
        else:
            self.note_bad_day(cursor)
        return is_good

    def note_bad_day(self, cursor: PageCursor) -> None:
        """Take note of a day that could not be fetched or showed nothing. An archive that shows no day at all is given up."""
        self._bad_days += 1
        if not self._good_days and self._bad_days >= self._probes:
            self._give_up(cursor)

    def _give_up(self, cursor: PageCursor) -> None:
        archive = cursor.archive.archive if cursor.archive else None
        self._replan(p for p in self._planned if not (p.cursor.archive and p.cursor.archive.archive is archive))

    @staticmethod
    def next_page(cursor: PageCursor) -> tuple[str, PageCursor] | None:
        """Return the address and cursor of the next page of the same day; ``None`` if the archive has no template for it."""
        if cursor.archive is None or cursor.day is None:
            return None
        url = cursor.archive.page_url(cursor.day, cursor.page + 1)
        return (url, replace(cursor, page=cursor.page + 1)) if url else None


def _earliest_date(link: Link) -> datetime | None:
    """Return the date that a source or the address gives an article; the first day of a month that only the address names."""
    period = published_period(link)
    return period[0] if period else dates.parse(link.lastmod or "")


def _is_final(mark: Source, end: datetime, lastmod: str | None) -> bool:
    """Return whether a source that was read whole is still complete: its days were over, and it names no later change."""
    if not mark.checked:
        return False
    checked, changed = datetime.fromisoformat(mark.checked), dates.parse(lastmod or "")
    return checked >= end + _ONE_DAY and not (changed and changed > checked)
