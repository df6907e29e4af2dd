"""What changed from one revision of an article to the next."""

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
"""Fields whose change is told; the text is told by paragraph, and related links and adverts are no part of an article."""


_WORD: Final = re.compile(r"\w+")
_REWRITTEN: Final = 0.4
"""Likeness from which a paragraph is another's new wording."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The way from one revision to the next."""

    fields: dict[str, tuple[Any, Any]]
    """By field, what it was and what it is."""

    added: list[str]
    """Paragraphs that are new."""

    removed: list[str]
    """Paragraphs that are gone."""

    changed: list[tuple[str, str]]
    """Paragraphs that were rewritten: before and after."""

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.fields or self.added or self.removed or self.changed)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """What changed between two lines of ``articles.jsonl`` with the same id."""
    told = {name: (before.get(name), after.get(name)) for name in FIELDS if before.get(name) != after.get(name)}
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
    return Changes(told, added, removed, rewritten)


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Which of some paragraphs became which: by place where they are as many, else those that are most alike, in order."""
    if len(old) == len(new):
        yield from zip(range(len(old)), range(len(new)), strict=True)
        return
    after = 0
    for place, paragraph in enumerate(old):
        likeness = [_likeness(paragraph, other) for other in new[after:]]
        if likeness and max(likeness) >= _REWRITTEN:
            after += likeness.index(max(likeness)) + 1
            yield place, after - 1


def _likeness(one: str, other: str) -> float:
    """Share of the words of both that they have in common."""
    left, right = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    return 2 * (left & right).total() / max(left.total() + right.total(), 1)


def _paragraphs(line: Mapping[str, Any]) -> list[str]:
    return [p for p in line.get("text", "").split("\n\n") if p]
