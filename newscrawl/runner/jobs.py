"""Runs the crawlers of some sites in one event loop and returns how the run ended."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.log import configure_logging

from newscrawl.archive import outbox_run
from newscrawl.arguments import day
from newscrawl.exporters.files import OutputError
from newscrawl.extensions import log
from newscrawl.extensions.crawl_facts import output_location, revisit_time
from newscrawl.extensions.run import RunExtension
from newscrawl.extensions.signals import with_quiet_signals
from newscrawl.items import Article
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.middlewares.required import broken_promise
from newscrawl.runner import profiles, stop_signals
from newscrawl.runner.errors import UsageError
from newscrawl.runner.loop_signals import signals_in_loop
from newscrawl.runner.process_memory import set_up_memory
from newscrawl.runner.project_settings import project_settings
from newscrawl.runner.result import CrawlResult
from newscrawl.runner.scrapy_values import wrong_proxy
from newscrawl.runner.setting_values import missing_component
from newscrawl.runner.view import View
from newscrawl.spiders import spider_class
from newscrawl.state import StateError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings, Settings

    from newscrawl.spiders import NewsSpider

logger = logging.getLogger(__name__)

STOP_POLL_SECONDS: Final = 0.05
"""Pause between two attempts to stop crawlers that are still starting."""

OnArticle: TypeAlias = "Callable[[Article], Awaitable[None]]"
"""Called with each article after it is committed. The crawl of that page waits until it returns."""


@dataclass(slots=True)
class Job:
    """One site's crawl: the spider and its arguments."""

    spider: type[NewsSpider]
    arguments: dict[str, Any]


def build_settings(**overrides: Any) -> Settings:
    """Return the project's settings with overrides; an override of ``None`` is ignored."""
    found = project_settings()
    found.setdict({name: value for name, value in overrides.items() if value is not None}, priority="cmdline")
    return found


def make_job(site: str, arguments: dict[str, Any]) -> Job:
    """Return the crawl of a site given by name, by a profile's file or by address; :class:`UsageError` where it is none."""
    profile = profiles.find(site)
    if not profiles.is_address(site):
        return Job(spider_class(profile), dict(arguments))
    return Job(spider_class(profile), {**arguments, "url": site if "://" in site else f"https://{site}/"})


def make_jobs(names: Sequence[str], arguments: dict[str, Any]) -> list[Job]:
    """Return one job for each site; a site named twice is crawled once."""
    return list({job.spider.name: job for job in (make_job(name, arguments) for name in names)}.values())


def check_days(since: str | None, until: str | None) -> None:
    """Raise :class:`UsageError` where a value is no day, or ``until`` lies before ``since``."""
    try:
        first, last = day("--since", since), day("--until", until)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if first and last and last < first:
        raise UsageError(f"--until {until} lies before --since {since}")


def run_jobs(jobs: Sequence[Job], using: Settings, *, view: View | None = None) -> CrawlResult:
    """Crawl the sites side by side in this process, each at its own pace, and wait for the last.

    Sets up the log and the signal handlers, so it must run in the main thread. The first SIGINT or SIGTERM ends all crawls
    cleanly, the second ends the process at once; neither loses an article.
    """
    with stop_signals.installed():
        prepare_process(using)
        return asyncio.run(JobRunner(jobs, using, view=view).run(handle_signals=True))


def check_promises(using: BaseSettings) -> None:
    """Raise :class:`UsageError` where settings would break a promise to the sites, or name what this process cannot load."""
    proxy = wrong_proxy(os.environ) if using.getbool("HTTPPROXY_ENABLED") else ""
    if wrong := broken_promise(using) or missing_component(using) or proxy:
        raise UsageError(wrong)
    if using.getbool("TWISTED_REACTOR_ENABLED"):
        raise UsageError(
            "TWISTED_REACTOR_ENABLED: newscrawl's commands run without Twisted's reactor. Remove the setting, or use "
            "`scrapy crawl NAME -s TWISTED_REACTOR_ENABLED=1`"
        )


def prepare_process(using: Settings) -> None:
    """Set up the log and the memory and check where the run writes; :class:`UsageError` where that fails."""
    check_promises(using)
    set_up_memory()
    try:
        configure_logging(using)
        log.install(using)
        output_location(using)
    except ValueError as error:
        raise UsageError(str(error)) from None


