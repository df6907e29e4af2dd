"""An existing state is opened for reading."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newscrawl.state import (
    Address,
    StateError,
    address_key,
    open_existing_store,
    open_or_create_store,
)
from newscrawl.state.upkeep import Upkeep

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-03-02T08:00:00+07:00"
URL = "https://bao.vn/1.html"
ADDRESS = Address(key=address_key(URL), url=URL)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A state directory with one address."""
    with open_or_create_store(tmp_path) as store:
        store.add("bao", [ADDRESS], now=NOW)
    return tmp_path


def test_a_state_is_opened_for_reading(directory: Path) -> None:
    with open_existing_store(directory) as store:
        assert store.counts()["pending"] == 1
        assert [address.url for address in store.pending("bao", limit=9, max_tries=3)] == [URL]
    with closing(Upkeep(directory, read_only=True)) as upkeep:
        assert upkeep.sites()["bao"]["pending"] == 1
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            upkeep.forget_site("bao")


def test_nothing_is_made_where_there_is_no_state(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"There is no state in .*nowhere"):
        open_existing_store(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_a_store_for_reading_refuses_to_write(directory: Path) -> None:
    with open_existing_store(directory) as store, pytest.raises(StateError, match="read_only=False"):
        store.add("bao", [ADDRESS], now=NOW)
    with open_existing_store(directory, read_only=False) as store:
        store.record_failure(ADDRESS.key, now=NOW)
        assert store.pending("bao", limit=9, max_tries=3)[0].tries == 1


def test_a_reader_sees_what_a_running_crawl_commits(directory: Path) -> None:
    url = "https://bao.vn/2.html"
    with open_or_create_store(directory) as run, open_existing_store(directory) as reader:
        run.add("bao", [Address(key=address_key(url), url=url)], now=NOW)
        assert reader.counts("bao")["pending"] == 2


def test_a_state_of_an_older_version_is_not_migrated_by_a_reader(directory: Path) -> None:
    file = directory / "state.sqlite3"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version=7")
    with pytest.raises(StateError, match=r"older newscrawl .*read_only=False"):
        open_existing_store(directory)
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 7


def test_a_damaged_state_is_named(directory: Path) -> None:
    (directory / "state.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(StateError, match=r"state\.sqlite3 cannot be used.*damaged"):
        open_existing_store(directory)
