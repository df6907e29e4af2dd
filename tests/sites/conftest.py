"""``pytest tests/sites --update`` writes what the extractor now reads into the expectations, for a person to review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest import FixtureRequest  # noqa: PT013 - the name of a type alone


@pytest.fixture
def update(request: FixtureRequest) -> bool:
    """Whether expectations are to be rewritten."""
    return bool(request.config.getoption("--update", default=False))
