"""The comparison of two texts by their sketches: whether one is a near duplicate of the other.

Two texts that share most of their words may be copies, or the same form filled in twice: the gold price of Monday and of
Tuesday, the weather of two provinces. Two texts that share half may be one text with another ending, or two reports of one
day with the same background. Four measures tell them apart.

- **How much they share.** A copy with single words edited keeps three quarters of its two-syllable shingles. Of a copy that was
  shortened or lengthened, nearly all of the shorter text is in the longer one.
- **Where they share it.** The samples of a sketch are in text order. If single words were edited, every part of one text has
  a counterpart in the other. If the ending was replaced, the common part is at the start, word for word. What a follow-up
  report takes over is at its end, or scattered among new text. What two filled-in forms share is cut into short pieces.
- **Facts.** A number or a name is stored together with the two syllables before it: its place. If an edit changes the place,
  the fact is not compared. If both texts have the place, a copy has the same fact there, apart from slips, and a form has
  another. Numbers and names are judged separately, because the shops in a price list stay the same.
- **Length.** In an item of a few lines one changed number is the news. Short texts therefore need a higher similarity, and
  all facts must be equal.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from operator import eq
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from newscrawl.dedupe.signature import Sketch

MIN_SIMILARITY: Final = 0.33
"""Similarity below which one text is at most a part of the other: a note in a round-up, a quotation."""

# Rule 1: the texts are alike as a whole, and share a long passage.

MIN_WHOLE_SIMILARITY: Final = 0.56
"""Least similarity. With one word in ten edited it is 0.67, with a quarter of the text replaced 0.6."""

MIN_PASSAGE_SHARE: Final = 0.5
"""Least share of the shorter text that its best passage covers."""

# Rule 2: one text, a part of which was edited heavily.

MIN_EDITED_SIMILARITY: Final = 0.5
"""Least similarity."""

MIN_EDITED_CONTEXT_SHARE: Final = 0.72
"""Least share of either text whose context is in the other one."""

MIN_EDITED_CONTAINED_SHARE: Final = 0.66
"""Least share of the shorter text's samples that are in the longer one."""

# Rule 3: the longer text contains the shorter one.

MIN_CONTEXT_SHARE: Final = 0.82
"""Least share of the shorter text whose context is in the longer one."""

MIN_CONTAINED_SHARE: Final = 0.78
"""Least share of the shorter text's samples that are in the longer one. Not needed if the contexts agree both ways."""

# Rule 4: the texts have the same start and different endings.

MIN_OPENING_SHARE: Final = 0.43
"""Least share of the longer text that the common opening covers, less misses. With 40 % replaced at the end it is 0.6."""

_MAX_OPENING_START: Final = 0.15
"""Largest share of a text that may stand before a common opening: a headline or a first line."""

# Short items.

SHORT_SYLLABLES: Final = 80
"""A text with fewer syllables is a short item."""

MIN_SHORT_SIMILARITY: Final = 0.6
"""Least similarity if one of the texts is a short item."""

# Measures.

_MISS_PENALTY: Final = 2
"""How many matches a missing sample cancels: no passage has fewer than two matches in three samples."""

_CONTEXT_SAMPLES: Final = 9
"""Number of samples that are the context of one: four on each side and itself."""

_MIN_DIFFERING_FACTS: Final = 2
"""Number of differing facts from which two long texts may be filled-in forms."""

_MIN_DIFFERING_NUMBERS: Final = 0.25
"""Share of the common places from which numbers differ too much for a copy.

With one word in ten edited, 1 copy of 300 exceeds this; an edit of a fact seldom leaves its place unchanged.
"""

_MIN_DIFFERING_NAMES: Final = 0.4
"""The same for names."""


class Similarity(NamedTuple):
    """The result of comparing two texts. All shares are 0 to 1."""

    similarity: float
    """Jaccard similarity of the two-syllable shingles, estimated from the samples of both."""

    contained: float = 0.0
    """Share of the shorter text's samples that are in the longer one."""

    passage: float = 0.0
    """Share of the shorter text's samples that its best common passage covers."""

    opening: float = 0.0
    """Share of the longer text's samples in that passage, less misses; 0 if it does not start near the start of both."""

    context: tuple[float, float] = (0.0, 0.0)
    """Share of the shorter and of the longer text's samples that have at least half of their context in the other one."""

    is_same_form: bool = False
    """True if the facts differ at places that both texts have."""

    is_short: bool = False
    """True if one of the texts is a short item."""

    @property
    def is_near_duplicate(self) -> bool:
        """True if one text is a near duplicate of the other."""
        if self.is_same_form or self.similarity < MIN_SIMILARITY:
            return False
        if self.is_short:
            return self.similarity >= MIN_SHORT_SIMILARITY and self.passage >= MIN_PASSAGE_SHARE
        shorter, longer = self.context
        return (
            (self.similarity >= MIN_WHOLE_SIMILARITY and self.passage >= MIN_PASSAGE_SHARE)
            or (
                self.similarity >= MIN_EDITED_SIMILARITY
                and min(self.context) >= MIN_EDITED_CONTEXT_SHARE
                and self.contained >= MIN_EDITED_CONTAINED_SHARE
            )
            or (shorter >= MIN_CONTEXT_SHARE and (longer >= MIN_CONTEXT_SHARE or self.contained >= MIN_CONTAINED_SHARE))
            or self.opening >= MIN_OPENING_SHARE
        )


