"""Verification of near duplicates: which of the candidates that share keys with a text it is a copy of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newscrawl.dedupe.signature import Sketch
from newscrawl.dedupe.similarity import compare_sketches

if TYPE_CHECKING:
    from collections.abc import Iterable


class DuplicateCandidate(NamedTuple):
    """A committed article that shares keys with a text."""

    number: int
    """Counts the articles with a signature in the order of their first commit."""

    article_id: str
    sketch: bytes


class NearDuplicate(NamedTuple):
    """The articles that a text is a near duplicate of."""

    near_duplicate_of: str
    """Id of the most similar article; among equally similar ones, of the earliest."""

    similarity: float
    """Similarity to that article, 0 to 1, rounded to two digits."""

    cluster_id: str
    """Id of the earliest article that the text is a near duplicate of."""

    cluster: int
    """Number of that article."""

    longest: int
    """Length of the longest article that the text is a near duplicate of, in syllables."""


def find_near_duplicate(sketch: bytes, candidates: Iterable[DuplicateCandidate]) -> NearDuplicate | None:
    """Compare a text with every candidate; return ``None`` if it is a near duplicate of none.

    A near duplicate of a near duplicate joins the cluster of the first article only if it is verified against that, too.
    """
    own = Sketch.unpack(sketch)
    if own is None:
        return None
    verified = []
    for candidate in candidates:
        other = Sketch.unpack(candidate.sketch)
        if other and (found := compare_sketches(own, other)).is_near_duplicate:
            verified.append((round(found.similarity, 2), candidate, other.syllables))
    if not verified:
        return None
    similarity, closest, _ = max(verified, key=lambda v: (v[0], -v[1].number))
    earliest = min((candidate for _, candidate, _ in verified), key=lambda c: c.number)
    return NearDuplicate(
        closest.article_id, similarity, earliest.article_id, earliest.number, max(length for _, _, length in verified)
    )


def syllables(sketch: bytes) -> int:
    """Return the length in syllables of the text that a sketch was made of; 0 if another version wrote the sketch."""
    unpacked = Sketch.unpack(sketch)
    return unpacked.syllables if unpacked else 0
