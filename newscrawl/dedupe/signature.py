"""The signature of a text, some 700 bytes, by which near duplicates are found and verified.

*Keys* find candidates. Each key is the minimum of the text's six-syllable shingles under another random order (MinHash,
computed by ``rensa``), so that two texts share a key with the probability of their Jaccard similarity. Six successive
syllables are seldom equal by chance. One key for each band is therefore selective enough; the usual rows of two-syllable
shingles need three keys for each band and miss half of the texts whose ending was replaced.

The *sketch* verifies them. It holds the two-syllable shingles whose hash is below a bound, in text order. These give the
similarity, and show whether two texts share a passage or the scattered words of a form. It also holds the text's facts
(numbers and names) by their place; :mod:`newscrawl.dedupe.similarity` explains their use.
"""

from __future__ import annotations

import re
import struct
from typing import Final, NamedTuple

from rensa import RMinHash

from newscrawl.dedupe.shingles import NAME, NUMBER, Syllables

BANDS: Final = 16
"""Number of keys."""

MIN_SYLLABLES: Final = 24
"""A shorter text has no signature: it is a duplicate only if it is equal."""

_SEED: Final = 20260301
"""Seed of the random orders. Another one would make the keys of existing states useless."""

_TARGET_SAMPLES: Final = 240
"""Two-syllable shingles that a sketch aims at; all of them if the text is shorter."""

_MAX_FACTS: Final = 40
"""Numbers in a sketch, and again names."""

_PLACE_SYLLABLES: Final = 2
"""Syllables before a fact that are its place."""

_PLACE: Final = 0xFFFF0000
"""The bits of a fact that hold its place."""

_FIRST: Final = 0xFF00
"""The bits of a name that hold its start."""

_LAST: Final = 0xFF
"""The bits of a name that hold its end."""

_NEXT: Final = 0x9E370000
"""Added to the place of each further number in a run."""

_RUNS: Final = re.compile(rb"%c%c+|%c%c*" % (NAME, NAME, NUMBER, NUMBER))
"""Runs of capitalised words (at least two), and of numbers. Each alternative starts with a plain byte, so that the search skips all
other bytes at once. A repeated byte (``%c{2,}``) is tried at every place instead."""

_HEAD: Final = struct.Struct("<BHHHBB")
"""Header of a packed sketch: version, syllables, bound - 1, and the numbers of samples, numbers and names."""

ALGORITHM: Final = 2
"""Version of the keys and the sketch, the first byte of each sketch. A change of either takes the next number; then the signatures of
all states are made anew (:mod:`newscrawl.archive.renewal`)."""


class Signature(NamedTuple):
    """A text's keys and sketch."""

    keys: tuple[int, ...]
    """:data:`BANDS` signed 32-bit integers; each starts with the number of its band."""

    sketch: bytes
    """A packed :class:`Sketch`."""


class Sketch(NamedTuple):
    """What two texts are compared by."""

    syllables: int
    """Length of the text."""

    bound: int
    """The samples are the shingles whose 16-bit hash is below it."""

    samples: tuple[int, ...]
    """Distinct hashes of 16 bits, in text order."""

    numbers: tuple[int, ...]
    """16 bits of the place (what precedes the number) and 16 bits of the number; sorted by place."""

    names: tuple[int, ...]
    """16 bits of the place, 8 of the name's first two syllables and 8 of its last two; sorted by place."""

    def pack(self) -> bytes:
        """Return the sketch as bytes."""
        head = _HEAD.pack(
            ALGORITHM, self.syllables, self.bound - 1, len(self.samples), len(self.numbers), len(self.names)
        )
        facts = (*self.numbers, *self.names)
        return head + struct.pack(f"<{len(self.samples)}H{len(facts)}I", *self.samples, *facts)

    @classmethod
    def unpack(cls, data: bytes) -> Sketch | None:
        """Return the sketch in packed bytes; ``None`` if another version of newscrawl wrote them."""
        if data[0] != ALGORITHM:
            return None
        _, syllables, last, samples, numbers, names = _HEAD.unpack_from(data)
        held = struct.unpack_from(f"<{samples}H{numbers + names}I", data, _HEAD.size)
        return cls(syllables, last + 1, held[:samples], held[samples : samples + numbers], held[samples + numbers :])


def signature(text: str) -> Signature | None:
    """Return keys and sketch of a text; ``None`` if it has fewer than :data:`MIN_SYLLABLES` syllables.

    Takes 0.2 ms for 4 KB. Only the first :data:`~newscrawl.dedupe.shingles.MAX_SYLLABLES` syllables count.
    """
    syllables = Syllables(text)
    if syllables.count < MIN_SYLLABLES:
        return None
    sixes = syllables.sixes
    rows = RMinHash.digest_matrix_from_flat_token_hashes(sixes, [0, len(sixes)], BANDS, _SEED).to_rows()
    keys = tuple((band << 28 | value & 0x0FFFFFFF) - (1 << 31) for band, value in enumerate(rows[0]))
    bound = min(1 << 16, (_TARGET_SAMPLES << 16) // syllables.count)
    samples = tuple(dict.fromkeys([high for high in syllables.high_twos() if high < bound]))
    return Signature(keys, Sketch(syllables.count, bound, samples, *_facts(syllables)).pack())


def _facts(syllables: Syllables) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers and names with their places: the two syllables before, and the position in a run of numbers.

    A name is a run of at least two capitalised words, because a single one may only start a sentence. Its first two syllables
    and its last two represent it, each separately. What stands at the very start of the text has no place and is left out.
    """
    numbers: list[int] = []
    names: list[int] = []
    ones, twos, kinds = syllables.ones, syllables.twos, syllables.kinds
    for run in _RUNS.finditer(kinds, _PLACE_SYLLABLES):
        start, end = run.span()
        place = twos[start - _PLACE_SYLLABLES]
        if kinds[start] == NAME:
            names.append(place & _PLACE | twos[start] >> 16 & _FIRST | twos[end - 2] >> 24 & _LAST)
            continue
        for number in ones[start : min(end, start + _MAX_FACTS)]:
            numbers.append(place & _PLACE | number >> 16)
            place += _NEXT
    return _lowest(numbers), _lowest(names)


def _lowest(facts: list[int]) -> tuple[int, ...]:
    """Return the facts with the lowest places, which is the same selection for both of two texts; facts of one place in text order."""
    return tuple(sorted(facts, key=_PLACE.__and__)[:_MAX_FACTS])