class JobRunner:
    """Runs some jobs as one run: one state, one set of files, one manifest."""

    def __init__(
        self, jobs: Sequence[Job], using: Settings, *, view: View | None = None, on_article: OnArticle | None = None
    ) -> None:
        """Prepare the run; nothing is opened before :meth:`run`."""
        self._jobs = jobs
        self._using = using
        self._view = view or View()
        self._on_article = on_article
        self._scrapy = AsyncCrawlerRunner(using)
        self._crawlers: dict[str, Crawler] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping: asyncio.Task[None] | None = None
        self._signal: int | None = None

    async def run(self, *, handle_signals: bool = False) -> CrawlResult:
        """Crawl until all sites are finished or :meth:`stop` is called.

        :class:`~newscrawl.state.StateError` or :class:`~newscrawl.exporters.files.OutputError` where the run cannot be opened.
        """
        location = output_location(self._using)
        result = CrawlResult(output=location.output, remote=location.remote)
        with ExitStack() as stack:
            if handle_signals:
                stack.enter_context(signals_in_loop(self._signalled))
            run = outbox_run.acquire(location, next_revisit=partial(revisit_time, self._using))
            try:
                if self._stopping is None:
                    for job in self._jobs:
                        self._start(job)
                    await self._wait()
            finally:
                for name, task in self._tasks.items():
                    if task.done() and not task.cancelled() and (error := task.exception()):
                        result.errors[name] = error
                    abandon(self._crawlers[name])
                result.failure = run.failure
                try:
                    run.release()
                except (OutputError, StateError) as error:
                    result.failure = error
        result.signal = self._signal
        result.manifest = run.manifest
        if location.output and run.manifest:
            result.files = [location.output / file.name for file in run.manifest.files]
        return result

    def stop(self) -> None:
        """End the crawls once their requests in flight are finished. Call it in the thread of the event loop."""
        if self._stopping is None:
            self._stopping = asyncio.get_running_loop().create_task(self._stop())

    async def _stop(self) -> None:
        crawls = {task: self._crawlers[name] for name, task in self._tasks.items()}
        # A caller of the library may wait until the last request is answered or given up, a signal must not.
        timeout = self._using.getfloat("DOWNLOAD_TIMEOUT") + stop_signals.REQUEST_GRACE_SECONDS
        await end_crawls(crawls, seconds=timeout if self._signal is None else stop_signals.REQUEST_GRACE_SECONDS)

    def _start(self, job: Job) -> None:
        crawler = with_quiet_signals(self._scrapy.create_crawler(job.spider))
        self._crawlers[job.spider.name] = crawler
        if self._on_article:
            crawler.signals.connect(self._committed, signals.item_scraped, weak=False)
        self._tasks[job.spider.name] = self._scrapy.crawl(crawler, **job.arguments)

    async def _committed(self, item: Any) -> None:
        """Scrapy sends ``item_scraped`` after the last pipeline, which commits."""
        if self._on_article and isinstance(item, Article):
            await self._on_article(item)

    def _signalled(self, number: int) -> None:
        self._signal = number
        self._view.stopping()
        self.stop()

    async def _wait(self) -> None:
        """Wait for all crawls and refresh the view meanwhile."""
        waiting = asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._view.refresh_seconds is None:
            await waiting
            return
        started = time.monotonic()
        try:
            while not waiting.done():
                self._view.show(self._crawlers, time.monotonic() - started)
                await asyncio.wait([waiting], timeout=self._view.refresh_seconds)
        finally:
            self._view.finished()


async def end_crawls(crawls: Mapping[asyncio.Task[None], Crawler], *, seconds: float) -> None:
    """End crawls, finish their requests in flight, and cancel what is left after so many seconds."""
    loop = asyncio.get_running_loop()
    give_up, asked = loop.time() + seconds, dict[asyncio.Task[None], asyncio.Task[None]]()
    while pending := [task for task in crawls if not task.done()]:
        if loop.time() >= give_up:
            for task in pending:
                logger.warning("%s did not end in time and is cancelled", crawls[task].spidercls.name)
                task.cancel()
        for task in pending:
            crawler = crawls[task]
            release_waiting(crawler)
            # Scrapy fails to stop a crawler that is still starting, and forgets that it was asked to.
            if task not in asked and _is_running(crawler):
                asked[task] = asyncio.create_task(crawler.stop_async())
        await asyncio.wait(pending, timeout=STOP_POLL_SECONDS)
    for stop in asked.values():
        stop.cancel()
    await asyncio.gather(*asked.values(), return_exceptions=True)


def _is_running(crawler: Crawler) -> bool:
    return crawler.crawling and crawler._engine is not None and crawler._engine.running  # noqa: SLF001 - the public name raises before the engine exists


def release_waiting(crawler: Crawler) -> None:
    """Give requests that wait for their turn back to the state, so that a crawl ends with what is in flight."""
    started = crawler.crawling and crawler._engine is not None  # noqa: SLF001 - the public name raises before the engine exists
    if started and (backoff := crawler.get_downloader_middleware(BackoffMiddleware)):
        backoff.release("interrupted")


def abandon(crawler: Crawler) -> None:
    """Report the site of a crawl that was cancelled as interrupted. The next run fetches again what was in flight."""
    if crawler._extensions is None:  # noqa: SLF001 - the public name raises before the crawl starts
        return
    if extension := crawler.get_extension(RunExtension):
        extension.abandon()
