"""When each host was last asked, until when it wants to be left alone, and how often each site was asked today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

_ASKED: Final = (
    "INSERT INTO hosts (host, asked, delay) VALUES (?, ?, ?) "
    "ON CONFLICT (host) DO UPDATE SET asked = excluded.asked, delay = excluded.delay"
)
_LEFT_ALONE: Final = (
    "INSERT INTO hosts (host, not_before) VALUES (?, ?) "
    "ON CONFLICT (host) DO UPDATE SET not_before = max(not_before, excluded.not_before)"
)
_COUNTED: Final = """
INSERT INTO budgets (site, day, requests) VALUES (?, ?, 1)
ON CONFLICT (site) DO UPDATE SET requests = CASE day WHEN excluded.day THEN requests + 1 ELSE 1 END, day = excluded.day
"""


class PaceTable:
    """The rows in a state's database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def ask(self, host: str, hosts: Collection[str], site: str, *, now: float, delay: float, day: str) -> float:
        """See :meth:`newscrawl.state.store.Store.ask_host`; inside a transaction."""
        marks = ",".join("?" * len(hosts))
        sql = f"SELECT max(asked) FROM hosts WHERE host IN ({marks})"  # noqa: S608 - marks only
        asked = self._db.execute(sql, tuple(hosts)).fetchone()[0] or 0.0
        # A clock that was put back must not make a request wait for longer than the delay.
        if (wait := min(asked + delay - now, delay)) > 0:
            return float(wait)
        self._db.execute(_ASKED, (host, now, delay))
        self._db.execute(_COUNTED, (site, day))
        return 0.0

    def delay(self, hosts: Collection[str]) -> float:
        """The longest delay that was kept before the last request to one of the hosts."""
        marks = ",".join("?" * len(hosts))
        sql = f"SELECT max(delay) FROM hosts WHERE host IN ({marks})"  # noqa: S608 - marks only
        return float(self._db.execute(sql, tuple(hosts)).fetchone()[0] or 0.0)

    def leave_alone(self, hosts: Collection[str], until: float) -> None:
        """Note that nobody is to ask the hosts before a moment."""
        self._db.executemany(_LEFT_ALONE, [(host, until) for host in hosts])

    def left_alone(self, hosts: Collection[str]) -> float:
        """The moment before which none of the hosts is to be asked; 0 where there is none."""
        marks = ",".join("?" * len(hosts))
        sql = f"SELECT max(not_before) FROM hosts WHERE host IN ({marks})"  # noqa: S608 - marks only
        return float(self._db.execute(sql, tuple(hosts)).fetchone()[0] or 0.0)

    def asked(self, site: str, day: str) -> int:
        """Requests to a site on a day."""
        row = self._db.execute("SELECT requests FROM budgets WHERE site = ? AND day = ?", (site, day)).fetchone()
        return int(row[0]) if row else 0
