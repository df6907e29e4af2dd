"""How far a backfill has come, and how long the rest will take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_FEW: Final = 10
"""Requests before which the delay alone says how long one takes."""


@dataclass(slots=True)
class Progress:
    """Counts of a backfill, kept by its spider."""

    found: int = 0
    """Articles that were found to be fetched, those of an earlier start included."""

    done: int = 0
    """Of them, fetched, refused or failed."""

    sources_read: int = 0
    """Sitemaps and days of archives that were begun, in the order of their days."""

    sources_left: int = 0
    found_before: int = 0
    """Articles that were found before the first of these sources."""

    day: date | None = None
    """The first day of the source that is being read."""

    def began(self, day: date, *, left: int) -> None:
        """A source is asked for."""
        if not self.sources_read:
            self.found_before = self.found
        self.sources_read += 1
        self.sources_left = left
        self.day = day

    def expected(self) -> int:
        """Articles in all: those found, and as many for each source that is left as those that were read brought on average."""
        if not self.sources_read:
            return self.found
        each = (self.found - self.found_before) / self.sources_read
        return self.found + round(each * self.sources_left)

    def requests_left(self) -> int:
        """Requests that are still to be sent."""
        return max(self.expected() - self.done, 0) + self.sources_left

    def seconds_left(self, *, requests: int, elapsed: float, delay: float) -> float:
        """How long the rest takes, at the pace of the ``requests`` so far, and no faster than the delay allows."""
        pace = elapsed / requests if requests >= _FEW else delay
        return self.requests_left() * max(pace, delay)

    def words(self) -> str:
        """One line for the log."""
        about = "about " if self.is_guess else ""
        return f"{self.day or 'backfill'}: {self.done:,} of {about}{self.expected():,} articles, {self.sources_left:,} sources left"

    @property
    def is_guess(self) -> bool:
        """Whether sources that were not read yet are part of the estimate."""
        return self.sources_left > 0
