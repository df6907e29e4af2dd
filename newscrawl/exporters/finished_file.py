"""A file of lines that is written in one go, compressed if the output format asks for it."""

from __future__ import annotations

import gzip
import hashlib
import os
from contextlib import suppress
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Final, Self, cast

from newscrawl.exporters.files import cannot_write
from newscrawl.exporters.output_format import zstd
from newscrawl.file_sync import sync_directory, sync_file
from newscrawl.report.manifest import FileReport

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newscrawl.exporters.output_format import Compression

_GZIP_LEVEL: Final = 6
"""Compression level of ``.gz`` files, 1 to 9."""

_ZSTD_LEVEL: Final = 3
"""Compression level of ``.zst`` files, 1 to 22."""


def compressed(file: IO[bytes], compression: str) -> IO[bytes]:
    """Return a file that compresses what is written into ``file``; ``none`` gives ``file`` itself.

    Closing it ends the compressed stream. If it is not ``file`` itself, ``file`` stays open.
    """
    if compression == "gz":
        # The header holds neither a name nor a time, so that equal lines give equal files.
        return cast("IO[bytes]", gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0))
    if compression == "zst":
        parameter = zstd.CompressionParameter
        options = {parameter.compression_level: _ZSTD_LEVEL, parameter.checksum_flag: 1}
        return cast("IO[bytes]", zstd.ZstdFile(file, "wb", options=options))
    return file


class FinishedFile:
    """Writes to ``NAME.part``, then syncs it and renames it to ``NAME``.

    If ``NAME`` exists, an earlier attempt of the same run wrote it with the same lines: it is kept.
    Use it as a context manager: leaving the block without :meth:`finish` removes the part file.
    """

    def __init__(self, path: Path, compression: Compression) -> None:
        """Create the part file and its directory; raise :class:`OutputError` if that fails."""
        self._path, self._part = path, path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
        except OSError as error:
            raise cannot_write(path, error) from error
        self._out = compressed(self._file, compression)

    def write(self, data: bytes) -> None:
        """Append bytes; raise :class:`OutputError` if the disk refuses them."""
        try:
            self._out.write(data)
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def finish(self, directory: Path, *, lines: int) -> FileReport:
        """Sync the file and rename it; return its entry in the manifest of ``directory``.

        ``lines`` is the number of lines written. The name does not survive a power cut until :func:`sync_names` is called.
        Raises :class:`OutputError`.
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
        return file_report(self._path, directory, lines=lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the part file if the file was not finished."""
        if not self._file.closed:
            with suppress(OSError):
                self._file.close()  # its buffer may not fit on the disk, and is discarded
            self._part.unlink(missing_ok=True)


def sync_names(directory: Path, files: Iterable[FileReport]) -> None:
    """Make the names of files below ``directory`` survive a power cut: sync each directory on their paths once."""
    below = {parent for file in files for parent in PurePosixPath(file.name).parents}
    for path in sorted(directory / parent for parent in below):
        sync_directory(path)


def file_report(path: Path, directory: Path, *, lines: int) -> FileReport:
    """Return a finished file's entry in the manifest of ``directory``: relative name, size, number of lines, SHA-256."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
    return FileReport(name=path.relative_to(directory).as_posix(), bytes=size, lines=lines, sha256=sha256)
