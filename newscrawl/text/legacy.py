"""Vietnamese in the encodings before Unicode, seen as Latin-1 or Windows-1252 text.

No byte tells TCVN3 from Latin-1; the syllable grammar does. A paragraph is decoded with each table, and the result is
believed when almost every word becomes a legal syllable where many were none before.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection
from typing import Literal, NamedTuple

from newscrawl.text.mojibake import BYTE_OF
from newscrawl.text.syllables import LETTER, is_legal, spellings

Encoding = Literal["tcvn3", "vni", "viscii", "cp1258", "viqr"]

ENCODINGS: tuple[Encoding, ...] = ("tcvn3", "vni", "viscii", "cp1258", "viqr")

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

_VISCII_TABLE, _CP1258_TABLE = str.maketrans(_VISCII), str.maketrans(_CP1258)
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


class Evidence(NamedTuple):
    """What a decoding must show before it is believed."""

    words: int
    """Least number of words with a letter beyond ASCII."""
    legal: float
    """Least share of them that are legal syllables."""
    gained: int
    """Least number of legal syllables won."""


_COMMON = Evidence(words=4, legal=0.9, gained=3)
_RARE = Evidence(words=5, legal=0.95, gained=4)
_EVIDENCE = {"tcvn3": _COMMON, "vni": _COMMON, "viscii": _RARE, "cp1258": _RARE, "viqr": _RARE}
_ILLEGAL_BEFORE, _ILLEGAL_SHARE_BEFORE = 3, 0.25


def decode(text: str, encodings: Collection[Encoding] = ENCODINGS) -> tuple[str, dict[str, int]]:
    """Decode each paragraph that is in one of the encodings; also how many paragraphs were, by encoding."""
    lines = text.split("\n")
    found: dict[str, int] = {}
    for number, line in enumerate(lines):
        best = _best(line, encodings)
        if best is not None:
            encoding, lines[number] = best
            found[encoding] = found.get(encoding, 0) + 1
    return "\n".join(lines), found


def is_suspect(chunk: str) -> bool:
    """Say whether a chunk between spaces could be of a text in an old encoding."""
    return _VIQR_EVIDENCE.search(chunk) is not None or not all(map(_is_legal, _words(chunk)))


def _best(line: str, encodings: Collection[Encoding]) -> tuple[Encoding, str] | None:
    """The encoding whose decoding is believed and makes most syllables, with that decoding."""
    words = _words(line)
    if not words:
        if "viqr" not in encodings or len(_VIQR_EVIDENCE.findall(line)) < _RARE.words:
            return None
        candidates: list[Encoding] = ["viqr"]
    else:
        if not {word.lower() for word in words}.difference(spellings()):
            return None
        illegal = len(words) - _legal(words)
        if illegal < _ILLEGAL_BEFORE or illegal < _ILLEGAL_SHARE_BEFORE * len(words):
            return None
        candidates = [encoding for encoding in ENCODINGS if encoding in encodings and encoding != "viqr"]
    legal_before = _legal(words)
    best: tuple[int, Encoding, str] | None = None
    for encoding in candidates:
        decoded = _DECODERS[encoding](line)
        after = _words(decoded)
        legal = _legal(after)
        need = _EVIDENCE[encoding]
        believed = len(after) >= need.words and legal >= need.legal * len(after) and legal - legal_before >= need.gained
        if believed and (best is None or legal > best[0]):
            best = legal, encoding, decoded
    return best and best[1:]


def _words(line: str) -> list[str]:
    """The words of a line with a character beyond ASCII."""
    return [word for word in _CHUNK.findall(line) if not word.isascii()]


def _legal(words: list[str]) -> int:
    """How many of the words are legal syllables."""
    return sum(count for word, count in Counter(words).items() if _is_legal(word))


def _is_legal(word: str) -> bool:
    return is_legal(word) or is_legal(word.strip(_PUNCTUATION))


def _from_tcvn3(line: str) -> str:
    """TCVN3 drew toned capitals with a second font: in a word of capitals the small letters are capitals too."""

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
    """Say whether the point is a full stop: a capital follows, and the word itself has none (``Thi. A'nh`` is Thị Ánh)."""
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
