"""The formats that a run's output is written in: lines of JSON, how they are compressed and partitioned, and their schema.

=================== =================================================================================================
`output_format`     which compression and partition a run uses; the names that follow from it; reading lines back
`json_lines`        one record as one line of JSON
`files`             the part file that a killed run leaves in a known state, and the atomic write of a small file
`finished_file`     a file that is written in one go, compressed if the format asks for it
`conversion`        part files to finished files: renamed, compressed or partitioned
`arrow_schema`      the record's types in Arrow and Parquet
`schema`            JSON Schema, Hugging Face features and the dataset card that describe the record
`schema_decoder`    reads lines that are valid by that JSON Schema
`schema_validator`  says what is wrong with the others
`scrapy_feed`       the same lines through Scrapy's feed exports (``-O``); the only module here that imports Scrapy
=================== =================================================================================================

Tables of many runs (Parquet, JSON Lines, CSV) are written by :mod:`newscrawl.export`. WARC, CDXJ and WACZ stay in
:mod:`newscrawl.archive`: they hold what a crawl received, not what it wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.exporters.scrapy_feed import ArticleJsonLinesExporter

__all__ = ["ArticleJsonLinesExporter"]


def __getattr__(name: str) -> Any:
    """Import the Scrapy exporter on first use: the other modules are needed where Scrapy is not loaded."""
    if name == "ArticleJsonLinesExporter":
        from newscrawl.exporters.scrapy_feed import ArticleJsonLinesExporter  # noqa: PLC0415 - see the docstring

        return ArticleJsonLinesExporter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
