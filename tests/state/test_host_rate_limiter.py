"""The time of the next request to a host, and the number of requests to a site today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.state import HostLock, open_or_create_store

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.state import OpenedStore, Store

NOW = 1_790_000_000.0
DAY = "2026-09-21"


def ask(store: Store, host: str = "a.vn", *, now: float = NOW, others: tuple[str, ...] = ()) -> float:
    return store.acquire_request_slot(host, hosts={host, *others}, site="a", now=now, delay=2.0, day=DAY)


def test_a_host_is_asked_once_in_a_delay(either: OpenedStore) -> None:
    store = either
    assert ask(store) == 0
    assert ask(store, now=NOW + 0.5) == 1.5
    assert ask(store, "b.vn") == 0
    assert ask(store, "c.vn", now=NOW + 0.5, others=("a.vn",)) == 1.5
    assert ask(store, now=NOW + 2) == 0


def test_the_last_delay_is_remembered(either: OpenedStore) -> None:
    store = either
    assert store.host_delay(["a.vn"]) == 0
    ask(store)
    store.acquire_request_slot("b.vn", hosts={"b.vn"}, site="a", now=NOW, delay=30.0, day=DAY)
    assert store.host_delay(["a.vn"]) == 2.0
    assert store.host_delay(["a.vn", "b.vn"]) == 30.0


def test_only_requests_that_may_be_sent_are_counted(either: OpenedStore) -> None:
    store = either
    assert store.request_count("a", day=DAY) == 0
    for moment in (0, 1, 2, 3):
        ask(store, now=NOW + moment)
    assert store.request_count("a", day=DAY) == 2
    assert store.request_count("a", day="2026-09-22") == store.request_count("b", day=DAY) == 0
    store.acquire_request_slot("a.vn", hosts={"a.vn"}, site="a", now=NOW + 90_000, delay=2.0, day="2026-09-22")
    assert store.request_count("a", day="2026-09-22") == 1


def test_a_clock_that_was_put_back_costs_one_delay(either: OpenedStore) -> None:
    store = either
    ask(store)
    assert ask(store, now=NOW - 86_400) == 2.0
    assert ask(store, now=NOW - 86_398) == 0


def test_a_host_is_left_alone_for_the_longest_that_was_asked_for(tmp_path: Path) -> None:
    store = open_or_create_store(tmp_path)
    assert store.blocked_until(["a.vn"]) == 0
    store.block_until(["a.vn", "b.vn"], until=NOW + 60)
    store.block_until(["b.vn"], until=NOW + 10)
    store.close()
    store = open_or_create_store(tmp_path)
    assert store.blocked_until(["b.vn", "c.vn"]) == NOW + 60
    assert store.blocked_until(["c.vn"]) == 0
    store.close()


def test_a_host_has_one_holder(tmp_path: Path) -> None:
    one, two = HostLock(tmp_path, "../a.vn:80"), HostLock(tmp_path, "../a.vn:80")
    assert one.try_acquire()
    assert not two.try_acquire()
    one.release()
    assert two.try_acquire()
    two.release()
    assert [path.name for path in tmp_path.iterdir()] == ["host-.._a.vn_80.lock"]
