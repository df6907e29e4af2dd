"""The policy of one crawl: one method for each event, which returns the commands to execute."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl import urls
from newscrawl.discover import Link
from newscrawl.discover.source import SourceLink
from newscrawl.extract import usage
from newscrawl.items import Hints
from newscrawl.policy.articles import TDM, ArticlePolicy
from newscrawl.policy.backfill import Backfill
from newscrawl.policy.commands import Count, SourceRequest, TdmFileRequest
from newscrawl.policy.context import CrawlContext, CrawlOptions
from newscrawl.policy.frontier import Frontier
from newscrawl.policy.requests import ArticleRequest
from newscrawl.policy.revisits import Revisits
from newscrawl.policy.source_visit import SourceVisit
from newscrawl.policy.sources import SourcePolicy
from newscrawl.policy.strategies import LIVE, NewestFirst, OldestFirst, PollAll, PollDue
from newscrawl.state import Address, address_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newscrawl.archive.replay import SavedPage
    from newscrawl.extract.permissions import RobotsPermissions
    from newscrawl.policy.commands import Command, Commands
    from newscrawl.policy.limits import Limits
    from newscrawl.policy.schedule import IntervalBounds
    from newscrawl.policy.state_view import StateView
    from newscrawl.policy.strategies import CrawlMode
    from newscrawl.report.progress import Progress

__all__ = ["CrawlOptions", "CrawlPolicy", "make_backfill"]


class CrawlPolicy:
    """Decides what one crawl of one site requests, remembers and counts."""

    def __init__(
        self,
        options: CrawlOptions,
        state: StateView,
        *,
        limits: Limits,
        bounds: IntervalBounds,
        progress: Progress,
        mode: CrawlMode = LIVE,
        backfill: Backfill | None = None,
        last_run_ended: bool = True,
        max_sources: int | None = None,
    ) -> None:
        """Choose the strategies.

        ``bounds`` limits the intervals of sources, ``backfill`` is the plan of a backfill, ``last_run_ended`` says whether the
        last run of the site read all its sources. ``max_sources`` replaces the limit of source requests.
        """
        # The articles that a backfill looks for may be in a sitemap that an earlier run read for later days.
        catch_up = backfill is not None or not last_run_ended
        self._context = CrawlContext(
            options=options,
            state=state,
            limits=limits,
            bounds=bounds,
            mode=mode,
            polling=PollDue(catch_up=catch_up) if options.due_only else PollAll(),
            order=OldestFirst(backfill) if backfill else NewestFirst(),
            frontier=Frontier(
                options.site,
                since=options.since,
                until=options.until,
                max_addresses=limits.max_addresses,
                denied=options.denied,
            ),
            progress=progress,
            catch_up=catch_up,
        )
        revisits = Revisits(steps=options.revisit_steps, max_revisits=limits.max_revisits)
        self.articles = ArticlePolicy(self._context, revisits)
        self.sources = SourcePolicy(
            self._context, self.articles, max_sources=limits.max_sources if max_sources is None else max_sources
        )
        self._options = options
        self._robots_sitemaps: list[str] = []
        self._foreign_sitemaps = 0
        """Sitemaps that robots.txt names on hosts that may not be requested."""

    @property
    def is_complete(self) -> bool:
        """Return whether every source was read and everything it named is remembered, so far."""
        return self._context.is_complete

    def start(self, *, now: datetime) -> Commands:
        """Request what the crawl begins with."""
        options = self._options
        if TDM in options.obeyed:
            yield TdmFileRequest(url=urljoin(options.site.home, usage.TDM_PATH))
        if options.url and options.is_single:
            yield from self.articles.take_links([Link(options.url, Hints())], "argument", None, now=now)
        else:
            yield from self.sources.start(now=now)

    def replay(self, pages: Sequence[SavedPage]) -> Commands:
        """Request saved pages in their order: articles as articles, whatever their address, the others as sources."""
        for index, page in enumerate(pages):
            if page.kind == "article":
                address = Address(key=address_key(page.url), url=page.url, hints=page.hints)
                yield from self.articles.send(address, priority=-index, archived=page.chain, archived_parts=page.parts)
            else:
                yield self.sources.request(SourceVisit(page.url, self._options.name, page.kind, None))

    def idle(self, *, now: datetime) -> Commands:
        """Go on when nothing is in flight. No request among the commands means that the crawl is over.

        The steps are tried in order until one has requests: the sitemaps that robots.txt names, the lists of sections that were held,
        what is pending in the state, the next source of a backfill, articles that are due to be fetched again.
        """
        yield from self.articles.take_aliases()
        if not self._context.mode.follows:
            return
        for step in self._idle_steps(now):
            is_over = True
            for command in step:
                is_over = is_over and not isinstance(command, ArticleRequest | SourceRequest)
                yield command
            if not is_over:
                return

    def _idle_steps(self, now: datetime) -> Iterable[Iterable[Command]]:
        options, context = self._options, self._context
        named, self._robots_sitemaps = self._robots_sitemaps, []
        if self._foreign_sitemaps:
            yield [Count("source/sitemap/other_host", self._foreign_sitemaps)]
            self._foreign_sitemaps = 0
        if not options.is_narrow:
            yield self.sources.request_all([SourceLink("sitemap", url) for url in named], now=now)
            yield self.sources.request_side_lists(now=now)
        if context.mode.remembers:
            yield self.articles.waiting(now=now)
        if context.order.backfill:
            yield self.sources.next_of_backfill(context.order.backfill)
        if context.mode.remembers and options.revisits and not options.is_single:
            yield self.articles.due_revisits(now=now)

    def closed(self, *, now: datetime) -> Commands:
        """Remember the aliases that were met last, and settle the pages that gave no article."""
        yield from self.articles.take_aliases()
        yield from self.articles.closed(now=now)

    def note_robots_sitemaps(self, addresses: Iterable[str]) -> None:
        """Take note of the sitemaps that robots.txt names. They are read if the profile names none."""
        if not self._options.site.sitemaps:
            for url in addresses:
                if urls.host(url) in self._options.hosts:
                    self._robots_sitemaps.append(url)
                else:
                    self._foreign_sitemaps += 1

    def note_robots_permissions(self, host: str, permissions: RobotsPermissions) -> None:
        """Take note of what the robots.txt of a host says of the use of its pages."""
        self.articles.note_robots(host, permissions)

    def tdm_file_read(self, body: bytes) -> Commands:
        """Take note of what the host's TDMRep file reserves."""
        self.articles.note_reservations(body)
        yield Count("source/tdmrep/ok")

    def tdm_file_failed(self, reason: str) -> Commands:
        """Go on without a TDMRep file."""
        yield Count(f"source/tdmrep/{reason}")


def make_backfill(options: CrawlOptions, progress: Progress, *, now: datetime) -> Backfill | None:
    """Return the plan of a backfill from ``options.since`` up to ``options.until``, at most up to now."""
    if options.since is None:
        return None
    until = min(options.until or datetime.max.replace(tzinfo=UTC), now)
    return Backfill(options.site, since=options.since, until=until, progress=progress)
