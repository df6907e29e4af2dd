"""How well each run read a site: one row for each run, later one for each day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


class HealthRow(NamedTuple):
    """One run at a site."""

    crawl_id: str
    finished: str
    """Time of the run's end."""

    counts: str
    """JSON of :class:`newscrawl.report.crawl_stats.Counts`. The state does not parse it."""


class HealthTable:
    """Reads and writes the table ``health``; the caller holds the transaction of a write."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Use a database that has the table of :data:`newscrawl.state.schema.HEALTH`."""
        self._db = db

    def sites(self) -> list[str]:
        """Return the sites that have a row, in alphabetical order."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT site FROM health ORDER BY site")]

    def rows(self, site: str) -> list[HealthRow]:
        """Return a site's rows, oldest first; runs that ended within one second stand in the order they were written."""
        sql = "SELECT crawl_id, finished, counts FROM health WHERE site = ? ORDER BY finished, rowid"
        return [HealthRow(*row) for row in self._db.execute(sql, (site,))]

    def put(self, site: str, rows: Iterable[HealthRow], *, drop: Iterable[str]) -> None:
        """Delete the rows of the runs in ``drop``, then insert or replace ``rows``."""
        self._db.executemany("DELETE FROM health WHERE site = ? AND crawl_id = ?", [(site, run) for run in drop])
        self._db.executemany(
            "INSERT OR REPLACE INTO health (site, crawl_id, finished, counts) VALUES (?, ?, ?, ?)",
            [(site, *row) for row in rows],
        )
