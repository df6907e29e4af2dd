"""Both stores, for the tests of what every store must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.state import MemoryStore, Store, open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["in memory", "in a file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind."""
    made = MemoryStore() if request.param == "in memory" else open_or_create_store(tmp_path / "state")
    yield made
    made.close()
