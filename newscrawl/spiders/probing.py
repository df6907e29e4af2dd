"""Checks a site with few requests: robots.txt, one or two sources, a few articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from newscrawl import urls
from newscrawl.discover import UnreadableError, feed, listing, sitemap
from newscrawl.spiders.sampling import SamplingSpider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.scaffold.pages_by_kind import Kind, SitePage
    from newscrawl.sites import Site

PROBED_ARTICLES: Final = 3
"""Articles that are fetched."""

MAX_PROBED_SOURCES: Final = 2
"""Sources that are requested: the second only if the first names no article."""


class ProbingSpider(SamplingSpider):
    """Fetches a source of a site with a profile, and a few of the articles that it names.

    :attr:`articles` holds the pages of the articles, :attr:`sources` the number of articles of each source that was fetched.
    """

    custom_settings: Final = {  # type: ignore[misc] # Scrapy's base class has it writable
        **SamplingSpider.custom_settings,
        # One refusal is enough for the result, and a probe does not wait.
        "NEWSCRAWL_MAX_BLOCKS": 1,
        "RETRY_TIMES": 0,
    }

    def __init__(self, *, site: Site, **kwargs: Any) -> None:
        """Take the profile that is checked against the site."""
        super().__init__(url=site.home, articles=PROBED_ARTICLES, **kwargs)
        self.site = site
        addresses = (*site.feeds, *site.sitemaps)
        self.hosts = set(site.all_hosts) | {urls.host(urljoin(site.home, address)) for address in addresses}
        self.sources: dict[str, int] = {}
        self.articles: list[SitePage] = []

    async def _look(self) -> None:
        named: list[str] = []
        for kind, url in list(self._first_sources())[:MAX_PROBED_SOURCES]:
            page = await self._fetch(url, kind)
            if page is None:
                continue
            named = self._articles_of(page)
            self.sources[url] = len(named)
            if named:
                break
        for url in named[: self.max_articles]:
            page = await self._fetch(url, "article")
            self.articles += [page] if page else []

    def _first_sources(self) -> Iterator[tuple[Kind, str]]:
        """Yield the first source of each kind, the cheapest first."""
        site = self.site
        kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
            ("feed", site.feeds),
            ("listing", site.sections),
            ("sitemap", site.sitemaps),
            ("listing", ("/",)),
        )
        for kind, addresses in kinds:
            yield from ((kind, urljoin(site.home, address)) for address in addresses[:1])

    def _articles_of(self, page: SitePage) -> list[str]:
        """Return the articles that a source names, in its order, each once."""
        try:
            match page.kind:
                case "feed":
                    links = list(feed.links(page.body, url=page.url, headers=page.headers))
                case "sitemap":
                    links = list(sitemap.read(page.body, url=page.url).links)
                case _:
                    links = listing.read(page.body, url=page.url, site=self.site, headers=page.headers).links
        except UnreadableError as error:
            self.failed[page.url] = error.reason
            return []
        found = {self.site.article_key(link.url): self.site.canonical(link.url) for link in reversed(links)}
        found.pop(None, None)
        return list(reversed(found.values()))
