"""Reads the part files that a dead run left: how much of each is whole, and what it holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from newscrawl.archive.warc import series_prefix, whole_size
from newscrawl.report import manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.exporters.files import LineFile
    from newscrawl.state import Output


def close_unused(files: Mapping[str, LineFile]) -> None:
    """Close files without changing them; remove those that are empty, as opening them may have created them."""
    for file in files.values():
        if not file.bytes:
            file.discard()
        file.close()


def kind_of_output(output: Output) -> str:
    """Return ``articles`` or ``related``."""
    return Path(output.path).name.partition(".")[0].partition("-")[0]


def archived_lines(path: Path, whole: tuple[int, int], crawl_id: str) -> tuple[int, int]:
    """Return (bytes, lines) before the first article whose page a power cut removed from the run's WARC files.

    ``whole`` are the bytes and lines at the start of the file that are whole themselves.
    """
    sizes: dict[str, int] = {}
    size = lines = 0
    with path.open("rb") as file:
        while size < whole[0]:
            line = file.readline()
            fetch = orjson.loads(line)["fetch"]
            name = fetch["warc_file"]
            if name and name not in sizes:
                sizes[name] = whole_size(path.parent, name) if name.startswith(series_prefix(crawl_id)) else sys.maxsize
            if name and fetch["warc_offset"] >= sizes[name]:
                break
            size, lines = size + len(line), lines + 1
    return size, lines


def count_articles(path: Path) -> dict[str, manifest.Written]:
    """Count the articles in a file of whole lines by site."""
    found: dict[str, manifest.Written] = {}
    with path.open("rb") as lines:
        for line in lines:
            article = orjson.loads(line)
            found[article["site"]] = found.get(article["site"], manifest.Written()).plus(article["revision"])
    return found


def whole_lines(path: Path, limit: int) -> tuple[int, int]:
    """Return (bytes, lines) of the whole lines at the start of a file, up to ``limit`` bytes.

    A line of JSON holds no zero byte; a block that a power cut kept from the disk holds only zero bytes.
    """
    size = lines = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n") or size + len(line) > limit or b"\0" in line:
                break
            size, lines = size + len(line), lines + 1
    return size, lines
