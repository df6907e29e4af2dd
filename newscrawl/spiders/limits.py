"""The bounds of a crawl, as its settings name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of each a run may take; newscrawl/settings.py says what each is for."""

    in_flight: int
    """Articles that are asked for before their turn: the others wait in the state."""

    tries: int
    """Fetches of one address in vain, over all runs."""

    pages: int
    """Pages of one listing."""

    sitemaps: int
    """Sitemaps that one index leads to."""

    sources: int
    addresses: int
    """Addresses that a run may find new."""

    entries: int
    """Entries of one sitemap."""

    text: int
    """Characters of one article."""

    page_bytes: int
    revisits: int

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """The limits that a crawler's settings give."""
        return cls(
            in_flight=settings.getint("NEWSCRAWL_IN_FLIGHT"),
            tries=settings.getint("NEWSCRAWL_MAX_TRIES"),
            pages=settings.getint("NEWSCRAWL_MAX_PAGES"),
            sitemaps=settings.getint("NEWSCRAWL_MAX_SITEMAPS"),
            sources=settings.getint("NEWSCRAWL_MAX_SOURCES"),
            addresses=settings.getint("NEWSCRAWL_MAX_ADDRESSES"),
            entries=settings.getint("NEWSCRAWL_MAX_ENTRIES"),
            text=settings.getint("NEWSCRAWL_MAX_TEXT"),
            page_bytes=settings.getint("NEWSCRAWL_MAX_PAGE"),
            revisits=settings.getint("NEWSCRAWL_REVISIT_BUDGET"),
        )
