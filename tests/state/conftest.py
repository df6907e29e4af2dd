"""All stores, for the tests of what every store must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.state import MemoryStore, OpenedStore, open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.state import Place
    from tests.helpers.postgres import Server


def _opened(request: pytest.FixtureRequest) -> OpenedStore:
    """An empty store of the kind that the parameter names."""
    if request.param == "in memory":
        return MemoryStore()
    if request.param == "in a file":
        return open_or_create_store(request.getfixturevalue("tmp_path") / "state")
    from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - needs the extra

    server: Server = request.getfixturevalue("postgres")
    return PostgresStore(server.empty(), uses_caller_clock=True)


@pytest.fixture(params=["in memory", "in a file", "in PostgreSQL"])
def store(request: pytest.FixtureRequest) -> Iterator[OpenedStore]:
    """An empty store of each kind."""
    made = _opened(request)
    yield made
    made.close()


@pytest.fixture(params=["in memory", "in PostgreSQL"])
def either(request: pytest.FixtureRequest) -> Iterator[OpenedStore]:
    """An empty store in SQLite or in PostgreSQL, for what does not depend on SQLite's file."""
    made = _opened(request)
    yield made
    made.close()


@pytest.fixture(params=["a directory", "a database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a state may be, without one yet, or with an empty one."""
    if request.param == "a directory":
        return tmp_path
    server: Server = request.getfixturevalue("postgres")
    return server.empty()
