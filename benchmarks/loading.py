# ruff: noqa: PLC0415 - each reader is imported only if it is installed
"""Loads tables of 0, 3 and 10,000 articles with every reader, and compares the types: ``make loading``.

The types of a column follow from the record alone: a reader must see the same for each size. The records are also read through
the table's Croissant description. A reader that is not installed is named and left out.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from newscrawl.export.options import ExportOptions
from newscrawl.export.table import export
from newscrawl.objects.opening import open_store
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (0, 3, 10_000)
"""Articles of the tables."""

Types = dict[str, str]
"""Types by column."""


def write_table(place: Path, size: int, *, format_: str = "parquet", partition: tuple[str, ...] = ()) -> Path:
    """Write a run, export it, and return the directory of the table."""
    runs = place / f"runs-{size}"
    if not runs.exists():
        runs.mkdir()
        with (runs / "articles.jsonl").open("wb") as lines:
            for number in range(size):
                links = [link(number + 1)] if number % 2 else []
                day = None if number % 7 == 1 else f"2026-03-{number % 28 + 1:02}T08:00:00+07:00"
                record = article(
                    number, related_links=links, date_published=day, text=f"Chuyện làng số {number}. " * 60
                )
                lines.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    table = place / "-".join(("table", format_, str(size), *partition))
    compression = "zst" if format_ == "parquet" else "none"
    export([str(runs)], open_store(table), ExportOptions(format=format_, compression=compression, partition=partition))
    return table


def in_duckdb(table: Path) -> tuple[int, Types]:
    import duckdb

    query = f"FROM '{table}/data/**/*.parquet'"
    described = duckdb.sql(f"DESCRIBE {query}").fetchall()
    return duckdb.sql(f"SELECT count(*) {query}").fetchall()[0][0], {row[0]: row[1] for row in described}


def in_pandas(table: Path) -> tuple[int, Types]:
    import pandas as pd

    frame = pd.read_parquet(table / "data", dtype_backend="pyarrow")
    return len(frame), {str(name): str(kind) for name, kind in frame.dtypes.items()}


def in_polars(table: Path) -> tuple[int, Types]:
    import polars as pl

    frame = pl.read_parquet(f"{table}/data/**/*.parquet")
    return len(frame), {name: str(kind) for name, kind in frame.schema.items()}


def in_datasets(table: Path) -> tuple[int, Types]:
    import datasets

    # Streamed: a split without rows cannot be loaded otherwise ("corresponds to no data").
    found = datasets.load_dataset("parquet", data_files=f"{table}/data/**/*.parquet", split="train", streaming=True)
    features = found._resolve_features().features  # noqa: SLF001 - no public name gives them without rows
    return sum(1 for _ in found), {name: str(kind) for name, kind in features.items()}


def in_spark(table: Path) -> tuple[int, Types]:
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    frame = spark.read.parquet(f"{table}/data")
    return frame.count(), dict(frame.dtypes)


READERS: dict[str, Callable[[Path], tuple[int, Types]]] = {
    "duckdb": in_duckdb,
    "pandas": in_pandas,
    "polars": in_polars,
    "datasets": in_datasets,
    "pyspark": in_spark,
}


def through_croissant(table: Path) -> list[dict[str, Any]]:
    """Return the records that mlcroissant reads by the description of a table."""
    import mlcroissant

    return list(mlcroissant.Dataset(jsonld=str(table / "croissant.json")).records(record_set="articles"))


def main() -> int:
    """Print one line for each reader; return 1 if the types of one differ between the sizes."""
    failed = False
    with tempfile.TemporaryDirectory() as name:
        tables = {size: write_table(Path(name), size) for size in SIZES}
        for module, read in READERS.items():
            if not find_spec(module):
                print(f"{module}: not installed")
                continue
            found = {size: read(table) for size, table in tables.items()}
            wrong = [size for size, (rows, _) in found.items() if rows != size]
            types = found[SIZES[-1]][1]
            differing = {
                key for _, other in found.values() for key in types.keys() | other if types.get(key) != other.get(key)
            }
            failed |= bool(wrong or differing)
            times = types["date_published"]
            print(
                f"{module}: {len(types)} columns, rows wrong for {wrong}, types that differ: {sorted(differing)}; times are {times}"
            )
        if find_spec("mlcroissant"):
            for format_, partition in (("parquet", ()), ("parquet", ("month",)), ("jsonl", ("month",)), ("csv", ())):
                table = write_table(Path(name), 3, format_=format_, partition=partition)
                records = through_croissant(table)
                ids = sorted(_text(record["articles/id"]) for record in records)
                failed |= ids != ["bao:0", "bao:1", "bao:2"]
                print(f"mlcroissant, {format_} {partition}: {ids}, {len(records[0]) if records else 0} fields")
    return int(failed)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    sys.exit(main())
