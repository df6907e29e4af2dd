"""The differences between two revisions of an article."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELDS: Final = (
    "headline",
    "description",
    "newsroom_tag",
    "date_published",
    "date_modified",
    "authors",
    "source_credit",
    "article_section",
    "keywords",
    "genre",
    "is_accessible_for_free",
    "images",
)
"""Fields that are compared. The text is compared by paragraph; related links and adverts are not part of an article."""


_WORD: Final = re.compile(r"\w+")
"""A word, to compare paragraphs by."""

_MIN_REWRITTEN_SIMILARITY: Final = 0.4
"""Similarity from which one paragraph is a rewritten version of another."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences between two revisions."""

    fields: dict[str, tuple[Any, Any]]
    """By field, the old value and the new one."""

    added: list[str]
    """New paragraphs."""

    removed: list[str]
    """Removed paragraphs."""

    changed: list[tuple[str, str]]
    """Rewritten paragraphs: old and new."""

    def __bool__(self) -> bool:
        """Return true if anything changed."""
        return bool(self.fields or self.added or self.removed or self.changed)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return the differences between two lines of ``articles.jsonl`` with the same id."""
    fields = {name: (before.get(name), after.get(name)) for name in FIELDS if before.get(name) != after.get(name)}
    added: list[str] = []
    removed: list[str] = []
    rewritten: list[tuple[str, str]] = []
    old, new = _paragraphs(before), _paragraphs(after)
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = dict(_pairs(old[i:j], new[k:m])) if what == "replace" else {}
        rewritten += [(old[i + one], new[k + other]) for one, other in pairs.items()]
        removed += [p for place, p in enumerate(old[i:j]) if place not in pairs]
        added += [p for place, p in enumerate(new[k:m]) if place not in pairs.values()]
    return Changes(fields, added, removed, rewritten)


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Yield which old paragraph became which new one, by position.

    Equal numbers of paragraphs are paired in order, else each with the most similar one that follows the pair before.
    """
    if len(old) == len(new):
        yield from zip(range(len(old)), range(len(new)), strict=True)
        return
    after = 0
    for place, paragraph in enumerate(old):
        similarities = [_word_similarity(paragraph, other) for other in new[after:]]
        if similarities and max(similarities) >= _MIN_REWRITTEN_SIMILARITY:
            after += similarities.index(max(similarities)) + 1
            yield place, after - 1


def _word_similarity(one: str, other: str) -> float:
    """Return the share of the words of both texts that they have in common, 0 to 1."""
    left, right = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    return 2 * (left & right).total() / max(left.total() + right.total(), 1)


def _paragraphs(line: Mapping[str, Any]) -> list[str]:
    """Return the paragraphs of an article's text."""
    return [p for p in line.get("text", "").split("\n\n") if p]
