"""The store in SQLite: one file a state directory, in WAL mode.

Durability. A killed process loses nothing that was committed: the pages are the kernel's. After a power cut the
database is whole but may have forgotten its last transactions (``synchronous=NORMAL`` syncs at checkpoints), and a
JSONL file may be shorter than the database remembers; both are mended at the next start from the lengths kept here
(:meth:`SQLiteStore.outputs`, :meth:`SQLiteStore.uncommit`). A finished file is synced before its row is dropped.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from newscrawl.state import health, pace, signatures
from newscrawl.state.store import (
    Address,
    ArticleState,
    KnownAddress,
    Output,
    Revisit,
    Source,
    StateError,
    Status,
    address_key,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from newscrawl.dedupe import Candidate
    from newscrawl.state.health import HealthRow
    from newscrawl.state.store import Fingerprint

FILE_NAME: Final = "state.sqlite3"
APPLICATION_ID: Final = 0x6E637277  # "ncrw"
_BATCH: Final = 500

_TABLES: Final = """
CREATE TABLE addresses (
    key INTEGER PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '',
    hints TEXT NOT NULL DEFAULT '', lastmod TEXT, etag TEXT, last_modified TEXT, tries INTEGER NOT NULL DEFAULT 0,
    article_id TEXT, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL);
CREATE INDEX pending_addresses ON addresses (site, tries, first_seen DESC) WHERE status = 0;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, revision INTEGER NOT NULL, content_hash TEXT NOT NULL,
    date_published TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, output TEXT, line_end INTEGER) WITHOUT ROWID;
CREATE TABLE contents (content_hash TEXT PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT, last_modified TEXT, checked TEXT, brought_news TEXT)
    WITHOUT ROWID;
