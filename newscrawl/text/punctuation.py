"""Correct the spaces around punctuation. Protected spans, such as addresses, are hidden from all rules meanwhile."""

import re
from collections.abc import Callable

from newscrawl.text.syllables import LETTER, has_diacritic, is_legal

_TRIGGER = re.compile(r"[@#_]|://|www\.|\.[A-Za-z]")
"""A sign that the line may hold a protected span."""

_ADDRESS = re.compile(r"""(?:(?:https?|ftp)://|www\.)[^\s<>"“”‘’…]+""")
_PIECE = re.compile(r"[^\s,;:!?()\[\]{}<>\"“”‘’«»…]+")
_FILE_OR_HOST = re.compile(
    r"\.(?:html?|php|aspx?|jsp|js|css|json|xml|csv|txt|md|pdf|docx?|xlsx?|pptx?|zip|rar|gz|exe|apk|jpe?g|png|gif|webp|svg"
    r"|mp[34]|avi|mov|wav|vn|com|net|org|gov|edu|info|io|tv|asia|biz|me|co|uk|us|jp|cn|fr|de|ru|kr|eu)(?:/\S*)?\.?\Z",
    re.IGNORECASE,
)
"""The end of a file name or host."""

_MAX_ENDING_CHARS = 200
"""Number of characters at the end of a word that are searched for such an end."""

_PLACEHOLDERS = range(0xF0000, 0xFFFFE)
"""Private-use characters that stand for protected spans."""

_DOUBLED_COMMA = re.compile(r",{2,}")
_LONG_ELLIPSIS = re.compile(r"\.{4,}")
_SPACE_BEFORE = re.compile(
    r" +(?:(?=[,;)\]])|(?=[!?](?!=))|(?=:(?:\s|$))(?!(?<=\d )(?=: \d))|(?=”(?:[\s.,;:!?…)\]]|$))|(?=\.(?:\s|$)))"
)
_SPACE_AFTER_OPENING = re.compile(r"(?:(?<=[(\[])|(?<=^[“‘])|(?<=[\s(\[\"'\-–—/:][“‘])) +")
_SPACED_PERCENT = re.compile(r"(?<=\d) +(?=%(?!\w))")
_TIGHT_COMMA = re.compile(rf"(?<=[^\s,;])[,;](?={LETTER})")
_WORD = rf"(?<!{LETTER})({LETTER}{{2,}}+)"  # possessive and anchored at its first letter, so the search is linear on any text
_TIGHT_STOP = re.compile(rf"(?:{_WORD}|(?<=[\d)\]”\"%]))([.!?…]++)(?=({LETTER}{{2,}}+))")
_TIGHT_COLON = re.compile(rf"{_WORD}:(?={LETTER})")
_TIGHT_OPENING = re.compile(rf"{_WORD}(?=\(\w)")
_TIGHT_CLOSING = re.compile(rf"\)(?=({LETTER}{{2,}}+))")

_ABBREVIATIONS = frozenset(
    (
        "TP",
        "TX",
        "TT",
        "TS",
        "GS",
        "PGS",
        "BS",
        "KS",
        "LS",
        "CN",
        "ĐH",
        "CĐ",
        "NXB",
        "NSND",
        "NSƯT",
        "NGND",
        "NGƯT",
        "THS",
        "THPT",
        "THCS",
        "UBND",
        "HĐND",
        "KTS",
        "KS",
        "CT",
        "PCT",
        "QL",
        "TL",
        "HL",
        "P",
        "Q",
        "H",
        "X",
        "VP",
        "BV",
        "KCN",
        "KĐT",
        "TTXVN",
        "ĐB",
        "ĐBQH",
        "ANTV",
        "CA",
        "QĐ",
        "NĐ",
        "BCH",
        "BTC",
        "BGĐ",
    )
)
"""Titles and abbreviations of places. They stay together with the name after their point (TP.HCM, PGS.TS)."""

_MIN_PLAIN_LETTERS = 3
"""Minimum length in letters of a syllable without diacritics after a bracket. A shorter one may be the end of a word,
as in (un)do."""

