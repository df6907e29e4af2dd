"""Options of the suite."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=30, help="how often the kill test kills (make torture: 500)")
    parser.addoption("--seeds", default="120", help="how many odd documents are read, or FIRST+COUNT for others")
    parser.addoption("--update", action="store_true", default=False, help="rewrite expected articles; read the diff")


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A directory in memory where the system has that: for tests that sync thousands of times."""
    memory = Path("/dev/shm")  # noqa: S108 - made by and for this process
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)
