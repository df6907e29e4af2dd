"""Unicode composition (NFC) whose cost hostile text cannot raise.

Unicode's normal forms sort the combining marks of a letter. Python's sort takes time with the square of their number: one
letter with 300,000 marks takes minutes. Real writing uses a few marks per letter. Unicode's stream-safe text format allows 30.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import combining, normalize

MAX_MARKS_PER_LETTER: Final = 30
"""Combining marks of one letter that are kept; the others are dropped."""

_MAX_UNCHECKED_CHARS: Final = 1_000
"""A text of at most this many characters is not checked: no run of marks in it takes long."""

_MARK_RUN: Final = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS_PER_LETTER + 1},}}")
"""A run that may consist of marks. Dashes and quotes match too, so :func:`_cut` looks at each character."""


def nfc(text: str) -> str:
    """Return the text in NFC, with at most :data:`MAX_MARKS_PER_LETTER` marks per letter.

    >>> nfc("a\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING ACUTE ACCENT}")
    'ấ'
    """
    return normalize("NFC", limit_marks(text))


def limit_marks(text: str) -> str:
    """Return the text with at most :data:`MAX_MARKS_PER_LETTER` marks per letter; nothing else changes."""
    if len(text) <= _MAX_UNCHECKED_CHARS or text.isascii():
        return text
    return _MARK_RUN.sub(_cut, text)


def _cut(run: re.Match[str]) -> str:
    """Return a run of characters without the marks beyond the limit."""
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if combining(character) else 0
        if marks <= MAX_MARKS_PER_LETTER:
            kept.append(character)
    return "".join(kept)
