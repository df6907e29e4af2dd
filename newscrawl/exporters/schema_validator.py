"""Validation of a record by JSON Schema: the part of the standard that :mod:`newscrawl.exporters.schema` uses.

A general validator takes a millisecond for each article and adds four packages. This one knows types, enumerations,
required and additional keys, items and two formats. A test compares it with the general one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from newscrawl.items import TIMESTAMP

Check: TypeAlias = Callable[[Any, str], Iterator[str]]
"""Takes a value and its position; yields what is wrong with it."""

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
"""Python types by the type names of JSON Schema."""

FORMATS: Final = {"date-time": TIMESTAMP, "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")}
"""Patterns by format name."""

_KNOWN_KEYS: Final = frozenset(
    {
        "$schema",
        "$id",
        "title",
        "description",
        "type",
        "enum",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "format",
    }
)
"""The keywords that :func:`checker` understands or may ignore."""


def checker(schema: dict[str, Any]) -> Check:
    """Return the check for a schema; raise :class:`ValueError` for a schema with other keywords than those known here."""
    if unknown := schema.keys() - _KNOWN_KEYS:
        raise ValueError(f"no check is known for {', '.join(sorted(unknown))}")
    named = schema.get("type", [])
    names = [named] if isinstance(named, str) else list(named)
    types = tuple(kind for name in names for kind in _TYPES[name])
    enum = schema.get("enum")
    form = FORMATS.get(schema.get("format", ""))
    required = schema.get("required", [])
    members = {name: checker(inner) for name, inner in schema.get("properties", {}).items()}
    closed = schema.get("additionalProperties") is False
    items = checker(schema["items"]) if "items" in schema else None

    def check(value: Any, where: str) -> Iterator[str]:
        if types and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
            yield f"{where} is {_type_name(value)}, not {' or '.join(names)}"
            return
        if enum is not None and value not in enum:
            yield f"{where} is {value!r}, not one of {', '.join(map(repr, enum))}"
        if form and isinstance(value, str) and not form.fullmatch(value):
            yield f"{where} is not a valid {schema['format']}: {value!r}"
        if isinstance(value, dict):
            yield from (f"{where}.{name} is missing" for name in required if name not in value)
            for name, inner in value.items():
                if name in members:
                    yield from members[name](inner, f"{where}.{name}")
                elif closed:
                    yield f"{where}.{name} is unknown"
        elif isinstance(value, list) and items:
            for number, inner in enumerate(value):
                yield from items(inner, f"{where}[{number}]")

    return check


def _type_name(value: Any) -> str:
    """Return a value's type as JSON Schema names it."""
    return next(
        name
        for name, kinds in _TYPES.items()
        if isinstance(value, kinds) and not (isinstance(value, bool) and name in {"integer", "number"})
    )
