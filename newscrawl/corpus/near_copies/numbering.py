"""Numbers for the articles of a corpus: the latest revision of each, in the order of publication. SQLite sorts them on the disk."""

from __future__ import annotations

import sqlite3
from array import array
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Self

import orjson

from newscrawl.corpus.near_copies.files import NO_NUMBER, NUMBER_BITS, PLACE, read_integers, write_integers
from newscrawl.dedupe.signature import BANDS
from newscrawl.export.similar_texts import Roots
from newscrawl.exporters.files import OutputError
from newscrawl.runner.bulk.engine import new_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from newscrawl.corpus.near_copies.files import Work

PARTITION_ROWS: Final = 1 << 19
"""Rows (key, number) that a task sorts in memory: about 40 MB."""

RANGE_ARTICLES: Final = 1 << 15
"""Articles whose pairs a task compares."""

_CACHE_KIB: Final = 16 << 10
"""Memory of the database."""

_SCHEMA: Final = """\
CREATE TABLE lines (
    chunk INTEGER, place INTEGER, id TEXT, revision INTEGER, fetched TEXT, hash TEXT, published TEXT, offset INTEGER, length INTEGER
);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, chunk INTEGER, place INTEGER, id TEXT, hash TEXT, offset INTEGER, length INTEGER
);
CREATE TABLE copies (number INTEGER PRIMARY KEY);
"""

_NUMBER: Final = """\
INSERT INTO articles
SELECT row_number() OVER (ORDER BY published IS NULL, published, fetched, id) - 1 AS number, chunk, place, id, hash, offset, length
FROM (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY revision DESC, fetched DESC, hash, chunk, place) AS nth FROM lines
) WHERE nth = 1"""

_EQUAL: Final = """\
SELECT number, first FROM (
    SELECT number, min(number) OVER (PARTITION BY hash) AS first FROM articles WHERE hash != ''
) WHERE number != first"""
"""Articles with the text of an earlier one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of the work. They follow from the articles alone."""

    articles: int
    chunks: Sequence[tuple[int, int]]
    """File and chunk within it."""

    partitions: int
    """Of the rows (key, number)."""

    ranges: int
    """Of the numbers."""

    @classmethod
    def read(cls, work: Work) -> Self:
        """Return the plan that :func:`number_articles` wrote."""
        found = orjson.loads(work.plan.read_bytes())
        return cls(**{**found, "chunks": [(file, chunk) for file, chunk in found["chunks"]]})

    def range_of(self, number: int) -> int:
        """Return the range of a number."""
        return number // RANGE_ARTICLES


def number_articles(work: Work, chunks: Sequence[tuple[int, int]], removed: Collection[str]) -> Plan:
    """Give numbers to the articles of all chunks that were not removed; return the plan. What is done already is kept."""
    if work.plan.exists():
        return Plan.read(work)
    work.database.unlink(missing_ok=True)  # a killed search left it
    with closing(sqlite3.connect(work.database, isolation_level=None)) as database:
        for statement in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            database.execute(f"PRAGMA {statement}")
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        for chunk, where in enumerate(chunks):
            database.executemany(
                "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(work, chunk, where, removed)
            )
        database.execute(_NUMBER)
        database.execute("DROP TABLE lines")
        (articles,) = database.execute("SELECT count(*) FROM articles").fetchone()
        if articles >> NUMBER_BITS:
            raise OutputError(
                f"{articles:,} articles are more than the {1 << NUMBER_BITS:,} that can be compared at once"
            )
        equal = array("Q", (number << 32 | first for number, first in database.execute(_EQUAL)))
        write_integers(work.equal, equal)
        database.executemany("INSERT INTO copies VALUES (?)", ((pair >> 32,) for pair in equal))
        signed = _write_numbers(work, len(chunks), database)
        _write_places(work, database)
        database.execute("COMMIT")
    plan = Plan(articles, chunks, signed * BANDS // PARTITION_ROWS + 1, articles // RANGE_ARTICLES + 1)
    with new_file(work.plan) as out:
        out.write(orjson.dumps(asdict(plan)))
    return plan


def _rows(work: Work, chunk: int, where: tuple[int, int], removed: Collection[str]) -> Iterator[tuple[Any, ...]]:
    """Yield what is inserted of a chunk. Texts without a signature have no place among the keys."""
    place = 0
    with work.rows(*where).open("rb") as lines:
        for line in lines:
            identity, *rest = orjson.loads(line)
            length = rest[-1]
            if identity not in removed:
                yield (chunk, place if length else None, identity, *rest)
            place += bool(length)


def _write_numbers(work: Work, chunks: int, database: sqlite3.Connection) -> int:
    """Write the numbers of each chunk; return how many articles take part in the comparison."""
    signed = 0
    found = database.execute(
        "SELECT chunk, place, number FROM articles WHERE length > 0 AND number NOT IN (SELECT number FROM copies) ORDER BY chunk, place"
    )
    written = 0
    for chunk, same in groupby(found, key=lambda row: row[0]):
        for empty in range(written, chunk):
            write_integers(work.numbers(empty), array("I"))
        numbers = array("I")
        for _, place, number in same:
            numbers.extend([NO_NUMBER] * (place - len(numbers)))
            numbers.append(number)
            signed += 1
        write_integers(work.numbers(chunk), numbers)
        written = chunk + 1
    for empty in range(written, chunks):
        write_integers(work.numbers(empty), array("I"))
    return signed


def _write_places(work: Work, database: sqlite3.Connection) -> None:
    """Write where the sketch of each number is."""
    with new_file(work.places) as out:
        for row in database.execute("SELECT chunk, length, offset FROM articles ORDER BY number"):
            out.write(PLACE.pack(*row))


def members(work: Work, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the id of each article that is in a group, and that of the group's first article; group by group, in the order of numbers."""
    roots = Roots(plan.articles)
    in_group = bytearray(plan.articles)
    for path in (work.equal, *(work.verified(part) for part in range(plan.ranges))):
        for pair in read_integers(path, "Q"):
            one, other = pair >> 32, pair & 0xFFFFFFFF
            roots.join(one, other)
            in_group[one] = in_group[other] = 1
    with closing(sqlite3.connect(work.database, isolation_level=None)) as database:
        database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        database.execute(
            "CREATE TEMP TABLE members (root INTEGER, number INTEGER, PRIMARY KEY (root, number)) WITHOUT ROWID"
        )
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO members VALUES (?, ?)",
            ((roots.of(number), number) for number in range(plan.articles) if in_group[number]),
        )
        yield from database.execute(
            "SELECT one.id, first.id FROM members JOIN articles AS one ON one.number = members.number "
            "JOIN articles AS first ON first.number = root ORDER BY root, members.number"
        )
