"""What the report tells, counted in one reading of the records.

The counters grow with the number of sites, days and sections, not with the number of articles. What must be known of each article (its
cluster, its links) is in a temporary SQLite database, on the disk.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIELDS: Final = (
    "description",
    "date_published",
    "date_modified",
    "authors",
    "article_section",
    "breadcrumbs",
    "keywords",
    "images",
    "videos",
    "related_links",
    "outbound_links",
    "source_credit",
    "newsroom_tag",
)
"""Fields that an article may lack; how many have them is counted."""

LENGTHS: Final = (50, 100, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000)
"""Upper bounds of the classes of text length, in words; the last class has none."""

BIGGEST_CLUSTERS: Final = 10
"""Clusters that are shown with their articles."""

SHOWN_COPIES: Final = 6
"""Articles of such a cluster."""

MOST_LINKED: Final = 10
"""Articles with the most links to them that are shown."""

_BATCH_ROWS: Final = 5_000
"""Rows that are written to the temporary database together."""

_MAX_VALUES: Final = 10_000
"""Different values of a field that are counted; what comes after them counts as ``others``."""

_MAX_VALUE_CHARS: Final = 200
"""Characters of such a value."""

OTHERS: Final = "others"

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article of a cluster that is shown."""

    id: str
    site: str
    day: str | None
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A group of near duplicates that is shown."""

    articles: int
    sites: int
    copies: list[Copy]
    """The earliest ones."""


@dataclass(slots=True, kw_only=True)
class Facts:
    """What the report tells."""

    articles: int = 0
    words: int = 0
    days: Counter[str] = field(default_factory=Counter)
    """Articles by day of publication; the undated are in none."""

    sites: Counter[str] = field(default_factory=Counter)
    words_by_site: Counter[str] = field(default_factory=Counter)
    sections: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Articles by site and section."""

    lengths: list[int] = field(default_factory=lambda: [0] * (len(LENGTHS) + 1))
    languages: Counter[str] = field(default_factory=Counter)
    genres: Counter[str] = field(default_factory=Counter)
    filled: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By site, the articles that have each of :data:`FIELDS`."""

    edits: Counter[str] = field(default_factory=Counter)
    glued: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    """By site: corrections, lost spaces that were restored, and articles with such a space."""

    robots: Counter[str] = field(default_factory=Counter)
    tdm: Counter[str] = field(default_factory=Counter)
    usage: Counter[str] = field(default_factory=Counter)
    signals: Counter[str] = field(default_factory=Counter)
    licenses: Counter[str] = field(default_factory=Counter)
    """What publishers say about use, by value."""

    free: int = 0
    """Articles that are not behind a paywall."""

    relations: Counter[str] = field(default_factory=Counter)
    """Related links by relation."""

    out_degrees: Counter[int] = field(default_factory=Counter)
    """Articles by the number of their related links."""

    targets: int = 0
    """Different targets of related links."""

    targets_inside: int = 0
    """Those that are articles of the corpus."""

    mutual: int = 0
    """Pairs of articles that link to each other."""

    unlinked: int = 0
    """Articles to which no other links."""

    most_linked: list[tuple[Copy, int]] = field(default_factory=list)
    cluster_sizes: Counter[int] = field(default_factory=Counter)
    """Clusters by their number of articles."""

    copied_articles: int = 0
    """Articles in clusters."""

    biggest: list[Cluster] = field(default_factory=list)
    copies: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Near copies by the site of the article that is copied, and the site of the copy."""


def collect(records: Iterable[Mapping[str, Any]]) -> Facts:
    """Count what the records say. They are read once, and each article comes once."""
    facts = Facts()
    db = sqlite3.connect("", isolation_level=None)  # on the disk, and gone with the connection
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -32000")
        db.execute("CREATE TABLE articles (key INTEGER PRIMARY KEY, id, site, day, headline, cluster)")
        db.execute("CREATE TABLE edges (source INTEGER, target INTEGER)")
        _read(records, facts, db)
        db.execute("CREATE INDEX by_target ON edges (target, source)")
        db.execute("CREATE INDEX by_cluster ON articles (cluster) WHERE cluster IS NOT NULL")
        _count_links(facts, db)
        _count_clusters(facts, db)
    finally:
        db.close()
    return facts


def _read(records: Iterable[Mapping[str, Any]], facts: Facts, db: sqlite3.Connection) -> None:
    """Count each record, and keep what belongs together in the temporary database."""
    articles: list[tuple[Any, ...]] = []
    edges: list[tuple[int, int]] = []
    for record in records:
        _count(record, facts)
        key = _key(record["id"])
        articles.append((key, record["id"], record["site"], _day(record), record["headline"], _cluster(record)))
        edges += [(key, _key(link["id"])) for link in record["related_links"]]
        if len(articles) + len(edges) >= _BATCH_ROWS:
            _flush(db, articles, edges)
    _flush(db, articles, edges)


def _flush(db: sqlite3.Connection, articles: list[tuple[Any, ...]], edges: list[tuple[int, int]]) -> None:
    db.execute("BEGIN")
    db.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?)", articles)
    db.executemany("INSERT INTO edges VALUES (?, ?)", edges)
    db.execute("COMMIT")
    articles.clear()
    edges.clear()


def _key(name: str) -> int:
    """Return a number for an id; two ids of a million share one with a chance of 1 in 10 million."""
    return int.from_bytes(blake2b(name.encode(errors="replace"), digest_size=8).digest(), signed=True)