_FUNCTIONS = frozenset(("sin", "tan", "min"))
"""Legal syllables that also name a mathematical function: sin(x) stays."""


def space(line: str) -> tuple[str, int]:
    """Correct the punctuation of a line. Also return the number of edits. Protected spans must be hidden before."""
    edits = 0
    for pattern, replacement in _RULES:
        line, count = pattern.subn(replacement, line)
        edits += count
    for pattern, decide in _DECISIONS:
        line, count = _insert(line, pattern, decide)
        edits += count
    return line, edits


def hide(line: str) -> tuple[str, dict[str, str]]:
    """Replace each protected span of a line by one character. Also return the span for each of those characters.

    Protected are URLs, e-mail addresses, hashtags, handles, words with an underscore, hosts and file names.
    """
    if _TRIGGER.search(line) is None:
        return line, {}
    taken = set(line)
    free = (char for char in map(chr, _PLACEHOLDERS) if char not in taken)
    hidden: dict[str, str] = {}

    def put_away(span: str) -> str:
        char = next(free, None)
        if char is None:
            return span
        hidden[char] = span
        return char

    line = _ADDRESS.sub(lambda found: _without_tail(found[0], put_away), line)
    return _PIECE.sub(lambda found: put_away(found[0]) if _is_protected(found[0]) else found[0], line), hidden


def restore(line: str, hidden: dict[str, str]) -> str:
    """Undo :func:`hide`."""
    if not hidden:
        return line
    table = str.maketrans(hidden)
    return line.translate(table).translate(table)  # twice: a hidden address may stand in a hidden word


def _without_tail(address: str, put_away: Callable[[str], str]) -> str:
    """Hide an address, but not the punctuation of the sentence at its end."""
    end = len(address.rstrip(".,;:!?)]'"))
    return put_away(address[:end]) + address[end:]


def _is_protected(piece: str) -> bool:
    if "@" in piece or "_" in piece or "#" in piece:
        return len(piece) > 1
    return "." in piece and _FILE_OR_HOST.search(piece[-_MAX_ENDING_CHARS:]) is not None


def _insert(line: str, pattern: re.Pattern[str], decide: Callable[[re.Match[str]], bool]) -> tuple[str, int]:
    """Insert a blank after each match that ``decide`` accepts. Also return their number."""
    edits = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal edits
        if not decide(found):
            return found[0]
        edits += 1
        return found[0] + " "

    return pattern.sub(replace, line), edits


def _ends_sentence(found: re.Match[str]) -> bool:
    """Return whether a stop ends a sentence before a capitalized word: ``nghị.Ảnh``, not ``TP.Hồ``."""
    left, right = found[1], found[3]
    if not (right[0].isupper() and is_legal(right)):
        return False
    if left is None:
        return True
    if left.isupper() and left in _ABBREVIATIONS:
        return False
    return is_legal(left)


def _is_syllable(found: re.Match[str]) -> bool:
    return is_legal(found[1])


def _takes_bracket(found: re.Match[str]) -> bool:
    return is_legal(found[1]) and found[1] not in _FUNCTIONS


def _follows_bracket(found: re.Match[str]) -> bool:
    return is_legal(found[1]) and (has_diacritic(found[1]) or len(found[1]) >= _MIN_PLAIN_LETTERS)


_RULES = (
    (_DOUBLED_COMMA, ","),
    (_LONG_ELLIPSIS, "..."),
    (_SPACE_BEFORE, ""),
    (_SPACE_AFTER_OPENING, ""),
    (_SPACED_PERCENT, ""),
    (_TIGHT_COMMA, r"\g<0> "),
)
"""Patterns and their replacements, in order."""

_DECISIONS = (
    (_TIGHT_STOP, _ends_sentence),
    (_TIGHT_COLON, _is_syllable),
    (_TIGHT_OPENING, _takes_bracket),
    (_TIGHT_CLOSING, _follows_bracket),
)
"""Patterns after which a blank may be missing, and the functions that decide."""
