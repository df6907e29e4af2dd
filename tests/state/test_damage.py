"""A damaged value in the state is named, by one error that every command turns into a sentence and an exit code."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newscrawl.policy.frontier import unpack_hints
from newscrawl.report import crawl_stats
from newscrawl.state import HealthRow, Source, StateError, open_or_create_store, open_upkeep
from newscrawl.state.sqlite import FILE_NAME
from tests.state.test_sqlite import NOW, address, state

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.state import Store

FEED = "https://bao.vn/rss/home.rss"


def spoil(directory: Path, statement: str) -> None:
    with closing(sqlite3.connect(directory / FILE_NAME)) as db, db:
        db.execute(statement)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Return the directory of a state with a source, a page, an article and a run."""
    with open_or_create_store(tmp_path) as store:
        store.begin_crawl("bao")
        store.add("bao", [address(1)], now=NOW)
        store.commit(state(1), keys=[address(1).key], outputs=[], next_revisit=NOW)
        store.put_source(Source(url=FEED, site="bao", kind="feed", checked=NOW, first_checked=NOW, next_check=NOW))
        store.put_health("bao", [HealthRow("run-1", NOW, "{}")])
        store.end_crawl("bao")
    return tmp_path


def next_due(store: Store) -> object:
    return store.next_due("bao", revisits=True)


@pytest.mark.parametrize(
    ("statement", "read", "what"),
    [
        ("UPDATE sources SET next_check = 'xx'", next_due, r"next_check of a source of bao is 'xx'"),
        ("UPDATE sources SET checked = '2026-13-45T00:00:00+07:00'", lambda s: s.source(FEED), "checked of the source"),
        ("UPDATE sources SET first_checked = '2026-03-02T08:00:00'", lambda s: s.source(FEED), "first_checked of the"),
        ("UPDATE sources SET brought_news = x'ff00'", lambda s: s.entry_sources("bao"), "brought_news of the source"),
        ("UPDATE sources SET checked = CAST(x'ff30' AS TEXT)", lambda s: s.source(FEED), "The file is damaged"),
        ("UPDATE articles SET first_seen = 99999999999999999", lambda s: s.article(state(1).id), "time of an article"),
        ("UPDATE addresses SET next_revisit = 99999999999999999", next_due, "next_revisit of an address of bao"),
        ("UPDATE health SET finished = 'yesterday'", lambda s: s.health("bao"), "the end of a run of bao"),
    ],
)
def test_a_damaged_time_is_an_error_of_the_state(stored: Path, statement: str, read: object, what: str) -> None:
    spoil(stored, statement)
    with open_or_create_store(stored) as store, pytest.raises(StateError, match=what):
        read(store)  # type: ignore[operator] # a function of the table above


def test_the_check_of_a_state_names_damaged_times(stored: Path) -> None:
    with closing(open_upkeep(stored)) as upkeep:
        assert not upkeep.check()
    spoil(stored, "UPDATE sources SET next_check = 'xx'")
    spoil(stored, "UPDATE health SET finished = ''")
    with closing(open_upkeep(stored)) as upkeep:
        assert upkeep.check() == [
            f"next_check of the source {FEED} is 'xx', which is no time",
            "the end of a run of bao in the table health is '', which is no time",
        ]


@pytest.mark.parametrize("read", [crawl_stats.loads, unpack_hints])
@pytest.mark.parametrize("text", ["{broken", "[1]", '"a"'])
def test_damaged_counts_and_hints_are_errors_of_the_state(read: object, text: str) -> None:
    with pytest.raises(StateError, match="The state is damaged"):
        read(text)  # type: ignore[operator] # a function of the list above
