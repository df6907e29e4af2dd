"""What is remembered of how well each run read a site: a row a run, later a row a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


class HealthRow(NamedTuple):
    """A run at a site."""

    crawl_id: str
    finished: str
    """Moment of the run's end."""

    counts: str
    """JSON of :class:`newscrawl.report.health.Counts`; the state does not look inside."""


class HealthTable:
    """The rows in a state's database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def sites(self) -> list[str]:
        """Sites that have a row, in alphabetical order."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT site FROM health ORDER BY site")]

    def rows(self, site: str) -> list[HealthRow]:
        """A site's rows, oldest first."""
        sql = "SELECT crawl_id, finished, counts FROM health WHERE site = ? ORDER BY finished, crawl_id"
        return [HealthRow(*row) for row in self._db.execute(sql, (site,))]

    def put(self, site: str, rows: Iterable[HealthRow], *, drop: Iterable[str]) -> None:
        """Remember rows, and forget the runs named in ``drop``."""
        self._db.executemany("DELETE FROM health WHERE site = ? AND crawl_id = ?", [(site, run) for run in drop])
        self._db.executemany(
            "INSERT OR REPLACE INTO health (site, crawl_id, finished, counts) VALUES (?, ?, ?, ?)",
            [(site, *row) for row in rows],
        )
