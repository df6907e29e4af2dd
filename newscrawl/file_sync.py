"""Calls that make a change of the file system survive a power cut."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def sync_file(descriptor: int) -> None:
    """Make the content of an open file survive a power cut."""
    os.fsync(descriptor)


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut: files created, renamed or removed in it."""
    directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
