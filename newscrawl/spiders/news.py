"""One spider for every site. Sites differ in data; this is all the behaviour there is.

The way of a crawl: the profile's feeds, sitemaps and listings are read, conditionally; what they offer and the state
does not know becomes pending in the state; pending addresses are fetched, read and handed to the pipelines. The state
is the frontier: what a killed run left pending goes out again.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urljoin, urlsplit

import orjson
import scrapy
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl import dates, sites, urls
from newscrawl.archive.run import moment
from newscrawl.discover import Link, UnreadableError, feed, home, listing, paging, schedule, shards, sitemap
from newscrawl.discover.sitemap import Child
from newscrawl.extensions.run import RunExtension
from newscrawl.extensions.warc import ARCHIVED, Archived, recording_settings
from newscrawl.extract import NotAnArticle, extract
from newscrawl.items import Hints
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.middlewares.failures import Postponed, Refused, reason_of
from newscrawl.middlewares.robots import protego
from newscrawl.spiders.arguments import day, number, split_list
from newscrawl.spiders.sources import AskedSource, Plan, is_due
from newscrawl.state import Address, KnownAddress, Status, address_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.archive.replay import SavedPage
    from newscrawl.archive.run import Run
    from newscrawl.items import Article
    from newscrawl.sites import Site
    from newscrawl.state import Revisit

logger = logging.getLogger(__name__)

_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NOT_MODIFIED: Final = {"handle_httpstatus_list": [HTTPStatus.NOT_MODIFIED]}
_SETTLED: Final = frozenset({"robots_forbidden", "http_404", "http_410"})
"""Answers to a request for a source that another try will not change."""

_BLOCKS: Final = frozenset({"soft_block", "redirect_shell"})
"""Rejections that speak of us and not of the page: the address is tried again in the next run."""

_REFUSALS: Final = _BLOCKS | {"login_wall"}
"""Rejections that, in a row, say that the site refuses us."""

_REST: Final = timedelta(hours=1)
"""Time between two tries of a page on a schedule; five tries in vain are then not over within the hour."""

_NEAR: Final = timedelta(days=31)
"""From the day that a backfill was asked for: sources that reach so far back need no help from listings."""

_PAGES: Final = frozenset({"listing", "home", "feed_index"})
"""Sources that are parsed as pages, and held to a page's bounds."""


_BATCH: Final = 5_000
"""Links that are looked up in the state at a time."""


