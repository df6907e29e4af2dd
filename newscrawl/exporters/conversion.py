"""Part files to finished files, when a run ends: renamed if the format is plain, else compressed and partitioned."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import IO, TYPE_CHECKING, Final

import orjson

from newscrawl.exporters.files import cannot_write
from newscrawl.exporters.finished_file import FinishedFile, file_report, sync_names
from newscrawl.exporters.json_lines import edge_lines
from newscrawl.exporters.output_format import partition_of
from newscrawl.items import edges_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from newscrawl.exporters.files import LineFile
    from newscrawl.exporters.output_format import OutputFormat
    from newscrawl.report.manifest import FileReport

_CHUNK_BYTES: Final = 1 << 20
"""Bytes that are copied at once."""


def convert(files: Mapping[str, LineFile], directory: Path, output_format: OutputFormat) -> list[FileReport]:
    """Give part files, by kind (``articles``, ``related``), their final format and names; return their manifest entries.

    A plain part file is renamed. In any other format the part file stays: the caller removes it once the manifest is
    written. Files without lines give no finished file. The new names survive a power cut. Raises :class:`OutputError`.
    """
    try:
        if output_format.is_plain:
            written = _renamed(files, directory)
        elif output_format.partition == "site-date":
            written = _partitioned(files["articles"], directory, output_format) if "articles" in files else []
        else:
            written = _compressed(files, directory, output_format)
        sync_names(directory, written)
    except OSError as error:
        raise cannot_write(directory, error) from error
    return written


def _renamed(files: Mapping[str, LineFile], directory: Path) -> list[FileReport]:
    """Rename the part files."""
    written = []
    for file in files.values():
        if file.lines:
            file.finish()
            written.append(file_report(file.path, directory, lines=file.lines))
    return written


def _compressed(files: Mapping[str, LineFile], directory: Path, output_format: OutputFormat) -> list[FileReport]:
    """Copy each part file into one compressed file."""
    written = []
    for file in files.values():
        if not file.lines:
            continue
        path = file.path.with_name(file.path.stem + output_format.ending)
        with file.part.open("rb") as lines, FinishedFile(path, output_format.compression) as out:
            for data in _chunks(lines, file.bytes):
                out.write(data)
            written.append(out.finish(directory, lines=file.lines))
    return written


def _partitioned(file: LineFile, directory: Path, output_format: OutputFormat) -> list[FileReport]:
    """Split the articles, and their edges, by site and day. Two files are open at a time, however many partitions there are.

    The first pass notes where each article's line starts (8 bytes an article), the second copies one partition after the other.
    """
    starts: dict[str, array[int]] = defaultdict(lambda: array("Q"))
    written = []
    with file.part.open("rb") as lines:
        offset = 0
        for line in lines:
            starts[partition_of(orjson.loads(line))].append(offset)
            offset += len(line)
        for partition, offsets in sorted(starts.items()):
            names = (
                file.path.stem.replace("articles", kind, 1) + output_format.ending for kind in ("articles", "related")
            )
            paths = (directory / partition / name for name in names)
            with (
                FinishedFile(next(paths), output_format.compression) as articles,
                FinishedFile(next(paths), output_format.compression) as related,
            ):
                edge_count = 0
                for offset in offsets:
                    lines.seek(offset)
                    line = lines.readline()
                    articles.write(line)
                    edges = edges_of(orjson.loads(line))
                    related.write(edge_lines(edges))
                    edge_count += len(edges)
                written.append(articles.finish(directory, lines=len(offsets)))
                if edge_count:
                    written.append(related.finish(directory, lines=edge_count))
    return written


def _chunks(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield the first ``size`` bytes of a file in pieces."""
    while size and (data := file.read(min(size, _CHUNK_BYTES))):
        size -= len(data)
        yield data
