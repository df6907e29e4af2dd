"""Decisions about sources: which are requested, what is taken from an answer, and which page comes next."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from newscrawl import dates, urls
from newscrawl.discover import UnreadableError, sitemap_dates
from newscrawl.discover.source import PageCursor, SourceLink
from newscrawl.extract.rejection import NotAnArticle
from newscrawl.policy.articles import REFUSALS, UNASKED_NOT_MODIFIED
from newscrawl.policy.commands import Count, FailureKind, LogMessage, PutSource, ReportAnswer, SourceRequest
from newscrawl.policy.frontier import published_period
from newscrawl.policy.side_lists import SideLists
from newscrawl.policy.source_visit import SourceVisit
from newscrawl.state import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from newscrawl.discover import Link
    from newscrawl.discover.paging import NextPage
    from newscrawl.discover.source import SourceContent, SourcePage
    from newscrawl.policy.articles import ArticlePolicy
    from newscrawl.policy.backfill import Backfill
    from newscrawl.policy.commands import Commands
    from newscrawl.policy.context import CrawlContext

_PERMANENT: Final = frozenset({"robots_forbidden", "http_404", "http_410"})
"""Failures of a source that another try will not change."""

NAMES_NOTHING: Final = "names_nothing"
"""Outcome of a section of the profile that was read and has never named an article."""

MAX_SITEMAP_DEPTH: Final = 3
"""Levels of sitemap indexes that are followed: an index may name indexes that name indexes."""

_TRY_FALLBACK: Final = _PERMANENT | {"http_400", "http_405", "http_500", "http_501"}
"""Failures of a load-more endpoint after which another request for the same page is tried."""


class SourcePolicy:
    """Decides which sources of one crawl are requested, and reads their answers."""

    def __init__(self, context: CrawlContext, articles: ArticlePolicy, *, max_sources: int) -> None:
        """Take the limit of source requests; it is lower than the setting if a daily budget leaves less."""
        self._context = context
        self._options = context.options
        self._articles = articles
        self._max_sources = max_sources
        self._requested: set[str] = set()
        """Addresses of the sources that were requested."""

        site = context.options.site
        self._sections = frozenset(urljoin(site.home, address) for address in site.sections)
        """Addresses of the profile's sections."""

        self._side_lists = SideLists()

    # -- which sources are requested ----------------------------------------------------------------------------

    def start(self, *, now: datetime) -> Commands:
        """Request the sources that the crawl begins with."""
        for name in self._options.sections:
            if not self._section_listings(name):
                message = "%s: the profile names no section %r; its address is guessed"
                yield LogMessage(logging.INFO, message, (self._options.name, name))
        kinds = {url: kind for kind, url in self._first_sources()}
        if not self._options.is_narrow:
            extra = self._context.polling.extra_sources(self._context.state, self._options.name)
            kinds |= {source.url: source.kind for source in extra}
        yield from self.request_all([SourceLink(kind, url) for url, kind in kinds.items()], now=now)

    def _first_sources(self) -> Iterator[tuple[str, str]]:
        options = self._options
        if options.sections:
            for name in options.sections:
                yield from self._section_sources(name)
        elif options.url and urlsplit(options.url).path != "/":
            yield "listing", options.url
        else:
            yield from self._context.order.first_sources(options.site)

    def _section_sources(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the listings and feeds of a section: kind and address. The listing's address is guessed if none is known."""
        site, slug = self._options.site, name.strip("/")
        listings = self._section_listings(name) or [f"/{slug}"]
        feeds = [f for f in site.feeds if slug == urlsplit(f).path.rpartition("/")[2].partition(".")[0]]
        for kind, addresses in (("listing", listings), ("feed", feeds)):
            for address in addresses:
                yield kind, urljoin(site.home, address)

    def _section_listings(self, name: str) -> list[str]:
        slug = name.strip("/")
        return [
            s
            for s in self._options.site.sections
            if slug in s.strip("/").removesuffix(".htm").removesuffix(".html").split("/")
        ]

    def request_all(
        self,
        sources: Iterable[SourceLink],
        *,
        now: datetime,
        cursor: PageCursor | None = None,
        root: SourceVisit | None = None,
    ) -> Commands:
        """Request those of the sources that the polling strategy wants."""
        sources = list(sources)
        known = self._context.state.sources([source.url for source in sources])
        for source in sources:
            before = known.get(source.url)
            if self._context.polling.wants(before, source.lastmod, now=now):
                visit = SourceVisit(source.url, self._options.name, source.kind, before, root)
                visit.doubt_silence(now)
                yield from self._admit(visit, cursor)
            else:
                yield Count(f"source/{source.kind}/not_due")

    def _visit(self, kind: str, url: str, root: SourceVisit | None = None, *, post: bool = False) -> SourceVisit:
        return SourceVisit(url, self._options.name, kind, self._context.state.source(url), root, post=post)

    def _admit(self, visit: SourceVisit, cursor: PageCursor | None = None) -> Commands:
        """Request a source, unless the run has requested it before or the limit is reached."""
        if not self._context.mode.follows or visit.url in self._requested:
            return
        if len(self._requested) >= self._max_sources:
            yield Count("limit/max_sources")
            return
        self._requested.add(visit.url)
        yield self.request(visit, cursor)

    def request(self, visit: SourceVisit, cursor: PageCursor | None = None) -> SourceRequest:
        """Return the request for a source; conditional if it need not be read whole."""
        headers = {} if self._context.catch_up else visit.conditional_headers()
        return SourceRequest(visit=visit, cursor=cursor or PageCursor(section=visit.url), headers=headers)

    def next_of_backfill(self, backfill: Backfill) -> Commands:
        """Request the source whose day comes next; if none is left, sources that may reach further back."""
        while planned := backfill.next():
            requests = list(self._admit(self._visit(planned.kind, planned.url), planned.cursor))
            yield from requests
            if _has_request(requests):
                yield LogMessage(logging.INFO, "%s: %s", (self._options.name, backfill.progress.words()))
                return
        while further := list(backfill.further_sources()):
            self._drop_read_days(backfill)
            self._requested -= {url for kind, url, _ in further if kind == "listing"}
            visits = [(self._visit(kind, url), cursor) for kind, url, cursor in further]
            requests = [command for visit, cursor in visits for command in self._admit(visit, cursor)]
            yield from requests
            if _has_request(requests):
                return

    def _drop_read_days(self, backfill: Backfill) -> None:
        backfill.drop_read_days(self._context.state.sources(backfill.day_marks()))

    # -- what an answer holds -----------------------------------------------------------------------------------

    def not_modified(self, request: SourceRequest, *, now: datetime) -> Commands:
        """Handle a 304: the source is unchanged, if the request was conditional."""
        if not request.headers:
            yield from self.failed(request, FailureKind.FAILED, UNASKED_NOT_MODIFIED, request.visit.url, now=now)
            return
        yield Count(f"source/{request.kind}/unchanged")
        yield ReportAnswer()
        yield from self._put(request.visit.after_answer(None, now=now, bounds=self._context.bounds))

    def answered(self, request: SourceRequest, page: SourcePage, *, now: datetime) -> Commands:
        """Request what is new in a source, and its next page."""
        from newscrawl.discover.readers import READERS  # noqa: PLC0415 - dear to import, and not needed before a source has answered

        visit, kind = request.visit, request.kind
        content = READERS[kind](page)
        try:
            yield from self._read(request, content, now)
        except UnreadableError as error:
            reason = self._refusal(page) or error.reason
            yield from self._put(visit.after_failure(now=now, bounds=self._context.bounds, retry=True))
            yield ReportAnswer(reason)
            yield Count(f"source/{kind}/{reason}")
            yield LogMessage(
                logging.WARNING, "%s: %s %s cannot be read: %s", (self._options.name, kind, page.url, reason)
            )
            return
        outcome = self._outcome(request, page.url)
        yield Count(f"source/{kind}/{outcome}")
        if outcome == NAMES_NOTHING:
            message = "%s: the section %s names no article; see whether its address and the article addresses in the profile are right"
            yield LogMessage(logging.WARNING, message, (self._options.name, visit.url))
        yield from self._put(visit.after_answer(page.headers, now=now, bounds=self._context.bounds))
        if kind == "sitemap" and not visit.unconditional:
            yield from self._read_whole(request, now)

    def _outcome(self, request: SourceRequest, answered: str) -> str:
        """Return the name under which a source that was read is counted. ``answered`` is the address that answered.

        A section of the profile that leads to the home page is gone. One that named articles before, and names none, shows an error
        page. One that never named any may have a wrong address.
        """
        visit = request.visit
        if request.kind != "listing" or visit.root or visit.post:
            return "ok"
        home = urls.canonical(self._options.site.home)
        if urls.canonical(answered) == home != urls.canonical(visit.url):
            return "led_home"
        brought_news = visit.known and visit.known.brought_news
        if visit.has_links or not (brought_news or visit.url in self._sections):
            return "ok"
        visit.unconditional = True  # each run reads it whole, so that each run can tell
        return "no_links" if brought_news else NAMES_NOTHING

    def _read(self, request: SourceRequest, content: SourceContent, now: datetime) -> Commands:
        named = list(content.sources())
        sources = [source for source in named if urls.host(source.url) in self._options.hosts]
        for source in named:
            if source not in sources:
                yield Count(f"source/{source.kind}/other_host")
        if self._may_put_off(request):
            lists = [source for source in sources if source.kind == "listing"]
            self._side_lists.hold(lists)
            sources = [source for source in sources if source not in lists]
            request.visit.unconditional = True  # the next run needs the addresses of the lists
        if sources:
            yield from self.request_all(sources, now=now)
        match request.kind:
            case "sitemap":
                yield from self._read_sitemap(request, content, now)
            case "listing" | "home":
                yield from self._read_listing(request, content, now)
            case "archive":
                yield from self._read_archive(request, content, now)
            case kind:
                yield from self._articles.take_links(content.links(), kind, request.visit, now=now)
                if content.is_truncated():
                    yield Count(f"source/{kind}/truncated")

    def _read_sitemap(self, request: SourceRequest, content: SourceContent, now: datetime) -> Commands:
        visit, cursor, limits = request.visit, request.cursor, self._context.limits
        visit.unconditional = True  # until the end was read
        yield from self._articles.take_links(content.links(), "sitemap", visit, now=now)
        truncated = content.is_truncated()
        if truncated:
            yield Count("source/sitemap/truncated")
        children = content.child_sitemaps()
        visit.unconditional = truncated or any(child.lastmod is None for child in children)
        if content.dropped_children:
            yield Count("limit/sitemap_children", content.dropped_children)
        if cursor.page > MAX_SITEMAP_DEPTH:  # an index of indexes may have no end
            if children:
                yield Count("limit/sitemap_depth", len(children))
            return
        if len(children) > limits.max_sitemaps:
            yield Count("limit/max_sitemaps", len(children) - limits.max_sitemaps)
        since, until = self._options.since, self._options.until
        named = children[: limits.max_sitemaps]
        ours = [child for child in named if urls.host(child.url) in self._options.hosts]
        wanted = [child for child in ours if sitemap_dates.may_overlap(child.url, since=since, until=until)]
        if since:
            wanted = [child for child in wanted if (dates.parse(child.lastmod or "") or since) >= since]
        if foreign := len(named) - len(ours):
            yield Count("source/sitemap/other_host", foreign)
        if outside := len(ours) - len(wanted):
            yield Count("source/sitemap/outside_days", outside)
        next_cursor = PageCursor(page=cursor.page + 1)
        wanted = self._context.order.defer_sitemaps(
            wanted, self._context.state, cursor=next_cursor, remembers=self._context.mode.remembers
        )
        sources = [SourceLink("sitemap", child.url, child.lastmod) for child in wanted]
        yield from self.request_all(sources, now=now, cursor=next_cursor, root=visit)

    def _links(self, content: SourceContent) -> list[Link]:
        """Return the links of a page. Raises :class:`UnreadableError` if it has none because the site refuses the crawler."""
        links = list(content.links())
        if not links and (refusal := self._refusal(content.page)):
            raise UnreadableError(refusal, content.page.url)
        return links

    def _read_listing(self, request: SourceRequest, content: SourceContent, now: datetime) -> Commands:
        visit, frontier = request.visit, self._context.frontier
        links = self._links(content)
        visit.has_links = bool(links)
        before = frontier.met_count
        yield from self._articles.take_links(links, "listing", visit, now=now)
        news = frontier.met_count - before
        following = list(self._following_page(request, content, links, news))
        yield from following
        if (visit.root or visit).kind == "home":
            goes_on = _has_request(following)
            self._side_lists.note_main_page(news, goes_on=goes_on)
            if not goes_on and request.kind == "home":
                yield from self.request_side_lists(now=now)
        elif self._side_lists.is_sample(visit.url):
            self._side_lists.note_sample(visit.url, is_known=bool(links) and not news)

    def _following_page(
        self, request: SourceRequest, content: SourceContent, links: Sequence[Link], news: int
    ) -> Commands:
        """Request the next page of a listing, if it may hold what is wanted."""
        visit, context = request.visit, self._context
        reads_on = (context.catch_up and not self._side_lists.is_sample(visit.url)) or visit.unfinished
        if not links or not (news or reads_on or self._is_after_until(links)) or self._is_before_since(links):
            return
        cursor, pages = content.next_pages(request.cursor, links)
        yield from self._request_next_page(pages, cursor.next(), visit.root or visit)

    def _may_put_off(self, request: SourceRequest) -> bool:
        """Return whether lists that a page names may be left to the next run: they are those of a front page that is read first."""
        options, mode = self._options, self._context.mode
        is_first = request.kind == "home" and request.visit.known is None and mode.follows and mode.remembers
        is_limited = options.is_narrow or options.since or options.until or self._context.order.backfill
        return is_first and not is_limited

    def request_side_lists(self, *, now: datetime) -> Commands:
        """Request the lists that were held, or leave them to the next run. Call it when nothing is in flight."""
        found = self._side_lists.next(self._requested)
        yield from self.request_all(found.requested, now=now)
        if found.put_off:
            yield Count("source/listing/put_off", len(found.put_off))
            due = dates.rfc3339(now)
            yield from self._put(
                Source(url=source.url, site=self._options.name, kind=source.kind, next_check=due, unfinished=True)
                for source in found.put_off
            )
            message = "%s: %d lists are left to the next run, because the front page lists all articles"
            yield LogMessage(logging.INFO, message, (self._options.name, len(found.put_off)))

    def _request_next_page(self, pages: Sequence[NextPage], cursor: PageCursor, root: SourceVisit) -> Commands:
        """Request the page of a listing at a position by the first of its possible requests, and keep the others as fallbacks."""
        pages = [page for page in pages if urls.host(page.url) in self._options.hosts]
        if not pages:
            return
        if cursor.page > self._context.limits.max_pages:
            yield Count("limit/max_pages")
            return
        first = pages[0]
        visit = self._visit("listing", first.url, root, post=first.post)
        yield from self._admit(visit, replace(cursor, template=first.template, fallbacks=tuple(pages[1:])))

    def _read_archive(self, request: SourceRequest, content: SourceContent, now: datetime) -> Commands:
        """Read a page of a date archive; or, without a day, a section's page for the channel number that its archive uses."""
        visit, cursor = request.visit, request.cursor
        links = self._links(content)
        backfill, archive = self._context.order.backfill, cursor.archive
        if backfill is None or archive is None:
            yield from self._articles.take_links(links, "archive", visit, now=now)
            return
        if cursor.day is None:
            channel = content.archive_channel(archive.archive)
            further = list(backfill.plan_days(archive._replace(channel=channel))) if channel else []
            self._drop_read_days(backfill)
            for kind, url, day_cursor in further:
                yield from self._admit(self._visit(kind, url), day_cursor)
            return
        shown = backfill.note_day(cursor, links) if cursor.page == 1 else bool(links)
        if not shown:
            if cursor.page > 1 or (not links and backfill.archive_works):
                yield from self._read_whole(request, now)
            return
        before = self._context.frontier.met_count
        yield from self._articles.take_links(links, "archive", visit, now=now)
        brought_news = self._context.frontier.met_count > before
        following = self._next_archive_page(content, cursor, brought_news=brought_news)
        if following is None:
            yield from self._read_whole(request, now)
        else:
            yield from self._admit(self._visit("archive", following[0], visit.root or visit), following[1])

    def _next_archive_page(
        self, content: SourceContent, cursor: PageCursor, *, brought_news: bool
    ) -> tuple[str, PageCursor] | None:
        """Return the next page of the same day: by the profile's template, or as the page links to it."""
        backfill = self._context.order.backfill
        following = backfill.next_page(cursor) if backfill else None
        named = content.next_address() if following is None else None
        if cursor.page >= self._context.limits.max_pages:
            return None
        if following and brought_news:
            return following
        if named and urls.host(named) in self._options.hosts:
            return named, cursor.next()
        return None

    def _is_before_since(self, links: Iterable[Link]) -> bool:
        """Return whether all dated links of a listing are older than ``since``."""
        since = self._options.since
        if since is None:
            return False
        known = [period[1] for period in map(published_period, links) if period]
        return bool(known) and max(known) <= since

    def _is_after_until(self, links: Iterable[Link]) -> bool:
        """Return whether all dated links of a listing are of later days than the requested ones, which further pages may hold."""
        until = self._options.until
        if until is None:
            return False
        known = [period[0] for period in map(published_period, links) if period]
        return bool(known) and min(known) >= until

    def _refusal(self, page: SourcePage) -> str | None:
        """Return the reason if a page without links is a refusal that answers 200."""
        from newscrawl.extract import extract  # noqa: PLC0415 - the extraction is dear to import

        try:
            extract(page.body, url=page.url, site=self._options.site, headers=dict(page.headers))
        except NotAnArticle as error:
            return str(error.reason) if error.reason in REFUSALS else None
        return None

    # -- what is remembered of a source -------------------------------------------------------------------------

    def _put(self, sources: Iterable[Source]) -> Commands:
        if self._context.mode.remembers:
            yield from map(PutSource, sources)

    def _read_whole(self, request: SourceRequest, now: datetime) -> Commands:
        """Remember that a later backfill need not read the source again."""
        backfill, cursor = self._context.order.backfill, request.cursor
        if backfill is None or not self._context.mode.remembers:
            return
        url = (cursor.archive.page_url(cursor.day) if cursor.archive and cursor.day else None) or request.url
        mark = backfill.mark(url, request.kind, self._options.name, now=dates.rfc3339(now), day=cursor.day)
        if mark and self._context.is_complete:
            yield PutSource(mark)

    def failed(self, request: SourceRequest, kind: FailureKind, reason: str, url: str, *, now: datetime) -> Commands:
        """Handle a source that could not be fetched: the next run that requests it reads it, and its root, whole.

        If there is another request for the same page of a listing, it is sent instead. ``url`` was requested last.
        """
        visit, cursor, source_kind = request.visit, request.cursor, request.kind
        if kind is FailureKind.POSTPONED:
            self._context.is_complete = False
            yield Count(f"source/{source_kind}/postponed")
            return
        if self._context.order.backfill and cursor.day:
            self._context.order.backfill.note_bad_day(cursor)
        if cursor.fallbacks and reason in _TRY_FALLBACK and self._context.mode.follows:
            yield Count(f"source/{source_kind}/{reason}")
            yield from self._request_next_page(cursor.fallbacks, cursor, visit.root or visit)
            return
        is_permanent = reason in _PERMANENT
        yield from self._put(visit.after_failure(now=now, bounds=self._context.bounds, retry=not is_permanent))
        if is_permanent:
            yield Count(f"source/{source_kind}/{reason}")
            return
        yield Count(f"source/{source_kind}/failed")
        yield Count(f"failed/{reason}")
        # An unreachable robots.txt closes its host for all sources, and the robots middleware has logged it once.
        level = logging.DEBUG if reason == "robots_unreachable" else logging.WARNING
        yield LogMessage(level, "%s: %s %s cannot be fetched: %s", (self._options.name, source_kind, url, reason))


def _has_request(commands: Iterable[object]) -> bool:
    return any(isinstance(command, SourceRequest) for command in commands)
