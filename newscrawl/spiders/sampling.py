"""Fetches a sample of a site: its home page, one or two sections, a feed and a few articles, one after another."""

from __future__ import annotations

import logging
from collections import defaultdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals

from newscrawl import sites, urls
from newscrawl.discover import UnreadableError, feed, home, listing
from newscrawl.middlewares.failures import reason_of
from newscrawl.middlewares.robots import protego
from newscrawl.scaffold.address_forms import shape
from newscrawl.scaffold.pages_by_kind import Kind, SitePage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

SAMPLED_ARTICLES: Final = 8
"""Articles that are fetched by default."""

SAMPLED_SECTIONS: Final = 2
"""Sections that are fetched."""


class SamplingSpider(scrapy.Spider):
    """Fetches a few pages of a site and keeps them in :attr:`pages`.

    :attr:`failed` holds the reason for each address that could not be fetched, :attr:`sitemaps` the sitemaps in robots.txt.
    """

    custom_settings: Final = {  # type: ignore[misc] # Scrapy's base class has it writable
        # Nothing is written or remembered: the caller takes the pages.
        "EXTENSIONS": {
            "newscrawl.extensions.run.RunExtension": None,
            "newscrawl.extensions.warc.WarcExtension": None,
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.spiderstate.SpiderState": None,
        },
        "ITEM_PIPELINES": {},
    }

    def __init__(self, *, url: str, articles: int = SAMPLED_ARTICLES, single: bool = False, **kwargs: Any) -> None:
        """Take the address of any page of the site. With ``single`` only that page is fetched."""
        self.url = urls.canonical(url)
        super().__init__(name=urls.host(self.url), **kwargs)
        parts = urlsplit(self.url)
        self.home = f"{parts.scheme}://{parts.netloc}/"
        self.hosts = {urls.host(self.url)}
        self.max_articles = articles
        self.single = single
        self.pages: list[SitePage] = []
        self.failed: dict[str, str] = {}
        self.sitemaps: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._robots, signals.robots_parsed)  # noqa: SLF001 - the same class
        return spider

    def _robots(self, robotparser: object, request: Request) -> None:
        parser = protego(robotparser)
        if parser:
            self.sitemaps += [url for url in parser.sitemaps if url not in self.sitemaps]

    async def start(self) -> AsyncIterator[Request]:
        """Fetch all pages directly. Nothing is yielded, so Scrapy has no callbacks to run."""
        if self.single:
            await self._fetch(self.url, None)
        else:
            await self._look()
        requests: list[Request] = []
        for request in requests:
            yield request

    async def _look(self) -> None:
        front = await self._fetch(self.home, "home")
        if front is None:
            return
        # The site may redirect to another scheme or to www. The address that answered is its home page.
        parts = urlsplit(front.url)
        self.home = f"{parts.scheme}://{parts.netloc}/"
        lists = [front]
        if urlsplit(self.url).path not in {"", "/"}:
            page = await self._fetch(self.url, None)
            lists += [page] if page else []
        found = home.sources(front.body, front.url, headers=front.headers)
        feeds = found.feeds[:1]
        if not feeds and found.feed_indexes:
            index = await self._fetch(found.feed_indexes[0], "feed_index")
            feeds = home.feed_index(index.body, index.url, headers=index.headers)[:1] if index else []
        named: list[str] = []
        for url in feeds:
            page = await self._fetch(url, "feed")
            named = _named(page) if page else []
        for url in found.sections[:SAMPLED_SECTIONS]:
            page = await self._fetch(url, "listing")
            lists += [page] if page else []
        for url in self._chosen(lists, named):
            await self._fetch(url, "article")

    def _chosen(self, lists: list[SitePage], named: list[str]) -> list[str]:
        """Return addresses of articles, taking each address form in turn, those in the feed first."""
        site = sites.unknown(self.home)
        offered = [url for url in named if urls.host(url) in self.hosts]
        for page in reversed(lists):
            offered += [
                link.url for link in listing.read(page.body, url=page.url, site=site, headers=page.headers).links
            ]
        known = {page.url for page in self.pages}
        kinds: dict[tuple[object, str], list[str]] = defaultdict(list)
        for url in dict.fromkeys(site.canonical(url) for url in offered):
            if urls.host(url) in self.hosts and url not in known:
                kinds[shape(url), urlsplit(url).path.rpartition("/")[0]].append(url)
        return list(_in_turn(list(kinds.values())))[: self.max_articles]

    async def _fetch(self, url: str, kind: Kind | None) -> SitePage | None:
        """Fetch a page and keep it. Returns ``None``, with the reason in :attr:`failed`, if that fails."""
        try:
            response = await self.crawler.engine.download_async(Request(url))
        except Exception as error:  # noqa: BLE001 - whatever the download raises, the page could not be fetched
            self.failed[url] = reason_of(error)
        else:
            if response.status == HTTPStatus.OK:
                sample = SitePage(url=response.url, body=response.body, headers=_headers(response), kind=kind)
                self.pages.append(sample)
                return sample
            self.failed[url] = f"http_{response.status}"
        return None


def _named(page: SitePage) -> list[str]:
    try:
        return [link.url for link in feed.links(page.body, url=page.url, headers=page.headers)]
    except UnreadableError as error:
        logger.warning("feed %s cannot be read: %s", page.url, error.reason)
        return []


def _in_turn(groups: list[list[str]]) -> Iterator[str]:
    """Yield the first of each group, then the second of each, and so on."""
    for number in range(max(map(len, groups), default=0)):
        yield from (group[number] for group in groups if number < len(group))


def _headers(response: Response) -> dict[str, str]:
    return {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in response.headers.items()}
