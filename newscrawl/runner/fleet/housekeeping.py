"""What one worker of the fleet does for all: queue the sites that are due, take the jobs of dead workers back, seal batches.

Every worker has this thread; an advisory lock lets one of them at a time plan. It is held for one look only, so that a
killed planner is followed by another at once, and PgBouncer cannot strand it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.archive.batches import Limits, seal_waiting
from newscrawl.archive.outbox_run import upload_left_archives
from newscrawl.exporters.files import OutputError
from newscrawl.runner.fleet import queue
from newscrawl.state import StateError
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.fleet import FleetTables
from newscrawl.state.postgres.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import procrastinate

    from newscrawl.archive.run import OutputLocation
    from newscrawl.runner.fleet.options import FleetOptions
    from newscrawl.state import DatabaseAddress

logger = logging.getLogger(__name__)

SEALS_PER_BATCH_AGE: Final = 10
"""Looks at what waits to be sealed, within the longest time that an article waits."""

REPORT_SECONDS: Final = 60.0
"""Pause between two reports of the fleet: alerts and the page about all sites."""

MAX_FAILURES: Final = 3
"""Failures in a row after which the thread gives up, and with it the worker."""


class Planned(NamedTuple):
    """What one look did."""

    queued: int
    """Sites that were queued."""

    dead: list[str]
    """Sites of dead workers."""


async def plan(db: Database, app: procrastinate.App, sites: Sequence[str], options: FleetOptions) -> Planned | None:
    """Delete the jobs of dead workers and queue the sites that are due; ``None`` if another worker does that now."""
    with db.transaction():
        lock = "SELECT pg_try_advisory_xact_lock(hashtext('newscrawl planner'), hashtext(current_schema()))"
        if not db.rows(lock)[0][0]:
            return None
        dead = await queue.delete_dead_jobs(app, seconds=options.lease)
        rows = db.rows(
            "SELECT queueing_lock FROM procrastinate_jobs WHERE queue_name = %s AND status IN ('todo', 'doing')",
            (queue.QUEUE,),
        )
        tables = FleetTables(db)
        busy = {row[0] for row in rows} | tables.resting().keys()
        due = tables.next_due([site for site in sites if site not in busy])
        ready = sorted((site for site, seconds in due.items() if seconds <= 0), key=lambda site: due[site])
        queued = await queue.queue_sites(app, ready)
        _give_up_lost_segments(db, options)
    return Planned(queued, dead)


def _give_up_lost_segments(db: Database, options: FleetOptions) -> None:
    """Give up the WARC files that a lost machine has not uploaded: their articles are fetched again."""
    sql = "SELECT name FROM segments WHERE uploaded IS NULL AND opened < clock_timestamp() - make_interval(secs => %s)"
    for (name,) in db.rows(sql, (float(options.segment_lost),)):
        lost = Outbox(db).lose_segment(name)
        logger.warning("The WARC file %s was never uploaded and is given up; %d articles are fetched again", name, lost)


class Housekeeper:
    """The thread of one worker."""

    def __init__(
        self,
        address: DatabaseAddress,
        location: OutputLocation,
        sites: Sequence[str],
        options: FleetOptions,
        *,
        on_look: Callable[[FleetTables], None],
        on_lost: Callable[[str], None],
        report: Callable[[], None],
    ) -> None:
        """``on_look`` is called with each look, ``report`` when it is this worker's turn to report for all, ``on_lost`` with a sentence when the thread gives up; all in the thread."""
        self._address, self._location, self._sites, self._options = address, location, sites, options
        self._on_look, self._on_lost = on_look, on_lost
        self._report = report
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="newscrawl-housekeeping", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Look again at once: a site may be due again."""
        self._wake.set()

    def close(self) -> None:
        """End the thread; what it does now is finished first, but a batch is left where it is."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except Exception as error:
            logger.exception("Planning has failed")
            self._on_lost(f"planning has failed: {error}")

    async def _main(self) -> None:
        failures = 0
        sealed = time.monotonic()
        while not self._stop.is_set():
            try:
                with Database(self._address) as db:
                    # A planner that is paused must not keep the others from planning.
                    limit = round(self._options.max_idle * 1000)
                    db.rows("SELECT set_config('idle_in_transaction_session_timeout', %s, false)", (str(limit),))
                    app = queue.make_app(self._address, max_idle=self._options.max_idle, connections=1)
                    async with queue.opened(app):
                        while not self._stop.is_set():
                            await self._look(db, app)
                            failures = 0
                            if time.monotonic() - sealed > self._options.batch_age / SEALS_PER_BATCH_AGE:
                                self._seal()
                                sealed = time.monotonic()
                            self._wake.wait(self._options.plan)
                            self._wake.clear()
            except (StateError, OutputError) as error:
                failures += 1
                logger.warning("Planning was interrupted: %s", error)
                if failures == MAX_FAILURES:
                    self._on_lost(f"planning has failed {failures} times: {error}")
                    return
                self._stop.wait(self._options.plan)

    async def _look(self, db: Database, app: procrastinate.App) -> None:
        tables = FleetTables(db)
        self._on_look(tables)
        planned = await plan(db, app, self._sites, self._options)
        if planned and planned.dead:
            logger.warning("Workers have died; their sites are queued again: %s", ", ".join(planned.dead))
        if planned and tables.take_turn("reports", seconds=REPORT_SECONDS):
            self._report()

    def _seal(self) -> None:
        upload_left_archives(self._address, self._location)
        limits = Limits(lines=self._options.batch_articles, seconds=self._options.batch_age)
        seal_waiting(self._address, self._location, limits)
