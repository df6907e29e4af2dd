"""Facts of a drafted profile: what was concluded, on how many pages it was seen, and whether it is sure."""

from __future__ import annotations

from typing import Final, NamedTuple

MIN_SURE_SHARE: Final = 0.75
"""Minimum share of the pages (0 to 1) on which a fact must be seen to be sure."""


class DraftFact(NamedTuple):
    """One conclusion from a site's pages."""

    field: str
    """A field of :class:`~newscrawl.sites.profile.Site`, or ``layout.<field of Layout>``, or ``pages``."""

    text: str
    """The conclusion, as a line for the user."""

    seen: int
    """Number of pages, or other items, that show it."""

    total: int
    """Number of pages, or other items, that could show it. 0: nothing was counted."""

    sure: bool


class DraftFacts(list[DraftFact]):
    """The conclusions in the order in which they were drawn."""

    def add(self, field: str, text: str, seen: int = 0, total: int = 0, *, sure: bool | None = None) -> None:
        """Add one fact. Without ``sure``, it is sure if most of at least two pages show it."""
        is_sure = sure if sure is not None else total > 1 and seen >= MIN_SURE_SHARE * total
        self.append(DraftFact(field, text, seen, total, is_sure))
