"""The queue of jobs in the database, by Procrastinate. One job is a slice of one site's crawl.

The queue gives liveness: each due site gets a worker. Safety comes from leases (:mod:`newscrawl.state.postgres.leases`): it does
no harm if a job is run twice, or by a worker that everybody takes for dead.
"""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from newscrawl.runner.errors import UsageError
from newscrawl.state import StateError
from newscrawl.state.postgres import schema as state_schema
from newscrawl.state.postgres.connection import Database

try:
    import procrastinate
    from procrastinate import exceptions, jobs, manager
except ImportError as missing:
    raise UsageError(
        f"workers need the extra `fleet` ({missing}). Install it: pip install 'newscrawl[fleet]'"
    ) from None

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from newscrawl.state import DatabaseAddress

logger = logging.getLogger(__name__)

QUEUE: Final = "sites"
"""Name of the queue."""

_PRUNED: Final = "procrastinate_jobs_worker_id_fkey"
"""Part of the message when a worker that the others took for dead asks for a job."""

_UNKNOWN_JOB: Final = "Job was not found"
"""Part of the message when a job is ended that is not in the queue, or not as a job that runs."""

TASK: Final = "newscrawl.crawl_site"
"""Name of the task."""

_BATCH: Final = 500
"""Jobs that are queued with one statement."""


def make_app(address: DatabaseAddress, *, max_idle: float, connections: int = 2) -> procrastinate.App:
    """Return an application of Procrastinate whose tables are in the schema of the state.

    The server ends a transaction that is idle for ``max_idle`` seconds: a process that is paused in the middle of one would
    else hold its locks, for which every worker that starts has to wait.
    """
    options = f"-c search_path={address.schema} -c {idle_limit(max_idle)}"
    connector = procrastinate.PsycopgConnector(
        conninfo=address.conninfo,
        kwargs={"options": options, "application_name": "newscrawl queue"},
        min_size=1,
        max_size=connections,
    )
    app = procrastinate.App(connector=connector)
    app.job_manager = _Jobs(connector)
    return app


class _Jobs(manager.JobManager):
    """The jobs, of which another worker may have deleted one that this worker still runs (:func:`delete_dead_jobs`)."""

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:  # noqa: FBT001 - as the method that it overrides
        """End a job; do nothing if it is deleted already."""
        try:
            await super().finish_job(job, status, delete_job)
        except exceptions.ConnectorException as error:
            if not _is_unknown_job(error):
                raise
            # The lease has ended the crawl already, with its own message.
            logger.info("%s: its job is not in the queue any more: another worker has taken the site", job.lock)


def _is_unknown_job(error: exceptions.ConnectorException) -> bool:
    """Return whether an error says that a job is ended or deleted."""
    return _UNKNOWN_JOB in str(error.__cause__ or error)


def idle_limit(seconds: float) -> str:
    """Return the setting of the server that ends transactions that are idle for so long."""
    return f"idle_in_transaction_session_timeout={max(round(seconds * 1000), 1)}"


@asynccontextmanager
async def opened(app: procrastinate.App) -> AsyncIterator[procrastinate.App]:
    """Connect within the block. Raises :class:`~newscrawl.state.StateError`."""
    try:
        async with app.open_async():
            yield app
    except exceptions.ConnectorException as error:
        raise lost(error) from error


def lost(error: BaseException) -> StateError:
    """Return the error for a database that cannot be reached any more."""
    cause = error.__cause__ or error
    if _PRUNED in str(cause):
        return StateError("This worker was silent for longer than its lease, and the others took it for dead.")
    return StateError(
        f"The queue of jobs cannot be used: {str(cause).strip() or type(cause).__name__}. "
        "Check that the server runs, then start the worker again: nothing committed is lost."
    )


def create_tables(address: DatabaseAddress) -> bool:
    """Create the state's tables and Procrastinate's if there are none; return whether the latter were created. Raises :class:`StateError`.

    Two that start at once are safe: an advisory lock lets one of them create the tables.
    """
    with Database(address) as db:
        state_schema.create(db)  # it also creates the schema, in which Procrastinate's tables are
        return _create_queue(db)


def _create_queue(db: Database) -> bool:
    address = db.address
    with db.transaction():
        db.rows("SELECT pg_advisory_xact_lock(hashtext('newscrawl schema'), hashtext(%s))::text", (address.schema,))
        if db.rows("SELECT to_regclass(%s) IS NOT NULL", (f"{address.schema}.procrastinate_jobs",))[0][0]:
            return False
        db.execute(procrastinate.schema.SchemaManager.get_schema())
    return True


def register(app: procrastinate.App, crawl: Callable[[str], Awaitable[None]]) -> None:
    """Let a worker of this application call a function with the name of each site whose job it takes."""

    @app.task(name=TASK, queue=QUEUE)
    async def crawl_site(site: str) -> None:
        await crawl(site)


async def queue_sites(app: procrastinate.App, sites: Sequence[str]) -> int:
    """Queue a job for each site that has none waiting; return the number of new jobs."""
    queued = 0
    for start in range(0, len(sites), _BATCH):
        some = [_job(site) for site in sites[start : start + _BATCH]]
        try:
            await app.job_manager.batch_defer_jobs_async(some)
            queued += len(some)
        except exceptions.AlreadyEnqueued:
            # One of them waits already, and the statement as a whole did nothing.
            for job in some:
                try:
                    await app.job_manager.defer_job_async(job)
                    queued += 1
                except exceptions.AlreadyEnqueued:
                    continue
    return queued


def _job(site: str) -> jobs.Job:
    return jobs.Job(id=None, queue=QUEUE, task_name=TASK, task_kwargs={"site": site}, lock=site, queueing_lock=site)


async def delete_dead_jobs(app: procrastinate.App, *, seconds: float) -> list[str]:
    """Delete the jobs of workers that were silent for some seconds; return their sites, which are queued again when they are due.

    A job is deleted and not given back: another job of its site may wait already, and a worker that was only paused would end
    the job that another one has got by then.
    """
    found = []
    for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=seconds):
        if job.id is None:
            continue
        try:
            await app.job_manager.finish_job_by_id_async(job.id, status=jobs.Status.FAILED, delete_job=True)
        except exceptions.ConnectorException as error:
            if not _is_unknown_job(error):
                raise
            continue  # its worker has ended it meanwhile
        found.append(str(job.task_kwargs.get("site", "")))
    return found
