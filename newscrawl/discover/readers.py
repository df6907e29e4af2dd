"""The reader of each kind of source. A crawl imports them when its first source has answered: the first request needs none."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Final

from newscrawl.discover import feed, home, html_tree, listing, paging, sitemap
from newscrawl.discover.link import Link
from newscrawl.discover.listing import Listing
from newscrawl.discover.next_page import numbered_address
from newscrawl.discover.source import SourceContent, SourceLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newscrawl.discover.html_tree import Element
    from newscrawl.discover.paging import NextPage
    from newscrawl.discover.sitemap import Child
    from newscrawl.discover.source import PageCursor, SourcePage
    from newscrawl.sites.profile import Archive


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

    @cached_property
    def root(self) -> Element | None:
        """The parsed page: its articles, its sources and its next page are read from one tree."""
        return html_tree.parse(self.page.body, headers=self.page.headers)

    @cached_property
    def _listing(self) -> Listing:
        return Listing([]) if self.root is None else listing.read(self.root, url=self.page.url, site=self.page.site)

    def links(self) -> list[Link]:
        """Return the listed articles."""
        page = self.page
        if page.body.lstrip()[:1] in self._JSON_STARTS:
            return paging.json_links(page.body, url=page.url, site=page.site, headers=page.headers)
        return self._listing.links

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
            linked_page=lambda: self._linked_page(cursor.page),
        )
        return cursor, [next_page for next_page in found if next_page.url != page.url]

    def _linked_page(self, number: int) -> str | None:
        if self.root is None:
            return None
        return self._listing.next or numbered_address(self.root, self.page.url, number)


class HomeContent(ListingContent):
    """The home page of a site without a profile: a listing that also names the site's sources."""

    def sources(self) -> Iterator[SourceLink]:
        """Yield feeds, pages that list feeds, sitemaps and sections."""
        if self.root is None:
            return
        found = home.sources(self.root, self.page.url)
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

    def archive_channel(self, archive: Archive) -> str | None:
        """Return the number that the archive uses for the section."""
        return paging.find_archive_channel(archive, self.page.body)

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
