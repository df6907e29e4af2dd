"""What the workers of a fleet tell each other through the database, beside the state itself.

Parts of manifests, the schedule of the sites, the list of the workers. Losing a row here costs a line of a report or a pause, never an
article. All methods raise :class:`~newscrawl.state.StateError`; all times are the server's.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from newscrawl.state.postgres.connection import Database

REPORT: Final = "report"
"""Kind of a part: what a run did at a site."""

FILES: Final = "files"
"""Kind of a part: WARC files and their indexes, as the manifest lists them."""

_WORKER_KEPT: Final = "1 day"
"""How long a worker that was not seen stays in the list."""


class Part(NamedTuple):
    """A part of a manifest that is not written yet."""

    kind: str
    crawl_id: str
    site: str
    """Empty for files."""

    content: str
    """JSON."""


class SiteCount(NamedTuple):
    """Articles of a batch."""

    site: str
    new: int
    """First revisions."""

    revised: int


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest that is not sealed yet."""

    number: int
    batch: int | None
    """Number of the batch in the outbox; ``None`` for a manifest without articles."""

    batch_id: str
    lines: int
    content: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker of the fleet."""

    name: str
    host: str
    version: str
    at_once: int
    started: datetime
    silent_seconds: float
    """Since it was seen last."""

    queue_id: int | None
    """Its number in the job queue."""


class FleetTables:
    """Reads and writes these tables through a connection."""

    def __init__(self, db: Database) -> None:
        """Work through a connection."""
        self._db = db

    # -- manifests ----------------------------------------------------------------------------------------------

    def add_part(self, part: Part) -> None:
        """Store what the next manifest is to say."""
        self._db.execute(
            "INSERT INTO manifest_parts (kind, crawl_id, site, content) VALUES (%s, %s, %s, %s)", tuple(part)
        )

    def oldest_part_seconds(self) -> float | None:
        """Return how long the oldest part has waited; ``None`` if there is none."""
        sql = "SELECT extract(epoch FROM clock_timestamp() - min(added))::float8 FROM manifest_parts"
        seconds = self._db.rows(sql)[0][0]
        return None if seconds is None else float(seconds)

    def manifest(
        self, batch: int | None, batch_id: str, lines: int, build: Callable[[Sequence[SiteCount], Sequence[Part]], str]
    ) -> StoredManifest | None:
        """Return the manifest of a batch. The first call builds it from the parts that wait, which belong to it from then on.

        Survives a power cut. ``None`` for no batch where no part waits any more: another process has taken them.
        """
        with self._db.transaction():
            self._db.rows("SELECT set_config('synchronous_commit', 'on', true)")
            self._db.rows(
                "SELECT pg_advisory_xact_lock(hashtext('newscrawl manifests'), hashtext(current_schema()))::text"
            )
            if found := self._manifests(batch_id):
                return found[0]
            counts = [
                SiteCount(*row)
                for row in self._db.rows(
                    "SELECT sites.site, count(*) FILTER (WHERE revision = 1), count(*) FILTER (WHERE revision > 1) "
                    "FROM outbox JOIN sites ON sites.number = outbox.site WHERE batch = %s GROUP BY sites.site ORDER BY 1",
                    (batch,),
                )
            ]
            rows = self._db.rows(
                "WITH taken AS (DELETE FROM manifest_parts RETURNING number, kind, crawl_id, site, content) "
                "SELECT kind, crawl_id, site, content FROM taken ORDER BY number"
            )
            if batch is None and not rows:
                return None
            content = build(counts, [Part(*row) for row in rows])
            self._db.execute(
                "INSERT INTO manifests (batch, batch_id, lines, content) VALUES (%s, %s, %s, %s)",
                (batch, batch_id, lines, content),
            )
        return self._manifests(batch_id)[0]

    def _manifests(self, batch_id: str) -> list[StoredManifest]:
        sql = "SELECT number, batch, batch_id, lines, content FROM manifests WHERE batch_id = %s"
        return [StoredManifest(*row) for row in self._db.rows(sql, (batch_id,))]

    def unsealed_without_articles(self) -> list[StoredManifest]:
        """Return the manifests without a batch that are not written yet."""
        sql = (
            "SELECT number, batch, batch_id, lines, content FROM manifests "
            "WHERE sealed IS NULL AND batch IS NULL ORDER BY number"
        )
        return [StoredManifest(*row) for row in self._db.rows(sql)]

    def manifest_written(self, batch_id: str) -> None:
        """Record that a manifest is in the output; its content is deleted here."""
        self._db.execute(
            "UPDATE manifests SET sealed = clock_timestamp(), content = '' WHERE batch_id = %s", (batch_id,)
        )

    # -- the schedule -------------------------------------------------------------------------------------------

    def schedule(self, site: str, *, seconds: float, failures: int) -> None:
        """Let a site rest for some seconds; ``failures`` is the number of runs in a row that failed."""
        self._db.execute(
            "INSERT INTO site_schedule (site, not_before, failures) "
            "VALUES (%s, clock_timestamp() + make_interval(secs => %s), %s) ON CONFLICT (site) DO UPDATE SET "
            "not_before = excluded.not_before, failures = excluded.failures",
            (site, float(seconds), failures),
        )

    def failures(self, site: str) -> int:
        """Return how many runs of a site in a row have failed."""
        rows = self._db.rows("SELECT failures FROM site_schedule WHERE site = %s", (site,))
        return int(rows[0][0]) if rows else 0

    def resting(self) -> Mapping[str, float]:
        """Return the sites that rest, and for how many seconds more."""
        sql = (
            "SELECT site, extract(epoch FROM not_before - clock_timestamp())::float8 FROM site_schedule "
            "WHERE not_before > clock_timestamp()"
        )
        return dict(self._db.rows(sql))

    def next_due(self, sites: Iterable[str]) -> Mapping[str, float]:
        """Return by site the seconds until it is due; 0 or less if it is due now. One look-up for all sites.

        A site is due now if it was never crawled, if its last crawl was not complete, or if a clock was wrong when a time was
        stored: a source never rests for twice its interval and an hour more, an address never for two days.
        """
        sql = """
            SELECT name, CASE WHEN NOT coalesce(sites.ended, false) THEN 0 ELSE coalesce(extract(epoch FROM least(
                    (SELECT min(CASE
                            WHEN next_check::timestamptz > clock_timestamp() + make_interval(secs => 2 * "interval" + 3600)
                            THEN clock_timestamp() ELSE next_check::timestamptz END) FROM sources
                        WHERE sources.site = name AND root IS NULL AND next_check IS NOT NULL),
                    (SELECT min(CASE WHEN to_timestamp(not_before) > clock_timestamp() + make_interval(days => 2)
                            THEN clock_timestamp() ELSE to_timestamp(not_before) END) FROM addresses
                        WHERE addresses.site = sites.number AND status = 0 AND not_before IS NOT NULL),
                    (SELECT to_timestamp(min(next_revisit)) FROM addresses
                        WHERE addresses.site = sites.number AND next_revisit IS NOT NULL AND status IN (1, 3))
                ) - clock_timestamp())::float8, 0) END
            FROM unnest(%s::text[]) AS name LEFT JOIN sites ON sites.site = name"""
        return {name: float(seconds) for name, seconds in self._db.rows(sql, (list(sites),))}

    # -- workers ------------------------------------------------------------------------------------------------

    def worker_seen(self, name: str, *, host: str, version: str, at_once: int, queue_id: int | None) -> None:
        """Record that a worker lives; forget those that were not seen for a day."""
        self._db.execute(
            "INSERT INTO workers (name, host, version, at_once, queue_id) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (name) DO UPDATE SET seen = clock_timestamp(), queue_id = excluded.queue_id, at_once = excluded.at_once",
            (name, host, version, at_once, queue_id),
        )
        self._db.execute("DELETE FROM workers WHERE seen < clock_timestamp() - %s::interval", (_WORKER_KEPT,))

    def worker_ended(self, name: str) -> None:
        """Take a worker that ended cleanly off the list."""
        self._db.execute("DELETE FROM workers WHERE name = %s", (name,))

    def workers(self) -> list[WorkerRow]:
        """Return the workers by name."""
        sql = (
            "SELECT name, host, version, at_once, started, extract(epoch FROM clock_timestamp() - seen)::float8, queue_id "
            "FROM workers ORDER BY name"
        )
        return [WorkerRow(*row) for row in self._db.rows(sql)]

    # -- notes --------------------------------------------------------------------------------------------------

    def note(self, name: str) -> str | None:
        """Return a note, ``None`` if there is none."""
        rows = self._db.rows("SELECT content FROM fleet_notes WHERE name = %s", (name,))
        return str(rows[0][0]) if rows else None

    @contextmanager
    def held_note(self, name: str) -> Iterator[tuple[str | None, Callable[[str], None]]]:
        """Keep other processes from a note within the block; give its content and a function that replaces it."""
        with self._db.transaction():
            lock = "SELECT pg_advisory_xact_lock(hashtext('newscrawl note'), hashtext(current_schema() || %s))::text"
            self._db.rows(lock, (name,))
            yield self.note(name), lambda content: self.put_note(name, content)

    def take_turn(self, name: str, *, seconds: float) -> bool:
        """Return whether nobody has taken this turn within some seconds; it is taken then."""
        sql = (
            "INSERT INTO fleet_notes (name, content) VALUES (%s, '') ON CONFLICT (name) DO UPDATE SET written = clock_timestamp() "
            "WHERE fleet_notes.written < clock_timestamp() - make_interval(secs => %s) RETURNING 1"
        )
        return bool(self._db.rows(sql, (name, float(seconds))))

    def put_note(self, name: str, content: str) -> None:
        """Store a note."""
        self._db.execute(
            "INSERT INTO fleet_notes (name, content) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET content = excluded.content, written = clock_timestamp()",
            (name, content),
        )
