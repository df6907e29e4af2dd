"""The addresses of a state in PostgreSQL: which are known, which are to be fetched, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.state.known import MAX_CLOCK_AHEAD_SECONDS, KnownAddress, Settled, Status, Validators
from newscrawl.state.postgres.fence import ORIGIN, SITE, URL, FencedDatabase, to_seconds
from newscrawl.state.schema import origin_of
from newscrawl.state.store import Address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newscrawl.state.store import Alias

_STATUS: Final = tuple(Status)

_PENDING: Final = (
    f"SELECT key, {URL}, coalesce(hints, ''), lastmod, tries FROM addresses {ORIGIN} WHERE status = 0 AND site = {SITE}"  # noqa: S608 - fixed text
)

_BY_DATE: Final = "coalesce(hinted_seconds(hints), lastmod, 1::bigint << 40), addresses.number"
"""SQL: oldest first, by the date in the hints, else by ``lastmod``; addresses without either last."""


class AddressTables(FencedDatabase):
    """The methods of :class:`~newscrawl.state.store.Store` about addresses."""

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:  # noqa: D102 - see Store
        if not keys:
            return {}
        sql = "SELECT key, status, lastmod, not_before IS NOT NULL, tries FROM addresses WHERE key = ANY (%s)"
        return {
            key: KnownAddress(_STATUS[status], lastmod, deferred, tries)
            for key, status, lastmod, deferred, tries in self._db.rows(sql, (list(keys),))
        }

    def add(self, site: str, addresses: Iterable[Address], *, now: str) -> int:  # noqa: D102 - see Store
        # pending() returns the highest number first, and what a source names first is to be fetched first.
        rows = list({a.key: a for a in addresses}.values())[::-1]
        if not rows:
            return 0
        origins: dict[str, int] = {}
        places = [origins.setdefault(origin_of(a.url), len(origins) + 1) for a in rows]
        written: int = self._write(
            "add_addresses",
            site,
            [a.key for a in rows],
            list(origins),
            places,
            [a.url[len(origin_of(a.url)) :] for a in rows],
            [a.hints for a in rows],
            [a.lastmod for a in rows],
            to_seconds(now),
        )
        return written

    def add_aliases(self, aliases: Iterable[Alias], *, now: str) -> int:  # noqa: D102 - see Store
        named = list({alias.key: alias for alias in aliases}.values())
        if not named:
            return 0
        origins = [origin_of(alias.url) for alias in named]
        written: int = self._write(
            "add_aliases",
            [alias.key for alias in named],
            origins,
            [alias.url[len(origin) :] for alias, origin in zip(named, origins, strict=True)],
            [alias.article_id for alias in named],
            to_seconds(now),
        )
        return written

    def validators(self, key: int) -> Validators:  # noqa: D102 - see Store
        rows = self._db.rows("SELECT etag, last_modified FROM addresses WHERE key = %s", (key,))
        return Validators(*rows[0]) if rows else Validators(None, None)

    def fill_lastmod(self, rows: Sequence[tuple[int, int]]) -> None:  # noqa: D102 - see Store
        if rows:
            self._write("fill_lastmod", [key for key, _ in rows], [lastmod for _, lastmod in rows])

    def has_ended(self, site: str) -> bool:  # noqa: D102 - see Store
        rows = self._db.rows("SELECT ended FROM sites WHERE site = %s", (site,))
        return bool(rows and rows[0][0])

    def begin_crawl(self, site: str) -> bool:  # noqa: D102 - see Store
        return bool(self._write("mark_crawl", site, False))  # noqa: FBT003 - a value of SQL

    def end_crawl(self, site: str) -> None:  # noqa: D102 - see Store
        self._write("mark_crawl", site, True)  # noqa: FBT003 - a value of SQL

    def pending(  # noqa: D102 - see Store
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        rested = ""
        if tried_before:
            rested = f"AND (tries = 0 OR last_seen < %s OR last_seen > %s::bigint + {MAX_CLOCK_AHEAD_SECONDS})"
        order = _BY_DATE if by_date else "addresses.number DESC"
        sql = f"{_PENDING} AND tries < %s AND not_before IS NULL {rested} ORDER BY tries, {order} LIMIT %s"
        when = [to_seconds(tried_before)] * 2 if tried_before else []
        rows = self._db.rows(sql, (site, max_tries, *when, limit))
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t) for k, u, h, m, t in rows]

    def pending_address(self, key: int) -> Address | None:  # noqa: D102 - see Store
        rows = self._db.rows(
            f"SELECT {URL}, coalesce(hints, ''), lastmod, tries, not_before IS NOT NULL, "  # noqa: S608 - fixed text
            "coalesce((SELECT r.reason FROM reasons AS r WHERE r.number = addresses.reason), '') "
            f"FROM addresses {ORIGIN} WHERE status = 0 AND key = %s",
            (key,),
        )
        for url, hints, lastmod, tries, deferred, reason in rows:
            return Address(
                key=key, url=url, hints=hints, lastmod=lastmod, tries=tries, is_deferred=deferred, reason=reason
            )
        return None

    def settled(self, keys: Sequence[int]) -> Mapping[int, Settled]:  # noqa: D102 - see Store
        if not keys:
            return {}
        rows = self._db.rows(
            "SELECT key, coalesce((SELECT r.reason FROM reasons AS r WHERE r.number = addresses.reason), ''), first_seen, last_seen "
            "FROM addresses WHERE status = ANY (%s) AND key = ANY (%s)",
            ([int(Status.REJECTED), int(Status.GONE)], list(keys)),
        )
        return {key: Settled(*values) for key, *values in rows}

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
        self._write(
            "set_status",
            key,
            int(status),
            reason,
            etag or None,
            last_modified or None,
            article_id or None,
            to_seconds(now),
        )

    def delete_address(self, key: int) -> None:  # noqa: D102 - see Store
        self._write("delete_address", key)

    def record_failure(self, key: int, *, now: str, reason: str = "") -> None:  # noqa: D102 - see Store
        self._write("record_failure", key, reason, to_seconds(now))

    def defer(self, key: int, *, tries: int, not_before: str | None, reason: str, now: str) -> None:  # noqa: D102 - see Store
        self._write(
            "defer_address", key, tries, to_seconds(not_before) if not_before else None, reason, to_seconds(now)
        )

    def deferred(self, site: str, *, limit: int, until: str | None = None) -> list[Address]:  # noqa: D102 - see Store
        due = f"(not_before <= coalesce(%s::bigint, not_before) OR not_before > %s::bigint + {MAX_CLOCK_AHEAD_SECONDS})"
        sql = f"{_PENDING} AND not_before IS NOT NULL AND {due} ORDER BY last_seen, addresses.number DESC LIMIT %s"
        seconds = to_seconds(until) if until else None
        rows = self._db.rows(sql, (site, seconds, seconds, limit))
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t, is_deferred=True) for k, u, h, m, t in rows]

    def postpone_deferred(self, site: str, *, until: str, tries: int) -> None:  # noqa: D102 - see Store
        self._write("postpone_deferred", site, to_seconds(until), tries)

    def article_keys(self, article_id: str) -> list[int]:
        """Return the keys of the addresses that led to an article."""
        sql = "SELECT key FROM addresses WHERE article = (SELECT number FROM articles WHERE id = %s) ORDER BY key"
        return [int(row[0]) for row in self._db.rows(sql, (article_id,))]

    def article_at(self, key: int) -> str | None:
        """Return the id of the article that an address led to, ``None`` if there is none."""
        sql = "SELECT id FROM addresses JOIN articles ON articles.number = addresses.article WHERE key = %s"
        rows = self._db.rows(sql, (key,))
        return str(rows[0][0]) if rows else None
