"""Keys under which two renderings of the same text compare equal. Never store a key as text."""

import re
import unicodedata

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


def comparison_key(text: str, *, marks: bool = True) -> str:
    """Fold case, quotes, dashes, ellipses and spaces; with ``marks=False`` also drop every diacritic (đ to d)."""
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
