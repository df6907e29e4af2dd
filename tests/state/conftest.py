"""All stores, for the tests of what every store must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.state import MemoryStore, OpenedStore, open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.postgres import Server


@pytest.fixture(params=["in memory", "in a file", "in PostgreSQL"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenedStore]:
    """An empty store of each kind."""
    made: OpenedStore
    if request.param == "in PostgreSQL":
        server: Server = request.getfixturevalue("postgres")
        from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - needs the extra

        made = PostgresStore(server.empty(), uses_caller_clock=True)
    else:
        made = MemoryStore() if request.param == "in memory" else open_or_create_store(tmp_path / "state")
    yield made
    made.close()
