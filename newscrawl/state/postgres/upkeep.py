"""Maintenance of a state in PostgreSQL; :mod:`newscrawl.state.upkeep` describes the methods."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from newscrawl import dates
from newscrawl.state.damage import stored_seconds, stored_time
from newscrawl.state.known import Status
from newscrawl.state.postgres import schema
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.signatures import month_number
from newscrawl.state.store import address_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.state.place import DatabaseAddress

_ADDRESSES: Final = """
SELECT origins.origin || addresses.path AS url, sites.site AS site, status, coalesce(reasons.reason, '') AS reason,
    articles.id AS article_id, tries, lastmod, etag, last_modified, addresses.first_seen, addresses.last_seen, addresses.number AS place
FROM addresses JOIN origins ON origins.number = addresses.origin
    JOIN sites ON sites.number = addresses.site LEFT JOIN reasons ON reasons.number = addresses.reason
    LEFT JOIN articles ON articles.number = addresses.article
ORDER BY addresses.number
"""
"""Every address with everything stored about it."""

_CHECKS: Final = {
    "addresses are done, but their article is missing": "SELECT count(*) FROM addresses "
    "WHERE status = 1 AND article IS NOT NULL AND article NOT IN (SELECT number FROM articles)",
    "articles have no address": "SELECT count(*) FROM articles WHERE NOT EXISTS (SELECT 1 FROM addresses WHERE key = address) "
    "AND number NOT IN (SELECT article FROM removals)",
    "changes are of an article that is missing": "SELECT count(*) FROM changes "
    "WHERE kind != 0 AND article NOT IN (SELECT number FROM articles)",
    "batches lack lines": "SELECT count(*) FROM batches WHERE sealed IS NULL "
    "AND lines != (SELECT count(*) FROM outbox WHERE batch = batches.number)",
    "lines are of a batch that is sealed or missing": "SELECT count(*) FROM outbox WHERE batch IS NOT NULL "
    "AND batch NOT IN (SELECT number FROM batches WHERE sealed IS NULL)",
    "signatures lack their keys": "SELECT count(*) FROM signatures WHERE cardinality(keys) > 0 "
    "AND NOT EXISTS (SELECT 1 FROM bands WHERE bands.number = signatures.number AND bands.key = keys[1] "
    "AND month = split_part(signatures.month, '-', 1)::integer * 12 + split_part(signatures.month, '-', 2)::integer - 1)",
}
"""Inconsistencies, and the query that counts each."""

_BATCH: Final = 2000
"""Rows that a server-side cursor reads at a time."""


class PostgresUpkeep:
    """A state in PostgreSQL that is open for maintenance."""

    def __init__(self, address: DatabaseAddress, *, read_only: bool = False) -> None:
        """Open the state at an address. Raises :class:`~newscrawl.state.StateError` if there is none."""
        self.place: Final = address
        self._db = Database(address, read_only=read_only)
        try:
            schema.check(self._db)
        except BaseException:
            self._db.close()
            raise

    @property
    def path(self) -> str:
        """The address for messages, without its password."""
        return str(self.place)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def sites(self) -> dict[str, dict[str, Any]]:
        """Return by site: addresses by status, articles, sources, and whether its last crawl was complete (``ended``)."""
        empty = {**{s.name.lower(): 0 for s in Status}, "articles": 0, "sources": 0, "ended": False}
        found: dict[str, dict[str, Any]] = {}
        for site, ended in self._db.rows("SELECT site, ended FROM sites"):
            found[site] = {**empty, "ended": ended}
        sql = "SELECT sites.site, status, count(*) FROM addresses JOIN sites ON sites.number = addresses.site GROUP BY 1, 2"
        for site, status, count in self._db.rows(sql):
            found[site][Status(status).name.lower()] = count
        for site, count in self._db.rows(
            "SELECT sites.site, count(*) FROM articles JOIN sites ON sites.number = articles.site GROUP BY 1"
        ):
            found[site]["articles"] = count
        for site, count in self._db.rows("SELECT site, count(*) FROM sources GROUP BY 1"):
            found.setdefault(site, dict(empty))["sources"] = count
        return dict(sorted(found.items()))

    def check(self) -> list[str]:
        """Return what is wrong with the state, one sentence each."""
        faults = [f"{count} {what}" for what, sql in _CHECKS.items() if (count := self._db.rows(sql)[0][0])]
        faults += [
            f"{path} was not finished ({size} bytes are committed): the next run into that directory continues it"
            for path, size in self._db.rows("SELECT path, bytes FROM outputs ORDER BY path")
        ]
        if count := self._db.rows("SELECT count(*) FROM rewrites")[0][0]:
            faults.append(f"{count} removals are not finished: `newscrawl remove DIR` finishes them")
        return faults

    def days(self, site: str) -> dict[str, int]:
        """Return the number of a site's articles by day of publication in Vietnam; articles without a date are left out."""
        sql = """
            SELECT to_char(to_timestamp(seconds_of(date_published)) AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') AS day, count(*)
            FROM articles WHERE site = (SELECT number FROM sites WHERE sites.site = %s) AND seconds_of(date_published) IS NOT NULL
            GROUP BY 1 ORDER BY 1"""
        return dict(self._db.rows(sql, (site,)))

    def first_checked(self, site: str) -> str | None:
        """Return when a source of the site answered for the first time, ``None`` if none did."""
        row = self._db.rows('SELECT min(first_checked COLLATE "C") FROM sources WHERE site = %s', (site,))[0]
        return stored_time(row[0], f"first_checked of a source of {site}")

    def compact(self) -> tuple[int, int]:
        """Let the server reuse the space of deleted rows; return the size in bytes before and after.

        The server does so by itself, too. Files only become smaller at their end.
        """
        sizes = []
        sql = (
            "SELECT sum(pg_total_relation_size(format('%%I.%%I', schemaname, tablename)::regclass))::bigint "
            "FROM pg_tables WHERE schemaname = %s"
        )
        for is_after in (False, True):
            if is_after:
                for (table,) in self._db.rows(
                    "SELECT tablename FROM pg_tables WHERE schemaname = %s", (self.place.schema,)
                ):
                    self._db.vacuum(table)
            sizes.append(int(self._db.rows(sql, (self.place.schema,))[0][0]))
        return sizes[0], sizes[1]

    def prune(self, before: str) -> dict[str, int]:
        """Delete what only old articles need; return the number of deleted rows by a description in words."""
        month, seconds = before[:7], dates.to_epoch(before)
        found = {}
        with self._db.transaction():
            self._db.execute("DELETE FROM bands WHERE month < %s::integer", (month_number(month),))
            found["signatures of articles"] = self._db.execute("DELETE FROM signatures WHERE month < %s", (month,))
            found["addresses without an article"] = self._db.execute(
                "DELETE FROM addresses WHERE status IN (2, 3) AND article IS NULL AND last_seen < %s", (seconds,)
            )
            found["sources"] = self._db.execute(
                "DELETE FROM sources WHERE NOT unfinished AND checked IS NOT NULL AND seconds_of(checked) < %s",
                (seconds,),
            )
        return found

    def retry(self, site: str, *, reason: str | None = None, since: str | None = None) -> dict[str, int]:
        """Make rejected and failed addresses of a site pending again, as if they were new; return their number by reason."""
        sql = "SELECT * FROM retry_addresses(%s, %s::text, %s::bigint)"
        return dict(self._db.rows(sql, (site, reason, dates.to_epoch(since) if since else None)))

    def waiting(self, site: str, *, max_tries: int) -> tuple[int, int, int]:
        """Return how many addresses of a site are pending, wait for the end of an outage, and are given up after ``max_tries``."""
        sql = (
            "SELECT count(*), count(*) FILTER (WHERE not_before IS NOT NULL), "
            "count(*) FILTER (WHERE not_before IS NULL AND tries >= %s) "
            "FROM addresses WHERE site = (SELECT number FROM sites WHERE sites.site = %s) AND status = 0"
        )
        pending, deferred, given_up = self._db.rows(sql, (max_tries, site))[0]
        return pending, deferred, given_up

    def waiting_reasons(self, site: str, *, max_tries: int) -> tuple[dict[str, int], dict[str, int]]:
        """Return why addresses of a site wait to be fetched again, and why others are given up: numbers by reason, largest first."""
        sql = (
            "SELECT not_before IS NOT NULL, coalesce((SELECT r.reason FROM reasons AS r WHERE r.number = addresses.reason), 'failed'), "
            "count(*) FROM addresses WHERE site = (SELECT number FROM sites WHERE sites.site = %s) AND status = 0 "
            "AND (not_before IS NOT NULL OR tries >= %s) GROUP BY 1, 2 ORDER BY 3 DESC, 2"
        )
        rows = self._db.rows(sql, (site, max_tries))
        deferred, given_up = (
            {reason: n for is_put_off, reason, n in rows if is_put_off is kind} for kind in (True, False)
        )
        return deferred, given_up

    def oldest_pending(self, site: str, *, max_tries: int) -> int | None:
        """Return when the oldest pending address of a site was first seen, in seconds since 1970; ``None`` if none waits."""
        sql = (
            "SELECT min(first_seen) FROM addresses WHERE site = (SELECT number FROM sites WHERE sites.site = %s) "
            "AND status = 0 AND (tries < %s OR not_before IS NOT NULL)"
        )
        found: int | None = self._db.rows(sql, (site, max_tries))[0][0]
        return found

    def unread(self, site: str, *, samples: int = 3) -> list[tuple[str, int, list[str]]]:
        """Return (reason, number, sample addresses) of a site's addresses that gave no article, the most frequent first."""
        sql = """
            SELECT reason, max(of_reason), array_agg(url ORDER BY place) FILTER (WHERE place <= %s) FROM (
                SELECT reasons.reason, origins.origin || addresses.path AS url, count(*) OVER of_it AS of_reason,
                    row_number() OVER (PARTITION BY reasons.number ORDER BY last_seen DESC, addresses.number) AS place
                FROM addresses JOIN reasons ON reasons.number = addresses.reason JOIN origins ON origins.number = addresses.origin
                WHERE site = (SELECT number FROM sites WHERE sites.site = %s) AND status != 1
                WINDOW of_it AS (PARTITION BY reasons.number)) AS listed
            GROUP BY reason ORDER BY 2 DESC, 1"""
        return [(reason, count, urls or []) for reason, count, urls in self._db.rows(sql, (samples, site))]

    def addresses(self) -> Iterator[dict[str, Any]]:
        """Yield every address as a dictionary, in the order in which they were stored. Raises :class:`StateError` at a damaged time."""
        for row in self._db.stream(_ADDRESSES, {}, batch=_BATCH):
            row.pop("place")
            for name in ("lastmod", "first_seen", "last_seen"):
                if row[name] is not None:
                    stored = stored_seconds(row[name], f"{name} of the address {row['url']}")
                    row[name] = datetime.fromisoformat(stored).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            yield {**row, "status": Status(row["status"]).name.lower()}

    def forget_site(self, site: str) -> int:
        """Delete everything about a site, so that the next crawl is like the first; return the number of addresses."""
        return int(self._db.call("forget_site", site))

    def forget_url(self, url: str) -> bool:
        """Delete an address and its article, so that it is fetched and written again; return whether the address was stored."""
        return bool(self._db.call("forget_url", address_key(url)))
