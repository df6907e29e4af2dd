"""Builds the crawl policy of a spider when its run has begun, and names the hosts that the crawl may request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl import urls
from newscrawl.extensions.denylist import read_denylist
from newscrawl.policy.crawl import CrawlOptions, CrawlPolicy, make_backfill
from newscrawl.policy.schedule import parse_durations
from newscrawl.policy.strategies import LIVE
from newscrawl.spiders.crawl_settings import apply_arguments, read_bounds, read_limits, read_obeyed

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler

    from newscrawl.archive.run import Run
    from newscrawl.arguments import SpiderArguments
    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.policy.backfill import Backfill
    from newscrawl.policy.state_view import StateView
    from newscrawl.policy.strategies import CrawlMode
    from newscrawl.report.progress import Progress
    from newscrawl.sites import Site


def crawled_hosts(site: Site) -> frozenset[str]:
    """Return the hosts of a site with those of its feeds and sitemaps."""
    sources = (*site.feeds, *site.sitemaps)
    return site.all_hosts | {urls.host(urljoin(site.home, source)) for source in sources}


def crawl_options(
    site: Site, name: str, url: str | None, arguments: SpiderArguments, settings: SettingValues
) -> CrawlOptions:
    """Set the settings that arguments name, and return the options of a crawl. Wrong settings raise :class:`ValueError`."""
    apply_arguments(settings, arguments, site)
    read_bounds(settings)  # Wrong settings end the crawl before it opens the state.
    return CrawlOptions(
        site=site,
        name=name,
        hosts=crawled_hosts(site),
        url=url,
        since=arguments.since,
        until=arguments.until,
        sections=arguments.sections,
        obeyed=read_obeyed(settings),
        denied=read_denylist(settings),
        revisit_steps=parse_durations(settings["NEWSCRAWL_REVISITS"]),
    )


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
    from newscrawl.middlewares.backoff import BackoffMiddleware  # noqa: PLC0415 - Scrapy; the policy itself needs none

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
    settings: SettingValues,
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
