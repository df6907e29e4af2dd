"""A removed article: only its tombstone is in the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.dedupe import signature
from newscrawl.state import (
    Address,
    ArticleState,
    Fingerprint,
    OpenedStore,
    Output,
    Status,
    address_key,
    open_or_create_store,
)
from newscrawl.state.removals import Removal, Tombstone
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-03-02T08:00:00+07:00"
URL = "https://bao.vn/ten-cua-mot-nguoi-1.html"
TEXT = (
    "Sáng nay làng họp bên đình, cụ từ đọc lại hương ước cũ rồi bà con bàn chuyện đắp con đường ra đồng trước mùa mưa tới. "
    * 4
)


def article() -> ArticleState:
    return ArticleState(
        id="bao:1",
        site="bao",
        url=URL,
        revision=2,
        content_hash=f"sha256:{7:064x}",
        date_published=NOW,
        first_seen=NOW,
        last_seen=NOW,
        consonant_hash="00000000000000aa",
    )


def committed(store: OpenedStore) -> None:
    own = signature(TEXT)
    assert own
    output = Output(path="articles.jsonl", crawl_id="c", bytes=10, lines=1)
    fingerprint = Fingerprint(signature=own, month="2026-03")
    store.commit(article(), keys=[], outputs=[output], etag='"e"', fingerprint=fingerprint, next_revisit=NOW)


def removed(store: OpenedStore, **addresses: str) -> None:
    store.remove(
        Removal(articles={"bao:1": "bao"}, addresses=addresses, reason="a person asked", time=NOW), plan='{"a": 1}'
    )


def test_nothing_of_the_text_stays(store: OpenedStore) -> None:
    committed(store)
    own = signature(TEXT)
    assert own
    assert store.near_duplicate_candidates(own.keys, ["2026-03"], article_id="khac:1")
    removed(store)
    assert store.near_duplicate_candidates(own.keys, ["2026-03"], article_id="khac:1") == []
    assert store.article_with_content(article().content_hash) is None
    assert store.validators(address_key(URL)) == (None, None)
    assert store.due_revisits("bao", now="2030-01-01T00:00:00Z", limit=9) == []
    left = store.article("bao:1")
    assert left
    assert (left.url, left.content_hash, left.consonant_hash, left.date_published) == ("https://bao.vn/", "", "", None)
    assert store.tombstones() == [Tombstone("bao:1", "bao", NOW, "a person asked")]


def test_the_database_file_keeps_no_trace_of_the_address(tmp_path: Path) -> None:
    with open_or_create_store(tmp_path) as store:
        store.add("bao", [Address(key=address_key(URL), url=URL, hints='{"headline":"Ten Nguoi"}')], now=NOW)
        committed(store)
        removed(store)
        for path in tmp_path.glob(f"{FILE_NAME}*"):
            assert b"ten-cua-mot-nguoi" not in path.read_bytes()
            assert b"Ten Nguoi" not in path.read_bytes()


def test_its_addresses_are_never_pending_again(store: OpenedStore) -> None:
    committed(store)
    other = "https://bao.vn/chua-tung-doc-2.html"
    removed(store, **{other: "bao"})
    again = [Address(key=address_key(url), url=url) for url in (URL, other)]
    assert store.add("bao", again, now=NOW) == 0
    assert store.pending("bao", limit=9, max_tries=9) == []
    assert {found.status for found in store.known([a.key for a in again]).values()} == {Status.REMOVED}
    assert store.removed_addresses() == sorted((a.key, "bao") for a in again)


def test_a_second_removal_changes_nothing_and_an_unknown_article_gets_a_tombstone(store: OpenedStore) -> None:
    removed(store)
    removed(store)
    assert store.removed_ids() == {"bao:1"}
    assert len(store.changes.read(0, until=99, limit=99)) == 1
    assert store.rewrites() == ['{"a": 1}'] * 2
    store.finish_rewrite('{"a": 1}')
    assert store.rewrites() == []
