"""``pytest tests/sites --update`` writes what the extractor now reads into the expectations, for a person to review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest import FixtureRequest, Parser  # noqa: PT013 - names of types alone


def pytest_addoption(parser: Parser) -> None:
    parser.addoption("--update", action="store_true", default=False, help="rewrite expected articles; read the diff")


@pytest.fixture
def update(request: FixtureRequest) -> bool:
    """Whether expectations are to be rewritten."""
    return bool(request.config.getoption("--update", default=False))
