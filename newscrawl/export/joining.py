"""Joins the small data files of a table, so that a table of many small exports stays fast to read."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from newscrawl.export import grouping
from newscrawl.export.rewriting import fitted, records_of, reported
from newscrawl.export.rows import Key, Rows
from newscrawl.export.selection import published, version_of
from newscrawl.export.writers import open_line_writer, parquet_writer
from newscrawl.exporters.arrow_schema import arrow_schema, pyarrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import IO

    from newscrawl.export.manifest import DataFile
    from newscrawl.export.options import ExportOptions
    from newscrawl.objects.store import Store

_ROW_GROUP_ROWS: Final = 8_192
"""Rows of a row group of a joined file."""


def groups(files: Iterable[DataFile], *, limit: int) -> list[list[DataFile]]:
    """Return which files of each partition are joined, by their size before compression; ``limit`` is in bytes."""
    ordered = sorted(files, key=lambda file: (file.partition, file.first or "9", file.name))
    return grouping.groups(ordered, kind=attrgetter("partition"), size=attrgetter("raw_bytes"), limit=limit)


def join(store: Store, files: Sequence[DataFile], options: ExportOptions, out: IO[bytes]) -> None:
    """Write the rows of some files into one, in the order of the table. Memory: one joined file, before compression."""
    if options.format == "parquet":
        _join_parquet(store, files, options, out)
        return
    with Rows() as rows:
        for file in files:
            with reported(store, file), store.open(file.name) as data:
                for line, record in records_of(data, file.name, options):
                    moment = published(record)
                    rows.add(
                        line,
                        Key(str(record.get("id")), str(record.get("site")), moment, version_of(record)),
                        partition="",
                    )
        writer = open_line_writer(out, options)
        for row in rows.ordered(latest=False):
            writer.write_stored(row.line)
        writer.finish()


def _join_parquet(store: Store, files: Sequence[DataFile], options: ExportOptions, out: IO[bytes]) -> None:
    """Join tables in memory: the limit of a file bounds it."""
    arrow, schema, tables = pyarrow(), arrow_schema(options.stored_columns), []
    for file in files:
        with reported(store, file), store.open(file.name) as data:
            tables.append(fitted(pyarrow("parquet").ParquetFile(data).read(), schema))
    table = arrow.concat_tables(tables)
    tables.clear()
    order = [(name, "ascending") for name in ("site", "date_published", "id", "revision") if name in schema.names]
    if order:
        table = table.sort_by(order)
    writer = parquet_writer(out, schema, options)
    writer.write_table(table, row_group_size=_ROW_GROUP_ROWS)
    writer.close()
