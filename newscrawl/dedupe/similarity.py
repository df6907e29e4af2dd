"""Whether one text is a near copy of another: the judgement on what the keys have found.

Two texts that share most of their words are copies, or are filled into the same form: the gold price of Monday and
of Tuesday, the weather of two provinces. And two that share half may be one text with another ending, or two reports of
one day with the same background. Four things tell them apart.

- **How much.** Of a copy with single words edited, three quarters of the two-syllable shingles stay; of one that was
  shortened or lengthened, nearly all of the shorter text stands in the longer.
- **Where.** The sketch's samples are read in text order. Where single words were edited, every stretch of both texts has
  its counterpart; where the ending is another, all that is shared stands at the beginning, word for word. What a follow-up
  takes over stands at its end or scattered among what is new, and what a form shares is cut up by what was filled in.
- **The facts.** A number or a name is kept with the two syllables that stand before it: its place. An edit that moves the
  place takes the fact out of the comparison; where both texts have the place, a copy has the same fact in it, but for a
  slip, and a form has another. Numbers and names are judged apart, since the shops of a price list stay the same.
- **Length.** In an item of a few lines one changed number is the news: there, more must be alike and every fact the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from operator import eq
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.dedupe.signature import Sketch

ALIKE: Final = 0.56
"""Similarity from which two texts are alike as a whole. One word in ten edited leaves 0.67, a quarter replaced 0.6."""

LEAST_SIMILARITY: Final = 0.33
"""Below this a text is a part of the other at most: a note in a round-up, a quotation."""

LEAST_PASSAGE: Final = 0.5
"""Share of the shorter text that its best stretch covers, where two texts are alike as a whole."""

WITHIN: Final = 0.82
"""Share of a text whose surroundings are in the other too, from which it is held by it whole."""

HELD: Final = 0.78
"""Share of the shingles of a text that is held by a longer one; between two of a length, the surroundings speak for themselves."""

MOSTLY: Final = (0.5, 0.72, 0.66)
"""Similarity, surroundings of both, and shingles of the shorter, from which two texts are one with a part edited heavily."""

OPENING: Final = 0.43
"""Share of the longer text that an opening in common covers, misses counted twice. An ending of 40 % replaced leaves 0.6."""

_HEAD: Final = 0.15
"""Share of a text before which an opening begins: a headline or a first line may stand before it."""

SHORT: Final = 80
"""Syllables below which a text is a short item."""

SHORT_SIMILARITY: Final = 0.6
_MISS: Final = 2
"""What a missing shingle counts against a passage: a stretch with fewer than 2 of 3 matches is none."""

_WINDOW: Final = 9
"""Samples that are a sample's surroundings, itself included."""

_DIFFERING: Final = (2, 0.25, 0.4)
"""Facts that differ in a form, at least; the least share of the numbers, and of the names, whose places are in both texts.

With one word in ten edited, as many differ in 1 of 300 copies; a place is seldom left as it was where its fact is edited.
"""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How two texts compare."""

    similarity: float
    """Jaccard similarity of their two-syllable shingles, 0 to 1, from the samples of both."""

    held: float = 0.0
    """Share of the shorter text's samples that are in the other."""

    passage: float = 0.0
    """Share of the shorter text's samples that its best stretch covers."""

    opening: float = 0.0
    """Share of the longer text's samples that are in that stretch, misses counted twice; 0 where it begins further down."""

    within: tuple[float, float] = (0.0, 0.0)
    """Share of the samples, of the shorter and of the longer text, around which half or more are in the other."""

    same_form: bool = False
    """The facts differ where the frame agrees."""

    short: bool = False
    """One of the texts is a short item."""

    @property
    def copy(self) -> bool:
        """The verdict."""
        if self.same_form or self.similarity < LEAST_SIMILARITY:
            return False
        if self.short:
            return self.similarity >= SHORT_SIMILARITY and self.passage >= LEAST_PASSAGE
        shorter, longer = self.within
        alike, both, held = MOSTLY
        return (
            (self.similarity >= ALIKE and self.passage >= LEAST_PASSAGE)
            or (self.similarity >= alike and min(self.within) >= both and self.held >= held)
            or (shorter >= WITHIN and (longer >= WITHIN or self.held >= HELD))
            or self.opening >= OPENING
        )


