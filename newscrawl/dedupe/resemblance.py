"""Whether one text is a near copy of another: the judgement on what the keys have found.

Two texts that share most of their words are copies, or are filled into the same form: the gold price of Monday and
of Tuesday, the weather of two provinces. Three things tell them apart.

- **A passage.** A copy repeats stretches of the other text; where the ending was replaced, all that is shared stands in
  one place. What a form shares is cut up by what was filled in. So the sketch's samples are read in
  text order, a match counts for, a miss twice against, and the best stretch must be a good part of the shorter text.
- **The facts.** A number or a name is kept with the two syllables that stand before it: its place. An edit that moves the
  place takes the fact out of the comparison; where both texts have the place, a copy has the same fact in it, but for a
  slip, and a form has another. Numbers and names are judged apart, since the shops of a price list stay the same.
- **Length.** In an item of a few lines one changed number is the news: there, more must be alike and every fact the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.dedupe.signature import Sketch

LEAST_SIMILARITY: Final = 0.25
"""Below this a text is a part of the other at most: a note in a round-up, a quotation."""

LEAST_PASSAGE: Final = 0.45
"""Share of the shorter text. An ending of 40 % that was replaced leaves 0.6, of which a sample sees 0.5 to 0.7."""

SHORT: Final = 80
"""Syllables below which a text is a short item."""

SHORT_SIMILARITY: Final = 0.6
_MISS: Final = 2
"""What a missing shingle counts against a passage: a stretch with fewer than 2 of 3 matches is none."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How two texts compare."""

    similarity: float
    """Jaccard similarity of their two-syllable shingles, 0 to 1, from the samples of both."""

    passage: float
    """Share of the shorter text's samples in its best stretch that is in the other too."""

    same_form: bool
    """The facts differ where the frame agrees."""

    short: bool
    """One of the texts is a short item."""

    @property
    def copy(self) -> bool:
        """The verdict."""
        least = SHORT_SIMILARITY if self.short else LEAST_SIMILARITY
        return self.similarity >= least and self.passage >= LEAST_PASSAGE and not self.same_form


NONE: Final = Resemblance(0.0, 0.0, same_form=False, short=False)


def resemblance(one: Sketch, other: Sketch) -> Resemblance:
    """Compare two texts by their sketches, in either order."""
    bound = min(one.bound, other.bound)
    left = one.samples if one.bound == bound else tuple(s for s in one.samples if s < bound)
    right = other.samples if other.bound == bound else tuple(s for s in other.samples if s < bound)
    common = set(left).intersection(right)
    similarity = len(common) / max(len(left) + len(right) - len(common), 1)
    if similarity < LEAST_SIMILARITY:
        return NONE
    shorter = left if len(left) <= len(right) else right
    short = min(one.syllables, other.syllables) < SHORT
    same_form = _differ(one.numbers, other.numbers, short=short) or _differ(one.names, other.names, short=short)
    return Resemblance(similarity, _passage(shorter, common), same_form=same_form, short=short)


def _passage(samples: tuple[int, ...], common: set[int]) -> float:
    """Share of the samples that the best stretch covers."""
    best = length = score = 0
    start = 0
    for position, sample in enumerate(samples):
        score += 1 if sample in common else -_MISS
        if score <= 0:
            score, start = 0, position + 1
        elif score > best:
            best, length = score, position + 1 - start
    return length / len(samples)


def _differ(facts: tuple[int, ...], others: tuple[int, ...], *, short: bool) -> bool:
    """Whether more facts differ in the places of both than slips and edits explain.

    With one in ten facts edited, three of three or eight of twenty differ in 1 of 1,000 copies.
    """
    same = (Counter(facts) & Counter(others)).total()
    places = (Counter(fact >> 16 for fact in facts) & Counter(fact >> 16 for fact in others)).total()
    differing = places - same
    return differing > 0 if short else differing >= 2 + 0.3 * places
