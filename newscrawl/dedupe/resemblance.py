"""Whether one text is a near copy of another: the judgement on what the keys have found.

Two texts that share most of their words are copies, or are filled into the same form: the gold price of Monday and
of Tuesday, the weather of two provinces. Three things tell them apart.

- **A passage.** A copy repeats stretches of the other text; where the ending was replaced, all that is shared stands in
  one place, word for word. What a form shares is cut up by what was filled in, what a follow-up shares is scattered. So
  the sketch's samples are read in text order, a match counts for, a miss twice against, and the best stretch is measured.
- **The facts.** A number or a name is kept with the two syllables that stand before it: its place. An edit that moves the
  place takes the fact out of the comparison; where both texts have the place, a copy has the same fact in it, but for a
  slip, and a form has another. Numbers and names are judged apart, since the shops of a price list stay the same.
- **Length.** In an item of a few lines one changed number is the news: there, more must be alike and every fact the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import eq
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.dedupe.signature import Sketch

ALIKE: Final = 0.5
"""Similarity from which two texts are alike as a whole. One word in ten edited leaves 0.67, one in seven 0.55."""

LEAST_PASSAGE: Final = 0.5
"""Share of the shorter text that a copied passage covers. An ending of 40 % that was replaced leaves 0.6."""

LEAST_SIMILARITY: Final = 0.33
"""Below this a text is a part of the other at most: a note in a round-up, a quotation."""

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
    """Share of the shorter text's samples that its best stretch covers."""

    copied: float
    """The same less what is not in the other text, counted twice: a stretch word for word loses nothing."""

    same_form: bool
    """The facts differ where the frame agrees."""

    short: bool
    """One of the texts is a short item."""

    @property
    def copy(self) -> bool:
        """The verdict: alike as a whole, or half of it word for word, and no other facts in the same form."""
        if self.same_form or self.passage < LEAST_PASSAGE:
            return False
        if self.short:
            return self.similarity >= SHORT_SIMILARITY
        return self.similarity >= ALIKE or (self.copied >= LEAST_PASSAGE and self.similarity >= LEAST_SIMILARITY)


NONE: Final = Resemblance(0.0, 0.0, 0.0, same_form=False, short=False)


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
    return Resemblance(similarity, *_passage(shorter, common), same_form=same_form, short=short)


def _passage(samples: tuple[int, ...], common: set[int]) -> tuple[float, float]:
    """Length and score of the best stretch, as shares of the samples."""
    best = length = score = 0
    start = 0
    for position, sample in enumerate(samples):
        score += 1 if sample in common else -_MISS
        if score <= 0:
            score, start = 0, position + 1
        elif score > best:
            best, length = score, position + 1 - start
    return length / len(samples), best / len(samples)


def _differ(facts: tuple[int, ...], others: tuple[int, ...], *, short: bool) -> bool:
    """Whether more facts differ in the places of both than slips and edits explain.

    With one in ten facts edited, three of three or eight of twenty differ in 1 of 1,000 copies.
    """
    left, right = _by_place(facts), _by_place(others)
    places = same = 0
    for place in left.keys() & right.keys():
        one, other = left[place], right[place]
        places += min(len(one), len(other))
        # A place that comes again and again is read in order, unless an edit has shifted the order.
        same += sum(map(eq, one, other)) if len(one) == len(other) else (Counter(one) & Counter(other)).total()
    differing = places - same
    return differing > 0 if short else differing >= 2 + 0.3 * places


def _by_place(facts: tuple[int, ...]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for fact in facts:
        found.setdefault(fact >> 16, []).append(fact)
    return found
