"""The place of the tone mark, in either style."""

import unicodedata
from typing import Literal

from newscrawl.text.syllables import TONE_MARKS, Syllable, by_shape, spellings

ToneStyle = Literal["first", "second", "keep"]
"""Which vowel of open oa, oe, uy carries the mark: hòa, hoà, or as the text has it."""

_MARKS = frozenset(TONE_MARKS.values()) - {""}


def place(word: str, style: ToneStyle) -> str:
    """The word (NFC) with its tone mark where the style puts it; a word that is no legal syllable stays.

    A mark that neither style allows (tòan, qúa, ngừơi) is put right in every style. Letter case keeps its position.
    """
    lower = word.lower()
    if len(lower) != len(word):
        return word
    syllable = spellings().get(lower)
    if syllable is None:
        syllable = misplaced(lower)
        if syllable is None:
            return word
    elif style == "keep":
        return word
    target = syllable.second if style == "second" else syllable.first
    return word if target == lower else _with_case_of(word, target)


def misplaced(lower: str) -> Syllable | None:
    """The syllable that a word in lower case with one tone mark would be, were the mark in its place."""
    letters = unicodedata.normalize("NFD", lower)
    marks = [char for char in letters if char in _MARKS]
    if len(marks) != 1:
        return None
    return by_shape().get((unicodedata.normalize("NFC", letters.replace(marks[0], "")), marks[0]))


def _with_case_of(word: str, target: str) -> str:
    return "".join(letter.upper() if model.isupper() else letter for letter, model in zip(target, word, strict=True))
