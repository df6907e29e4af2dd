"""The time of the last request to each host, until when a host is blocked, and the number of requests to each site today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

_RECORD_REQUEST: Final = (
    "INSERT INTO hosts (host, asked, delay) VALUES (?, ?, ?) "
    "ON CONFLICT (host) DO UPDATE SET asked = excluded.asked, delay = excluded.delay"
)
_SET_BACK: Final = "UPDATE hosts SET asked = ? WHERE host = ? AND asked > ?"
_BLOCK: Final = (
    "INSERT INTO hosts (host, not_before) VALUES (?, ?) "
    "ON CONFLICT (host) DO UPDATE SET not_before = max(not_before, excluded.not_before)"
)
_COUNT_REQUEST: Final = """
INSERT INTO budgets (site, day, requests) VALUES (?, ?, 1)
ON CONFLICT (site) DO UPDATE SET requests = CASE day WHEN excluded.day THEN requests + 1 ELSE 1 END, day = excluded.day
"""


_MAX_AHEAD_SECONDS: Final = 60.0
"""A request that was recorded further in the future than this was recorded by a clock that has been set back since."""


class HostRateLimiter:
    """Reads and writes the tables ``hosts`` and ``budgets``. Every process that uses the state shares them.

    :class:`newscrawl.state.store.Store` describes the methods. The caller holds the transaction of a write.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        """Use a database that has the tables of :data:`newscrawl.state.schema.PACE`."""
        self._db = db

    def acquire(self, host: str, hosts: Collection[str], site: str, *, now: float, delay: float, day: str) -> float:
        """See :meth:`newscrawl.state.store.Store.acquire_request_slot`."""
        last_request = self._max("asked", hosts)
        if last_request > now + _MAX_AHEAD_SECONDS:
            # The request counts as sent now, so that this delay is the only one.
            self._db.executemany(_SET_BACK, [(now, other, now) for other in hosts])
            last_request = now
        if (wait := min(last_request + delay - now, delay)) > 0:
            return wait
        self._db.execute(_RECORD_REQUEST, (host, now, delay))
        self._db.execute(_COUNT_REQUEST, (site, day))
        return 0.0

    def record_sent(self, host: str, *, now: float) -> None:
        """See :meth:`newscrawl.state.store.Store.record_sent`."""
        self._db.execute("UPDATE hosts SET asked = max(asked, ?) WHERE host = ?", (now, host))

    def delay(self, hosts: Collection[str]) -> float:
        """See :meth:`newscrawl.state.store.Store.host_delay`."""
        return self._max("delay", hosts)

    def block_until(self, hosts: Collection[str], until: float) -> None:
        """See :meth:`newscrawl.state.store.Store.block_until`."""
        self._db.executemany(_BLOCK, [(host, until) for host in hosts])

    def blocked_until(self, hosts: Collection[str]) -> float:
        """See :meth:`newscrawl.state.store.Store.blocked_until`."""
        return self._max("not_before", hosts)

    def count(self, site: str, day: str) -> int:
        """See :meth:`newscrawl.state.store.Store.request_count`."""
        row = self._db.execute("SELECT requests FROM budgets WHERE site = ? AND day = ?", (site, day)).fetchone()
        return int(row[0]) if row else 0

    def _max(self, column: str, hosts: Collection[str]) -> float:
        """Return the largest value of a column over the rows of ``hosts``; 0 if there are no rows."""
        marks = ",".join("?" * len(hosts))
        sql = f"SELECT max({column}) FROM hosts WHERE host IN ({marks})"  # noqa: S608 - column name and marks only
        return float(self._db.execute(sql, tuple(hosts)).fetchone()[0] or 0.0)
