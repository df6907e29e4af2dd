"""Search a database of articles."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newscrawl.corpus.search.query import parse, segmented
from newscrawl.corpus.search.snippets import Piece, marked, snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from newscrawl.corpus.search.query import Query

APPLICATION_ID: Final = 0x6E637270
"""Marks a SQLite file as a corpus database: ``ncrp``."""

WEIGHTS: Final = (8.0, 3.0, 1.0)
"""How much a word in headline, lead and text adds to the rank."""

TONED_TABLE: Final = "articles_fts"
FOLDED_TABLE: Final = "articles_folded"
WORDS_TABLE: Final = "articles_words"
"""The indexes; that of words may be missing."""

MAX_FACET_VALUES: Final = 12
"""Sites, sections and years that are counted for a query."""

_COLUMNS: Final = "number, id, site, day, date_published, article_section, headline, description, text, url, cluster_id"


class DatabaseError(Exception):
    """The file is missing, or no database of a corpus. The message says how to make one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles may be found."""

    sites: Sequence[str] = ()
    since: str | None = None
    """First day, 2026-01-31."""

    until: str | None = None
    """Last day."""

    without_copies: bool = False
    """Leave out near duplicates of earlier articles."""

    def conditions(self) -> tuple[list[str], list[object]]:
        """Return SQL conditions on ``articles`` and their values."""
        conditions, values = [], list[object](self.sites)
        if self.sites:
            conditions.append(f"site IN ({', '.join('?' * len(self.sites))})")
        if self.since:
            conditions.append("day >= ?")
            values.append(self.since)
        if self.until:
            conditions.append("day <= ?")
            values.append(self.until)
        if self.without_copies:
            conditions.append("near_duplicate_of IS NULL")
        return conditions, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that answers a query."""

    number: int
    id: str
    site: str
    day: str | None
    date_published: str | None
    section: str | None
    url: str
    cluster_id: str | None
    score: float
    """Higher is better; comparable within one query only."""

    headline: list[Piece]
    snippet: list[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to a query."""

    query: Query
    hits: list[Hit]
    total: int
    """Articles that answer the query, shown or not."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a database for reading. :class:`DatabaseError` if there is none, or the file is something else."""
    if not path.is_file():
        raise DatabaseError(f"There is no {path}. Build it: newscrawl corpus build output --db {path}")
    db = open_for_reading(path)
    try:
        if db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
            return db
    except sqlite3.OperationalError as error:
        db.close()
        raise DatabaseError(f"{path} cannot be read: {error}") from None
    except sqlite3.DatabaseError:
        pass
    db.close()
    raise DatabaseError(
        f"{path} is no database of a corpus. Build one: newscrawl corpus build output --db corpus.sqlite"
    )


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a SQLite file that exists so that no statement can change it.

    A build that was killed leaves a journal, which the next one to open the file rolls back. That needs the permission to write.
    """
    may_write = os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={'rw' if may_write else 'ro'}", uri=True, timeout=30)
    db.execute("PRAGMA query_only = ON")
    return db


def search(
    db: sqlite3.Connection,
    text: str,
    *,
    is_folded: bool = False,
    by_words: bool = False,
    filters: Filters | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Found:
    """Return the best articles for a query, best first.

    Args:
        db: a connection that :func:`connect` returned.
        text: what a person typed; see :mod:`newscrawl.corpus.search.query`.
        is_folded: compare without diacritics.
        by_words: search words of several syllables; not together with ``is_folded``.
        filters: which articles may be found.
        limit: number of hits.
        offset: hits that are left out before the first.

    Raises:
        QueryError: there is nothing to search for.
        DatabaseError: the database is damaged, or has no index by words.
    """
    words = segmented(text, _segmenter(db)) if by_words else text
    query = parse(words, is_folded=is_folded, by_words=by_words)
    table = WORDS_TABLE if by_words else FOLDED_TABLE if is_folded else TONED_TABLE
    conditions, values = (filters or Filters()).conditions()
    join = f" JOIN articles ON articles.number = {table}.rowid" if conditions else ""
    where = " AND ".join([f"{table} MATCH ?", *conditions])
    wanted = [query.expression(), *values]
    counted = [query.expression(is_ranked=False), *values]
    try:
        total = db.execute(f"SELECT count(*) FROM {table}{join} WHERE {where}", counted).fetchone()[0]
        ranked = db.execute(
            f"SELECT {table}.rowid, bm25({table}, {', '.join(map(str, WEIGHTS))}) AS score FROM {table}{join} WHERE {where} "
            "ORDER BY score LIMIT ? OFFSET ?",
            [*wanted, limit, offset],
        ).fetchall()
        shown = query.by_syllables() if by_words else query
        hits = [_hit(db, number, -score, shown, is_folded=is_folded) for number, score in ranked]
    except sqlite3.DatabaseError as error:
        raise DatabaseError(
            f"The database cannot be searched: {error}. Build it again: newscrawl corpus build"
        ) from error
    return Found(query=query, hits=hits, total=total)


def facets(
    db: sqlite3.Connection, text: str, *, is_folded: bool = False, filters: Filters | None = None
) -> dict[str, list[tuple[str, int]]]:
    """Return how many answers to a query each site, section and year has, most first, at most :data:`MAX_FACET_VALUES` of each."""
    table = FOLDED_TABLE if is_folded else TONED_TABLE
    conditions, values = (filters or Filters()).conditions()
    where = " AND ".join([f"{table} MATCH ?", *conditions])
    wanted = [parse(text, is_folded=is_folded).expression(is_ranked=False), *values]
    return {
        name: db.execute(
            f"SELECT {column} AS value, count(*) AS count FROM {table} JOIN articles ON articles.number = {table}.rowid "
            f"WHERE {where} AND value IS NOT NULL GROUP BY value ORDER BY count DESC, value LIMIT {MAX_FACET_VALUES}",
            wanted,
        ).fetchall()
        for name, column in (("site", "site"), ("section", "article_section"), ("year", "substr(day, 1, 4)"))
    }


def _segmenter(db: sqlite3.Connection) -> Callable[[str], str]:
    """Return the function that segmented the index by words."""
    row = db.execute("SELECT value FROM build WHERE name = 'words'").fetchone()
    if not row or not row[0]:
        raise DatabaseError("The database has no index by words. Build it: newscrawl corpus build --words underthesea")
    from newscrawl.corpus.search.words import segmenter  # noqa: PLC0415 - heavy, and most searches need it not

    return segmenter(row[0])


def _hit(db: sqlite3.Connection, number: int, score: float, query: Query, *, is_folded: bool) -> Hit:
    row = db.execute(f"SELECT {_COLUMNS} FROM articles WHERE number = ?", (number,)).fetchone()
    _, name, site, day, published, section, headline, lead, text, url, cluster = row
    whole = "\n\n".join(filter(None, (lead, text)))
    return Hit(
        number=number,
        id=name,
        site=site,
        day=day,
        date_published=published,
        section=section,
        url=url,
        cluster_id=cluster,
        score=score,
        headline=marked(headline, query, is_folded=is_folded),
        snippet=snippet(whole, query, is_folded=is_folded),
    )
