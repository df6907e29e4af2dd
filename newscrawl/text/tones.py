"""Place the tone mark, in either style."""

import unicodedata
from typing import Literal

from newscrawl.text.syllables import TONE_MARKS, Syllable, by_shape, spellings

ToneStyle = Literal["first", "second", "keep"]
"""Which vowel of open oa, oe, uy carries the mark: the first (hòa), the second (hoà), or as in the text."""

_MARKS = frozenset(TONE_MARKS.values()) - {""}


def place(word: str, style: ToneStyle) -> str:
    """Return the word (NFC) with its tone mark placed in a style. A word that is no legal syllable stays as it is.

    A mark that neither style allows (tòan, qúa, ngừơi) is corrected in every style. The case of each letter position
    stays.
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
    """Return the syllable that a lower-case word with one misplaced tone mark stands for; ``None`` if there is none."""
    letters = unicodedata.normalize("NFD", lower)
    marks = [char for char in letters if char in _MARKS]
    if len(marks) != 1:
        return None
    return by_shape().get((unicodedata.normalize("NFC", letters.replace(marks[0], "")), marks[0]))


def _with_case_of(word: str, target: str) -> str:
    return "".join(letter.upper() if model.isupper() else letter for letter, model in zip(target, word, strict=True))
