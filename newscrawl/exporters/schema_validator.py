"""Validation of a record by JSON Schema: the part of the standard that :mod:`newscrawl.exporters.schema` uses.

A general validator takes a millisecond for each article and adds four packages. This one knows types, enumerations,
required and additional keys, items and two formats. A test compares it with the general one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from operator import itemgetter
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

_FORMAT_KEYS: Final = _PLAIN_KEYS | {"format"}
_FEWEST_MEMBERS: Final = 2
"""Members of an object from which on ``itemgetter`` gives a tuple."""

_LookedUp: TypeAlias = tuple[int, AbstractSet[Any], IsValid]
"""The place of a member, values that are known to be valid, and the test of all others."""

MAX_SHAPES: Final = 4_096
"""Combinations of types that are remembered for each kind of object."""

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
    """Return a test that is true only for values in which :func:`checker` finds nothing wrong; twenty times as fast.

    It may be false for a valid value whose Python type is a subclass: then the check decides.
    """
    types = _plain_types(schema)
    if "properties" in schema or "additionalProperties" in schema or schema.get("required"):
        return _object_test(schema, types)
    if "items" in schema:
        return _array_test(schema["items"], types)
    enum, form = schema.get("enum"), _FORMATS.get(schema.get("format", ""))
    if form is not None:
        return _format_test(types, enum, form, set())
    if enum is not None:
        return lambda value: type(value) in types and value in enum
    return lambda value: type(value) in types


def _array_test(items: dict[str, Any], types: frozenset[type]) -> IsValid:
    """Return the test for an array."""
    if items.keys() <= _PLAIN_KEYS:
        is_right = _plain_types(items).issuperset
        return lambda value: is_right(map(type, value)) if type(value) is list else type(value) in types
    test_item = validator(items)
    return lambda value: all(map(test_item, value)) if type(value) is list else type(value) in types


def _format_test(types: frozenset[type], enum: list[Any] | None, form: re.Pattern[str], matched: set[Any]) -> IsValid:
    """Return the test for a text with a format. It remembers in ``matched`` what was right."""

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

    Objects of one kind have few combinations of types. Each is judged once; what it leaves to test are enumerations, formats and
    what lies deeper.
    """
    members = schema.get("properties", {})
    is_exact = schema.get("additionalProperties") is False and set(schema.get("required", ())) == members.keys()
    if not is_exact or len(members) < _FEWEST_MEMBERS or dict not in types:
        check = checker(schema)
        return lambda value: next(check(value, ""), None) is None
    number, values_of = len(members), itemgetter(*members)
    types_of = [_plain_types(inner) for inner in members.values()]
    looked_up, tested = _tests(list(members.values()))
    right: set[tuple[type, ...]] = set()

    def test(value: Any) -> bool:
        if type(value) is not dict:
            return type(value) in types
        try:
            values = values_of(value)
        except KeyError:
            return False
        kinds = tuple(map(type, values))
        if kinds not in right or len(value) != number:
            if len(value) != number or any(kind not in allowed for kind, allowed in zip(kinds, types_of, strict=True)):
                return False
            if len(right) < MAX_SHAPES:
                right.add(kinds)
        for place, known, is_valid in looked_up:
            if values[place] not in known and not is_valid(values[place]):
                return False
        for place, is_valid in tested:  # noqa: SIM110 - a generator takes twice as long
            if not is_valid(values[place]):
                return False
        return True

    return test


def _tests(members: list[dict[str, Any]]) -> tuple[list[_LookedUp], list[tuple[int, IsValid]]]:
    """Return what is left to test of members whose types are right: first what mostly needs no call, then the others."""
    looked_up: list[_LookedUp] = []
    tested: list[tuple[int, IsValid]] = []
    for place, inner in enumerate(members):
        types, form = _plain_types(inner), _FORMATS.get(inner.get("format", ""))
        if inner.keys() <= _PLAIN_KEYS:
            continue
        if _is_plain_enum(inner):
            looked_up.append((place, frozenset(inner["enum"]), _is_never_valid))
        elif form is not None and inner.keys() <= _FORMAT_KEYS and types <= _TYPES_IN_ENUMS:
            matched: set[Any] = set()
            looked_up.append((place, matched, _format_test(types, None, form, matched)))
        else:
            tested.append((place, validator(inner)))
    return looked_up, tested


def _is_never_valid(_: Any) -> bool:
    return False


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
