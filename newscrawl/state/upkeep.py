"""What a person does with a state between runs: look, check, compact, export, forget.

Apart from :mod:`newscrawl.state.sqlite`, because no run ever needs it. Nothing here is done while a run holds the state.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from newscrawl.state.sqlite import FILE_NAME, open_store
from newscrawl.state.store import StateError, Status, address_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ADDRESSES: Final = (
    "SELECT url, site, status, reason, article_id, tries, lastmod, etag, last_modified, "
    "strftime('%Y-%m-%dT%H:%M:%SZ', first_seen, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%SZ', last_seen, 'unixepoch') FROM addresses "
    "ORDER BY site, first_seen, key"
)
_FORGET_SITE: Final = ("addresses", "articles", "sources", "sites", "health")


class Upkeep:
    """A state directory, opened by hand. :class:`StateError` where there is none, or where it is damaged."""

    def __init__(self, directory: Path) -> None:
        """Open the state in ``directory``; none is made."""
        self.path = directory / FILE_NAME
        if not self.path.exists():
            raise StateError(
                f"There is no state in {directory}. Name its directory with --state (by default .state in the output)."
            )
        open_store(directory).close()  # says clearly what is wrong with it, and brings it to this version's form
        self._db = sqlite3.connect(self.path, isolation_level=None, timeout=30)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def sites(self) -> dict[str, dict[str, Any]]:
        """By site: addresses by status, articles, sources, and whether its last run came to its end."""
        found: dict[str, dict[str, Any]] = {}

        def of(site: str) -> dict[str, Any]:
            return found.setdefault(
                site, {**{s.name.lower(): 0 for s in Status}, "articles": 0, "sources": 0, "ended": False}
            )

        for site, status, count in self._db.execute("SELECT site, status, count(*) FROM addresses GROUP BY 1, 2"):
            of(site)[Status(status).name.lower()] = count
        for site, count in self._db.execute("SELECT site, count(*) FROM articles GROUP BY 1"):
            of(site)["articles"] = count
        for site, count in self._db.execute("SELECT site, count(*) FROM sources GROUP BY 1"):
            of(site)["sources"] = count
        for site, ended in self._db.execute("SELECT site, ended FROM sites"):
            of(site)["ended"] = bool(ended)
        return dict(sorted(found.items()))

    def check(self) -> list[str]:
        """What is wrong with the file, in words; empty where nothing is."""
        faults = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        lost = self._db.execute(
            "SELECT count(*) FROM addresses WHERE status = ? AND article_id IS NOT NULL AND article_id NOT IN (SELECT id FROM articles)",
            (Status.DONE,),
        ).fetchone()[0]
        if lost:
            faults.append(f"{lost} addresses are done and lead to an article that is not known")
        for path, size in self._db.execute("SELECT path, bytes FROM outputs"):
            faults.append(
                f"{os.path.normpath(self.path.parent / path)} was not finished ({size} bytes are committed): the next run into that directory goes on with it"
            )
        return faults

    def days(self, site: str) -> dict[str, int]:
        """Articles of a site by day of publication in Vietnam; those without a date are left out."""
        # SQLite reads the moment's offset and gives UTC.
        sql = "SELECT date(date_published, '+7 hours') AS day, count(*) FROM articles WHERE site = ? GROUP BY day HAVING day NOT NULL"
        return dict(self._db.execute(sql, (site,)).fetchall())

    def begun(self, site: str) -> str | None:
        """Moment of the first answer of a source of the site, as far as it is remembered."""
        row = self._db.execute("SELECT min(first_checked) FROM sources WHERE site = ?", (site,)).fetchone()
        return str(row[0]) if row[0] else None

    def compact(self) -> tuple[int, int]:
        """Give unused space back to the disk; bytes before and after."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = self.path.stat().st_size
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before, self.path.stat().st_size

    def addresses(self) -> Iterator[dict[str, Any]]:
        """Every address with all that is known of it, by site and first mention."""
        names = (
            "url",
            "site",
            "status",
            "reason",
            "article_id",
            "tries",
            "lastmod",
            "etag",
            "last_modified",
            "first_seen",
            "last_seen",
        )
        with closing(self._db.execute(_ADDRESSES)) as rows:
            for row in rows:
                found = dict(zip(names, row, strict=True))
                yield {**found, "status": Status(found["status"]).name.lower()}

    def forget_site(self, site: str) -> int:
        """Forget all of a site, so that it is crawled as if for the first time; the number of addresses."""
        count = int(self._db.execute("SELECT count(*) FROM addresses WHERE site = ?", (site,)).fetchone()[0])
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "DELETE FROM contents WHERE article_id IN (SELECT id FROM articles WHERE site = ?)", (site,)
            )
            for table in _FORGET_SITE:
                self._db.execute(f"DELETE FROM {table} WHERE site = ?", (site,))  # noqa: S608 - the names stand above
        return count

    def forget_url(self, url: str) -> bool:
        """Forget one address and its article, so that it is fetched and written anew; whether it was known."""
        key = address_key(url)
        row = self._db.execute("SELECT article_id FROM addresses WHERE key = ?", (key,)).fetchone()
        if row is None:
            return False
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "DELETE FROM addresses WHERE key = ? OR (article_id IS NOT NULL AND article_id = ?)", (key, row[0])
            )
            self._db.execute("DELETE FROM contents WHERE article_id = ?", (row[0],))
            self._db.execute("DELETE FROM articles WHERE id = ?", (row[0],))
        return True
