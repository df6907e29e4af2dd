"""What the state keeps of an article that was removed on request: a tombstone, so that it is never fetched again.

The tombstone is the article's row with its id and site, and the keys (hashes) of its addresses. Everything that tells
something about the text is deleted: hashes of the content, the signature, dates, validators, and the path of each address,
which often repeats the headline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from newscrawl.state.changes import ChangeLog

REASON: Final = "removed"
"""The reason that is stored with a removed address."""

SELECT_TOMBSTONES: Final = """
SELECT id, sites.site, removed, reason FROM removals JOIN articles ON articles.number = removals.article
    JOIN sites ON sites.number = articles.site ORDER BY removals.rowid
"""
"""The columns of :class:`Tombstone`."""

_CLEARED: Final = """
UPDATE articles SET content_hash = '', rules = '', consonants = x'', date_published = NULL, first_seen = ?, last_seen = ?,
    output = NULL, line_end = NULL, signature = NULL WHERE number = ?
"""

_SECONDS: Final = "CAST(strftime('%s', ?) AS INTEGER)"
"""SQL: a timestamp parameter as seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What is removed from a state."""

    articles: Mapping[str, str]
    """Ids of articles, and their sites. They need not be stored."""

    addresses: Mapping[str, str]
    """Addresses beside those that the state knows of the articles, and their sites."""

    reason: str
    """Why, in the operator's words. Only the state keeps it."""

    time: str


class Tombstone(NamedTuple):
    """A removed article."""

    id: str
    site: str
    removed: str
    """Time of the removal."""

    reason: str


def remove_article(db: sqlite3.Connection, changes: ChangeLog, article_id: str, site: int, removal: Removal) -> None:
    """Make the row of an article a tombstone, and log the removal. An article that is one already is left as it is.

    ``site`` is the number of its site. The caller holds the transaction.
    """
    row = db.execute("SELECT number, revision FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        row = db.execute(
            "INSERT INTO articles (id, site, address, revision, content_hash, first_seen, last_seen) "
            "VALUES (?, ?, 0, 0, '', ?, ?) RETURNING number, revision",
            (article_id, site, removal.time, removal.time),
        ).fetchone()
    number, revision = row
    remove_addresses(db, "article = ?", (number,), removal.time)
    if db.execute("SELECT 1 FROM removals WHERE article = ?", (number,)).fetchone():
        return
    db.execute("DELETE FROM contents WHERE article = ?", (number,))
    db.execute(_CLEARED, (removal.time, removal.time, number))
    db.execute(
        "INSERT INTO removals (article, removed, reason) VALUES (?, ?, ?)", (number, removal.time, removal.reason)
    )
    changes.removed(number, revision, removal.time)


def remove_addresses(db: sqlite3.Connection, where: str, parameters: Sequence[object], now: str) -> None:
    """Give the addresses that meet a condition the status ``REMOVED``, and delete what else is known of them.

    The caller holds the transaction and writes the SQL condition.
    """
    db.execute("INSERT OR IGNORE INTO reasons (reason) VALUES (?)", (REASON,))
    urls = f"(SELECT url FROM addresses WHERE {where})"  # noqa: S608 - the caller's fixed text
    for table in ("hints", "validators"):
        db.execute(f"DELETE FROM {table} WHERE url IN {urls}", parameters)  # noqa: S608 - own names
    db.execute(f"UPDATE urls SET path = '/' WHERE number IN {urls}", parameters)  # noqa: S608 - the caller's fixed text
    db.execute(
        "UPDATE addresses SET status = 4, tries = 0, lastmod = NULL, not_before = NULL, next_revisit = NULL, "  # noqa: S608 - the caller's fixed text
        f"reason = (SELECT number FROM reasons WHERE reason = ?), last_seen = {_SECONDS} WHERE {where}",
        (REASON, now, *parameters),
    )
