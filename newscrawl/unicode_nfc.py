"""Composition that hostile text cannot make slow.

Unicode's normal forms sort the marks of a letter, and Python's sorting of them takes the square of their number: one letter with
300,000 marks keeps it busy for minutes. No writing has more than a few; Unicode's own stream-safe text format allows thirty.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import combining, normalize

MOST: Final = 30
"""Marks of one letter that are kept."""

_SHORT: Final = 1_000
"""Characters of a text in which no run of marks takes long."""

_RUN: Final = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST + 1},}}")
"""Marks are no letters, nor are dashes and quotes: what a run consists of is looked at where there is one."""


def nfc(text: str) -> str:
    """The text in NFC, with at most :data:`MOST` marks to a letter.

    >>> nfc("a\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING ACUTE ACCENT}")
    'ấ'
    """
    return normalize("NFC", bounded(text))


def bounded(text: str) -> str:
    """The text with at most :data:`MOST` marks to a letter, otherwise as it is."""
    if len(text) <= _SHORT or text.isascii():
        return text
    return _RUN.sub(_cut, text)


def _cut(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if combining(character) else 0
        if marks <= MOST:
            kept.append(character)
    return "".join(kept)
