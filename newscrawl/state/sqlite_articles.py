"""The articles of a state in SQLite: what was written of each, its signature for near duplicates, and its removal."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from newscrawl.state import removals
from newscrawl.state.changes import ChangeLog
from newscrawl.state.known import Status
from newscrawl.state.schema import content_key, packed_hash, packed_timestamp, unpacked_hash, unpacked_timestamp
from newscrawl.state.sqlite_addresses import PUT_VALIDATORS, AddressTables
from newscrawl.state.sqlite_connection import SECONDS, SITE, URL
from newscrawl.state.store import ArticleState, Output, address_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from newscrawl.dedupe import DuplicateCandidate, Signature
    from newscrawl.state.removals import Removal
    from newscrawl.state.store import Fingerprint, OutboxLine, RenewalPosition

PUT_ARTICLE: Final = """
INSERT INTO articles (
    id, site, address, revision, content_hash, rules, consonants, date_published, first_seen, last_seen, output, line_end)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET address = excluded.address, revision = excluded.revision, content_hash = excluded.content_hash,
    rules = excluded.rules, consonants = excluded.consonants, date_published = excluded.date_published,
    last_seen = excluded.last_seen, output = excluded.output, line_end = excluded.line_end
RETURNING number
"""

_SELECT_ARTICLE: Final = f"""
SELECT id, sites.site, coalesce({URL}, ''), revision, content_hash, date_published, articles.first_seen, articles.last_seen,
    rules, consonants
FROM articles JOIN sites ON sites.number = articles.site LEFT JOIN addresses ON addresses.key = articles.address
    LEFT JOIN urls ON urls.number = addresses.url LEFT JOIN origins ON origins.number = urls.origin WHERE id = ?
"""  # noqa: S608 - fixed text

_SET_DONE: Final = f"""
UPDATE addresses SET status = 1, tries = 0, not_before = NULL, reason = NULL, article = ?, last_seen = {SECONDS} WHERE key = ?
"""  # noqa: S608 - fixed text

PUT_OUTPUT: Final = "INSERT OR REPLACE INTO outputs (path, crawl_id, bytes, lines) VALUES (?, ?, ?, ?)"


class ArticleTables(AddressTables):
    """The methods of :class:`~newscrawl.state.store.Store` about articles."""

    def article_count(self, site: str, *, limit: int) -> int:  # noqa: D102 - see Store
        sql = f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE site = {SITE} LIMIT ?)"  # noqa: S608 - fixed text
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
            file = (self._kept("files", "path", output.path), output.bytes) if output else (None, None)
            timestamps = map(packed_timestamp, (a.date_published, a.first_seen, a.last_seen))
            text = (packed_hash(a.content_hash), a.text_rules, bytes.fromhex(a.consonant_hash))
            row = (a.id, site, own, a.revision, *text, *timestamps, *file)
            number = db.execute(PUT_ARTICLE, row).fetchone()[0]
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
                db.executemany(PUT_VALIDATORS, [(etag, last_modified, key) for key in keys])
            else:
                db.executemany("DELETE FROM validators WHERE url = ?", [(url,) for url in met.values()])
            if next_revisit:
                db.execute(f"UPDATE addresses SET next_revisit = {SECONDS} WHERE key = ?", (next_revisit, own))  # noqa: S608 - fixed text
            db.executemany(PUT_OUTPUT, [(o.path, o.crawl_id, o.bytes, o.lines) for o in outputs])
            if fingerprint:
                self._signatures.put(a.id, fingerprint)

    def waiting_lines(self, ids: Sequence[str]) -> list[bytes]:  # noqa: ARG002 - see PostgresStore
        """Return nothing: the lines of articles are in files as soon as they are committed."""
        return []

    def removed_ids(self) -> frozenset[str]:  # noqa: D102 - see Store
        return frozenset(row[0] for row in self._rows("SELECT id FROM articles JOIN removals ON article = number"))

    def remove(self, removal: Removal, *, plan: str, without: Callable[[bytes], bytes] | None = None) -> None:  # noqa: ARG002 - see below
        """Remove articles and addresses from the state; keep a tombstone of each, and ``plan`` for the files.

        ``without`` is for a state that holds lines (:meth:`newscrawl.state.postgres.articles.ArticleTables.remove`).

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

    def removed_addresses(self) -> list[tuple[int, str]]:
        """Return the addresses that are never fetched again, by key, and their sites."""
        sql = "SELECT key, sites.site FROM addresses JOIN sites ON sites.number = addresses.site WHERE status = 4 ORDER BY key"
        return [(int(key), str(site)) for key, site in self._rows(sql)]

    def article_keys(self, article_id: str) -> list[int]:
        """Return the keys of the addresses that led to an article."""
        sql = "SELECT key FROM addresses WHERE article = (SELECT number FROM articles WHERE id = ?)"
        return [int(row[0]) for row in self._rows(sql, (article_id,))]

    def article_at(self, key: int) -> str | None:
        """Return the id of the article that an address led to, ``None`` if there is none."""
        sql = "SELECT id FROM addresses JOIN articles ON articles.number = addresses.article WHERE key = ?"
        rows = self._rows(sql, (key,))
        return str(rows[0][0]) if rows else None


def forget_articles(db: sqlite3.Connection, where: str, parameters: Sequence[object]) -> None:
    """Delete the articles that meet a condition, the keys of their content, and their changes.

    The tombstones of removed articles stay. The caller holds a transaction and writes the SQL condition.
    """
    where = f"({where}) AND number NOT IN (SELECT article FROM removals)"  # noqa: S608 - the caller's fixed text
    articles = f"(SELECT number FROM articles WHERE {where})"  # noqa: S608 - the caller's fixed text
    db.execute(f"DELETE FROM contents WHERE article IN {articles}", parameters)  # noqa: S608 - the caller's fixed text
    ChangeLog(db).void(f"article IN {articles}", parameters)
    db.execute(f"DELETE FROM articles WHERE {where}", parameters)  # noqa: S608 - the caller's fixed text
