"""Reads data files of a table again: the keys of their rows, and the file without some rows."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

import orjson

from newscrawl.export.options import VERSION_COLUMNS
from newscrawl.export.rows import Version
from newscrawl.export.selection import utc_text, version_of
from newscrawl.export.writers import open_line_writer, parquet_writer
from newscrawl.exporters.arrow_schema import arrow_schema, pyarrow
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import READ_ERRORS, decompressed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.export.manifest import DataFile
    from newscrawl.export.options import ExportOptions
    from newscrawl.objects.store import Store

_UNREADABLE: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, KeyError, ValueError)
"""What reading a damaged data file raises."""

_MAX_CELL_CHARS: Final = 1 << 30
"""Longest cell of CSV that is read; Python's own limit is shorter than an article may be."""


def keys_of(store: Store, file: DataFile, options: ExportOptions) -> Iterator[tuple[str, Version]]:
    """Yield the id and the version of each row of a data file, in its order; :class:`OutputError` if it is damaged."""
    with reported(store, file), store.open(file.name) as data:
        if options.format == "parquet":
            for batch in pyarrow("parquet").ParquetFile(data).iter_batches(columns=list(VERSION_COLUMNS)):
                columns = (batch.column(name).to_pylist() for name in VERSION_COLUMNS)
                for identity, revision, fetched in zip(*columns, strict=True):
                    yield identity, Version(revision or 1, utc_text(fetched))
        else:
            for _, record in records_of(data, file.name, options):
                yield record["id"], version_of(record)


def rewrite(store: Store, file: DataFile, options: ExportOptions, out: IO[bytes], drop: frozenset[int]) -> None:
    """Copy a data file without the rows at some positions; :class:`OutputError` if it is damaged."""
    with reported(store, file), store.open(file.name) as data:
        if options.format == "parquet":
            _rewrite_parquet(data, options, out, drop)
        else:
            writer = open_line_writer(out, options)
            for position, (line, _) in enumerate(records_of(data, file.name, options)):
                if position not in drop:
                    writer.write_stored(line)
            writer.finish()


def _rewrite_parquet(data: IO[bytes], options: ExportOptions, out: IO[bytes], drop: frozenset[int]) -> None:
    """Copy row group by row group, with today's schema."""
    arrow, parquet = pyarrow(), pyarrow("parquet").ParquetFile(data)
    schema, at = arrow_schema(options.stored_columns), 0
    writer = parquet_writer(out, schema, options)
    for number in range(parquet.num_row_groups):
        table = parquet.read_row_group(number)
        kept = [position not in drop for position in range(at, at + table.num_rows)]
        at += table.num_rows
        if any(kept):
            writer.write_table(fitted(table.filter(arrow.array(kept)), schema))
    writer.close()


def fitted(table: Any, schema: Any) -> Any:
    """Return a table of an older schema with the columns of a newer one; what it did not know is null."""
    arrow = pyarrow()
    columns = []
    for field in schema:
        at = table.schema.get_field_index(field.name)
        if at < 0:
            columns.append(arrow.nulls(table.num_rows, field.type))
        else:
            column = table.column(at)
            columns.append(column if column.type == field.type else _widened(column, field.type))
    return arrow.table(columns, schema=schema)


def _widened(column: Any, kind: Any) -> Any:
    """Return a column with the fields that its struct has got since."""
    arrow = pyarrow()
    return arrow.chunked_array([arrow.array(chunk.to_pylist(), kind) for chunk in column.chunks], kind)


def records_of(data: IO[bytes], name: str, options: ExportOptions) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yield each row of a file of lines as it is stored, and as a record; of CSV, all values are text."""
    lines = decompressed(data, name)
    if options.format == "jsonl":
        for line in lines:
            yield line, orjson.loads(line)
        return
    csv.field_size_limit(_MAX_CELL_CHARS)
    rows = csv.reader(io.TextIOWrapper(lines, encoding="utf-8", newline=""))
    names = next(rows, [])
    for cells in rows:
        yield orjson.dumps(cells), dict(zip(names, cells, strict=True))


@contextmanager
def reported(store: Store, file: DataFile) -> Iterator[None]:
    """Turn what reading a damaged file raises into :class:`OutputError`."""
    try:
        yield
    except _UNREADABLE as error:
        raise OutputError(
            f"{store.url}/{file.name}, a file of the table, is gone or damaged: {type(error).__name__}: {error}. "
            "Write the table anew with --replace."
        ) from error
