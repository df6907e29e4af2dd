"""A text as numbers: one 64-bit lane a syllable, and runs of syllables (shingles) hashed from them.

Tones and numbers are kept, case is not: ``giá xăng 23.500`` and ``giá xăng 19.200`` differ, ``GIÁ`` and ``giá`` do not.

The arithmetic takes a whole text as one big integer of 64-bit lanes, so that one multiplication hashes every shingle;
factors and lanes are bounded so that no lane runs over into the next. It costs a tenth of a loop over the syllables.
"""

from __future__ import annotations

import re
import sys
from array import array
from functools import cache
from typing import Final
from zlib import crc32

from newscrawl.unicode_nfc import nfc

LONGEST: Final = 8192
"""Syllables of a text that are looked at: what follows them does not count."""

NAME: Final = 1
"""Kind of a capitalised word; one in capitals throughout is an abbreviation, or stands in a text that is."""

NUMBER: Final = 2
"""Kind of a word that begins with a digit."""

_KIND: Final = 3
_LANE: Final = 8
_LOW: Final = 0xFFFFFFFF
_CHARACTERS: Final = LONGEST * 16

_BREAKS: Final = frozenset({*range(0x20), *b"!\"#$%&'()*+-/:;<=>?@[\\]^_`{|}~", 0xC2, 0xE2})
"""Bytes that part words. What may stand inside a number (``. ,``) does not; ``23/10`` and ``23-10`` are two numbers each.

0xC2 and 0xE2 begin the UTF-8 of U+0080 to U+00BF and U+2000 to U+2FFF: curly quotes, dashes, bullets, signs, no letter.
"""

_SPACED: Final = bytes(0x20 if byte in _BREAKS else byte for byte in range(256))
_EDGES: Final = b".,"
_TORN: Final = bytes(range(0x80, 0xC0))
"""Bytes that continue a character, so that no word begins with one: what is left of a sign whose first byte was a break."""

_SEPARATORS: Final = re.compile(r"[.,]|^0+(?=\d)")
_KINDS: Final = bytes(byte & _KIND for byte in range(256))
_FORGET: Final = 1 << 17


def _lane(word: bytes) -> bytes:
    """A word's hash: 32 bits, of which the lowest two are its kind, in eight bytes; none for mere punctuation."""
    text = nfc(word.lstrip(_TORN).strip(_EDGES).decode("utf-8", "surrogatepass"))
    if not text:
        return b""
    folded = text.casefold()
    if text[0].isdigit():
        kind, folded = NUMBER, _SEPARATORS.sub("", folded)
    else:
        kind = NAME if text[0].isupper() and (len(text) == 1 or not text.isupper()) else 0
    return (crc32(folded.encode("utf-8", "surrogatepass")) & ~_KIND | kind).to_bytes(_LANE, "little")


class _Lanes(dict[bytes, bytes]):
    """The hashes of the words met so far: a language has few syllables, and a text repeats them."""

    def __missing__(self, word: bytes) -> bytes:
        if len(self) >= _FORGET:
            self.clear()
        lane = self[word] = _lane(word)
        return lane


_lanes: Final = _Lanes()


@cache
def _mask(bits: int, lanes: int) -> int:
    """The same bits of every lane; ``lanes`` is a power of two, so that few masks are made."""
    return int.from_bytes(bits.to_bytes(_LANE, "little") * lanes, "little")


class Syllables:
    """The syllables of a text and its shingles, hashed."""

    __slots__ = ("count", "kinds", "ones", "sixes", "twos")

    def __init__(self, text: str) -> None:
        """Read the first :data:`LONGEST` syllables of ``text``."""
        words = text[:_CHARACTERS].encode("utf-8", "surrogatepass").translate(_SPACED).split()
        data = b"".join(map(_lanes.__getitem__, words))[: LONGEST * _LANE]
        self.count = len(data) // _LANE
        self.kinds = data[::_LANE].translate(_KINDS)
        """One byte a syllable: 0, :data:`NAME` or :data:`NUMBER`."""

        lanes = 1 << self.count.bit_length()
        one = int.from_bytes(data, "little") & _mask(_LOW & ~_KIND, lanes)
        two = (one * 0x2C1B3C6D + (one >> 64) * 0x1B873593 >> 20) & _mask(_LOW, lanes)
        six = two * 0x2545F491 + (two >> 128) * 0x1E3779B1 + (two >> 256) * 0x297A2D39
        self.ones = _array(data, self.count)
        """32 bits a syllable, the lowest two of which are its kind."""

        self.twos = self._runs(two, 2)
        """32 bits a run of two syllables."""

        self.sixes = self._runs(six, 6)
        """64 bits a run of six syllables."""

    def _runs(self, vector: int, length: int) -> array[int]:
        # A product may stand out of the last lane, which belongs to no whole run.
        return _array(vector.to_bytes((self.count + 1) * _LANE, "little"), max(self.count + 1 - length, 0))


def _array(data: bytes, lanes: int) -> array[int]:
    """The first lanes of little-endian data."""
    found = array("Q", data[: lanes * _LANE])
    if sys.byteorder == "big":
        found.byteswap()
    return found
