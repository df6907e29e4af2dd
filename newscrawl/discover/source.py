"""One protocol for all kinds of sources: the bytes of an answer in, links and further sources out.

:data:`READERS` maps each kind of source (``feed``, ``feed_index``, ``sitemap``, ``listing``, ``home``, ``archive``) to its
reader. Each reader returns a :class:`SourceContent`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from newscrawl.discover import feed, home, listing, paging, sitemap
from newscrawl.discover.link import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from newscrawl.discover.date_archive import DateArchive
    from newscrawl.discover.paging import NextPage
    from newscrawl.discover.sitemap import Child
    from newscrawl.sites import Site

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
    max_entries: int = sitemap.MAX_ENTRIES
    """Entries of a sitemap that are read."""


class SourceContent:
    """What a page of a source holds. The base class holds nothing; a reader overrides what its kind of source has."""

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


class FeedContent(SourceContent):
    """RSS, Atom or JSON Feed."""

    def __init__(self, page: SourcePage) -> None:
        super().__init__(page)
        self._is_truncated = False

    def links(self) -> list[Link]:
        """Return the feed's articles."""
        found = feed.read(self.page.body, url=self.page.url, headers=self.page.headers)
        self._is_truncated = found.truncated
        return found.links

    def is_truncated(self) -> bool:
        """Return whether the feed is cut off or larger than the limits."""
        return self._is_truncated


class FeedIndexContent(SourceContent):
    """A page that lists feeds, such as ``/rss.html``."""

    def sources(self) -> Iterator[SourceLink]:
        """Yield the feeds."""
        for address in home.feed_index(self.page.body, self.page.url, headers=self.page.headers):
            yield SourceLink("feed", address)


class SitemapContent(SourceContent):
    """A sitemap or sitemap index, read entry by entry: a whole one takes as much memory as the rest of the crawl."""

    def __init__(self, page: SourcePage) -> None:
        super().__init__(page)
        self._entries = sitemap.iterate(page.body, url=page.url)
        self._children: list[Child] = []
        self.dropped_children = 0
        """Child sitemaps that were not kept, because there are too many."""

    def links(self) -> Iterator[Link]:
        """Yield the pages that the sitemap names, and collect its child sitemaps."""
        for entry in islice(self._entries, self.page.max_entries):
            if isinstance(entry, Link):
                yield entry
            elif len(self._children) < sitemap.MAX_CHILDREN:
                self._children.append(entry)
            else:
                self.dropped_children += 1

    def is_truncated(self) -> bool:
        """Return whether the file is broken, is larger than the limits, or has entries that were not consumed."""
        return self._entries.truncated or next(self._entries, None) is not None

    def child_sitemaps(self) -> list[Child]:
        """Return the child sitemaps, those that changed last first."""
        return sorted(self._children, key=lambda child: child.lastmod or "", reverse=True)


class ListingContent(SourceContent):
    """A section's page, as HTML or JSON."""

    _JSON_STARTS: ClassVar = frozenset({b"[", b"{"})

    def links(self) -> list[Link]:
        """Return the listed articles."""
        page = self.page
        if page.body.lstrip()[:1] in self._JSON_STARTS:
            return paging.json_links(page.body, url=page.url, site=page.site, headers=page.headers)
        return listing.read(page.body, url=page.url, site=page.site, headers=page.headers).links

    def next_pages(self, cursor: PageCursor, links: Sequence[Link]) -> tuple[PageCursor, list[NextPage]]:
        """Return the next pages by the profile's paging templates, or the next page that the page links to."""
        page = self.page
        cursor = replace(cursor, channel=cursor.channel or paging.find_channel(page.site, page.body))
        found = paging.next_pages(
            page.site,
            cursor.section,
            cursor.page,
            page_url=page.url,
            body=page.body,
            links=links,
            channel=cursor.channel,
            first_template=cursor.template,
        )
        return cursor, [next_page for next_page in found if next_page.url != page.url]


class HomeContent(ListingContent):
    """The home page of a site without a profile: a listing that also names the site's sources."""

    def sources(self) -> Iterator[SourceLink]:
        """Yield feeds, pages that list feeds, sitemaps and sections."""
        found = home.sources(self.page.body, self.page.url, headers=self.page.headers)
        kinds = {
            "feed": found.feeds,
            "feed_index": found.feed_indexes,
            "sitemap": found.sitemaps,
            "listing": found.sections,
        }
        for kind, addresses in kinds.items():
            for address in addresses:
                yield SourceLink(kind, address)


class ArchiveContent(SourceContent):
    """A page of a date archive, as HTML, a fragment of HTML, or JSON."""

    def links(self) -> list[Link]:
        """Return the listed articles."""
        page = self.page
        return paging.links(page.body, url=page.url, site=page.site, headers=page.headers)

    def next_address(self) -> str | None:
        """Return the next page that the page itself links to."""
        return listing.read(self.page.body, url=self.page.url, site=self.page.site).next


READERS: Final[Mapping[str, type[SourceContent]]] = {
    "feed": FeedContent,
    "feed_index": FeedIndexContent,
    "sitemap": SitemapContent,
    "listing": ListingContent,
    "home": HomeContent,
    "archive": ArchiveContent,
}
"""The reader of each kind of source."""
