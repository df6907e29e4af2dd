"""Reads lines of JSON that are valid by a JSON Schema, quickly, and leaves all others to :mod:`newscrawl.exporters.schema_validator`.

msgspec checks types, keys and enumerations while it parses, so that a valid line costs less than its parse by another library alone.
It is as strict as orjson: the same numbers, escapes and UTF-8. A test compares both over broken lines.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, Union

import orjson

from newscrawl.exporters.schema_validator import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

Decode: TypeAlias = Callable[[bytes], Any]
"""Takes a line; gives a record with the schema's keys as attributes, ``None`` unless the line is certainly valid."""

MAX_MATCHES: Final = 65_536
"""Values that are remembered for each format: many records name the same addresses."""

_MAX_INTEGER: Final = 2**63 - 1
"""Largest number that msgspec can compare with."""

_PLAIN_TYPES: Final[dict[str, Any]] = {"string": str, "number": float, "boolean": bool, "null": None}
"""Python types by the type names of JSON Schema."""


def decoder(schema: dict[str, Any]) -> Decode:
    """Return the function that reads a line of a schema's objects.

    It may give ``None`` for a valid line, as for a whole number of more than 64 bits: then the check decides. Raises
    :class:`ValueError` for a schema of another form: each key is required and no other is allowed, and formats stand in members of the
    object itself, of its inner objects, and of the objects in its arrays.
    """
    import msgspec  # noqa: PLC0415 - only the verification needs it

    decode = msgspec.json.Decoder(_type_of(schema, schema.get("title", "Record"))).decode
    places = list(_places(schema))
    formats = {name: _Format(name) for _, _, name in places}
    own = [(formats[form].known, attrgetter(member), formats[form]) for member, inner, form in places if not inner]
    listed = [(formats[form], attrgetter(member), attrgetter(inner)) for member, inner, form in places if inner]

    def read(line: bytes) -> Any:
        try:
            record = decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        for known, get, form in own:  # Without a call in most cases: an edge is read in 2 microseconds.
            value = get(record)
            if value not in known and not form.is_right(value):
                return None
        for form, get_items, get in listed:
            items = get_items(record)
            if items and not form.known.issuperset(map(get, items)) and not all(map(form.is_right, map(get, items))):
                return None
        return record

    return read


def _type_of(schema: dict[str, Any], name: str) -> Any:
    """Return the type that msgspec reads for a schema."""
    if "enum" in schema:
        return Literal[tuple(schema["enum"])]
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return Union[tuple(_single_type(kind, schema, name) for kind in kinds)]  # noqa: UP007 - their number is not known


def _single_type(kind: str, schema: dict[str, Any], name: str) -> Any:
    import msgspec  # noqa: PLC0415 - as above

    if kind == "integer":
        return Annotated[int, msgspec.Meta(ge=-_MAX_INTEGER - 1, le=_MAX_INTEGER)]
    if kind == "array":
        return list[_type_of(schema["items"], name)]  # type: ignore[misc]  # a type that is made here
    if kind != "object":
        return _PLAIN_TYPES[kind]
    members = schema["properties"]
    if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != members.keys():
        raise ValueError(f"{name}: only objects whose keys are all required, and no others allowed, can be decoded")
    fields = [(key, _type_of(inner, f"{name}_{key}")) for key, inner in members.items()]
    return msgspec.defstruct(name, fields, forbid_unknown_fields=True, gc=False)


def _places(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the values that have a format: the path of a member, the member of the objects in it if it is an array, and the format."""
    for name, inner in schema["properties"].items():
        of_item = inner.get("items", {})
        if inner.get("format") in FORMATS:
            yield path + name, "", inner["format"]
        elif inner.get("type") == "object":
            yield from _places(inner, f"{path}{name}.")
        elif of_item.get("type") == "object":
            for member, deeper, form in _places(of_item):
                if deeper:
                    raise ValueError(f"{name}.{member}: formats in arrays of arrays cannot be checked")
                yield path + name, member, form
        elif '"format":' in orjson.dumps(inner).decode():
            raise ValueError(f"{path}{name}: formats in it cannot be checked")


class _Format:
    """A format, and values that are known to have it."""

    def __init__(self, name: str) -> None:
        """Take the name of the format."""
        self._pattern = FORMATS[name]
        self.known: set[Any] = {None}  # Where it is not allowed, its type was refused.

    def is_right(self, value: Any) -> bool:
        """Return whether a value has the format, and remember it."""
        if value in self.known:
            return True
        if self._pattern.fullmatch(value) is None:
            return False
        if len(self.known) >= MAX_MATCHES:
            self.known.clear()
            self.known.add(None)
        self.known.add(value)
        return True
