"""Addresses that wait for the end of an outage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import dates
from newscrawl.state import Address, OpenedStore, Status, address_key, open_or_create_store, open_upkeep
from newscrawl.state.schema import SCHEMA
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.state import Place

NOW: Final = "2026-03-02T08:00:00+07:00"
LATER: Final = "2026-03-02T10:00:00+07:00"
SITE: Final = "bao"


def address(number: int) -> Address:
    url = f"https://bao.vn/bai-{number}.html"
    return Address(key=address_key(url), url=url, hints='{"headline":"x"}')


def filled(store: OpenedStore, count: int = 3) -> list[Address]:
    found = [address(n) for n in range(count)]
    store.add(SITE, found, now=NOW)
    return found


def test_a_deferred_address_is_pending_and_rests(either: OpenedStore) -> None:
    with either as store:
        one, two, _ = filled(store)
        store.defer(one.key, tries=7, not_before=LATER, reason="no_body", now=NOW)
        assert store.known([one.key])[one.key].status is Status.PENDING
        assert store.known([one.key])[one.key].is_deferred
        assert not store.known([two.key])[two.key].is_deferred
        assert one.key not in {a.key for a in store.pending(SITE, limit=9, max_tries=9)}
        assert store.deferred(SITE, limit=9, until=NOW) == []
        (found,) = store.deferred(SITE, limit=9, until=LATER)
        assert (found.key, found.tries, found.hints, found.is_deferred) == (one.key, 7, one.hints, True)
        assert store.deferred(SITE, limit=9) == [found]
        assert store.deferred("other", limit=9) == []


def test_an_outage_that_goes_on_postpones_all_addresses_of_the_site(either: OpenedStore) -> None:
    with either as store:
        one, two, _ = filled(store)
        store.defer(one.key, tries=1, not_before=NOW, reason="no_body", now=NOW)
        store.defer(two.key, tries=1, not_before="2026-03-03T08:00:00+07:00", reason="no_body", now=NOW)
        store.postpone_deferred(SITE, until=LATER, tries=4)
        assert store.deferred(SITE, limit=9, until=NOW) == []
        assert [(a.key, a.tries) for a in store.deferred(SITE, limit=9, until=LATER)] == [(one.key, 4)]


def test_what_was_not_tried_for_longest_is_tried_first(either: OpenedStore) -> None:
    with either as store:
        one, two, _ = filled(store)
        for found, when in ((two, LATER), (one, NOW)):
            store.defer(found.key, tries=1, not_before=LATER, reason="no_body", now=when)
        assert [a.key for a in store.deferred(SITE, limit=1)] == [one.key]


@pytest.mark.parametrize("how", ["status", "offer", "end"])
def test_what_ends_a_deferral(either: OpenedStore, how: str) -> None:
    with either as store:
        one, *_ = filled(store)
        store.defer(one.key, tries=3, not_before=LATER, reason="no_body", now=NOW)
        match how:
            case "status":
                store.set_status(one.key, Status.REJECTED, now=NOW, reason="no_body")
            case "offer":
                store.add(SITE, [one], now=NOW)
            case _:
                store.defer(one.key, tries=1, not_before=None, reason="timeout", now=NOW)
        assert store.deferred(SITE, limit=9) == []


def test_the_site_is_due_when_a_pause_ends(either: OpenedStore) -> None:
    with either as store:
        one, *_ = filled(store)
        store.end_crawl(SITE)
        store.defer(one.key, tries=1, not_before=LATER, reason="no_body", now=NOW)
        assert store.next_due(SITE, revisits=False) == LATER
        assert store.next_due(SITE, revisits=True) == LATER


def test_retry_takes_rejected_and_failed_addresses_by_reason_and_day(place: Place) -> None:
    with open_or_create_store(place) as store:
        found = [address(n) for n in range(6)]
        store.add(SITE, found, now=NOW)
        store.set_status(found[0].key, Status.REJECTED, now=NOW, reason="no_body", etag='"1"')
        store.set_status(found[1].key, Status.REJECTED, now=LATER, reason="section_page")
        store.set_status(found[2].key, Status.GONE, now=NOW, reason="http_404")
        store.record_failure(found[3].key, now=NOW, reason="timeout")
        store.set_status(found[4].key, Status.DONE, now=NOW, reason="unchanged")
    with closing(open_upkeep(place)) as upkeep:
        assert upkeep.waiting(SITE, max_tries=1) == (2, 0, 1)
        assert upkeep.retry(SITE, reason="section_page", since=NOW) == {"section_page": 1}
        assert upkeep.retry(SITE, since=LATER) == {}
        assert upkeep.retry(SITE) == {"no_body": 1, "timeout": 1}
        assert upkeep.retry(SITE, reason="http_404") == {"http_404": 1}
        assert upkeep.retry("other") == {}
    with open_or_create_store(place) as store:
        pending = store.pending(SITE, limit=9, max_tries=1)
        assert {a.key for a in pending} == {a.key for a in found} - {found[4].key}
        assert store.validators(found[0].key) == (None, None)


def test_a_state_of_the_eighth_schema_is_opened(tmp_path: Path) -> None:
    with open_or_create_store(tmp_path) as store:
        found = [address(n) for n in range(3)]
        store.add(SITE, found, now=NOW)
        store.record_failure(found[0].key, now=NOW)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.executescript(
            "DROP INDEX deferred_addresses; ALTER TABLE addresses DROP COLUMN not_before; DROP TABLE changes; DROP TABLE runs; "
            "DROP TABLE identity; DROP TABLE removals; DROP TABLE rewrites; DROP TABLE renewal; PRAGMA user_version=8;"
        )
    with open_or_create_store(tmp_path) as store:
        assert {a.key for a in store.pending(SITE, limit=9, max_tries=5)} == {a.key for a in found}
        assert store.deferred(SITE, limit=9) == []
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


def test_a_rest_that_a_wrong_clock_noted_is_over(either: OpenedStore) -> None:
    with either as store:
        one, two, _ = filled(store)
        store.defer(one.key, tries=1, not_before="2027-03-02T08:00:00+07:00", reason="no_body", now=NOW)
        store.defer(two.key, tries=1, not_before="2026-03-03T08:00:00+07:00", reason="no_body", now=NOW)
        assert [a.key for a in store.deferred(SITE, limit=9, until=LATER)] == [one.key]


def test_a_failure_that_a_wrong_clock_noted_does_not_hold_an_address_back(either: OpenedStore) -> None:
    with either as store:
        one, two, three = filled(store)
        store.record_failure(one.key, now="2027-03-02T08:00:00+07:00", reason="timeout")
        store.record_failure(two.key, now=LATER, reason="timeout")
        assert {a.key for a in store.pending(SITE, limit=9, max_tries=5, tried_before=NOW)} == {one.key, three.key}


def test_a_pending_address_tells_why_it_failed_last(either: OpenedStore) -> None:
    with either as store:
        one, two, three = filled(store)
        store.defer(one.key, tries=2, not_before=LATER, reason="no_body", now=NOW)
        store.set_status(two.key, Status.REJECTED, now=NOW, reason="no_body")
        assert store.pending_address(one.key) == replace(one, tries=2, is_deferred=True, reason="no_body")
        assert store.pending_address(two.key) is None
        assert store.pending_address(three.key) == three


def test_what_is_settled_tells_why_and_when(either: OpenedStore) -> None:
    with either as store:
        one, two, three = filled(store)
        store.set_status(one.key, Status.GONE, now=LATER, reason="http_404")
        store.set_status(two.key, Status.DONE, now=LATER)
        first = dates.to_epoch(NOW)
        assert store.settled([one.key, two.key, three.key]) == {one.key: ("http_404", first, dates.to_epoch(LATER))}
        assert store.settled([]) == {}
