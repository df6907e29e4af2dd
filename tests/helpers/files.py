"""Read what a run wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newscrawl.exporters.output_format import article_files, open_lines

if TYPE_CHECKING:
    from pathlib import Path


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines, whether it is compressed or not."""
    with open_lines(path) as file:
        return [json.loads(line) for line in file]


def read_articles(output: Path) -> list[dict[str, Any]]:
    """The articles of all finished files in a directory and below it, file by file in the order of their names."""
    return [line for path in article_files(output) for line in read_lines(path)]
