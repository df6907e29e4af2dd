"""The output format of a run: its compression, its partitions, and the file names that follow from both.

A run writes plain lines to part files and converts them when it ends (:mod:`newscrawl.exporters.conversion`). A
compressed file is therefore a single frame or member, which every reader reads to the end and which compresses best.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast, get_args
from urllib.parse import quote

from newscrawl.dates import VIETNAM

if TYPE_CHECKING:
    from pathlib import Path, PurePath

zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
"""The Zstandard module: in the standard library from Python 3.14 on, its backport before."""

READ_ERRORS: Final[tuple[type[Exception], ...]] = (OSError, EOFError, zlib.error, zstd.ZstdError)
"""What reading a damaged file of lines raises."""

Compression: TypeAlias = Literal["none", "gz", "zst"]
Partition: TypeAlias = Literal["run", "site-date"]
COMPRESSIONS: Final = get_args(Compression)
"""The values of :data:`Compression`: none, gzip, Zstandard."""

PARTITIONS: Final = get_args(Partition)
"""The values of :data:`Partition`: one file for each run, or one for each site and day."""

ENDINGS: Final = (".jsonl", ".jsonl.gz", ".jsonl.zst")
"""The endings that the name of a finished file of lines may have."""

JOINED_NAME: Final = "-joined-"
"""Part of the names of the files that ``newscrawl export --compact`` writes."""

UNKNOWN_DAY: Final = "__HIVE_DEFAULT_PARTITION__"
"""The day partition of articles without a date. Hive, DuckDB and Arrow read it as null, so that the column stays a date."""


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """How the finished files of a run are compressed and partitioned."""

    compression: Compression = "none"
    partition: Partition = "run"

    def __post_init__(self) -> None:
        """Raise :class:`ValueError`, which names the allowed values, for an unknown compression or partition."""
        if self.compression not in COMPRESSIONS:
            raise ValueError(f"the compression must be one of {', '.join(COMPRESSIONS)}, not {self.compression!r}")
        if self.partition not in PARTITIONS:
            raise ValueError(f"the partition must be one of {', '.join(PARTITIONS)}, not {self.partition!r}")

    @property
    def is_plain(self) -> bool:
        """True if a part file only has to be renamed."""
        return self == PLAIN

    @property
    def ending(self) -> str:
        """The ending of a file name: ``.jsonl.zst``."""
        return ".jsonl" if self.compression == "none" else f".jsonl.{self.compression}"


PLAIN: Final = OutputFormat()
"""Uncompressed lines in one file for each run."""


def partition_of(article: dict[str, Any]) -> str:
    """Return the partition directory of an article: its site and its day of publication in Vietnam.

    >>> partition_of({"site": "bao", "date_published": "2026-03-01T23:30:00+00:00"})
    'site=bao/date=2026-03-02'
    """
    day = UNKNOWN_DAY
    if article["date_published"]:
        with suppress(ValueError):
            day = datetime.fromisoformat(article["date_published"]).astimezone(VIETNAM).date().isoformat()
    return f"site={quote(article['site'], safe='')}/date={day}"


def kind_of(path: PurePath) -> str | None:
    """Return ``articles`` or ``related`` for the name of a finished file of lines, ``None`` for any other name."""
    if not path.name.endswith(ENDINGS):
        return None
    return next((kind for kind in ("articles", "related") if path.name.startswith((f"{kind}.", f"{kind}-"))), None)


def is_manifest(name: str) -> bool:
    """Return whether a file is the manifest of a run by its name, with or without directories before it."""
    last = name.rpartition("/")[2]
    return last.startswith("manifest") and last.endswith(".json")


def article_files(directory: Path) -> list[Path]:
    """Return the finished files of articles in a directory and its subdirectories, sorted by path."""
    return sorted(path for path in directory.rglob("articles*") if kind_of(path) == "articles")


def open_lines(path: Path) -> IO[bytes]:
    """Open a file of lines and decompress it by its ending. Reading may raise any of :data:`READ_ERRORS`."""
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.suffix == ".zst":
        return cast("IO[bytes]", zstd.open(path, "rb"))
    return path.open("rb")


def decompressed(file: IO[bytes], name: str) -> IO[bytes]:
    """Return what an open file of lines holds, decompressed by the ending of its name. Reading may raise :data:`READ_ERRORS`."""
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))
    if name.endswith(".zst"):
        return cast("IO[bytes]", zstd.ZstdFile(file, "rb"))
    return file
