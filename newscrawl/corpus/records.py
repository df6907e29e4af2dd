"""Rows in the three forms of a corpus: a dictionary, a line of JSON, an :class:`~newscrawl.Article`."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import orjson

from newscrawl.dates import VIETNAM
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.json_lines import escape_line_separators
from newscrawl.exporters.schema import TIMESTAMP_FIELDS, columns_of
from newscrawl.items import Article

if TYPE_CHECKING:
    from collections.abc import Iterator


def records_of(table: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a ``pyarrow.Table`` as the lines of a run have them: times are text with the offset of Vietnam."""
    for record in table.to_pylist():
        for fields in (record, record.get("fetch") or {}):
            for name in TIMESTAMP_FIELDS & fields.keys():
                if isinstance(fields[name], datetime):
                    fields[name] = fields[name].astimezone(VIETNAM).isoformat()
        yield record


def line_of(record: dict[str, Any]) -> bytes:
    """Return a record as a line of JSON."""
    return escape_line_separators(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def article_of(record: dict[str, Any]) -> Article:
    """Return a record as an article; :class:`OutputError` if it lacks what an article must have.

    A field that an older schema did not have gets its default.
    """
    try:
        return cast("Article", _built(Article, record))
    except (KeyError, TypeError, ValueError) as error:
        raise OutputError(
            f"{record.get('id')} is no whole article: {error}. An export with --columns lacks fields; read it with "
            "records() or tables(), or export all columns."
        ) from None


@cache
def _plan(kind: type) -> tuple[tuple[str, type | None, bool, bool], ...]:
    """Return (name, nested class, is a list, has a default) of each field of a record class."""
    required = {
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    return tuple(
        (name, cast("type", inner) if dataclasses.is_dataclass(inner) else None, is_list, name not in required)
        for name, inner, is_list in columns_of(kind)
    )


def _built(kind: type, record: dict[str, Any]) -> Any:
    """Return an instance of a record class."""
    values: dict[str, Any] = {}
    for name, inner, is_list, has_default in _plan(kind):
        value = record.get(name)
        if value is None:
            if has_default:
                continue
            if is_list:
                value = []
            elif inner is not None:
                value = _built(inner, {})
            else:
                raise KeyError(name)
        elif inner is not None:
            value = [_built(inner, item) for item in value] if is_list else _built(inner, value)
        values[name] = value
    return kind(**values)
