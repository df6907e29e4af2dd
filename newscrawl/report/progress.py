"""Progress of a backfill, and an estimate of the remaining time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_MIN_REQUESTS: Final = 10
"""Requests before which the delay alone is the estimate of the time for one."""


@dataclass(slots=True)
class Progress:
    """Counts of a backfill, kept by its spider."""

    found: int = 0
    """Articles to fetch that were found, including those of an earlier start."""

    done: int = 0
    """Of these, the number fetched, rejected or failed."""

    sources_read: int = 0
    """Sitemaps and archive days that were requested."""

    sources_left: int = 0
    """Sitemaps and archive days that are still to be requested."""

    found_before: int = 0
    """Articles that were found before the first of these sources was read."""

    day: date | None = None
    """The first day of the source that is being read."""

    def began(self, day: date, *, left: int) -> None:
        """Record that a source is requested. ``left`` sources remain after it."""
        if not self.sources_read:
            self.found_before = self.found
        self.sources_read += 1
        self.sources_left = left
        self.day = day

    def expected(self) -> int:
        """Return the estimated number of articles: those found, and for each source left the average of those read."""
        if not self.sources_read:
            return self.found
        each = (self.found - self.found_before) / self.sources_read
        return self.found + round(each * self.sources_left)

    def requests_left(self) -> int:
        """Return the estimated number of requests still to be sent."""
        return max(self.expected() - self.done, 0) + self.sources_left

    def seconds_left(self, *, requests: int, elapsed: float, delay: float) -> float:
        """Return the estimated seconds left, at the rate of the ``requests`` sent in ``elapsed`` seconds, but no faster than ``delay`` allows."""
        seconds_per_request = elapsed / requests if requests >= _MIN_REQUESTS else delay
        return self.requests_left() * max(seconds_per_request, delay)

    def words(self) -> str:
        """Return one line for the log."""
        about = "about " if self.is_guess else ""
        return f"{self.day or 'backfill'}: {self.done:,} of {about}{self.expected():,} articles, {self.sources_left:,} sources left"

    @property
    def is_guess(self) -> bool:
        """True if the estimate includes sources that were not read yet."""
        return self.sources_left > 0
