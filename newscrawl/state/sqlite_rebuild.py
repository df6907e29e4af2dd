"""What a state in SQLite needs to take in articles of finished runs that it does not know: it was lost, emptied, or an older copy.

A run is *finished* for the state if its row is in ``runs`` and nothing of it is left to close. While the articles of an unknown run are
taken in, their changes belong to a row of another name, :data:`_TAKING` and the id of the run. A kill in between thus leaves the run
unknown, and the next start goes on: what is stored already is not stored again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.state import removals
from newscrawl.state.known import Status
from newscrawl.state.schema import content_key, packed_hash, packed_timestamp, unpacked_timestamp
from newscrawl.state.sqlite_addresses import PUT_VALIDATORS
from newscrawl.state.sqlite_articles import PUT_ARTICLE, ArticleTables
from newscrawl.state.sqlite_connection import SECONDS
from newscrawl.state.store import Fingerprint, address_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from newscrawl.state.written import WrittenArticle

_TAKING: Final = "?"
"""Start of the name of a run whose articles are being taken in. No id of a run begins with it."""

_FINISHED: Final = """
SELECT crawl_id FROM runs WHERE crawl_id NOT IN (SELECT crawl_id FROM outputs) UNION SELECT crawl_id FROM closings
"""
"""A closing plan is saved when every article of the run is committed, and before its manifest is written."""

_SET_TAKEN: Final = f"""
UPDATE addresses SET status = 1, tries = 0, not_before = NULL, reason = NULL, article = ?, lastmod = max(coalesce(lastmod, 0), ?),
    last_seen = max(last_seen, {SECONDS}) WHERE key = ?
