"""The store in SQLite: one file in each state directory, in WAL mode.

A killed process loses nothing that was committed, because the kernel holds the written pages. After a power cut the
database is consistent, but may lack its last transactions (``synchronous=NORMAL`` syncs at checkpoints), and an output
file may be shorter than the database says. The next run repairs both from the lengths stored here
(:meth:`SQLiteStore.outputs`, :meth:`SQLiteStore.uncommit`). Before a run renames its files, it syncs them and then this
database (:meth:`SQLiteStore.save_closing_plan`), so that nothing about a finished file is ever lost.
:mod:`newscrawl.archive.run` describes the whole protocol.

- :mod:`newscrawl.state.sqlite_connection` opens the file and runs transactions.
- :mod:`newscrawl.state.sqlite_addresses` and :mod:`newscrawl.state.sqlite_articles` hold what a crawl asks for each page.
- :mod:`newscrawl.state.sqlite_rebuild` takes in finished runs that a lost or older state does not know.
- This module holds the rest: sources, revisits, outputs, counts, health and request slots.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from newscrawl.file_sync import sync_file
from newscrawl.state.damage import checked_health, checked_source, stored_seconds, stored_time
from newscrawl.state.known import Status
from newscrawl.state.schema import unpacked_timestamp
from newscrawl.state.sqlite_articles import PUT_OUTPUT
from newscrawl.state.sqlite_connection import BATCH, SECONDS, SITE, URL, URLS
from newscrawl.state.sqlite_rebuild import RebuildTables
from newscrawl.state.store import Address, Output, Revisit, Source, StateError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newscrawl.state.health import HealthRow

STATE_DIRECTORY: Final = ".state"
"""Default name of the state directory in an output directory."""

FILE_NAME: Final = "state.sqlite3"
"""Name of the database in a state directory."""

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
SELECT addresses.key, {URL}, addresses.lastmod, articles.first_seen, articles.date_published
FROM addresses {URLS} JOIN articles ON articles.number = addresses.article
WHERE addresses.site = {SITE} AND addresses.next_revisit <= {SECONDS} AND addresses.status IN (1, 3)
ORDER BY addresses.next_revisit LIMIT ?
"""  # noqa: S608 - fixed text


class SQLiteStore(RebuildTables):
    """A :class:`~newscrawl.state.store.Store` in one SQLite file."""

    turn_seconds: float | None = None
    """All that share this state are on one machine, where a lock file keeps two requests to a host apart."""

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

    def source(self, url: str) -> Source | None:  # noqa: D102 - see Store
        return self.sources([url]).get(url)

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:  # noqa: D102 - see Store
        found: dict[str, Source] = {}
        for start in range(0, len(addresses), BATCH):
            batch = addresses[start : start + BATCH]
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
        first = stored_time(first, f"next_check of a source of {site}")
        deferred = self._rows(
            f"SELECT min(not_before) FROM addresses WHERE site = {SITE} AND status = 0 AND not_before IS NOT NULL",  # noqa: S608 - fixed text
            (site,),
        )[0][0]
        if deferred:
            first = min(filter(None, (first, stored_seconds(deferred, f"not_before of an address of {site}"))))
        if not revisits:
            return first and str(first)
        again = self._rows(
            f"SELECT next_revisit FROM addresses WHERE site = {SITE} AND next_revisit IS NOT NULL AND status IN (1, 3) "  # noqa: S608 - fixed text
            "ORDER BY next_revisit LIMIT 1",
            (site,),
        )
        return min(
            (
                str(found)
                for found in (first, again and stored_seconds(again[0][0], f"next_revisit of an address of {site}"))
                if found
            ),
            default=None,
        )

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
                f"UPDATE addresses SET next_revisit = {SECONDS} WHERE key = ?",  # noqa: S608 - fixed text
                [(when, key) for key, when in rows],
            )

    def outputs(self) -> list[Output]:  # noqa: D102 - see Store
        rows = self._rows("SELECT path, crawl_id, bytes, lines FROM outputs ORDER BY path")
        return [Output(path=p, crawl_id=c, bytes=b, lines=n) for p, c, b, n in rows]

    def put_output(self, output: Output) -> None:  # noqa: D102 - see Store
        with self._synced() as db:
            db.execute(PUT_OUTPUT, (output.path, output.crawl_id, output.bytes, output.lines))

    def save_closing_plan(self, crawl_id: str, plan: str) -> None:  # noqa: D102 - see Store
        with self._synced() as db:
            db.execute("INSERT OR REPLACE INTO closings (crawl_id, said) VALUES (?, ?)", (crawl_id, plan))

    def closing_plan(self, crawl_id: str) -> str | None:  # noqa: D102 - see Store
        rows = self._rows("SELECT said FROM closings WHERE crawl_id = ?", (crawl_id,))
        return str(rows[0][0]) if rows else None

    def finish_run(self, crawl_id: str) -> None:  # noqa: D102 - see Store
        self.add_finished_runs([crawl_id])

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

    def sync_changes(self) -> None:
        """Make everything that was committed survive a power cut, so that no number of the log of changes is given twice."""
        try:
            with suppress(FileNotFoundError), Path(f"{self.path}-wal").open("rb") as file:
                sync_file(file.fileno())
        except OSError as error:
            raise StateError(f"The state {self.path} cannot be synced: {error.strerror}. Run again.") from error

    def counts(self, site: str | None = None) -> Mapping[str, int]:  # noqa: D102 - see Store
        where, parameters = (f"WHERE site = {SITE}", (site,)) if site else ("", ())
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
            return [checked_health(row, site) for row in self._health.rows(site)]
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


def _source(row: Sequence[Any]) -> Source:
    """Return the source in a row of :data:`_SELECT_SOURCE`."""
    found = dict(zip(_SOURCE_COLUMNS, row, strict=True))
    return checked_source(Source(**{**found, "unfinished": bool(found["unfinished"])}))


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
