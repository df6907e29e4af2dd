"""What a state in PostgreSQL needs to take in articles of finished runs that it does not know; SQLite's is :mod:`newscrawl.state.sqlite_rebuild`.

A batch is *finished* for the state if it has a row in ``manifests``, or one in ``runs`` under its name. A run of a state that was copied
from SQLite is finished if it has a row in ``runs``. While a run is taken in, it has a second row there, :data:`_TAKING` and its id, so that
after a kill the next start goes on: what is stored already is not stored again.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.state.known import Status, Validators
from newscrawl.state.postgres.articles import ArticleTables
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.fence import to_seconds
from newscrawl.state.schema import origin_of
from newscrawl.state.store import Fingerprint, address_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from newscrawl.state.removals import Tombstone
    from newscrawl.state.written import WrittenArticle

_TAKING: Final = "?"
"""Start of the name of the second row of a run that is being taken in. No id of a run begins with it."""

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('newscrawl rebuild'), hashtext(current_schema()))::text"

_FINISHED: Final = f"""
SELECT name FROM unnest(%s::text[]) AS name
WHERE EXISTS (SELECT 1 FROM manifests WHERE batch_id IN (name, regexp_replace(name, '^batch-', '')))
    OR EXISTS (SELECT 1 FROM closings WHERE crawl_id = name)
    OR EXISTS (SELECT 1 FROM runs WHERE crawl_id = name) AND NOT EXISTS (SELECT 1 FROM runs WHERE crawl_id = '{_TAKING}' || name)
        AND NOT EXISTS (SELECT 1 FROM outputs WHERE outputs.crawl_id = name)
"""  # noqa: S608 - fixed text

_START_RUN: Final = f"""
WITH new AS (INSERT INTO runs (crawl_id) VALUES (%s) ON CONFLICT DO NOTHING RETURNING crawl_id)
INSERT INTO runs (crawl_id) SELECT '{_TAKING}' || crawl_id FROM new
"""  # noqa: S608 - fixed text
"""Makes both rows of a run that the state does not know."""

_DROP_WAITING: Final = """
DELETE FROM outbox USING unnest(%s::text[], %s::bigint[], %s::text[]) AS written (id, revision, crawl_id), articles, runs
WHERE articles.id = written.id AND runs.crawl_id = written.crawl_id AND outbox.article = articles.number
    AND outbox.revision = written.revision AND outbox.run = runs.number AND outbox.batch IS NULL
"""
"""A line of a batch stays: whoever seals the batch finds its files, and records them."""

_REQUESTED: Final = """
INSERT INTO addresses (key, site, origin, path, first_seen, last_seen)
VALUES (%s, site_number(%s), origin_number(%s), %s, %s, %s) ON CONFLICT (key) DO NOTHING
"""

_KEEPS: Final = """
SELECT key FROM addresses WHERE key = ANY (%s::bigint[]) AND CASE WHEN status = 0 THEN lastmod > %s::bigint ELSE status IN (2, 3) AND last_seen > %s::bigint END
"""
"""Those addresses that changed, were rejected or were gone after an article was fetched from them."""

_SET_LASTMOD: Final = (
    "UPDATE addresses SET lastmod = greatest(coalesce(lastmod, 0), %s::bigint) WHERE key = ANY (%s::bigint[])"
)
"""A later change of the article's source is fetched."""

_PLAN: Final = "taken in"
"""The plan of a removal whose files are rewritten already."""


