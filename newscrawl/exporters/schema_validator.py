"""Whether a record has the shape that a JSON Schema gives: the part of the standard that :mod:`newscrawl.exporters.schema` uses.

A general validator takes a millisecond an article and brings four packages; this one knows types, enumerations, required
and additional keys, items and two formats, and is held to the general one by a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from newscrawl.items import MOMENT

Check: TypeAlias = Callable[[Any, str], Iterator[str]]
"""Takes a value and where it stands; yields what is wrong with it."""

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_FORMATS: Final = {"date-time": MOMENT, "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")}
_KNOWN: Final = frozenset(
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


def checker(schema: dict[str, Any]) -> Check:
    """What checks a value against a schema; :class:`ValueError` for a schema that says more than is known here."""
    if unknown := schema.keys() - _KNOWN:
        raise ValueError(f"no check is known for {', '.join(sorted(unknown))}")
    named = schema.get("type", [])
    names = [named] if isinstance(named, str) else list(named)
    types = tuple(kind for name in names for kind in _TYPES[name])
    enum = schema.get("enum")
    form = _FORMATS.get(schema.get("format", ""))
    required = schema.get("required", [])
    members = {name: checker(inner) for name, inner in schema.get("properties", {}).items()}
    closed = schema.get("additionalProperties") is False
    items = checker(schema["items"]) if "items" in schema else None

    def check(value: Any, where: str) -> Iterator[str]:
        if types and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
            yield f"{where} is {_named(value)}, not {' or '.join(names)}"
            return
        if enum is not None and value not in enum:
            yield f"{where} is {value!r}, none of {', '.join(map(repr, enum))}"
        if form and isinstance(value, str) and not form.fullmatch(value):
            yield f"{where} is no {schema['format']}: {value!r}"
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


def _named(value: Any) -> str:
    return next(
        name
        for name, kinds in _TYPES.items()
        if isinstance(value, kinds) and not (isinstance(value, bool) and name in {"integer", "number"})
    )
