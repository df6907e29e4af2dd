"""The tables of a state's file, and the way to them from what earlier versions wrote.

What a link is looked up in (``addresses``) is apart from what it spells (``urls``): the first is small enough to stay in
memory at a million addresses, though its keys are hashes and come in no order; the second only ever grows at its end,
which leaves its pages full. Names that stand in every row (sites, hosts, reasons, files) stand once, and in the row their number.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from newscrawl import dates
from newscrawl.state.store import address_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

APPLICATION_ID: Final = 0x6E637277  # "ncrw"

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
"""``lastmod``, ``last_seen``, ``first_seen`` and ``next_revisit`` are seconds since 1970; the moments of an article stand as
:func:`packed_moment` says."""

SOURCES: Final = """
CREATE TABLE sources (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT, last_modified TEXT, checked TEXT, brought_news TEXT,
    root TEXT, first_checked TEXT, gap REAL, interval REAL, next_check TEXT, unfinished INTEGER NOT NULL DEFAULT 0)
    WITHOUT ROWID;
CREATE INDEX entries ON sources (site, next_check) WHERE root IS NULL AND next_check IS NOT NULL;
"""

OUTPUTS: Final = """
CREATE TABLE outputs (path TEXT PRIMARY KEY, crawl_id TEXT NOT NULL, bytes INTEGER NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;
"""

CLOSINGS: Final = """
CREATE TABLE closings (crawl_id TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
"""

SIGNATURES: Final = """
CREATE TABLE signatures (
    number INTEGER PRIMARY KEY, article_id TEXT NOT NULL, month TEXT NOT NULL, cluster INTEGER NOT NULL, keys BLOB NOT NULL,
    sketch BLOB NOT NULL);
CREATE TABLE signatures_in_bands (up_to INTEGER NOT NULL);
INSERT INTO signatures_in_bands (up_to) VALUES (0);
"""

HEALTH: Final = """
CREATE TABLE health (
    site TEXT NOT NULL, crawl_id TEXT NOT NULL, finished TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (site, crawl_id));
"""

PACE: Final = """
CREATE TABLE hosts (
    host TEXT PRIMARY KEY, asked REAL NOT NULL DEFAULT 0, delay REAL NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE budgets (site TEXT PRIMARY KEY, day TEXT NOT NULL, requests INTEGER NOT NULL) WITHOUT ROWID;
"""

RULES: Final = """
ALTER TABLE articles ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN consonants BLOB NOT NULL DEFAULT x'';
"""

TABLES: Final = ADDRESSES + SOURCES + OUTPUTS + CLOSINGS + SIGNATURES + HEALTH + PACE + RULES
"""A new file."""

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

_SIGNED: Final = f"{SIGNATURES} ALTER TABLE articles ADD COLUMN signature INTEGER;"

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
    SELECT id, sites.number, key_of(url), revision, packed_hash(content_hash), packed_moment(date_published),
        packed_moment(first_seen), packed_moment(last_seen), files.number, line_end, signature
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

_STEPS: Final = ((2, _SIGNED), (3, _SCHEDULE), (4, HEALTH), (5, _APART), (6, CLOSINGS), (7, PACE), (8, RULES))
"""Each schema but the first, and what leads to it from the one before."""

SCHEMA: Final = _STEPS[-1][0]


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Lead a file of an earlier schema (0: an empty one) to this one; the caller holds the transaction.

    The space of the old tables is used again by what is added; ``newscrawl state compact`` gives it back at once.
    """
    for name, function in _FUNCTIONS.items():
        db.create_function(name, 1, function, deterministic=True)
    for statements in [text for step, text in _STEPS if step > version] if version else [TABLES]:
        for statement in statements.split(";"):
            db.execute(statement)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={SCHEMA}")


# -- how values stand in columns ----------------------------------------------------------------------------------------


def origin_of(url: str) -> str:
    """Scheme and host of an address: all before its path."""
    path = url.find("/", len("https://"))
    return url if path < 0 else url[:path]


def packed_moment(moment: str | None) -> int | str | None:
    """A moment as the record writes it in the seconds since 1970, five bytes for 27; any other text as it is."""
    seconds = dates.to_epoch(moment)
    return seconds if seconds is not None and dates.from_epoch(seconds) == moment else moment


def unpacked_moment(packed: int | str | None) -> str | None:
    """What :func:`packed_moment` was given."""
    return dates.from_epoch(packed) if isinstance(packed, int) else packed


_SHA256: Final = "sha256:"
_CONTENT: Final = 16
"""Bytes by which the same content is found: two of ten million articles share them once in 10^24 archives."""


def packed_hash(content_hash: str) -> bytes | str:
    """A content hash in its 32 bytes; one of another form as it is."""
    try:
        packed = bytes.fromhex(content_hash.removeprefix(_SHA256))
    except ValueError:
        return content_hash
    return packed if unpacked_hash(packed) == content_hash else content_hash


def unpacked_hash(packed: bytes | str) -> str:
    """What :func:`packed_hash` was given."""
    return packed if isinstance(packed, str) else f"{_SHA256}{packed.hex()}"


def content_key(content_hash: str) -> bytes:
    """What the same content is found by: half as long as the hash."""
    return blake2b(content_hash.encode(), digest_size=_CONTENT).digest()


def key_of(url: str) -> int:
    """The key of an article's own address; 0, which leads nowhere, for what is no address."""
    try:
        return address_key(url)
    except ValueError:
        return 0


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "seconds_of": dates.to_epoch,
    **{f.__name__: f for f in (origin_of, packed_moment, packed_hash, content_key, key_of)},
}
"""What the steps call."""
