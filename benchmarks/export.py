"""Speed and size of an export, as ratios: ``python benchmarks/export.py output/demo``.

The articles of a run are repeated up to a number, their words shuffled. The export to Parquet is compared with pyarrow writing
the same table from memory, in alternating rounds of processor time.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from newscrawl.export.options import ExportOptions
from newscrawl.export.table import export
from newscrawl.exporters.output_format import article_files, open_lines
from newscrawl.objects.opening import open_store

ARTICLES = 10_000
ROUNDS = 3


def write_corpus(directory: Path, records: list[dict[str, Any]]) -> int:
    """Write the lines; return their bytes."""
    shuffled = random.Random(1)  # noqa: S311 - equal texts in each run
    path = directory / "articles.jsonl"
    with path.open("wb") as lines:
        for number in range(ARTICLES):
            record = dict(records[number % len(records)])
            words = record["text"].split(" ")
            shuffled.shuffle(words)
            record |= {"id": f"bao:{number}", "site": f"bao{number % 5}", "text": " ".join(words)}
            lines.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    return path.stat().st_size


def main(source: Path) -> None:
    records = [orjson.loads(line) for file in article_files(source) for line in open_lines(file)]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "run").mkdir()
        plain = write_corpus(place / "run", records)
        ratios = []
        for number in range(ROUNDS):
            target = place / f"table-{number}"
            started = time.process_time()
            files = export([str(place / "run")], open_store(target), ExportOptions()).manifest.files
            ours = time.process_time() - started
            table = pa.concat_tables(pq.ParquetFile(target / file.name).read() for file in files)
            started = time.process_time()
            pq.write_table(table, place / "plain.parquet", compression="zstd", compression_level=3)
            ratios.append(ours / (time.process_time() - started))
        options = ExportOptions(format="jsonl", compression="zst")
        lines = export([str(place / "run")], open_store(place / "lines"), options).manifest.files
        print(f"{ARTICLES:,} articles, {plain:,} bytes of JSON")
        print("export to Parquet / pyarrow writing the table:", ", ".join(f"{ratio:.1f}" for ratio in ratios))
        print(
            f"Parquet {sum(file.bytes for file in files):,} bytes, jsonl.zst {sum(file.bytes for file in lines):,} bytes"
        )
        print(
            f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, with the table of the comparison"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
