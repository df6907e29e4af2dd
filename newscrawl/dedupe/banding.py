"""Which texts of a whole corpus may be similar: keys that similar texts share, with a known probability for each similarity.

:mod:`newscrawl.dedupe.signature` finds copies as they come, with few keys and at a high similarity. Here the recall counts, so
that two parts of a corpus share no similar texts: of pairs whose two-syllable shingles have the Jaccard similarity 0.5, 0.99997
share a key. Whoever asks compares the texts exactly (:func:`jaccard`), because most pairs that share a key are not similar.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from rensa import RMinHash

from newscrawl.dedupe.shingles import Syllables

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

BANDS: Final = 160
"""Keys of a text."""

ROWS: Final = 4
"""Minima that a key consists of. With three, ten times as many pairs that are not similar share a key."""

KEY_BYTES: Final = ROWS * 4
"""Size of a key: a minimum has 32 bits."""


def share_of_pairs_found(similarity: float) -> float:
    """Return the probability that two texts of a similarity share a key.

    >>> [round(share_of_pairs_found(s), 5) for s in (0.2, 0.3, 0.4, 0.45, 0.5)]
    [0.22613, 0.72829, 0.9842, 0.99876, 0.99997]
    """
    return 1 - float((1 - similarity**ROWS) ** BANDS)


def shingle_set(text: str) -> array[int]:
    """Return the distinct two-syllable shingles of a text as sorted 32-bit hashes; empty if it has fewer than two syllables."""
    return array("I", sorted(set(Syllables(text).twos)))


def band_keys(shingles: Sequence[array[int]], seed: int) -> list[bytes]:
    """Return the keys of some texts: for each text, :data:`BANDS` keys of :data:`KEY_BYTES`. No text may be without shingles.

    Another seed gives other keys, with the same probabilities.
    """
    flat, ends = array("Q"), [0]
    for found in shingles:
        flat.extend(iter(found))  # an array is extended by its own kind alone
        ends.append(len(flat))
    rows = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, BANDS * ROWS, seed).to_rows()
    return [array("I", row).tobytes() for row in rows]


def jaccard(one: Collection[int], other: frozenset[int]) -> float:
    """Return the share of common shingles among those of both texts, 0 to 1."""
    common = len(other.intersection(one))
    return common / max(len(one) + len(other) - common, 1)
