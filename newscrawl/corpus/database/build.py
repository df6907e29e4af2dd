"""Build a database of a corpus, and bring it up to date.

Each batch of changes is one transaction, which also stores the cursor after it. A build that is killed anywhere therefore goes on
where its last batch ended, and a build without news changes nothing. A database whose cursor the state did not give, or that other
rules indexed, is built anew beside the old one, which is replaced when the new one is whole.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from newscrawl.corpus.database.opening import open_database, remove_database, why_anew, words_of
from newscrawl.corpus.database.rows import PartRows, article_row, revision_row
from newscrawl.corpus.database.schema import ARTICLE_COLUMNS, FTS_COLUMNS, REVISION_COLUMNS
from newscrawl.corpus.search.find import FOLDED_TABLE, TONED_TABLE, WORDS_TABLE
from newscrawl.corpus.search.folding import index_forms, with_tones
from newscrawl.exporters.files import OutputError, check_replaceable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from newscrawl.corpus.database.rows import Row
    from newscrawl.corpus.database.sources import Change, Source

BATCH_CHANGES: Final = 1_000
"""Changes of a transaction."""

BATCH_CHARS: Final = 16_000_000
"""Characters of text of a transaction."""

_MAX_VARIABLES: Final = 500
"""Values of one statement; older SQLite allows 999."""

_OPTIMIZE_SHARE: Final = 10
"""The indexes are merged when one in so many articles has changed since the last time."""

_SUFFIX: Final = ".building"
"""End of the name of a database that will replace one."""

_PARTS: Final = ("article_authors", "article_keywords", "article_sections", "images", "edges")
_SHARED: Final = (("authors", "article_authors", "author"), ("keywords", "article_keywords", "keyword"), ("sections", "article_sections", "section"))  # fmt: skip
"""Tables whose rows several articles share, the table between, and its column."""


@dataclass(slots=True)
class BuildResult:
    """What a build did."""

    articles: int = 0
    """Articles in the database."""

    written: int = 0
    """Revisions that were added or replaced."""

    deleted: int = 0
    """Articles that left the database."""

    why_anew: str | None = None
    """Why an existing database was built anew."""

    missing: int = 0
    """Records that are in no file; the next build looks for them again."""


def build(
    source: Source, path: Path, *, segment: tuple[str, Callable[[str], str]] | None = None, progress: Callable[[int], None] = lambda _: None
) -> BuildResult:  # fmt: skip
    """Bring the database at ``path`` up to date, or make it.

    Args:
        source: where the records come from.
        path: the file of the database.
        segment: name and function that joins the syllables of each word by ``_``; an index by words is then made, too.
        progress: is called with the number of changes after each batch.

    Raises:
        OutputError: the file is no database of a corpus, another build writes it, or the disk is full.
    """
    check_replaceable(path)
    result = BuildResult()
    if segment is None and (words := words_of(path)):
        raise OutputError(f"{path} has an index by words: build it with --words {words}")
    try:
        result.why_anew = why_anew(path, source, segment[0] if segment else None)
        target = path
        if result.why_anew:
            target = path.with_name(path.name + _SUFFIX)
            if why_anew(target, source, segment[0] if segment else None):
                remove_database(target)
        with closing(open_database(target, segment[0] if segment else None)) as db:
            _Builder(db, source, result, segment[1] if segment else None).run(progress)
        if target != path:
            target.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise OutputError(f"{path} cannot be written: {error}. What was committed stays; build again.") from error
    return result


class _Batch:
    """Changes of one transaction: for each article its last state, and the revisions before it."""

    def __init__(self) -> None:
        self.latest: dict[str, dict[str, Any] | None] = {}
        self.earlier: dict[tuple[str, int], dict[str, Any]] = {}
        self.count = 0
        self.chars = 0
        self.has_removal = False

    def add(self, change: Change) -> None:
        """Add a change. Deletion takes the earlier revisions along."""
        self.count += 1
        record = change.record
        if record is None:
            self.has_removal |= change.is_removal
            self.latest[change.id] = None
            self.earlier = {key: row for key, row in self.earlier.items() if key[0] != change.id}
            return
        self.chars += len(record["text"])
        before = self.latest.get(change.id)
        if before is not None and before["revision"] > record["revision"]:
            before, record = record, before
        if before is not None and before["revision"] < record["revision"]:
            self.earlier[change.id, before["revision"]] = before
        self.latest[change.id] = record

    @property
    def is_full(self) -> bool:
        """Whether the batch is to be written."""
        return self.count >= BATCH_CHANGES or self.chars >= BATCH_CHARS


class _Builder:
    """One build."""

    def __init__(
        self,
        db: sqlite3.Connection,
        source: Source,
        result: BuildResult,
        segment: Callable[[str], str] | None,
    ) -> None:
        self._db = db
        self._source = source
        self._result = result
        self._segment = segment

    def run(self, progress: Callable[[int], None]) -> None:
        """Write all changes after the stored cursor."""
        db = self._db
        end = self._source.end()
        cursor = start = self._meta("cursor")
        db.execute("CREATE TEMP TABLE touched (cluster TEXT PRIMARY KEY)")
        db.execute("CREATE TEMP TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        batch, count = _Batch(), 0
        for change in self._source.changes(start):
            batch.add(change)
            if batch.is_full:
                cursor = self._write(batch, cursor, change.cursor)
                count += batch.count
                progress(count)
                batch = _Batch()
        self._write(batch, cursor, end)
        self._result.missing = self._source.missing()
        if self._source.is_whole:
            self._delete_unseen()
        self._merge()
        self._result.articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM build WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, name: str, value: str | None) -> None:
        self._db.execute("INSERT OR REPLACE INTO build (name, value) VALUES (?, ?)", (name, value))

    # -- one transaction ------------------------------------------------------------------------------------------------

    def _write(self, batch: _Batch, before: str | None, after: str | None) -> str | None:
        """Write a batch and the cursor after it; return the cursor that is stored now.

        While a record is missing the cursor stays, so that the next build looks for it again.
        """
        if self._source.missing():
            after = before
        if not batch.count and after == before:
            return before
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            self._check_cursor(before)
            self._apply(batch)
            self._set_meta("cursor", after)
            if self._source.is_whole:
                self._set_meta("whole", "1")
            if batch.has_removal:
                self._set_meta("removal", "1")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return after

    def _check_cursor(self, expected: str | None) -> None:
        """Raise :class:`~newscrawl.exporters.files.OutputError` if another build has moved the cursor."""
        if self._meta("cursor") != expected:
            raise OutputError("Another build writes the same database. Wait for it, then build again")

    def _apply(self, batch: _Batch) -> None:
        """Bring the tables to the state after a batch."""
        if self._source.is_whole:
            self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(name,) for name in batch.latest])
        stored = self._stored(list(batch.latest))
        kept: dict[str, tuple[int, dict[str, Any]]] = {}
        gone: list[int] = []
        earlier = dict(batch.earlier)
        for name, record in batch.latest.items():
            number, revision, digest, crawl_id = stored.get(name, (None, 0, None, None))
            if record is None:
                if number is not None:
                    gone.append(number)
                    self._result.deleted += 1
                self._db.execute("DELETE FROM revisions WHERE id = ?", (name,))
            elif number is None or record["revision"] > revision:
                kept[name] = (number or 0, record)
            elif record["revision"] < revision:
                earlier[name, record["revision"]] = record
            elif digest != record["content_hash"] or crawl_id != record["crawl_id"]:
                kept[name] = (number, record)
        replaced = [number for number, _ in kept.values() if number]
        self._keep_revisions(replaced, {name: record["revision"] for name, (_, record) in kept.items()})
        self._note_clusters([*gone, *replaced])
        shared = self._delete(gone + replaced)
        self._insert(list(kept.values()))
        self._result.written += len(kept) + self._insert_revisions(earlier)
        self._delete_unused(shared)
        self._update_clusters([record for _, record in kept.values()])
        self._set_meta("changed", str(int(self._meta("changed") or 0) + len(kept) + len(gone)))

    def _stored(self, ids: Sequence[str]) -> dict[str, tuple[int, int, str | None, str | None]]:
        """Return number, revision, content hash and run of the articles that the database has, by id."""
        found = {}
        for some in _chunks(ids):
            sql = f"SELECT id, number, revision, content_hash, crawl_id FROM articles WHERE id IN ({_marks(some)})"
            found.update({name: tuple(rest) for name, *rest in self._db.execute(sql, some)})
        return found

    def _keep_revisions(self, numbers: Sequence[int], newer: dict[str, int]) -> None:
        """Copy the articles that are replaced by a later revision to ``revisions``."""
        columns = ", ".join(REVISION_COLUMNS)
        for some in _chunks(numbers):
            rows = self._db.execute(f"SELECT {columns} FROM articles WHERE number IN ({_marks(some)})", some).fetchall()
            self._add_revisions([row for row in rows if row[1] < newer[row[0]]])

    def _insert_revisions(self, records: dict[tuple[str, int], dict[str, Any]]) -> int:
        """Add revisions that a later one has replaced already; return how many were not known."""
        return self._add_revisions([revision_row(record) for record in records.values()])

    def _add_revisions(self, rows: list[Row]) -> int:
        if not rows:
            return 0
        before = self._db.total_changes
        names = ", ".join(REVISION_COLUMNS)
        self._db.executemany(f"INSERT OR IGNORE INTO revisions ({names}) VALUES ({_marks(REVISION_COLUMNS)})", rows)
        return self._db.total_changes - before

    # -- articles -------------------------------------------------------------------------------------------------------

    def _insert(self, records: list[tuple[int, dict[str, Any]]]) -> None:
        """Insert articles with all that hangs on them; a number of 0 is replaced by a new one."""
        db = self._db
        number = db.execute("SELECT coalesce(max(number), 0) FROM articles").fetchone()[0]
        number = max([number, *(known for known, _ in records)])
        articles, parts = [], PartRows()
        texts: list[tuple[int, tuple[str, ...]]] = []
        for known, record in records:
            if not known:
                number += 1
            own = known or number
            articles.append(article_row(own, record))
            parts.add(own, record)
            texts.append((own, tuple(record[name] or "" for name in FTS_COLUMNS)))
        sql = f"INSERT INTO articles ({', '.join(ARTICLE_COLUMNS)}) VALUES ({_marks(ARTICLE_COLUMNS)})"
        db.executemany(sql, articles)
        self._index(texts)
        self._insert_words(texts)
        self._insert_parts(parts)

    def _index(self, texts: Iterable[tuple[int, tuple[str, ...]]], command: str | None = None) -> None:
        """Add texts to the indexes, or with the command ``delete`` take them out."""
        toned: list[Row] = []
        folded: list[Row] = []
        for number, columns in texts:
            forms = [index_forms(text) for text in columns]
            toned.append((number, *(form[0] for form in forms)))
            folded.append((number, *(form[1] for form in forms)))
        for table, rows in ((TONED_TABLE, toned), (FOLDED_TABLE, folded)):
            self._run_index(table, rows, command)

    def _insert_words(self, texts: Iterable[tuple[int, tuple[str, ...]]]) -> None:
        """Add texts to the index by words, if there is one."""
        if self._segment is not None:
            rows = [(number, *(with_tones(self._segment(text)) for text in columns)) for number, columns in texts]
            self._db.executemany(f"INSERT INTO article_words VALUES ({_marks(range(4))})", rows)
            self._run_index(WORDS_TABLE, rows, None)

    def _delete_words(self, numbers: Sequence[Any]) -> None:
        """Take articles out of the index by words, if there is one."""
        if self._segment is not None:
            where = f"article IN ({_marks(numbers)})"
            rows = self._db.execute(f"SELECT * FROM article_words WHERE {where}", numbers).fetchall()
            self._run_index(WORDS_TABLE, rows, "delete")
            self._db.execute(f"DELETE FROM article_words WHERE {where}", numbers)

    def _run_index(self, table: str, rows: list[Row], command: str | None) -> None:
        columns = ("rowid", *FTS_COLUMNS)
        if command:
            sql = f"INSERT INTO {table} ({table}, {', '.join(columns)}) VALUES ('{command}', {_marks(columns)})"
        else:
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({_marks(columns)})"
        self._db.executemany(sql, rows)

    def _insert_parts(self, parts: PartRows) -> None:
        db = self._db
        db.executemany("INSERT OR IGNORE INTO authors (name, type) VALUES (?, ?)", [row[2:] for row in parts.authors])
        db.executemany(
            "INSERT OR IGNORE INTO article_authors SELECT ?, number, ? FROM authors WHERE name = ? AND type = ?",
            parts.authors,
        )
        db.executemany("INSERT OR IGNORE INTO keywords (keyword) VALUES (?)", [row[2:] for row in parts.keywords])
        db.executemany(
            "INSERT OR IGNORE INTO article_keywords SELECT ?, number, ? FROM keywords WHERE keyword = ?", parts.keywords
        )
        db.executemany(
            "INSERT OR IGNORE INTO sections (site, name, url) VALUES (?, ?, ?)", [row[2:] for row in parts.sections]
        )
        db.executemany(
            "INSERT OR IGNORE INTO article_sections SELECT ?, number, ? FROM sections WHERE site = ? AND name = ?",
            [row[:4] for row in parts.sections],
        )
        db.executemany(f"INSERT INTO images VALUES ({_marks(range(9))})", parts.images)
        db.executemany(f"INSERT INTO edges VALUES ({_marks(range(7))})", parts.edges)

    def _delete(self, numbers: Sequence[int]) -> dict[str, set[int]]:
        """Delete articles with all that hangs on them. Return the shared rows that they used, by table."""
        shared: dict[str, set[int]] = {table: set() for table, _, _ in _SHARED}
        for some in _chunks(numbers):
            where = f"IN ({_marks(some)})"
            texts = self._db.execute(
                f"SELECT number, {', '.join(FTS_COLUMNS)} FROM articles WHERE number {where}", some
            ).fetchall()
            self._index([(row[0], tuple(text or "" for text in row[1:])) for row in texts], "delete")
            self._delete_words(some)
            for table, between, column in _SHARED:
                rows = self._db.execute(f"SELECT {column} FROM {between} WHERE article {where}", some)
                shared[table].update(row[0] for row in rows)
            for table in _PARTS:
                self._db.execute(f"DELETE FROM {table} WHERE article {where}", some)
            self._db.execute(f"DELETE FROM articles WHERE number {where}", some)
        return shared

    def _delete_unused(self, shared: dict[str, set[int]]) -> None:
        """Delete authors, keywords and sections that no article has any more."""
        for table, between, column in _SHARED:
            for some in _chunks(sorted(shared[table])):
                self._db.execute(
                    f"DELETE FROM {table} WHERE number IN ({_marks(some)}) "
                    f"AND NOT EXISTS (SELECT 1 FROM {between} WHERE {column} = {table}.number)",
                    some,
                )

    # -- clusters -------------------------------------------------------------------------------------------------------

    def _note_clusters(self, numbers: Sequence[int]) -> None:
        """Remember the clusters of articles that are deleted or replaced."""
        for some in _chunks(numbers):
            self._db.execute(
                "INSERT OR IGNORE INTO touched SELECT cluster_id FROM articles "
                f"WHERE cluster_id IS NOT NULL AND number IN ({_marks(some)})",
                some,
            )

    def _update_clusters(self, records: Iterable[dict[str, Any]]) -> None:
        """Count the clusters anew that this batch touched.

        The first article of a cluster was written before its copies, so its record does not name the cluster. It gets the name here.
        """
        db = self._db
        names = [(name,) for record in records for name in (record["cluster_id"], record["id"]) if name]
        db.executemany("INSERT OR IGNORE INTO touched VALUES (?)", names)
        db.execute(
            "DELETE FROM touched WHERE cluster NOT IN (SELECT cluster_id FROM articles WHERE cluster_id IS NOT NULL) "
            "AND cluster NOT IN (SELECT cluster_id FROM clusters)"
        )
        db.execute(
            "UPDATE articles SET cluster_id = id WHERE cluster_id IS NULL AND id IN (SELECT cluster FROM touched)"
        )
        db.execute("DELETE FROM clusters WHERE cluster_id IN (SELECT cluster FROM touched)")
        db.execute("""
