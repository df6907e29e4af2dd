"""The log of changes: what is logged, in which order, and when a row becomes void."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from newscrawl.state import ArticleState, OpenedStore, Output, Status, address_key, open_or_create_store
from newscrawl.state.changes import ChangeKind
from newscrawl.state.removals import Removal
from newscrawl.state.sqlite import FILE_NAME
from newscrawl.state.upkeep import Upkeep

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.state.changes import Change

NOW = "2026-03-02T08:00:00+07:00"


def url(number: int) -> str:
    return f"https://bao.vn/bai-{number}.html"


def write(store: OpenedStore, number: int, *, revision: int = 1, size: int = 10, keys: list[int] | None = None) -> None:
    """Commit a revision of an article, as the run `c` does."""
    store.commit(
        ArticleState(
            id=f"bao:{number}",
            site="bao",
            url=url(number),
            revision=revision,
            content_hash=f"sha256:{number * 10 + revision:064x}",
            date_published=NOW,
            first_seen=NOW,
            last_seen=NOW,
        ),
        keys=keys or [],
        outputs=[Output(path="articles.jsonl", crawl_id="c", bytes=size, lines=size // 10)],
    )


def changes(store: OpenedStore, after: int = 0) -> list[Change]:
    return store.changes.read(after, until=store.changes.last(), limit=99)


def told(store: OpenedStore, after: int = 0) -> list[tuple[str, str, int]]:
    return [(change.kind.name, change.id, change.revision) for change in changes(store, after)]


def removal(*ids: str) -> Removal:
    return Removal(articles=dict.fromkeys(ids, "bao"), addresses={}, reason="a person asked", time=NOW)


def test_commits_are_logged_in_their_order(store: OpenedStore) -> None:
    write(store, 2)
    write(store, 1)
    write(store, 2, revision=2)
    assert told(store) == [("WRITTEN", "bao:2", 1), ("WRITTEN", "bao:1", 1), ("WRITTEN", "bao:2", 2)]
    assert [(c.sequence, c.crawl_id, c.time) for c in changes(store, 2)] == [(3, "c", NOW)]


def test_a_page_that_goes_and_comes_back_is_logged_each_time(store: OpenedStore) -> None:
    write(store, 1)
    for status in (Status.GONE, Status.GONE, Status.DONE, Status.DONE):
        store.set_status(address_key(url(1)), status, now=NOW, reason="http_404")
    assert told(store) == [("WRITTEN", "bao:1", 1), ("GONE", "bao:1", 1), ("WRITTEN", "bao:1", 1)]
    assert changes(store)[2].crawl_id == "c"


def test_a_further_address_that_is_gone_is_no_change(store: OpenedStore) -> None:
    alias = address_key(url(7))
    write(store, 1, keys=[alias])
    store.set_status(alias, Status.GONE, now=NOW, reason="http_404")
    assert told(store) == [("WRITTEN", "bao:1", 1)]


def test_an_address_that_leads_to_another_article_merges_its_own(store: OpenedStore) -> None:
    for number in (1, 2, 3):
        write(store, number)
    write(store, 2, revision=2, keys=[address_key(url(1))])
    store.set_status(address_key(url(3)), Status.DONE, now=NOW, reason="unchanged", article_id="bao:2")
    store.set_status(address_key(url(3)), Status.DONE, now=NOW, reason="unchanged", article_id="bao:2")
    merged = [(c.id, c.into) for c in changes(store) if c.kind is ChangeKind.MERGED]
    assert merged == [("bao:1", "bao:2"), ("bao:3", "bao:2")]


def test_a_lost_commit_is_void_and_the_place_in_the_log_stays(store: OpenedStore) -> None:
    write(store, 1, size=10)
    write(store, 2, size=20)
    cursor = store.changes.cursor(2)
    store.uncommit(Output(path="articles.jsonl", crawl_id="c", bytes=20, lines=2), size=10)
    assert told(store) == [("WRITTEN", "bao:1", 1)]
    assert store.changes.position(cursor) == 2
    write(store, 2, size=20)
    assert [c.sequence for c in changes(store, 2)] == [3]


def test_a_cursor_of_another_or_of_an_older_state_is_refused(tmp_path: Path) -> None:
    with open_or_create_store(tmp_path / "one") as one, open_or_create_store(tmp_path / "other") as other:
        write(one, 1)
        write(other, 1)
        cursor = one.changes.cursor(1)
        assert one.changes.position(cursor) == 1
        assert one.changes.position(one.changes.cursor(0)) == 0
        assert other.changes.position(cursor) is None
        for wrong in ("", "1", "x-y", "2-00000000", "²-00000000", "9" * 5_000, cursor.replace("1-", "0-")):
            assert one.changes.position(wrong) is None


def test_an_older_state_begins_with_the_last_revisions(tmp_path: Path) -> None:
    with open_or_create_store(tmp_path) as store:
        write(store, 1, revision=3)
        write(store, 2)
        store.set_status(address_key(url(2)), Status.GONE, now=NOW, reason="http_404")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        for table in ("changes", "runs", "identity", "removals", "rewrites", "renewal"):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version=9")
    with open_or_create_store(tmp_path) as store:
        assert told(store) == [("WRITTEN", "bao:1", 3), ("WRITTEN", "bao:2", 1), ("GONE", "bao:2", 1)]
        assert {c.crawl_id for c in changes(store)} == {None}


def test_what_is_forgotten_is_not_told_and_what_is_removed_is_not_forgotten(tmp_path: Path) -> None:
    with open_or_create_store(tmp_path) as store:
        for number in (1, 2, 3):
            write(store, number)
        store.remove(removal("bao:1"), plan="{}")
    with closing(Upkeep(tmp_path)) as upkeep:
        assert upkeep.forget_url(url(2))
        assert not upkeep.forget_url(url(1))
        assert upkeep.check() == [f for f in upkeep.check() if "not finished" in f]
        upkeep.forget_site("bao")
    with open_or_create_store(tmp_path) as store:
        assert told(store) == [("REMOVED", "bao:1", 1)]
        assert store.removed_ids() == {"bao:1"}
        assert store.known([address_key(url(1))])[address_key(url(1))].status is Status.REMOVED
