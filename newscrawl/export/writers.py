"""Writers of one data file: Parquet, JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import re
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import orjson

from newscrawl.exporters.arrow_schema import arrow_schema, pyarrow
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.finished_file import compressed
from newscrawl.exporters.json_lines import escape_line_separators
from newscrawl.exporters.schema import TIMESTAMP_FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from newscrawl.export.options import ExportOptions

BATCH_BYTES: Final = 4 << 20
"""JSON that becomes Arrow columns at once."""

ROW_GROUP_BYTES: Final = 48 << 20
"""Arrow data of one row group: large enough for statistics to pay, small enough to be held in memory."""

MAX_ROW_GROUP_ROWS: Final = 122_880
"""Rows of one row group; DuckDB's own number."""

_DATA_PAGE_VERSION: Final = "1.0"
"""What Spark reads in every version."""

_ZSTD_LEVEL: Final = 3
"""Compression level of Parquet pages; a higher one takes more time than it saves bytes."""

_LONG_COLUMNS: Final = frozenset({"text", "sections"})
"""Columns whose least and greatest values help no query."""

_KEY_COLUMNS: Final = frozenset({"id", "url", "content_hash"})
"""Columns whose values do not repeat: a dictionary of them is only larger."""

_LONG_FRACTION: Final = re.compile(r"(\.\d{6})\d+")
"""Digits of a second beyond the microsecond."""

_PARQUET_CODECS: Final = {"zst": "zstd", "gz": "gzip", "snappy": "snappy", "none": "none"}
"""Names of compressions in Parquet."""


class Writer(Protocol):
    """Writes lines of the record into a file."""

    raw_bytes: int
    """Size of what was written before compression."""

    def write(self, line: bytes) -> None:
        """Append one line of the record."""

    def finish(self) -> None:
        """Write what is left and the end of the file. The file stays open."""

    def abort(self) -> None:
        """Release the file, which is dropped, after an error."""


def open_writer(file: IO[bytes], options: ExportOptions) -> Writer:
    """Return the writer of a new data file."""
    return ParquetWriter(file, options) if options.format == "parquet" else open_line_writer(file, options)


def open_line_writer(file: IO[bytes], options: ExportOptions) -> LineWriter:
    """Return the writer of a new file of JSON Lines or CSV."""
    return JsonLinesWriter(file, options) if options.format == "jsonl" else CsvWriter(file, options)


class LineWriter(ABC):
    """Writes a file of lines, compressed if the options say so."""

    def __init__(self, file: IO[bytes], options: ExportOptions) -> None:
        """Begin the file."""
        self._columns = options.stored_columns
        self._file, self._out = file, compressed(file, options.compression)
        self.raw_bytes = 0

    @abstractmethod
    def write(self, line: bytes) -> None:
        """Append one line of the record."""

    @abstractmethod
    def write_stored(self, line: bytes) -> None:
        """Append a row that was read from a file of this format."""

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self.raw_bytes += len(data)

    def finish(self) -> None:
        """End the compressed stream. The file stays open."""
        if self._out is not self._file:
            self._out.close()

    def abort(self) -> None:
        """Release the file, which is dropped, after an error."""
        with suppress(OSError, ValueError):
            self.finish()


class JsonLinesWriter(LineWriter):
    """Lines of JSON with the chosen keys, each on every line."""

    def write(self, line: bytes) -> None:
        """Append a line, unchanged if it has just these keys."""
        record = orjson.loads(line)
        if tuple(record) != self._columns:
            chosen = {name: record.get(name) for name in self._columns}
            line = escape_line_separators(orjson.dumps(chosen, option=orjson.OPT_APPEND_NEWLINE))
        elif not line.endswith(b"\n"):
            line += b"\n"
        self._put(line)

    def write_stored(self, line: bytes) -> None:
        """Append a line of such a file."""
        self._put(line)


class CsvWriter(LineWriter):
    """Comma-separated values in UTF-8 with a line of names. Lists and nested records are JSON; null is an empty field."""

    def __init__(self, file: IO[bytes], options: ExportOptions) -> None:
        """Begin the file."""
        super().__init__(file, options)
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text)
        self._row(self._columns)

    def write(self, line: bytes) -> None:
        """Append a line."""
        record = orjson.loads(line)
        self._row([_cell(record.get(name)) for name in self._columns])

    def write_stored(self, line: bytes) -> None:
        """Append the cells of a row of such a file, given as JSON."""
        self._row(orjson.loads(line))

    def _row(self, cells: Collection[str]) -> None:
        self._csv.writerow(cells)
        data = self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()
        self._put(data)