def _cluster(record: Mapping[str, Any]) -> str | None:
    cluster: str | None = record["cluster_id"] or record["near_duplicate_of"]
    return cluster


def _day(record: Mapping[str, Any]) -> str | None:
    found = _DAY.match(record["date_published"] or "")
    return found[0] if found else None


def _count(record: Mapping[str, Any], facts: Facts) -> None:
    """Count what one record says."""
    site = record["site"]
    words = record["word_count"] or 0
    facts.articles += 1
    facts.words += words
    facts.sites[site] += 1
    facts.words_by_site[site] += words
    if day := _day(record):
        facts.days[day] += 1
    if section := record["article_section"]:
        _add(facts.sections, (site, section[:_MAX_VALUE_CHARS]), (site, OTHERS))
    facts.lengths[next((place for place, bound in enumerate(LENGTHS) if words < bound), len(LENGTHS))] += 1
    _add(facts.languages, record["in_language"] or "unknown", OTHERS)
    _add(facts.genres, record["genre"] or "unknown", OTHERS)
    facts.filled[site].update(name for name in FIELDS if record.get(name))
    _count_repairs(site, record["normalization"], facts)
    _count_rights(record, facts)
    facts.relations.update(link["relation"] for link in record["related_links"])
    facts.out_degrees[len(record["related_links"])] += 1
    if original := record["near_duplicate_of"]:
        facts.copies[original.partition(":")[0], site] += 1


def _count_repairs(site: str, normalization: Mapping[str, Any] | None, facts: Facts) -> None:
    if normalization:
        facts.edits[site] += normalization["edits"] or 0
        glued = normalization["glued_words_split"] or 0
        facts.glued[site] += glued
        facts.repaired[site] += glued > 0


def _count_rights(record: Mapping[str, Any], facts: Facts) -> None:
    """Count what the page says about its use."""
    facts.free += record.get("is_accessible_for_free") is not False
    for directive in record.get("robots_directives") or ["none given"]:
        _add(facts.robots, directive[:_MAX_VALUE_CHARS], OTHERS)
    reservation = record.get("tdm_reservation")
    facts.tdm["not stated" if reservation is None else "reserved" if reservation else "not reserved"] += 1
    for counter, name in ((facts.usage, "content_usage"), (facts.signals, "content_signal")):
        _add(counter, (record.get(name) or "not stated")[:_MAX_VALUE_CHARS], OTHERS)
    for license_url in record.get("license_urls") or ["none given"]:
        _add(facts.licenses, license_url[:_MAX_VALUE_CHARS], OTHERS)


def _add(counter: Counter[Any], value: Any, others: Any) -> None:
    """Count a value, or ``others`` if there are too many different ones."""
    counter[value if value in counter or len(counter) < _MAX_VALUES else others] += 1


def _count_links(facts: Facts, db: sqlite3.Connection) -> None:
    """Count the graph of related links."""
    one = "SELECT count(*), sum(inside) FROM (SELECT target IN (SELECT key FROM articles) AS inside FROM edges GROUP BY target)"
    facts.targets, inside = db.execute(one).fetchone()
    facts.targets_inside = inside or 0
    facts.unlinked = db.execute(
        "SELECT count(*) FROM articles WHERE NOT EXISTS (SELECT 1 FROM edges WHERE target = key AND source != key)"
    ).fetchone()[0]
    facts.mutual = db.execute(
        "SELECT count(*) FROM (SELECT DISTINCT source, target FROM edges AS one WHERE source < target "
        "AND EXISTS (SELECT 1 FROM edges WHERE target = one.source AND source = one.target))"
    ).fetchone()[0]
    rows = db.execute(
        "SELECT id, site, day, headline, links FROM (SELECT target, count(DISTINCT source) AS links FROM edges "
        "WHERE target IN (SELECT key FROM articles) GROUP BY target ORDER BY links DESC, target LIMIT ?) JOIN articles ON key = target "
        "ORDER BY links DESC, id",
        (MOST_LINKED,),
    )
    facts.most_linked = [
        (Copy(id=name, site=site, day=day, headline=headline), links) for name, site, day, headline, links in rows
    ]


def _count_clusters(facts: Facts, db: sqlite3.Connection) -> None:
    """Count the clusters. The first article of a cluster was written before its copies and may not name the cluster."""
    names = [name for (name,) in db.execute("SELECT DISTINCT cluster FROM articles WHERE cluster IS NOT NULL")]
    keys = [(name, _key(name)) for name in names]
    db.executemany("UPDATE articles SET cluster = ? WHERE key = ? AND cluster IS NULL", keys)
    sizes = db.execute(
        "SELECT cluster, count(*) AS size, count(DISTINCT site) FROM articles WHERE cluster IS NOT NULL "
        "GROUP BY cluster HAVING size > 1 ORDER BY size DESC, cluster"
    ).fetchall()
    facts.cluster_sizes.update(size for _, size, _ in sizes)
    facts.copied_articles = sum(size for _, size, _ in sizes)
    for name, size, sites in sizes[:BIGGEST_CLUSTERS]:
        rows = db.execute(
            "SELECT id, site, day, headline FROM articles WHERE cluster = ? ORDER BY day IS NULL, day, id LIMIT ?",
            (name, SHOWN_COPIES),
        )
        copies = [Copy(id=row[0], site=row[1], day=row[2], headline=row[3]) for row in rows]
        facts.biggest.append(Cluster(articles=size, sites=sites, copies=copies))
