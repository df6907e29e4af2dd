"""Decode Vietnamese text in encodings from before Unicode that was read as Latin-1 or Windows-1252.

No byte distinguishes TCVN3 from Latin-1, but the grammar of syllables does. Each paragraph is decoded with every table.
A decoding is accepted if almost every word becomes a legal syllable and many were not before.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection
from typing import Literal, NamedTuple

from newscrawl.text.mojibake import BYTE_OF
from newscrawl.text.syllables import LETTER, is_legal, spellings

Encoding = Literal["tcvn3", "vni", "viscii", "cp1258", "viqr"]
"""Names of the encodings."""

ENCODINGS: tuple[Encoding, ...] = ("tcvn3", "vni", "viscii", "cp1258", "viqr")
"""All encodings, in the order in which they are tried."""

# fmt: off
_TCVN3_LETTERS = dict(zip(
    "¡¢£¤¥¦§" "¨©ª«¬\u00ad®" "µ¶·¸¹" "»¼½¾Æ" "ÇÈÉÊË" "ÌÎÏÐÑ" "ÒÓÔÕÖ" "×ØÜÝÞ" "ßáâãä" "åæçèé" "êëìíî" "ïñòóô" "õö÷øù" "úûüýþ",
    "ĂÂÊÔƠƯĐ" "ăâêôơ" "ư"  "đ" "àảãáạ" "ằẳẵắặ" "ầẩẫấậ" "èẻẽéẹ" "ềểễếệ" "ìỉĩíị" "òỏõóọ" "ồổỗốộ" "ờởỡớợ" "ùủũúụ" "ừửữứự" "ỳỷỹýỵ",
    strict=True,
))
_VISCII_UPPER_HALF = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ" "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ" "Õắằặấầẩậẽẹếềểễệố" "ồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ" "ĐứÒÓÔạỷừửÙÚỹỵÝỡư" "àáâãảăữẫèéêẻìíĩỉ" "đựòóôõỏọụùúũủýợỮ"
)
_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "â": "\u0302", "ê": "\u0306",
    "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VIQR_MARKS = {
    "^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b",
    "'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323",
}
# fmt: on

_TCVN3 = str.maketrans(_TCVN3_LETTERS)
_VISCII = {char: _VISCII_UPPER_HALF[byte - 0x80] for char, byte in BYTE_OF.items()}
_VISCII |= {"\x02": "Ẳ", "\x05": "Ẵ", "\x06": "Ẫ", "\x14": "Ỷ", "\x19": "Ỹ", "\x1e": "Ỵ"}
_CP1258 = {char: bytes([byte]).decode("cp1258", "replace") for char, byte in BYTE_OF.items()}
_VNI_MARKS |= {letter.upper(): mark for letter, mark in _VNI_MARKS.items()}
_VNI_LETTERS |= {letter.upper(): target.upper() for letter, target in _VNI_LETTERS.items()}

_VISCII_TABLE = str.maketrans(_VISCII)
_CP1258_TABLE = str.maketrans(_CP1258)
_VNI_UNIT = re.compile(rf"([aeiouyôöAEIOUYÔÖ])([{''.join(_VNI_MARKS)}])|[{''.join(_VNI_LETTERS)}]")
_VIQR_UNIT = re.compile(
    r"\\(?P<literal>[\\^(+*'`?~.dD])|(?P<dd>dd|D[dD])"
    r"|(?P<vowel>[aeoAEO](?=\^)|[aA](?=\()|[ouOU](?=[+*])|[aeiouyAEIOUY])(?P<shape>(?<=[aeoAEO])\^|(?<=[aA])\(|(?<=[ouOU])[+*])?"
    r"(?P<tone>['`~]|[?.](?!\.|[\"”)]*\s*$))?"
)
_BEFORE_CAPITAL = re.compile(r"[\"”)]*\s+[\"“(]*[A-Z]")
_WORD = re.compile(rf"{LETTER}+")

_CHUNK = re.compile(r"[^\s!-/:-@\[-`{-~]+")
_PUNCTUATION = "“”‘’…–—«»•·°"
_VIQR_EVIDENCE = re.compile(r"[aeouAEOU][\^(+][a-zA-Z'`?~.]|[aeiouyAEIOUY]['`?~.][a-z]|dd")


class MinEvidence(NamedTuple):
    """The minimum evidence for a decoding."""

    words: int
    """Minimum number of words with a letter beyond ASCII."""
    legal: float
    """Minimum share (0 to 1) of those words that are legal syllables."""
    gained: int
    """Minimum number of additional legal syllables."""


_COMMON_ENCODING = MinEvidence(words=4, legal=0.9, gained=3)
"""For encodings that are common on old pages."""

_RARE_ENCODING = MinEvidence(words=5, legal=0.95, gained=4)
"""For encodings that are rare."""

_MIN_EVIDENCE = {
    "tcvn3": _COMMON_ENCODING,
    "vni": _COMMON_ENCODING,
    "viscii": _RARE_ENCODING,
    "cp1258": _RARE_ENCODING,
    "viqr": _RARE_ENCODING,
}
"""Minimum evidence by encoding."""

_MIN_ILLEGAL_WORDS = 3
"""Minimum number of words that are no legal syllable before the decoding."""

_MIN_ILLEGAL_SHARE = 0.25
"""Minimum share (0 to 1) of such words."""


def decode(text: str, encodings: Collection[Encoding] = ENCODINGS) -> tuple[str, dict[str, int]]:
    """Decode each paragraph that is in one of the encodings.

    Also return the number of decoded paragraphs by encoding.
    """
    lines = text.split("\n")
    found: dict[str, int] = {}
    for number, line in enumerate(lines):
        best = _best(line, encodings)
        if best is not None:
            encoding, lines[number] = best
            found[encoding] = found.get(encoding, 0) + 1
    return "\n".join(lines), found


def is_suspect(chunk: str) -> bool:
    """Return whether a chunk between blanks could be text in an old encoding."""
    return _VIQR_EVIDENCE.search(chunk) is not None or not all(map(_is_legal, _words(chunk)))


def _best(line: str, encodings: Collection[Encoding]) -> tuple[Encoding, str] | None:
    """Return the accepted encoding with the most legal syllables, and its decoding; ``None`` if none is accepted."""
    words = _words(line)
    if not words:
        if "viqr" not in encodings or len(_VIQR_EVIDENCE.findall(line)) < _RARE_ENCODING.words:
            return None
        candidates: list[Encoding] = ["viqr"]
    else:
        if not {word.lower() for word in words}.difference(spellings()):
            return None
        illegal = len(words) - _count_legal(words)
        if illegal < _MIN_ILLEGAL_WORDS or illegal < _MIN_ILLEGAL_SHARE * len(words):
            return None
        candidates = [encoding for encoding in ENCODINGS if encoding in encodings and encoding != "viqr"]
    legal_before = _count_legal(words)
    best: tuple[int, Encoding, str] | None = None
    for encoding in candidates:
        decoded = _DECODERS[encoding](line)
        after = _words(decoded)
        legal = _count_legal(after)
        need = _MIN_EVIDENCE[encoding]
        is_accepted = (
            len(after) >= need.words and legal >= need.legal * len(after) and legal - legal_before >= need.gained
        )
        if is_accepted and (best is None or legal > best[0]):
            best = legal, encoding, decoded
    return best and best[1:]


def _words(line: str) -> list[str]:
    """Return the words of a line with a character beyond ASCII."""
    return [word for word in _CHUNK.findall(line) if not word.isascii()]


def _count_legal(words: list[str]) -> int:
    """Return the number of words that are legal syllables."""
    return sum(count for word, count in Counter(words).items() if _is_legal(word))


def _is_legal(word: str) -> bool:
    return is_legal(word) or is_legal(word.strip(_PUNCTUATION))


def _from_tcvn3(line: str) -> str:
    """Decode TCVN3.

    TCVN3 has a second font for capitals with tone marks, so the small letters in a word of capitals are capitals as
    well.
    """

    def raise_case(word: re.Match[str]) -> str:
        plain = [letter for letter in word[0] if letter.isascii() or letter == "Đ"]
        return word[0].upper() if len(plain) > 1 and "".join(plain).isupper() else word[0]

    return _WORD.sub(raise_case, line.translate(_TCVN3))


def _from_vni(line: str) -> str:
    def unit(found: re.Match[str]) -> str:
        if not found[1]:
            return _VNI_LETTERS[found[0]]
        base = _VNI_LETTERS.get(found[1], found[1])
        composed = unicodedata.normalize("NFC", base + _VNI_MARKS[found[2]])
        return composed if len(composed) == 1 else found[0]

    return _VNI_UNIT.sub(unit, line)


def _from_viscii(line: str) -> str:
    return line.translate(_VISCII_TABLE)


def _from_cp1258(line: str) -> str:
    return unicodedata.normalize("NFC", line.translate(_CP1258_TABLE))


def _from_viqr(line: str) -> str:
    def unit(found: re.Match[str]) -> str:
        if found["literal"]:
            return found["literal"]
        if found["dd"]:
            return "đ" if found["dd"] == "dd" else "Đ"
        tone, stop = found["tone"] or "", ""
        if tone in ("?", ".") and _ends_viqr_sentence(found):
            tone, stop = "", tone
        marks = "".join(_VIQR_MARKS[mark] for mark in (found["shape"], tone) if mark)
        return unicodedata.normalize("NFC", found["vowel"] + marks) + stop

    return _VIQR_UNIT.sub(unit, line)


def _ends_viqr_sentence(found: re.Match[str]) -> bool:
    """Return whether a point is a full stop: a capital follows and the word itself has none (``Thi.

    A'nh`` is Thị Ánh).
    """
    if _BEFORE_CAPITAL.match(found.string, found.end()) is None:
        return False
    return not found.string[found.string.rfind(" ", 0, found.start()) + 1].isupper()


_DECODERS: dict[Encoding, Callable[[str], str]] = {
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "viscii": _from_viscii,
    "cp1258": _from_cp1258,
    "viqr": _from_viqr,
}
