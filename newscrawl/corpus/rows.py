"""Reads rows of a corpus's files in three forms: lines of JSON, dictionaries, tables of Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newscrawl.corpus.reading import numbered_lines, parquet_tables, parsed
from newscrawl.corpus.records import line_of, records_of
from newscrawl.export.writers import BATCH_BYTES, to_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.corpus.index import Place


def lines_at(place: Place) -> Iterator[bytes]:
    """Yield rows of a file as lines of JSON."""
    if place.file.is_parquet:
        yield from map(line_of, records_at(place))
    else:
        for _, line in numbered_lines(place.file, place.positions):
            yield line


def records_at(place: Place) -> Iterator[dict[str, Any]]:
    """Yield rows of a file as dictionaries."""
    if place.file.is_parquet:
        for _, table in parquet_tables(place.file, None, place.positions):
            yield from records_of(table)
    else:
        for _, line in numbered_lines(place.file, place.positions):
            yield parsed(line, place.file)


def as_tables(lines: Iterable[bytes], schema: Any) -> Iterator[Any]:
    """Yield lines as tables, some megabytes at a time."""
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= BATCH_BYTES:
            yield to_table(waiting, schema)
            waiting, size = [], 0
    if waiting:
        yield to_table(waiting, schema)
