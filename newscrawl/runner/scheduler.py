"""Crawls many sites in one process, once or for as long as it is let: a round for those that are due.

A round is a run: it has its own files, manifest and ``crawl_id``. A site that takes its time keeps its round's files
open, and nothing else: the next rounds go on without it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from scrapy.crawler import AsyncCrawlerRunner, Crawler

from newscrawl.archive.run import Run
from newscrawl.discover import schedule
from newscrawl.exporters.files import OutputError
from newscrawl.extensions.run import RunExtension, place_of
from newscrawl.middlewares.backoff import DAILY_BUDGET
from newscrawl.report.manifest import site_report, verdict
from newscrawl.runner.jobs import Ended, prepare, release, settings
from newscrawl.state import SQLiteStore, StateError, open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from rich.console import Console
    from scrapy.settings import Settings

    from newscrawl.archive.run import OutputLocation
    from newscrawl.spiders import NewsSpider

logger = logging.getLogger(__name__)

GRACE: Final = 5.0
"""Seconds that crawls have to finish what is in flight once they are told to end; then they are cut off."""

_LOOK: Final = 5.0
"""Seconds after which a watch looks at its sites again at the latest."""

_LONGEST_PAUSE: Final = timedelta(days=1)
"""Between two tries of a site whose runs do not come to their end."""

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Site:
    """One site of the configuration, and how its runs have gone."""

    spider: type[NewsSpider]
    arguments: dict[str, Any]
    settings: Settings
    busy: bool = False
    not_before: datetime = _LONG_AGO
    failures: int = 0

    @property
    def name(self) -> str:
        """The site's name."""
        return self.spider.name

    @property
    def place(self) -> OutputLocation:
        """Where it writes and remembers."""
        return place_of(self.settings)

    def due(self, store: SQLiteStore | None, *, now: datetime) -> datetime:
        """When it is to be crawled next."""
        first = store.next_due(self.name, revisits=self.settings.getbool("NEWSCRAWL_REVISIT")) if store else None
        return max(self.not_before, datetime.fromisoformat(first) if first else now)

    def ended(self, *, well: bool, now: datetime) -> None:
        """Note how a run went: the next comes after the shortest interval, after failures ever later."""
        self.busy = False
        self.failures = 0 if well else self.failures + 1
        pause = schedule.span(self.settings["NEWSCRAWL_MIN_INTERVAL"]) * 2 ** min(self.failures, 16)
        self.not_before = now + min(pause, _LONGEST_PAUSE) if self.failures else now + pause


@dataclass(slots=True)
class _Round:
    """The runs of one round, one for every place that its sites write to."""

    runs: dict[OutputLocation, Run]
    tasks: dict[asyncio.Task[None], str] = field(default_factory=dict)
    crawlers: dict[str, tuple[Crawler, Run]] = field(default_factory=dict)
    errors: dict[str, BaseException] = field(default_factory=dict)