class NewsSpider(scrapy.Spider):
    """Crawls one news site: a profile's (``site``), or any (``url``).

    Arguments, all strings, as ``-a NAME=VALUE`` gives them: ``since`` and ``until`` (days in Vietnam, ``2026-01-31``,
    both included), ``sections`` (``thoi-su,kinh-te``), ``max_articles``, ``delay`` (seconds), ``url``.
    """

    site: Site

    def __init__(
        self,
        name: str | None = None,
        *,
        url: str | None = None,
        since: str | None = None,
        until: str | None = None,
        sections: str | None = None,
        max_articles: str | int | None = None,
        delay: str | float | None = None,
        backfill: bool = False,
        plan: Plan | None = None,
        pages: Sequence[SavedPage] | None = None,
        **kwargs: Any,
    ) -> None:
        """Read the arguments; :class:`ValueError` says which one is wrong.

        ``backfill``: sitemaps first, read whole; listings where they do not reach back to ``since``. ``plan`` is filled with
        what would be fetched, and nothing is fetched or remembered. ``pages`` are saved pages to be replayed instead of a crawl: nothing else is asked for.
        """
        if url:
            url = urls.canonical(url if "://" in url else f"https://{url}")
            if not hasattr(self, "site"):
                self.site = sites.of(url)
        super().__init__(name or self.site.name, **kwargs)
        self.url = url
        self.since = day("since", since)
        last = day("until", until)
        self.until = last + timedelta(days=1) if last else None
        self.sections = split_list(sections)
        self.max_articles = number("max_articles", max_articles, int)
        self.delay = number("delay", delay, float)
        self.hosts = self.site.all_hosts | {
            urls.host(urljoin(self.site.home, source)) for source in (*self.site.feeds, *self.site.sitemaps)
        }
        self._met: set[int] = set()
        self._dated: set[int] = set()
        self._asked: set[int] = set()
        self._pages = pages
        self._backfill = backfill
        self._plan = plan
        self._reached: datetime | None = None
        self._readers = {
            "feed": self._feed,
            "feed_index": self._feed_index,
            "sitemap": self._sitemap,
            "listing": self._listing,
            "home": self._home,
        }
        self._robots_sitemaps: list[str] = []
        self._sources: set[str] = set()
        self._new = 0
        self._complete = True
        self._catch_up = True
        self._revisited = 0
        self._bounds = schedule.Bounds()
        self._steps: tuple[timedelta, ...] = ()

    # -- Scrapy's side ------------------------------------------------------------------------------------------

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact into the User-Agent, and see to it that a crawl to be archived is recorded whole."""
        super().update_settings(settings)
        contact = settings.get("NEWSCRAWL_CONTACT")
        if contact and contact not in settings["USER_AGENT"]:
            settings.set("USER_AGENT", f"{settings['USER_AGENT'].rstrip(')')}; {contact})", "spider")
        if settings.getbool("NEWSCRAWL_WARC"):
            recording_settings(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider: the arguments that are settings become settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.delay is not None or spider.site.delay is not None:
            delay = spider.delay if spider.delay is not None else spider.site.delay
            crawler.settings.set("DOWNLOAD_DELAY", delay, "cmdline" if spider.delay is not None else "spider")
        if spider.max_articles is not None:
            crawler.settings.set("CLOSESPIDER_ITEMCOUNT", spider.max_articles, "cmdline")
        spider._bounds = schedule.Bounds(  # noqa: SLF001 - our own
            shortest=schedule.span(crawler.settings["NEWSCRAWL_MIN_INTERVAL"]),
            longest=schedule.span(crawler.settings["NEWSCRAWL_MAX_INTERVAL"]),
        )
        spider._steps = schedule.spans(crawler.settings["NEWSCRAWL_REVISITS"])  # noqa: SLF001 - our own
        crawler.signals.connect(spider._opened, signals.spider_opened)  # noqa: SLF001 - our own
        crawler.signals.connect(spider._idle, signals.spider_idle)  # noqa: SLF001 - our own
        crawler.signals.connect(spider._closed, signals.spider_closed)  # noqa: SLF001 - our own
        crawler.signals.connect(spider._robots, signals.robots_parsed)  # noqa: SLF001 - our own
        return spider

    @property
    def run(self) -> Run:
        """The run that this crawl is part of."""
        return RunExtension.run_of(self.crawler)

    def _count(self, what: str, n: int = 1) -> None:
        self.crawler.stats.inc_value(f"newscrawl/{what}", n)

    def _limit(self, name: str) -> None:
        """Count that a bound was met."""
        self._count(f"limit/{name}")

    def _read(self, rejected: str | None = None) -> None:
        """Tell the back-off that the site answered, and how."""
        backoff = self.crawler.get_downloader_middleware(BackoffMiddleware)
        if backoff and rejected in _REFUSALS:
            backoff.blocked()
        elif backoff:
            backoff.answered()

    def _refusal(self, response: Response) -> str | None:
        """Why a source that gave nothing is a refusal that answers 200; ``None`` where it is none."""
        try:
            extract(response.body, url=response.url, site=self.site, headers=_headers(response))
        except NotAnArticle as error:
            return str(error.reason) if error.reason in _REFUSALS else None
        return None

    def _opened(self) -> None:
        # What a backfill looks for may stand in a sitemap that an earlier run read for later days.
        self._catch_up = self._backfill or not self.run.store.begin(self.name)
        self._in_flight = self.settings.getint("NEWSCRAWL_IN_FLIGHT")
        self._most_tries = self.settings.getint("NEWSCRAWL_MAX_TRIES")
        self._most_pages = self.settings.getint("NEWSCRAWL_MAX_PAGES")
        self._most_sitemaps = self.settings.getint("NEWSCRAWL_MAX_SITEMAPS")
        self._most_sources = self.settings.getint("NEWSCRAWL_MAX_SOURCES")
        self._most_addresses = self.settings.getint("NEWSCRAWL_MAX_ADDRESSES")
        self._most_entries = self.settings.getint("NEWSCRAWL_MAX_ENTRIES")
        self._most_text = self.settings.getint("NEWSCRAWL_MAX_TEXT")
        self._most_bytes = self.settings.getint("NEWSCRAWL_MAX_PAGE")
        self._due_only = self.settings.getbool("NEWSCRAWL_DUE")
        self._revisiting = self.settings.getbool("NEWSCRAWL_REVISIT")
        self._most_revisits = self.settings.getint("NEWSCRAWL_REVISIT_BUDGET")

    def _closed(self, reason: str) -> None:
        if self._plan is not None:
            slots = self.crawler.engine.downloader.per_slot_settings
            self._plan.delay = slots.get(self.name, {}).get("delay", self.settings.getfloat("DOWNLOAD_DELAY"))
        elif reason == "finished" and self._complete and not self._backfill:
            self.run.store.end(self.name)

    def _robots(self, robotparser: object, request: Request) -> None:
        parser = protego(robotparser)
        if parser and not self.site.sitemaps:
            self._robots_sitemaps += [s for s in parser.sitemaps if urls.host(s) in self.hosts]

    def _idle(self) -> None:
        """Nothing is in flight: go on with what robots.txt named, what waits in the state, and what is to be revisited."""
        named = [] if self._narrow else self._ask([("sitemap", Child(url)) for url in self._robots_sitemaps])
        requests = list(self._further(named))
        self._robots_sitemaps = []
        if not requests and self._backfill and not self._reaches_back():
            requests = list(self._further(self._ask(self._listings())))
        if not requests and self._plan is None:
            requests = list(self._articles([address for address in self._waiting() if address.key not in self._asked]))
        if not requests and self._plan is None:
            requests = list(self._revisits())
        if self._pages is not None or not requests:
            return
        for request in requests:
            self.crawler.engine.crawl(request)
        raise DontCloseSpider

    def _waiting(self) -> list[Address]:
        """What the state holds to be fetched; on a schedule, what failed lately is left to rest."""
        rested = dates.rfc3339(datetime.now(UTC) - _REST) if self._due_only else None
        return self.run.store.pending(self.name, limit=self._in_flight, max_tries=self._most_tries, tried_before=rested)

    @property
    def _narrow(self) -> bool:
        """Whether the crawl is bound to sections or to one page."""
        return bool(self.sections) or self._single

    @property
    def _single(self) -> bool:
        """Whether the crawl is for one article alone."""
        return bool(self.url and urlsplit(self.url).path != "/" and self.site.article_key(self.url))

    # -- sources ------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        """Requests for the sources; a site without a profile begins with its home page."""
        if self._pages is not None:
            for request in self._saved(self._pages):
                yield request
            return
        if self.url and self._single:
            for request in self._take([Link(self.url, Hints())], "argument"):
                yield request
            return
        entries = {url: kind for kind, url in self._first()}
        if self._due_only and not self._narrow:
            entries |= {source.url: source.kind for source in self.run.store.entries(self.name)}
        for request in self._further(self._ask((kind, Child(url)) for url, kind in entries.items())):
            yield request

    def _first(self) -> Iterator[tuple[str, str]]:
        """The sources to begin with: kind and address."""
        if self.sections:
            yield from self._sections()
            return
        if self.url and urlsplit(self.url).path != "/":
            yield "listing", self.url
            return
        site = self.site
        if self._backfill and site.sitemaps:
            yield from (("sitemap", urljoin(site.home, address)) for address in site.sitemaps)
            return
        for kind, addresses in (("feed", site.feeds), ("sitemap", site.sitemaps), ("listing", site.sections)):
            for address in addresses:
                yield kind, urljoin(site.home, address)
        if not (site.feeds or site.sitemaps or site.sections):
            yield "home", site.home

    def _listings(self) -> list[tuple[str, Child]]:
        """The site's sections, where a backfill has to go on with them."""
        return [("listing", Child(urljoin(self.site.home, section))) for section in self.site.sections]

    def _reaches_back(self) -> bool:
        """Whether what was found so far begins near ``since``: within a month of it."""
        return bool(self.since and self._reached and self._reached <= self.since + _NEAR)

    def _saved(self, pages: Sequence[SavedPage]) -> Iterator[Request]:
        """Requests for saved pages, in their order: articles as articles, whatever their address, the others as sources."""
        for place, page in enumerate(pages):
            if page.kind == "article":
                (request,) = self._articles([Address(key=address_key(page.url), url=page.url, hints=page.hints)])
                yield request.replace(priority=-place, meta={**request.meta, "newscrawl_chain": page.chain})
            else:
                yield self._source(AskedSource(page.url, self.name, page.kind, None))

    def _sections(self) -> Iterator[tuple[str, str]]:
        """The listings and feeds of the sections that were asked for."""
        for name in self.sections:
            slug = name.strip("/")
            listings = [
                s
                for s in self.site.sections
                if slug in s.strip("/").removesuffix(".htm").removesuffix(".html").split("/")
            ]
            feeds = [f for f in self.site.feeds if slug == urlsplit(f).path.rpartition("/")[2].partition(".")[0]]
            if not listings:
                listings = [f"/{slug}"]
                logger.info("%s: no section %r in the profile, its address is guessed", self.name, name)
            for kind, found in (("listing", listings), ("feed", feeds)):
                for address in found:
                    yield kind, urljoin(self.site.home, address)

    def _ask(
        self, sources: Iterable[tuple[str, Child]], *, page: int = 1, root: AskedSource | None = None
    ) -> Iterator[Request]:
        """Requests for sources (kind, address and last change): for all of them, or for those that are due."""
        sources = list(sources)
        known = self.run.store.sources([child.url for _, child in sources])
        now = datetime.fromisoformat(moment())
        for kind, child in sources:
            before = known.get(child.url)
            if self._due_only and not self._catch_up and not is_due(before, child.lastmod, now=now):
                self._count(f"source/{kind}/not_due")
            else:
                yield self._source(AskedSource(child.url, self.name, kind, before, root), page=page)

    def _source(
        self, source: AskedSource, *, page: int = 1, section: str | None = None, channel: str | None = None
    ) -> Request:
        """A request for a feed, sitemap, listing or home page, conditional where that is safe."""
        return Request(
            source.url,
            headers={} if self._catch_up else source.conditions(),
            callback=self.parse_source,
            errback=self.source_failed,
            cb_kwargs={
                "kind": source.kind,
                "page": page,
                "section": section or source.url,
                "channel": channel,
                "source": source,
            },
            meta={
                **_NOT_MODIFIED,
                "newscrawl_kind": source.kind,
                **({"download_maxsize": self._most_bytes} if source.kind in _PAGES else {}),
            },
            priority=10,
            dont_filter=True,
        )

    def parse_source(
        self,
        response: Response,
        *,
        kind: str,
        source: AskedSource,
        page: int = 1,
        section: str = "",
        channel: str | None = None,
    ) -> Iterator[Request]:
        """Turn a source into requests for what is new in it, and for its further pages."""
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._count(f"source/{kind}/unchanged")
            self._read()
            self._answered(source, None)
            return
        try:
            requests = self._readers[kind](response, source, page, section, channel)
            if self._pages is None:
                yield from self._further(requests)
            else:
                deque(requests, maxlen=0)  # a replay reads what it is given, and follows nothing
        except UnreadableError as error:
            reason = self._refusal(response) or error.reason
            self._without_answer(source, again=True)
            self._read(reason)
            self._count(f"source/{kind}/{reason}")
            logger.warning("%s: %s %s cannot be read: %s", self.name, kind, response.url, reason)
            return
        self._count(f"source/{kind}/ok")
        self._answered(source, _headers(response))

    def _answered(self, source: AskedSource, headers: dict[str, str] | None) -> None:
        if self._plan is not None:
            return
        for found in source.answered(headers, now=datetime.fromisoformat(moment()), bounds=self._bounds):
            self.run.store.put_source(found)

    def _without_answer(self, source: AskedSource, *, again: bool) -> None:
        if self._plan is not None:
            return
        for found in source.without_answer(now=datetime.fromisoformat(moment()), bounds=self._bounds, again=again):
            self.run.store.put_source(found)

    def _further(self, requests: Iterable[Request]) -> Iterator[Request]:
        """Requests that a source led to: no source twice, and not more of them than may be."""
        for request in requests:
            if "newscrawl_kind" in request.meta and "newscrawl_key" not in request.meta:
                if request.url in self._sources:
                    continue
                if len(self._sources) >= self._most_sources:
                    self._limit("max_sources")
                    continue
                self._sources.add(request.url)
            yield request

    def source_failed(self, failure: Failure) -> None:
        """Count a source that could not be had; the next run that asks for it, or for what led to it, reads it whole."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy puts it there
        reason = reason_of(failure.value)
        kind: str = request.meta["newscrawl_kind"]
        if isinstance(failure.value, Postponed):
            self._complete = False
            self._count(f"source/{kind}/postponed")
            return
        self._without_answer(request.cb_kwargs["source"], again=reason not in _SETTLED)
        if reason in _SETTLED:
            self._count(f"source/{kind}/{reason}")
            return
        self._count(f"source/{kind}/failed")
        self._count(f"failed/{reason}")
        logger.warning("%s: %s %s cannot be had: %s", self.name, kind, request.url, reason)

    def _feed(
        self, response: Response, source: AskedSource, page: int, section: str, channel: str | None = None
    ) -> Iterator[Request]:
        yield from self._take(feed.links(response.body, url=response.url, headers=_headers(response)), "feed", source)

    def _sitemap(
        self, response: Response, source: AskedSource, page: int, section: str, channel: str | None = None
    ) -> Iterator[Request]:
        found = sitemap.read(response.body, url=response.url, most=self._most_entries)
        if found.truncated:
            self._count("source/sitemap/truncated")
        source.unconditional = found.truncated or any(child.lastmod is None for child in found.children)
        yield from self._take(found.links, "sitemap", source)
        children = sorted(found.children, key=lambda child: child.lastmod or "", reverse=True)
        if len(children) > self._most_sitemaps and page == 1:
            self._limit("max_sitemaps")
        wanted = [
            child for child in children[: self._most_sitemaps if page == 1 else 0] if urls.host(child.url) in self.hosts
        ]
        wanted = [child for child in wanted if shards.speaks_of(child.url, since=self.since, until=self.until)]
        if self.since:
            wanted = [child for child in wanted if (dates.parse(child.lastmod or "") or self.since) >= self.since]
        yield from self._ask((("sitemap", child) for child in wanted), page=page + 1, root=source)

    def _listing(
        self, response: Response, source: AskedSource, page: int, section: str, channel: str | None = None
    ) -> Iterator[Request]:
        if response.body.lstrip()[:1] in {b"[", b"{"}:
            links = paging.json_links(response.body, url=response.url, site=self.site, headers=_headers(response))
        else:
            links = listing.read(response.body, url=response.url, site=self.site, headers=_headers(response)).links
        if not links and (refusal := self._refusal(response)):
            raise UnreadableError(refusal, response.url)
        before = len(self._met)
        yield from self._take(links, "listing", source)
        brought_news = len(self._met) > before
        if not links or not (brought_news or self._catch_up or source.unfinished) or self._past(links):
            return
        channel = channel or paging.channel(self.site, response.body)
        following = paging.next_page(self.site, section, page, body=response.body, links=links, channel=channel)
        if not following or urls.host(following) not in self.hosts or following == response.url:
            return
        if page >= self._most_pages:
            self._limit("max_pages")
        else:
            next_page = AskedSource(
                following, self.name, "listing", self.run.store.source(following), source.root or source
            )
            yield self._source(next_page, page=page + 1, section=section, channel=channel)

    def _home(
        self, response: Response, source: AskedSource, page: int, section: str, channel: str | None = None
    ) -> Iterator[Request]:
        sources = home.sources(response.body, response.url, headers=_headers(response))
        found = {
            "feed": sources.feeds,
            "feed_index": sources.feed_indexes,
            "sitemap": sources.sitemaps,
            "listing": sources.sections,
        }
        yield from self._ask(
            (kind, Child(address))
            for kind, addresses in found.items()
            for address in addresses
            if urls.host(address) in self.hosts
        )
        yield from self._listing(response, source, page, section, channel)

    def _feed_index(
        self, response: Response, source: AskedSource, page: int, section: str, channel: str | None = None
    ) -> Iterator[Request]:
        found = home.feed_index(response.body, response.url, headers=_headers(response))
        yield from self._ask(("feed", Child(address)) for address in found if urls.host(address) in self.hosts)

    def _past(self, links: Iterable[Link]) -> bool:
        """Whether all dated links of a listing lie before ``since``."""
        moments = [datetime.fromisoformat(link.hints.date_published) for link in links if link.hints.date_published]
        return bool(self.since and moments and max(moments) < self.since)

    # -- the frontier -------------------------------------------------------------------------------------------

    def _take(self, links: Iterable[Link], kind: str, source: AskedSource | None = None) -> Iterator[Request]:
        """Remember what is new among the links, and ask for as much of it as may be in flight."""
        rest = iter(links)
        while batch := list(islice(rest, _BATCH)):
            if self._new >= self._most_addresses:
                self._full()
                return
            yield from self._take_batch(batch, kind, source)

    def _full(self) -> None:
        self._complete = False  # the next run reads the sources again, and goes on where this one stopped
        self._limit("max_addresses")

    def _take_batch(self, links: Iterable[Link], kind: str, source: AskedSource | None = None) -> Iterator[Request]:
        fresh: dict[int, Link] = {}
        for link in links:
            if self.site.article_key(link.url) is None or self._outside(link.hints):
                continue
            key = address_key(self.site.canonical(link.url))
            # A second source may know more: a sitemap says when an article changed, a feed does not.
            if key not in self._met or (link.lastmod and key not in self._dated):
                fresh[key] = link
            self._met.add(key)
            if link.lastmod:
                self._dated.add(key)
        if fresh:
            self._read()
        store = self.run.store
        known = store.known(list(fresh))
        room = self._most_addresses - self._new
        wanted = [
            Address(key=key, url=self.site.canonical(link.url), hints=_pack(link.hints), lastmod=link.lastmod)
            for key, link in fresh.items()
            if key not in self._asked and (key not in known or _changed(known[key], link))
        ]
        if len(wanted) > room:
            self._full()
            wanted = wanted[: max(room, 0)]
        self._new += len(wanted)
        if source:
            source.news += sum(address.key not in known for address in wanted)
        if self._backfill:
            wanted.sort(key=_day_of, reverse=True)
            moments = [
                found
                for link in fresh.values()
                if (found := dates.parse(link.hints.date_published or link.lastmod or ""))
            ]
            self._reached = min([*moments, *([self._reached] if self._reached else [])], default=None)
        if self._plan is not None:
            self._plan.articles += [(address.url, _day_of(address) or None) for address in wanted]
            self._count(f"found/{kind}", len(wanted))
            return
        store.note_lastmod([(key, link.lastmod) for key, link in fresh.items() if link.lastmod and key in known])
        now = moment()
        store.add(self.name, wanted, now=now)
        self._count(f"found/{kind}", len(wanted))
        self._count("links/known", len(known))
        self._count("found", len(wanted))
        if self._pages is None:
            # What is too much for memory waits in the state until nothing is in flight.
            for address in wanted[: max(self._in_flight - len(self._asked), 0)]:
                yield self._page(address, known.get(address.key))

    def _revisits(self) -> Iterator[Request]:
        """Requests for known articles whose next look has come, as many as the budget leaves."""
        done = self._revisited >= self._most_revisits
        if done or not self._revisiting or self._single or self._pages is not None:
            return
        room = min(self._in_flight, self._most_revisits - self._revisited)
        now = moment()
        found = self.run.store.revisits(self.name, now=now, limit=room + 1)
        if len(found) > room >= self._most_revisits - self._revisited:
            self._limit("revisit_budget")
        found = found[:room]
        self.run.store.plan_revisits([(again.address.key, self._next_revisit(again, now)) for again in found])
        self._revisited += len(found)
        due = [again.address for again in found if again.address.key not in self._asked]
        if due:
            self._count("revisited", len(due))
        yield from self._articles(due, revisit=True)

    def _next_revisit(self, again: Revisit, now: str) -> str | None:
        when = schedule.next_revisit(
            datetime.fromisoformat(again.first_seen), now=datetime.fromisoformat(now), steps=self._steps
        )
        return dates.rfc3339(when) if when else None

    def _outside(self, hints: Hints) -> bool:
        """Whether discovery already said that the article is not of the days asked for."""
        if not hints.date_published or not (self.since or self.until):
            return False
        published = datetime.fromisoformat(hints.date_published)
        return bool((self.since and published < self.since) or (self.until and published >= self.until))

    def _articles(self, addresses: Sequence[Address], *, revisit: bool = False) -> Iterator[Request]:
        """Requests for articles, of which the state is asked once."""
        known = self.run.store.known([address.key for address in addresses])
        for address in addresses:
            yield self._page(address, known.get(address.key), revisit=revisit)

    def _page(self, address: Address, known: KnownAddress | None, *, revisit: bool = False) -> Request:
        """A request for an article, conditional where it is known."""
        self._asked.add(address.key)
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = format_datetime(
                datetime.fromisoformat(known.last_modified).astimezone(UTC), usegmt=True
            )
        return Request(
            address.url,
            headers=headers,
            callback=self.parse_article,
            errback=self.page_failed,
            cb_kwargs={"address": address},
            meta={
                **_NOT_MODIFIED,
                "newscrawl_kind": "article",
                "newscrawl_key": address.key,
                "newscrawl_revisit": revisit,
                "download_maxsize": self._most_bytes,
            },
            dont_filter=True,
        )

    # -- articles -----------------------------------------------------------------------------------------------

    def parse_article(self, response: Response, *, address: Address) -> Iterator[Article]:
        """Read one page; what is no article is counted and kept with its address."""
        now = moment()
        archived: Archived | None = response.meta.get(ARCHIVED)
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._read()
            self._count("known/not_modified")
            self.run.store.settle(address.key, Status.DONE, now=now)
            return
        try:
            article = extract(
                response.body,
                url=response.url,
                site=self.site,
                headers=_headers(response),
                fetched_at=archived.moment if archived else None if self._pages else datetime.fromisoformat(now),
                hints=_unpack(address.hints),
            )
        except NotAnArticle as error:
            self._count(f"rejected/{error.reason}")
            logger.info("%s: %s is no article: %s", self.name, response.url, error.reason)
            self._read(error.reason)
            if error.reason in _BLOCKS:
                self.run.store.failed(address.key, now=now)
            else:
                self.run.store.settle(address.key, Status.REJECTED, now=now, reason=error.reason)
            return
        self._read()
        if len(article.text) > self._most_text:
            self._count("rejected/too_long")
            self.run.store.settle(address.key, Status.REJECTED, now=now, reason="too_long")
            return
        yield replace(
            article,
            requested_url=address.url,
            crawl_id=self.run.crawl_id,
            fetch=replace(article.fetch, status=response.status, **(archived.fetch_fields() if archived else {})),
        )

    def page_failed(self, failure: Failure) -> None:
        """Count a page that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy puts it there
        key = request.meta["newscrawl_key"]
        reason, now = reason_of(failure.value), moment()
        if isinstance(failure.value, HttpError) and failure.value.response.status in _GONE:
            self._count(f"rejected/{reason}")
            self.run.store.settle(key, Status.GONE, now=now, reason=reason)
        elif isinstance(failure.value, Postponed):
            self._count(f"postponed/{reason}")
        elif isinstance(failure.value, Refused):
            self._count(f"skipped/{reason}")
            if not request.meta["newscrawl_revisit"]:
                self.run.store.forget(key)
        else:
            self._count(f"failed/{reason}")
            self.run.store.failed(key, now=now)
            logger.warning("%s: %s cannot be had: %s", self.name, request.url, reason)


def _changed(known: KnownAddress, link: Link) -> bool:
    """Whether a source speaks of a change since the address was fetched; what is still pending is asked for by the state."""
    if known.status is Status.PENDING:
        return True
    if not link.lastmod or not known.lastmod:
        return False
    now, before = dates.parse(link.lastmod), dates.parse(known.lastmod)
    return bool(now and before and now > before)


def _day_of(address: Address) -> str:
    """The day of which a source said that an article is; empty where it said none."""
    hints = _unpack(address.hints)
    moment = dates.parse((hints and hints.date_published) or address.lastmod or "")
    return dates.rfc3339(moment)[:10] if moment else ""


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _headers(response: Response) -> dict[str, str]:
    # Scrapy's own items() spells every name anew.
    raw: Iterable[tuple[bytes, list[bytes]]] = dict.items(response.headers)
    return {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in raw}


def _pack(hints: Hints) -> str:
    """Hints as the state keeps them; empty where they say nothing."""
    said = {name: value for name in Hints.__slots__ if (value := getattr(hints, name)) is not None}
    return orjson.dumps(said).decode() if said else ""


def _unpack(text: str) -> Hints | None:
    return Hints(**orjson.loads(text)) if text else None
