"""The SQLite store: what it remembers, in batches, and its error messages."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from newscrawl.dedupe import signature
from newscrawl.state import (
    Address,
    ArticleState,
    Fingerprint,
    Output,
    SiteLock,
    SiteLockedError,
    Source,
    StateError,
    Status,
    address_key,
    open_or_create_store,
    sqlite_connection,
)

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.state import Store

NOW = "2026-03-02T08:00:00+07:00"


def address(number: int, **more: object) -> Address:
    url = f"https://bao.vn/bai-{number}.html"
    return Address(key=address_key(url), url=url, **more)  # type: ignore[arg-type] # what the test names


def state(number: int, *, revision: int = 1) -> ArticleState:
    return ArticleState(
        id=f"bao:{number}",
        site="bao",
        url=f"https://bao.vn/bai-{number}.html",
        revision=revision,
        content_hash=f"sha256:{number}.{revision}",
        date_published=None,
        first_seen=NOW,
        last_seen=NOW,
    )


def test_the_key_is_the_same_for_the_variants_of_an_address() -> None:
    variants = [
        "https://bao.vn/a-1.html",
        "http://www.bao.vn/a-1.html?utm_source=x",
        "https://m.bao.vn/amp/a-1.html#top",
    ]
    assert len({address_key(url) for url in variants}) == 1
    assert address_key("https://bao.vn/a-2.html") != address_key(variants[0])


def test_what_is_added_is_pending_and_known(store: Store) -> None:
    store.add("bao", [address(n) for n in range(1200)], now=NOW)
    keys = [address(n).key for n in range(1300)]
    known = store.known(keys)
    assert len(known) == 1200
    assert {k.status for k in known.values()} == {Status.PENDING}
    assert len(store.pending("bao", limit=5000, max_tries=3)) == 1200
    assert store.pending("khac", limit=10, max_tries=3) == []


def test_what_fails_goes_to_the_end_and_is_given_up_in_time(store: Store) -> None:
    store.add("bao", [address(1), address(2)], now=NOW)
    store.record_failure(address(1).key, now=NOW)
    assert [a.url for a in store.pending("bao", limit=5, max_tries=3)] == [address(2).url, address(1).url]
    store.record_failure(address(1).key, now=NOW)
    store.record_failure(address(1).key, now=NOW)
    assert [a.url for a in store.pending("bao", limit=5, max_tries=3)] == [address(2).url]


def test_settling_and_forgetting(store: Store) -> None:
    store.add("bao", [address(1), address(2), address(3)], now=NOW)
    store.set_status(address(1).key, Status.REJECTED, now=NOW, reason="no_body")
    store.set_status(address(2).key, Status.GONE, now=NOW)
    store.delete_address(address(3).key)
    known = store.known([address(n).key for n in (1, 2, 3)])
    assert [known[address(n).key].status for n in (1, 2)] == [Status.REJECTED, Status.GONE]
    assert address(3).key not in known
    assert store.pending("bao", limit=5, max_tries=3) == []


def test_a_commit_closes_the_addresses_and_remembers_the_article(store: Store) -> None:
    store.add("bao", [address(1, hints='{"title": "x"}', lastmod=1772323200)], now=NOW)
    output = Output(path="articles.jsonl", crawl_id="c", bytes=10, lines=1)
    store.commit(state(1), keys=[address(1).key, 99], outputs=[output], etag='"e"')
    known = store.known([address(1).key, 99])
    assert [k.status for k in known.values()] == [Status.DONE, Status.DONE]
    assert store.validators(address(1).key).etag == '"e"'
    assert known[address(1).key].lastmod == 1772323200
    assert store.article("bao:1") == state(1)
    assert store.article_with_content("sha256:1.1") == "bao:1"
    assert store.outputs() == [output]
    store.commit(state(1, revision=2), keys=[address(1).key], outputs=[])
    assert store.article("bao:1") == state(1, revision=2)
    assert store.counts("bao") == {"pending": 0, "done": 2, "rejected": 0, "gone": 0, "removed": 0, "articles": 1}


def test_lastmod_of_a_second_source_is_noted_once(store: Store) -> None:
    store.add("bao", [address(1), address(2, lastmod=10)], now=NOW)
    store.fill_lastmod([(address(1).key, 20), (address(2).key, 20)])
    known = store.known([address(1).key, address(2).key])
    assert [known[address(n).key].lastmod for n in (1, 2)] == [20, 10]


def test_a_source_keeps_the_day_it_last_brought_news(store: Store) -> None:
    source = Source(url="https://bao.vn/rss", site="bao", kind="feed", etag='"1"', checked=NOW, brought_news=NOW)
    store.put_source(source)
    later = Source(url="https://bao.vn/rss", site="bao", kind="feed", etag='"2"', checked="2026-03-03T08:00:00+07:00")
    store.put_source(later)
    found = store.source("https://bao.vn/rss")
    assert found
    assert (found.etag, found.brought_news) == ('"2"', NOW)
    assert store.source("https://bao.vn/khac") is None


def test_whether_the_run_before_came_to_its_end(store: Store) -> None:
    assert store.begin_crawl("bao") is False
    assert store.begin_crawl("bao") is False, "a run that began and did not end"
    store.end_crawl("bao")
    assert store.begin_crawl("bao") is True


def test_after_a_power_cut_the_articles_beyond_the_file_go_out_again(store: Store) -> None:
    store.add("bao", [address(1), address(2)], now=NOW)
    store.commit(state(1), keys=[address(1).key], outputs=[Output(path="a", crawl_id="c", bytes=10, lines=1)])
    store.commit(
        state(2), keys=[address(2).key], outputs=[Output(path="a", crawl_id="c", bytes=20, lines=2)], etag='"2"'
    )
    assert store.validators(address(2).key).etag == '"2"'
    assert store.uncommit(store.outputs()[0], size=10) == 1
    assert store.validators(address(2).key).etag is None, "an answer 304 would not bring the article back"
    assert store.article("bao:1")
    assert store.article("bao:2") is None
    assert [a.url for a in store.pending("bao", limit=5, max_tries=3)] == [address(2).url]


def test_the_state_survives_its_process(tmp_path: Path) -> None:
    store = open_or_create_store(tmp_path / "state")
    store.add("bao", [address(1)], now=NOW)
    store.close()
    again = open_or_create_store(tmp_path / "state")
    assert again.pending("bao", limit=5, max_tries=3) == [address(1)]
    again.close()


def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite3"
    file.write_bytes(b"this is no database, it is a letter" * 100)
    before = file.read_bytes()
    with pytest.raises(StateError, match=r"state\.sqlite3 cannot be used: file is not a database.*Move it aside"):
        open_or_create_store(tmp_path)
    assert file.read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.sqlite3") as db:
        db.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StateError, match="database of another program"):
        open_or_create_store(tmp_path)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    open_or_create_store(tmp_path).close()
    with sqlite3.connect(tmp_path / "state.sqlite3") as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(StateError, match=r"schema 99.*Upgrade newscrawl"):
        open_or_create_store(tmp_path)


def test_a_state_directory_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("x")
    with pytest.raises(StateError, match="Choose another with --state"):
        open_or_create_store(tmp_path / "state")


def test_a_second_run_learns_who_holds_the_site(tmp_path: Path) -> None:
    with SiteLock(tmp_path, "bao", now=NOW):
        with pytest.raises(SiteLockedError, match=rf"bao is being crawled.*process \d+ on .*, since {NOW[:10]}"):
            SiteLock(tmp_path, "bao", now=NOW)
        SiteLock(tmp_path, "khac", now=NOW).release()
    SiteLock(tmp_path, "bao", now=NOW).release()


def test_a_site_named_by_its_address_makes_no_path(tmp_path: Path) -> None:
    SiteLock(tmp_path, "../127.0.0.1:80", now=NOW).release()
    assert [p.name for p in tmp_path.iterdir()] == [".._127.0.0.1_80.lock"]


def test_the_log_is_cut_back_when_nobody_reads_the_past_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "_LOG_MB", 1)
    store = open_or_create_store(tmp_path)
    log = tmp_path / "state.sqlite3-wal"
    reader = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM addresses").fetchall()
    for start in range(0, 40_000, 5_000):
        store.add("bao", [address(n) for n in range(start, start + 5_000)], now=NOW)
    beside_a_reader = log.stat().st_size
    reader.close()
    for number in range(3):
        store.add("bao", [address(40_000 + number)], now=NOW)
    assert beside_a_reader > 5_000_000
    assert log.stat().st_size <= 1 << 20
    store.close()


def test_a_long_run_of_commits_does_not_let_the_log_grow(tmp_path: Path) -> None:
    store = open_or_create_store(tmp_path)
    for number in range(3000):
        store.commit(state(number), keys=[address(number).key], outputs=[])
    assert (tmp_path / "state.sqlite3-wal").stat().st_size < 8_000_000
    store.close()


def test_a_commit_that_failed_leaves_nothing_that_a_later_one_stumbles_over(store: Store) -> None:
    signed = signature(" ".join(f"tiếng{n}" for n in range(50)))
    assert signed
    with pytest.raises(ValueError, match="not a month"):
        store.commit(
            state(1), keys=[address(1).key], outputs=[], fingerprint=Fingerprint(signature=signed, month="soon")
        )
    store.add("bao", [address(1)], now=NOW)
    assert [a.url for a in store.pending("bao", limit=5, max_tries=3)] == [address(1).url]
