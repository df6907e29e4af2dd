"""Writes docs/record.md from the record's classes: `python docs/record_table.py`."""  # noqa: INP001 - a script beside the document it writes

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.exporters import schema
from newscrawl.items import SCHEMA_VERSION, RelatedEdge

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("record.md")
_HEAD = f"""\
# The record

One article is one line of `articles.jsonl`: UTF-8, every key on every line, one type a key, lists empty and never null, moments as
RFC 3339 with an offset, unknown as null. Schema version {SCHEMA_VERSION}. This page is made from the classes in
[newscrawl/items.py](../newscrawl/items.py); `newscrawl schema` prints the same as JSON Schema.

"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, "\n".join(_table(schema.json_schema()))]
    parts += ["\n\n## A line of related.jsonl\n\n", "\n".join(_table(schema.json_schema(RelatedEdge))), "\n"]
    return "".join(parts)


def _table(shape: dict[str, Any]) -> Iterator[str]:
    yield "| field | type | what |"
    yield "|---|---|---|"
    yield from _rows(shape, "")


def _rows(shape: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, field in shape["properties"].items():
        nested = field.get("items", field)
        described = " ".join(
            field.get("description", "").replace(":class:", "").replace(":attr:", "").replace("``", "`").split()
        )
        yield f"| `{prefix}{name}` | {_type(field)} | {described} |"
        if "properties" in nested:
            yield from _rows(nested, f"{prefix}{name}[]." if field.get("type") == "array" else f"{prefix}{name}.")


def _type(field: dict[str, Any]) -> str:
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    if kinds == ["array"]:
        return f"list of {'objects' if 'properties' in field['items'] else field['items']['type'] + 's'}"
    named = " or ".join(kinds)
    if "enum" in field:
        return "one of " + ", ".join(f"`{value}`" for value in field["enum"])
    return f"{named}, {field['format']}" if "format" in field else named


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
