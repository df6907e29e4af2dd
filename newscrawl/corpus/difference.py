"""What differs between two texts, paragraph by paragraph and word by word, for showing them side by side. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_COMPARED_WORDS: Final = 4_000_000
"""Product of the words of two paragraphs up to which they are compared word by word: the time grows with it."""

_MAX_ALIGNED_PAIRS: Final = 10_000
"""Product of the numbers of paragraphs up to which the most like ones are looked for; else they are paired in their order."""

_MIN_LIKENESS: Final = 0.2
"""Share of common words from which two paragraphs are shown side by side."""

_WORDS: Final = re.compile(r"\w+|\s+|[^\w\s]")


class Stretch(NamedTuple):
    """Part of a paragraph."""

    text: str
    is_different: bool


class Row(NamedTuple):
    """Two paragraphs that stand side by side; one side is empty where the other text has one more."""

    left: list[Stretch]
    right: list[Stretch]


def compare(left: Sequence[str], right: Sequence[str]) -> list[Row]:
    """Return the paragraphs of two texts side by side, with the stretches in which they differ."""
    rows: list[Row] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        if operation == "equal":
            rows += [Row([Stretch(text, False)], [Stretch(text, False)]) for text in left[start:end]]  # noqa: FBT003
        else:
            rows += _changed(left[start:end], right[other_start:other_end])
    return rows


def beside(left: str | None, right: str | None) -> Row:
    """Return two texts side by side that belong together, such as two headlines, with the stretches in which they differ."""
    if left and right:
        return _by_words(left, right)
    return Row(_whole(left), _whole(right))


def similarity(rows: Sequence[Row]) -> float:
    """Return the share of characters that are the same in both texts, 0 to 1."""
    sides = [[stretch for row in rows for stretch in row[side]] for side in (0, 1)]
    total = sum(len(stretch.text) for side in sides for stretch in side)
    same = sum(len(stretch.text) for side in sides for stretch in side if not stretch.is_different)
    return same / total if total else 1.0


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Yield rows of paragraphs that differ, each beside the one that is most like it."""
    for one, other in _aligned(left, right):
        if one is None or other is None:
            yield Row(_whole(one), _whole(other))
        else:
            yield _by_words(one, other)


def _aligned(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair paragraphs in their order so that the sum of their likenesses is greatest; a paragraph may stay alone."""
    if len(left) * len(right) > _MAX_ALIGNED_PAIRS:
        yield from zip_longest(left, right)
        return
    words, others = [set(_WORDS.findall(text)) for text in left], [set(_WORDS.findall(text)) for text in right]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for row in reversed(range(len(left))):
        for column in reversed(range(len(right))):
            pair = best[row + 1][column + 1] + _likeness(words[row], others[column])
            best[row][column] = max(pair, best[row + 1][column], best[row][column + 1])
    row = column = 0
    while row < len(left) and column < len(right):
        if best[row][column] == best[row + 1][column]:
            yield left[row], None
            row += 1
        elif best[row][column] == best[row][column + 1]:
            yield None, right[column]
            column += 1
        else:
            yield left[row], right[column]
            row, column = row + 1, column + 1
    yield from ((text, None) for text in left[row:])
    yield from ((None, text) for text in right[column:])


def _likeness(words: set[str], others: set[str]) -> float:
    """Return the share of words that two paragraphs have in common, 0 if it is too small to show them side by side."""
    share = len(words & others) / max(len(words | others), 1)
    return share if share > _MIN_LIKENESS else 0.0


def _whole(text: str | None) -> list[Stretch]:
    return [Stretch(text, is_different=True)] if text else []


def _by_words(left: str, right: str) -> Row:
    one, other = _WORDS.findall(left), _WORDS.findall(right)
    if len(one) * len(other) > _MAX_COMPARED_WORDS:
        return Row(_whole(left), _whole(right))
    sides: tuple[list[Stretch], list[Stretch]] = ([], [])
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        for side, words in ((sides[0], one[start:end]), (sides[1], other[other_start:other_end])):
            if words:
                side.append(Stretch("".join(words), operation != "equal"))
    return Row(*sides)
