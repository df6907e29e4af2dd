"""What changed from one revision of an article to the next."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        pairs = min(j - i, m - k) if what == "replace" else 0
        rewritten += zip(old[i : i + pairs], new[k : k + pairs], strict=True)
        removed += old[i + pairs : j]
        added += new[k + pairs : m]
    return Changes(told, added, removed, rewritten)


def _paragraphs(line: Mapping[str, Any]) -> list[str]:
    return [p for p in line.get("text", "").split("\n\n") if p]
