"""The spider of every site: an adapter between Scrapy and :class:`newscrawl.policy.CrawlPolicy`.

Sites differ in their profile only. Scrapy's callbacks become events of the policy, and the policy's commands are executed:
requests go to Scrapy, articles to the pipelines, everything else to the :class:`~newscrawl.spiders.executor.CommandExecutor`.
The state is the frontier: what a killed run left pending is fetched by the next one.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from newscrawl import sites, urls
from newscrawl.arguments import SpiderArguments
from newscrawl.content_coding import WRONG_CODING
from newscrawl.exporters.files import OutputError
from newscrawl.extensions.run import RunExtension
from newscrawl.extensions.warc import ARCHIVED_KEY, ArchivedResponse, recording_settings
from newscrawl.extract.parts import cut
from newscrawl.extract.rejection import NotAnArticle, Reason
from newscrawl.middlewares.failures import WARNINGS_KEY
from newscrawl.middlewares.required import broken_promise
from newscrawl.middlewares.robots import protego
from newscrawl.policy.commands import Count, EmitArticle, FailureKind
from newscrawl.policy.frontier import unpack_hints
from newscrawl.policy.requests import META_KEY, ArticleRequest, CrawlRequest, SourceRequest, TdmFileRequest
from newscrawl.policy.strategies import DRY_RUN, LIVE, REPLAY
from newscrawl.report.manifest import requests_sent
from newscrawl.report.progress import Progress
from newscrawl.spiders.crawl_settings import add_contact
from newscrawl.spiders.executor import CommandExecutor
from newscrawl.spiders.output_chain import ShortSpiderChain
from newscrawl.spiders.policy import build_policy, crawl_options, crawled_hosts
from newscrawl.spiders.requests import fetch_failure, headers_of, scrapy_request, source_page
from newscrawl.state import StateError, clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.archive.replay import SavedPage
    from newscrawl.archive.run import Run
    from newscrawl.extract import ExtractedPage
    from newscrawl.extract.permissions import RobotsPermissions
    from newscrawl.items import Article
    from newscrawl.policy.commands import Commands
    from newscrawl.policy.crawl import CrawlOptions
    from newscrawl.policy.strategies import CrawlPlan
    from newscrawl.sites import Site


class NewsSpider(scrapy.Spider):
    """Crawls one news site: one with a profile (``site``), or any site (``url``).

    The arguments are strings, as ``-a NAME=VALUE`` gives them: ``since`` and ``until`` (days in Vietnam, ``2026-01-31``, both
    included), ``sections`` (``thoi-su,kinh-te``), ``max_articles``, ``delay`` (seconds), ``url``.
    """

    site: Site

    _is_open = False
    """Whether the policy has been built. It is not if the state could not be written."""

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
        plan: CrawlPlan | None = None,
        pages: Sequence[SavedPage] | None = None,
        **kwargs: Any,
    ) -> None:
        """Read the arguments. Raises :class:`ValueError` that names the wrong one.

        ``backfill`` reads the past from ``since`` on, in the order of its days. ``plan`` makes a dry run: it is filled with
        what would be fetched, and nothing else is fetched or remembered. ``pages`` are saved pages to replay; nothing is
        requested besides them.
        """
        if url:
            url = urls.canonical(url if "://" in url else f"https://{url}")
            if not hasattr(self, "site"):
                self.site = sites.of(url)
        super().__init__(name or self.site.name, **kwargs)
        arguments = SpiderArguments.parse(
            since=since, until=until, sections=sections, max_articles=max_articles, delay=delay, backfill=backfill
        )
        # Extensions, pipelines and middlewares read these attributes by name.
        self.url, self.since, self.until, self.sections = url, arguments.since, arguments.until, arguments.sections
        self.max_articles, self.delay = arguments.max_articles, arguments.delay
        self.hosts = crawled_hosts(self.site)
        self.progress = Progress()
        """How far a backfill has come."""

        self._arguments = arguments
        self._is_backfill = backfill
        self._plan = plan
        self._saved_pages = pages
        self._options: CrawlOptions

    # -- Scrapy's hooks -----------------------------------------------------------------------------------------

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact into the User-Agent, and change the settings of a crawl that is recorded as WARC."""
        super().update_settings(settings)
        add_contact(settings)
        if settings.getbool("NEWSCRAWL_WARC"):
            recording_settings(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider. Its arguments that are settings become settings; settings that are wrong raise :class:`ValueError`."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if wrong := broken_promise(crawler.settings):
            raise ValueError(wrong)
        spider._options = spider.configure(crawler.settings)  # noqa: SLF001 - the same class
        for handler, signal in (
            (spider._opened, signals.spider_opened),  # noqa: SLF001 - the same class
            (spider._idle, signals.spider_idle),  # noqa: SLF001 - the same class
            (spider._closed, signals.spider_closed),  # noqa: SLF001 - the same class
            (spider._robots_parsed, signals.robots_parsed),  # noqa: SLF001 - the same class
        ):
            crawler.signals.connect(handler, signal)
        return spider

    @property
    def run(self) -> Run:
        """Return the run that this crawl is part of."""
        return RunExtension.run_of(self.crawler)

    def configure(self, settings: BaseSettings) -> CrawlOptions:
        """Set the settings that arguments name, and return the options of the crawl. Wrong settings raise :class:`ValueError`."""
        return crawl_options(self.site, self.name, self.url, self._arguments, settings)

    def _opened(self) -> None:
        if not self.crawler.get_extension(RunExtension):
            return  # `scrapy shell` makes a spider for its settings only: nothing is crawled or remembered.
        ShortSpiderChain.install(self.crawler)
        self._executor = CommandExecutor(self.crawler, self.name, self.run.store_of(self.name), self._plan)
        with self._giving_up():
            self._policy = build_policy(
                self.crawler,
                self.run,
                self._options,
                mode=REPLAY if self._saved_pages is not None else DRY_RUN if self._plan is not None else LIVE,
                progress=self.progress,
                is_backfill=self._is_backfill,
                now=_now(),
            )
            self._is_open = True

    @contextmanager
    def _giving_up(self, *, is_closing: bool = False) -> Iterator[None]:
        """End the run where the output or the state fails outside a callback: Scrapy only logs what a signal's handler raises."""
        try:
            yield
        except (OutputError, StateError) as error:
            extension = self.crawler.get_extension(RunExtension)
            if extension and not is_closing:
                extension.give_up(error)
            self.run.failure = self.run.failure or error

    def _robots_parsed(self, robotparser: object, request: Request) -> None:
        if parser := protego(robotparser):
            # A path is against the letter of the protocol, but common.
            named = (urls.resolve(address, request.url) for address in parser.sitemaps)
            self._policy.note_robots_sitemaps(filter(None, named))

    def note_robots_permissions(self, host: str, permissions: RobotsPermissions) -> None:
        """Take note of what the robots.txt of a host says of the use of its pages; the manifest has it, too."""
        self._policy.note_robots_permissions(host, permissions)
        if permissions:
            self.crawler.stats.set_value(f"newscrawl/robots_permissions/{host}", asdict(permissions))

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests."""
        if not self._is_open:
            return
        with self._giving_up():
            replayed = self._saved_pages
            first = self._policy.start(now=_now()) if replayed is None else self._policy.replay(replayed)
            for request in self._requests(first):
                yield request

    def _idle(self) -> None:
        """Go on when nothing is in flight, or let Scrapy close the spider."""
        if not self._is_open or self.run.failure:
            return
        requests: list[Request] = []
        with self._giving_up():
            requests = list(self._requests(self._policy.idle(now=_now())))
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _closed(self, reason: str) -> None:
        if not self._is_open:
            return
        with self._giving_up(is_closing=True):
            self._end(reason)

    def _end(self, reason: str) -> None:
        """Store what the next run has to know."""
        list(self._requests(self._policy.closed(now=_now())))
        if self._plan is not None:
            slots = self.crawler.engine.downloader.per_slot_settings
            self._plan.delay = slots.get(self.name, {}).get("delay", self.settings.getfloat("DOWNLOAD_DELAY"))
            self._plan.requests = requests_sent(self.crawler.stats.get_stats())
        elif reason == "finished" and self._policy.is_complete and not self._is_backfill:
            self.run.store_of(self.name).end_crawl(self.name)

    # -- the policy's commands ----------------------------------------------------------------------------------

    def _requests(self, commands: Commands) -> Iterator[Request]:
        """Execute commands in order, and yield the requests among them."""
        for command in commands:
            match command:
                case SourceRequest():
                    yield self._scrapy_request(command, self.parse_source)
                case ArticleRequest():
                    yield self._scrapy_request(command, self.parse_article)
                case TdmFileRequest():
                    yield self._scrapy_request(command, self.parse_tdm_file)
                case _:
                    self._executor.execute(command)

    def _scrapy_request(self, asked: CrawlRequest, callback: Callable[..., Any]) -> Request:
        self._executor.count(f"answers/{asked.kind}/requests")
        limit = self.settings.getint("NEWSCRAWL_MAX_PAGE")
        return scrapy_request(asked, callback=callback, errback=self.request_failed, max_page_bytes=limit)

    # -- callbacks ----------------------------------------------------------------------------------------------

    def parse_source(self, response: Response) -> Iterator[Request]:
        """Turn a source into requests for what is new in it, and for its next page."""
        asked: SourceRequest = response.meta[META_KEY]
        self._executor.count(f"answers/{asked.kind}/{response.status}")
        if response.status == HTTPStatus.NOT_MODIFIED:
            yield from self._requests(self._policy.sources.not_modified(asked, now=_now()))
            return
        page = source_page(response, self.site, max_entries=self.settings.getint("NEWSCRAWL_MAX_ENTRIES"))
        yield from self._requests(self._policy.sources.answered(asked, page, now=_now()))

    def parse_article(self, response: Response) -> Iterator[Article | Request]:
        """Turn a page into an article, or into the request for the article's next page."""
        from newscrawl.extract import extract_page  # noqa: PLC0415 - a crawl that finds nothing new need not load it

        asked: ArticleRequest = response.meta[META_KEY]
        self._executor.count(f"answers/{asked.kind}/{response.status}")
        self.progress.done += asked.joining is None
        articles, now = self._policy.articles, _now()
        articles.arrived(asked)
        archived: ArchivedResponse | None = response.meta.get(ARCHIVED_KEY)
        if response.status == HTTPStatus.NOT_MODIFIED:
            yield from self._articles_and_requests(asked, articles.not_modified(asked, now=now))
            return
        try:
            page = extract_page(
                response.body,
                url=response.url,
                site=self.site,
                headers=headers_of(response),
                fetched_at=archived.fetched_at if archived else None if self._saved_pages else now,
                hints=unpack_hints(asked.address.hints),
                first=asked.joining.first if asked.joining else None,
            )
        except NotAnArticle as error:
            if error.reason is Reason.NOT_HTML and WRONG_CODING in response.meta.get(WARNINGS_KEY, ()):
                # The bytes are in a coding that was not named: nobody knows what they say.
                commands = articles.failed(asked, FailureKind.FAILED, "bad_encoding", response.url, now=now)
            else:
                commands = articles.rejected(asked, error.reason, response.url, now=now)
        else:
            commands = articles.page_read(asked, self._with_fetch(page, response, archived), now=now)
        yield from self._articles_and_requests(asked, commands)

    def note_repeated(self, article: Article, holder: str | None) -> bool:
        """Take note of a page with the text of the article ``holder``; return whether the end of the run decides about its address."""
        return self._policy.articles.note_repeated(article, holder)

    def _with_fetch(self, page: ExtractedPage, response: Response, archived: ArchivedResponse | None) -> ExtractedPage:
        """Return a page with what is known of its fetch."""
        asked: ArticleRequest = response.meta[META_KEY]
        article = cut(page.article) if archived and archived.is_cut else page.article
        article = _with_warnings(article, response.meta.get(WARNINGS_KEY, ()))
        fields = archived.fetch_fields() if archived else {}
        fetch = replace(article.fetch, status=response.status, **fields)
        return page._replace(article=replace(article, requested_url=asked.url, crawl_id=self.run.crawl_id, fetch=fetch))

    def _articles_and_requests(self, asked: ArticleRequest, commands: Commands) -> Iterator[Article | Request]:
        """Execute commands in order, and yield the articles and the requests for further pages among them."""
        for command in self._watched(asked, commands):
            match command:
                case EmitArticle(article):
                    yield article
                case ArticleRequest():
                    yield self._scrapy_request(command, self.parse_article)
                case _:
                    self._executor.execute(command)

    def _watched(self, asked: ArticleRequest, commands: Commands) -> Commands:
        """Pass commands on. In a replay, count what they mean for the page."""
        if self._saved_pages is None:
            yield from commands
            return
        from newscrawl.archive.replay import host_of, is_fate  # noqa: PLC0415 - a crawl of the network reads no archive

        for command in commands:
            if isinstance(command, Count) and is_fate(command.name):
                self.run.pages[host_of(asked.url) or "", command.name] += 1
            yield command

    def parse_tdm_file(self, response: Response) -> Iterator[Request]:
        """Read what the host reserves for text and data mining."""
        self._executor.count(f"answers/other/{response.status}")
        yield from self._requests(self._policy.tdm_file_read(response.body))

    def request_failed(self, failure: Failure) -> Iterator[Article | Request]:
        """Handle a request that gave no page."""
        asked, kind, reason, url = fetch_failure(failure)
        self._executor.count(f"answers/{asked.kind}/{reason}")
        match asked:
            case ArticleRequest():
                self.progress.done += asked.joining is None
                self._policy.articles.arrived(asked)
                failed = self._policy.articles.failed(asked, kind, reason, url, now=_now())
                yield from self._articles_and_requests(asked, failed)
                return
            case SourceRequest():
                commands = self._policy.sources.failed(asked, kind, reason, url, now=_now())
            case TdmFileRequest():
                commands = self._policy.tdm_file_failed(reason)
        yield from self._requests(commands)


def _with_warnings(article: Article, warnings: Iterable[str]) -> Article:
    """Return the article with warnings about its answer's HTTP."""
    added = [warning for warning in warnings if warning not in article.extraction.warnings]
    if not added:
        return article
    return replace(article, extraction=replace(article.extraction, warnings=[*article.extraction.warnings, *added]))


def _now() -> datetime:
    """Return the current time to the second, as the state keeps it."""
    return datetime.fromisoformat(clock.timestamp())
