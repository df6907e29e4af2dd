"""A text as numbers: one 64-bit lane a syllable, and runs of syllables (shingles) hashed from them.

Tones and numbers are kept, case is not: ``giá xăng 23.500`` and ``giá xăng 19.200`` differ, ``GIÁ`` and ``giá`` do not.

The arithmetic takes a whole text as one big integer of 64-bit lanes, so that one multiplication hashes every shingle;
factors and lanes are bounded so that no lane runs over into the next. It costs a tenth of a loop over the syllables.
"""

from __future__ import annotations

import re
import struct
import sys
import unicodedata
from array import array
from functools import cache
from typing import Final
from zlib import crc32

LONGEST: Final = 8192
"""Syllables of a text that are looked at: what follows them does not count."""

NAME: Final = 1
"""Kind of a capitalised word."""

NUMBER: Final = 2
"""Kind of a word that begins with a digit."""

_KIND: Final = 3
_LANE: Final = 8
_CHARACTERS: Final = LONGEST * 16

# What may stand inside a number or an address (. , / :) stays, and is taken off the ends of a word.
_PUNCTUATION: Final = bytes(
    0x20 if byte < ord(" ") or chr(byte) in "!\"#$%&'()*+-;<=>?@[\\]^_`{|}~" else byte for byte in range(256)
)
_SYMBOLS: Final = re.compile(rb"\xe2..|\xc2.", re.DOTALL)
"""UTF-8 of U+2000 to U+2FFF and U+0080 to U+00BF: curly quotes, dashes, ellipses, bullets, signs, no letter."""

_EDGES: Final = b".,/:"
_SEPARATORS: Final = re.compile(r"[.,/:]")
_KINDS: Final = bytes(byte & _KIND for byte in range(256))
_FORGET: Final = 1 << 17


def _lane(word: bytes) -> int:
    """A word's hash: 32 bits, of which the lowest two are its kind; 0 for mere punctuation."""
    text = unicodedata.normalize("NFC", word.strip(_EDGES).decode("utf-8", "surrogatepass"))
    if not text:
        return 0
    folded = text.casefold()
    if text[0].isdigit():
        kind, folded = NUMBER, _SEPARATORS.sub("", folded)
    else:
        kind = NAME if text[0].isupper() else 0
    return crc32(folded.encode("utf-8", "surrogatepass")) & ~_KIND | kind


class _Lanes(dict[bytes, int]):
    """The hashes of the words met so far: a language has few syllables, and a text repeats them."""

    def __missing__(self, word: bytes) -> int:
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
    """The syllables of a text, hashed, with the kind of each."""

    __slots__ = ("_vector", "count", "kinds", "packed")

    def __init__(self, text: str) -> None:
        """Read the first :data:`LONGEST` syllables of ``text``."""
        data = text[:_CHARACTERS].encode("utf-8", "surrogatepass").translate(_PUNCTUATION)
        lanes = list(map(_lanes.__getitem__, _SYMBOLS.sub(b" ", data).split()[:LONGEST]))
        if 0 in lanes:
            lanes = [lane for lane in lanes if lane]
        self.count = len(lanes)
        data = struct.pack(f"<{len(lanes)}Q", *lanes)
        self.kinds = data[::_LANE].translate(_KINDS)
        """One byte a syllable: 0, :data:`NAME` or :data:`NUMBER`."""

        self._vector = int.from_bytes(data, "little") & self._all(0xFFFFFFFF & ~_KIND)
        self.packed = self._vector.to_bytes(len(data), "little")
        """Eight bytes a syllable, without its kind."""

    def _all(self, bits: int) -> int:
        return _mask(bits, 1 << self.count.bit_length())

    def shingles(self) -> tuple[array[int], array[int]]:
        """Hashes of the runs of two syllables (32 bits) and of six (64 bits), in text order."""
        two = (self._vector * 0x2C1B3C6D + (self._vector >> 64) * 0x1B873593 >> 20) & self._all(0xFFFFFFFF)
        six = two * 0x2545F491 + (two >> 128) * 0x1E3779B1 + (two >> 256) * 0x297A2D39
        return self._unpack(two, self.count - 1), self._unpack(six, self.count - 5)

    def _unpack(self, vector: int, count: int) -> array[int]:
        lanes = array("Q")
        # A product may stand out of the last lane, which belongs to no whole shingle.
        lanes.frombytes(vector.to_bytes((self.count + 1) * _LANE, "little")[: max(count, 0) * _LANE])
        if sys.byteorder == "big":
            lanes.byteswap()
        return lanes
