"""What was concluded from a site's pages, on how many of them it was seen, and whether it is sure."""

from __future__ import annotations

from typing import Final, NamedTuple

SURE: Final = 0.75
"""Share of the pages on which a thing must have been seen to be called sure."""


class Finding(NamedTuple):
    """One conclusion."""

    field: str
    """A field of :class:`~newscrawl.sites.profile.Site`, or ``layout.<part>``."""

    what: str
    seen: int
    """On how many pages it was seen,"""

    of: int
    """of how many that could show it; 0 where nothing is counted."""

    sure: bool


class Findings(list[Finding]):
    """Conclusions in the order in which they were drawn."""

    def note(self, field: str, what: str, seen: int = 0, of: int = 0, *, sure: bool | None = None) -> None:
        """Write one down; sure where it was seen on most of several pages, unless told."""
        self.append(Finding(field, what, seen, of, sure if sure is not None else of > 1 and seen >= SURE * of))
