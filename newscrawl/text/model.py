"""Counts of syllables, of pairs of syllables and of foreign words: the language model for the repair of glued words.

A model file is :data:`MAGIC` and four zlib sections, each preceded by its length (4 bytes, little-endian):

1. syllables in lower case, with the mark on the first vowel, the most frequent first: lines ``syllable<TAB>count``. The
   line number is the id.
2. pairs as sorted keys ``first id << 14 | second id``, each as the difference to the previous key (unsigned 32 bits)
3. the count of each pair (unsigned 32 bits)
4. words that are not syllables: lines ``word<TAB>count``

Keys are found by bisection in one array. The model therefore loads in milliseconds and takes a few megabytes of memory.
"""

import json
import re
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from types import MappingProxyType

from newscrawl.text.syllables import LETTER, spellings

MAGIC = b"NCSYL1\n"
"""First bytes of a model file."""

_ID_BITS = 14
"""Number of bits of a syllable's id."""

_LETTERS = re.compile(rf"{LETTER}+")
_MAX_COUNT = 2**32 - 1
"""Maximum count that fits in a file."""

_HAND_COUNT = 20
"""Count of the words in the hand-made lists, which were never counted."""


class ModelError(ValueError):
    """The bytes are not a model file."""


class Model:
    """Counts from a model file, with the hand-made word lists."""

    def __init__(self, data: bytes) -> None:
        """Load the bytes of a model file. Raises :class:`ModelError` if they are not one."""
        syllables, keys, pair_counts, words = _sections(data)
        counts = _counts(syllables, names={name: name for name in spellings()})
        self.syllables: dict[str, int] = counts
        """Count by syllable."""
        self.total = sum(counts.values()) or 1
        """Number of syllables counted."""
        self.words: dict[str, int] = _counts(words)
        """Count by word that is not a syllable."""
        self._ids = dict(zip(counts, range(len(counts)), strict=True))
        self._keys = array("I", accumulate(_numbers(keys)))
        self._pair_counts = _numbers(pair_counts)
        if len(self._keys) != len(self._pair_counts):
            raise ModelError("as many pair counts as pairs are needed")
        for word in hand_listed_words():
            self.words.setdefault(word, _HAND_COUNT)

    def pair(self, first: str, second: str) -> int:
        """Return how often the second syllable was seen right after the first."""
        a, b = self._ids.get(first), self._ids.get(second)
        if a is None or b is None:
            return 0
        key = a << _ID_BITS | b
        at = bisect_left(self._keys, key)
        return self._pair_counts[at] if at < len(self._keys) and self._keys[at] == key else 0

    def pairs(self) -> dict[tuple[str, str], int]:
        """Return every pair with its count. The result is large; it is for rebuilding and for tests."""
        names = list(self._ids)
        mask = (1 << _ID_BITS) - 1
        found = zip(self._keys, self._pair_counts, strict=True)
        return {(names[key >> _ID_BITS], names[key & mask]): count for key, count in found}


def build(lines: Iterable[str | bytes], *, base: Model | None = None, min_pair: int = 5, min_word: int = 20) -> bytes:
    """Build a model file from articles as JSON lines. Their ``headline``, ``description`` and ``text`` are counted.

    The counts of ``base`` are added. Pairs seen fewer than ``min_pair`` times and other words seen fewer than
    ``min_word`` times are left out. Raises :class:`json.JSONDecodeError` for a line that is not JSON.
    """
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    words: Counter[str] = Counter()
    if base is not None:
        syllables.update(base.syllables)
        pairs.update(base.pairs())
        words.update({word: count for word, count in base.words.items() if word not in hand_listed_words()})
    for line in lines:
        if line.strip():
            article = json.loads(line)
            for field in ("headline", "description", "text"):
                _count(article.get(field) or "", syllables, pairs, words)
    return pack(
        syllables,
        {pair: count for pair, count in pairs.items() if count >= min_pair},
        {word: count for word, count in words.items() if count >= min_word},
    )


def pack(syllables: Mapping[str, int], pairs: Mapping[tuple[str, str], int], words: Mapping[str, int]) -> bytes:
    """Return a model file with these counts. This is the inverse of :class:`Model`."""
    order = sorted(syllables, key=lambda syllable: (-syllables[syllable], syllable))
    ids = {syllable: number for number, syllable in enumerate(order)}
    coded = sorted((ids[first] << _ID_BITS | ids[second], count) for (first, second), count in pairs.items())
    keys = [0, *(key for key, _ in coded)]
    sections = (
        _lines({syllable: syllables[syllable] for syllable in order}),
        _bytes(later - earlier for earlier, later in pairwise(keys)),
        _bytes(min(count, _MAX_COUNT) for _, count in coded),
        _lines(dict(sorted(words.items(), key=lambda item: (-item[1], item[0])))),
    )
    packed = (zlib.compress(section, 9) for section in sections)
    return MAGIC + b"".join(struct.pack("<I", len(section)) + section for section in packed)


@cache
def shipped() -> Model:
    """Return the model in the package. It is read at first use."""
    return Model((files("newscrawl.text") / "data" / "syllable-counts.bin").read_bytes())


@cache
def hand_listed_words() -> frozenset[str]:
    """Return the words of the package's two lists in lower case: loanwords, and foreign words of recent news."""
    folder = files("newscrawl.text") / "data"
    lines = [
        line
        for name in ("loanwords.txt", "modern-words.txt")
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _count(text: str, syllables: Counter[str], pairs: Counter[tuple[str, str]], words: Counter[str]) -> None:
    """Count a text's syllables, pairs of syllables with one blank between them, and other words."""
    legal = spellings()
    previous, previous_end = "", -1
    for found in _LETTERS.finditer(text):
        word = found[0].lower()
        syllable = legal.get(word)
        if syllable is None:
            words[word] += 1
            previous = ""
            continue
        word = syllable.first
        syllables[word] += 1
        if previous and text[previous_end : found.start()] == " ":
            pairs[previous, word] += 1
        previous, previous_end = word, found.end()


def _sections(data: bytes) -> list[bytes]:
    if not data.startswith(MAGIC):
        raise ModelError("not a model file: its first bytes differ")
    sections, at = [], len(MAGIC)
    try:
        for _ in range(4):
            (length,) = struct.unpack_from("<I", data, at)
            sections.append(zlib.decompress(data[at + 4 : at + 4 + length]))
            at += 4 + length
    except (struct.error, zlib.error) as error:
        raise ModelError(f"a damaged model file: {error}") from error
    return sections


def _counts(section: bytes, *, names: Mapping[str, str] = MappingProxyType({})) -> dict[str, int]:
    """Return the counts by name. Equal strings of ``names`` are used in place of new ones, which saves a megabyte."""
    values = section.decode().replace("\n", "\t").split("\t")
    found = values[:-1:2]
    return dict(zip(map(names.get, found, found), map(int, values[1::2]), strict=True))


def _lines(counts: Mapping[str, int]) -> bytes:
    return "".join(f"{name}\t{count}\n" for name, count in counts.items()).encode()


def _numbers(section: bytes) -> "array[int]":
    numbers = array("I", section)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _bytes(numbers: Iterable[int]) -> bytes:
    packed = array("I", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()
