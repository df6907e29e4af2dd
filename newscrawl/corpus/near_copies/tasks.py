"""The tasks of a search for near copies, each of which a worker does. They read and write files of one directory."""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from contextlib import ExitStack
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final, Self

import orjson

from newscrawl.corpus.index import facts
from newscrawl.corpus.near_copies.files import (
    NO_NUMBER,
    NUMBER_BITS,
    PLACE,
    Segment,
    read_integers,
    write_integers,
    write_segments,
)
from newscrawl.dedupe import Sketch, compare_sketches, signature
from newscrawl.dedupe.candidates import MAX_HOLDERS, MAX_RARE_HOLDERS, most_shared, with_enough_keys
from newscrawl.dedupe.signature import BANDS
from newscrawl.export.selection import utc_text, version_of
from newscrawl.items import content_hash
from newscrawl.runner.bulk.engine import check_stop, new_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from newscrawl.corpus.near_copies.files import FileToRead, Work
    from newscrawl.corpus.near_copies.numbering import Plan

CHUNK_ARTICLES: Final = 1 << 15
"""Articles of a file whose signatures lie together."""

RUN_PAIRS: Final = 1 << 19
"""Pairs that are sorted in memory: about 40 MB."""

_CACHED_SKETCHES: Final = 2_048
"""Sketches that are kept in memory: about 20 MB."""

_COLUMNS: Final = ("id", "site", "revision", "date_published", "date_fetched", "content_hash", "headline", "text")
"""What is read of a Parquet file."""

_HASH_CHARS: Final = slice(len("sha256:"), len("sha256:") + 32)
"""The part of the content hash that is kept: 128 bits."""

_MIX: Final = 2_654_435_761
"""Spreads keys over the partitions: minima of hashes are small numbers."""

_LOW_32: Final = 0xFFFFFFFF


# -- sign --------------------------------------------------------------------------------------------------------------


def sign(task: tuple[int, FileToRead], *, work: Work) -> list[int]:
    """Write the signatures of a file's articles; return the number of articles in each chunk."""
    number, file = task
    note = work.note(number)
    if not note.exists():
        articles = facts(file.open(), _COLUMNS)
        counts: list[int] = []
        while count := _sign_chunk(work, number, len(counts), islice(articles, CHUNK_ARTICLES)):
            counts.append(count)
        with new_file(note) as out:
            out.write(orjson.dumps(counts))
    found: list[int] = orjson.loads(note.read_bytes())
    return found


def _sign_chunk(
    work: Work, file: int, chunk: int, articles: Iterable[tuple[int, dict[str, Any], datetime | None]]
) -> int:
    """Write a chunk; return the number of its articles."""
    count = offset = 0
    with ExitStack() as stack:
        rows = stack.enter_context(new_file(work.rows(file, chunk)))
        keys = stack.enter_context(new_file(work.keys(file, chunk)))
        sketches = stack.enter_context(new_file(work.sketches(file, chunk)))
        for _, record, date in articles:
            check_stop()
            text = record.get("text") or ""
            signed = signature(text)
            length = len(signed.sketch) if signed else 0
            if signed:
                keys.write(array("i", signed.keys).tobytes())
                sketches.write(signed.sketch)
            row = [record["id"], *version_of(record), _hash(record, text), utc_text(date) or None, offset, length]
            rows.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            offset += length
            count += 1
    return count


def _hash(record: dict[str, Any], text: str) -> str:
    """Return what equals if two articles have the same content; empty if there is no text."""
    if not text:
        return ""
    known = record.get("content_hash")
    return (known if isinstance(known, str) else content_hash(record.get("headline") or "", text))[_HASH_CHARS]


# -- band --------------------------------------------------------------------------------------------------------------


def band(chunk: int, *, work: Work, plan: Plan) -> None:
    """Write a row for each key of a chunk: the key and the number of the article, by partition."""
    path = work.bands(chunk)
    if path.exists():
        return
    keys = read_integers(work.keys(*plan.chunks[chunk]), "i")
    numbers = read_integers(work.numbers(chunk), "I")
    found = [array("Q") for _ in range(plan.partitions)]
    count = plan.partitions
    for place, number in enumerate(numbers):
        if number == NO_NUMBER:
            continue
        for signed in keys[place * BANDS : (place + 1) * BANDS]:
            key = signed & _LOW_32
            found[(key * _MIX & _LOW_32) * count >> 32].append(key << 32 | number)
    write_segments(path, found)


