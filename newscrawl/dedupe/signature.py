"""What is remembered of a text so that a copy of it can be found and verified: some 700 bytes.

*Keys* find candidates. Each is the least of a text's six-syllable shingles under another random order (MinHash, from
``rensa``), so that two texts share a key with the probability of their Jaccard similarity. Six syllables in a row are
seldom the same by chance, which keeps one key a band selective where the usual rows of two-syllable shingles
need three a band and miss half of the texts whose ending was replaced.

The *sketch* verifies them. It holds the two-syllable shingles whose hash is below a bound, in text order, which
gives the similarity and shows whether what two texts share is a passage or the scattered words of a form; and the
text's facts by the place they stand in (:mod:`newscrawl.dedupe.similarity` says what for).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Final

from rensa import RMinHash

from newscrawl.dedupe.shingles import NAME, NUMBER, Syllables

BANDS: Final = 16
SHORTEST: Final = 24
"""A text of fewer syllables is a copy only where it is the same: it has no signature."""

_SEED: Final = 20260301
_SAMPLES: Final = 240
"""Two-syllable shingles that a sketch aims at; a shorter text is held whole."""

_FACTS: Final = 40
"""Numbers, and again names, that a sketch holds at most."""

_BEFORE: Final = 2
"""Syllables before a fact that say where it stands."""

_PLACE: Final = 0xFFFF0000
_FIRST: Final = 0xFF00
_LAST: Final = 0xFF
_NEXT: Final = 0x9E370000
_RUNS: Final = re.compile(rb"%c{2,}|%c+" % (NAME, NUMBER))
_HEAD: Final = struct.Struct("<BHHHBB")
_VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class Signature:
    """A text's keys and sketch."""

    keys: tuple[int, ...]
    """:data:`BANDS` signed 32-bit integers; each begins with the number of its band."""

    sketch: bytes
    """:class:`Sketch`, packed."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What two texts are compared by."""

    syllables: int
    bound: int
    """The samples are the shingles whose 16-bit hash is below it."""

    samples: tuple[int, ...]
    """Distinct, in text order."""

    numbers: tuple[int, ...]
    """16 bits of the place (what stands before), 16 bits of the number; by place."""

    names: tuple[int, ...]
    """16 bits of the place, 8 of the name's first two syllables, 8 of its last two; by place."""

    def pack(self) -> bytes:
        """The sketch as bytes."""
        head = _HEAD.pack(
            _VERSION, self.syllables, self.bound - 1, len(self.samples), len(self.numbers), len(self.names)
        )
        facts = (*self.numbers, *self.names)
        return head + struct.pack(f"<{len(self.samples)}H{len(facts)}I", *self.samples, *facts)

    @classmethod
    def unpack(cls, data: bytes) -> Sketch | None:
        """The sketch of such bytes; ``None`` where another version of newscrawl wrote them."""
        if data[0] != _VERSION:
            return None
        _, syllables, last, samples, numbers, names = _HEAD.unpack_from(data)
        held = struct.unpack_from(f"<{samples}H{numbers + names}I", data, _HEAD.size)
        return cls(syllables, last + 1, held[:samples], held[samples : samples + numbers], held[samples + numbers :])


def signature(text: str) -> Signature | None:
    """Keys and sketch of a text; ``None`` where it is shorter than :data:`SHORTEST` syllables.

    0.2 ms for 4 KB. Only the first :data:`~newscrawl.dedupe.shingles.LONGEST` syllables count.
    """
    syllables = Syllables(text)
    if syllables.count < SHORTEST:
        return None
    sixes = syllables.sixes
    rows = RMinHash.digest_matrix_from_flat_token_hashes(sixes, [0, len(sixes)], BANDS, _SEED).to_rows()
    keys = tuple((band << 28 | value & 0x0FFFFFFF) - (1 << 31) for band, value in enumerate(rows[0]))
    bound = min(1 << 16, (_SAMPLES << 16) // syllables.count)
    least = bound << 16
    samples = tuple(dict.fromkeys([shingle >> 16 for shingle in syllables.twos if shingle < least]))
    return Signature(keys, Sketch(syllables.count, bound, samples, *_facts(syllables)).pack())


def _facts(syllables: Syllables) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers and names with their places: the two syllables before, and which number of a run it is.

    A name is a run of two capitalised words or more, for one alone may only begin a sentence; its first two syllables
    and its last two stand for it, each by themselves. What stands at the very beginning has no place.
    """
    numbers: list[int] = []
    names: list[int] = []
    ones, twos, kinds = syllables.ones, syllables.twos, syllables.kinds
    for run in _RUNS.finditer(kinds, _BEFORE):
        start, end = run.span()
        place = twos[start - _BEFORE]
        if kinds[start] == NAME:
            names.append(place & _PLACE | twos[start] >> 16 & _FIRST | twos[end - 2] >> 24 & _LAST)
            continue
        for number in ones[start : min(end, start + _FACTS)]:
            numbers.append(place & _PLACE | number >> 16)
            place += _NEXT
    return _least(numbers), _least(names)


def _least(facts: list[int]) -> tuple[int, ...]:
    """The facts of the least places, which is the same choice in both of two texts; those of one place in text order."""
    return tuple(sorted(facts, key=_PLACE.__and__)[:_FACTS])
