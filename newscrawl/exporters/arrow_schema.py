"""The record as an Arrow schema: the one set of types of every Parquet file, derived from :mod:`newscrawl.items`.

The types do not depend on the data: a table without rows, or with a column that is null on every line, has the same ones.

============================ ==========================================================================================
in the record                in Arrow and Parquet
============================ ==========================================================================================
``str``, a ``Literal``       ``string``
``int``, ``float``, ``bool`` ``int64``, ``double``, ``bool``
a timestamp                  ``timestamp[us, UTC]``: the instant; the offset of the text is not kept
``list[X]``                  ``list<element: X>``
a nested class               ``struct``
============================ ==========================================================================================

Every column may be null: so a column that a later schema adds reads as null in older files, and the other way round.

How the schema evolves: a version adds columns, or fields of a struct, and raises :data:`~newscrawl.items.SCHEMA_VERSION`. It
never renames or removes one and never changes a type. The version stands in the metadata of the schema.
"""

from __future__ import annotations

import dataclasses
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from newscrawl.exporters.files import MissingPackageError
from newscrawl.exporters.schema import TIMESTAMP_FIELDS, columns_of
from newscrawl.items import SCHEMA_VERSION, Article

if TYPE_CHECKING:
    from collections.abc import Collection

ADDED_COLUMNS: Final = ("split_group",)
"""Columns of text that an export adds to the record; they come last, and only if they are named."""

VERSION_KEY: Final = b"newscrawl.schema_version"
"""Key of the record's version in the metadata of the schema."""


def pyarrow(module: str = "") -> Any:
    """Return pyarrow or one of its modules; :class:`MissingPackageError` says how it is installed."""
    try:
        return import_module(f"pyarrow.{module}" if module else "pyarrow")
    except ModuleNotFoundError:
        raise MissingPackageError(
            "Parquet needs the package pyarrow, which is not installed: pip install 'newscrawl[parquet]'"
        ) from None


def arrow_schema(columns: Collection[str] | None = None, record: type = Article) -> Any:
    """Return the ``pyarrow.Schema`` of a record class, or of some of its columns, in the order of the record."""
    arrow = pyarrow()
    fields = [field for field in _fields(record) if columns is None or field.name in columns]
    fields += [arrow.field(name, arrow.string()) for name in ADDED_COLUMNS if columns is not None and name in columns]
    return arrow.schema(fields, metadata={VERSION_KEY: SCHEMA_VERSION.encode()})


def _fields(record: type) -> list[Any]:
    """Return the ``pyarrow.Field`` of each column."""
    arrow = pyarrow()
    found = []
    for name, inner, is_list in columns_of(record):
        kind = _type(name, inner)
        found.append(arrow.field(name, arrow.list_(arrow.field("element", kind)) if is_list else kind))
    return found


def _type(name: str, inner: Any) -> Any:
    """Return the Arrow type of one column or list element."""
    arrow = pyarrow()
    if dataclasses.is_dataclass(inner):
        return arrow.struct(_fields(inner))  # type: ignore[arg-type] # a class
    if name in TIMESTAMP_FIELDS:
        return arrow.timestamp("us", tz="UTC")
    return {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}[inner]
