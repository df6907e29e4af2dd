"""In which form a run leaves its lines: plain or compressed, one file a run or one a site and day.

The form is given to lines when the run ends, never while it writes them (:mod:`newscrawl.archive.closing`): so a
compressed file is one frame or member, which every reader reads to its end, and as small as it can be.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Final, Literal, Self, TypeAlias, cast, get_args
from urllib.parse import quote

from newscrawl.archive.files import cannot_write
from newscrawl.dates import VIETNAM
from newscrawl.report.manifest import FileReport
from newscrawl.state.disk import sync_directory, sync_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
"""The same module, by its name in the standard library and before it came there."""

BROKEN: Final[tuple[type[Exception], ...]] = (OSError, EOFError, zlib.error, _zstd.ZstdError)
"""What reading a damaged file of lines raises."""

Compression: TypeAlias = Literal["none", "gz", "zst"]
Partition: TypeAlias = Literal["run", "site-date"]
COMPRESSIONS: Final = get_args(Compression)
PARTITIONS: Final = get_args(Partition)
ENDINGS: Final = (".jsonl", ".jsonl.gz", ".jsonl.zst")
"""Of every name that a file of lines may have."""

UNKNOWN_DAY: Final = "__HIVE_DEFAULT_PARTITION__"
"""The day of articles without a date: what Hive, DuckDB and Arrow read as null, so that the others stay dates."""

_GZIP_LEVEL: Final = 6
_ZSTD_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class Form:
    """How the lines of a run are left."""

    compression: Compression = "none"
    partition: Partition = "run"

    def __post_init__(self) -> None:
        """:class:`ValueError` names what is allowed."""
        if self.compression not in COMPRESSIONS:
            raise ValueError(f"lines are compressed by {', '.join(COMPRESSIONS)}, not {self.compression!r}")
        if self.partition not in PARTITIONS:
            raise ValueError(f"files are parted by {', '.join(PARTITIONS)}, not {self.partition!r}")

    @property
    def is_plain(self) -> bool:
        """Whether the lines are left as they were written, under another name."""
        return self == PLAIN

    @property
    def ending(self) -> str:
        """Of the name of a file of lines: ``.jsonl.zst``."""
        return ".jsonl" if self.compression == "none" else f".jsonl.{self.compression}"


PLAIN: Final = Form()


def partition_of(article: dict[str, Any]) -> str:
    """The directory that an article belongs to, by site and by its day of publication in Vietnam.

    >>> partition_of({"site": "bao", "date_published": "2026-03-01T23:30:00+00:00"})
    'site=bao/date=2026-03-02'
    """
    day = UNKNOWN_DAY
    if article["date_published"]:
        with suppress(ValueError):
            day = datetime.fromisoformat(article["date_published"]).astimezone(VIETNAM).date().isoformat()
    return f"site={quote(article['site'], safe='')}/date={day}"


def kind_of(path: Path) -> str | None:
    """``articles`` or ``related`` for a finished file of lines, by its name; ``None`` for any other."""
    if not path.name.endswith(ENDINGS):
        return None
    return next((kind for kind in ("articles", "related") if path.name.startswith((f"{kind}.", f"{kind}-"))), None)


def article_files(directory: Path) -> list[Path]:
    """The finished files of articles in a directory and below, in the order of their names."""
    return sorted(path for path in directory.rglob("articles*") if kind_of(path) == "articles")


def open_lines(path: Path) -> IO[bytes]:
    """The lines of a file, whatever it is compressed by; reading them may raise any of :data:`BROKEN`."""
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.suffix == ".zst":
        return cast("IO[bytes]", _zstd.open(path, "rb"))
    return path.open("rb")


class FinishedFile:
    """A file of lines that is written at once: to its ``.part``, then synced and renamed.

    A file of that name is of the same run and the same lines, left by an earlier try that was cut short: it stays.
    """

    def __init__(self, path: Path, compression: Compression) -> None:
        """:class:`OutputError` where the file cannot be made."""
        self._path, self._part = path, path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
        except OSError as error:
            raise cannot_write(path, error) from error
        self._out: Any = self._file
        if compression == "gz":
            # Neither name nor time in the header: the same lines give the same file.
            self._out = gzip.GzipFile("", "wb", _GZIP_LEVEL, self._file, mtime=0)
        elif compression == "zst":
            parameter = _zstd.CompressionParameter
            options = {parameter.compression_level: _ZSTD_LEVEL, parameter.checksum_flag: 1}
            self._out = _zstd.ZstdFile(self._file, "wb", options=options)

    def write(self, data: bytes) -> None:
        """Add bytes; :class:`OutputError` where the disk does not take them."""
        try:
            self._out.write(data)
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def finish(self, directory: Path, *, lines: int) -> FileReport:
        """Sync the file, which holds so many lines, and give it its name; what the manifest in ``directory`` says of it.

        The name itself is synced by :func:`sync_names`.
        """
        try:
            if self._out is not self._file:
                self._out.close()
            self._file.flush()
            sync_file(self._file.fileno())
            self._file.close()
            if self._path.exists():
                self._part.unlink()
            else:
                self._part.rename(self._path)
        except OSError as error:
            raise cannot_write(self._path, error) from error
        return report(self._path, directory, lines=lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was written and not finished."""
        if not self._file.closed:
            with suppress(OSError):
                self._file.close()  # what it still held did not fit, and is not wanted
            self._part.unlink(missing_ok=True)


def sync_names(directory: Path, files: Iterable[FileReport]) -> None:
    """Make the names of files below a directory outlast a power cut, each directory on the way once."""
    below = {parent for file in files for parent in PurePosixPath(file.name).parents}
    for path in sorted(directory / parent for parent in below):
        sync_directory(path)


def report(path: Path, directory: Path, *, lines: int) -> FileReport:
    """What the manifest in ``directory`` says of a finished file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
    return FileReport(name=path.relative_to(directory).as_posix(), bytes=size, lines=lines, sha256=sha256)


def chunks(file: IO[bytes], size: int) -> Iterator[bytes]:
    """The first ``size`` bytes of a file, in pieces."""
    while size and (data := file.read(min(size, 1 << 20))):
        size -= len(data)
        yield data
