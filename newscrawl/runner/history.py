"""Reads the revisions of an article from the files of a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import READ_ERRORS, article_files, open_lines

if TYPE_CHECKING:
    from pathlib import Path

_UNREADABLE: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, ValueError)


def revisions(directory: Path, article_id: str) -> list[dict[str, Any]]:
    """Return all records of an article, oldest revision first; empty where there is none.

    :class:`~newscrawl.exporters.files.OutputError` where a file cannot be read.
    """
    found: list[dict[str, Any]] = []
    quoted_id = orjson.dumps(article_id)
    for path in article_files(directory):
        try:
            with open_lines(path) as file:
                # A search in the bytes is much faster than parsing every line.
                records = (orjson.loads(line) for line in file if quoted_id in line)
                found += [record for record in records if record["id"] == article_id]
        except _UNREADABLE as error:
            raise OutputError(
                f"{path} cannot be read: {error}. `newscrawl verify {directory}` says what is wrong."
            ) from None
    return sorted(found, key=lambda record: int(record["revision"]))
