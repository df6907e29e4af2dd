"""Crawls many sites in one process, once or until stopped. Each round crawls the sites that are due.

A round is a run: it has its own files, manifest and ``crawl_id``. A slow site keeps only the files of its own round open;
the next rounds start without it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from newscrawl.archive import outbox_run
from newscrawl.exporters.files import OutputError
from newscrawl.extensions.crawl_facts import revisit_time
from newscrawl.middlewares.rate_limit import DAILY_BUDGET
from newscrawl.policy import schedule
from newscrawl.report.manifest import verdict
from newscrawl.runner import stop_signals
from newscrawl.runner.loop_signals import signals_in_loop
from newscrawl.runner.process import prepare_for, set_up_scrapy
from newscrawl.runner.quiet import ended_quietly
from newscrawl.runner.result import CrawlResult
from newscrawl.runner.view import View
from newscrawl.state import OpenedStore, Place, StateError, open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scrapy.crawler import AsyncCrawlerRunner, Crawler

    from newscrawl.archive.run import OutputLocation, Run
    from newscrawl.runner.scheduled_site import ScheduledSite

logger = logging.getLogger(__name__)

MAX_POLL_SECONDS: Final = 5.0
"""Longest pause before a watch checks again which sites are due."""


@dataclass(slots=True)
class _Round:
    """The runs of one round, one for each location that its sites write to."""

    runs: dict[OutputLocation, Run]
    tasks: dict[asyncio.Task[None], str] = field(default_factory=dict)
    crawlers: dict[str, tuple[Crawler, Run]] = field(default_factory=dict)
    errors: dict[str, BaseException] = field(default_factory=dict)


class Scheduler:
    """Runs rounds over sites, at most ``at_once`` sites at a time."""

    def __init__(self, sites: Sequence[ScheduledSite], *, at_once: int, view: View | None = None) -> None:
        """The settings of the first site are those of the process: log and metrics."""
        self._sites = sites
        self._view = view or View()
        self._runner: AsyncCrawlerRunner | None = None
        self._signal: int | None = None
        self._on_reload: Callable[[], None] | None = None
        self._stores: dict[str, OpenedStore | None] = {}
        self._gate = asyncio.Semaphore(at_once)

    def run_once(self) -> CrawlResult:
        """Run one round over all sites."""
        with stop_signals.installed():
            prepare_for(self._sites[0])
            return asyncio.run(self._main(None))

    def watch(
        self, on_round: Callable[[CrawlResult], None], *, on_reload: Callable[[], None] | None = None
    ) -> CrawlResult:
        """Run a round whenever sites are due, until a signal comes; ``on_round`` gets each result. Returns the last one.

        ``on_reload`` is called after a SIGHUP, between two looks at the sites; it may call :meth:`replace_sites`.
        """
        self._on_reload = on_reload
        with stop_signals.installed():
            prepare_for(self._sites[0])
            return asyncio.run(self._main(on_round))

    def replace_sites(self, sites: Sequence[ScheduledSite], *, at_once: int) -> None:
        """Follow other sites from now on. Crawls that run go on with their settings, also those of sites that are left out.

        Raises :class:`StateError` if the state of a site cannot be opened; nothing has changed then.
        """
        self._stores = _stores(sites, self._stores)
        before = {site.name: site for site in self._sites}
        self._sites = [before[site.name].changed(site) if site.name in before else site for site in sites]
        self._gate = asyncio.Semaphore(at_once)

    async def _main(self, on_round: Callable[[CrawlResult], None] | None) -> CrawlResult:
        self._stop = asyncio.Event()
        self._hangup = asyncio.Event()
        loop = asyncio.get_running_loop()
        _Hangup.wake = lambda: loop.call_soon_threadsafe(self._hangup.set)
        with signals_in_loop(self._signalled):
            if on_round is None:
                return await self._finished(self._start(self._sites))
            return await self._watch(on_round)

    def _signalled(self, number: int) -> None:
        self._signal = number
        self._view.stopping()
        self._stop.set()

    async def _stopped(self) -> None:
        await self._stop.wait()

    async def _hung_up(self) -> None:
        await self._hangup.wait()

    # -- one round ----------------------------------------------------------------------------------------------

    def _start(self, sites: Iterable[ScheduledSite]) -> _Round:
        """Open the runs of a round and start the crawls of its sites."""
        number = token_hex(4)
        started = _Round({})
        for site in sites:
            location = site.location._replace(round=number)
            try:
                run = started.runs.get(location) or started.runs.setdefault(
                    location, outbox_run.acquire(location, next_revisit=partial(revisit_time, site.setting_values))
                )
            except (OutputError, StateError) as error:
                started.errors[site.name] = error
                site.record_end(succeeded=False, now=datetime.now(UTC))
                continue
            if site.plain and ended_quietly(site.site, site.arguments, site.plain.copy(), run):
                site.record_end(succeeded=True, now=datetime.now(UTC))
                continue
            crawler, runner = self._crawler(site, number)
            site.busy = True
            started.crawlers[site.name] = crawler, run
            started.tasks[asyncio.create_task(self._crawl(site, crawler, runner, started))] = site.name
        return started

    def _crawler(self, site: ScheduledSite, number: str) -> tuple[Crawler, AsyncCrawlerRunner]:
        """Return the crawler of a site in a round, and what runs it."""
        from scrapy.crawler import AsyncCrawlerRunner, Crawler  # noqa: PLC0415 - a round in which nothing is due needs no Scrapy

        from newscrawl.extensions.signals import with_quiet_signals  # noqa: PLC0415 - as above
        from newscrawl.runner.jobs import build_settings  # noqa: PLC0415 - as above

        if self._runner is None:
            set_up_scrapy(self._sites[0])
            # Scrapy overrides a crawler's settings with those of its runner, so the runner gets none of its own.
            self._runner = AsyncCrawlerRunner(build_settings())
        using = site.settings.copy()
        using.set("NEWSCRAWL_ROUND", number, "cmdline")
        return with_quiet_signals(Crawler(site.spider, using)), self._runner

    async def _crawl(self, site: ScheduledSite, crawler: Crawler, runner: AsyncCrawlerRunner, round_: _Round) -> None:
        succeeded, reason = False, ""
        try:
            async with self._gate:
                if self._stop.is_set():
                    return
                await runner.crawl(crawler, **site.arguments)
                reason = crawler.stats.get_value("finish_reason")
                succeeded = reason in {"finished", DAILY_BUDGET}
        except Exception as error:  # noqa: BLE001 - an error of one site is reported and stops no other
            round_.errors[site.name] = error
        finally:
            site.record_end(succeeded=succeeded, now=datetime.now(UTC))
            if reason == DAILY_BUDGET:
                site.not_before = schedule.next_day(datetime.now(UTC))

    async def _finished(self, round_: _Round) -> CrawlResult:
        """Wait for the sites of a round and close its files; after a signal end them."""
        stop = asyncio.create_task(self._stopped())
        waiting = set(round_.tasks)
        while waiting and not self._stop.is_set():
            await asyncio.wait({*waiting, stop}, return_when=asyncio.FIRST_COMPLETED)
            waiting = {task for task in waiting if not task.done()}
        stop.cancel()
        crawls = {task: round_.crawlers[name][0] for task, name in round_.tasks.items()}
        if crawls:
            from newscrawl.runner.jobs import abandon, end_crawls  # noqa: PLC0415 - a round in which nothing is due needs no Scrapy

            await end_crawls(crawls, seconds=stop_signals.REQUEST_GRACE_SECONDS)
            for crawler, _ in round_.crawlers.values():
                abandon(crawler)
        return self._close(round_)

    def _close(self, round_: _Round) -> CrawlResult:
        """Close the runs of a round and return their results as one."""
        result = CrawlResult(errors=round_.errors, signal=self._signal)
        for location, run in round_.runs.items():
            result.failure = result.failure or run.failure
            try:
                run.release()
            except (OutputError, StateError) as error:
                result.failure = error
            if not run.manifest:
                continue
            result.output = result.output or location.output
            if location.output:
                result.files += [location.output / file.name for file in run.manifest.files]
            before = result.manifest
            sites = {**before.sites, **run.manifest.sites} if before else run.manifest.sites
            result.manifest = replace(
                run.manifest,
                sites=sites,
                files=[*(before.files if before else []), *run.manifest.files],
                exit_code=verdict([site.exit_code for site in sites.values()]),
            )
        return result

    # -- round after round --------------------------------------------------------------------------------------

    async def _watch(self, on_round: Callable[[CrawlResult], None]) -> CrawlResult:
        self._stores = _stores(self._sites, {})
        rounds: set[asyncio.Task[CrawlResult]] = set()
        last = CrawlResult()
        try:
            while not self._stop.is_set():
                if self._on_reload and _Hangup.came:
                    _Hangup.came = False
                    self._hangup.clear()
                    self._on_reload()
                now = datetime.now(UTC)
                when = {site.name: site.due(self._stores[site.name], now=now) for site in self._sites if not site.busy}
                if due := [site for site in self._sites if not site.busy and when[site.name] <= now]:
                    rounds.add(asyncio.create_task(self._finished(self._start(due))))
                    continue
                pause = min((moment - now for moment in when.values()), default=timedelta(seconds=MAX_POLL_SECONDS))
                await self._wait(rounds, min(pause.total_seconds(), MAX_POLL_SECONDS))
                for task in [task for task in rounds if task.done()]:
                    rounds.discard(task)
                    on_round(last := task.result())
            for task in list(rounds):
                on_round(last := await task)
        finally:
            for store in {id(store): store for store in self._stores.values() if store}.values():
                store.close()
        last.signal = self._signal
        return last

    async def _wait(self, rounds: Iterable[asyncio.Task[CrawlResult]], seconds: float) -> None:
        """Wait until a round ends, a signal comes, or the time is over."""
        stop, reload = asyncio.create_task(self._stopped()), asyncio.create_task(self._hung_up())
        await asyncio.wait({*rounds, stop, reload}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        reload.cancel()


class _Hangup:
    """Whether a SIGHUP came that was not followed yet."""

    came = False
    wake: Callable[[], object] = staticmethod(lambda: None)
    """Wakes the loop of a watch."""


@contextmanager
def hangups_ignored() -> Iterator[None]:
    """Let a SIGHUP end nothing within the block: a watch reloads its configuration."""

    def handle(*_: object) -> None:
        _Hangup.came = True
        _Hangup.wake()

    _Hangup.came = False
    before = signal.signal(signal.SIGHUP, handle)
    try:
        yield
    finally:
        _Hangup.wake = lambda: None
        signal.signal(signal.SIGHUP, before)


def _stores(sites: Iterable[ScheduledSite], opened: Mapping[str, OpenedStore | None]) -> dict[str, OpenedStore | None]:
    """Return the store of each site, opened once for each directory; ``None`` for a site without a state.

    Stores that are open already are used again; those that are needed no more are closed.
    """
    known: dict[Place, OpenedStore] = {store.place: store for store in opened.values() if store}
    new: dict[Place, OpenedStore] = {}
    found: dict[str, OpenedStore | None] = {}
    try:
        for site in sites:
            state = site.location.state
            if state and state not in known and state not in new:
                new[state] = open_or_create_store(state)
            found[site.name] = (known.get(state) or new[state]) if state else None
    except StateError:
        for store in new.values():
            store.close()
        raise
    for store in known.values():
        if store not in found.values():
            store.close()
    return found
