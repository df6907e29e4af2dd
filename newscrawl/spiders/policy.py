"""Builds the crawl policy of a spider when its run has begun, and names the hosts that the crawl may request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl import urls
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.policy.crawl import CrawlPolicy, make_backfill
from newscrawl.policy.strategies import LIVE
from newscrawl.spiders.crawl_settings import read_bounds, read_limits

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newscrawl.archive.run import Run
    from newscrawl.policy.backfill import Backfill
    from newscrawl.policy.crawl import CrawlOptions
    from newscrawl.policy.state_view import StateView
    from newscrawl.policy.strategies import CrawlMode
    from newscrawl.report.progress import Progress
    from newscrawl.sites import Site


def crawled_hosts(site: Site) -> frozenset[str]:
    """Return the hosts of a site with those of its feeds and sitemaps."""
    sources = (*site.feeds, *site.sitemaps)
    return site.all_hosts | {urls.host(urljoin(site.home, source)) for source in sources}


def build_policy(
    crawler: Crawler,
    run: Run,
    options: CrawlOptions,
    *,
    mode: CrawlMode,
    progress: Progress,
    is_backfill: bool,
    now: datetime,
) -> CrawlPolicy:
    """Return the policy of a crawl, and note in the state that the crawl has begun.

    The rate limiter of the crawl starts to keep its hosts' times and budgets in the state. Raises
    :class:`newscrawl.state.StateError` if the state cannot be written.
    """
    settings, name = crawler.settings, options.name
    store = run.store_of(name)
    backoff = crawler.get_downloader_middleware(BackoffMiddleware)
    if backoff:
        backoff.rate_limiter.use_state(store, run.location.state if isinstance(run.location.state, Path) else None)
    backfill = make_backfill(options, progress, now=now) if is_backfill else None
    last_run_ended = backfill is not None or store.begin_crawl(name)
    progress.found = store.counts(name)["pending"] if backfill else 0
    return make_policy(
        options,
        store,
        settings,
        mode=mode,
        progress=progress,
        backfill=backfill,
        last_run_ended=last_run_ended,
        budget_left=backoff.rate_limiter.budget_left() if backoff else None,
    )


def make_policy(
    options: CrawlOptions,
    state: StateView,
    settings: BaseSettings,
    *,
    last_run_ended: bool,
    progress: Progress,
    mode: CrawlMode = LIVE,
    backfill: Backfill | None = None,
    budget_left: int | None = None,
) -> CrawlPolicy:
    """Return the policy of a crawl with these options and settings.

    ``budget_left`` is the number of requests that are left for today, ``None`` without a limit.
    """
    limits = read_limits(settings)
    max_sources = limits.max_sources
    if budget_left is not None:
        # At least half of a day's budget is for articles, however many sources there are.
        max_sources = min(max_sources, max(budget_left // 2, 1))
    return CrawlPolicy(
        replace(options, due_only=settings.getbool("NEWSCRAWL_DUE"), revisits=settings.getbool("NEWSCRAWL_REVISIT")),
        state,
        limits=limits,
        bounds=read_bounds(settings),
        progress=progress,
        mode=mode,
        backfill=backfill,
        last_run_ended=last_run_ended,
        max_sources=max_sources,
    )
