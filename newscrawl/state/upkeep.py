"""Maintenance of a state between runs: show, check, compact, prune, export, forget.

Separate from :mod:`newscrawl.state.sqlite` because a run never needs it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from newscrawl import dates
from newscrawl.state.damage import SOURCE_TIMES, damaged, stored_time
from newscrawl.state.known import Status
from newscrawl.state.sqlite import FILE_NAME, open_existing_store
from newscrawl.state.sqlite_addresses import forget_addresses
from newscrawl.state.sqlite_articles import forget_articles
from newscrawl.state.store import StateError, address_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ADDRESSES: Final = """
SELECT origins.origin || urls.path AS url, sites.site AS site, status, coalesce(reasons.reason, '') AS reason, articles.id AS article_id, tries,
    strftime('%Y-%m-%dT%H:%M:%SZ', lastmod, 'unixepoch') AS lastmod, etag, last_modified,
    strftime('%Y-%m-%dT%H:%M:%SZ', urls.first_seen, 'unixepoch') AS first_seen,
    strftime('%Y-%m-%dT%H:%M:%SZ', addresses.last_seen, 'unixepoch') AS last_seen,
    lastmod AS stored_lastmod, urls.first_seen AS stored_first_seen, addresses.last_seen AS stored_last_seen
FROM urls JOIN origins ON origins.number = urls.origin JOIN addresses ON addresses.url = urls.number
    JOIN sites ON sites.number = addresses.site LEFT JOIN reasons ON reasons.number = addresses.reason
    LEFT JOIN articles ON articles.number = addresses.article LEFT JOIN validators ON validators.url = urls.number
