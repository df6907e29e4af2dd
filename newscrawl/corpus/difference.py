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


def similarity(rows: Sequence[Row]) -> float:
    """Return the share of characters that are the same in both texts, 0 to 1."""
    sides = [[stretch for row in rows for stretch in row[side]] for side in (0, 1)]
    total = sum(len(stretch.text) for side in sides for stretch in side)
    same = sum(len(stretch.text) for side in sides for stretch in side if not stretch.is_different)
    return same / total if total else 1.0


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Yield rows of paragraphs that differ, each beside the one that stands at its place."""
    for one, other in zip_longest(left, right):
        if one is None or other is None:
            yield Row(_whole(one), _whole(other))
        else:
            yield _by_words(one, other)


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
