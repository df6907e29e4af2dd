"""Patterns over the class names and ids of a page: each name is searched once, and the answer is remembered."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from newscrawl.extract.memory import Memory

if TYPE_CHECKING:
    import re
    from collections.abc import Callable


MAX_CACHED_NAMES: Final = 8_192
"""Class attributes, and class names for each pattern, that are cached across pages."""

NAMES_OF_CLASS: Final[Memory[tuple[str, ...]]] = Memory(
    lambda written: tuple(dict.fromkeys(written.split())), most=MAX_CACHED_NAMES
)
"""The class names in a ``class`` attribute, each once. All pages of a site have the same few hundred attributes."""


class _PatternTable:
    """Patterns of class names, and for each name the ids of the patterns that find it, remembered across pages."""

    def __init__(self, patterns: dict[int, re.Pattern[str]]) -> None:
        self.patterns = patterns
        self._tests = tuple((key, cached_search(pattern)) for key, pattern in patterns.items())
        self.finding: Memory[tuple[int, ...]] = Memory(self._finding, most=MAX_CACHED_NAMES)

    def _finding(self, name: str) -> tuple[int, ...]:
        return tuple(key for key, finds in self._tests if finds(name))


class _NamePatterns:
    """All patterns of class names that any page was asked for: some twenty constants."""

    def __init__(self) -> None:
        self.table = _PatternTable({})

    def add(self, pattern: re.Pattern[str]) -> None:
        """Let the pages from the next one on look the pattern up with all others."""
        # A new table, because another thread may be reading the old one.
        self.table = _PatternTable({**self.table.patterns, id(pattern): pattern})


NAME_PATTERNS: Final = _NamePatterns()


@cache
def cached_search(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Return a cached test whether a pattern finds a class name or another attribute.

    All pages of a site have the same few hundred names. Call this function once per pattern and keep the result: the
    hash of a pattern, which finds the cache, takes up to a microsecond.
    """
    names: Memory[bool] = Memory(lambda name: pattern.search(name) is not None, most=MAX_CACHED_NAMES)
    return names.__getitem__
