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

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl import dates, sites, urls
from newscrawl.discover import Link, UnreadableError, archives, feed, home, listing, paging, schedule, shards, sitemap
from newscrawl.discover.sitemap import Child
from newscrawl.extensions.run import RunExtension
from newscrawl.extensions.warc import ARCHIVED, Archived, recording_settings
from newscrawl.extract import NotAnArticle, extract, usage
from newscrawl.items import Hints
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.middlewares.failures import Postponed, Refused, reason_of
from newscrawl.middlewares.robots import protego
from newscrawl.report.progress import Progress
from newscrawl.spiders.arguments import day, number, split_list
from newscrawl.spiders.backfill import Backfill
from newscrawl.spiders.frontier import Frontier, moment_of, unpack
from newscrawl.spiders.limits import Limits
from newscrawl.spiders.revisits import Revisits
from newscrawl.spiders.sources import AskedSource, Plan, Position, is_due
from newscrawl.state import Address, Status, address_key, clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.archive.replay import SavedPage
    from newscrawl.archive.run import Run
    from newscrawl.discover.paging import Following
    from newscrawl.items import Article
    from newscrawl.sites import Site

logger = logging.getLogger(__name__)

_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NOT_MODIFIED: Final = {"handle_httpstatus_list": [HTTPStatus.NOT_MODIFIED]}
_SETTLED: Final = frozenset({"robots_forbidden", "http_404", "http_410"})
"""Answers to a request for a source that another try will not change."""

_NO_SUCH_WAY: Final = _SETTLED | {"http_400", "http_405", "http_500", "http_501"}
"""Answers of an endpoint after which another way to the same page is tried."""

_BLOCKS: Final = frozenset({"soft_block", "redirect_shell"})
"""Rejections that speak of us and not of the page: the address is tried again in the next run."""

_REFUSALS: Final = _BLOCKS | {"login_wall"}
"""Rejections that, in a row, say that the site refuses us."""

_REST: Final = timedelta(hours=1)
"""Time between two tries of a page on a schedule; five tries in vain are then not over within the hour."""

_PAGES: Final = frozenset({"listing", "home", "feed_index", "archive"})
"""Sources that are parsed as pages, and held to a page's bounds."""


