"""A key under which two renderings of the same text compare equal. Never store it as text."""

import re
import unicodedata

from newscrawl.marks import nfc

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
_SPACES = re.compile(r"\s+")
_ELLIPSIS = re.compile(r"\.{3,}")
_MARKS = re.compile(r"[\u0300-\u036f]+")


def comparison_key(text: str, *, marks: bool = True) -> str:
    """Fold case, quotes, dashes, ellipses and spaces; with ``marks=False`` also drop every diacritic (đ to d)."""
    key = nfc(text).translate(_FOLDED).casefold()
    key = _ELLIPSIS.sub("...", _SPACES.sub(" ", key)).strip()
    if marks:
        return unicodedata.normalize("NFC", key)
    bare = _MARKS.sub("", unicodedata.normalize("NFD", key))
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))
