"""Validation of a record by JSON Schema: the part of the standard that :mod:`newscrawl.exporters.schema` uses.

A general validator takes a millisecond for each article and adds four packages. This one knows types, enumerations,
required and additional keys, items and two formats. A test compares it with the general one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from newscrawl.items import TIMESTAMP

IsValid: TypeAlias = Callable[[Any], bool]
"""Takes a value of parsed JSON; tells whether it is valid."""

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

_FORMATS: Final = {"date-time": TIMESTAMP, "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")}
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


_PLAIN_KEYS: Final = frozenset({"type", "title", "description"})
"""Keywords of a schema that says only the type of a value."""

_ENUM_KEYS: Final = _PLAIN_KEYS | {"enum"}
_TYPES_IN_ENUMS: Final = frozenset({str, bool, int, type(None)})
"""Types of values that can be looked up in a set."""

_TestsLeft: TypeAlias = tuple[list[tuple[str, frozenset[Any]]], list[tuple[str, IsValid]]]
"""Members whose value is one of a set, and members with a test, of an object whose types are right."""

MAX_SHAPES: Final = 4_096
"""Combinations of names and types that are remembered for each kind of object."""

MAX_MATCHES: Final = 32_768
"""Values that are remembered for each pattern: many records name the same addresses."""


def checker(schema: dict[str, Any]) -> Check:
    """Return the check for a schema; raise :class:`ValueError` for a schema with other keywords than those known here."""
    if unknown := schema.keys() - _KNOWN_KEYS:
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


def validator(schema: dict[str, Any]) -> IsValid:
    """Return a test that is true only for values in which :func:`checker` finds nothing wrong; ten times as fast.

    It may be false for a valid value whose Python type is a subclass: then the check decides.
    """
    types = _plain_types(schema)
    if "properties" in schema or "additionalProperties" in schema or schema.get("required"):
        return _object_test(schema, types)
    if "items" in schema:
        test_item = validator(schema["items"])
        return lambda value: all(map(test_item, value)) if type(value) is list else type(value) in types
    enum, form = schema.get("enum"), _FORMATS.get(schema.get("format", ""))
    if form is not None:
        return _format_test(types, enum, form)
    if enum is not None:
        return lambda value: type(value) in types and value in enum
    return lambda value: type(value) in types


def _format_test(types: frozenset[type], enum: list[Any] | None, form: re.Pattern[str]) -> IsValid:
    """Return the test for a text with a format."""
    matched: set[str] = set()

    def test(value: Any) -> bool:
        if type(value) is not str:
            return type(value) in types and (enum is None or value in enum)
        if value in matched:
            return True
        if str not in types or (enum is not None and value not in enum) or form.fullmatch(value) is None:
            return False
        if len(matched) >= MAX_MATCHES:
            matched.clear()
        matched.add(value)
        return True

    return test


def _plain_types(schema: dict[str, Any]) -> frozenset[type]:
    """Return the Python types of a schema's values."""
    named = schema.get("type", list(_TYPES))
    return frozenset(kind for name in ([named] if isinstance(named, str) else named) for kind in _TYPES[name])


def _object_test(schema: dict[str, Any], types: frozenset[type]) -> IsValid:
    """Return the test for an object.

    Objects of one kind have few shapes: the names and types of their members. What a shape leaves to test is found once for each.
    """
    required = frozenset(schema.get("required", ()))
    members = schema.get("properties", {})
    types_of = {name: _plain_types(inner) for name, inner in members.items()}
    enums = {name: frozenset(inner["enum"]) for name, inner in members.items() if _is_plain_enum(inner)}
    tests = {
        name: validator(inner)
        for name, inner in members.items()
        if name not in enums and not inner.keys() <= _PLAIN_KEYS
    }
    is_closed = schema.get("additionalProperties") is False
    known_shapes: dict[tuple[object, ...], _TestsLeft | None] = {}

    def tests_left(value: dict[str, Any]) -> _TestsLeft | None:
        """Return what is left to test of members whose types are right; ``None`` if names or types are wrong."""
        if not required <= value.keys() or (is_closed and not value.keys() <= members.keys()):
            return None
        if any(type(inner) not in types_of[name] for name, inner in value.items() if name in members):
            return None
        return [(n, enums[n]) for n in value if n in enums], [(n, tests[n]) for n in value if n in tests]

    def test(value: Any) -> bool:
        if type(value) is not dict:
            return type(value) in types
        if dict not in types:
            return False
        shape = (*value, *map(type, value.values()))
        if shape in known_shapes:
            left = known_shapes[shape]
        else:
            left = tests_left(value)
            if len(known_shapes) < MAX_SHAPES and len(value) <= len(members):
                known_shapes[shape] = left
        if left is None:
            return False
        for name, allowed in left[0]:
            if value[name] not in allowed:
                return False
        for name, is_valid in left[1]:  # noqa: SIM110 - a generator takes twice as long
            if not is_valid(value[name]):
                return False
        return True

    return test


def _is_plain_enum(schema: dict[str, Any]) -> bool:
    """Return whether a schema says only the type of a value and names the values, which can be looked up in a set."""
    if "enum" not in schema or not schema.keys() <= _ENUM_KEYS or not _plain_types(schema) <= _TYPES_IN_ENUMS:
        return False
    return all(type(value) in _TYPES_IN_ENUMS for value in schema["enum"])


def _type_name(value: Any) -> str:
    """Return a value's type as JSON Schema names it."""
    return next(
        name
        for name, kinds in _TYPES.items()
        if isinstance(value, kinds) and not (isinstance(value, bool) and name in {"integer", "number"})
    )