# -- pair --------------------------------------------------------------------------------------------------------------


def pair(partition: int, *, work: Work, plan: Plan) -> None:
    """Write the pairs of articles that share a key of a partition, in sorted runs; each run is split by the ranges of numbers."""
    note = work.pair_runs(partition)
    if note.exists():
        return
    rows = array("Q")
    for chunk in range(len(plan.chunks)):
        rows.extend(Segment(work.bands(chunk), partition, plan.partitions).all())
    runs = 0
    pairs = _pairs(sorted(rows))
    del rows
    while run := sorted(islice(pairs, RUN_PAIRS)):
        check_stop()
        write_segments(work.pairs(partition, runs), _by_range(run, plan))
        runs += 1
    with new_file(note) as out:
        out.write(orjson.dumps(runs))


def _pairs(rows: list[int]) -> Iterator[int]:
    """Yield the pairs of sorted rows: the later number, the earlier one, and whether the key is rare."""
    for _, same in groupby(rows, key=lambda row: row >> 32):
        holders = [row & _LOW_32 for row in same]
        rare = len(holders) <= MAX_RARE_HOLDERS
        for place, later in enumerate(holders):
            for earlier in holders[max(place - MAX_HOLDERS, 0) : place]:
                yield later << NUMBER_BITS + 1 | earlier << 1 | rare


def _by_range(run: list[int], plan: Plan) -> list[array[int]]:
    """Split sorted pairs by the range of the later number."""
    found = [array("Q") for _ in range(plan.ranges)]
    for one in run:
        found[plan.range_of(one >> NUMBER_BITS + 1)].append(one)
    return found


# -- verify ------------------------------------------------------------------------------------------------------------


def verify(part: int, *, work: Work, plan: Plan) -> int:
    """Compare the pairs whose later number is in a range, and write those that are near copies; return how many were compared.

    A pair that hangs together already through verified ones is not compared.
    """
    path = work.verified(part)
    if path.exists():
        return 0
    runs = [
        Segment(work.pairs(partition, run), part, plan.ranges)
        for partition in range(plan.partitions)
        for run in range(orjson.loads(work.pair_runs(partition).read_bytes()))
    ]
    verified, compared, roots = array("Q"), 0, _Roots()
    with _Sketches(work, plan) as sketches:
        pairs = heapq.merge(*(run for run in runs if run.length))
        for later, same in groupby(pairs, key=lambda one: one >> NUMBER_BITS + 1):
            check_stop()
            votes, rare = Counter[int](), set[int]()
            for one in same:
                earlier = one >> 1 & (1 << NUMBER_BITS) - 1
                votes[earlier] += 1
                if one & 1:
                    rare.add(earlier)
            for earlier in most_shared(with_enough_keys(votes, rare)):
                if roots.of(later) == roots.of(earlier):
                    continue
                compared += 1
                if compare_sketches(sketches.of(later), sketches.of(earlier)).is_near_duplicate:
                    roots.join(earlier, later)
                    verified.append(later << 32 | earlier)
    write_integers(path, verified)
    return compared


class _Roots(dict[int, int]):
    """Sets of the few numbers that have been joined."""

    def of(self, number: int) -> int:
        """Return the name of a number's set."""
        while (above := self.get(number, number)) != number:
            number = above
        return number

    def join(self, one: int, other: int) -> None:
        """Make two sets one."""
        smaller, larger = sorted((self.of(one), self.of(other)))
        self[larger] = smaller


class _Sketches:
    """Reads the sketches of articles by their numbers. A context manager."""

    def __init__(self, work: Work, plan: Plan) -> None:
        self._work, self._plan = work, plan
        self._stack = ExitStack()
        self._places = self._stack.enter_context(work.places.open("rb"))
        self.of = lru_cache(_CACHED_SKETCHES)(self._read)

    def _read(self, number: int) -> Sketch:
        """Return the sketch of an article."""
        self._places.seek(number * PLACE.size)
        chunk, length, offset = PLACE.unpack(self._places.read(PLACE.size))
        with self._work.sketches(*self._plan.chunks[chunk]).open("rb") as file:
            file.seek(offset)
            found = Sketch.unpack(file.read(length))
        assert found, "it was made by this version"
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.of.cache_clear()  # the cache refers to this object, so that the sketches would stay until the garbage collector comes
        self._stack.close()
