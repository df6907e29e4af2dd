"""Decides for pages without an article whether the page or the whole site is the cause, and what happens to their addresses.

A site that answers with empty shells, refusals or errors looks page by page like a site without articles. Only the run as
a whole tells the difference. So no single page is given up before the run ends: its address is deferred. A run that read most other
pages settles it, after as many looks in different runs as the reason needs.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.policy.commands import Count, Defer, PostponeDeferred, RecordFailure, ScheduleRevisits, SetStatus
from newscrawl.state import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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

_LOOKED_AT: Final = UNREAD_REASONS | {MAY_RETURN, "not_http", "offsite", "bad_host", "private_address"}
"""Reasons of an earlier run that looked at the page. After any other, as a timeout, nobody has looked at it yet."""

MIN_LED_AWAY: Final = 3
"""Addresses that led to the home page or to another site from which this may be an outage. Fewer are pages that were removed."""

_MAX_LOOKS: Final = {"empty": 5, "paywall_stub": 1, "section_page": 1}
"""Runs that look at a page before its rejection is final, where these are not two. An empty answer is always a fault."""

_LOOKS: Final = 2
"""Runs that look at a page before its rejection is final: an error page that answers 200 may stand there for a minute."""

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

    led_away: bool = False
    """Whether its address redirected to the home page, or to another site."""

    is_old: bool = False
    """Whether a source says that the page is old. A 404 for a page that was just published is often premature."""

    last_reason: str = ""
    """Why the fetch before this one gave no article."""

    @property
    def tries(self) -> int:
        """Number of runs before this one that did not get an article from it."""
        return self.address.tries + self.address.tries_before

    @property
    def looks(self) -> int:
        """Number of runs before this one that looked at the page. An outage shows nothing of a single page."""
        return 0 if self.address.is_deferred or self.last_reason not in _LOOKED_AT else self.tries

    @property
    def is_second_look(self) -> bool:
        """Whether an earlier run, which was no outage, looked at the page. It says nothing of this run."""
        return self.looks > 0


def pause(tries: int) -> timedelta:
    """Return the pause after this number of tries in an outage."""
    doublings = min(max(tries - 1, 0), _MAX_DOUBLINGS)
    return min(_FIRST_PAUSE * (1 << doublings), _MAX_PAUSE)


class Outage:
    """What one run read and what it did not, and the judgement at its end."""

    def __init__(self, *, known_articles: int, is_judged: bool, last_reason: Callable[[int], str]) -> None:
        """``known_articles`` are stored already. ``is_judged`` is false for a replay and for a crawl of one page: each page counts alone.

        ``last_reason`` returns why the last fetch of an address, given by its key, gave no article.
        """
        self._known_articles = known_articles
        self._is_judged = is_judged
        self._last_reason = last_reason
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

    @property
    def read(self) -> int:
        """Number of pages of this run that are articles, or are unchanged."""
        return self._read

    @property
    def is_judged(self) -> bool:
        """Whether the end of the run decides about pages that gave no article."""
        return self._is_judged

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
        led_away: bool = False,
    ) -> Commands:
        """Defer an address whose page was rejected. A known article keeps its status; its next revisit is planned already."""
        self._unread[address.key] = _Miss(
            address, reason, is_revisit, revisits, led_away, last_reason=self._last_reason(address.key)
        )
        if not is_revisit:
            yield self._defer(address, reason, now)

    def may_return(self, reason: str) -> bool:
        """Return whether a page that the server does not know may be there later."""
        return self._is_judged and reason == MAY_RETURN

    def lost(
        self, address: Address, revisits: Sequence[tuple[int, str | None]], *, is_old: bool, now: datetime
    ) -> Commands:
        """Handle an address that gave 404: defer it until the run is judged, or close it if the run has read a page."""
        last = self._last_reason(address.key)
        miss = _Miss(address, MAY_RETURN, is_revisit=False, revisits=revisits, is_old=is_old, last_reason=last)
        if self._read:
            yield from self._close(miss, Status.GONE)
        else:
            self._lost[address.key] = miss
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
        suspects = self._suspects()
        if len(suspects) <= self._read:
            for miss in self._unread.values():
                yield from self._close(miss, Status.REJECTED)
        elif self._is_broken(suspects):
            for reason, count in Counter(miss.reason for miss in self._unread.values()).items():
                yield Count(f"broken/{reason}", count)
        misses = len(suspects) + len(self._failed)
        if misses <= self._read:
            # The site is fine and these addresses are not: from now on max_tries counts for them.
            for key, miss in self._failed.items():
                if miss.address.is_deferred:
                    yield Defer(key, 1, None, miss.reason)
            return
        tries = 1
        for miss in self._failed.values():
            if miss.address.is_deferred or not miss.tries:
                yield self._defer(miss.address, miss.reason, now)
                tries = max(tries, miss.address.tries + 1)
        tries = max([tries, *(miss.address.tries + 1 for miss in suspects)])
        yield PostponeDeferred(dates.rfc3339(now + pause(tries)), tries)

    def _suspects(self) -> list[_Miss]:
        """Return the pages without an article that show whether the whole site is the cause."""
        found = [miss for miss in self._unread.values() if not miss.is_second_look]
        is_few = sum(miss.led_away for miss in found) < MIN_LED_AWAY
        return [miss for miss in found if not miss.led_away] if is_few else found

    def _close(self, miss: _Miss, status: Status) -> Commands:
        """Let a later run look at a page again, or settle it for good. Only the page is at fault, not the site."""
        address, looks = miss.address, _MAX_LOOKS.get(miss.reason, _LOOKS)
        if miss.led_away:
            looks = _LOOKS
        if not (miss.is_revisit or miss.is_old) and miss.looks + 1 < looks:
            # The tries of an outage do not count: from now on max_tries does.
            yield Defer(address.key, 1 if address.is_deferred else miss.tries + 1, None, miss.reason)
            return
        if miss.revisits:
            yield ScheduleRevisits(miss.revisits)
        yield SetStatus(address.key, status, miss.reason)

    def _settle_lost(self) -> Commands:
        """Close the addresses that gave 404, unless no page at all was read."""
        suspects = sum(not miss.is_second_look for miss in self._lost.values())
        if self._read or suspects + len(self._suspects()) < MIN_LOST_PAGES:
            for miss in self._lost.values():
                yield from self._close(miss, Status.GONE)
        else:
            self._unread |= self._lost

    def _is_broken(self, suspects: Sequence[_Miss]) -> bool:
        """Return whether the pages without an article are an outage.

        A single page of a site that was read before may be at fault itself. If it comes back the same, it is an outage.
        """
        if len(suspects) > 1 or self._known_articles < MIN_KNOWN_ARTICLES:
            return True
        return any(miss.address.is_deferred for miss in suspects)

    def _defer(self, address: Address, reason: str, now: datetime) -> Defer:
        tries = address.tries + 1
        return Defer(address.key, tries, dates.rfc3339(now + pause(tries)), reason)
