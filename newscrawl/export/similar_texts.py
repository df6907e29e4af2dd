"""Finds the similar texts of a whole corpus. What is known of the texts is on the disk, in files that vanish with the process."""

from __future__ import annotations

import hashlib
import tempfile
from array import array
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Final, NamedTuple, Self, cast

from newscrawl.dedupe.banding import BANDS, KEY_BYTES, band_keys, jaccard, shingle_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CHUNK_TEXTS: Final = 1024
"""Texts whose keys are computed and written together, ordered by band, so that a band is read in a few large pieces."""

_CACHED_TEXTS: Final = 512
"""Texts whose shingles are kept in memory: about 20 MB."""


class SimilarPair(NamedTuple):
    """Two texts by their positions, the smaller first."""

    one: int
    other: int
    similarity: float


class SimilarTexts:
    """Texts in the order of :meth:`add`, and which of them are similar. A context manager.

    A text belongs to a part. Texts of one part are not compared if there are several parts: then only pairs over the border count.
    """

    def __init__(self, seed: int) -> None:
        """Create the files. The seed decides which pairs of a low similarity are found."""
        self._seed = seed
        self._shingles: IO[bytes] = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - closed by __exit__
        self._keys: IO[bytes] = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - as above
        self._places = array("Q", [0])
        """Where the shingles of each text begin, and where the last ones end; in bytes."""

        self._parts = array("B")
        self._first: dict[tuple[bytes, int], int] = {}
        """The first text of each set of shingles in a part, by a hash."""

        self._equal: list[tuple[int, int]] = []
        """Pairs of positions with equal shingles."""

        self._waiting: list[tuple[int, array[int]]] = []
        self._banded = array("I")
        """Positions of the texts with keys."""

        self._read = lru_cache(_CACHED_TEXTS)(self._shingles_of)

    def add(self, text: str, part: int = 0) -> int:
        """Add a text; return its position."""
        position = len(self._parts)
        shingles = shingle_set(text)
        data = shingles.tobytes()
        self._shingles.write(data)
        self._places.append(self._places[-1] + len(data))
        self._parts.append(part)
        if not shingles:
            return position
        # Copies of a text take no part in the search: their pairs are known, and would be as many as the square of their number.
        key = hashlib.blake2b(data, digest_size=16).digest()
        first = self._first.setdefault((key, part), position)
        if first != position:
            self._equal.append((first, position))
            return position
        self._waiting.append((position, shingles))
        if len(self._waiting) == _CHUNK_TEXTS:
            self._write_keys()
        return position

    def __len__(self) -> int:
        return len(self._parts)

    def _write_keys(self) -> None:
        keys = band_keys([shingles for _, shingles in self._waiting], self._seed)
        for band in range(0, BANDS * KEY_BYTES, KEY_BYTES):
            self._keys.write(b"".join([of_text[band : band + KEY_BYTES] for of_text in keys]))
        self._banded.extend(position for position, _ in self._waiting)
        self._waiting.clear()

    def join_similar(self, least: float) -> Roots:
        """Return which texts hang together: by pairs whose similarity is at least ``least``, also through others."""
        roots = Roots(len(self))
        for one, other in self._equal:
            roots.join(one, other)
        for bucket in self._buckets():
            while len(bucket) > 1 and not roots.are_one(bucket):
                one = bucket.pop()
                for other in bucket:
                    if roots.of(one) != roots.of(other) and self.similarity(one, other) >= least:
                        roots.join(one, other)
        return roots

    def pairs_over_the_border(self) -> Iterator[SimilarPair]:
        """Yield the pairs of texts of different parts that share a key, with their similarity; a pair may come several times."""
        parts = 1 + max(self._parts, default=0)
        for key, part in self._first:
            for later in range(part + 1, parts):
                if (key, later) in self._first:
                    one, other = sorted((self._first[key, part], self._first[key, later]))
                    yield SimilarPair(one, other, 1.0)
        for bucket in self._buckets():
            for at, one in enumerate(bucket):
                for other in bucket[at + 1 :]:
                    if self._parts[one] != self._parts[other]:
                        yield SimilarPair(one, other, self.similarity(one, other))

    def _buckets(self) -> Iterator[list[int]]:
        """Yield the positions that share a key, at least two, band by band."""
        if self._waiting:
            self._write_keys()
        for band in range(BANDS):
            found: dict[bytes, int | list[int]] = {}
            for first in range(0, len(self._banded), _CHUNK_TEXTS):
                count = min(_CHUNK_TEXTS, len(self._banded) - first)
                self._keys.seek((first * BANDS + band * count) * KEY_BYTES)
                keys = self._keys.read(count * KEY_BYTES)
                for at, position in enumerate(self._banded[first : first + count]):
                    key = keys[at * KEY_BYTES : (at + 1) * KEY_BYTES]
                    known = found.get(key)
                    if known is None:
                        found[key] = position
                    elif isinstance(known, list):
                        known.append(position)
                    else:
                        found[key] = [known, position]
            yield from [bucket for bucket in found.values() if isinstance(bucket, list)]

    def similarity(self, one: int, other: int) -> float:
        """Return the Jaccard similarity of the two-syllable shingles of two texts, exactly."""
        return jaccard(self._read(one), self._read(other))

    def _shingles_of(self, position: int) -> frozenset[int]:
        begin, end = self._places[position], self._places[position + 1]
        self._shingles.seek(begin)
        return frozenset(array("I", self._shingles.read(end - begin)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._read.cache_clear()
        self._shingles.close()
        self._keys.close()


class Roots:
    """Sets of positions that grow together; each is named by its smallest position."""

    def __init__(self, count: int) -> None:
        """Begin with every position alone."""
        self._parents = array("I", range(count))

    def of(self, position: int) -> int:
        """Return the smallest position of the set."""
        parents = self._parents
        while parents[position] != position:
            parents[position] = position = parents[parents[position]]
        return position

    def are_one(self, positions: Sequence[int]) -> bool:
        """Return whether positions, at least one, are in one set."""
        first = self.of(positions[0])
        return all(self.of(position) == first for position in positions)

    def join(self, one: int, other: int) -> None:
        """Make two sets one."""
        smaller, larger = sorted((self.of(one), self.of(other)))
        self._parents[larger] = smaller