_TDM: Final = "tdm"
_OBEYABLE: Final = frozenset({_TDM, "noindex", "noarchive", "nosnippet", "noai"})
"""What ``NEWSCRAWL_OBEY`` may name."""

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

        ``backfill``: sitemaps in the order of their days, read whole; archives and listings where they do not reach back to
        ``since``. ``plan`` is filled with
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
        self._pages = pages
        if backfill and not self.since:
            raise ValueError("a backfill needs since, its first day")
        self.progress = Progress()
        """How far a backfill has come."""

        self._backfill: Backfill | None = None
        if backfill and self.since:
            end = min(self.until or datetime.max.replace(tzinfo=UTC), clock.now())
            self._backfill = Backfill(self.site, since=self.since, until=end, progress=self.progress)
        self._plan = plan
        self._readers = {
            "feed": self._feed,
            "feed_index": self._feed_index,
            "sitemap": self._sitemap,
            "listing": self._listing,
            "home": self._home,
            "archive": self._archive,
        }
        self._robots_sitemaps: list[str] = []
        self._sources: set[str] = set()
        self._complete = True
        self._catch_up = True
        self._bounds = schedule.Bounds()
        self._steps: tuple[timedelta, ...] = ()
        self._obeyed: frozenset[str] = frozenset()
        self._reserved: list[tuple[str, usage.Reservation]] = []
        """What the site's host says of text and data mining."""

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
        spider._obeyed = frozenset(split_list(crawler.settings["NEWSCRAWL_OBEY"]))  # noqa: SLF001 - our own
        if unknown := sorted(spider._obeyed - _OBEYABLE):  # noqa: SLF001 - our own
            raise ValueError(f"NEWSCRAWL_OBEY names {', '.join(unknown)}; it may name {', '.join(sorted(_OBEYABLE))}")
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
        if not self.crawler.get_extension(RunExtension):
            return  # `scrapy shell` takes a spider for its settings alone: nothing is crawled and nothing remembered
        backoff = self.crawler.get_downloader_middleware(BackoffMiddleware)
        if backoff:
            backoff.pace.remember(self.run.store, self.run.location.state)
        # What a backfill looks for may stand in a sitemap that an earlier run read for later days.
        self._catch_up = bool(self._backfill) or not self.run.store.begin_crawl(self.name)
        self.progress.found = self.run.store.counts(self.name)["pending"] if self._backfill else 0
        self._limits = Limits.of(self.settings)
        self._frontier = Frontier(self.site, since=self.since, until=self.until, most=self._limits.addresses)
        self._looks = Revisits(steps=self._steps, most=self._limits.revisits)
        self._most_sources = self._limits.sources
        if backoff and (left := backoff.pace.left()) is not None:
            # Half of a day's budget at least is for articles, however many sources there are.
            self._most_sources = min(self._most_sources, max(left // 2, 1))
        self._due_only = self.settings.getbool("NEWSCRAWL_DUE")
        self._revisiting = self.settings.getbool("NEWSCRAWL_REVISIT")

    def _closed(self, reason: str) -> None:
        self._settle_others()
        if self._plan is not None:
            slots = self.crawler.engine.downloader.per_slot_settings
            self._plan.delay = slots.get(self.name, {}).get("delay", self.settings.getfloat("DOWNLOAD_DELAY"))
            self._plan.requests = self.crawler.stats.get_value("downloader/request_count", 0)
        elif reason == "finished" and self._complete and not self._backfill:
            self.run.store.end_crawl(self.name)

    def _robots(self, robotparser: object, request: Request) -> None:
        parser = protego(robotparser)
        if parser and not self.site.sitemaps:
            self._robots_sitemaps += [s for s in parser.sitemaps if urls.host(s) in self.hosts]

    def _idle(self) -> None:
        """Nothing is in flight: go on with what robots.txt named, what waits in the state, and what is to be revisited."""
        self._settle_others()
        named = [] if self._narrow else self._ask([("sitemap", Child(url)) for url in self._robots_sitemaps])
        requests = list(self._further(named))
        self._robots_sitemaps = []
        if not requests and self._plan is None:
            requests = [self._page(address) for address in self._waiting() if address.key not in self._frontier.asked]
        if not requests and self._backfill:
            requests = self._next_of_backfill(self._backfill)
        if not requests and self._plan is None:
            requests = list(self._revisits())
        if self._pages is not None or not requests:
            return
        for request in requests:
            self.crawler.engine.crawl(request)
        raise DontCloseSpider

    def _waiting(self) -> list[Address]:
        """What the state holds to be fetched; on a schedule, what failed lately is left to rest; in a backfill the oldest first."""
        rested = dates.rfc3339(clock.now() - _REST) if self._due_only else None
        return self.run.store.pending(
            self.name,
            limit=self._limits.in_flight,
            max_tries=self._limits.tries,
            tried_before=rested,
            by_date=bool(self._backfill),
        )

    def _next_of_backfill(self, backfill: Backfill) -> list[Request]:
        """Requests for the source whose day comes next; where none is left, for others that may reach further back."""
        while planned := backfill.next():
            source = AskedSource(planned.url, self.name, planned.kind, self.run.store.source(planned.url))
            if requests := list(self._further([self._source(source, planned.at)])):
                logger.info("%s: %s", self.name, backfill.progress.words())
                return requests
        while further := list(backfill.further()):
            backfill.forget_known(self.run.store.sources(backfill.planned_marks()))
            self._sources -= {url for kind, url, _ in further if kind == "listing"}
            sources = [(AskedSource(url, self.name, kind, self.run.store.source(url)), at) for kind, url, at in further]
            if requests := list(self._further(self._source(source, at) for source, at in sources)):
                return requests
        return []

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
        if _TDM in self._obeyed:
            yield Request(
                urljoin(self.site.home, usage.TDM_PATH),
                callback=self._tdmrep,
                errback=self._no_tdmrep,
                meta={"newscrawl_kind": "other", "download_maxsize": self._limits.page_bytes},
                priority=100,
                dont_filter=True,
            )
        if self.url and self._single:
            for request in self._take([Link(self.url, Hints())], "argument"):
                yield request
            return
        entries = {url: kind for kind, url in self._first()}
        if self._due_only and not self._narrow:
            entries |= {source.url: source.kind for source in self.run.store.entry_sources(self.name)}
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
        if self._backfill and (site.sitemaps or site.archives):
            yield from (("sitemap", urljoin(site.home, address)) for address in site.sitemaps)
            return
        for kind, addresses in (("feed", site.feeds), ("sitemap", site.sitemaps), ("listing", site.sections)):
            for address in addresses:
                yield kind, urljoin(site.home, address)
        if not (site.feeds or site.sitemaps or site.sections):
            yield "home", site.home

    def _saved(self, pages: Sequence[SavedPage]) -> Iterator[Request]:
        """Requests for saved pages, in their order: articles as articles, whatever their address, the others as sources."""
        for place, page in enumerate(pages):
            if page.kind == "article":
                request = self._page(Address(key=address_key(page.url), url=page.url, hints=page.hints))
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
        self, sources: Iterable[tuple[str, Child]], *, at: Position | None = None, root: AskedSource | None = None
    ) -> Iterator[Request]:
        """Requests for sources (kind, address and last change): for all of them, or for those that are due."""
        sources = list(sources)
        known = self.run.store.sources([child.url for _, child in sources])
        now = datetime.fromisoformat(clock.timestamp())
        for kind, child in sources:
            before = known.get(child.url)
            if self._due_only and not self._catch_up and not is_due(before, child.lastmod, now=now):
                self._count(f"source/{kind}/not_due")
            else:
                yield self._source(AskedSource(child.url, self.name, kind, before, root), at)

    def _source(self, source: AskedSource, at: Position | None = None) -> Request:
        """A request for a feed, sitemap, listing or home page, conditional where that is safe."""
        headers = {} if self._catch_up else source.conditions()
        url, form = source.url, ""
        if source.post:
            url, _, form = url.partition("?")
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(
            url,
            method="POST" if source.post else "GET",
            body=form,
            headers=headers,
            callback=self.parse_source,
            errback=self.source_failed,
            cb_kwargs={"source": source, "at": at or Position(section=source.url)},
            meta={
                **_NOT_MODIFIED,
                "newscrawl_kind": source.kind,
                **({"download_maxsize": self._limits.page_bytes} if source.kind in _PAGES else {}),
            },
            priority=10,
            dont_filter=True,
        )

    def parse_source(self, response: Response, *, source: AskedSource, at: Position) -> Iterator[Request]:
        """Turn a source into requests for what is new in it, and for its further pages."""
        kind = source.kind
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._count(f"source/{kind}/unchanged")
            self._read()
            self._answered(source, None)
            return
        try:
            requests = self._readers[kind](response, source, at)
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
        if kind == "sitemap" and not source.unconditional:
            self._read_whole(source, at)

    def _answered(self, source: AskedSource, headers: dict[str, str] | None) -> None:
        if self._plan is not None:
            return
        for found in source.answered(headers, now=datetime.fromisoformat(clock.timestamp()), bounds=self._bounds):
            self.run.store.put_source(found)

    def _read_whole(self, source: AskedSource, at: Position) -> None:
        """Remember that a backfill need not read the source again."""
        if self._backfill is None or self._plan is not None:
            return
        url = (at.shelf.page(at.day) if at.shelf and at.day else None) or source.url
        mark = self._backfill.mark(url, source.kind, self.name, now=clock.timestamp(), day=at.day)
        if mark and self._complete:
            self.run.store.put_source(mark)

    def _without_answer(self, source: AskedSource, *, again: bool) -> None:
        if self._plan is not None:
            return
        for found in source.without_answer(
            now=datetime.fromisoformat(clock.timestamp()), bounds=self._bounds, again=again
        ):
            self.run.store.put_source(found)

    def _further(self, requests: Iterable[Request]) -> Iterator[Request]:
        """Requests that a source led to: no source twice, and not more of them than may be."""
        for request in requests:
            if "newscrawl_kind" in request.meta and "newscrawl_key" not in request.meta:
                url = request.cb_kwargs["source"].url
                if url in self._sources:
                    continue
                if len(self._sources) >= self._most_sources:
                    self._limit("max_sources")
                    continue
                self._sources.add(url)
            yield request

    def source_failed(self, failure: Failure) -> Iterator[Request]:
        """Count a source that could not be had; the next run that asks for it, or for what led to it, reads it whole.

        A page of a listing to which there is another way is asked for by that.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy puts it there
        reason = reason_of(failure.value)
        kind: str = request.meta["newscrawl_kind"]
        if isinstance(failure.value, Postponed):
            self._complete = False
            self._count(f"source/{kind}/postponed")
            return
        source, at = request.cb_kwargs["source"], request.cb_kwargs["at"]
        if self._backfill and at.day:
            self._backfill.missed(at)
        if at.others and reason in _NO_SUCH_WAY and self._pages is None:
            self._count(f"source/{kind}/{reason}")
            yield from self._further(self._following(at.others, at, source.root or source))
            return
        self._without_answer(source, again=reason not in _SETTLED)
        if reason in _SETTLED:
            self._count(f"source/{kind}/{reason}")
            return
        self._count(f"source/{kind}/failed")
        self._count(f"failed/{reason}")
        # A robots.txt that cannot be had closes the host for all of its sources, and was told with its cause.
        level = logging.DEBUG if reason == "robots_unreachable" else logging.WARNING
        logger.log(level, "%s: %s %s cannot be had: %s", self.name, kind, request.url, reason)

    def _feed(self, response: Response, source: AskedSource, at: Position) -> Iterator[Request]:
        yield from self._take(feed.links(response.body, url=response.url, headers=_headers(response)), "feed", source)

    def _sitemap(self, response: Response, source: AskedSource, at: Position) -> Iterator[Request]:
        # Entry by entry: those of a whole sitemap at once would take as much memory as all the rest.
        entries = sitemap.iterate(response.body, url=response.url)
        named: list[Child] = []
        source.unconditional = True  # until the end was read
        yield from self._take(_pages(islice(entries, self._limits.entries), named), "sitemap", source)
        truncated = entries.truncated or next(entries, None) is not None
        if truncated:
            self._count("source/sitemap/truncated")
        source.unconditional = truncated or any(child.lastmod is None for child in named)
        children = sorted(named, key=lambda child: child.lastmod or "", reverse=True)
        if len(children) > self._limits.sitemaps and at.page == 1:
            self._limit("max_sitemaps")
        wanted = [
            child
            for child in children[: self._limits.sitemaps if at.page == 1 else 0]
            if urls.host(child.url) in self.hosts
        ]
        wanted = [child for child in wanted if shards.speaks_of(child.url, since=self.since, until=self.until)]
        if self.since:
            wanted = [child for child in wanted if (dates.parse(child.lastmod or "") or self.since) >= self.since]
        further = Position(page=at.page + 1)
        if self._backfill:
            marks = self.run.store.sources(self._backfill.marks(wanted)) if self._plan is None else {}
            wanted = self._backfill.put_off(wanted, marks, at=further)
        yield from self._ask((("sitemap", child) for child in wanted), at=further, root=source)

    def _listing(self, response: Response, source: AskedSource, at: Position) -> Iterator[Request]:
        if response.body.lstrip()[:1] in {b"[", b"{"}:
            links = paging.json_links(response.body, url=response.url, site=self.site, headers=_headers(response))
        else:
            links = listing.read(response.body, url=response.url, site=self.site, headers=_headers(response)).links
        if not links and (refusal := self._refusal(response)):
            raise UnreadableError(refusal, response.url)
        before = self._frontier.met
        yield from self._take(links, "listing", source)
        brought_news = self._frontier.met > before
        if not links or not (brought_news or self._catch_up or source.unfinished) or self._past(links):
            return
        at = replace(at, channel=at.channel or paging.channel(self.site, response.body))
        ways = paging.ways(
            self.site, at.section, at.page, body=response.body, links=links, channel=at.channel, after=at.way
        )
        yield from self._following(
            [way for way in ways if way.url != response.url], replace(at, page=at.page + 1), source.root or source
        )

    def _following(self, ways: Sequence[Following], at: Position, root: AskedSource) -> Iterator[Request]:
        """A request for the page of a listing at a position, by the first of the ways to it; the others are kept in mind."""
        ways = [way for way in ways if urls.host(way.url) in self.hosts]
        if not ways:
            return
        if at.page > self._limits.pages:
            self._limit("max_pages")
            return
        first = ways[0]
        known = self.run.store.source(first.url)
        source = AskedSource(first.url, self.name, "listing", known, root, post=first.post)
        yield self._source(source, replace(at, way=first.way, others=tuple(ways[1:])))

    def _home(self, response: Response, source: AskedSource, at: Position) -> Iterator[Request]:
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
        yield from self._listing(response, source, at)

    def _feed_index(self, response: Response, source: AskedSource, at: Position) -> Iterator[Request]:
        found = home.feed_index(response.body, response.url, headers=_headers(response))
        yield from self._ask(("feed", Child(address)) for address in found if urls.host(address) in self.hosts)

    def _archive(self, response: Response, source: AskedSource, at: Position) -> Iterator[Request]:
        """A page of an archive by date; or, without a day, the page of a section whose number the archive goes by."""
        links = paging.links(response.body, url=response.url, site=self.site, headers=_headers(response))
        if not links and (refusal := self._refusal(response)):
            raise UnreadableError(refusal, response.url)
        backfill, shelf = self._backfill, at.shelf
        if backfill is None or shelf is None:
            yield from self._take(links, "archive", source)
            return
        if at.day is None:
            channel = archives.channel(shelf.archive, response.body)
            further = list(backfill.fill(replace(shelf, channel=channel))) if channel else []
            backfill.forget_known(self.run.store.sources(backfill.planned_marks()))
            for kind, url, position in further:
                yield self._source(AskedSource(url, self.name, kind, self.run.store.source(url)), position)
            return
        shown = backfill.shown(at, links) if at.page == 1 else bool(links)
        if not shown:
            if at.page > 1 or (not links and backfill.answers):
                self._read_whole(source, at)
            return
        before = self._frontier.met
        yield from self._take(links, "archive", source)
        following = backfill.next_page(at)
        named = listing.read(response.body, url=response.url, site=self.site).next if following is None else None
        if following and self._frontier.met > before and at.page < self._limits.pages:
            url, position = following
        elif named and at.page < self._limits.pages and urls.host(named) in self.hosts:
            url, position = named, replace(at, page=at.page + 1)
        else:
            self._read_whole(source, at)
            return
        yield self._source(
            AskedSource(url, self.name, "archive", self.run.store.source(url), source.root or source), position
        )

    def _tdmrep(self, response: Response) -> None:
        """What the host reserves of all its pages."""
        self._reserved = usage.rules(response.body)
        self._count("source/tdmrep/ok")

    def _no_tdmrep(self, failure: Failure) -> None:
        """The host says nothing of all its pages."""
        self._count(f"source/tdmrep/{reason_of(failure.value)}")

    def _past(self, links: Iterable[Link]) -> bool:
        """Whether all dated links of a listing lie before ``since``."""
        moments = [datetime.fromisoformat(link.hints.date_published) for link in links if link.hints.date_published]
        return bool(self.since and moments and max(moments) < self.since)

    # -- the frontier -------------------------------------------------------------------------------------------

    def _take(self, links: Iterable[Link], kind: str, source: AskedSource | None = None) -> Iterator[Request]:
        """Remember what is new among the links, and ask for as much of it as may be in flight."""
        rest = iter(links)
        while batch := list(islice(rest, _BATCH)):
            if self._frontier.is_full:
                self._full()
                return
            yield from self._take_batch(batch, kind, source)

    def _full(self) -> None:
        self._complete = False  # the next run reads the sources again, and goes on where this one stopped
        self._limit("max_addresses")

    def _take_batch(self, links: Iterable[Link], kind: str, source: AskedSource | None = None) -> Iterator[Request]:
        store = self.run.store
        choice = self._frontier.choose(links, store, now=clock.now().timestamp())
        if choice.fresh:
            self._read()
        if choice.is_cut:
            self._full()
        wanted = choice.wanted
        new = sum(address.key not in choice.known for address in wanted)
        if source:
            source.news += new
        if self._backfill:
            wanted.sort(
                key=lambda address: _written(moment_of(address)) or "9"
            )  # behind all others where no source said
            self.progress.found += new
            self._backfill.met(choice.fresh)
        self._count(f"found/{kind}", len(wanted))
        if self._plan is not None:
            self._plan.articles += [(address.url, _written(moment_of(address))[:10] or None) for address in wanted]
            return
        store.fill_lastmod([(key, when) for key, when in choice.dated.items() if key in choice.known])
        store.add(self.name, wanted, now=clock.timestamp())
        self._count("links/known", len(choice.known))
        self._count("found", len(wanted))
        if self._pages is None:
            # What is too much for memory waits in the state until nothing is in flight.
            yield from map(self._page, wanted[: max(self._limits.in_flight - len(self._frontier.asked), 0)])

    def _settle_others(self) -> None:
        if self._plan is None:
            self._count("links/alias", self._frontier.settle_others(self.run.store, now=clock.timestamp()))

    def _revisits(self) -> Iterator[Request]:
        """Requests for known articles whose next look has come, as many as the budget leaves."""
        if not self._revisiting or self._single or self._pages is not None:
            return
        now = datetime.fromisoformat(clock.timestamp())
        for address in self._looks.take(self.run.store, self.name, now=now, most=self._limits.in_flight):
            if address.key not in self._frontier.asked:
                self._count("revisited")
                yield self._page(address, revisit=True)
        if self._looks.is_cut:
            self._limit("revisit_budget")

    def _looked(self, key: int) -> None:
        self._looks.looked(self.run.store, key)

    def _page(self, address: Address, *, revisit: bool = False) -> Request:
        """A request for an article, conditional where it is known."""
        self._frontier.asked.add(address.key)
        etag, last_modified = self.run.store.validators(address.key)
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = format_datetime(
                datetime.fromisoformat(last_modified).astimezone(UTC), usegmt=True
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
                "download_maxsize": self._limits.page_bytes,
            },
            # Scrapy sends what came last first; a backfill goes by date.
            priority=-len(self._frontier.asked) if self._backfill else 0,
            dont_filter=True,
        )

    # -- articles -----------------------------------------------------------------------------------------------

    def parse_article(self, response: Response, *, address: Address) -> Iterator[Article]:
        """Read one page; what is no article is counted and kept with its address."""
        self.progress.done += 1
        now = clock.timestamp()
        archived: Archived | None = response.meta.get(ARCHIVED)
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._read()
            self._count("known/not_modified")
            self._looked(address.key)
            self.run.store.set_status(address.key, Status.DONE, now=now)
            return
        try:
            article = extract(
                response.body,
                url=response.url,
                site=self.site,
                headers=_headers(response),
                fetched_at=archived.moment if archived else None if self._pages else datetime.fromisoformat(now),
                hints=unpack(address.hints),
            )
        except NotAnArticle as error:
            self._count(f"rejected/{error.reason}")
            logger.info("%s: %s is no article: %s", self.name, response.url, error.reason)
            self._read(error.reason)
            if error.reason in _BLOCKS:
                if address.tries:
                    self._count("refused_again")
                self.run.store.record_failure(address.key, now=now)
            else:
                self._looked(address.key)
                self.run.store.set_status(address.key, Status.REJECTED, now=now, reason=error.reason)
            return
        self._read()
        self._looked(address.key)
        self._frontier.read(address.key, now=datetime.fromisoformat(now))
        if len(article.text) > self._limits.text:
            self._count("rejected/too_long")
            self.run.store.set_status(address.key, Status.REJECTED, now=now, reason="too_long")
            return
        article = self._with_reservation(article)
        if refused := self._refused(article):
            self._count(f"rejected/{refused}")
            self.run.store.set_status(address.key, Status.REJECTED, now=now, reason=refused)
            return
        yield replace(
            article,
            requested_url=address.url,
            crawl_id=self.run.crawl_id,
            fetch=replace(article.fetch, status=response.status, **(archived.fetch_fields() if archived else {})),
        )

    def _with_reservation(self, article: Article) -> Article:
        """The article with what its host says of text and data mining, where the page itself says nothing."""
        if article.tdm_reservation is not None or urls.host(article.url) != urls.host(self.site.home):
            return article
        said = usage.reserved_by(self._reserved, article.url)
        return replace(article, tdm_reservation=said.reserved, tdm_policy=said.policy) if said else article

    def _refused(self, article: Article) -> str | None:
        """What the page asks for and the settings obey, so that the article is not written."""
        if _TDM in self._obeyed and article.tdm_reservation:
            return "tdm_reserved"
        return next((name for name in article.robots_directives if name in self._obeyed), None)

    def page_failed(self, failure: Failure) -> None:
        """Count a page that could not be had."""
        self.progress.done += 1
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy puts it there
        key = request.meta["newscrawl_key"]
        reason, now = reason_of(failure.value), clock.timestamp()
        if isinstance(failure.value, HttpError) and failure.value.response.status in _GONE:
            self._count(f"rejected/{reason}")
            self._looked(key)
            self.run.store.set_status(key, Status.GONE, now=now, reason=reason)
        elif isinstance(failure.value, Postponed):
            self._count(f"postponed/{reason}")
        elif isinstance(failure.value, Refused):
            self._count(f"skipped/{reason}")
            if not request.meta["newscrawl_revisit"]:
                self.run.store.delete_address(key)
            elif reason != "robots_unreachable":
                self._looked(key)
        else:
            self._count(f"failed/{reason}")
            self.run.store.record_failure(key, now=now)
            logger.warning("%s: %s cannot be had: %s", self.name, request.url, reason)


def _pages(entries: Iterable[Link | Child], children: list[Child]) -> Iterator[Link]:
    """The pages among a sitemap's entries; further sitemaps are put into ``children``."""
    for entry in entries:
        if isinstance(entry, Link):
            yield entry
        elif len(children) < sitemap.MAX_CHILDREN:
            children.append(entry)


def _written(when: datetime | None) -> str:
    return dates.rfc3339(when) if when else ""


def _headers(response: Response) -> dict[str, str]:
    # Scrapy's own items() spells every name anew.
    raw: Iterable[tuple[bytes, list[bytes]]] = dict.items(response.headers)
    return {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in raw}