INSERT INTO clusters (cluster_id, articles, sites, first_day, last_day, headline)
SELECT cluster_id, count(*), count(DISTINCT site), min(day), max(day),
    coalesce((SELECT headline FROM articles AS first WHERE first.id = articles.cluster_id), min(headline))
FROM articles WHERE cluster_id IN (SELECT cluster FROM touched) GROUP BY cluster_id HAVING count(*) > 1""")
        db.execute(
            "UPDATE articles SET cluster_id = NULL WHERE id = cluster_id AND near_duplicate_of IS NULL "
            "AND id IN (SELECT cluster FROM touched) AND id NOT IN (SELECT cluster_id FROM clusters)"
        )
        db.execute("DELETE FROM touched")

    # -- the end ----------------------------------------------------------------------------------------------------------

    def _delete_unseen(self) -> None:
        """Delete what the files do not hold any more."""
        rows = self._db.execute("SELECT id FROM articles WHERE id NOT IN (SELECT id FROM seen)").fetchall()
        for start in range(0, len(rows), BATCH_CHANGES):
            batch = _Batch()
            batch.latest = {name: None for (name,) in rows[start : start + BATCH_CHANGES]}
            batch.count, batch.has_removal = len(batch.latest), True
            self._write(batch, None, None)

    def _merge(self) -> None:
        """Merge the indexes if much has changed, or if words of a removed article may still be in them."""
        changed = int(self._meta("changed") or 0)
        total = self._db.execute("SELECT count(*) FROM articles").fetchone()[0]
        if not self._meta("removal") and changed * _OPTIMIZE_SHARE <= total:
            return
        if not changed and not self._meta("removal"):
            return
        self._db.execute("BEGIN IMMEDIATE")
        for table in (TONED_TABLE, FOLDED_TABLE, *([WORDS_TABLE] if self._segment else [])):
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        self._set_meta("changed", "0")
        self._set_meta("removal", None)
        self._db.execute("COMMIT")


def _marks(values: Sequence[Any] | range) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" * len(values))


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the values in parts that one statement takes."""
    for start in range(0, len(values), _MAX_VARIABLES):
        yield values[start : start + _MAX_VARIABLES]
