"""``pytest tests/sites --update`` rewrites the expected articles from the current extraction; review the diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest import FixtureRequest  # noqa: PT013 - a type only


@pytest.fixture
def update(request: FixtureRequest) -> bool:
    """True if the expected articles are to be rewritten."""
    return bool(request.config.getoption("--update", default=False))
