"""An existing state is opened from its own directory or from the output directory."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newscrawl.state import (
    STATE_DIRECTORY,
    Address,
    StateError,
    address_key,
    find_state,
    open_or_create_store,
    open_store,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-03-02T08:00:00+07:00"
URL = "https://bao.vn/1.html"
ADDRESS = Address(key=address_key(URL), url=URL)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output directory with a state that knows one address."""
    with open_or_create_store(tmp_path / STATE_DIRECTORY) as store:
        store.add("bao", [ADDRESS], now=NOW)
    return tmp_path


def test_an_output_or_its_state_may_be_named(output: Path) -> None:
    for path in (output, output / STATE_DIRECTORY, str(output)):
        assert find_state(path) == output / STATE_DIRECTORY
        with open_store(path) as store:
            assert store.counts()["pending"] == 1
            assert [address.url for address in store.pending("bao", limit=9, max_tries=3)] == [URL]


def test_nothing_is_made_where_there_is_no_state(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"There is no state in .*nowhere"):
        open_store(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_a_store_for_reading_refuses_to_write(output: Path) -> None:
    with open_store(output) as store, pytest.raises(StateError, match="read_only=False"):
        store.add("bao", [ADDRESS], now=NOW)
    with open_store(output, read_only=False) as store:
        store.record_failure(ADDRESS.key, now=NOW)
        assert store.pending("bao", limit=9, max_tries=3)[0].tries == 1


def test_a_reader_sees_what_a_running_crawl_commits(output: Path) -> None:
    url = "https://bao.vn/2.html"
    with open_or_create_store(output / STATE_DIRECTORY) as run, open_store(output) as reader:
        run.add("bao", [Address(key=address_key(url), url=url)], now=NOW)
        assert reader.counts("bao")["pending"] == 2


def test_a_state_of_an_older_version_is_not_migrated_by_a_reader(output: Path) -> None:
    file = output / STATE_DIRECTORY / "state.sqlite3"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version=7")
    with pytest.raises(StateError, match=r"older newscrawl .*read_only=False"):
        open_store(output)
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 7


def test_a_damaged_state_is_named(output: Path) -> None:
    (output / STATE_DIRECTORY / "state.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(StateError, match=r"state\.sqlite3 cannot be used.*damaged"):
        open_store(output)