def resemblance(one: Sketch, other: Sketch) -> Resemblance:
    """Compare two texts by their sketches, in either order."""
    bound = min(one.bound, other.bound)
    left = one.samples if one.bound == bound else tuple(s for s in one.samples if s < bound)
    right = other.samples if other.bound == bound else tuple(s for s in other.samples if s < bound)
    common = set(left).intersection(right)
    similarity = len(common) / max(len(left) + len(right) - len(common), 1)
    if similarity < LEAST_SIMILARITY:
        return Resemblance(similarity)
    shorter, longer = (left, right) if len(left) <= len(right) else (right, left)
    short = min(one.syllables, other.syllables) < SHORT
    passage, opening = _stretch(shorter, longer, common)
    return Resemblance(
        similarity,
        held=len(common) / len(shorter),
        passage=passage,
        opening=opening,
        within=(_within(shorter, common), _within(longer, common)),
        same_form=_numbers_differ(one.numbers, other.numbers, short=short)
        or _names_differ(one.names, other.names, short=short),
        short=short,
    )


def _stretch(shorter: tuple[int, ...], longer: tuple[int, ...], common: set[int]) -> tuple[float, float]:
    """What the best stretch of the shorter text covers of it, and of the longer as an opening."""
    best = begin = end = score = start = 0
    for position, sample in enumerate(shorter):
        score += 1 if sample in common else -_MISS
        if score <= 0:
            score, start = 0, position + 1
        elif score > best:
            best, begin, end = score, start, position + 1
    if not best:
        return 0.0, 0.0
    is_opening = begin <= _HEAD * len(shorter) and longer.index(shorter[begin]) <= _HEAD * len(longer)
    return (end - begin) / len(shorter), best / len(longer) if is_opening else 0.0


def _within(samples: tuple[int, ...], common: set[int]) -> float:
    """The share of windows of a text of which half or more is in common."""
    sums = [0, *accumulate(sample in common for sample in samples)]
    width = min(_WINDOW, len(samples))
    windows = [2 * (after - before) >= width for before, after in zip(sums, sums[width:], strict=False)]
    return sum(windows) / len(windows)


def _numbers_differ(facts: tuple[int, ...], others: tuple[int, ...], *, short: bool) -> bool:
    """Whether more numbers differ in the places of both than slips and edits explain."""
    left, right = _by_place(facts), _by_place(others)
    places = same = 0
    for place in left.keys() & right.keys():
        one, other = left[place], right[place]
        shared = (Counter(one) & Counter(other)).total()
        places += min(len(one), len(other))
        # A place that comes again and again is read in order, unless the order was changed and nothing else.
        same += shared if len(one) != len(other) or shared == len(one) else sum(map(eq, one, other))
    return _too_many(places - same, _DIFFERING[1] * places, short=short)


def _names_differ(facts: tuple[int, ...], others: tuple[int, ...], *, short: bool) -> bool:
    """The same of names, of which one end may be lost."""
    left, right = _by_place(facts), _by_place(others)
    places = same = 0
    for place in left.keys() & right.keys():
        fewer, more = sorted((left[place], right[place]), key=len)
        firsts, lasts = {fact >> 8 for fact in more}, {fact & 0xFF for fact in more}
        places += len(fewer)
        same += sum(fact >> 8 in firsts or fact & 0xFF in lasts for fact in fewer)
    return _too_many(places - same, _DIFFERING[2] * places, short=short)


def _too_many(differing: int, share: float, *, short: bool) -> bool:
    return differing > 0 if short else differing >= max(_DIFFERING[0], share)


def _by_place(facts: tuple[int, ...]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for fact in facts:
        found.setdefault(fact >> 16, []).append(fact)
    return found
