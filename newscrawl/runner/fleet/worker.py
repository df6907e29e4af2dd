"""A worker of a fleet: takes the jobs of due sites from the queue and crawls several sites side by side, in one process.

A worker ends, and its supervisor starts it again, when the database cannot be reached, when its files cannot be written, or when
another worker has taken a site over from it. It need not know what went wrong: nothing that was committed is lost, and
nothing that it does after it lost a site is stored.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from procrastinate.exceptions import ConnectorException
from scrapy.crawler import AsyncCrawlerRunner, Crawler

from newscrawl.archive import outbox_run
from newscrawl.archive.batches import Limits
from newscrawl.archive.outbox_run import OutboxRun
from newscrawl.exporters.files import OutputError
from newscrawl.extensions.crawl_facts import output_location, revisit_time
from newscrawl.extensions.signals import with_quiet_signals
from newscrawl.middlewares.rate_limit import DAILY_BUDGET
from newscrawl.policy import schedule
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import stop_signals
from newscrawl.runner.errors import UsageError
from newscrawl.runner.fleet import queue
from newscrawl.runner.fleet.housekeeping import Housekeeper
from newscrawl.runner.fleet.leases import LeaseKeeper
from newscrawl.runner.fleet.options import HEARTBEATS
from newscrawl.runner.jobs import abandon, build_settings, end_crawls, prepare_process
from newscrawl.runner.loop_signals import signals_in_loop
from newscrawl.runner.scheduled_site import MAX_DOUBLINGS, MAX_RETRY_PAUSE
from newscrawl.state import DatabaseAddress, FencedError, SiteLockedError, StateError
from newscrawl.state.postgres.fleet import FleetTables
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newscrawl.archive.run import OutputLocation
    from newscrawl.runner.fleet.options import FleetOptions
    from newscrawl.runner.scheduled_site import ScheduledSite

logger = logging.getLogger(__name__)

_POLL_SECONDS: Final = 5.0
"""Longest time until a worker sees a job that it was not notified of."""


def default_name() -> str:
    """Return a name of this process that no other one has: host, process id, random letters."""
    return f"{socket.gethostname()}:{os.getpid()}:{token_hex(3)}"


def location_of(sites: Sequence[ScheduledSite]) -> OutputLocation:
    """Return where all sites write to. Raises :class:`UsageError` unless that is one place with its state in a database."""
    locations = {site.location for site in sites}
    location = locations.pop()
    if not isinstance(location.state, DatabaseAddress):
        raise UsageError(
            'workers share their state through a database; write in the file: state = "postgresql://USER@HOST/DATABASE"'
        )
    if locations:
        raise UsageError(
            "workers write the articles of all sites into the same files: give output, state, compress and partition once for all "
            "sites, not for one of them"
        )
    if location.output is None:
        raise UsageError("workers need an output: a directory that all machines share, or a bucket")
    return location


class Worker:
    """One process of a fleet."""

    def __init__(
        self,
        sites: Sequence[ScheduledSite],
        options: FleetOptions,
        *,
        at_once: int,
        name: str | None = None,
        report: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the configured sites, of which ``at_once`` are crawled at a time. Raises :class:`UsageError`.

        ``report`` is called in a thread when it is this worker's turn to report for the fleet.
        """
        self._sites = {site.name: site for site in sites}
        self._options = options
        self._at_once = at_once
        self._name = name or default_name()
        self._report = report
        self._location = location_of(sites)
        assert isinstance(self._location.state, DatabaseAddress)
        self._address = self._location.state
        self._crawls: dict[asyncio.Task[None], Crawler] = {}
        self._ending: asyncio.Task[None] | None = None
        self._is_ending = False
        self._code: int | None = None
        self._signal: int | None = None

    def run(self) -> int:
        """Work until a signal comes, or something is lost; return the exit code. Raises :class:`StateError`."""
        with stop_signals.installed():
            prepare_process(next(iter(self._sites.values())).settings)
            OutboxRun.seals = Limits(self._options.batch_articles, self._options.batch_age)
            try:
                return asyncio.run(self._main())
            finally:
                OutboxRun.seals = None

    async def _main(self) -> int:
        self._loop = asyncio.get_running_loop()
        # Scrapy overrides a crawler's settings with those of its runner, so the runner gets none of its own.
        self._runner = AsyncCrawlerRunner(build_settings())
        queue.create_tables(self._address)
        settings = next(iter(self._sites.values())).setting_values
        self._tables_run = outbox_run.acquire(self._location, next_revisit=partial(revisit_time, settings))
        assert isinstance(self._tables_run, OutboxRun)
        self._tables = FleetTables(self._tables_run.store.database)
        self._leases = LeaseKeeper(self._address, self._name, seconds=self._options.lease, on_lost=self._lost_in_thread)
        self._housekeeper = Housekeeper(
            self._address,
            self._location,
            list(self._sites),
            self._options,
            on_look=self._seen,
            on_lost=self._lost_in_thread,
            report=self._report,
        )
        app = queue.make_app(self._address, max_idle=self._options.max_idle)
        queue.register(app, self._crawl_site)
        try:
            with signals_in_loop(self._signalled):
                async with queue.opened(app):
                    self._queue_worker = app._worker(  # noqa: SLF001 - the public method returns no worker that can be stopped
                        queues=[queue.QUEUE],
                        name=self._name,
                        concurrency=self._at_once,
                        install_signal_handlers=False,
                        delete_jobs="always",
                        fetch_job_polling_interval=min(_POLL_SECONDS, self._options.plan),
                        update_heartbeat_interval=self._options.lease / HEARTBEATS,
                        stalled_worker_timeout=self._options.lease,
                    )
                    self._housekeeper.start()
                    await self._work()
        except ConnectorException as error:
            self._end(str(queue.lost(error)), ExitCode.STORE)
        finally:
            await self._close()
        return 128 + self._signal if self._signal else self._code or 0

    async def _work(self) -> None:
        """Take jobs until the worker is to end."""
        if self._is_ending:
            return
        try:
            await self._queue_worker.run()  # type: ignore[no-untyped-call] # Procrastinate's worker is not fully typed
        except ConnectorException as error:
            self._end(str(queue.lost(error)), ExitCode.STORE)
        if self._code is None and self._signal is None:
            # One of its side tasks has failed: the connection on which it is told of jobs.
            self._end("the queue's connection is lost", ExitCode.STORE)
        if self._ending:
            await self._ending

    async def _close(self) -> None:
        await end_crawls(self._crawls, seconds=stop_signals.REQUEST_GRACE_SECONDS)
        self._housekeeper.close()
        self._leases.close()
        with suppress(StateError):
            self._tables.worker_ended(self._name)
        self._tables_run.abandon()

    # -- what ends a worker -------------------------------------------------------------------------------------

    def _signalled(self, number: int) -> None:
        self._signal = number
        self._end("a signal came", None)

    def _lost_in_thread(self, why: str) -> None:
        """Called by the threads."""
        code = ExitCode.FENCED if "taken over" in why else ExitCode.STORE
        self._loop.call_soon_threadsafe(self._end, why, code)

    def _end(self, why: str, code: ExitCode | None) -> None:
        """End all crawls after their requests in flight, take no more jobs."""
        if code is not None and self._code is None:
            self._code = code
            logger.error("This worker ends: %s. Its supervisor starts it again; nothing committed is lost.", why)
        if self._is_ending:
            return
        self._is_ending = True
        if hasattr(self, "_queue_worker"):
            self._queue_worker.stop()  # type: ignore[no-untyped-call] # as below
        self._ending = asyncio.ensure_future(end_crawls(dict(self._crawls), seconds=stop_signals.REQUEST_GRACE_SECONDS))

    def _seen(self, tables: FleetTables) -> None:
        """Tell the fleet that this worker lives; called by the thread of the housekeeper."""
        tables.worker_seen(
            self._name,
            host=socket.gethostname(),
            version=__version__,
            at_once=self._at_once,
            queue_id=self._queue_worker.worker_id,
        )

    # -- one job ------------------------------------------------------------------------------------------------

    async def _crawl_site(self, name: str) -> None:
        """Crawl a slice of a site, if no other worker holds it."""
        site = self._sites.get(name)
        if site is None or self._is_ending:
            return  # another worker has a newer file; the site is queued again while it is due
        try:
            lease = self._leases.take(name)
            if lease is None:
                return  # its holder is dead or paused, and its lease has not expired yet
            try:
                with outbox_run.holding(self._address, lease):
                    await self._crawl_held(site)
            finally:
                self._leases.give_back(lease)
                self._housekeeper.wake()
        except FencedError as error:
            self._end(str(error), ExitCode.FENCED)
        except (StateError, OutputError) as error:
            self._end(str(error), ExitCode.STORE)

    async def _crawl_held(self, site: ScheduledSite) -> None:
        using = site.settings.copy()
        using.set("NEWSCRAWL_ROUND", token_hex(4), "cmdline")
        limit = using.getfloat("CLOSESPIDER_TIMEOUT") or self._options.slice
        using.set("CLOSESPIDER_TIMEOUT", min(limit, self._options.slice), "cmdline")
        crawler = with_quiet_signals(Crawler(site.spider, using))
        run = outbox_run.acquire(output_location(using))
        task = asyncio.ensure_future(self._runner.crawl(crawler, **site.arguments))
        self._crawls[task] = crawler
        try:
            await asyncio.wait([task])
        finally:
            del self._crawls[task]
            abandon(crawler)
            run.release()
        if run.failure:
            raise run.failure
        self._record_end(site, crawler, None if task.cancelled() else task.exception())

    def _record_end(self, site: ScheduledSite, crawler: Crawler, error: BaseException | None) -> None:
        """Plan the next crawl: after the shortest interval, or doubled with each failure in a row."""
        reason = crawler.stats.get_value("finish_reason") if crawler.spider else None
        if isinstance(error, (StateError, OutputError)):
            raise error
        if self._is_ending or reason == "closespider_timeout" or isinstance(error, SiteLockedError):
            return  # it goes on as soon as a worker is free
        if error:
            logger.error("%s: its crawl has failed: %s", site.name, error)
        if reason == DAILY_BUDGET:
            pause: float = (schedule.next_day(datetime.now(UTC)) - datetime.now(UTC)).total_seconds()
            self._tables.schedule(site.name, seconds=pause, failures=0)
            return
        failures = 0 if reason == "finished" else self._tables.failures(site.name) + 1
        shortest = schedule.parse_duration(site.settings["NEWSCRAWL_MIN_INTERVAL"])
        pause = (shortest * 2 ** min(failures, MAX_DOUBLINGS)).total_seconds()
        if failures:
            pause = min(pause, MAX_RETRY_PAUSE.total_seconds())
        self._tables.schedule(site.name, seconds=pause, failures=failures)
