"""The store in SQLite: one file in each state directory, in WAL mode.

A killed process loses nothing that was committed, because the kernel holds the written pages. After a power cut the
database is consistent, but may lack its last transactions (``synchronous=NORMAL`` syncs at checkpoints), and an output
file may be shorter than the database says. The next run repairs both from the lengths stored here
(:meth:`SQLiteStore.outputs`, :meth:`SQLiteStore.uncommit`). Before a run renames its files, it syncs them and then this
database (:meth:`SQLiteStore.save_closing_plan`), so that nothing about a finished file is ever lost.
:mod:`newscrawl.archive.run` describes the whole protocol.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl import dates
from newscrawl.state import health, host_rate_limiter, removals, signatures
from newscrawl.state.changes import ChangeLog
from newscrawl.state.disk import sync_directory, sync_file
from newscrawl.state.schema import (
    SCHEMA,
    content_key,
    migrate,
    origin_of,
    packed_hash,
    packed_timestamp,
    unpacked_hash,
    unpacked_timestamp,
)
from newscrawl.state.store import (
    Address,
    Alias,
    ArticleState,
    KnownAddress,
    Output,
    Revisit,
    Source,
    StateError,
    Status,
    Validators,
    address_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from newscrawl.dedupe import DuplicateCandidate, Signature
    from newscrawl.state.health import HealthRow
    from newscrawl.state.removals import Removal
    from newscrawl.state.store import Fingerprint, OutboxLine, RenewalPosition

STATE_DIRECTORY: Final = ".state"
"""Default name of the state directory in an output directory."""

FILE_NAME: Final = "state.sqlite3"
"""Name of the database in a state directory."""

_BATCH: Final = 500
"""Parameters of one query: SQLite allows 999 in old versions."""

_STATUS: Final = tuple(Status)
_CACHE_MB: Final = 64
"""Page cache in MB. The table in which a million addresses are looked up fits into it."""

_LOG_MB: Final = 64
"""Size in MB to which the write-ahead log is cut back after it grew: after a migration, or during a long export."""

_SECONDS: Final = "CAST(strftime('%s', ?) AS INTEGER)"
"""SQL: a timestamp parameter as seconds since 1970."""

_URL: Final = "origins.origin || urls.path"
"""SQL: the text of an address."""

_URLS: Final = "JOIN urls ON urls.number = addresses.url JOIN origins ON origins.number = urls.origin"
"""SQL: the join that :data:`_URL` needs."""

_SITE: Final = "(SELECT number FROM sites WHERE site = ?)"
"""SQL: the number of a site parameter."""


_BY_DATE: Final = "coalesce(CAST(strftime('%s', json_extract(hints.hints, '$.date_published')) AS INTEGER), lastmod, 1 << 40), addresses.url"
"""SQL: oldest first, by the date in the hints, else by ``lastmod``; addresses without either last."""


_SET_PENDING_AGAIN: Final = f"""
UPDATE addresses SET status = 0, tries = 0, not_before = NULL, lastmod = ?, last_seen = {_SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

_SET_DONE: Final = f"""
UPDATE addresses SET status = 1, tries = 0, not_before = NULL, reason = NULL, article = ?, last_seen = {_SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

_SET_STATUS: Final = f"""
UPDATE addresses SET status = ?, not_before = NULL, reason = (SELECT number FROM reasons WHERE reason = ?), last_seen = {_SECONDS}
WHERE key = ?
"""  # noqa: S608 - fixed text

_RECORD_FAILURE: Final = f"""
UPDATE addresses SET tries = tries + 1, reason = (SELECT number FROM reasons WHERE reason = ?), last_seen = {_SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

_DEFER: Final = f"""
UPDATE addresses SET status = 0, tries = ?, not_before = {_SECONDS}, reason = (SELECT number FROM reasons WHERE reason = ?),
    last_seen = {_SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

_SELECT_DEFERRED: Final = f"""
SELECT key, {_URL}, coalesce(hints, ''), lastmod, tries FROM addresses {_URLS} LEFT JOIN hints ON hints.url = addresses.url
WHERE status = 0 AND site = {_SITE} AND not_before IS NOT NULL AND not_before <= coalesce({_SECONDS}, not_before)
ORDER BY addresses.last_seen, addresses.url DESC LIMIT ?
"""  # noqa: S608 - fixed text

_PUT_VALIDATORS: Final = """
INSERT INTO validators (url, etag, last_modified) SELECT url, ?, ? FROM addresses WHERE key = ?
ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified
"""

_PUT_ARTICLE: Final = f"""
INSERT INTO articles (
    id, site, address, revision, content_hash, rules, consonants, date_published, first_seen, last_seen, output, line_end)
VALUES (?, {_SITE}, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT number FROM files WHERE path = ?), ?)
ON CONFLICT (id) DO UPDATE SET address = excluded.address, revision = excluded.revision, content_hash = excluded.content_hash,
    rules = excluded.rules, consonants = excluded.consonants, date_published = excluded.date_published,
    last_seen = excluded.last_seen, output = excluded.output, line_end = excluded.line_end
RETURNING number
"""  # noqa: S608 - fixed text

_SELECT_ARTICLE: Final = f"""
SELECT id, sites.site, coalesce({_URL}, ''), revision, content_hash, date_published, articles.first_seen, articles.last_seen,
    rules, consonants
FROM articles JOIN sites ON sites.number = articles.site LEFT JOIN addresses ON addresses.key = articles.address
    LEFT JOIN urls ON urls.number = addresses.url LEFT JOIN origins ON origins.number = urls.origin WHERE id = ?
"""  # noqa: S608 - fixed text

_SOURCE_COLUMNS: Final = (
    "url", "site", "kind", "etag", "last_modified", "checked", "brought_news", "root", "first_checked", "gap", "interval",
    "next_check", "unfinished",
)  # fmt: skip
"""The columns of ``sources``, in the order of the fields of :class:`Source`."""

_SELECT_SOURCE: Final = f"SELECT {', '.join(_SOURCE_COLUMNS)} FROM sources"  # noqa: S608 - names from above
_PUT_SOURCE: Final = (
    f"INSERT INTO sources ({', '.join(_SOURCE_COLUMNS)}) VALUES ({', '.join('?' * len(_SOURCE_COLUMNS))}) ON CONFLICT (url) DO UPDATE SET "  # noqa: S608 - names from above
    "etag = excluded.etag, last_modified = excluded.last_modified, checked = coalesce(excluded.checked, checked), "
    "brought_news = coalesce(excluded.brought_news, brought_news), root = excluded.root, "
    "first_checked = coalesce(first_checked, excluded.first_checked), gap = excluded.gap, interval = excluded.interval, "
    "next_check = excluded.next_check, unfinished = excluded.unfinished"
)

_SELECT_REVISITS: Final = f"""
SELECT addresses.key, {_URL}, addresses.lastmod, articles.first_seen, articles.date_published
FROM addresses {_URLS} JOIN articles ON articles.number = addresses.article
WHERE addresses.site = {_SITE} AND addresses.next_revisit <= {_SECONDS} AND addresses.status IN (1, 3)
ORDER BY addresses.next_revisit LIMIT ?
"""  # noqa: S608 - fixed text

_PUT_OUTPUT: Final = "INSERT OR REPLACE INTO outputs (path, crawl_id, bytes, lines) VALUES (?, ?, ?, ?)"


class SQLiteStore:
    """A :class:`~newscrawl.state.store.Store` in one SQLite file."""

    def __init__(self, path: str, *, read_only: bool = False) -> None:
        """Open or create the database at ``path``; ``:memory:`` keeps it in memory.

        With ``read_only`` the database must exist, and every method that writes raises :class:`StateError`.
        """
        self.path = path
        self.place = Path(path).parent
        self._read_only = read_only
        try:
            self._origins: dict[str, int] = {}
            """Numbers of the origins (scheme and host) used so far."""

            name = f"{Path(path).absolute().as_uri()}?mode=ro" if read_only else path
            self._db = sqlite3.connect(name, isolation_level=None, timeout=30, check_same_thread=False, uri=read_only)
            self.changes = ChangeLog(self._db)
            self._prepare()
            self._signatures = signatures.Signatures(self._db)
            self._health = health.HealthTable(self._db)
            self._rate_limiter = host_rate_limiter.HostRateLimiter(self._db)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _prepare(self) -> None:
        """Set the connection up, and migrate a file of an earlier schema."""
        persistent = () if self._read_only else ("journal_mode=WAL", f"journal_size_limit={_LOG_MB << 20}")
        for pragma in (*persistent, "synchronous=NORMAL", "busy_timeout=30000", f"cache_size=-{_CACHE_MB << 10}"):
            self._db.execute(f"PRAGMA {pragma}")
        version = self._version()
        if version == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StateError(
                f"{self.path} is a database of another program. Give newscrawl a state directory of its own with --state."
            )
        if version > SCHEMA:
            raise StateError(
                f"{self.path} was written by a newer newscrawl (schema {version}, this one reads {SCHEMA}). "
                "Upgrade newscrawl, or use another state directory."
            )
        if version < SCHEMA and self._read_only:
            raise StateError(
                f"{self.path} was written by an older newscrawl (schema {version}, this one reads {SCHEMA}). "
                "Open it once with read_only=False, which migrates it."
            )
        if version < SCHEMA:
            with self._transaction() as db:  # a kill leaves the file unchanged
                version = self._version()  # another process may have migrated it meanwhile
                if version < SCHEMA:
                    migrate(db, version)

    def _version(self) -> int:
        """Return the schema of the database; 0 for a new file."""
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _error(self, error: sqlite3.Error) -> StateError:
        """Return the :class:`StateError` for an error of SQLite, with advice."""
        what = str(error)
        if "malformed" in what or "not a database" in what:
            way_out = "The file is damaged and was not changed. Move it aside to start anew, or restore a copy; finished outputs are safe."
        elif self._read_only and "readonly" in what:
            way_out = "It was opened for reading. Open it with read_only=False to write."
        elif "locked" in what:
            way_out = "Another process has locked it for 30 seconds. Wait for that one to end, or use another --state."
        else:
            way_out = "Check that the directory can be written and that the disk has room, then run again: nothing committed is lost."
        return StateError(f"The state {self.path} cannot be used: {what}. {way_out}")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block in a transaction: commit at its end, roll back if it raises."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._origins.clear()  # the numbers inserted in it do not exist
                self.changes.forget_numbers()
                if self._db.in_transaction:  # after most failures of the disk SQLite has rolled back itself
                    with suppress(sqlite3.Error):  # report the first error, not this one
                        self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._error(error) from error

    @contextmanager
    def _synced(self) -> Iterator[sqlite3.Connection]:
        """Run the block in a transaction that survives a power cut, together with all earlier ones."""
        self._db.execute("PRAGMA synchronous=FULL")
        try:
            with self._transaction() as db:
                yield db
            if self.path != ":memory:":
                sync_directory(Path(self.path).parent)  # the database's write-ahead log may be a new file
        except OSError as error:
            raise StateError(f"The state {self.path} cannot be synced: {error.strerror}. Run again.") from error
        finally:
            self._db.execute("PRAGMA synchronous=NORMAL")

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        try:
            return self._db.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error

    turn_seconds: float | None = None
    """All that share this state are on one machine, where a lock file keeps two requests to a host apart."""

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:  # noqa: D102 - see Store
        found: dict[int, KnownAddress] = {}
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            sql = f"SELECT key, status, lastmod, not_before NOT NULL FROM addresses WHERE key IN ({marks})"  # noqa: S608 - marks only
            for key, status, lastmod, deferred in self._rows(sql, batch):
                found[key] = KnownAddress(_STATUS[status], lastmod, bool(deferred))
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
        first = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM urls").fetchone()[0]
        numbers = {row[0]: number for number, row in enumerate(rows, first)}
        self._db.executemany(
            f"INSERT INTO urls (number, origin, path, first_seen) VALUES (?, ?, ?, {_SECONDS})",  # noqa: S608 - fixed text
            [(numbers[key], *self._split(url), now) for key, _, url, _, _ in rows],
        )
        self._db.executemany(
            f"INSERT INTO addresses (key, url, site, status, lastmod, last_seen) VALUES (?, ?, ?, ?, ?, {_SECONDS})",  # noqa: S608 - fixed text
            sorted((key, numbers[key], site, status, lastmod, now) for key, site, _, status, lastmod in rows),
        )
        return numbers

    def _numbers(self, keys: Sequence[int]) -> dict[int, int]:
        """Return the numbers of the urls of those addresses that are stored, by key."""
        found: dict[int, int] = {}
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            found |= self._db.execute(f"SELECT key, url FROM addresses WHERE key IN ({marks})", batch)  # noqa: S608 - marks only
        return found

    def _site(self, site: str) -> int:
        """Return the number of a site."""
        return self._named("sites", "site", site)

    def _split(self, url: str) -> tuple[int, str]:
        """Return the number of an address's origin, and the rest of the address."""
        origin = origin_of(url)
        number = self._origins.get(origin)
        if number is None:
            number = self._named("origins", "origin", origin)
            self._origins[origin] = number
        return number, url[len(origin) :]

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

    def has_ended(self, site: str) -> bool:  # noqa: D102 - see Store
        rows = self._rows("SELECT ended FROM sites WHERE site = ?", (site,))
        return bool(rows and rows[0][0])

    def begin_crawl(self, site: str) -> bool:  # noqa: D102 - see Store
        has_ended = self.has_ended(site)
        self._mark(site, ended=False)
        return has_ended

    def end_crawl(self, site: str) -> None:  # noqa: D102 - see Store
        self._mark(site, ended=True)

    def _mark(self, site: str, *, ended: bool) -> None:
        """Set whether the site's last crawl is complete."""
        with self._transaction() as db:
            db.execute("UPDATE sites SET ended = ? WHERE number = ?", (ended, self._site(site)))

    def pending(  # noqa: D102 - see Store
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        order = _BY_DATE if by_date else "addresses.url DESC"
        rested = f"AND (tries = 0 OR last_seen < {_SECONDS})" if tried_before else ""
        rows = self._rows(
            f"SELECT key, {_URL}, coalesce(hints, ''), lastmod, tries FROM addresses {_URLS} LEFT JOIN hints ON hints.url = addresses.url "  # noqa: S608 - fixed text
            f"WHERE status = 0 AND site = {_SITE} AND tries < ? AND not_before IS NULL {rested} ORDER BY tries, {order} LIMIT ?",
            (site, max_tries, *([tried_before] if tried_before else []), limit),
        )
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
                db.execute(_PUT_VALIDATORS, (etag or before.etag, last_modified or before.last_modified, key))

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
        rows = self._rows(_SELECT_DEFERRED, (site, until, limit))
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t, is_deferred=True) for k, u, h, m, t in rows]

    def postpone_deferred(self, site: str, *, until: str, tries: int) -> None:  # noqa: D102 - see Store
        with self._transaction() as db:
            db.execute(
                f"UPDATE addresses SET not_before = max(not_before, {_SECONDS}), tries = max(tries, ?) "  # noqa: S608 - fixed text
                f"WHERE status = 0 AND site = {_SITE} AND not_before IS NOT NULL",
                (until, tries, site),
            )

    def article_count(self, site: str, *, limit: int) -> int:  # noqa: D102 - see Store
        sql = f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE site = {_SITE} LIMIT ?)"  # noqa: S608 - fixed text
        return int(self._rows(sql, (site, limit))[0][0])

    def article(self, article_id: str) -> ArticleState | None:  # noqa: D102 - see Store
        rows = self._rows(_SELECT_ARTICLE, (article_id,))
        if not rows:
            return None
        article_id, site, url, revision, content_hash, published, first_seen, last_seen, text_rules, consonants = rows[
            0
        ]
        return ArticleState(
            id=article_id,
            site=site,
            url=url,
            revision=revision,
            content_hash=unpacked_hash(content_hash),
            date_published=unpacked_timestamp(published),
            first_seen=str(unpacked_timestamp(first_seen)),
            last_seen=str(unpacked_timestamp(last_seen)),
            text_rules=text_rules,
            consonant_hash=consonants.hex(),
        )

    def article_with_content(self, content_hash: str) -> str | None:  # noqa: D102 - see Store
        sql = "SELECT id FROM contents JOIN articles ON number = article WHERE hash = ?"
        rows = self._rows(sql, (content_key(content_hash),))
        return str(rows[0][0]) if rows else None

    def near_duplicate_candidates(  # noqa: D102 - see Store
        self, keys: Sequence[int], months: Sequence[str], *, article_id: str
    ) -> list[DuplicateCandidate]:
        try:
            return self._signatures.candidates(keys, months, article_id=article_id)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def delete_signatures(self, *, before: str) -> int:  # noqa: D102 - see Store
        with self._transaction():
            return self._signatures.delete(before)

    def move_signatures(self) -> None:
        """Move the keys of all signatures to the tables in which they are searched, some in each transaction."""
        while True:
            with self._transaction():
                if not self._signatures.move():
                    return

    def signature_renewal(self) -> RenewalPosition | None:  # noqa: D102 - see Store
        with self._transaction():
            return self._signatures.renewal()

    def renew_signatures(  # noqa: D102 - see Store
        self, signed: Iterable[tuple[str, int, Signature]], *, since: RenewalPosition, until: RenewalPosition
    ) -> int | None:
        with self._transaction():
            return self._signatures.renew(signed, until) if self._signatures.renewal() == since else None

    def unwritten_lines(self, after: int) -> list[tuple[int, bytes]]:  # noqa: D102, ARG002 - see Store
        return []

    def end_signature_renewal(self) -> int:  # noqa: D102 - see Store
        with self._transaction():
            return self._signatures.end_renewal()

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
        if lines:
            raise ValueError("a state in SQLite keeps no lines; write them to a file")
        a, output = article, outputs[0] if outputs else None
        own = address_key(a.url)
        keys = list(dict.fromkeys([*keys, own]))
        with self._transaction() as db:
            site = self._site(a.site)
            if output:
                self._named("files", "path", output.path)
            timestamps = map(packed_timestamp, (a.date_published, a.first_seen, a.last_seen))
            text = (packed_hash(a.content_hash), a.text_rules, bytes.fromhex(a.consonant_hash))
            row = (a.id, a.site, own, a.revision, *text, *timestamps)
            number = db.execute(
                _PUT_ARTICLE, (*row, *((output.path, output.bytes) if output else (None, None)))
            ).fetchone()[0]
            db.execute(
                "INSERT OR IGNORE INTO contents (hash, article) VALUES (?, ?)", (content_key(a.content_hash), number)
            )
            met = self._numbers(keys)
            self._insert([(key, site, a.url, Status.DONE, None) for key in keys if key not in met], now=a.last_seen)
            self.changes.merged(list(met), number, a.last_seen)
            if output:
                self.changes.written(number, a.revision, output.crawl_id, a.last_seen)
            db.executemany(_SET_DONE, [(number, a.last_seen, key) for key in keys])
            self._drop_hints(list(met))
            if etag or last_modified:
                db.executemany(_PUT_VALIDATORS, [(etag, last_modified, key) for key in keys])
            else:
                db.executemany("DELETE FROM validators WHERE url = ?", [(url,) for url in met.values()])
            if next_revisit:
                db.execute(f"UPDATE addresses SET next_revisit = {_SECONDS} WHERE key = ?", (next_revisit, own))  # noqa: S608 - fixed text
            db.executemany(_PUT_OUTPUT, [(o.path, o.crawl_id, o.bytes, o.lines) for o in outputs])
            if fingerprint:
                self._signatures.put(a.id, fingerprint)

    def sync_changes(self) -> None:
        """Make everything that was committed survive a power cut, so that no number of the log of changes is given twice."""
        try:
            with suppress(FileNotFoundError), Path(f"{self.path}-wal").open("rb") as file:
                sync_file(file.fileno())
        except OSError as error:
            raise StateError(f"The state {self.path} cannot be synced: {error.strerror}. Run again.") from error

    def waiting_lines(self, ids: Sequence[str]) -> list[bytes]:  # noqa: ARG002 - see PostgresStore
        """Return nothing: the lines of articles are in files as soon as they are committed."""
        return []

    def removed_ids(self) -> frozenset[str]:  # noqa: D102 - see Store
        return frozenset(row[0] for row in self._rows("SELECT id FROM articles JOIN removals ON article = number"))

    def remove(self, removal: Removal, *, plan: str, without: Callable[[bytes], bytes] | None = None) -> None:  # noqa: ARG002 - see below
        """Remove articles and addresses from the state; keep a tombstone of each, and ``plan`` for the files.

        ``without`` is for a state that holds lines (:meth:`newscrawl.state.postgres.store.PostgresStore.remove`).

        In one transaction, which survives a power cut: whoever finds the plan (:meth:`rewrites`) later rewrites the files.
        Deleted text is overwritten in the database.
        """
        self._db.execute("PRAGMA secure_delete=ON")
        with self._synced() as db:
            for article_id, site in removal.articles.items():
                self._signatures.erase(article_id)
                removals.remove_article(db, self.changes, article_id, self._site(site), removal)
            for url, site in removal.addresses.items():
                key, number = address_key(url), self._site(site)
                if key not in self._numbers([key]):
                    self._insert([(key, number, url, Status.REMOVED, None)], now=removal.time)
                removals.remove_addresses(db, "key = ?", (key,), removal.time)
            db.execute("INSERT INTO rewrites (plan) VALUES (?)", (plan,))
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds the deleted text

    def rewrites(self) -> list[str]:
        """Return the plans of removals whose files are not all rewritten, oldest first."""
        return [str(row[0]) for row in self._rows("SELECT plan FROM rewrites ORDER BY rowid")]

    def finish_rewrite(self, plan: str) -> None:
        """Delete a plan: the files are rewritten."""
        with self._transaction() as db:
            db.execute("DELETE FROM rewrites WHERE plan = ?", (plan,))

    def tombstones(self) -> list[removals.Tombstone]:
        """Return what is known of the removed articles, in the order of their removal."""
        return [removals.Tombstone(*row) for row in self._rows(removals.SELECT_TOMBSTONES)]

    def article_keys(self, article_id: str) -> list[int]:
        """Return the keys of the addresses that led to an article."""
        sql = "SELECT key FROM addresses WHERE article = (SELECT number FROM articles WHERE id = ?)"
        return [int(row[0]) for row in self._rows(sql, (article_id,))]

    def article_at(self, key: int) -> str | None:
        """Return the id of the article that an address led to, ``None`` if there is none."""
        sql = "SELECT id FROM addresses JOIN articles ON articles.number = addresses.article WHERE key = ?"
        rows = self._rows(sql, (key,))
        return str(rows[0][0]) if rows else None

    def source(self, url: str) -> Source | None:  # noqa: D102 - see Store
        return self.sources([url]).get(url)

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:  # noqa: D102 - see Store
        found: dict[str, Source] = {}
        for start in range(0, len(addresses), _BATCH):
            batch = addresses[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            for row in self._rows(f"{_SELECT_SOURCE} WHERE url IN ({marks})", batch):
                found[row[0]] = _source(row)
        return found

    def entry_sources(self, site: str) -> list[Source]:  # noqa: D102 - see Store
        where = "WHERE site = ? AND root IS NULL AND next_check IS NOT NULL ORDER BY next_check"
        return [_source(row) for row in self._rows(f"{_SELECT_SOURCE} {where}", (site,))]

    def put_source(self, source: Source) -> None:  # noqa: D102 - see Store
        with self._transaction() as db:
            db.execute(_PUT_SOURCE, [getattr(source, name) for name in _SOURCE_COLUMNS])

    def next_due(self, site: str, *, revisits: bool) -> str | None:  # noqa: D102 - see Store
        if not self._rows("SELECT 1 FROM sites WHERE site = ? AND ended", (site,)):
            return None
        first = self._rows(
            "SELECT min(next_check) FROM sources WHERE site = ? AND root IS NULL AND next_check IS NOT NULL", (site,)
        )[0][0]
        deferred = self._rows(
            f"SELECT min(not_before) FROM addresses WHERE site = {_SITE} AND status = 0 AND not_before IS NOT NULL",  # noqa: S608 - fixed text
            (site,),
        )[0][0]
        if deferred:
            first = min(filter(None, (first, dates.from_epoch(deferred))))
        if not revisits:
            return first and str(first)
        again = self._rows(
            f"SELECT next_revisit FROM addresses WHERE site = {_SITE} AND next_revisit IS NOT NULL AND status IN (1, 3) "  # noqa: S608 - fixed text
            "ORDER BY next_revisit LIMIT 1",
            (site,),
        )
        return min((str(found) for found in (first, again and dates.from_epoch(again[0][0])) if found), default=None)

    def due_revisits(self, site: str, *, now: str, limit: int) -> list[Revisit]:  # noqa: D102 - see Store
        return [
            Revisit(
                address=Address(key=key, url=url, lastmod=lastmod),
                first_seen=str(unpacked_timestamp(seen)),
                date_published=unpacked_timestamp(published),
            )
            for key, url, lastmod, seen, published in self._rows(_SELECT_REVISITS, (site, now, limit))
        ]

    def schedule_revisits(self, rows: Sequence[tuple[int, str | None]]) -> None:  # noqa: D102 - see Store
        if not rows:
            return
        with self._transaction() as db:
            db.executemany(
                f"UPDATE addresses SET next_revisit = {_SECONDS} WHERE key = ?",  # noqa: S608 - fixed text
                [(when, key) for key, when in rows],
            )

    def outputs(self) -> list[Output]:  # noqa: D102 - see Store
        rows = self._rows("SELECT path, crawl_id, bytes, lines FROM outputs ORDER BY path")
        return [Output(path=p, crawl_id=c, bytes=b, lines=n) for p, c, b, n in rows]

    def put_output(self, output: Output) -> None:  # noqa: D102 - see Store
        with self._synced() as db:
            db.execute(_PUT_OUTPUT, (output.path, output.crawl_id, output.bytes, output.lines))

    def save_closing_plan(self, crawl_id: str, plan: str) -> None:  # noqa: D102 - see Store
        with self._synced() as db:
            db.execute("INSERT OR REPLACE INTO closings (crawl_id, said) VALUES (?, ?)", (crawl_id, plan))

    def closing_plan(self, crawl_id: str) -> str | None:  # noqa: D102 - see Store
        rows = self._rows("SELECT said FROM closings WHERE crawl_id = ?", (crawl_id,))
        return str(rows[0][0]) if rows else None

    def finish_run(self, crawl_id: str) -> None:  # noqa: D102 - see Store
        with self._transaction() as db:
            db.execute("DELETE FROM outputs WHERE crawl_id = ?", (crawl_id,))
            db.execute("DELETE FROM closings WHERE crawl_id = ?", (crawl_id,))

    def uncommit(self, output: Output, *, size: int) -> int:  # noqa: D102 - see Store
        beyond, where = "output = (SELECT number FROM files WHERE path = ?) AND line_end > ?", (output.path, size)
        lost = f"(SELECT number FROM articles WHERE {beyond})"  # noqa: S608 - fixed text
        with self._transaction() as db:
            count = int(db.execute(f"SELECT count(*) FROM {lost}", where).fetchone()[0])  # noqa: S608 - fixed text
            if count:
                # Their revisions are committed again. Who reads the log syncs it first, so nobody was told of them.
                revisions = f"(SELECT number, revision FROM articles WHERE {beyond})"  # noqa: S608 - fixed text
                self.changes.void(f"kind = 1 AND (article, revision) IN {revisions}", where)
                # The page must not be asked for under a condition: an answer "not modified" would not bring the article back.
                pages = f"SELECT url FROM addresses WHERE article IN {lost}"  # noqa: S608 - fixed text
                db.execute(f"DELETE FROM validators WHERE url IN ({pages})", where)  # noqa: S608 - fixed text
                db.execute(f"UPDATE addresses SET status = 0, tries = 0 WHERE article IN {lost}", where)  # noqa: S608 - fixed text
                db.execute(f"DELETE FROM contents WHERE article IN {lost}", where)  # noqa: S608 - fixed text
                first = f"{beyond} AND revision = 1"
                never = f"(SELECT number FROM articles WHERE {first})"  # noqa: S608 - fixed text
                db.execute(f"UPDATE addresses SET article = NULL WHERE article IN {never}", where)  # noqa: S608 - fixed text
                db.execute(f"DELETE FROM articles WHERE {first}", where)  # noqa: S608 - fixed text
                # An earlier revision may be in a finished file: the number goes back by one, and any content counts as changed.
                before = "revision = revision - 1, content_hash = '', consonants = x'', output = NULL, line_end = NULL"
                db.execute(f"UPDATE articles SET {before} WHERE {beyond}", where)  # noqa: S608 - fixed text
        return count

    def counts(self, site: str | None = None) -> Mapping[str, int]:  # noqa: D102 - see Store
        where, parameters = (f"WHERE site = {_SITE}", (site,)) if site else ("", ())
        sql = f"SELECT status, count(*) FROM addresses {where} GROUP BY status"  # noqa: S608 - fixed text
        by_status = dict(self._rows(sql, parameters))
        sql = f"SELECT count(*) FROM articles {where}"  # noqa: S608 - fixed text
        articles = self._rows(sql, parameters)[0][0]
        return {**{s.name.lower(): by_status.get(s, 0) for s in Status}, "articles": articles}

    def health_sites(self) -> list[str]:  # noqa: D102 - see Store
        try:
            return self._health.sites()
        except sqlite3.Error as error:
            raise self._error(error) from error

    def health(self, site: str) -> list[HealthRow]:  # noqa: D102 - see Store
        try:
            return self._health.rows(site)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def put_health(self, site: str, rows: Sequence[HealthRow], *, drop: Sequence[str] = ()) -> None:  # noqa: D102 - see Store
        with self._transaction():
            self._health.put(site, rows, drop=drop)

    def acquire_request_slot(  # noqa: D102 - see Store
        self, host: str, *, hosts: Collection[str], site: str, now: float, delay: float, day: str
    ) -> float:
        with self._transaction():
            return self._rate_limiter.acquire(host, hosts, site, now=now, delay=delay, day=day)

    def record_sent(self, host: str, *, now: float) -> None:  # noqa: D102 - see Store
        with self._transaction():
            self._rate_limiter.record_sent(host, now=now)

    def host_delay(self, hosts: Collection[str]) -> float:  # noqa: D102 - see Store
        try:
            return self._rate_limiter.delay(hosts)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def block_until(self, hosts: Collection[str], *, until: float) -> None:  # noqa: D102 - see Store
        with self._transaction():
            self._rate_limiter.block_until(hosts, until)

    def blocked_until(self, hosts: Collection[str]) -> float:  # noqa: D102 - see Store
        try:
            return self._rate_limiter.blocked_until(hosts)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def request_count(self, site: str, *, day: str) -> int:  # noqa: D102 - see Store
        try:
            return self._rate_limiter.count(site, day)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def close(self) -> None:  # noqa: D102 - see Store
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def forget_addresses(db: sqlite3.Connection, where: str, parameters: Sequence[object]) -> int:
    """Delete the addresses that meet a condition, with their urls, hints and validators; return their number.

    Removed addresses stay, so that they are never fetched again. The caller holds a transaction and writes the SQL condition.
    """
    where = f"({where}) AND status != 4"
    urls = f"(SELECT url FROM addresses WHERE {where})"  # noqa: S608 - the caller's fixed text
    for table, column in (("hints", "url"), ("validators", "url"), ("urls", "number")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN {urls}", parameters)  # noqa: S608 - own names
    return db.execute(f"DELETE FROM addresses WHERE {where}", parameters).rowcount  # noqa: S608 - the caller's fixed text


def forget_articles(db: sqlite3.Connection, where: str, parameters: Sequence[object]) -> None:
    """Delete the articles that meet a condition, the keys of their content, and their changes.

    The tombstones of removed articles stay. The caller holds a transaction and writes the SQL condition.
    """
    where = f"({where}) AND number NOT IN (SELECT article FROM removals)"  # noqa: S608 - the caller's fixed text
    articles = f"(SELECT number FROM articles WHERE {where})"  # noqa: S608 - the caller's fixed text
    db.execute(f"DELETE FROM contents WHERE article IN {articles}", parameters)  # noqa: S608 - the caller's fixed text
    ChangeLog(db).void(f"article IN {articles}", parameters)
    db.execute(f"DELETE FROM articles WHERE {where}", parameters)  # noqa: S608 - the caller's fixed text


def _source(row: Sequence[Any]) -> Source:
    """Return the source in a row of :data:`_SELECT_SOURCE`."""
    found = dict(zip(_SOURCE_COLUMNS, row, strict=True))
    return Source(**{**found, "unfinished": bool(found["unfinished"])})


class MemoryStore(SQLiteStore):
    """A store in memory, which is gone when it is closed: for replays and tests."""

    def __init__(self) -> None:
        """Create an empty store."""
        super().__init__(":memory:")


def schema_version(directory: Path) -> int:
    """Return the schema of the state in ``directory``. Raises :class:`StateError` if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{(directory / FILE_NAME).absolute().as_uri()}?mode=ro", uri=True)) as db:
            return int(db.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error as error:
        raise StateError(f"The state {directory / FILE_NAME} cannot be read: {error}.") from error


def open_existing_store(directory: Path, *, read_only: bool = True) -> SQLiteStore:
    """Open the state in ``directory``, by default for reading only; a crawl may write to it at the same time.

    Raises :class:`StateError` if there is no state, if it is damaged, or if another version of newscrawl wrote it. With
    ``read_only=False`` a state of an older version is migrated.
    """
    if not (directory / FILE_NAME).exists():
        inside = directory / STATE_DIRECTORY
        where = (
            f"{inside} is one" if (inside / FILE_NAME).exists() else f"by default it is {STATE_DIRECTORY} in the output"
        )
        raise StateError(f"There is no state in {directory}. Name its directory with --state; {where}.")
    return SQLiteStore(str(directory / FILE_NAME), read_only=read_only)


def open_or_create_store(directory: Path) -> SQLiteStore:
    """Open the state in ``directory`` for a run, and create both if they do not exist; raise :class:`StateError`."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateError(
            f"The state directory {directory} cannot be created: {error.strerror}. Choose another with --state."
        ) from error
    return SQLiteStore(str(directory / FILE_NAME))
