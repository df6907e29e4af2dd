"""The tables of the state database, and the migrations from the schemas of earlier versions.

``addresses``, in which links are looked up, is separate from ``urls``, which holds their text. The first is small enough
to stay in memory with a million rows, although its keys are hashes and arrive in no order. The second only grows at its
end, so that its pages are full. Names that occur in every row (sites, origins, reasons, files) are stored once and
referred to by number.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from newscrawl import dates
from newscrawl.dedupe import ALGORITHM
from newscrawl.state.damage import stored_seconds, stored_time
from newscrawl.state.store import address_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

APPLICATION_ID: Final = 0x6E637277  # "ncrw"
"""Marks the file as a newscrawl state: "ncrw" in ASCII."""


ADDRESSES: Final = """
CREATE TABLE sites (number INTEGER PRIMARY KEY, site TEXT NOT NULL UNIQUE, ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE origins (number INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE);
CREATE TABLE reasons (number INTEGER PRIMARY KEY, reason TEXT NOT NULL UNIQUE);
CREATE TABLE files (number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE addresses (
    key INTEGER PRIMARY KEY, url INTEGER NOT NULL, site INTEGER NOT NULL, status INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0, lastmod INTEGER, last_seen INTEGER NOT NULL, reason INTEGER, article INTEGER,
    next_revisit INTEGER);
CREATE INDEX pending_addresses ON addresses (site, tries, url DESC) WHERE status = 0;
CREATE INDEX revisits ON addresses (site, next_revisit) WHERE next_revisit IS NOT NULL;
CREATE TABLE urls (number INTEGER PRIMARY KEY, origin INTEGER NOT NULL, path TEXT NOT NULL, first_seen INTEGER NOT NULL);
CREATE TABLE hints (url INTEGER PRIMARY KEY, hints TEXT NOT NULL);
CREATE TABLE validators (url INTEGER PRIMARY KEY, etag TEXT, last_modified TEXT);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, site INTEGER NOT NULL, address INTEGER NOT NULL,
    revision INTEGER NOT NULL, content_hash NOT NULL, date_published, first_seen NOT NULL, last_seen NOT NULL,
    output INTEGER, line_end INTEGER, signature INTEGER);
CREATE TABLE contents (hash PRIMARY KEY, article INTEGER NOT NULL) WITHOUT ROWID;
"""
"""``lastmod``, ``last_seen``, ``first_seen`` and ``next_revisit`` of addresses are seconds since 1970. The timestamps of an
article are packed by :func:`packed_timestamp`, its content hash by :func:`packed_hash`.
"""

SOURCES: Final = """
CREATE TABLE sources (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT, last_modified TEXT, checked TEXT, brought_news TEXT,
    root TEXT, first_checked TEXT, gap REAL, interval REAL, next_check TEXT, unfinished INTEGER NOT NULL DEFAULT 0)
    WITHOUT ROWID;
CREATE INDEX entries ON sources (site, next_check) WHERE root IS NULL AND next_check IS NOT NULL;
"""
"""Feeds, sitemaps and listings. Their timestamps are RFC 3339 text."""


OUTPUTS: Final = """
CREATE TABLE outputs (path TEXT PRIMARY KEY, crawl_id TEXT NOT NULL, bytes INTEGER NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;
"""
"""The files of runs that did not finish."""


CLOSINGS: Final = """
CREATE TABLE closings (crawl_id TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
"""
"""Closing plans (JSON) of runs that are closing their files."""


SIGNATURES: Final = """
CREATE TABLE signatures (
    number INTEGER PRIMARY KEY, article_id TEXT NOT NULL, month TEXT NOT NULL, cluster INTEGER NOT NULL, keys BLOB NOT NULL,
    sketch BLOB NOT NULL);
CREATE TABLE signatures_in_bands (up_to INTEGER NOT NULL);
INSERT INTO signatures_in_bands (up_to) VALUES (0);
"""
"""Signatures of articles; see :mod:`newscrawl.state.signatures`."""


RENEWAL: Final = f"""
CREATE TABLE renewal (algorithm INTEGER NOT NULL, file TEXT, lines INTEGER NOT NULL);
INSERT INTO renewal (algorithm, lines) VALUES ({ALGORITHM}, 0);
"""  # noqa: S608 - fixed text
"""The version of the signatures' algorithm, and how far they have been made anew; see :mod:`newscrawl.state.signatures`."""


HEALTH: Final = """
CREATE TABLE health (
    site TEXT NOT NULL, crawl_id TEXT NOT NULL, finished TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (site, crawl_id));
"""
"""How well each run read each site; ``counts`` is JSON."""


PACE: Final = """
CREATE TABLE hosts (
    host TEXT PRIMARY KEY, asked REAL NOT NULL DEFAULT 0, delay REAL NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE budgets (site TEXT PRIMARY KEY, day TEXT NOT NULL, requests INTEGER NOT NULL) WITHOUT ROWID;
"""
"""The last request to each host, and the requests to each site on the present day. Times are seconds since 1970."""


RULES: Final = """
ALTER TABLE articles ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN consonants BLOB NOT NULL DEFAULT x'';
"""
"""Which text rules normalized an article, and its consonant hash."""


DEFERRED: Final = """
ALTER TABLE addresses ADD COLUMN not_before INTEGER;
CREATE INDEX deferred_addresses ON addresses (site, not_before) WHERE status = 0 AND not_before IS NOT NULL;
"""
"""When a deferred address may be fetched again, in seconds since 1970."""


CHANGES: Final = """
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY, article INTEGER NOT NULL, kind INTEGER NOT NULL, revision INTEGER NOT NULL, run INTEGER,
    into_article INTEGER, changed INTEGER);
CREATE TABLE runs (number INTEGER PRIMARY KEY, crawl_id TEXT NOT NULL UNIQUE);
CREATE TABLE identity (state TEXT NOT NULL);
INSERT INTO identity (state) VALUES (hex(randomblob(8)));
CREATE TABLE removals (article INTEGER PRIMARY KEY, removed TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE rewrites (plan TEXT NOT NULL);
"""
"""The log of changes (:mod:`newscrawl.state.changes`), the tombstones of removed articles, and the plans of removals whose
files are not all rewritten. ``changed`` is seconds since 1970.
"""


TABLES: Final = (
    ADDRESSES + SOURCES + OUTPUTS + CLOSINGS + SIGNATURES + HEALTH + PACE + RULES + DEFERRED + CHANGES + RENEWAL
)
"""The statements that create a new database."""

_SCHEDULE: Final = """
ALTER TABLE sources ADD COLUMN root TEXT;
ALTER TABLE sources ADD COLUMN first_checked TEXT;
ALTER TABLE sources ADD COLUMN gap REAL;
ALTER TABLE sources ADD COLUMN interval REAL;
ALTER TABLE sources ADD COLUMN next_check TEXT;
ALTER TABLE sources ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entries ON sources (site, next_check) WHERE root IS NULL AND next_check IS NOT NULL;
ALTER TABLE addresses ADD COLUMN next_revisit TEXT;
CREATE INDEX revisits ON addresses (site, next_revisit) WHERE next_revisit IS NOT NULL;
"""
"""To schema 3."""


_SIGNED: Final = f"{SIGNATURES} ALTER TABLE articles ADD COLUMN signature INTEGER;"
"""To schema 2."""


_APART: Final = f"""
DROP INDEX pending_addresses;
DROP INDEX revisits;
ALTER TABLE addresses RENAME TO old_addresses;
ALTER TABLE articles RENAME TO old_articles;
ALTER TABLE contents RENAME TO old_contents;
ALTER TABLE sites RENAME TO old_sites;
{ADDRESSES}
INSERT INTO sites (site, ended) SELECT site, ended FROM old_sites;
INSERT OR IGNORE INTO sites (site) SELECT DISTINCT site FROM old_addresses;
INSERT OR IGNORE INTO sites (site) SELECT DISTINCT site FROM old_articles;
INSERT INTO origins (origin) SELECT DISTINCT origin_of(url) FROM old_addresses;
INSERT INTO reasons (reason) SELECT DISTINCT reason FROM old_addresses WHERE reason != '';
INSERT INTO files (path) SELECT DISTINCT output FROM old_articles WHERE output IS NOT NULL;
CREATE TABLE numbered (key INTEGER PRIMARY KEY, number INTEGER NOT NULL);
INSERT INTO numbered (number, key) SELECT row_number() OVER (ORDER BY first_seen, key), key FROM old_addresses;
INSERT INTO urls (number, origin, path, first_seen)
    SELECT numbered.number, origins.number, substr(url, length(origins.origin) + 1), first_seen
    FROM numbered JOIN old_addresses USING (key) JOIN origins ON origins.origin = origin_of(url) ORDER BY 1;
INSERT INTO articles (id, site, address, revision, content_hash, date_published, first_seen, last_seen, output, line_end, signature)
    SELECT id, sites.number, key_of(url), revision, packed_hash(content_hash), packed_timestamp(date_published),
        packed_timestamp(first_seen), packed_timestamp(last_seen), files.number, line_end, signature
    FROM old_articles JOIN sites USING (site) LEFT JOIN files ON files.path = output ORDER BY first_seen, id;
INSERT INTO addresses (key, url, site, status, tries, lastmod, last_seen, reason, article, next_revisit)
    SELECT a.key, numbered.number, sites.number, status, tries, seconds_of(lastmod), a.last_seen, reasons.number, articles.number,
        seconds_of(next_revisit)
    FROM old_addresses AS a JOIN numbered USING (key) JOIN sites ON sites.site = a.site
        LEFT JOIN reasons ON reasons.reason = a.reason LEFT JOIN articles ON articles.id = a.article_id ORDER BY a.key;
INSERT INTO hints (url, hints) SELECT number, hints FROM old_addresses JOIN numbered USING (key) WHERE status = 0 AND hints != '';
INSERT INTO validators (url, etag, last_modified)
    SELECT number, etag, last_modified FROM old_addresses JOIN numbered USING (key)
    WHERE etag IS NOT NULL OR last_modified IS NOT NULL ORDER BY 1;
INSERT OR IGNORE INTO contents (hash, article)
    SELECT content_key(c.content_hash), articles.number FROM old_contents AS c JOIN articles ON articles.id = c.article_id;
DROP TABLE numbered;
DROP TABLE old_addresses;
DROP TABLE old_articles;
DROP TABLE old_contents;
DROP TABLE old_sites;
"""  # noqa: S608 - fixed text
"""To schema 5: addresses and urls in separate tables, names by number."""


_LOGGED: Final = f"""{CHANGES}
INSERT INTO changes (article, kind, revision) SELECT number, 1, revision FROM articles ORDER BY number;
INSERT INTO changes (article, kind, revision) SELECT articles.number, 2, revision
    FROM articles JOIN addresses ON addresses.key = articles.address WHERE addresses.status = 3 ORDER BY articles.number;
"""  # noqa: S608 - fixed text
"""To schema 10. The log begins with the last revision of each article, and with those that are gone."""


_VERSIONED: Final = f"""{RENEWAL}
UPDATE renewal SET algorithm = coalesce(
    (SELECT min(unicode(CAST(substr(sketch, 1, 1) AS TEXT)))
    FROM (SELECT sketch FROM signatures WHERE sketch != x'' ORDER BY number LIMIT 1000)), algorithm);
"""  # noqa: S608 - fixed text
"""To schema 11. The first signatures are the oldest; reading all of them could take minutes."""


_STEPS: Final = (
    (2, _SIGNED),
    (3, _SCHEDULE),
    (4, HEALTH),
    (5, _APART),
    (6, CLOSINGS),
    (7, PACE),
    (8, RULES),
    (9, DEFERRED),
    (10, _LOGGED),
    (11, _VERSIONED),
)
"""Each schema after the first, and the statements that lead to it from the one before."""

SCHEMA: Final = _STEPS[-1][0]
"""The schema that this version writes."""


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Migrate a database of an earlier schema (0: an empty file) to the present one, in the caller's transaction.

    SQLite reuses the space of the old tables for new rows; ``newscrawl state compact`` returns it to the disk at once.
    """
    for name, function in _FUNCTIONS.items():
        db.create_function(name, 1, function, deterministic=True)
    for statements in [text for step, text in _STEPS if step > version] if version else [TABLES]:
        for statement in statements.split(";"):
            db.execute(statement)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={SCHEMA}")


# -- how values are stored in columns ----------------------------------------------------------------------------------------


def origin_of(url: str) -> str:
    """Return scheme and host of an address: everything before its path."""
    path = url.find("/", len("https://"))
    return url if path < 0 else url[:path]


@lru_cache(maxsize=1024)  # articles of one second share the time of their fetch
def packed_timestamp(timestamp: str | None) -> int | str | None:
    """Return a timestamp of the record as seconds since 1970 (5 bytes instead of 27), any other text unchanged."""
    seconds = dates.to_epoch(timestamp)
    return seconds if seconds is not None and dates.from_epoch(seconds) == timestamp else timestamp


def unpacked_timestamp(packed: int | str | None) -> str | None:
    """Return the argument of :func:`packed_timestamp`. Raises :class:`~newscrawl.state.StateError` for one that is no time."""
    what = "the time of an article"
    return stored_seconds(packed, what) if isinstance(packed, int) else stored_time(packed, what)


_SHA256: Final = "sha256:"
"""Prefix of a content hash."""

_CONTENT_BYTES: Final = 16
"""Length of a content key. The chance that any two of ten million articles share one is 1 in 10^24."""


def packed_hash(content_hash: str) -> bytes | str:
    """Return a SHA-256 content hash as 32 bytes, any other text unchanged."""
    try:
        packed = bytes.fromhex(content_hash.removeprefix(_SHA256))
    except ValueError:
        return content_hash
    return packed if unpacked_hash(packed) == content_hash else content_hash


def unpacked_hash(packed: bytes | str) -> str:
    """Return the argument of :func:`packed_hash`."""
    return packed if isinstance(packed, str) else f"{_SHA256}{packed.hex()}"


def content_key(content_hash: str) -> bytes:
    """Return the key by which equal content is found. It is half as long as the hash."""
    return blake2b(content_hash.encode(), digest_size=_CONTENT_BYTES).digest()


def key_of(url: str) -> int:
    """Return the key of an article's own address; 0, which no address has, for a text that is not an address."""
    try:
        return address_key(url)
    except ValueError:
        return 0


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "seconds_of": dates.to_epoch,
    **{f.__name__: f for f in (origin_of, packed_timestamp, packed_hash, content_key, key_of)},
}
"""The SQL functions that the migrations call."""