class Rounds:
    """Runs rounds over sites, at most ``at_once`` sites at a time."""

    def __init__(self, sites: Sequence[Site], using: Settings, *, at_once: int, console: Console) -> None:
        """``using`` are the settings that all sites share."""
        self._sites = sites
        self._using = using
        self._at_once = at_once
        self._console = console
        self._signal: int | None = None

    def once(self) -> Ended:
        """One round over all sites."""
        prepare(self._using)
        return asyncio.run(self._main(None))

    def watch(self, tell: Callable[[Ended], None]) -> Ended:
        """Rounds as sites become due, until a signal ends them; ``tell`` is called after each. The last round."""
        prepare(self._using)
        return asyncio.run(self._main(tell))

    async def _main(self, tell: Callable[[Ended], None] | None) -> Ended:
        # Scrapy lays the runner's settings over those of its crawlers: the runner has none of its own.
        self._runner = AsyncCrawlerRunner(settings())
        self._gate = asyncio.Semaphore(self._at_once)
        self._stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._told_to_end, number)
        if tell is None:
            return await self._finished(self._start(self._sites))
        return await self._watch(tell)

    def _told_to_end(self, number: int) -> None:
        if self._signal is not None:
            # Nothing is lost: what is not committed goes out again, and the part file is cut at the next start.
            os._exit(128 + number)
        self._signal = number
        self._console.print("Ending: what is in flight is finished. Once more ends at once.")
        self._stop.set()
        release(self._runner)
        self._stopping = asyncio.ensure_future(self._runner.stop())

    async def _stopped(self) -> None:
        await self._stop.wait()

    # -- one round ----------------------------------------------------------------------------------------------

    def _start(self, sites: Iterable[Site]) -> _Round:
        """Open the runs of a round and begin with its sites."""
        number = token_hex(4)
        started = _Round({})
        for site in sites:
            using = site.settings.copy()
            using.set("NEWSCRAWL_ROUND", number, "cmdline")
            crawler = Crawler(site.spider, using)
            place = place_of(using)
            try:
                run = started.runs.get(place) or started.runs.setdefault(place, Run.acquire(place))
            except (OutputError, StateError) as error:
                started.errors[site.name] = error
                site.ended(well=False, now=datetime.now(UTC))
                continue
            site.busy = True
            started.crawlers[site.name] = crawler, run
            started.tasks[asyncio.create_task(self._crawl(site, crawler, started))] = site.name
        return started

    async def _crawl(self, site: Site, crawler: Crawler, round_: _Round) -> None:
        well, reason = False, ""
        try:
            async with self._gate:
                if self._stop.is_set():
                    return
                await self._runner.crawl(crawler, **site.arguments)
                reason = crawler.stats.get_value("finish_reason")
                well = reason in {"finished", DAILY_BUDGET}
        except Exception as error:  # noqa: BLE001 - whatever breaks one site is told, and stops no other
            round_.errors[site.name] = error
        finally:
            site.ended(well=well, now=datetime.now(UTC))
            if reason == DAILY_BUDGET:
                site.not_before = schedule.next_day(datetime.now(UTC))

    async def _finished(self, round_: _Round) -> Ended:
        """Wait for a round's sites and close its files; once a signal has come, no longer than :data:`GRACE`."""
        stop = asyncio.create_task(self._stopped())
        waiting = set(round_.tasks)
        while waiting and not self._stop.is_set():
            await asyncio.wait({*waiting, stop}, return_when=asyncio.FIRST_COMPLETED)
            waiting = {task for task in waiting if not task.done()}
        stop.cancel()
        if waiting:
            await asyncio.wait(waiting, timeout=GRACE)
        for task, name in round_.tasks.items():
            if not task.done():
                _cut_off(task, *round_.crawlers[name])
        return self._close(round_)

    def _close(self, round_: _Round) -> Ended:
        """Close the runs of a round; what they left, as of one run."""
        ended = Ended(manifest=None, output=None, errors=round_.errors, signal=self._signal)
        for place, run in round_.runs.items():
            ended.failure = ended.failure or run.failure
            try:
                run.release()
            except (OutputError, StateError) as error:
                ended.failure = error
            if not run.manifest:
                continue
            ended.output = ended.output or place.output
            if place.output:
                ended.files += [place.output / file.name for file in run.manifest.files]
            before = ended.manifest
            sites = {**before.sites, **run.manifest.sites} if before else run.manifest.sites
            ended.manifest = replace(
                run.manifest,
                sites=sites,
                files=[*(before.files if before else []), *run.manifest.files],
                exit_code=verdict([site.exit_code for site in sites.values()]),
            )
        return ended

    # -- round after round --------------------------------------------------------------------------------------

    async def _watch(self, tell: Callable[[Ended], None]) -> Ended:
        stores = _stores(self._sites)
        rounds: set[asyncio.Task[Ended]] = set()
        last = Ended(manifest=None, output=None, errors={})
        try:
            while not self._stop.is_set():
                now = datetime.now(UTC)
                when = {site.name: site.due(stores[site.name], now=now) for site in self._sites if not site.busy}
                if due := [site for site in self._sites if not site.busy and when[site.name] <= now]:
                    rounds.add(asyncio.create_task(self._finished(self._start(due))))
                    continue
                pause = min((moment - now for moment in when.values()), default=timedelta(seconds=_LOOK))
                await self._wait(rounds, min(pause.total_seconds(), _LOOK))
                for ended in [task for task in rounds if task.done()]:
                    rounds.discard(ended)
                    tell(last := ended.result())
            for task in list(rounds):
                tell(last := await task)
        finally:
            for store in {id(store): store for store in stores.values() if store}.values():
                store.close()
        last.signal = self._signal
        return last

    async def _wait(self, rounds: Iterable[asyncio.Task[Ended]], seconds: float) -> None:
        """Until a round ends, a signal comes, or the time is over."""
        stop = asyncio.create_task(self._stopped())
        await asyncio.wait({*rounds, stop}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()


def _cut_off(task: asyncio.Task[None], crawler: Crawler, run: Run) -> None:
    """End a crawl that does not end: what is in flight goes out again in the next run."""
    name = crawler.spidercls.name
    logger.warning("%s did not end in time and is cut off", name)
    task.cancel()
    try:
        begun = crawler.get_extension(RunExtension) is not None
    except RuntimeError:
        begun = False  # it was still to be started
    if begun and name not in run.sites:
        run.sites[name] = site_report(crawler.stats.get_stats(), reason="interrupted")
        run.release()


def _stores(sites: Iterable[Site]) -> dict[str, SQLiteStore | None]:
    """The store of each site's state, opened once a directory; ``None`` for a site that remembers nothing."""
    opened: dict[Path, SQLiteStore] = {}
    found: dict[str, SQLiteStore | None] = {}
    for site in sites:
        state = site.place.state
        if state and state not in opened:
            opened[state] = open_or_create_store(state)
        found[site.name] = opened[state] if state else None
    return found
