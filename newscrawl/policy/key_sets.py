"""Compact collections of 64-bit keys, for the addresses that a run of any length meets.

A ``set`` of a hundred thousand keys takes 10 MB, because each key is an object. Here a key takes 9 bytes: it stands in one of 256 sorted
arrays. A look-up takes about a microsecond.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import MutableSet
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PARTS: Final = 256
"""Number of arrays. With a million keys, an insertion moves 2,000 of them."""

_EMPTY: Final = array("q")
"""Takes the place of each array that has no key yet, and never gets one: most collections stay small."""


class KeySet(MutableSet[int]):
    """A set of signed 64-bit integers. Iteration follows no useful order."""

    __slots__ = ("_parts", "_size")

    def __init__(self, keys: Iterable[int] = ()) -> None:
        """Contain ``keys``."""
        self._parts = [_EMPTY] * _PARTS
        self._size = 0
        for key in keys:
            self.add(key)

    def __len__(self) -> int:
        """Return the number of keys."""
        return self._size

    def __contains__(self, key: object) -> bool:
        """Return whether the key is in the set."""
        if not isinstance(key, int):
            return False
        part = self._parts[key % _PARTS]
        place = bisect_left(part, key)
        return place < len(part) and part[place] == key

    def __iter__(self) -> Iterator[int]:
        """Yield the keys. The set must not change meanwhile."""
        for part in self._parts:
            yield from part

    def add(self, key: int) -> None:
        """Add a key. Raises :class:`OverflowError` if it has more than 64 bits."""
        part = self._parts[key % _PARTS]
        place = bisect_left(part, key)
        if not part:
            self._parts[key % _PARTS] = array("q", (key,))
            self._size += 1
        elif place == len(part) or part[place] != key:
            part.insert(place, key)
            self._size += 1

    def discard(self, key: int) -> None:
        """Remove a key if it is there."""
        part = self._parts[key % _PARTS]
        place = bisect_left(part, key)
        if place < len(part) and part[place] == key:
            del part[place]
            self._size -= 1


class KeyMap:
    """A mapping of signed 64-bit integers to the same. A pair takes 18 bytes."""

    __slots__ = ("_keys", "_values")

    def __init__(self) -> None:
        """Contain nothing."""
        self._keys = [_EMPTY] * _PARTS
        self._values = [_EMPTY] * _PARTS

    def get(self, key: int) -> int | None:
        """Return the value of a key, ``None`` if it has none."""
        keys = self._keys[key % _PARTS]
        place = bisect_left(keys, key)
        return self._values[key % _PARTS][place] if place < len(keys) and keys[place] == key else None

    def __setitem__(self, key: int, value: int) -> None:
        """Set the value of a key. Raises :class:`OverflowError` if one of them has more than 64 bits."""
        key, value = array("q", (key, value))  # raises before anything has changed
        keys, values = self._keys[key % _PARTS], self._values[key % _PARTS]
        place = bisect_left(keys, key)
        if not keys:
            self._keys[key % _PARTS], self._values[key % _PARTS] = array("q", (key,)), array("q", (value,))
        elif place < len(keys) and keys[place] == key:
            values[place] = value
        else:
            values.insert(place, value)
            keys.insert(place, key)