def compare_sketches(one: Sketch, other: Sketch) -> Similarity:
    """Compare two texts by their sketches. The order of the arguments does not matter."""
    bound = min(one.bound, other.bound)
    left = one.samples if one.bound == bound else tuple(s for s in one.samples if s < bound)
    right = other.samples if other.bound == bound else tuple(s for s in other.samples if s < bound)
    common = set(left).intersection(right)
    similarity = len(common) / max(len(left) + len(right) - len(common), 1)
    if similarity < MIN_SIMILARITY:
        return Similarity(similarity)
    shorter, longer = (left, right) if len(left) <= len(right) else (right, left)
    is_short = min(one.syllables, other.syllables) < SHORT_SYLLABLES
    passage, opening = _best_passage(shorter, longer, common)
    return Similarity(
        similarity,
        contained=len(common) / len(shorter),
        passage=passage,
        opening=opening,
        context=(_context_share(shorter, common), _context_share(longer, common)),
        is_same_form=_numbers_differ(one.numbers, other.numbers, is_short=is_short)
        or _names_differ(one.names, other.names, is_short=is_short),
        is_short=is_short,
    )


def _best_passage(shorter: tuple[int, ...], longer: tuple[int, ...], common: set[int]) -> tuple[float, float]:
    """Find the best common passage of the shorter text; return its share of the shorter text, and of the longer as an opening."""
    best = begin = end = score = start = 0
    for position, sample in enumerate(shorter):
        score += 1 if sample in common else -_MISS_PENALTY
        if score <= 0:
            score, start = 0, position + 1
        elif score > best:
            best, begin, end = score, start, position + 1
    if not best:
        return 0.0, 0.0
    is_opening = begin <= _MAX_OPENING_START * len(shorter) and longer.index(
        shorter[begin]
    ) <= _MAX_OPENING_START * len(longer)
    return (end - begin) / len(shorter), best / len(longer) if is_opening else 0.0


def _context_share(samples: tuple[int, ...], common: set[int]) -> float:
    """Return the share of a text's windows of :data:`_CONTEXT_SAMPLES` samples of which at least half are common."""
    sums = [0, *accumulate(sample in common for sample in samples)]
    width = min(_CONTEXT_SAMPLES, len(samples))
    windows = [2 * (after - before) >= width for before, after in zip(sums, sums[width:], strict=False)]
    return sum(windows) / len(windows)


def _numbers_differ(facts: tuple[int, ...], others: tuple[int, ...], *, is_short: bool) -> bool:
    """Return whether more numbers differ at the common places than slips and edits explain."""
    left, right = _by_place(facts), _by_place(others)
    places = same = 0
    for place in left.keys() & right.keys():
        one, other = left[place], right[place]
        shared = (Counter(one) & Counter(other)).total()
        places += min(len(one), len(other))
        # The facts of a repeated place are compared in order, unless only their order differs.
        same += shared if len(one) != len(other) or shared == len(one) else sum(map(eq, one, other))
    return _too_many(places - same, _MIN_DIFFERING_NUMBERS * places, is_short=is_short)


def _names_differ(facts: tuple[int, ...], others: tuple[int, ...], *, is_short: bool) -> bool:
    """Return the same for names. A name counts as equal if its start or its end is, because edits shorten names."""
    left, right = _by_place(facts), _by_place(others)
    places = same = 0
    for place in left.keys() & right.keys():
        fewer, more = sorted((left[place], right[place]), key=len)
        firsts, lasts = {fact >> 8 for fact in more}, {fact & 0xFF for fact in more}
        places += len(fewer)
        same += sum(fact >> 8 in firsts or fact & 0xFF in lasts for fact in fewer)
    return _too_many(places - same, _MIN_DIFFERING_NAMES * places, is_short=is_short)


def _too_many(differing: int, bound: float, *, is_short: bool) -> bool:
    """Return whether a copy has fewer differing facts; a copy of a short item has none."""
    return differing > 0 if is_short else differing >= max(_MIN_DIFFERING_FACTS, bound)


def _by_place(facts: tuple[int, ...]) -> dict[int, list[int]]:
    """Group facts by their place, the upper 16 bits."""
    found: dict[int, list[int]] = {}
    for fact in facts:
        found.setdefault(fact >> 16, []).append(fact)
    return found
