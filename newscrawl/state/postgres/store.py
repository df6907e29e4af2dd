"""The store in PostgreSQL: one state for several machines.

:class:`~newscrawl.state.store.Store` describes the methods. Each write calls one function of the database (``functions.sql``), which
is one transaction. A crawl writes through a view (:meth:`PostgresStore.fenced`): each of its writes first checks, in its own
transaction, that the crawl still holds the site.

Times that decide about requests come from the server's clock, because the clocks of machines differ. Times that are
returned are in this machine's time, so that callers may compare them with ``time.time()``.
"""

from __future__ import annotations

import copy
import os
import time
from collections import OrderedDict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl import dates
from newscrawl.dedupe import ALGORITHM
from newscrawl.state import removals
from newscrawl.state.damage import checked_health, checked_source, stored_seconds, stored_time
from newscrawl.state.health import HealthRow
from newscrawl.state.postgres import schema
from newscrawl.state.postgres.changes import PostgresChangeLog
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.outbox import Outbox
from newscrawl.state.postgres.signatures import candidates, month_number, renew, renewal
from newscrawl.state.schema import content_key, origin_of
from newscrawl.state.store import (
    Address,
    ArticleState,
    CopyAppearedError,
    KnownAddress,
    Output,
    Revisit,
    Source,
    Status,
    Validators,
    address_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from newscrawl.dedupe import DuplicateCandidate, Signature
    from newscrawl.state.place import DatabaseAddress
    from newscrawl.state.postgres.leases import Lease
    from newscrawl.state.removals import Removal
    from newscrawl.state.store import Alias, Fingerprint, OutboxLine, RenewalPosition

FENCE_SWITCH: Final = "NEWSCRAWL_TEST_FENCE"
"""Environment variable that switches the fence off (``off``), so that a test can show what the fence prevents."""

TURN_SECONDS: Final = 1.0
"""How long a granted request slot is good for. A request that is not sent by then must ask again."""

_MAX_LOOKS: Final = 4096
"""Texts whose look-up for copies is remembered until their commit. Rejected articles are never committed."""

_STATUS: Final = tuple(Status)

_URL: Final = "origins.origin || addresses.path"
"""SQL: the text of an address."""

_ORIGIN: Final = "JOIN origins ON origins.number = addresses.origin"
"""SQL: the join that :data:`_URL` needs."""

_SITE: Final = "(SELECT number FROM sites WHERE sites.site = %s)"
"""SQL: the number of a site parameter."""

_PENDING: Final = f"SELECT key, {_URL}, coalesce(hints, ''), lastmod, tries FROM addresses {_ORIGIN} WHERE status = 0 AND site = {_SITE}"  # noqa: S608 - fixed text

_BY_DATE: Final = "coalesce(hinted_seconds(hints), lastmod, 1::bigint << 40), addresses.number"
"""SQL: oldest first, by the date in the hints, else by ``lastmod``; addresses without either last."""

_ARTICLE: Final = f"""
SELECT id, sites.site, coalesce({_URL}, ''), revision, content_hash, date_published, articles.first_seen, articles.last_seen,
    rules, consonants
FROM articles JOIN sites ON sites.number = articles.site LEFT JOIN addresses ON addresses.key = articles.address
    LEFT JOIN origins ON origins.number = addresses.origin WHERE id = %s
"""  # noqa: S608 - fixed text

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
SELECT addresses.key, {_URL}, addresses.lastmod, articles.first_seen, articles.date_published
FROM addresses {_ORIGIN} JOIN articles ON articles.number = addresses.article
WHERE addresses.site = {_SITE} AND addresses.next_revisit <= %s AND addresses.status IN (1, 3)
ORDER BY addresses.next_revisit LIMIT %s
"""  # noqa: S608 - fixed text


class PostgresStore:
    """A :class:`~newscrawl.state.store.Store` in one schema of a PostgreSQL database."""

    def __init__(self, address: DatabaseAddress, *, read_only: bool = False, uses_caller_clock: bool = False) -> None:
        """Open the state at an address, and create its tables if there are none.

        With ``read_only`` the tables must exist, and every method that writes raises :class:`StateError`.
        With ``uses_caller_clock`` the methods about request slots use the times that they are given, as a simulation needs, instead
        of the server's clock.
        """
        self.place = address
        self.database: Final = Database(address, read_only=read_only, look_ups=True)
        self._db = self.database
        self._caller_clock = uses_caller_clock
        self.turn_seconds: float | None = 0.0 if uses_caller_clock else TURN_SECONDS
        self._grants: dict[str, float] = {}
        """By host: the end of the last turn that was granted, by the server's clock."""

        self._fence: tuple[str | None, int | None] = (None, None)
        self._looks: OrderedDict[str, int] = OrderedDict()
        """By content hash: the last change when copies of that content were looked for."""

        self._months: OrderedDict[str, Sequence[str]] = OrderedDict()
        """By article id: the months in which near duplicates were looked for."""

        self.changes = PostgresChangeLog(self._db)
        self.outbox = Outbox(self._db)
        try:
            if not read_only:
                schema.create(self._db)
            schema.check(self._db)
        except BaseException:
            self._db.close()
            raise

    @property
    def path(self) -> str:
        """The address for messages, without its password."""
        return str(self.place)

    def fenced(self, lease: Lease) -> Self:
        """Return a view of this store whose writes raise :class:`~newscrawl.state.FencedError` once the lease is lost.

        The view shares the connection; do not close it.
        """
        view = copy.copy(self)
        if os.environ.get(FENCE_SWITCH) != "off":
            view._fence = (lease.site, lease.token)  # noqa: SLF001 - of its own class
        return view

    def _write(self, function: str, *arguments: object) -> Any:
        """Call a function that checks the fence first."""
        return self._db.call(function, *self._fence, *arguments)

    # -- addresses ----------------------------------------------------------------------------------------------

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
            _seconds(now),
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
            _seconds(now),
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
        rested = "AND (tries = 0 OR last_seen < %s)" if tried_before else ""
        order = _BY_DATE if by_date else "addresses.number DESC"
        sql = f"{_PENDING} AND tries < %s AND not_before IS NULL {rested} ORDER BY tries, {order} LIMIT %s"
        when = [_seconds(tried_before)] if tried_before else []
        rows = self._db.rows(sql, (site, max_tries, *when, limit))
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t) for k, u, h, m, t in rows]

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
            _seconds(now),
        )

    def delete_address(self, key: int) -> None:  # noqa: D102 - see Store
        self._write("delete_address", key)

    def record_failure(self, key: int, *, now: str, reason: str = "") -> None:  # noqa: D102 - see Store
        self._write("record_failure", key, reason, _seconds(now))

    def defer(self, key: int, *, tries: int, not_before: str | None, reason: str, now: str) -> None:  # noqa: D102 - see Store
        self._write("defer_address", key, tries, _seconds(not_before) if not_before else None, reason, _seconds(now))

    def deferred(self, site: str, *, limit: int, until: str | None = None) -> list[Address]:  # noqa: D102 - see Store
        sql = f"{_PENDING} AND not_before <= coalesce(%s::bigint, not_before) ORDER BY last_seen, addresses.number DESC LIMIT %s"
        rows = self._db.rows(sql, (site, _seconds(until) if until else None, limit))
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t, is_deferred=True) for k, u, h, m, t in rows]

    def postpone_deferred(self, site: str, *, until: str, tries: int) -> None:  # noqa: D102 - see Store
        self._write("postpone_deferred", site, _seconds(until), tries)

    def article_count(self, site: str, *, limit: int) -> int:  # noqa: D102 - see Store
        sql = f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE site = {_SITE} LIMIT %s) AS few"  # noqa: S608 - fixed text
        return int(self._db.rows(sql, (site, limit))[0][0])

    # -- articles -----------------------------------------------------------------------------------------------

    def article(self, article_id: str) -> ArticleState | None:  # noqa: D102 - see Store
        rows = self._db.rows(_ARTICLE, (article_id,))
        if not rows:
            return None
        article_id, site, url, revision, content_hash, published, first_seen, last_seen, rules, consonants = rows[0]
        return ArticleState(
            id=article_id,
            site=site,
            url=url,
            revision=revision,
            content_hash=content_hash,
            date_published=stored_time(published, f"date_published of the article {article_id}"),
            first_seen=str(stored_time(first_seen, f"first_seen of the article {article_id}")),
            last_seen=last_seen,
            text_rules=rules,
            consonant_hash=consonants,
        )

    def article_with_content(self, content_hash: str) -> str | None:  # noqa: D102 - see Store
        # The last change is read before copies are looked for: what is committed after it, the commit finds.
        sql = (
            "SELECT (SELECT coalesce(max(sequence), 0) FROM changes), "
            "(SELECT id FROM contents JOIN articles ON number = article WHERE hash = %s)"
        )
        seen, found = self._db.rows(sql, (content_key(content_hash),))[0]
        _remember(self._looks, content_hash, seen)
        return None if found is None else str(found)

    def near_duplicate_candidates(  # noqa: D102 - see Store
        self, keys: Sequence[int], months: Sequence[str], *, article_id: str
    ) -> list[DuplicateCandidate]:
        _remember(self._months, article_id, months)
        return candidates(self._db, keys, months, article_id=article_id)

    def delete_signatures(self, *, before: str) -> int:  # noqa: D102 - see Store
        month = month_number(before)
        with self._db.transaction():
            self._db.execute("DELETE FROM bands WHERE month < %s::integer", (month,))
            return self._db.execute("DELETE FROM signatures WHERE month < %s", (before,))

    def signature_renewal(self) -> RenewalPosition | None:  # noqa: D102 - see Store
        return renewal(self._db)

    def renew_signatures(  # noqa: D102 - see Store
        self, signed: Iterable[tuple[str, int, Signature]], *, since: RenewalPosition, until: RenewalPosition
    ) -> int | None:
        return renew(self._db, list(signed), since, until)

    def unwritten_lines(self, after: int) -> list[tuple[int, bytes]]:  # noqa: D102 - see Store
        return self.outbox.unwritten(after)

    def end_signature_renewal(self) -> int:  # noqa: D102 - see Store
        return int(self._db.call("end_renewal", ALGORITHM))

    def commit(  # noqa: D102 - see Store
        self,
        article: ArticleState,
        *,
        keys: Sequence[int],
        outputs: Sequence[Output],
        etag: str | None = None,
        last_modified: str | None = None,
        fingerprint: Fingerprint | None = None,
        next_revisit: str | None = None,
        lines: Sequence[OutboxLine] = (),
    ) -> None:
        a, f = article, fingerprint
        own, origin = address_key(a.url), origin_of(a.url)
        is_written = self._write(
            "commit_article",
            *(a.id, a.site, origin, a.url[len(origin) :], own, a.revision, a.content_hash, content_key(a.content_hash)),
            *(a.text_rules, a.consonant_hash, a.date_published, a.first_seen, a.last_seen, _seconds(a.last_seen)),
            *(list(dict.fromkeys([*keys, own])), etag, last_modified, _seconds(next_revisit) if next_revisit else None),
            outputs[0].crawl_id if outputs else lines[0].crawl_id if lines else None,
            *([o.path for o in outputs], [o.crawl_id for o in outputs]),
            *([o.bytes for o in outputs], [o.lines for o in outputs]),
            *((f.month, month_number(f.month), f.cluster) if f else (None, None, None)),
            *((list(f.signature.keys), f.signature.sketch) if f else (None, None)),
            *(self._looks.get(a.content_hash), list(self._months.get(a.id, ()))),
            *([x.kind for x in lines], [x.segment for x in lines], [x.line for x in lines]),
            [link for x in lines for link in x.links],
        )
        if not is_written:
            raise CopyAppearedError(
                f"a copy of {a.id} was committed, or an article that it links to was removed, at the same time"
            )
        self._looks.pop(a.content_hash, None)
        self._months.pop(a.id, None)

    def waiting_lines(self, ids: Sequence[str]) -> list[bytes]:
        """Return the lines of articles that are in no file yet, all revisions."""
        sql = "SELECT line FROM outbox JOIN articles ON articles.number = outbox.article WHERE kind = 'articles' AND id = ANY (%s)"
        return [row[0] for row in self._db.rows(sql, (list(ids),))]

    def removed_ids(self) -> frozenset[str]:  # noqa: D102 - see Store
        return frozenset(
            row[0] for row in self._db.rows("SELECT id FROM articles JOIN removals ON article = articles.number")
        )

    def remove(self, removal: Removal, *, plan: str, without: Callable[[bytes], bytes] = bytes) -> None:
        """Remove articles and addresses from the state; keep a tombstone of each, and ``plan`` for the files.

        ``without`` returns a line of another article without its links to them, for the lines that are in no file yet. In one transaction,
        which survives a power cut. Raises :class:`StateError` while a line of one of the articles, or one that links to them, is being written
        into a file. The deleted text stays in the files of the database until its next vacuum.
        """
        with self._db.transaction():
            self._db.call("lock_log")
            self.outbox.rewrite(removal.articles, without)
            self._remove(removal, plan)

    def _remove(self, removal: Removal, plan: str) -> None:
        self._db.call(
            "remove_articles",
            list(removal.articles),
            list(removal.articles.values()),
            [address_key(url) for url in removal.addresses],
            list(removal.addresses.values()),
            [origin_of(url) for url in removal.addresses],
            *(removal.reason, removal.time, _seconds(removal.time), plan),
        )

    def rewrites(self) -> list[str]:
        """Return the plans of removals whose files are not all rewritten, oldest first."""
        return [str(row[0]) for row in self._db.rows("SELECT plan FROM rewrites ORDER BY number")]

    def finish_rewrite(self, plan: str) -> None:
        """Delete a plan: the files are rewritten."""
        self._db.execute("DELETE FROM rewrites WHERE plan = %s", (plan,))

    def tombstones(self) -> list[removals.Tombstone]:
        """Return what is known of the removed articles, in the order of their removal."""
        sql = (
            "SELECT id, sites.site, removed, reason FROM removals JOIN articles ON articles.number = removals.article "
            "JOIN sites ON sites.number = articles.site ORDER BY removals.number"
        )
        return [removals.Tombstone(*row) for row in self._db.rows(sql)]

    def article_keys(self, article_id: str) -> list[int]:
        """Return the keys of the addresses that led to an article."""
        sql = "SELECT key FROM addresses WHERE article = (SELECT number FROM articles WHERE id = %s) ORDER BY key"
        return [int(row[0]) for row in self._db.rows(sql, (article_id,))]

    def article_at(self, key: int) -> str | None:
        """Return the id of the article that an address led to, ``None`` if there is none."""
        sql = "SELECT id FROM addresses JOIN articles ON articles.number = addresses.article WHERE key = %s"
        rows = self._db.rows(sql, (key,))
        return str(rows[0][0]) if rows else None

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
                (SELECT min(not_before) FROM addresses WHERE site = {_SITE} AND status = 0 AND not_before IS NOT NULL),
                (SELECT next_revisit FROM addresses WHERE site = {_SITE} AND next_revisit IS NOT NULL AND status IN (1, 3)
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
            for key, url, lastmod, seen, published in self._db.rows(_REVISITS, (site, _seconds(now), limit))
        ]

    def schedule_revisits(self, rows: Sequence[tuple[int, str | None]]) -> None:  # noqa: D102 - see Store
        if rows:
            moments = [_seconds(when) if when else None for _, when in rows]
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
        where, parameters = (f"WHERE site = {_SITE}", (site,)) if site else ("", ())
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

    def close(self) -> None:  # noqa: D102 - see Store
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _seconds(timestamp: str) -> int | None:
    """Return a timestamp in seconds since 1970; ``None`` if it cannot be read."""
    try:
        return int(datetime.fromisoformat(timestamp).timestamp())
    except ValueError:
        return dates.to_epoch(timestamp)


def _remember(memory: OrderedDict[str, Any], key: str, value: object) -> None:
    """Store a value, and drop the oldest ones beyond :data:`_MAX_LOOKS`."""
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > _MAX_LOOKS:
        memory.popitem(last=False)


def _source(row: Sequence[Any]) -> Source:
    """Return the source in a row of :data:`_SOURCES`."""
    return checked_source(Source(**dict(zip(_SOURCE_COLUMNS, row, strict=True))))
