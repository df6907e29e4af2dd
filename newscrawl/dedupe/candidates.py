"""Which articles a text is compared with, by the keys that they share: one rule for both states and for a search over a whole corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

MIN_SHARED_KEYS: Final = 2
"""Keys that a candidate must share. A single shared key is usually a common phrase, unless it is rare."""

MAX_RARE_HOLDERS: Final = 3
"""Largest number of articles that have a rare key. One shared rare key is enough."""

MAX_HOLDERS: Final = 48
"""Articles read for each key, the newest ones. A form that is filled in often gives the same key to many."""

MAX_CANDIDATES: Final = 24
"""Candidates returned at most, those that share most keys."""


def with_enough_keys(votes: Mapping[int, int], rare: Container[int]) -> list[tuple[int, int]]:
    """Return number and shared keys of the articles that share enough; ``rare`` are those that share a rare key."""
    return [(number, count) for number, count in votes.items() if count >= MIN_SHARED_KEYS or number in rare]


def most_shared(enough: Iterable[tuple[int, int]]) -> list[int]:
    """Return the numbers of the articles that share most keys, at most :data:`MAX_CANDIDATES`."""
    return [number for number, _ in sorted(enough, key=lambda vote: (-vote[1], vote[0]))[:MAX_CANDIDATES]]
