"""What ``newscrawl fleet`` shows, read from the database in a few look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.fleet import FleetTables
from newscrawl.state.postgres.leases import Leases
from newscrawl.state.postgres.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.runner.fleet.options import FleetOptions
    from newscrawl.state import DatabaseAddress
    from newscrawl.state.postgres.leases import HeldSite

_LATE: Final = 3
"""Articles wait too long when the oldest is so many times older than it should be."""

_QUEUE: Final = """
SELECT status::text, count(*), coalesce(max(extract(epoch FROM clock_timestamp() - at)), 0)::float8
FROM procrastinate_jobs LEFT JOIN LATERAL
    (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = procrastinate_jobs.id) AS last ON true
GROUP BY status
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLine:
    """A worker."""

    name: str
    host: str
    version: str
    is_alive: bool
    silent_seconds: float
    started: str
    at_once: int
    sites: list[str]
    """The sites that it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The state of a fleet."""

    workers: list[WorkerLine]
    other_holders: dict[str, str] = field(default_factory=dict)
    """Sites held by a process that is no worker, such as `newscrawl crawl`, and by whom."""

    sites: int = 0
    """Configured sites; 0 if no file was read."""

    due: int = 0
    """Sites that are due and that nobody crawls."""

    lag_seconds: float = 0.0
    """How long the site that waits longest is due."""

    queued: int = 0
    queue_seconds: float = 0.0
    """How long the job that waits longest is queued."""

    running: int = 0
    waiting_articles: int = 0
    """Articles that are in no file yet."""

    waiting_seconds: float = 0.0
    """Age of the oldest of them."""

    unsealed_batches: int = 0
    local_segments: int = 0
    """WARC files that are not in the output yet."""

    problems: list[str] = field(default_factory=list)


def look(address: DatabaseAddress, sites: Sequence[str], options: FleetOptions) -> Overview:
    """Return the state of the fleet at an address. Raises :class:`~newscrawl.state.StateError`."""
    with Database(address, read_only=True) as db:
        tables, outbox = FleetTables(db), Outbox(db)
        held = {x.site: x.owner for x in held_sites(address) if x.seconds_left > 0}
        rows = tables.workers()
        workers = [
            WorkerLine(
                name=row.name,
                host=row.host,
                version=row.version,
                is_alive=row.silent_seconds <= options.lease,
                silent_seconds=round(row.silent_seconds, 1),
                started=row.started.isoformat(timespec="seconds"),
                at_once=row.at_once,
                sites=sorted(site for site, owner in held.items() if owner == row.name),
            )
            for row in rows
        ]
        known = {row.name for row in rows}
        resting = tables.resting()
        due = {
            site: -seconds
            for site, seconds in tables.next_due([site for site in sites if site not in resting]).items()
            if seconds <= 0 and site not in held
        }
        has_queue = db.rows("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")[0][0]
        queue = {status: (count, age) for status, count, age in db.rows(_QUEUE)} if has_queue else {}
        articles, age = outbox.waiting().get("articles", (0, 0.0))
        queued, queue_seconds = queue.get("todo", (0, 0.0))
        found = Overview(
            workers=workers,
            other_holders={site: owner for site, owner in sorted(held.items()) if owner not in known},
            sites=len(sites),
            due=len(due),
            lag_seconds=round(max(due.values(), default=0.0), 1),
            queued=queued,
            queue_seconds=round(queue_seconds, 1),
            running=queue.get("doing", (0, 0.0))[0],
            waiting_articles=articles,
            waiting_seconds=round(age, 1),
            unsealed_batches=len(outbox.frozen()),
            local_segments=len(outbox.segments()),
        )
    found.problems.extend(_problems(found, options))
    return found


def held_sites(address: DatabaseAddress) -> Sequence[HeldSite]:
    """Return the sites that are held."""
    with Leases(address) as leases:
        return leases.held()


def _problems(found: Overview, options: FleetOptions) -> list[str]:
    """Return what an operator should look at, as sentences."""
    problems = []
    alive = [worker for worker in found.workers if worker.is_alive]
    if not alive:
        problems.append(
            f"No worker lives, and {found.due} sites are due. Start one: newscrawl worker --config crawl.toml"
            if found.due
            else "No worker lives. Start one: newscrawl worker --config crawl.toml"
        )
    dead = [worker.name for worker in found.workers if not worker.is_alive]
    if dead:
        problems.append(
            f"Silent for longer than a lease: {', '.join(dead)}. Their supervisors should start them again."
        )
    if found.waiting_articles and found.waiting_seconds > _LATE * options.batch_age:
        problems.append(
            f"{found.waiting_articles} articles are in no file yet, the oldest for {found.waiting_seconds:.0f} s. "
            "Look for errors in the log of a worker; `newscrawl fleet --seal` writes them now."
        )
    versions = {worker.version for worker in alive}
    if len(versions) > 1:
        problems.append(
            f"The workers have different versions: {', '.join(sorted(versions))}. All must have the same: files of one "
            "batch must have the same bytes, whoever writes them."
        )
    return problems
