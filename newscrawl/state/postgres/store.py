"""The store in PostgreSQL: one state for several machines.

:class:`~newscrawl.state.store.Store` describes the methods. Sources, schedule, files of runs, reports and rate limits stand here;
addresses, articles and the fence around all writes in the modules of the classes below (:mod:`~newscrawl.state.postgres.addresses`,
:mod:`~newscrawl.state.postgres.articles`, :mod:`~newscrawl.state.postgres.fence`).

Times that decide about requests come from the server's clock, because the clocks of machines differ. Times that are
returned are in this machine's time, so that callers may compare them with ``time.time()``.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from newscrawl.state.damage import checked_health, checked_source, stored_seconds, stored_time
from newscrawl.state.health import HealthRow
from newscrawl.state.known import Status
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.fence import ORIGIN, SITE, URL, to_seconds
from newscrawl.state.postgres.rebuild import RebuildTables
from newscrawl.state.store import Address, Output, Revisit, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newscrawl.state.place import DatabaseAddress


TURN_SECONDS: Final = 1.0
"""How long a granted request slot is good for. A request that is not sent by then must ask again."""


_SOURCE_COLUMNS: Final = (
    "url", "site", "kind", "etag", "last_modified", "checked", "brought_news", "root", "first_checked", "gap", "interval",
    "next_check", "unfinished",
)  # fmt: skip
"""The columns of ``sources``, in the order of the fields of :class:`Source`."""

_SOURCES: Final = (
    'SELECT url, site, kind, etag, last_modified, checked, brought_news, root, first_checked, gap, "interval", '
    "next_check, unfinished FROM sources"
)

_REVISITS: Final = f"""
SELECT addresses.key, {URL}, addresses.lastmod, articles.first_seen, articles.date_published
FROM addresses {ORIGIN} JOIN articles ON articles.number = addresses.article
WHERE addresses.site = {SITE} AND addresses.next_revisit <= %s AND addresses.status IN (1, 3)
ORDER BY addresses.next_revisit LIMIT %s
"""  # noqa: S608 - fixed text


class PostgresStore(RebuildTables):
    """A :class:`~newscrawl.state.store.Store` in one schema of a PostgreSQL database."""

    def __init__(self, address: DatabaseAddress, *, read_only: bool = False, uses_caller_clock: bool = False) -> None:
        """Open the state at an address, and create its tables if there are none.

        With ``read_only`` the tables must exist, and every method that writes raises :class:`StateError`.
        With ``uses_caller_clock`` the methods about request slots use the times that they are given, as a simulation needs, instead
        of the server's clock.
        """
        super().__init__(address, read_only=read_only)
        self._caller_clock = uses_caller_clock
        self.turn_seconds: float | None = 0.0 if uses_caller_clock else TURN_SECONDS
        self._grants: dict[str, float] = {}
        """By host: the end of the last turn that was granted, by the server's clock."""

    # -- sources and schedule -----------------------------------------------------------------------------------

    def source(self, url: str) -> Source | None:  # noqa: D102 - see Store
        return self.sources([url]).get(url)

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:  # noqa: D102 - see Store
        rows = self._db.rows(f"{_SOURCES} WHERE url = ANY (%s)", (list(addresses),)) if addresses else []
        return {row[0]: _source(row) for row in rows}

    def entry_sources(self, site: str) -> list[Source]:  # noqa: D102 - see Store
        where = "WHERE site = %s AND root IS NULL AND next_check IS NOT NULL ORDER BY next_check, url"
        return [_source(row) for row in self._db.rows(f"{_SOURCES} {where}", (site,))]

    def put_source(self, source: Source) -> None:  # noqa: D102 - see Store
        self._write("put_source", *(getattr(source, name) for name in _SOURCE_COLUMNS))

    def next_due(self, site: str, *, revisits: bool) -> str | None:  # noqa: D102 - see Store
        sql = f"""
            SELECT ended, (SELECT min(next_check) FROM sources WHERE site = %s AND root IS NULL AND next_check IS NOT NULL),
                (SELECT min(not_before) FROM addresses WHERE site = {SITE} AND status = 0 AND not_before IS NOT NULL),
                (SELECT next_revisit FROM addresses WHERE site = {SITE} AND next_revisit IS NOT NULL AND status IN (1, 3)
                    ORDER BY next_revisit LIMIT 1)
            FROM sites WHERE site = %s"""  # noqa: S608 - fixed text
        rows = self._db.rows(sql, (site, site, site, site))
        if not rows or not rows[0][0]:
            return None
        _, first, deferred, again = rows[0]
        seconds = [deferred, again if revisits else None]
        stored = (stored_seconds(s, f"a time of an address of {site}") for s in seconds if s)
        return min(filter(None, (stored_time(first, f"next_check of a source of {site}"), *stored)), default=None)

    def due_revisits(self, site: str, *, now: str, limit: int) -> list[Revisit]:  # noqa: D102 - see Store
        return [
            Revisit(
                address=Address(key=key, url=url, lastmod=lastmod),
                first_seen=str(stored_time(seen, f"first_seen of the article at {url}")),
                date_published=published,
            )
            for key, url, lastmod, seen, published in self._db.rows(_REVISITS, (site, to_seconds(now), limit))
        ]

    def schedule_revisits(self, rows: Sequence[tuple[int, str | None]]) -> None:  # noqa: D102 - see Store
        if rows:
            moments = [to_seconds(when) if when else None for _, when in rows]
            self._write("schedule_revisits", [key for key, _ in rows], moments)

    # -- the files of runs --------------------------------------------------------------------------------------

    def outputs(self) -> list[Output]:  # noqa: D102 - see Store
        rows = self._db.rows('SELECT path, crawl_id, bytes, lines FROM outputs ORDER BY path COLLATE "C"')
        return [Output(path=p, crawl_id=c, bytes=b, lines=n) for p, c, b, n in rows]

    def put_output(self, output: Output) -> None:  # noqa: D102 - see Store
        self._db.call("put_output", output.path, output.crawl_id, output.bytes, output.lines)

    def save_closing_plan(self, crawl_id: str, plan: str) -> None:  # noqa: D102 - see Store
        self._db.call("save_closing_plan", crawl_id, plan)

    def closing_plan(self, crawl_id: str) -> str | None:  # noqa: D102 - see Store
        rows = self._db.rows("SELECT said FROM closings WHERE crawl_id = %s", (crawl_id,))
        return str(rows[0][0]) if rows else None

    def finish_run(self, crawl_id: str) -> None:  # noqa: D102 - see Store
        self._db.call("finish_run", crawl_id)

    def uncommit(self, output: Output, *, size: int) -> int:  # noqa: D102 - see Store
        return int(self._db.call("uncommit", output.path, size))

    def sync_changes(self) -> None:
        """Make everything that was committed survive a power cut, so that no number of the log is given twice."""
        if self._db.connection.info.parameter_status("default_transaction_read_only") == "on":
            with Database(self.place) as writing:
                writing.call("sync_log")
        else:
            self._db.call("sync_log")

    # -- reports ------------------------------------------------------------------------------------------------

    def counts(self, site: str | None = None) -> Mapping[str, int]:  # noqa: D102 - see Store
        where, parameters = (f"WHERE site = {SITE}", (site,)) if site else ("", ())
        sql = f"SELECT status, count(*) FROM addresses {where} GROUP BY status"  # noqa: S608 - fixed text
        by_status: dict[int, int] = dict(self._db.rows(sql, parameters))
        sql = f"SELECT count(*) FROM articles {where}"  # noqa: S608 - fixed text
        articles = self._db.rows(sql, parameters)[0][0]
        return {**{s.name.lower(): by_status.get(s, 0) for s in Status}, "articles": articles}

    def health_sites(self) -> list[str]:  # noqa: D102 - see Store
        return sorted(row[0] for row in self._db.rows("SELECT DISTINCT site FROM health"))

    def health(self, site: str) -> list[HealthRow]:  # noqa: D102 - see Store
        sql = 'SELECT crawl_id, finished, counts FROM health WHERE site = %s ORDER BY finished COLLATE "C", number'
        return [checked_health(HealthRow(*row), site) for row in self._db.rows(sql, (site,))]

    def put_health(self, site: str, rows: Sequence[HealthRow], *, drop: Sequence[str] = ()) -> None:  # noqa: D102 - see Store
        last = list({row.crawl_id: row for row in rows}.values())
        columns = [[row.crawl_id for row in last], [row.finished for row in last], [row.counts for row in last]]
        self._write("put_health", site, list(drop), *columns)

    # -- rate limits --------------------------------------------------------------------------------------------

    def acquire_request_slot(  # noqa: D102 - see Store
        self, host: str, *, hosts: Collection[str], site: str, now: float, delay: float, day: str
    ) -> float:
        clock = (day, now) if self._caller_clock else (None, None)
        wait, *granted = self._write("acquire_slot", host, sorted(hosts), site, delay, self.turn_seconds, *clock)
        if granted:
            self._grants[host] = granted[0]
        return float(wait)

    def record_sent(self, host: str, *, now: float) -> None:
        """Record when the request of the last granted slot was sent: at this moment, by the server's clock.

        Until then the slot counts as used at the end of its turn. Only this process's own slot is changed.
        """
        if (granted := self._grants.pop(host, None)) is not None:
            self._write("record_sent", host, granted, now if self._caller_clock else None)

    def host_delay(self, hosts: Collection[str]) -> float:  # noqa: D102 - see Store
        rows = self._db.rows("SELECT coalesce(max(delay), 0) FROM hosts WHERE host = ANY (%s)", (sorted(hosts),))
        return float(rows[0][0])

    def block_until(self, hosts: Collection[str], *, until: float) -> None:  # noqa: D102 - see Store
        self._write("block_hosts", sorted(hosts), until + self._clock_difference())

    def blocked_until(self, hosts: Collection[str]) -> float:  # noqa: D102 - see Store
        sql = "SELECT coalesce(max(not_before), 0), extract(epoch FROM clock_timestamp())::float8 FROM hosts WHERE host = ANY (%s)"
        until, server = self._db.rows(sql, (sorted(hosts),))[0]
        return float(until if self._caller_clock or not until else until - server + time.time())

    def request_count(self, site: str, *, day: str) -> int:  # noqa: D102 - see Store
        sql = "SELECT requests FROM budgets WHERE site = %s AND day = coalesce(%s, today())"
        rows = self._db.rows(sql, (site, day if self._caller_clock else None))
        return int(rows[0][0]) if rows else 0

    def _clock_difference(self) -> float:
        """Return the seconds by which the server's clock is ahead of this machine's."""
        if self._caller_clock:
            return 0.0
        before = time.time()
        server = float(self._db.rows("SELECT extract(epoch FROM clock_timestamp())::float8")[0][0])
        return server - (before + time.time()) / 2


def _source(row: Sequence[Any]) -> Source:
    """Return the source in a row of :data:`_SOURCES`."""
    return checked_source(Source(**dict(zip(_SOURCE_COLUMNS, row, strict=True))))