CREATE TABLE sites (site TEXT PRIMARY KEY, ended INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outputs (path TEXT PRIMARY KEY, crawl_id TEXT NOT NULL, bytes INTEGER NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;
"""

_SCHEDULE: Final = """
ALTER TABLE sources ADD COLUMN root TEXT;
ALTER TABLE sources ADD COLUMN first_checked TEXT;
ALTER TABLE sources ADD COLUMN gap REAL;
ALTER TABLE sources ADD COLUMN interval REAL;
ALTER TABLE sources ADD COLUMN next_check TEXT;
ALTER TABLE sources ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entries ON sources (site, next_check) WHERE root IS NULL AND next_check IS NOT NULL;
ALTER TABLE addresses ADD COLUMN next_revisit TEXT;
CREATE INDEX revisits ON addresses (site, next_revisit) WHERE next_revisit IS NOT NULL
"""

_MIGRATIONS: Final = (_TABLES, signatures.TABLES, _SCHEDULE, health.TABLES, pace.TABLES)
"""What leads from each schema to the next; the first makes an empty file schema 1."""

SCHEMA: Final = len(_MIGRATIONS)
_STATUS: Final = tuple(Status)

_SECONDS: Final = "CAST(strftime('%s', ?) AS INTEGER)"
"""A moment as seconds since 1970: a million addresses with two moments each are 40 MB smaller for it."""

_ADD: Final = f"""
INSERT INTO addresses (key, site, url, status, hints, lastmod, first_seen, last_seen)
VALUES (?, ?, ?, 0, ?, ?, {_SECONDS}, {_SECONDS})
ON CONFLICT (key) DO UPDATE SET status = 0, tries = 0, url = excluded.url, hints = excluded.hints, lastmod = excluded.lastmod,
    last_seen = excluded.last_seen
"""  # noqa: S608 - fixed text

_BY_DATE: Final = (
    "coalesce(CASE WHEN hints != '' THEN json_extract(hints, '$.date_published') END, lastmod, '9'), first_seen"
)

_DONE: Final = f"""
INSERT INTO addresses (key, site, url, status, article_id, etag, last_modified, first_seen, last_seen)
VALUES (?, ?, ?, 1, ?, ?, ?, {_SECONDS}, {_SECONDS})
ON CONFLICT (key) DO UPDATE SET status = 1, reason = '', tries = 0, hints = '', article_id = excluded.article_id,
    etag = excluded.etag, last_modified = excluded.last_modified, last_seen = excluded.last_seen
"""  # noqa: S608 - fixed text

_SETTLE: Final = f"""
UPDATE addresses SET status = ?, reason = ?, last_seen = {_SECONDS}, etag = coalesce(?, etag),
    last_modified = coalesce(?, last_modified) WHERE key = ?
"""  # noqa: S608 - fixed text

_FAILED: Final = f"UPDATE addresses SET tries = tries + 1, last_seen = {_SECONDS} WHERE key = ?"  # noqa: S608 - fixed text

_ARTICLE: Final = """
INSERT INTO articles (id, site, url, revision, content_hash, date_published, first_seen, last_seen, output, line_end)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET url = excluded.url, revision = excluded.revision, content_hash = excluded.content_hash,
    date_published = excluded.date_published, last_seen = excluded.last_seen, output = excluded.output, line_end = excluded.line_end
"""

_SOURCE: Final = (
    "url", "site", "kind", "etag", "last_modified", "checked", "brought_news", "root", "first_checked", "gap", "interval",
    "next_check", "unfinished",
)  # fmt: skip
_SELECT_SOURCE: Final = f"SELECT {', '.join(_SOURCE)} FROM sources"  # noqa: S608 - the names stand above
_PUT_SOURCE: Final = (
    f"INSERT INTO sources ({', '.join(_SOURCE)}) VALUES ({', '.join('?' * len(_SOURCE))}) ON CONFLICT (url) DO UPDATE SET "  # noqa: S608 - the names stand above
    "etag = excluded.etag, last_modified = excluded.last_modified, checked = coalesce(excluded.checked, checked), "
    "brought_news = coalesce(excluded.brought_news, brought_news), root = excluded.root, "
    "first_checked = coalesce(first_checked, excluded.first_checked), gap = excluded.gap, interval = excluded.interval, "
    "next_check = excluded.next_check, unfinished = excluded.unfinished"
)

_REVISITS: Final = """
SELECT addresses.key, addresses.url, addresses.hints, addresses.lastmod, articles.first_seen, articles.date_published
FROM addresses JOIN articles ON articles.id = addresses.article_id
WHERE addresses.site = ? AND addresses.next_revisit <= ? AND addresses.status IN (1, 3) ORDER BY addresses.next_revisit LIMIT ?
"""

_OUTPUT: Final = "INSERT OR REPLACE INTO outputs (path, crawl_id, bytes, lines) VALUES (?, ?, ?, ?)"


class SQLiteStore:
    """A :class:`~newscrawl.state.store.Store` in one SQLite file; see the module for what a crash leaves behind."""

    def __init__(self, path: str) -> None:
        """Open or make the database at ``path`` (``:memory:`` for one that forgets)."""
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
            self._prepare()
            self._signatures = signatures.Signatures(self._db)
            self._health = health.HealthTable(self._db)
            self._pace = pace.PaceTable(self._db)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _prepare(self) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "busy_timeout=30000",
            "temp_store=MEMORY",
            "cache_size=-32768",
        ):
            self._db.execute(f"PRAGMA {pragma}")
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if version == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StateError(
                f"{self.path} is a database of something else. Give newscrawl a state directory of its own with --state."
            )
        if version > SCHEMA:
            raise StateError(
                f"{self.path} was written by a newer newscrawl (schema {version}, this one reads {SCHEMA}). "
                "Upgrade newscrawl, or use another state directory."
            )
        if version < SCHEMA:
            self._migrate()

    def _migrate(self) -> None:
        """Lead the file to this schema in one transaction: a kill leaves the old one."""
        with self._transaction() as db:
            # Read again under the lock: another process may have been faster.
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            for step in _MIGRATIONS[version:]:
                for statement in step.split(";"):
                    db.execute(statement)
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            db.execute(f"PRAGMA user_version={SCHEMA}")

    def _error(self, error: sqlite3.Error) -> StateError:
        what = str(error)
        if "malformed" in what or "not a database" in what:
            way_out = "The file is damaged and was not touched. Move it aside to start afresh, or restore a copy; finished outputs are safe."
        elif "locked" in what:
            way_out = "Another process has held it for 30 seconds. Wait for that one to end, or use another --state."
        else:
            way_out = "Check that the directory can be written and that the disk has room, then run again: nothing committed is lost."
        return StateError(f"The state {self.path} cannot be used: {what}. {way_out}")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:  # noqa: D102 - said by Store
        found: dict[int, KnownAddress] = {}
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            sql = f"SELECT key, status, lastmod, etag, last_modified FROM addresses WHERE key IN ({marks})"  # noqa: S608 - marks only
            for key, status, lastmod, etag, last_modified in self._rows(sql, batch):
                found[key] = KnownAddress(_STATUS[status], lastmod, etag, last_modified)
        return found

    def add(self, site: str, addresses: Iterable[Address], *, now: str) -> int:  # noqa: D102 - said by Store
        rows = [(a.key, site, a.url, a.hints, a.lastmod, now, now) for a in addresses]
        if rows:
            with self._transaction() as db:
                db.executemany(_ADD, rows)
        return len(rows)

    def note_lastmod(self, rows: Sequence[tuple[int, str]]) -> None:  # noqa: D102 - said by Store
        if not rows:
            return
        with self._transaction() as db:
            db.executemany("UPDATE addresses SET lastmod = ?2 WHERE key = ?1 AND lastmod IS NULL", rows)

    def begin(self, site: str) -> bool:  # noqa: D102 - said by Store
        rows = self._rows("SELECT ended FROM sites WHERE site = ?", (site,))
        self._mark(site, ended=False)
        return bool(rows and rows[0][0])

    def end(self, site: str) -> None:  # noqa: D102 - said by Store
        self._mark(site, ended=True)

    def _mark(self, site: str, *, ended: bool) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO sites (site, ended) VALUES (?, ?)", (site, ended))

    def pending(  # noqa: D102 - said by Store
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        order = _BY_DATE if by_date else "first_seen DESC"
        rested = f"AND (tries = 0 OR last_seen < {_SECONDS})" if tried_before else ""
        rows = self._rows(
            f"SELECT key, url, hints, lastmod, tries FROM addresses WHERE status = 0 AND site = ? AND tries < ? {rested} "  # noqa: S608 - fixed text
            f"ORDER BY tries, {order} LIMIT ?",
            (site, max_tries, *([tried_before] if tried_before else []), limit),
        )
        return [Address(key=k, url=u, hints=h, lastmod=m, tries=t) for k, u, h, m, t in rows]

    def settle(  # noqa: D102 - said by Store
        self,
        key: int,
        status: Status,
        *,
        now: str,
        reason: str = "",
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        with self._transaction() as db:
            db.execute(_SETTLE, (status, reason, now, etag, last_modified, key))

    def forget(self, key: int) -> None:  # noqa: D102 - said by Store
        with self._transaction() as db:
            db.execute("DELETE FROM addresses WHERE key = ?", (key,))

    def failed(self, key: int, *, now: str) -> None:  # noqa: D102 - said by Store
        with self._transaction() as db:
            db.execute(_FAILED, (now, key))

    def article(self, article_id: str) -> ArticleState | None:  # noqa: D102 - said by Store
        rows = self._rows(
            "SELECT id, site, url, revision, content_hash, date_published, first_seen, last_seen FROM articles WHERE id = ?",
            (article_id,),
        )
        if not rows:
            return None
        names = ("id", "site", "url", "revision", "content_hash", "date_published", "first_seen", "last_seen")
        return ArticleState(**dict(zip(names, rows[0], strict=True)))

    def content(self, content_hash: str) -> str | None:  # noqa: D102 - said by Store
        rows = self._rows("SELECT article_id FROM contents WHERE content_hash = ?", (content_hash,))
        return str(rows[0][0]) if rows else None

    def copy_candidates(  # noqa: D102 - said by Store
        self, keys: Sequence[int], months: Sequence[str], *, article_id: str
    ) -> list[Candidate]:
        try:
            return self._signatures.candidates(keys, months, article_id=article_id)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def commit(  # noqa: D102 - said by Store
        self,
        article: ArticleState,
        *,
        keys: Sequence[int],
        outputs: Sequence[Output],
        etag: str | None = None,
        last_modified: str | None = None,
        fingerprint: Fingerprint | None = None,
        next_revisit: str | None = None,
    ) -> None:
        a, output = article, outputs[0] if outputs else None
        where = (output.path, output.bytes) if output else (None, None)
        with self._transaction() as db:
            db.execute(
                _ARTICLE,
                (a.id, a.site, a.url, a.revision, a.content_hash, a.date_published, a.first_seen, a.last_seen, *where),
            )
            db.execute(
                "INSERT OR IGNORE INTO contents (content_hash, article_id) VALUES (?, ?)", (a.content_hash, a.id)
            )
            db.executemany(
                _DONE, [(key, a.site, a.url, a.id, etag, last_modified, a.last_seen, a.last_seen) for key in keys]
            )
            if next_revisit:
                db.execute("UPDATE addresses SET next_revisit = ? WHERE key = ?", (next_revisit, address_key(a.url)))
            db.executemany(_OUTPUT, [(o.path, o.crawl_id, o.bytes, o.lines) for o in outputs])
            if fingerprint:
                self._signatures.put(a.id, fingerprint)

    def source(self, url: str) -> Source | None:  # noqa: D102 - said by Store
        return self.sources([url]).get(url)

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:  # noqa: D102 - said by Store
        found: dict[str, Source] = {}
        for start in range(0, len(addresses), _BATCH):
            batch = addresses[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            for row in self._rows(f"{_SELECT_SOURCE} WHERE url IN ({marks})", batch):
                found[row[0]] = _source(row)
        return found

    def entries(self, site: str) -> list[Source]:  # noqa: D102 - said by Store
        where = "WHERE site = ? AND root IS NULL AND next_check IS NOT NULL ORDER BY next_check"
        return [_source(row) for row in self._rows(f"{_SELECT_SOURCE} {where}", (site,))]

    def put_source(self, source: Source) -> None:  # noqa: D102 - said by Store
        with self._transaction() as db:
            db.execute(_PUT_SOURCE, [getattr(source, name) for name in _SOURCE])

    def next_due(self, site: str, *, revisits: bool) -> str | None:  # noqa: D102 - said by Store
        if not self._rows("SELECT 1 FROM sites WHERE site = ? AND ended", (site,)):
            return None
        first = self._rows(
            "SELECT min(next_check) FROM sources WHERE site = ? AND root IS NULL AND next_check IS NOT NULL", (site,)
        )[0][0]
        if not revisits:
            return first and str(first)
        again = self._rows(
            "SELECT next_revisit FROM addresses WHERE site = ? AND next_revisit IS NOT NULL AND status IN (1, 3) "
            "ORDER BY next_revisit LIMIT 1",
            (site,),
        )
        return min((str(found) for found in (first, again and again[0][0]) if found), default=None)

    def revisits(self, site: str, *, now: str, limit: int) -> list[Revisit]:  # noqa: D102 - said by Store
        return [
            Revisit(address=Address(key=k, url=u, hints=h, lastmod=m), first_seen=seen, date_published=published)
            for k, u, h, m, seen, published in self._rows(_REVISITS, (site, now, limit))
        ]

    def plan_revisits(self, rows: Sequence[tuple[int, str | None]]) -> None:  # noqa: D102 - said by Store
        if not rows:
            return
        with self._transaction() as db:
            db.executemany("UPDATE addresses SET next_revisit = ?2 WHERE key = ?1", rows)

    def outputs(self) -> list[Output]:  # noqa: D102 - said by Store
        rows = self._rows("SELECT path, crawl_id, bytes, lines FROM outputs ORDER BY path")
        return [Output(path=p, crawl_id=c, bytes=b, lines=n) for p, c, b, n in rows]

    def put_output(self, output: Output) -> None:  # noqa: D102 - said by Store
        with self._transaction() as db:
            db.execute(_OUTPUT, (output.path, output.crawl_id, output.bytes, output.lines))

    def finish_output(self, path: str) -> None:  # noqa: D102 - said by Store
        with self._transaction() as db:
            db.execute("DELETE FROM outputs WHERE path = ?", (path,))

    def uncommit(self, output: Output, *, size: int) -> int:  # noqa: D102 - said by Store
        with self._transaction() as db:
            lost = [
                row[0]
                for row in db.execute("SELECT id FROM articles WHERE output = ? AND line_end > ?", (output.path, size))
            ]
            for article_id in lost:
                db.execute("UPDATE addresses SET status = 0, tries = 0 WHERE article_id = ?", (article_id,))
                db.execute("DELETE FROM contents WHERE article_id = ?", (article_id,))
                db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return len(lost)

    def counts(self, site: str | None = None) -> Mapping[str, int]:  # noqa: D102 - said by Store
        where, parameters = ("WHERE site = ?", (site,)) if site else ("", ())
        sql = f"SELECT status, count(*) FROM addresses {where} GROUP BY status"  # noqa: S608 - fixed text
        by_status = dict(self._rows(sql, parameters))
        sql = f"SELECT count(*) FROM articles {where}"  # noqa: S608 - fixed text
        articles = self._rows(sql, parameters)[0][0]
        return {**{s.name.lower(): by_status.get(s, 0) for s in Status}, "articles": articles}

    def health_sites(self) -> list[str]:  # noqa: D102 - said by Store
        try:
            return self._health.sites()
        except sqlite3.Error as error:
            raise self._error(error) from error

    def health(self, site: str) -> list[HealthRow]:  # noqa: D102 - said by Store
        try:
            return self._health.rows(site)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def put_health(self, site: str, rows: Sequence[HealthRow], *, drop: Sequence[str] = ()) -> None:  # noqa: D102 - said by Store
        with self._transaction():
            self._health.put(site, rows, drop=drop)

    def ask_host(  # noqa: D102 - said by Store
        self, host: str, *, hosts: Collection[str], site: str, now: float, delay: float, day: str
    ) -> float:
        with self._transaction():
            return self._pace.ask(host, hosts, site, now=now, delay=delay, day=day)

    def leave_alone(self, hosts: Collection[str], *, until: float) -> None:  # noqa: D102 - said by Store
        with self._transaction():
            self._pace.leave_alone(hosts, until)

    def left_alone(self, hosts: Collection[str]) -> float:  # noqa: D102 - said by Store
        try:
            return self._pace.left_alone(hosts)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def requests(self, site: str, *, day: str) -> int:  # noqa: D102 - said by Store
        try:
            return self._pace.asked(site, day)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def close(self) -> None:  # noqa: D102 - said by Store
        self._db.close()


def _source(row: Sequence[Any]) -> Source:
    found = dict(zip(_SOURCE, row, strict=True))
    return Source(**{**found, "unfinished": bool(found["unfinished"])})


class MemoryStore(SQLiteStore):
    """A store that forgets when it is closed: for replays and for tests."""

    def __init__(self) -> None:
        """An empty store."""
        super().__init__(":memory:")


def open_store(directory: Path) -> SQLiteStore:
    """The store of a state directory, made where there is none; :class:`StateError` where that cannot be."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateError(
            f"The state directory {directory} cannot be made: {error.strerror}. Choose another with --state."
        ) from error
    return SQLiteStore(str(directory / FILE_NAME))
