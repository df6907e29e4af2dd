"""The limits of a crawl. ``newscrawl/settings.py`` describes the setting of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of each thing a run may take at one site."""

    max_in_flight: int
    """Article requests in memory; the other addresses wait in the state."""

    max_tries: int
    """Failed fetches of one address, over all runs."""

    max_pages: int
    """Pages of one listing."""

    max_sitemaps: int
    """Sitemaps of one sitemap index."""

    max_sources: int
    """Feeds, sitemaps and listing pages."""

    max_addresses: int
    """New article addresses."""

    max_entries: int
    """Entries of one sitemap."""

    max_text_chars: int
    """Characters of one article's text."""

    max_page_bytes: int
    """Bytes of one page."""

    max_revisits: int
    """Articles that are fetched again."""