class RebuildTables(ArticleTables):
    """The methods of a state in PostgreSQL by which it is rebuilt from files."""

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Keep other processes from rebuilding this state within the block. The lock has a connection of its own, and ends with it."""
        with Database(self.place) as lock, lock.transaction():
            lock.rows(_LOCK)
            yield

    def finished_among(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of some runs and batches whose articles are all known, whether they are still known or were forgotten since."""
        return frozenset(row[0] for row in self._db.rows(_FINISHED, (list(names),)))

    def is_unused(self) -> bool:
        """Return whether the state knows no run."""
        sql = "SELECT NOT EXISTS (SELECT 1 FROM runs) AND NOT EXISTS (SELECT 1 FROM manifests)"
        return bool(self._db.rows(sql)[0][0])

    def has_written(self) -> bool:
        """Return whether a batch of this state was written into files."""
        return bool(self._db.rows("SELECT EXISTS (SELECT 1 FROM batches WHERE sealed IS NOT NULL)")[0][0])

    def add_finished_runs(self, crawl_ids: Iterable[str]) -> None:
        """Note that all articles of runs or batches are known."""
        names = sorted(crawl_ids)
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO runs (crawl_id) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
                (names,),
            )
            self._db.execute(
                "DELETE FROM runs WHERE crawl_id = ANY (%s::text[])", ([_TAKING + name for name in names],)
            )

    def skip_batches(self, until: int) -> None:
        """Give the next batch a number above this one: two batches of one number that are made in one second would have one name."""
        sql = "SELECT setval(pg_get_serial_sequence('batches', 'number'), greatest(%s::bigint, (SELECT coalesce(max(number), 1) FROM batches)))"
        self._db.rows(sql, (until,))

    def lacks(self, article: WrittenArticle) -> bool:
        """Return whether this revision is later than what is stored of the article, and nobody asked for its removal."""
        a = article.state
        if any(found.status is Status.REMOVED for found in self.known(article.keys).values()):
            return False
        sql = "SELECT revision, last_seen, number IN (SELECT article FROM removals) FROM articles WHERE id = %s"
        for revision, last_seen, is_removed in self._db.rows(sql, (a.id,)):
            fetched, stored = (dates.to_epoch(when) or 0 for when in (a.last_seen, last_seen))
            # Two states that wrote into one output, or a site that was forgotten, give one revision twice. The later one counts.
            return not is_removed and (a.revision, fetched) > (revision, stored)
        return True

    def take_in(self, articles: Iterable[WrittenArticle]) -> int:
        """Store the articles among these that are lacking (:meth:`lacks`), in one transaction; return their number."""
        with self._db.transaction():
            self._db.call("lock_log")
            found = 0
            for article in articles:
                if self.lacks(article):
                    self._take_in(article)
                    found += 1
        return found

    def _take_in(self, article: WrittenArticle) -> None:
        """Store one article as a commit would, but for addresses of which later news is stored."""
        a, keys = article.state, article.keys
        fetched = dates.to_epoch(a.last_seen) or 0
        if (key := address_key(article.requested_url)) != keys[0]:
            origin = origin_of(article.requested_url)
            path = article.requested_url[len(origin) :]
            self._db.execute(_REQUESTED, (key, a.site, origin, path, fetched, fetched))
        if article.crawl_id:
            self._db.execute(_START_RUN, (article.crawl_id,))
        kept = {row[0] for row in self._db.rows(_KEEPS, (keys, fetched, fetched))}
        self._commit(
            a,
            keys=(taken := [key for key in keys if key not in kept]),
            crawl_id=article.crawl_id or None,
            validators=Validators(article.etag, article.last_modified),
            fingerprint=self._fingerprint(article),
            next_revisit=article.next_revisit,
        )
        self._db.execute(_SET_LASTMOD, (fetched, taken))

    def _fingerprint(self, article: WrittenArticle) -> Fingerprint | None:
        if article.signature is None:
            return None
        head = "SELECT cluster FROM signatures JOIN articles ON signatures.number = articles.signature WHERE id = %s"
        cluster = self._db.rows(head, (article.cluster_id,)) if article.cluster_id else []
        return Fingerprint(signature=article.signature, month=article.month, cluster=cluster[0][0] if cluster else None)

    def drop_waiting(self, articles: Collection[WrittenArticle]) -> None:
        """Drop the lines that wait to be written into a file, of revisions that are in a finished file.

        An older copy of the database holds them if they were written after it was made.
        """
        columns = ([a.state.id for a in articles], [a.state.revision for a in articles], [a.crawl_id for a in articles])
        with self._db.transaction():
            self._db.call("lock_outbox")
            self._db.execute(_DROP_WAITING, columns)

    def take_in_removals(
        self, articles: Iterable[Tombstone], addresses: Collection[tuple[int, str]], *, now: str
    ) -> None:
        """Store tombstones, and addresses (key, site) that are never fetched again, in one transaction.

        An article whose line is in a batch that is being written is left to the next start.
        """
        stones = list(articles)
        sql = "SELECT id FROM outbox JOIN articles ON articles.number = outbox.article WHERE batch IS NOT NULL AND id = ANY (%s::text[])"
        held = {row[0] for row in self._db.rows(sql, ([stone.id for stone in stones],))}
        keys = [key for key, _ in addresses]
        sites = [site for _, site in addresses]
        with self._db.transaction():
            for stone in stones:
                if stone.id not in held:
                    when = (stone.reason, stone.removed, to_seconds(stone.removed), _PLAN)
                    self._db.call("remove_articles", [stone.id], [stone.site], [], [], [], *when)
            self._db.call("remove_articles", [], [], keys, sites, [""] * len(keys), "", now, to_seconds(now), _PLAN)
            self.finish_rewrite(_PLAN)
