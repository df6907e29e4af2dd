"""The record described for other programs: JSON Schema, Hugging Face features, a dataset card.

All three are derived from :mod:`newscrawl.items`. The package contains them as ``newscrawl/article.schema.json`` and the
like; a test compares these files with the classes. Every run writes them beside its output, so that
``datasets.load_dataset(DIRECTORY)`` needs no option, even if a column is empty on every line.
"""

from __future__ import annotations

import dataclasses
import types
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import orjson

from newscrawl.exporters.files import write_atomically
from newscrawl.items import SCHEMA_VERSION, Article, RelatedEdge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TIMESTAMP_FIELDS: Final = frozenset(
    {"date_published", "date_modified", "date_fetched", "date_first_seen", "last_modified"}
)
"""Fields with the format ``date-time``."""

_URL_FIELDS: Final = frozenset({"url", "requested_url", "source_url", "target_url"})
"""Fields with the format ``uri``."""

_DTYPES: Final = {str: "string", int: "int64", float: "float64", bool: "bool"}
"""Names that ``datasets`` gives to Python types."""


def json_schema(record: type = Article) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record class: every key is required, other keys are forbidden."""
    from itemadapter import ItemAdapter  # noqa: PLC0415 - imports Scrapy, which most commands do not need

    schema = _complete(ItemAdapter.get_json_schema(record), record)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newscrawl:{record.__name__.lower()}:{SCHEMA_VERSION}",
        "title": record.__name__,
        **schema,
    }


def _complete(schema: dict[str, Any], record: type) -> dict[str, Any]:
    """Complete the schema that itemadapter derives: keys with a default are required, too, and a ``Literal`` is an enumeration."""
    hints = get_type_hints(record)
    for name, field in schema["properties"].items():
        nullable, inner, is_list = _unwrap(hints[name])
        field.pop("default", None)
        if get_origin(inner) is Literal:
            field.update(type="string", enum=list(get_args(inner)))
        elif dataclasses.is_dataclass(inner):
            nested = field["items"] if is_list else field
            nested.update(_complete(nested, inner))  # type: ignore[arg-type] # a class, not an instance: it is an annotation
        elif nullable:
            field["type"] = sorted(field["type"], reverse=True)
        if name in TIMESTAMP_FIELDS:
            field["format"] = "date-time"
        elif name in _URL_FIELDS:
            field["format"] = "uri"
    schema["required"] = list(schema["properties"])
    return schema


def _unwrap(hint: Any) -> tuple[bool, Any, bool]:
    """Split an annotation: (may be null, inner type, is a list)."""
    if get_origin(hint) is list:
        return False, get_args(hint)[0], True
    if get_origin(hint) in {Union, types.UnionType}:
        inner = next(a for a in get_args(hint) if a is not type(None))
        return True, inner, False
    return False, hint, False


def features(record: type = Article) -> dict[str, Any]:
    """Return the record's columns as ``datasets.Features.from_dict`` expects them."""
    return {name: _feature(inner, is_list=is_list) for name, inner, is_list in columns_of(record)}


def columns_of(record: type) -> Iterator[tuple[str, Any, bool]]:
    """Yield (name, inner type, is a list) of each field; a ``Literal`` is a string."""
    hints = get_type_hints(record)
    for field in dataclasses.fields(record):
        _, inner, is_list = _unwrap(hints[field.name])
        yield field.name, str if get_origin(inner) is Literal else inner, is_list


def _feature(inner: Any, *, is_list: bool) -> dict[str, Any]:
    """Return the feature of one column."""
    value = features(inner) if dataclasses.is_dataclass(inner) else {"dtype": _DTYPES[inner], "_type": "Value"}  # type: ignore[arg-type] # a class
    return {"feature": value, "_type": "List"} if is_list else value


def _card_lines(record: type, indent: str) -> Iterator[str]:
    """Yield the columns as lines of YAML, as a dataset card lists them."""
    for name, inner, is_list in columns_of(record):
        yield f"{indent}- name: {name}"
        if dataclasses.is_dataclass(inner):
            yield f"{indent}  {'list' if is_list else 'struct'}:"
            yield from _card_lines(inner, indent + "  ")  # type: ignore[arg-type] # a class
        elif is_list:
            yield f"{indent}  list: {_DTYPES[inner]}"
        else:
            yield f"{indent}  dtype: {_DTYPES[inner]}"


def dataset_card() -> str:
    """Return the ``README.md`` that lets ``datasets.load_dataset(DIRECTORY)`` read a run with its types."""
    lines = ["---", "configs:"]
    for config, record, default in (("articles", Article, True), ("related", RelatedEdge, False)):
        lines += [f"- config_name: {config}", *(["  default: true"] if default else []), "  data_files:"]
        # Only finished files, in every format: the name of a file that is being written ends in .part.
        lines += ["  - split: train", "    path:", *(f'    - "**/{config}*.jsonl{end}"' for end in ("", ".gz", ".zst"))]
        lines += ["  features:", *_card_lines(record, "  ")]
    lines += ["---", "", "# A newscrawl run", "", "```python", "from datasets import load_dataset", ""]
    lines += [
        'articles = load_dataset(".", split="train")',
        'related = load_dataset(".", "related", split="train")',
        "```",
        "",
    ]
    return "\n".join(lines)


def build_files() -> dict[str, bytes]:
    """Derive the files that stand beside a run's lines, by name: schema and features of both records, and the dataset card."""
    shapes = {
        "article.schema.json": json_schema(),
        "article.features.json": features(),
        "related.schema.json": json_schema(RelatedEdge),
        "related.features.json": features(RelatedEdge),
    }
    written = {
        name: orjson.dumps(shape, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        for name, shape in shapes.items()
    }
    return written | {"README.md": dataset_card().encode()}


def packaged_files() -> dict[str, bytes]:
    """Return the same files from the package, which is faster: deriving them takes half a second."""
    names = ("article.schema.json", "article.features.json", "related.schema.json", "related.features.json")
    package = resources.files("newscrawl")
    return {name: (package / name).read_bytes() for name in names} | {"README.md": dataset_card().encode()}


def write_schema_files(directory: Path) -> None:
    """Write the files beside a run's output if they are missing or differ; raise :class:`OutputError` if that fails."""
    for name, content in packaged_files().items():
        path = directory / name
        if not path.exists() or path.read_bytes() != content:
            write_atomically(path, content)
