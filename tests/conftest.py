"""Options of the suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=30, help="how often the kill test kills (make torture: 500)")
    parser.addoption("--update", action="store_true", default=False, help="rewrite expected articles; read the diff")