"""
"""Every address with everything stored about it."""


_OF_SITE: Final = "site = (SELECT number FROM sites WHERE site = ?)"
"""SQL: rows of a site parameter."""


_CHECKS: Final = {
    "addresses are done, but their article is missing": "SELECT count(*) FROM addresses "
    "WHERE status = 1 AND article IS NOT NULL AND article NOT IN (SELECT number FROM articles)",
    "addresses have no text": "SELECT count(*) FROM addresses WHERE url NOT IN (SELECT number FROM urls)",
    "articles have no address": "SELECT count(*) FROM articles WHERE address NOT IN (SELECT key FROM addresses) "
    "AND number NOT IN (SELECT article FROM removals)",
    "changes are of an article that is missing": "SELECT count(*) FROM changes "
    "WHERE kind != 0 AND article NOT IN (SELECT number FROM articles)",
}
"""Inconsistencies, and the query that counts each."""


class Upkeep:
    """A state that is open for maintenance."""

    def __init__(self, directory: Path, *, read_only: bool = False) -> None:
        """Open the state in ``directory``. Raises :class:`StateError` if there is none or it is damaged.

        With ``read_only`` the state is never changed, and one of an older version is refused instead of migrated.
        """
        self.place: Final = directory
        self.path = directory / FILE_NAME
        open_existing_store(directory, read_only=read_only).close()  # raises StateError, and migrates an older state
        name = f"{self.path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
        self._db = sqlite3.connect(name, isolation_level=None, timeout=30, uri=True)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def sites(self) -> dict[str, dict[str, Any]]:
        """Return by site: addresses by status, articles, sources, and whether its last crawl was complete (``ended``)."""
        found: dict[str, dict[str, Any]] = {}

        def of(site: str) -> dict[str, Any]:
            return found.setdefault(
                site, {**{s.name.lower(): 0 for s in Status}, "articles": 0, "sources": 0, "ended": False}
            )

        named = "SELECT sites.site, {} FROM {} AS t JOIN sites ON sites.number = t.site GROUP BY"
        for site, status, count in self._db.execute(f"{named.format('status, count(*)', 'addresses')} t.site, status"):
            of(site)[Status(status).name.lower()] = count
        for site, count in self._db.execute(f"{named.format('count(*)', 'articles')} t.site"):
            of(site)["articles"] = count
        for site, count in self._db.execute("SELECT site, count(*) FROM sources GROUP BY 1"):
            of(site)["sources"] = count
        for site, ended in self._db.execute("SELECT site, ended FROM sites"):
            of(site)["ended"] = bool(ended)
        return dict(sorted(found.items()))

    def check(self) -> list[str]:
        """Return what is wrong with the state, one sentence each."""
        faults = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        for what, sql in _CHECKS.items():
            if count := self._db.execute(sql).fetchone()[0]:
                faults.append(f"{count} {what}")
        faults.extend(self._damaged_times())
        for path, size in self._db.execute("SELECT path, bytes FROM outputs"):
            faults.append(
                f"{os.path.normpath(self.path.parent / path)} was not finished ({size} bytes are committed): the next run into that directory continues it"
            )
        if count := self._db.execute("SELECT count(*) FROM rewrites").fetchone()[0]:
            faults.append(f"{count} removals are not finished: `newscrawl remove DIR` finishes them")
        return faults

    def _damaged_times(self) -> Iterator[str]:
        """Yield a sentence for each time of a source or a run that cannot be read."""
        try:
            times = [
                (row[number], f"{column} of the source {row[0]}")
                for row in self._db.execute(f"SELECT url, {', '.join(SOURCE_TIMES)} FROM sources")  # noqa: S608 - own names
                for number, column in enumerate(SOURCE_TIMES, 1)
            ]
            times += [
                (finished, f"the end of a run of {site} in the table health")
                for site, finished in self._db.execute("SELECT site, finished FROM health")
            ]
        except sqlite3.OperationalError as error:
            yield f"a source or a run cannot be read: {error}"  # a text that is not UTF-8
            return
        for value, what in times:
            try:
                stored_time(value, what)
            except StateError:
                yield f"{what} is {value!r}, which is no time"

    def days(self, site: str) -> dict[str, int]:
        """Return the number of a site's articles by day of publication in Vietnam; articles without a date are left out."""
        # SQLite converts a timestamp with an offset to UTC; timestamps in Vietnam's time are stored in seconds.
        day = "CASE typeof(date_published) WHEN 'integer' THEN date(date_published, 'unixepoch', '+7 hours') ELSE date(date_published, '+7 hours') END"
        sql = f"SELECT {day} AS day, count(*) FROM articles WHERE {_OF_SITE} GROUP BY day HAVING day NOT NULL"  # noqa: S608 - fixed text
        return dict(self._db.execute(sql, (site,)).fetchall())

    def first_checked(self, site: str) -> str | None:
        """Return when a source of the site answered for the first time, ``None`` if none did."""
        row = self._db.execute("SELECT min(first_checked) FROM sources WHERE site = ?", (site,)).fetchone()
        return stored_time(row[0] or None, f"first_checked of a source of {site}")

    def compact(self) -> tuple[int, int]:
        """Return unused space to the disk; return the size in bytes before and after."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = self.path.stat().st_size
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before, self.path.stat().st_size

    def prune(self, before: str) -> dict[str, int]:
        """Delete what only old articles need; return the number of deleted rows by a description in words.

        Deleted are the signatures of articles published before a day (``2026-03-01``); addresses without an article that no source
        offered since that day, which are fetched once more if a source offers them again; and sources not read since. Articles
        and their addresses stay, because they would be written again.
        """
        with closing(open_existing_store(self.path.parent, read_only=False)) as store:
            found = {"signatures of articles": store.delete_signatures(before=before[:7])}
        seconds = dates.to_epoch(before)
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            found["addresses without an article"] = forget_addresses(
                self._db, "status IN (2, 3) AND article IS NULL AND last_seen < ?", (seconds,)
            )
            asked = "DELETE FROM sources WHERE unfinished = 0 AND checked IS NOT NULL AND CAST(strftime('%s', checked) AS INTEGER) < ?"
            found["sources"] = self._db.execute(asked, (seconds,)).rowcount
        return found

    def retry(self, site: str, *, reason: str | None = None, since: str | None = None) -> dict[str, int]:
        """Make rejected and failed addresses of a site pending again, as if they were new; return their number by reason.

        ``reason`` takes those of one reason, also pages that are gone (``http_404``); ``since`` (a timestamp) those that were
        fetched from then on.
        """
        where = f"{_OF_SITE} AND (status = 2 OR (status = 0 AND tries > 0){' OR status = 3' if reason else ''})"
        parameters: list[object] = [site]
        if reason:
            where += " AND reason = (SELECT number FROM reasons WHERE reason = ?)"
            parameters.append(reason)
        if since:
            where += " AND last_seen >= ?"
            parameters.append(dates.to_epoch(since))
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            named = f"SELECT coalesce((SELECT r.reason FROM reasons AS r WHERE r.number = addresses.reason), 'failed'), count(*) FROM addresses WHERE {where} GROUP BY 1"  # noqa: S608 - fixed text
            found = dict(self._db.execute(named, parameters).fetchall())
            # The page may be unchanged since it was rejected: without validators it is sent whole.
            asked = f"DELETE FROM validators WHERE url IN (SELECT url FROM addresses WHERE {where})"  # noqa: S608 - fixed text
            self._db.execute(asked, parameters)
            self._db.execute(f"UPDATE addresses SET status = 0, tries = 0, not_before = NULL WHERE {where}", parameters)  # noqa: S608 - fixed text
        return found

    def waiting(self, site: str, *, max_tries: int) -> tuple[int, int, int]:
        """Return how many addresses of a site are pending, wait for the end of an outage, and are given up after ``max_tries``."""
        sql = (
            "SELECT count(*), coalesce(sum(not_before NOT NULL), 0), coalesce(sum(not_before IS NULL AND tries >= ?), 0) "  # noqa: S608 - fixed text
            f"FROM addresses WHERE {_OF_SITE} AND status = 0"
        )
        return tuple(self._db.execute(sql, (max_tries, site)).fetchone())

    def waiting_reasons(self, site: str, *, max_tries: int) -> tuple[dict[str, int], dict[str, int]]:
        """Return why addresses of a site wait to be fetched again, and why others are given up: numbers by reason, largest first."""
        sql = (
            "SELECT not_before NOT NULL, coalesce((SELECT r.reason FROM reasons AS r WHERE r.number = addresses.reason), 'failed'), "  # noqa: S608 - fixed text
            f"count(*) FROM addresses WHERE {_OF_SITE} AND status = 0 AND (not_before NOT NULL OR tries >= ?) "
            "GROUP BY 1, 2 ORDER BY 3 DESC, 2"
        )
        rows = self._db.execute(sql, (site, max_tries)).fetchall()
        deferred, given_up = ({reason: n for is_put_off, reason, n in rows if is_put_off == kind} for kind in (1, 0))
        return deferred, given_up

    def oldest_pending(self, site: str, *, max_tries: int) -> int | None:
        """Return when the oldest pending address of a site was first seen, in seconds since 1970; ``None`` if none waits.

        Addresses that were given up after ``max_tries`` do not count.
        """
        sql = (
            "SELECT min(urls.first_seen) FROM addresses JOIN urls ON urls.number = addresses.url "  # noqa: S608 - fixed text
            f"WHERE {_OF_SITE} AND status = 0 AND (tries < ? OR not_before NOT NULL)"
        )
        found: int | None = self._db.execute(sql, (site, max_tries)).fetchone()[0]
        return found

    def unread(self, site: str, *, samples: int = 3) -> list[tuple[str, int, list[str]]]:
        """Return (reason, number, sample addresses) of a site's addresses that gave no article, the most frequent first."""
        sql = (
            "SELECT reasons.reason, count(*), reasons.number FROM addresses JOIN reasons ON reasons.number = addresses.reason "  # noqa: S608 - fixed text
            f"WHERE {_OF_SITE} AND status != 1 GROUP BY reasons.number ORDER BY 2 DESC"
        )
        newest = (
            "SELECT origins.origin || urls.path FROM addresses JOIN urls ON urls.number = addresses.url "  # noqa: S608 - fixed text
            f"JOIN origins ON origins.number = urls.origin WHERE {_OF_SITE} AND status != 1 AND reason = ? ORDER BY last_seen DESC LIMIT ?"
        )
        rows = self._db.execute(sql, (site,)).fetchall()
        return [
            (reason, count, [row[0] for row in self._db.execute(newest, (site, number, samples))])
            for reason, count, number in rows
        ]

    def addresses(self) -> Iterator[dict[str, Any]]:
        """Yield every address as a dictionary, in the order in which they were stored. Raises :class:`StateError` at a damaged time."""
        with closing(self._db.execute(_ADDRESSES)) as rows:
            names = [column[0] for column in rows.description]
            for row in rows:
                found = dict(zip(names, row, strict=True))
                for name in ("lastmod", "first_seen", "last_seen"):
                    stored = found.pop(f"stored_{name}")
                    if stored is not None and found[name] is None:
                        raise damaged(f"{name} of the address {found['url']}", stored)
                yield {**found, "status": Status(found["status"]).name.lower()}

    def forget_site(self, site: str) -> int:
        """Delete everything about a site, so that the next crawl is like the first; return the number of addresses."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            forget_articles(self._db, _OF_SITE, (site,))
            count = forget_addresses(self._db, _OF_SITE, (site,))
            for table in ("sources", "health"):
                self._db.execute(f"DELETE FROM {table} WHERE site = ?", (site,))  # noqa: S608 - own names
            self._db.execute("UPDATE sites SET ended = 0 WHERE site = ?", (site,))
            for table in ("articles", "addresses"):  # of a site with tombstones the name stays
                if self._db.execute(f"SELECT 1 FROM {table} WHERE {_OF_SITE} LIMIT 1", (site,)).fetchone():  # noqa: S608 - own names
                    break
            else:
                self._db.execute("DELETE FROM sites WHERE site = ?", (site,))
        return count

    def forget_url(self, url: str) -> bool:
        """Delete an address and its article, so that it is fetched and written again; return whether the address was stored."""
        key = address_key(url)
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            row = self._db.execute("SELECT article FROM addresses WHERE key = ? AND status != 4", (key,)).fetchone()
            if row is None:
                return False
            forget_addresses(self._db, "key = ?1 OR (article IS NOT NULL AND article = ?2)", (key, row[0]))
            forget_articles(self._db, "number = ?", (row[0],))
        return True
