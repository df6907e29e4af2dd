"""Which of the articles that share a key with a new one it is a copy of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.dedupe.signature import Sketch
from newscrawl.dedupe.similarity import resemblance

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article committed before, as the store gives it."""

    number: int
    """Counts articles in the order of their first commit."""

    article_id: str
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """What a new article is a near copy of."""

    near_duplicate_of: str
    """Id of the article that is most like it; of equals the earliest."""

    similarity: float
    cluster_id: str
    """Id of the earliest article that it is itself a near copy of."""

    cluster: int
    """That article's number."""

    longest: int
    """Syllables of the longest of the articles it is a copy of."""


def find_copy(sketch: bytes, candidates: Iterable[Candidate]) -> Copy | None:
    """Verify every candidate; ``None`` where the text is a copy of none.

    A copy of a copy is in the first one's cluster only where it is verified against that one too.
    """
    own = Sketch.unpack(sketch)
    if own is None:
        return None
    verified = []
    for candidate in candidates:
        other = Sketch.unpack(candidate.sketch)
        if other and (found := resemblance(own, other)).copy:
            verified.append((round(found.similarity, 2), candidate, other.syllables))
    if not verified:
        return None
    similarity, closest, _ = max(verified, key=lambda v: (v[0], -v[1].number))
    earliest = min((candidate for _, candidate, _ in verified), key=lambda c: c.number)
    return Copy(
        closest.article_id, similarity, earliest.article_id, earliest.number, max(length for _, _, length in verified)
    )


def syllables(sketch: bytes) -> int:
    """Length of the text that a sketch was made of."""
    unpacked = Sketch.unpack(sketch)
    return unpacked.syllables if unpacked else 0
