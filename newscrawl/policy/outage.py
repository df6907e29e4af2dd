"""Pages that gave no article: whether the page or the whole site is the cause, and what becomes of their addresses.

A site that answers with empty shells, refusals or errors looks page by page like a site without articles. Only the run as
a whole tells the difference. So no single page is given up before the run ends: its address is deferred, and the end of
the run settles it if most other pages were read.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.policy.commands import Count, Defer, PostponeDeferred, RecordFailure, ScheduleRevisits, SetStatus
from newscrawl.state import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newscrawl.policy.commands import Commands
    from newscrawl.state import Address

UNREAD_REASONS: Final = frozenset(
    {
        "empty",
        "login_wall",
        "no_body",
        "no_headline",
        "no_text",
        "not_found_page",
        "not_html",
        "paywall_stub",
        "section_page",
    }
)
"""Rejections that a broken site gives, too. They are final only if the run read most other pages."""

MAY_RETURN: Final = "http_404"
"""The answer of a server that knows a page no more, and of one that has lost all pages for an hour. A 410 is final."""

MIN_LOST_PAGES: Final = 2
"""Pages of a run in which nothing was read from which 404 for all of them is an outage: a single one was removed."""

PROBES: Final = 3
"""Deferred addresses that a run requests to find out whether the outage is over."""

MIN_KNOWN_ARTICLES: Final = 10
"""Stored articles from which a site is known to be readable, so that a single page without an article is no outage."""

_FIRST_PAUSE: Final = timedelta(hours=1)
"""Pause after the first try; each further try doubles it."""

_MAX_PAUSE: Final = timedelta(days=1)
"""Longest pause between two tries of a deferred address."""

_MAX_DOUBLINGS: Final = 10
"""Keeps the power of two small."""


class _Miss(NamedTuple):
    """An address whose page gave no article in this run."""

    address: Address
    reason: str
    is_revisit: bool
    revisits: Sequence[tuple[int, str | None]]
    """The next revisit, if the rejection turns out to be final."""


def pause(tries: int) -> timedelta:
    """Return the pause after this number of tries in an outage."""
    doublings = min(max(tries - 1, 0), _MAX_DOUBLINGS)
    return min(_FIRST_PAUSE * (1 << doublings), _MAX_PAUSE)


class Outage:
    """What one run read and what it did not, and the judgement at its end."""

    def __init__(self, *, known_articles: int, is_judged: bool) -> None:
        """``known_articles`` are stored already. ``is_judged`` is false for a replay and for a crawl of one page: each page counts alone."""
        self._known_articles = known_articles
        self._is_judged = is_judged
        self._read = 0
        self._unread: dict[int, _Miss] = {}
        self._failed: dict[int, _Miss] = {}
        self._lost: dict[int, _Miss] = {}
        """Addresses that gave 404 before the run read an article."""

    @property
    def is_over(self) -> bool:
        """Return whether this run reads the site: it may request everything that was deferred."""
        return self._read > len(self._unread) + len(self._failed)

    def note_read(self) -> None:
        """Count a page that is an article, or is unchanged."""
        self._read += 1

    def is_open(self, reason: str) -> bool:
        """Return whether a rejection for this reason may be the site's fault."""
        return self._is_judged and reason in UNREAD_REASONS and (reason != "paywall_stub" or self._known_articles > 0)

    def unread(
        self,
        address: Address,
        reason: str,
        revisits: Sequence[tuple[int, str | None]],
        *,
        is_revisit: bool,
        now: datetime,
    ) -> Commands:
        """Defer an address whose page was rejected. A known article keeps its status; its next revisit is planned already."""
        self._unread[address.key] = _Miss(address, reason, is_revisit, revisits)
        if not is_revisit:
            yield self._defer(address, reason, now)

    def may_return(self, reason: str) -> bool:
        """Return whether a page that the server knows no more may be back: the run has read no page yet."""
        return self._is_judged and reason == MAY_RETURN and not self._read

    def lost(self, address: Address, revisits: Sequence[tuple[int, str | None]], *, now: datetime) -> Commands:
        """Defer an address that gave 404 until the run is judged."""
        self._lost[address.key] = _Miss(address, MAY_RETURN, is_revisit=False, revisits=revisits)
        yield self._defer(address, MAY_RETURN, now)

    def failed(self, address: Address, reason: str, *, is_revisit: bool, now: datetime) -> Commands:
        """Record a failed fetch. An address that was deferred before stays so."""
        if self._is_judged and not is_revisit:
            self._failed[address.key] = _Miss(address, reason, is_revisit, ())
        yield self._defer(address, reason, now) if address.is_deferred else RecordFailure(address.key, reason)

    def settle(self, *, now: datetime) -> Commands:
        """Judge the run: keep deferred what an outage explains, and close the other addresses."""
        if not self._is_judged:
            return
        yield from self._settle_lost()
        if len(self._unread) <= self._read:
            for miss in self._unread.values():
                if miss.revisits:
                    yield ScheduleRevisits(miss.revisits)
                yield SetStatus(miss.address.key, Status.REJECTED, miss.reason)
        elif self._is_broken():
            for reason, count in Counter(miss.reason for miss in self._unread.values()).items():
                yield Count(f"broken/{reason}", count)
        misses = len(self._unread) + len(self._failed)
        if misses <= self._read:
            # The site is fine and these addresses are not: from now on max_tries counts for them.
            for key, miss in self._failed.items():
                if miss.address.is_deferred:
                    yield Defer(key, 1, None, miss.reason)
            return
        tries = 1
        for miss in self._failed.values():
            if miss.address.is_deferred or not miss.address.tries:
                yield self._defer(miss.address, miss.reason, now)
                tries = max(tries, miss.address.tries + 1)
        tries = max([tries, *(miss.address.tries + 1 for miss in self._unread.values())])
        yield PostponeDeferred(dates.rfc3339(now + pause(tries)), tries)

    def _settle_lost(self) -> Commands:
        """Close the addresses that gave 404, unless no page at all was read."""
        if self._read or len(self._lost) + len(self._unread) < MIN_LOST_PAGES:
            for miss in self._lost.values():
                if miss.revisits:
                    yield ScheduleRevisits(miss.revisits)
                yield SetStatus(miss.address.key, Status.GONE, miss.reason)
        else:
            self._unread |= self._lost

    def _is_broken(self) -> bool:
        """Return whether the pages without an article are an outage.

        A single page of a site that was read before may be at fault itself. If it comes back the same, it is an outage.
        """
        if len(self._unread) > 1 or self._known_articles < MIN_KNOWN_ARTICLES:
            return True
        return any(miss.address.is_deferred for miss in self._unread.values())

    def _defer(self, address: Address, reason: str, now: datetime) -> Defer:
        tries = address.tries + 1
        return Defer(address.key, tries, dates.rfc3339(now + pause(tries)), reason)