"""  # noqa: S608 - fixed text


class RebuildTables(ArticleTables):
    """The methods of a state in SQLite by which it is rebuilt from files."""

    def finished_runs(self) -> frozenset[str]:
        """Return the runs whose articles are all known, whether they are still known or were forgotten since."""
        return frozenset(row[0] for row in self._rows(_FINISHED))

    def add_finished_runs(self, crawl_ids: Iterable[str]) -> None:
        """Note that all articles of runs are known, and drop what was noted of their files when they were written."""
        with self._transaction() as db:
            self.changes.forget_numbers()
            for crawl_id in crawl_ids:
                db.execute("INSERT OR IGNORE INTO runs (crawl_id) VALUES (?)", (crawl_id,))
                row = db.execute("SELECT number FROM runs WHERE crawl_id = ?", (_TAKING + crawl_id,)).fetchone()
                if row:
                    real = "(SELECT number FROM runs WHERE crawl_id = ?)"
                    db.execute(f"UPDATE changes SET run = {real} WHERE run = ?", (crawl_id, *row))  # noqa: S608 - fixed text
                    db.execute("DELETE FROM runs WHERE number = ?", row)
                for table in ("outputs", "closings"):
                    db.execute(f"DELETE FROM {table} WHERE crawl_id = ?", (crawl_id,))  # noqa: S608 - own names

    def lacks(self, article: WrittenArticle) -> bool:
        """Return whether this revision is later than what is stored of the article, and nobody asked for its removal."""
        a = article.state
        if any(found.status is Status.REMOVED for found in self.known(article.keys).values()):
            return False
        sql = "SELECT revision, last_seen, number IN (SELECT article FROM removals) FROM articles WHERE id = ?"
        for revision, last_seen, is_removed in self._rows(sql, (a.id,)):
            fetched, stored = (dates.to_epoch(when) or 0 for when in (a.last_seen, unpacked_timestamp(last_seen)))
            # Two states that wrote into one output, or a site that was forgotten, give one revision twice. The later one counts.
            return not is_removed and (a.revision, fetched) > (revision, stored)
        return True

    def take_in(self, articles: Iterable[WrittenArticle]) -> int:
        """Store the articles among these that are lacking (:meth:`lacks`), in one transaction; return their number."""
        with self._transaction() as db:
            found = 0
            for article in articles:
                if self.lacks(article):
                    self._take_in(db, article)
                    found += 1
        return found

    def drop_waiting(self, articles: Collection[WrittenArticle]) -> None:
        """Do nothing: lines that wait are in part files, which are compared with the state elsewhere."""

    def _take_in(self, db: sqlite3.Connection, article: WrittenArticle) -> None:
        """Store one article as a commit would, but for addresses of which later news is stored."""
        a, keys, output = article.state, article.keys, article.output
        site = self._site(a.site)
        file = (self._kept("files", "path", output.path), output.bytes) if output else (None, None)
        timestamps = map(packed_timestamp, (a.date_published, a.first_seen, a.last_seen))
        text = (packed_hash(a.content_hash), a.text_rules, bytes.fromhex(a.consonant_hash))
        number = db.execute(PUT_ARTICLE, (a.id, site, keys[0], a.revision, *text, *timestamps, *file)).fetchone()[0]
        db.execute(
            "INSERT OR IGNORE INTO contents (hash, article) VALUES (?, ?)", (content_key(a.content_hash), number)
        )
        fetched = dates.to_epoch(a.last_seen) or 0
        met = self._numbers(keys)
        urls = {address_key(url): url for url in (article.requested_url, a.url)}
        self._insert([(key, site, urls[key], Status.DONE, fetched) for key in keys if key not in met], now=a.last_seen)
        self.changes.merged(list(met), number, a.last_seen)
        self.changes.written(number, a.revision, _TAKING + article.crawl_id, a.last_seen)
        for key in [key for key in keys if not self._has_later_news(db, key, fetched)]:
            db.execute(_SET_TAKEN, (number, fetched, a.last_seen, key))
            self._drop_hints([key])
            db.execute("DELETE FROM validators WHERE url = (SELECT url FROM addresses WHERE key = ?)", (key,))
            if article.etag or article.last_modified:
                db.execute(PUT_VALIDATORS, (article.etag, article.last_modified, key))
        if article.next_revisit:
            db.execute(
                f"UPDATE addresses SET next_revisit = {SECONDS} WHERE key = ?",  # noqa: S608 - fixed text
                (article.next_revisit, keys[0]),
            )
        if article.signature:
            head = "SELECT cluster FROM signatures JOIN articles ON signatures.number = signature WHERE id = ?"
            cluster = db.execute(head, (article.cluster_id,)).fetchone()
            found = Fingerprint(
                signature=article.signature, month=article.month, cluster=cluster[0] if cluster else None
            )
            self._signatures.put(a.id, found)

    def _has_later_news(self, db: sqlite3.Connection, key: int, fetched: int) -> bool:
        """Return whether a stored address changed, was rejected or was gone after an article was fetched from it."""
        status, lastmod, last_seen = db.execute(
            "SELECT status, lastmod, last_seen FROM addresses WHERE key = ?", (key,)
        ).fetchone()
        if status == Status.PENDING:
            return lastmod is not None and bool(lastmod > fetched)
        return status in {Status.REJECTED, Status.GONE} and bool(last_seen > fetched)

    # -- removals ---------------------------------------------------------------------------------------------------

    def take_in_removals(
        self, articles: Iterable[removals.Tombstone], addresses: Iterable[tuple[int, str]], *, now: str
    ) -> None:
        """Store tombstones, and addresses (key, site) that are never fetched again, in one transaction.

        Text of articles that are stored is deleted and overwritten, as by :meth:`remove`.
        """
        self._db.execute("PRAGMA secure_delete=ON")
        with self._synced() as db:
            for stone in articles:
                removal = removals.Removal(articles={}, addresses={}, reason=stone.reason, time=stone.removed)
                self._signatures.erase(stone.id)
                removals.remove_article(db, self.changes, stone.id, self._site(stone.site), removal)
            for key, site in addresses:
                if key not in self._numbers([key]):
                    self._insert([(key, self._site(site), "", Status.REMOVED, None)], now=now)
                removals.remove_addresses(db, "key = ?", (key,), now)
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
