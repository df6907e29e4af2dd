"""One protocol for all kinds of sources: the bytes of an answer in, links and further sources out.

:data:`newscrawl.discover.readers.READERS` has a reader for each kind of source (``feed``, ``feed_index``, ``sitemap``, ``listing``, ``home``,
``archive``). Each reader returns a :class:`SourceContent`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from newscrawl.discover.date_archive import DateArchive
    from newscrawl.discover.link import Link
    from newscrawl.discover.paging import NextPage
    from newscrawl.discover.sitemap import Child
    from newscrawl.sites import Site
    from newscrawl.sites.profile import Archive

HTML_KINDS: Final = frozenset({"listing", "home", "feed_index", "archive"})
"""Kinds of sources that are parsed as HTML pages, with the size limits of a page."""


class SourceLink(NamedTuple):
    """The address of a source."""

    kind: str
    url: str
    lastmod: str | None = None
    """When the source last changed, as the page that names it writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCursor:
    """The position of a request in the pages of a source."""

    page: int = 1
    """Page number of a listing or archive, or level of a sitemap below its index."""

    section: str = ""
    """Address of the first page, from which the addresses of the next pages are made."""

    channel: str | None = None
    """Number of the section in the addresses of the load-more endpoint."""

    template: int = 0
    """Index of the profile's paging template that gave the page's address."""

    fallbacks: tuple[NextPage, ...] = ()
    """Other requests for the same page, tried if this one is refused."""

    archive: DateArchive | None = None
    """The date archive that the page belongs to."""

    day: date | None = None
    """The day of the date archive; ``None`` for a section's page that is read for its channel number."""

    def next(self) -> PageCursor:
        """Return the cursor of the next page."""
        return replace(self, page=self.page + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """An answer of a source."""

    url: str
    """Address that answered, after redirects."""

    body: bytes
    headers: Mapping[str, str]
    site: Site
    max_entries: int | None = None
    """Entries of a sitemap that are read; ``None`` for as many as :mod:`newscrawl.discover.sitemap` reads."""


class SourceContent:
    """What a page of a source holds. The base class holds nothing; a reader overrides what its kind of source has."""

    dropped_children: int = 0
    """Child sitemaps that were not kept, because there are too many."""

    def __init__(self, page: SourcePage) -> None:
        self.page: Final = page

    def sources(self) -> Iterable[SourceLink]:
        """Return the feeds, sitemaps and sections that the page names."""
        return ()

    def links(self) -> Iterable[Link]:
        """Return the articles that the page names. Raises :class:`UnreadableError` if the page is not such a source."""
        return ()

    def is_truncated(self) -> bool:
        """Return whether the end of the source was not read. Call it once the links are consumed."""
        return False

    def child_sitemaps(self) -> list[Child]:
        """Return the sitemaps that a sitemap index names, newest first. Call it once the links are consumed."""
        return []

    def next_pages(self, cursor: PageCursor, links: Sequence[Link]) -> tuple[PageCursor, list[NextPage]]:
        """Return the possible requests for the next page, best first, and the cursor with what the page adds to it."""
        return cursor, []

    def archive_channel(self, archive: Archive) -> str | None:
        """Return the number that a date archive uses for a section, where this is the section's page."""
        return None

    def next_address(self) -> str | None:
        """Return the next page that a page of an archive itself links to."""
        return None
