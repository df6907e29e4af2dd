"""The addresses of a state in SQLite: which are known, which are to be fetched, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.state.known import MAX_CLOCK_AHEAD_SECONDS, KnownAddress, Settled, Status, Validators
from newscrawl.state.schema import origin_of
from newscrawl.state.sqlite_connection import BATCH, SECONDS, SITE, URL, URLS, SQLiteConnection
from newscrawl.state.store import Address, Alias

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

_STATUS: Final = tuple(Status)
_BY_DATE: Final = "coalesce(CAST(strftime('%s', json_extract(hints.hints, '$.date_published')) AS INTEGER), lastmod, 1 << 40), addresses.url"
"""SQL: oldest first, by the date in the hints, else by ``lastmod``; addresses without either last."""


_SET_PENDING_AGAIN: Final = f"""
UPDATE addresses SET status = 0, tries = 0, not_before = NULL, lastmod = ?, last_seen = {SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

_SET_STATUS: Final = f"""
UPDATE addresses SET status = ?, not_before = NULL, reason = (SELECT number FROM reasons WHERE reason = ?), last_seen = {SECONDS}
WHERE key = ?
"""  # noqa: S608 - fixed text

_RECORD_FAILURE: Final = f"""
UPDATE addresses SET tries = tries + 1, reason = (SELECT number FROM reasons WHERE reason = ?), last_seen = {SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

_DEFER: Final = f"""
UPDATE addresses SET status = 0, tries = ?, not_before = {SECONDS}, reason = (SELECT number FROM reasons WHERE reason = ?),
    last_seen = {SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

_SELECT_DEFERRED: Final = f"""
SELECT key, {URL}, coalesce(hints, ''), lastmod, tries FROM addresses {URLS} LEFT JOIN hints ON hints.url = addresses.url
WHERE status = 0 AND site = {SITE} AND not_before IS NOT NULL
    AND (not_before <= coalesce({SECONDS}, not_before) OR not_before > {SECONDS} + {MAX_CLOCK_AHEAD_SECONDS})
ORDER BY addresses.last_seen, addresses.url DESC LIMIT ?
"""  # noqa: S608 - fixed text

PUT_VALIDATORS: Final = """
INSERT INTO validators (url, etag, last_modified) SELECT url, ?, ? FROM addresses WHERE key = ?
ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified
"""


class AddressTables(SQLiteConnection):
    """The methods of :class:`~newscrawl.state.store.Store` about addresses."""

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:  # noqa: D102 - see Store
        found: dict[int, KnownAddress] = {}
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            marks = ",".join("?" * len(batch))
            sql = f"SELECT key, status, lastmod, not_before NOT NULL, tries FROM addresses WHERE key IN ({marks})"  # noqa: S608 - marks only
            for key, status, lastmod, deferred, tries in self._rows(sql, batch):
                found[key] = KnownAddress(_STATUS[status], lastmod, bool(deferred), tries)
        return found

    def validators(self, key: int) -> Validators:  # noqa: D102 - see Store
        sql = "SELECT etag, last_modified FROM validators WHERE url = (SELECT url FROM addresses WHERE key = ?)"
        rows = self._rows(sql, (key,))
        return Validators(*rows[0]) if rows else Validators(None, None)

    def add(self, site: str, addresses: Iterable[Address], *, now: str) -> int:  # noqa: D102 - see Store
        rows = {a.key: a for a in addresses}
        if rows:
            with self._transaction() as db:
                for key in self._removed(list(rows)):
                    del rows[key]
                number = self._site(site)
                met = self._numbers(list(rows))
                db.executemany(_SET_PENDING_AGAIN, [(rows[key].lastmod, now, key) for key in met])
                for key, url in met.items():
                    origin, path = self._split(rows[key].url)
                    db.execute("UPDATE urls SET origin = ?, path = ? WHERE number = ?", (origin, path, url))
                # pending() returns the highest number first, and what a source names first is to be fetched first.
                fresh = [address for key, address in reversed(rows.items()) if key not in met]
                met |= self._insert([(a.key, number, a.url, Status.PENDING, a.lastmod) for a in fresh], now=now)
                db.executemany("DELETE FROM hints WHERE url = ?", [(url,) for url in met.values()])
                db.executemany(
                    "INSERT INTO hints (url, hints) VALUES (?, ?)",
                    sorted((met[key], a.hints) for key, a in rows.items() if a.hints),
                )
        return len(rows)

    def _removed(self, keys: Sequence[int]) -> set[int]:
        """Return the addresses among ``keys`` that were removed on request."""
        if not self._rows("SELECT 1 FROM removals LIMIT 1"):
            return set()
        return {key for key, found in self.known(keys).items() if found.status is Status.REMOVED}

    def add_aliases(self, aliases: Iterable[Alias], *, now: str) -> int:  # noqa: D102 - see Store
        named = {alias.key: alias for alias in aliases}
        if not named:
            return 0
        with self._transaction() as db:
            met, rows, articles = self._numbers(list(named)), [], []
            for key, url, article_id in named.values():
                found = db.execute("SELECT number, site FROM articles WHERE id = ?", (article_id,)).fetchone()
                if found and key not in met:
                    rows.append((key, found[1], url, Status.DONE, None))
                    articles.append((found[0], key))
            self._insert(rows, now=now)
            db.executemany("UPDATE addresses SET article = ? WHERE key = ?", articles)
        return len(rows)

    def _insert(self, rows: Sequence[tuple[int, int, str, Status, int | None]], *, now: str) -> dict[int, int]:
        """Insert new addresses (key, site, url, status, lastmod); return the numbers of their urls by key."""
        if not rows:
            return {}
        first = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM urls").fetchone()[0]
        numbers = {row[0]: number for number, row in enumerate(rows, first)}
        self._db.executemany(
            f"INSERT INTO urls (number, origin, path, first_seen) VALUES (?, ?, ?, {SECONDS})",  # noqa: S608 - fixed text
            [(numbers[key], *self._split(url), now) for key, _, url, _, _ in rows],
        )
        self._db.executemany(
            f"INSERT INTO addresses (key, url, site, status, lastmod, last_seen) VALUES (?, ?, ?, ?, ?, {SECONDS})",  # noqa: S608 - fixed text
            sorted((key, numbers[key], site, status, lastmod, now) for key, site, _, status, lastmod in rows),
        )
        return numbers

    def _numbers(self, keys: Sequence[int]) -> dict[int, int]:
        """Return the numbers of the urls of those addresses that are stored, by key."""
        found: dict[int, int] = {}
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            marks = ",".join("?" * len(batch))
            found |= self._db.execute(f"SELECT key, url FROM addresses WHERE key IN ({marks})", batch)  # noqa: S608 - marks only
        return found

    def _site(self, site: str) -> int:
        """Return the number of a site."""
        return self._named("sites", "site", site)

    def _split(self, url: str) -> tuple[int, str]:
        """Return the number of an address's origin, and the rest of the address."""
        origin = origin_of(url)
        return self._kept("origins", "origin", origin), url[len(origin) :]

    def _kept(self, table: str, column: str, name: str) -> int:
        """Do the same as :meth:`_named` for a table whose rows are never deleted, and remember the number."""
        number = self._known_numbers.get((table, name))
        if number is None:
            number = self._known_numbers[table, name] = self._named(table, column, name)
        return number

    def _named(self, table: str, column: str, name: str) -> int:
        """Return the number of a name, and insert the name if it is new. The caller holds a transaction."""
        sql = f"SELECT number FROM {table} WHERE {column} = ?"  # noqa: S608 - own names
        row = self._db.execute(sql, (name,)).fetchone()
        if row is None:
            row = self._db.execute(f"INSERT INTO {table} ({column}) VALUES (?) RETURNING number", (name,)).fetchone()  # noqa: S608 - own names
        return int(row[0])

    def fill_lastmod(self, rows: Sequence[tuple[int, int]]) -> None:  # noqa: D102 - see Store
        if not rows:
            return
        with self._transaction() as db:
            db.executemany("UPDATE addresses SET lastmod = ?2 WHERE key = ?1 AND lastmod IS NULL", rows)

    def pending(  # noqa: D102 - see Store
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        order = _BY_DATE if by_date else "addresses.url DESC"
        rested = ""
        if tried_before:
            rested = f"AND (tries = 0 OR last_seen < {SECONDS} OR last_seen > {SECONDS} + {MAX_CLOCK_AHEAD_SECONDS})"
        rows = self._rows(
            f"SELECT key, {URL}, coalesce(hints, ''), lastmod, tries FROM addresses {URLS} LEFT JOIN hints ON hints.url = addresses.url "  # noqa: S608 - fixed text
            f"WHERE status = 0 AND site = {SITE} AND tries < ? AND not_before IS NULL {rested} ORDER BY tries, {order} LIMIT ?",
            (site, max_tries, *([tried_before] * 2 if tried_before else []), limit),
        )
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t) for k, u, h, m, t in rows]

    def pending_address(self, key: int) -> Address | None:  # noqa: D102 - see Store
        rows = self._rows(
            f"SELECT {URL}, coalesce(hints, ''), lastmod, tries, not_before NOT NULL, coalesce(reasons.reason, '') "  # noqa: S608 - fixed text
            f"FROM addresses {URLS} LEFT JOIN hints ON hints.url = addresses.url "
            "LEFT JOIN reasons ON reasons.number = addresses.reason WHERE status = 0 AND key = ?",
            (key,),
        )
        for url, hints, lastmod, tries, deferred, reason in rows:
            return Address(
                key=key,
                url=url,
                hints=hints,
                lastmod=lastmod,
                tries=tries,
                is_deferred=bool(deferred),
                reason=reason,
            )
        return None

    def settled(self, keys: Sequence[int]) -> Mapping[int, Settled]:  # noqa: D102 - see Store
        found: dict[int, Settled] = {}
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            marks = ",".join("?" * len(batch))
            sql = (
                "SELECT key, coalesce(reasons.reason, ''), urls.first_seen, addresses.last_seen FROM addresses "  # noqa: S608 - marks only
                "JOIN urls ON urls.number = addresses.url LEFT JOIN reasons ON reasons.number = addresses.reason "
                f"WHERE status IN ({int(Status.REJECTED)}, {int(Status.GONE)}) AND key IN ({marks})"
            )
            found |= {key: Settled(*values) for key, *values in self._rows(sql, batch)}
        return found

    def set_status(  # noqa: D102 - see Store
        self,
        key: int,
        status: Status,
        *,
        now: str,
        reason: str = "",
        etag: str | None = None,
        last_modified: str | None = None,
        article_id: str | None = None,
    ) -> None:
        with self._transaction() as db:
            if reason:
                self._named("reasons", "reason", reason)
            if status is Status.GONE:
                self.changes.gone(key, now, status=Status.GONE)
            elif status is Status.DONE:
                self.changes.back(key, now, status=Status.GONE)
                if article_id:
                    self._set_article(key, article_id, now)
            db.execute(_SET_STATUS, (status, reason, now, key))
            self._drop_hints([key])
            if etag or last_modified:
                before = self.validators(key)
                db.execute(PUT_VALIDATORS, (etag or before.etag, last_modified or before.last_modified, key))

    def _set_article(self, key: int, article_id: str, now: str) -> None:
        """Note which stored article an address leads to, and log the one that it was the address of before."""
        row = self._db.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row:
            self.changes.merged([key], row[0], now)
            self._db.execute("UPDATE addresses SET article = ? WHERE key = ?", (row[0], key))

    def _drop_hints(self, keys: Sequence[int]) -> None:
        """Delete the hints of addresses: they are needed only until the address is fetched."""
        self._db.executemany(
            "DELETE FROM hints WHERE url = (SELECT url FROM addresses WHERE key = ?)", [(key,) for key in keys]
        )

    def delete_address(self, key: int) -> None:  # noqa: D102 - see Store
        with self._transaction() as db:
            forget_addresses(db, "key = ?", (key,))

    def record_failure(self, key: int, *, now: str, reason: str = "") -> None:  # noqa: D102 - see Store
        with self._transaction() as db:
            if reason:
                self._named("reasons", "reason", reason)
            db.execute(_RECORD_FAILURE, (reason, now, key))

    def defer(self, key: int, *, tries: int, not_before: str | None, reason: str, now: str) -> None:  # noqa: D102 - see Store
        with self._transaction() as db:
            self._named("reasons", "reason", reason)
            db.execute(_DEFER, (tries, not_before, reason, now, key))

    def deferred(self, site: str, *, limit: int, until: str | None = None) -> list[Address]:  # noqa: D102 - see Store
        rows = self._rows(_SELECT_DEFERRED, (site, until, until, limit))
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t, is_deferred=True) for k, u, h, m, t in rows]

    def postpone_deferred(self, site: str, *, until: str, tries: int) -> None:  # noqa: D102 - see Store
        with self._transaction() as db:
            db.execute(
                f"UPDATE addresses SET not_before = max(not_before, {SECONDS}), tries = max(tries, ?) "  # noqa: S608 - fixed text
                f"WHERE status = 0 AND site = {SITE} AND not_before IS NOT NULL",
                (until, tries, site),
            )


def forget_addresses(db: sqlite3.Connection, where: str, parameters: Sequence[object]) -> int:
    """Delete the addresses that meet a condition, with their urls, hints and validators; return their number.

    Removed addresses stay, so that they are never fetched again. The caller holds a transaction and writes the SQL condition.
    """
    where = f"({where}) AND status != 4"
    urls = f"(SELECT url FROM addresses WHERE {where})"  # noqa: S608 - the caller's fixed text
    for table, column in (("hints", "url"), ("validators", "url"), ("urls", "number")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN {urls}", parameters)  # noqa: S608 - own names
    return db.execute(f"DELETE FROM addresses WHERE {where}", parameters).rowcount  # noqa: S608 - the caller's fixed text
