"""Write docs/record.md from the classes of the record: run ``python docs/record_table.py`` after changing one."""  # noqa: INP001 - a script beside the document it writes

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

Written by `docs/record_table.py` from the classes in `newscrawl/items.py`; do not edit.

One article is one line of `articles.jsonl`, in UTF-8. The schema version is {SCHEMA_VERSION}.

- Every line has every key, in the same order.
- Each key has one type. A list is never null; it may be empty.
- Times are RFC 3339 with an offset: +07:00 for Vietnamese newspapers, elsewhere that of the page for its own dates.
- A foreign page's time without an offset gets that of the country of its address or language, else of the page's other times. If none
  of these tells it, the time is the clock as printed, marked `-00:00`: RFC 3339 writes an unknown offset so.
- An unknown value is null.

`newscrawl schema` prints the same as JSON Schema. `newscrawl.Article` is the class in Python.

## A line of articles.jsonl

"""


def page() -> str:
    """Return the whole page."""
    parts = [_HEAD, "\n".join(_table(schema.json_schema()))]
    parts += ["\n\n## A line of related.jsonl\n\n", "\n".join(_table(schema.json_schema(RelatedEdge))), "\n"]
    return "".join(parts)


def _table(json_schema: dict[str, Any]) -> Iterator[str]:
    yield "| field | type | meaning |"
    yield "|---|---|---|"
    yield from _rows(json_schema, "")


def _rows(json_schema: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, field in json_schema["properties"].items():
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
