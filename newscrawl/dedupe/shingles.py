"""A text as numbers: one 64-bit lane for each syllable, and hashes of runs of syllables (shingles).

Tones and numbers count, letter case does not: ``giá xăng 23.500`` and ``giá xăng 19.200`` differ, ``GIÁ`` and ``giá`` do not.

The arithmetic treats a whole text as one big integer of 64-bit lanes, so that one multiplication hashes every shingle.
Factors and lanes are bounded so that no lane overflows into the next one. This takes a tenth of the time of a loop over the
syllables.
"""

from __future__ import annotations

import re
import sys
from array import array
from functools import cache
from typing import Final
from zlib import crc32

from newscrawl.unicode_nfc import nfc

MAX_SYLLABLES: Final = 8192
"""Syllables of a text that are read; the rest is ignored."""

NAME: Final = 1
"""Kind of a capitalised word. A word in capitals throughout is an abbreviation, or part of a text in capitals."""

NUMBER: Final = 2
"""Kind of a word that starts with a digit."""

_KIND: Final = 3
"""The bits of a lane that hold the kind."""

_LANE_BYTES: Final = 8
"""Size of a lane."""

_LOW: Final = 0xFFFFFFFF
"""The lower half of a lane."""

_MAX_CHARS: Final = MAX_SYLLABLES * 16
"""Characters of a text that are read, enough for :data:`MAX_SYLLABLES`."""


_BREAKS: Final = frozenset({*range(0x20), *b"!\"#$%&'()*+-/:;<=>?@[\\]^_`{|}~", 0xC2, 0xE2})
"""Bytes that separate words. Those that may be inside a number (``.``, ``,``) do not; ``23/10`` and ``23-10`` are two numbers each.

0xC2 and 0xE2 start the UTF-8 encoding of U+0080 to U+00BF and U+2000 to U+2FFF: quotation marks, dashes, bullets, symbols,
but no letters.
"""

_SPACED: Final = bytes(0x20 if byte in _BREAKS else byte for byte in range(256))
"""Translation table that replaces every break by a space."""

_EDGES: Final = b".,"
"""Punctuation that is removed at both ends of a word."""

_CONTINUATION: Final = bytes(range(0x80, 0xC0))
"""Bytes that continue a character. They are removed at the start of a word, where they belong to a symbol whose first byte was a break."""

_SEPARATORS: Final = re.compile(r"[.,]|^0+(?=\d)")
"""Decimal and thousands separators and leading zeros of a number."""

_KINDS: Final = bytes(byte & _KIND for byte in range(256))
"""Translation table from the first byte of a lane to its kind."""

_MAX_CACHED: Final = 1 << 15
"""Words whose hashes are cached: 6 MB."""


def _lane(word: bytes) -> bytes:
    """Return a word's hash as 8 bytes: 32 bits, the lowest two of which are its kind; empty for punctuation."""
    text = nfc(word.lstrip(_CONTINUATION).strip(_EDGES).decode("utf-8", "surrogatepass"))
    if not text:
        return b""
    folded = text.casefold()
    if text[0].isdigit():
        kind, folded = NUMBER, _SEPARATORS.sub("", folded)
    else:
        kind = NAME if text[0].isupper() and (len(text) == 1 or not text.isupper()) else 0
    return (crc32(folded.encode("utf-8", "surrogatepass")) & ~_KIND | kind).to_bytes(_LANE_BYTES, "little")


class _Lanes(dict[bytes, bytes]):
    """A cache of hashes by word: a language has few syllables, and a text repeats them. It is emptied when it is full."""

    def __missing__(self, word: bytes) -> bytes:
        if len(self) >= _MAX_CACHED:
            self.clear()
        lane = self[word] = _lane(word)
        return lane


_lanes: Final = _Lanes()


@cache
def _mask(bits: int, lanes: int) -> int:
    """Return an integer with the same bits in every lane. ``lanes`` is a power of two, so that few masks are cached."""
    return int.from_bytes(bits.to_bytes(_LANE_BYTES, "little") * lanes, "little")


class Syllables:
    """The syllables of a text and its shingles, hashed."""

    __slots__ = ("count", "kinds", "ones", "sixes", "twos")

    def __init__(self, text: str) -> None:
        """Read the first :data:`MAX_SYLLABLES` syllables of a text."""
        words = text[:_MAX_CHARS].encode("utf-8", "surrogatepass").translate(_SPACED).split()
        data = b"".join(map(_lanes.__getitem__, words))[: MAX_SYLLABLES * _LANE_BYTES]
        self.count = len(data) // _LANE_BYTES
        self.kinds = data[::_LANE_BYTES].translate(_KINDS)
        """One byte for each syllable: 0, :data:`NAME` or :data:`NUMBER`."""

        lanes = 1 << self.count.bit_length()
        one = int.from_bytes(data, "little") & _mask(_LOW & ~_KIND, lanes)
        two = (one * 0x2C1B3C6D + (one >> 64) * 0x1B873593 >> 20) & _mask(_LOW, lanes)
        six = two * 0x2545F491 + (two >> 128) * 0x1E3779B1 + (two >> 256) * 0x297A2D39
        self.ones = _array(data, self.count)
        """32 bits for each syllable, the lowest two of which are its kind."""

        self.twos = self._runs(two, 2)
        """32 bits for each run of two syllables."""

        self.sixes = self._runs(six, 6)
        """64 bits for each run of six syllables."""

    def high_twos(self) -> array[int]:
        """Return the upper 16 bits of each run of two syllables."""
        quarters = array("H", self.twos.tobytes())
        return quarters[1::4] if sys.byteorder == "little" else quarters[2::4]

    def _runs(self, vector: int, length: int) -> array[int]:
        """Return the hashes of all runs of ``length`` syllables."""
        # A product may exceed the last lane, which belongs to no whole run.
        return _array(vector.to_bytes((self.count + 1) * _LANE_BYTES, "little"), max(self.count + 1 - length, 0))


def _array(data: bytes, lanes: int) -> array[int]:
    """Return the first lanes of little-endian data."""
    found = array("Q", data[: lanes * _LANE_BYTES])
    if sys.byteorder == "big":
        found.byteswap()
    return found
