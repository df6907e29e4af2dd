"""A source while a run requests it: what the state holds of it, and what the state is to hold after the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.policy import schedule
from newscrawl.state import Source

if TYPE_CHECKING:
    from collections.abc import Mapping


_MIN_ODD_SILENCE: Final = timedelta(days=1)
"""Shortest silence after which a source is not believed that it is unchanged."""

_DOUBTED_KINDS: Final = frozenset({"feed", "home", "listing"})

_ODD_GAPS: Final = 4
"""The same in usual times between two new articles; the longer of both counts."""


@dataclass(slots=True, eq=False)
class SourceVisit:
    """A feed, sitemap, listing, home page or archive page that this run requests."""

    url: str
    """The requested address, before redirects."""

    site: str
    kind: str
    known: Source | None
    """What the state holds of it from earlier runs."""

    root: SourceVisit | None = None
    """The source that led to it; ``None`` for a source that a crawl begins with."""

    post: bool = False
    """Whether the query of its address is sent as a form, by POST."""

    news: int = 0
    """Number of new addresses on it and on the pages that it led to."""

    unconditional: bool = False
    """Whether the next run must read it whole: after a 304 the sources that it names would not be found."""

    failed: bool = False
    """Whether it, or a page that it led to, could not be fetched."""

    has_links: bool = True
    """Whether the page that answered named articles."""

    is_doubted: bool = False
    """Whether a 304 of it would not be believed."""

    _validators: tuple[str | None, str | None] | None = None

    @property
    def unfinished(self) -> bool:
        """Return whether an earlier run did not read it, or its root, to the end."""
        return any(visit.known is not None and visit.known.unfinished for visit in self._with_root())

    def _with_root(self) -> list[SourceVisit]:
        return [self, self.root] if self.root else [self]

    def conditional_headers(self) -> dict[str, str]:
        """Return the header fields of a conditional request; none if the source must be read whole."""
        if not self.known or self.unfinished or self.is_doubted:
            return {}
        found = {"If-None-Match": self.known.etag, "If-Modified-Since": self.known.last_modified}
        return {name: value for name, value in found.items() if value}

    def doubt_silence(self, now: datetime) -> None:
        """Read the source whole, once a day, if it has brought nothing for much longer than usual.

        A broken cache answers 304 for ever. Sitemaps are believed: most are large, and those of past months never change.
        """
        poll, checked = poll_interval(self.known), self.known and self.known.checked
        if poll is None or not checked or self.kind not in _DOUBTED_KINDS:
            return
        last = datetime.fromisoformat(checked)
        silence = last - (poll.brought_news or poll.first_checked)
        is_odd = silence > max(_MIN_ODD_SILENCE, _ODD_GAPS * poll.gap)
        self.is_doubted = is_odd and last.date() != now.astimezone(last.tzinfo).date()

    def after_answer(
        self, headers: Mapping[str, str] | None, *, now: datetime, bounds: schedule.IntervalBounds
    ) -> list[Source]:
        """Return the new state of the source and of its root after an answer. ``headers`` is ``None`` after a 304."""
        if headers is not None:
            fields = {name.lower(): value for name, value in headers.items()}
            self._validators = fields.get("etag"), fields.get("last-modified")
        elif self.known:
            self._validators = self.known.etag, self.known.last_modified
        if self.root:
            self.root.news += self.news
        return [visit._answered_state(now, bounds) for visit in self._with_root() if not visit.failed]  # noqa: SLF001 - the same class

    def _answered_state(self, now: datetime, bounds: schedule.IntervalBounds) -> Source:
        poll = schedule.after_answer(poll_interval(self.known), now=now, news=self.news, bounds=bounds)
        etag, last_modified = (None, None) if self.unconditional else self._validators or (None, None)
        return self._state(poll, etag=etag, last_modified=last_modified, checked=dates.rfc3339(now))

    def after_failure(self, *, now: datetime, bounds: schedule.IntervalBounds, retry: bool) -> list[Source]:
        """Return the new state after a failure. With ``retry`` the next request reads the source and its root whole."""
        for visit in self._with_root() if retry else [self]:
            visit.failed = True
        poll = schedule.after_failure(poll_interval(self.known), now=now, bounds=bounds)
        found = [self._state(poll, unfinished=retry)]
        if self.root and retry:
            poll = schedule.after_failure(poll_interval(self.root.known), now=now, bounds=bounds)
            found.append(self.root._state(poll, unfinished=True))  # noqa: SLF001 - the same class
        return found

    def _state(
        self,
        poll: schedule.PollInterval,
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
            brought_news=dates.rfc3339(poll.brought_news) if poll.brought_news else None,
            root=self.root.url if self.root else None,
            first_checked=dates.rfc3339(poll.first_checked),
            gap=poll.gap.total_seconds(),
            interval=poll.interval.total_seconds(),
            next_check=dates.rfc3339(poll.next_check),
            unfinished=unfinished,
        )


def poll_interval(source: Source | None) -> schedule.PollInterval | None:
    """Return the poll interval of a source in the state; ``None`` if it was never requested on a schedule."""
    if not source or not source.first_checked or not source.next_check or source.gap is None or source.interval is None:
        return None
    return schedule.PollInterval(
        first_checked=datetime.fromisoformat(source.first_checked),
        brought_news=datetime.fromisoformat(source.brought_news) if source.brought_news else None,
        gap=timedelta(seconds=source.gap),
        interval=timedelta(seconds=source.interval),
        next_check=datetime.fromisoformat(source.next_check),
    )


def is_due(source: Source | None, lastmod: str | None, *, now: datetime) -> bool:
    """Return whether a source is to be requested: its interval is over, or its parent names a later change (``lastmod``)."""
    changed = dates.parse(lastmod) if lastmod else None
    if source and source.checked and changed and changed > datetime.fromisoformat(source.checked):
        return True
    return schedule.is_due(poll_interval(source), now=now)
