"""Splits a corpus for training and test so that no part knows the texts of another, and checks what stands on both sides."""

from __future__ import annotations

import heapq
import warnings
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, get_args

from newscrawl.corpus.index import draw
from newscrawl.export.similar_texts import SimilarTexts
from newscrawl.export.split_groups import STORY_RELATIONS, SplitGroups

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


SplitKey: TypeAlias = Literal["cluster", "day", "site"]
SPLIT_KEYS: Final = get_args(SplitKey)
"""What stays together in one part."""

PART_NAMES: Final = {2: ("train", "test"), 3: ("train", "validation", "test")}
"""Names of the parts of a split."""

BORDER_SIMILARITY: Final = 0.5
"""Similarity over which two texts of different parts are a leak."""

_CHECK_SEED: Final = 2
"""Seed of the keys of the check. That of the split is another one."""

_SHOWN_PAIRS: Final = 10
"""Pairs that a check names."""

_LARGE_SHARE: Final = 0.01
"""Share of the smallest part from which a group is placed before the small ones, which then fill what is left."""


@dataclass(frozen=True, slots=True)
class BorderPair:
    """Two articles in different parts."""

    similarity: float
    """Jaccard similarity of their two-syllable shingles, 0 to 1."""

    part: str
    id: str
    other_part: str
    other_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderCheck:
    """How similar the parts of a split are. It prints as a table."""

    parts: dict[str, int]
    """Number of articles by part."""

    compared: int
    """Pairs of texts over the border that were compared: all that may be similar."""

    over: int
    """Pairs whose similarity is over 0.5, a text that is equal to others counted once in each part."""

    closest: list[BorderPair]
    """The most similar pairs, at most ten."""

    shared_ids: int
    """Articles that are in two parts."""

    @property
    def largest(self) -> float:
        """The largest similarity over the border, 0 to 1."""
        return self.closest[0].similarity if self.closest else 0.0

    @property
    def is_clean(self) -> bool:
        """True if no article is in two parts, and no pair is over 0.5."""
        return not self.over and not self.shared_ids

    def __str__(self) -> str:
        """Return the check as lines of text."""
        lines = [f"{name:<12} {count:,} articles" for name, count in self.parts.items()]
        lines.append(f"largest similarity over the border: {self.largest:.2f}")
        lines.append(f"pairs over {BORDER_SIMILARITY}: {self.over:,} of {self.compared:,} compared")
        if self.shared_ids:
            lines.append(f"articles in two parts: {self.shared_ids:,}")
        pairs = [
            f"{pair.similarity:.2f}  {pair.part}: {pair.id}  {pair.other_part}: {pair.other_id}"
            for pair in self.closest
        ]
        return "\n".join(lines + pairs)


