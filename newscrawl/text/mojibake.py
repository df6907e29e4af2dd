"""Repair mojibake, UTF-8 that was read as Windows-1252 or Latin-1: ``Quá»‘c há»™i`` for ``Quốc hội``.

Characters are mapped back to bytes, and complete UTF-8 sequences are decoded. First it is decided whether a line is
damaged at all, because ``ĐÃ…`` and ``quá…”`` are correct Vietnamese although they look like sequences.
"""

import re

from newscrawl.text.syllables import LETTER, MAX_SYLLABLE_LETTERS, is_legal

MAX_ROUNDS = 3
"""Maximum number of misreadings that are undone."""

BYTE_OF: dict[str, int] = {chr(byte): byte for byte in range(0x80, 0x100)}
for _byte in range(0x80, 0xA0):
    try:
        BYTE_OF[bytes([_byte]).decode("cp1252")] = _byte
    except UnicodeDecodeError:
        continue  # the five bytes that Windows-1252 leaves undefined stand for themselves

"""Characters of Latin-1 and Windows-1252 above ASCII, mapped to the byte that was read as them."""

_FIRST_LEAD = 0xC0
"""First byte that may begin a sequence."""

_CONTINUATION = "[" + re.escape("".join(char for char, byte in BYTE_OF.items() if byte < _FIRST_LEAD)) + "]"
_SEQUENCE = re.compile(
    rf"[\u00c2-\u00df]{_CONTINUATION}|[\u00e0-\u00ef]{_CONTINUATION}{{2}}|[\u00f0-\u00f4]{_CONTINUATION}{{3}}"
)
"""A complete sequence, as characters."""

_SEQUENCE_HEAD = re.compile(rf"[\u00c2-\u00f4]{_CONTINUATION}")
"""The first two characters of a sequence."""

# Characters that follow a letter in correct text: closing quotes, points, dashes, a space.
_NATURAL_TAIL = frozenset("…‘’“”–—«»°·²³\u00a0")
_PLAUSIBLE = re.compile(
    r"[\u0080-\u024f\u02c6\u02dc\u0300-\u0303\u0306\u0309\u031b\u0323\u1ea0-\u1ef9\u2000-\u206f\u20ab\u20ac\u2100-\u214f\u2190-\u21ff\u2200-\u22ff\u25a0-\u27bf"
    r"\ufe0f\ufeff\U0001f300-\U0001faff]"
)
"""Characters that a decoded sequence may stand for."""

_LOST_SPACE_BYTE = re.compile(rf"(Ã|áº) ({LETTER}*)")
"""A sequence whose second byte became a blank."""

_WORD = re.compile(rf"{LETTER}+")
_LAST_WORD = re.compile(rf"{LETTER}+\Z")


def decode(text: str) -> tuple[str, int]:
    """Undo up to :data:`MAX_ROUNDS` misreadings of each line. Also return the number of restored characters."""
    if not may_be_damaged(text):
        return text, 0
    restored = 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for _ in range(MAX_ROUNDS):
            line, count = _decode_line(line)  # noqa: PLW2901 - the next round reads the result of this one
            if not count:
                break
            restored += count
        lines[number] = line
    return "\n".join(lines), restored


def may_be_damaged(text: str) -> bool:
    """Return whether the text holds the beginning of a sequence."""
    return _SEQUENCE_HEAD.search(text) is not None


def _decode_line(line: str) -> tuple[str, int]:
    if not any(_is_evident(found) for found in _SEQUENCE.finditer(line)):
        return line, 0
    count = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal count
        char = _character(found[0])
        if char is None or not _PLAUSIBLE.match(char):
            return found[0]
        count += 1
        return char

    decoded = _SEQUENCE.sub(replace, line)
    if count:
        decoded = _LOST_SPACE_BYTE.sub(_restore_a, decoded)
    return decoded, count


def _character(sequence: str) -> str | None:
    try:
        return bytes(BYTE_OF[char] for char in sequence).decode()
    except UnicodeDecodeError:
        return None


def _is_evident(found: re.Match[str]) -> bool:
    """Return whether a sequence cannot be an accident of correct text."""
    sequence, line = found[0], found.string
    char = _character(sequence)
    if char is None or not _PLAUSIBLE.match(char):
        return False
    if not _NATURAL_TAIL.issuperset(sequence[1:]):
        return True
    after = _WORD.match(line, found.end())
    return after is not None and is_legal(_letters_before(found) + char + after[0])


def _letters_before(found: re.Match[str]) -> str:
    """Return the letters of the same syllable before a match."""
    head = found.string[max(0, found.start() - MAX_SYLLABLE_LETTERS) : found.start()]
    tail = _LAST_WORD.search(head)
    return tail[0] if tail else ""


def _restore_a(found: re.Match[str]) -> str:
    """Restore à. In ``thÃ nh`` (thành) the blank was the second byte.

    In ``HÃ Nội`` (Hà Nội) it was that and a blank.
    """
    letter = "à" if found[1] == "Ã" else "Ạ"
    joined = is_legal(_letters_before(found) + letter + found[2]) or not found[2]
    return letter + ("" if joined else " ") + found[2]
