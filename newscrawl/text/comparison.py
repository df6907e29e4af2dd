"""Keys under which two renderings of the same text compare equal. Never store a key as text."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from newscrawl.unicode_nfc import nfc

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
"""Quotes, dashes and spaces, mapped to one of each kind."""

_FOLDS = re.compile("[" + "".join(map(re.escape, map(chr, _FOLDED))) + "]")
_ELLIPSIS = re.compile(r"\.{3,}")
_MARKS = re.compile(r"[\u0300-\u036f]+")

_MAX_CACHED_CHARS: Final = 400
"""A longer text is not cached."""


def comparison_key(text: str, *, marks: bool = True) -> str:
    """Fold case, quotes, dashes, ellipses and spaces; with ``marks=False`` also drop every diacritic (đ to d)."""
    return _cached_key(text, marks=marks) if len(text) <= _MAX_CACHED_CHARS else _key(text, marks=marks)


@lru_cache(maxsize=256)
def _cached_key(text: str, *, marks: bool) -> str:
    """The key of a short text. Several fields of a page ask for that of its headline and lead."""
    return _key(text, marks=marks)


def _key(text: str, *, marks: bool) -> str:
    key = nfc(text)
    if _FOLDS.search(key):  # translation costs more than all the rest
        key = key.translate(_FOLDED)
    key = key.casefold().strip()
    if "  " in key or not key.isprintable():  # the only printable white space is the blank
        key = " ".join(key.split())
    if "..." in key:
        key = _ELLIPSIS.sub("...", key)
    if marks:
        return unicodedata.normalize("NFC", key)
    bare = _MARKS.sub("", unicodedata.normalize("NFD", key))
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))
