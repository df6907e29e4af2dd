"""Arrays as parameters in PostgreSQL's binary format.

psycopg sends a list as text: it looks at each element, escapes it, and writes bytes as hexadecimal digits, which the server reads back. For
the lists of this package, whose type is known, packing them here takes a tenth of that on both sides.
"""

from __future__ import annotations

import struct
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, ClassVar, Final

from psycopg.adapt import Dumper
from psycopg.pq import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

_HEAD: Final = struct.Struct("!iiIii")
"""Dimensions, whether there may be nulls, type of the elements, their number, number of the first."""

_NULL: Final = struct.pack("!i", -1)
"""An element that is null."""


class _Packed(bytes):
    """An array in the binary format. Each subclass is one type of PostgreSQL."""

    oid: ClassVar[int]
    __slots__ = ()


class _Bigints(_Packed):
    oid = 1016


class _Integers(_Packed):
    oid = 1007


class _Floats(_Packed):
    oid = 1022


class _Texts(_Packed):
    oid = 1009


class _Byteas(_Packed):
    oid = 1001


_NUMBERS: Final[dict[str, tuple[type[_Packed], int, str, int]]] = {
    "bigint[]": (_Bigints, 20, "q", 8),
    "integer[]": (_Integers, 23, "i", 4),
    "double precision[]": (_Floats, 701, "d", 8),
}
"""By name: the class, the type of an element, its code for :mod:`struct`, its bytes."""

_BYTES: Final[dict[str, tuple[type[_Packed], int]]] = {"text[]": (_Texts, 25), "bytea[]": (_Byteas, 17)}
"""By name: the class, the type of an element."""

_BY_ELEMENT: Final = {int: "bigint[]", str: "text[]", bytes: "bytea[]", float: "double precision[]"}
"""The type of an array by the class of its first element."""


class _ArrayDumper(Dumper):  # type: ignore[misc] # the driver is an extra, and not there where types are checked
    """Passes an array on as it is."""

    format = Format.BINARY

    def dump(self, obj: _Packed) -> bytes:
        return obj


_DUMPERS: Final = {
    kind: type(f"{kind.__name__}Dumper", (_ArrayDumper,), {"oid": kind.oid})
    for kind in (_Bigints, _Integers, _Floats, _Texts, _Byteas)
}


def register(connection: psycopg.Connection[Any]) -> None:
    """Let a connection take the arrays of this module as parameters."""
    for kind, dumper in _DUMPERS.items():
        connection.adapters.register_dumper(kind, dumper)


def packed(values: Sequence[Any], kind: str) -> object:
    """Return a sequence as an array of a type such as ``bigint[]``; unchanged if the type is not one of this module's.

    Elements may be ``None``.
    """
    if kind in _NUMBERS:
        made, element, code, size = _NUMBERS[kind]
        if values and None not in values:
            flat = chain.from_iterable(zip(repeat(size), values, strict=False))
            count = len(values)
            return made(_HEAD.pack(1, 0, element, count, 1) + struct.pack("!" + f"i{code}" * count, *flat))
        cell = struct.Struct(f"!i{code}")
        return made(_array(element, [_NULL if value is None else cell.pack(size, value) for value in values]))
    if kind in _BYTES:
        made, element = _BYTES[kind]
        encoded = (value.encode() if isinstance(value, str) else value for value in values)
        cells = [_NULL if value is None else struct.pack("!i", len(value)) + value for value in encoded]
        return made(_array(element, cells))
    return values


def guessed(value: object) -> object:
    """Return a list of numbers, texts or bytes as an array; any other value unchanged."""
    if isinstance(value, list) and value and (kind := _BY_ELEMENT.get(type(value[0]))):
        return packed(value, kind)
    return value


def _array(element: int, cells: Sequence[bytes]) -> bytes:
    """Return an array of packed elements."""
    if not cells:
        return struct.pack("!iiI", 0, 0, element)
    return _HEAD.pack(1, 1, element, len(cells), 1) + b"".join(cells)