class Records(Protocol):
    """What is compared: a :class:`~newscrawl.Corpus`."""

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the articles as dictionaries."""


def check_border(parts: Mapping[str, Records]) -> BorderCheck:
    """Compare the texts of each part with those of all others, and return the most similar pairs.

    Pairs are found by keys that similar texts share: 0.99997 of those with a similarity of 0.5, 0.98 at 0.4, 0.73 at 0.3. Each pair
    that is found is compared exactly.
    """
    names, ids, counts = list(parts), [], dict.fromkeys(parts, 0)
    seen: dict[str, int] = {}
    shared: set[str] = set()
    with SimilarTexts(_CHECK_SEED) as texts:
        for number, (name, corpus) in enumerate(parts.items()):
            for record in corpus.records():
                texts.add(record.get("text") or "", number)
                ids.append((name, record["id"]))
                counts[name] += 1
                if seen.setdefault(record["id"], number) != number:
                    shared.add(record["id"])
        compared, over, closest = 0, set(), _Closest()
        for pair in texts.pairs_over_the_border():
            compared += 1
            if pair.similarity > BORDER_SIMILARITY:
                over.add((pair.one, pair.other))
            closest.add(pair.similarity, pair.one, pair.other)
    return BorderCheck(
        parts={name: counts[name] for name in names},
        compared=compared,
        over=len(over),
        closest=[
            BorderPair(round(similarity, 4), *ids[one], *ids[other]) for similarity, one, other in closest.sorted()
        ],
        shared_ids=len(shared),
    )


class _Closest:
    """The most similar pairs of many."""

    def __init__(self) -> None:
        self._pairs: list[tuple[float, int, int]] = []

    def add(self, similarity: float, one: int, other: int) -> None:
        pair = (similarity, one, other)
        if len(self._pairs) < _SHOWN_PAIRS:
            if pair not in self._pairs:
                heapq.heappush(self._pairs, pair)
        elif pair > self._pairs[0] and pair not in self._pairs:
            heapq.heapreplace(self._pairs, pair)

    def sorted(self) -> list[tuple[float, int, int]]:
        return sorted(self._pairs, reverse=True)


def checked_shares(shares: Sequence[float]) -> tuple[float, ...]:
    """Return the shares of the parts; :class:`ValueError` if they are wrong."""
    found = tuple(float(share) for share in shares)
    if len(found) < 2 or any(not 0 < share < 1 for share in found) or not isclose(sum(found), 1, abs_tol=1e-6):  # noqa: PLR2004 - two parts
        raise ValueError(
            f"a split has two or more parts, whose shares add up to 1, such as (0.8, 0.1, 0.1), not {shares!r}"
        )
    return found


def part_names(count: int) -> tuple[str, ...]:
    """Return the names of so many parts."""
    return PART_NAMES.get(count) or tuple(f"part_{number}" for number in range(1, count + 1))


def story_relations(stories: bool | Collection[str]) -> tuple[str, ...]:  # noqa: FBT001 - as Corpus.split() was given it
    """Return the relations of related links that join articles."""
    if isinstance(stories, bool):
        return STORY_RELATIONS if stories else ()
    return tuple(stories)


def assigned(sizes: Mapping[str, int], shares: Sequence[float], seed: int) -> dict[str, int]:
    """Return the part of each group, such that the parts have nearly the shares that are asked.

    Large groups come first, the largest ahead, each into the part with most room. The small ones follow in an order drawn by lot,
    each into the part that lacks most of its share. The result depends on names, sizes and seed alone.
    """
    total = sum(sizes.values())
    room = [share * total for share in shares]
    large = _LARGE_SHARE * min(room)
    order = sorted(
        sizes, key=lambda name: (-sizes[name] if sizes[name] > max(large, 1) else 0, draw(str(seed), name), name)
    )
    parts: dict[str, int] = {}
    for name in order:
        is_large = sizes[name] > max(large, 1)
        part = max(range(len(shares)), key=lambda p: (room[p] if is_large else room[p] / shares[p], -p))
        parts[name] = part
        room[part] -= sizes[name]
    return parts


def split_numbers(
    groups: SplitGroups, shares: Sequence[float], *, by: SplitKey, seed: int
) -> tuple[list[list[int]], list[int]]:
    """Return the numbers of the articles of each part, and those that are left out.

    By day or site, a group may stand in several parts: it stays in the last one, so that test and validation are whole days or
    sites, and leaves the others. :class:`ValueError` if there are fewer groups, days or sites than parts.
    """
    sizes: dict[str, int] = {}
    for member in groups.members():
        unit = member.unit if by != "cluster" else member.group
        sizes[unit] = sizes.get(unit, 0) + 1
    if len(sizes) < len(shares):
        raise ValueError(
            f"the corpus is too small for this split: {by}: {len(sizes):,}, parts: {len(shares)}"
            + ("" if by == "cluster" else '; split by="cluster"')
        )
    part_of = assigned(sizes, shares, seed)
    last: dict[str, int] = {}
    if by != "cluster":
        for member in groups.members():
            last[member.group] = max(last.get(member.group, 0), part_of[member.unit])
    numbers: list[list[int]] = [[] for _ in shares]
    left_out: list[int] = []
    for member in groups.members():
        part = part_of[member.unit if by != "cluster" else member.group]
        (numbers[part] if last.get(member.group, part) == part else left_out).append(member.number)
    _warn_of_sizes(numbers, left_out, shares)
    return numbers, left_out


def _warn_of_sizes(numbers: Sequence[Sequence[int]], left_out: Sequence[int], shares: Sequence[float]) -> None:
    """Warn if a part is far from its share: a group, a day or a site is larger than what was asked."""
    total = sum(map(len, numbers)) + len(left_out)
    for name, found, share in zip(part_names(len(shares)), numbers, shares, strict=True):
        if abs(len(found) - share * total) > max(0.1 * share * total, 1):
            warnings.warn(
                f"{name} has {len(found):,} of {total:,} articles, asked were {share:.0%}: what must stay together is too large",
                stacklevel=4,
            )


def groups_of(corpus: Records, rows: Iterable[tuple[int, str]], *, stories: Collection[str]) -> SplitGroups:
    """Return the groups of a corpus, found; ``rows`` has number and unit of each article in the order of :meth:`Corpus.records`."""
    groups = SplitGroups(stories=stories)
    for record, (number, unit) in zip(corpus.records(), rows, strict=True):
        groups.add(record, number=number, unit=unit)
    groups.find()
    return groups