def _cell(value: Any) -> str:
    """Return one field of CSV."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


class ParquetWriter:
    """Parquet with the types of the record. Arrow reads the lines itself, column by column, without Python objects."""

    def __init__(self, file: IO[bytes], options: ExportOptions) -> None:
        """Begin the file."""
        self._schema = arrow_schema(options.stored_columns)
        self._parquet = parquet_writer(file, self._schema, options)
        self._lines: list[bytes] = []
        self._line_bytes = 0
        self._batches: list[Any] = []
        self._batch_bytes = self._batch_rows = 0
        self.raw_bytes = 0

    def write(self, line: bytes) -> None:
        """Append a line; :class:`OutputError` names the article whose values have other types."""
        self._lines.append(line)
        self._line_bytes += len(line)
        if self._line_bytes >= BATCH_BYTES:
            self._convert()

    def _convert(self) -> None:
        """Turn the waiting lines into columns; write a row group when there are enough."""
        if not self._lines:
            return
        table = to_table(self._lines, self._schema)
        self._lines, self._line_bytes = [], 0
        self._batches.append(table)
        self._batch_bytes += table.nbytes
        self._batch_rows += table.num_rows
        self.raw_bytes += table.nbytes
        if self._batch_bytes >= ROW_GROUP_BYTES or self._batch_rows >= MAX_ROW_GROUP_ROWS:
            self._write_group()

    def _write_group(self) -> None:
        if self._batches:
            self._parquet.write_table(pyarrow().concat_tables(self._batches), row_group_size=MAX_ROW_GROUP_ROWS)
            self._batches, self._batch_bytes, self._batch_rows = [], 0, 0

    def finish(self) -> None:
        """Write the last row group and the footer."""
        self._convert()
        self._write_group()
        self._parquet.close()

    def abort(self) -> None:
        """Release the file: pyarrow would write to it again when it drops its writer."""
        with suppress(OSError, ValueError):
            self._parquet.close()


def parquet_writer(file: IO[bytes], schema: Any, options: ExportOptions) -> Any:
    """Return pyarrow's writer with statistics, page index and sort order as DuckDB and Spark use them."""
    parquet = pyarrow("parquet")
    level = {"compression_level": _ZSTD_LEVEL} if options.compression == "zst" else {}
    sort_order = [(name, "ascending") for name in ("site", "date_published") if name in schema.names]
    return parquet.ParquetWriter(
        file,
        schema,
        compression=_PARQUET_CODECS[options.compression],
        write_statistics=[name for name in _leaf_paths(schema) if name.partition(".")[0] not in _LONG_COLUMNS],
        use_dictionary=[
            name for name in _leaf_paths(schema) if name.partition(".")[0] not in _KEY_COLUMNS | _LONG_COLUMNS
        ],
        write_page_index=True,
        data_page_version=_DATA_PAGE_VERSION,
        sorting_columns=parquet.SortingColumn.from_ordering(schema, sort_order) if sort_order else None,
        **level,
    )


def _leaf_paths(schema: Any) -> list[str]:
    """Return the paths of the columns as Parquet names them: ``images.list.element.url``."""
    types = pyarrow("types")

    def below(path: str, kind: Any) -> list[str]:
        if types.is_list(kind):
            return below(f"{path}.list.element", kind.value_type)
        if types.is_struct(kind):
            return [leaf for field in kind for leaf in below(f"{path}.{field.name}", field.type)]
        return [path]

    return [leaf for field in schema for leaf in below(field.name, field.type)]


def to_table(lines: list[bytes], schema: Any) -> Any:
    """Return lines of the record as a ``pyarrow.Table`` of a schema. A key that a line lacks is null.

    :class:`OutputError` names the article whose values do not fit.
    """
    try:
        return _read(lines, schema)
    except pyarrow().ArrowInvalid:
        mended = [_mended(line) for line in lines]
    try:
        return _read(mended, schema)
    except pyarrow().ArrowInvalid:
        for line in mended:
            try:
                _read([line], schema)
            except pyarrow().ArrowInvalid as error:
                raise OutputError(
                    f"{orjson.loads(line).get('id')} does not have the types of the record: {error}. "
                    "Nothing was changed. `newscrawl verify` names every such line of a directory."
                ) from None
        raise


def _read(lines: list[bytes], schema: Any) -> Any:
    """Let Arrow read the lines."""
    json, data = pyarrow("json"), b"".join(line if line.endswith(b"\n") else line + b"\n" for line in lines)
    table = json.read_json(
        io.BytesIO(data),
        # One block: Arrow refuses a line that is longer than a block.
        read_options=json.ReadOptions(use_threads=True, block_size=max(len(data) + 1, BATCH_BYTES)),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
    )
    return table.replace_schema_metadata(schema.metadata)


def _mended(line: bytes) -> bytes:
    """Return a line whose timestamps have microseconds at most, as the type has."""
    record = orjson.loads(line)
    for fields in (record, record.get("fetch") or {}):
        for name in TIMESTAMP_FIELDS & fields.keys():
            if isinstance(fields[name], str):
                fields[name] = _LONG_FRACTION.sub(r"\1", fields[name])
    return orjson.dumps(record)
