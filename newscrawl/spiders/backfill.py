"""The past of a site, in the order of its days: which sources are read next, and how far it has come.

What is known of a sitemap's days, by its name or last change, decides when it is read; its articles are fetched before the next
one is asked for. So a backfill that is stopped has its first days whole, and does not hold the addresses of ten years in memory.
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
from newscrawl.discover import archives, shards
from newscrawl.discover.archives import Shelf
from newscrawl.spiders.sources import Position
from newscrawl.state import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from newscrawl.discover import Link
    from newscrawl.discover.sitemap import Child
    from newscrawl.report.progress import Progress
    from newscrawl.sites import Site
    from newscrawl.sites.profile import Archive

_DAY: Final = timedelta(days=1)
_NEAR: Final = timedelta(days=31)
"""From the day that a backfill was asked for: sources that reach so far back need no help."""

_PROBES: Final = 6
"""Sections whose archive is looked into first, on the last of the days: if none of them shows an article, there is no archive."""

_SAME: Final = 4
"""Days in a row that show what another day showed: the archive does not heed the day."""

_MARK: Final = "#backfill"
"""Behind the address of a source whose days were read whole; no address has a fragment."""


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """A source that is read when its day has come."""

    start: datetime
    number: int
    kind: str = field(compare=False)
    url: str = field(compare=False)
    at: Position = field(compare=False)


class Backfill:
    """What a backfill has before it."""

    def __init__(self, site: Site, *, since: datetime, until: datetime, progress: Progress) -> None:
        """``until`` is the first moment that is not wanted any more."""
        self._site = site
        self._since = since
        self._until = until
        self._later: list[Planned] = []
        self._numbers = count()
        self._forms: deque[Archive] = deque(site.archives)
        self._hits = self._misses = self._probes = self._same = 0
        self._shown: dict[str, tuple[date, frozenset[str]]] = {}
        """What each section's archive last showed, and of which day."""

        self._is_listed = False
        self.reached: datetime | None = None
        """The earliest moment of an article that any source named."""

        self.progress = progress

    def met(self, links: Iterable[Link]) -> None:
        """Articles that a source named: how far back it reaches."""
        found = (dates.parse(link.hints.date_published or link.lastmod or "") for link in links)
        self.reached = min(filter(None, (*found, self.reached)), default=None)

    # -- sitemaps -----------------------------------------------------------------------------------------------

    def put_off(self, children: Iterable[Child], known: Mapping[str, Source], *, at: Position) -> list[Child]:
        """Keep those whose days are known for their turn, leave out those that an earlier backfill read whole; the others."""
        rest = []
        for child in children:
            span = shards.days(child.url)
            start = span[0] if span else dates.parse(child.lastmod or "")
            mark = known.get(child.url + _MARK)
            if span and mark and _is_final(mark, span[1], child.lastmod):
                continue
            if start:
                self._put(start, "sitemap", child.url, at)
            else:
                rest.append(child)
        return rest

    @staticmethod
    def marks(children: Iterable[Child]) -> list[str]:
        """What the state knows the children by, where they were read whole."""
        return [child.url + _MARK for child in children]

    def mark(self, url: str, kind: str, site: str, *, now: str, day: date | None = None) -> Source | None:
        """What is to be remembered of a source that was read whole; ``None`` where its days are not all of those asked for."""
        if day:
            first = datetime.combine(day, time(), VIETNAM)
            span: tuple[datetime, datetime] | None = (first, first + _DAY)
        else:
            span = shards.days(url) if kind == "sitemap" else None
        if not span or span[0] < self._since or span[1] > self._until:
            return None
        return Source(url=url + _MARK, site=site, kind="backfill", checked=now)

    # -- what comes next ----------------------------------------------------------------------------------------

    def _put(self, start: datetime, kind: str, url: str, at: Position) -> None:
        heapq.heappush(self._later, Planned(start, next(self._numbers), kind, url, at))
        self.progress.sources_left = len(self._later)

    def next(self) -> Planned | None:
        """The source whose day comes first; ``None`` where none is left."""
        if not self._later:
            return None
        found = heapq.heappop(self._later)
        self.progress.began(found.start.astimezone(VIETNAM).date(), left=len(self._later))
        return found

    @property
    def answers(self) -> bool:
        """Whether the archive that is being read has shown something."""
        return bool(self._hits)

    @property
    def reaches_back(self) -> bool:
        """Whether what was found so far begins near the first day."""
        return bool(self.reached and self.reached <= self._since + _NEAR)

    def further(self) -> Iterator[tuple[str, str, Position]]:
        """Sources of the next kind that may reach further back: kind, address, position; none where nothing is left to try.

        Each form of archive that the profile knows, until one answers; at last the listings.
        """
        if self.reaches_back or self._is_listed or self._hits:
            return
        if self._forms:
            yield from self._open(self._forms.popleft())
            return
        self._is_listed = True
        for section in self._site.sections:
            address = urljoin(self._site.home, section)
            yield "listing", address, Position(section=address)

    # -- archives by date ---------------------------------------------------------------------------------------

    def _open(self, archive: Archive) -> Iterator[tuple[str, str, Position]]:
        self._misses = self._probes = self._same = 0
        places = self._site.sections if archives.is_by_section(archive) else ("",)
        for place in places:
            shelf = Shelf(archive, urljoin(self._site.home, place))
            if archive.channel:
                yield "archive", shelf.section, Position(section=shelf.section, shelf=shelf)
            else:
                yield from self.fill(shelf)

    def fill(self, shelf: Shelf) -> Iterator[tuple[str, str, Position]]:
        """Keep the days of a shelf for their turn; of the first shelves, the last day at once: it tells whether there is an archive."""
        wanted = list(archives.days(self._since, min(self._until, self.reached or self._until)))
        for day in wanted:
            if url := shelf.page(day):
                at = Position(section=shelf.section, channel=shelf.channel, shelf=shelf, day=day)
                self._put(datetime.combine(day, time(), VIETNAM), "archive", url, at)
                if day == wanted[-1] and self._probes < _PROBES:
                    self._probes += 1
                    yield "archive", url, at

    def forget_known(self, known: Mapping[str, Source]) -> None:
        """Drop the days of archives that an earlier backfill read whole."""
        kept = [
            planned
            for planned in self._later
            if not (
                planned.at.day
                and (mark := known.get(planned.url + _MARK))
                and _is_final(mark, planned.start + _DAY, None)
            )
        ]
        heapq.heapify(kept)
        self._later = kept
        self.progress.sources_left = len(kept)

    def planned_marks(self) -> list[str]:
        """What the state knows the archives' days by, where they were read whole."""
        return [planned.url + _MARK for planned in self._later if planned.at.day]

    def shown(self, at: Position, links: Collection[Link]) -> bool:
        """Whether a day's page showed that day: some article, mostly of that day where it dates them, and not those of another."""
        day = at.day
        if day is None:
            return False
        keys = frozenset(link.url for link in links)
        before = self._shown.get(at.section)
        said = [link.hints.date_published[:10] for link in links if link.hints.date_published]
        near = {(day + n * _DAY).isoformat() for n in (-1, 0, 1)}
        is_other = bool(before and keys and before[0] != day and before[1] == keys)
        good = bool(keys) and not is_other and 2 * sum(moment in near for moment in said) >= len(said)
        self._shown[at.section] = day, keys
        if good:
            self._hits += 1
            self._same = 0
        elif is_other:
            self._same += 1
            if self._same >= _SAME:
                self._hits = 0  # what it showed was not the day's
                self._give_up(at)
        else:
            self.missed(at)
        return good

    def missed(self, at: Position) -> None:
        """A day's page could not be had, or showed nothing: an archive that never shows anything is given up."""
        self._misses += 1
        if not self._hits and self._misses >= self._probes:
            self._give_up(at)

    def _give_up(self, at: Position) -> None:
        archive = at.shelf.archive if at.shelf else None
        self._later = [p for p in self._later if not (p.at.shelf and p.at.shelf.archive is archive)]
        heapq.heapify(self._later)
        self.progress.sources_left = len(self._later)

    def next_page(self, at: Position) -> tuple[str, Position] | None:
        """The page of the same day after this one, and where it stands."""
        if at.shelf is None or at.day is None:
            return None
        url = at.shelf.page(at.day, at.page + 1)
        return (url, replace(at, page=at.page + 1)) if url else None


def _is_final(mark: Source, end: datetime, lastmod: str | None) -> bool:
    """Whether a source that was read whole then still is: its days were over, and it says of no change since."""
    if not mark.checked:
        return False
    checked, changed = datetime.fromisoformat(mark.checked), dates.parse(lastmod or "")
    return checked >= end + _DAY and not (changed and changed > checked)
