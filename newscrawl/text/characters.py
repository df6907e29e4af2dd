"""Correct characters: composition, spaces and invisible characters, full-width forms, look-alikes.

Every function returns the text and the number of edits.
"""

import re
import unicodedata
from collections.abc import Callable

from newscrawl.text.syllables import LETTER, has_vietnamese_letter
from newscrawl.unicode_nfc import limit_marks

Legality = Callable[[str], bool]

_SHAPES = frozenset("\u0302\u0306\u031b")
"""Circumflex, breve and horn, which make a vowel letter."""

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""The tone marks."""

_SPACING_MARKS = str.maketrans({"ˊ": "\u0301", "ˋ": "\u0300", "ˆ": "\u0302", "˘": "\u0306"})
"""Spacing letters that stand for a combining mark."""

_SPACING_MARK = re.compile(r"(?<=[aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ])[ˊˋˆ˘]")
_MARK = re.compile(r"[\u0300-\u036f]")
_CLUSTER = re.compile(r"[aeiouyAEIOUY][\u0300-\u036f]{2,}")
_LONG_MARK_RUN = re.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{31,}"
)
"""Runs of marks that are normalized to one of each kind first."""

_NEWLINES = re.compile(r"[\u0085\u2028\u2029]")
_SPACES = re.compile(r"[\t\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_EMOJI = r"\u00a9\u00ae\u20e3\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    rf"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
"""Format and control characters that carry no meaning in Vietnamese text."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2010: "-", 0x2011: "-"}
"""Full-width ASCII and the two Unicode hyphens, mapped to ASCII."""

_FULL_WIDTH_CHARACTER = re.compile(r"[\uff01-\uff5e\u2010\u2011]")

_ETH = str.maketrans("ÐðƉɖ", "ĐđĐđ")
"""Look-alikes of Đ."""

_LATIN_SHAPES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονΚ",
    "ABESIJKMHOPCTYXaesijopcyxhdqw" + "ABEZHIKMNOPTYXovK",
)
"""Cyrillic and Greek letters with the shape of a Latin letter."""

_WORD = re.compile(rf"(?:{LETTER}[\u0300-\u036f]*)+")
_CYRILLIC_OR_GREEK = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1ea0-\u1eff]")
_LOOKALIKE = re.compile(r"[ÐðƉɖ\u0370-\u03ff\u0400-\u052f]")

_CHANGED = re.compile(
    r"[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u00adÐðƉɖˊˋˆ˘\u0300-\u052f\u061c\u1680\u180e\u2000-\u2011"
    r"\u2028-\u202f\u205f-\u206f\u20d0-\u20ff\u3000\ufeff\uff01-\uff5e\ufff9-\ufffb]"
)
"""Every character that a function of this module changes, and a few that only stand next to one."""


def are_plain(text: str) -> bool:
    """Return whether no function of this module would change the text, as far as that can be told cheaply."""
    return _CHANGED.search(text) is None and unicodedata.is_normalized("NFC", limit_marks(text))


def compose(text: str) -> tuple[str, int]:
    """Compose to NFC, after the marks of each Vietnamese vowel are ordered and repeated ones dropped.

    A tone mark typed before its circumflex, breve or horn is moved behind it, which NFC alone cannot do. A spacing tone
    letter (such as U+02CA) right after a vowel becomes the mark.
    """
    whole, text = text, limit_marks(text)
    text, edits = _SPACING_MARK.subn(lambda found: found[0].translate(_SPACING_MARKS), text)
    if not edits and unicodedata.is_normalized("NFC", text) and not _MARK.search(text):
        return text, len(whole) - len(text)
    text = _LONG_MARK_RUN.sub(lambda found: "".join(dict.fromkeys(found[0])), text)
    composed = unicodedata.normalize("NFC", _CLUSTER.sub(_ordered, unicodedata.normalize("NFD", text)))
    return composed, edits + abs(len(whole) - len(composed)) or int(composed != whole)


def _ordered(cluster: re.Match[str]) -> str:
    base, marks = cluster[0][0], cluster[0][1:]
    if not _SHAPES.issuperset(set(marks) - _TONES):
        return cluster[0]
    return base + "".join(sorted(dict.fromkeys(marks), key=lambda mark: mark not in _SHAPES))


def separate(text: str) -> tuple[str, int]:
    """Replace Unicode line ends by newlines and other spaces by a blank; remove format and control characters."""
    text, newlines = _NEWLINES.subn("\n", text)
    text, spaces = _SPACES.subn(" ", text)
    text, removed = _INVISIBLE.subn("", text)
    return text, newlines + spaces + removed


def narrow(text: str) -> tuple[str, int]:
    """Replace full-width ASCII and the two Unicode hyphens by ASCII. No other compatibility character is changed."""
    return _FULL_WIDTH_CHARACTER.subn(lambda found: found[0].translate(_FULL_WIDTH), text)


def unmask(text: str, is_vietnamese: Legality) -> tuple[str, int]:
    """Replace look-alikes by the letters they stand for.

    Eth and African D become Đ if the word then is Vietnamese, holds a letter that only Vietnamese has, is all capitals,
    or is the đ of an amount (50.000ð). Cyrillic and Greek letters become Latin in a word with Latin letters, if each
    has a Latin shape.
    """
    edits = 0
    if _LOOKALIKE.search(text) is None:
        return text, 0

    def replace(found: re.Match[str]) -> str:
        nonlocal edits
        word = found[0]
        plain = _latin(word)
        candidate = plain.translate(_ETH)
        is_amount = len(word) == 1 and text[found.start() - 1 : found.start()].isdigit()
        if candidate != plain and (
            is_amount or candidate.isupper() or has_vietnamese_letter(plain) or is_vietnamese(candidate)
        ):
            plain = candidate
        edits += plain != word
        return plain

    return _WORD.sub(replace, text), edits


def _latin(word: str) -> str:
    if not (_CYRILLIC_OR_GREEK.search(word) and _LATIN.search(word)):
        return word
    mapped = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_LATIN_SHAPES))
    return word if _CYRILLIC_OR_GREEK.search(mapped) else mapped
