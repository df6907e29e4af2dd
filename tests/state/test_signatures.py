"""Signatures in the store: found by their keys and months, before and after they are moved to the tables."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newscrawl.dedupe import Signature, find_near_duplicate, signature
from newscrawl.state import (
    ArticleState,
    Fingerprint,
    MemoryStore,
    OpenedStore,
    Output,
    StateError,
    open_or_create_store,
    signatures,
)
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    from newscrawl.state import Place

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-03-02T08:00:00+07:00"
MONTHS = ["2026-02", "2026-03", "2026-04"]


def text(seed: int, length: int = 120) -> str:
    rnd = random.Random(seed)  # noqa: S311 - reproducible
    return " ".join("".join(rnd.choices("abcdeghiklmnopqrstuvxy", k=4)) for _ in range(length))


def signed(seed: int) -> Signature:
    made = signature(text(seed))
    assert made
    return made


def commit(
    store: OpenedStore, number: int, seed: int, *, month: str = "2026-03", cluster: int | None = None, revision: int = 1
) -> None:
    state = ArticleState(
        id=f"bao:{number}",
        site="bao",
        url=f"https://bao.vn/{number}.html",
        revision=revision,
        content_hash=f"sha256:{seed}",
        date_published=None,
        first_seen=NOW,
        last_seen=NOW,
    )
    output = Output(path="articles.jsonl", crawl_id="c", bytes=number * 10, lines=number)
    fingerprint = Fingerprint(signature=signed(seed), month=month, cluster=cluster)
    store.commit(state, keys=[number], outputs=[output], fingerprint=fingerprint)


def found(store: OpenedStore, seed: int, months: list[str] = MONTHS, article_id: str = "khac:1") -> list[str]:
    return [c.article_id for c in store.near_duplicate_candidates(signed(seed).keys, months, article_id=article_id)]


@pytest.fixture(params=["in memory", "in tables"])
def batch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The size of a batch: the keys go to the tables three at a time, or all stay in memory."""
    if request.param == "in tables":
        monkeypatch.setattr(signatures, "BATCH_ARTICLES", 3)
    return str(request.param)


@pytest.mark.usefixtures("batch")
def test_what_was_committed_is_found_by_its_keys(either: OpenedStore) -> None:
    store = either
    for number in range(1, 11):
        commit(store, number, number)
        assert found(store, number) == [f"bao:{number}"]
    assert [found(store, number) for number in range(1, 12)] == [*([f"bao:{number}"] for number in range(1, 11)), []]
    copy = find_near_duplicate(
        signed(4).sketch, store.near_duplicate_candidates(signed(4).keys, MONTHS, article_id="khac:1")
    )
    assert copy
    assert (copy.near_duplicate_of, copy.cluster, copy.similarity) == ("bao:4", 4, 1.0)


@pytest.mark.usefixtures("batch")
def test_other_months_are_not_searched(either: OpenedStore) -> None:
    store = either
    for number, month in enumerate(["2025-12", "2026-02", "2026-03", "2026-04"], 1):
        commit(store, number, 1, month=month)
    assert found(store, 1) == ["bao:2", "bao:3", "bao:4"]
    assert found(store, 1, ["2025-12"]) == ["bao:1"]
    assert found(store, 1, ["1999-01"]) == []


@pytest.mark.usefixtures("batch")
def test_the_head_of_a_cluster_comes_along(either: OpenedStore) -> None:
    store = either
    commit(store, 1, 1, month="2025-06")
    commit(store, 2, 2, cluster=1)
    commit(store, 3, 3)
    assert found(store, 2) == ["bao:2", "bao:1"]


@pytest.mark.usefixtures("batch")
def test_a_revision_is_found_by_its_new_text_and_compared_with_what_came_before_it(either: OpenedStore) -> None:
    store = either
    commit(store, 1, 1)
    commit(store, 2, 1)
    commit(store, 3, 5)
    assert found(store, 1, article_id="bao:1") == [], "its own copies and itself"
    assert found(store, 1, article_id="bao:2") == ["bao:1"]
    commit(store, 1, 9, revision=2)
    assert found(store, 9) == ["bao:1"]
    copy = find_near_duplicate(
        signed(1).sketch, store.near_duplicate_candidates(signed(1).keys, MONTHS, article_id="khac:1")
    )
    assert copy
    assert copy.cluster_id == "bao:2", "the old text of the first is gone"


@pytest.mark.usefixtures("batch")
def test_what_a_power_cut_took_is_not_found_and_its_number_not_given_again(either: OpenedStore) -> None:
    store = either
    for number in (1, 2, 3):
        commit(store, number, number)
    assert store.uncommit(store.outputs()[0], size=20) == 1
    assert found(store, 3) == []
    commit(store, 4, 4)
    commit(store, 3, 3)
    assert found(store, 4) == ["bao:4"]
    assert found(store, 3) == ["bao:3"]


@pytest.mark.usefixtures("batch")
def test_two_processes_see_each_other(place: Place) -> None:
    one, other = open_or_create_store(place), open_or_create_store(place)
    assert found(other, 1) == []
    for number in range(1, 8):
        commit(one if number % 2 else other, number, number)
        assert found(other, number) == found(one, number) == [f"bao:{number}"]


@pytest.mark.usefixtures("batch")
def test_a_forgotten_article_is_no_original_and_no_copy_of_itself(tmp_path: Path) -> None:
    store = open_or_create_store(tmp_path)
    for number in (1, 2, 3):
        commit(store, number, number)
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("DELETE FROM articles WHERE id = 'bao:2'")
    assert found(store, 2, article_id="bao:2") == []
    commit(store, 2, 2)
    assert found(store, 2) == ["bao:2"]


CHILD = """
import sys
from contextlib import closing
from pathlib import Path
from newscrawl.state import open_or_create_store, signatures
from tests.state.test_signatures import commit
signatures.BATCH_ARTICLES = 7
store = open_or_create_store(Path(sys.argv[1]))
number = store.counts()["articles"]
while True:
    number += 1
    commit(store, number, number, month=f"2026-0{number % 3 + 2}")
    print(number, flush=True)
"""


def test_a_kill_leaves_every_committed_article_with_its_signature(tmp_path: Path) -> None:
    reached = 0
    for kill in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
        assert child.stdout
        for _ in range(9 + 4 * kill):
            reached = int(child.stdout.readline())
        child.kill()
        child.communicate()
    store = open_or_create_store(tmp_path)
    articles = store.counts()["articles"]
    assert articles >= reached
    for number in range(1, articles + 1):
        assert found(store, number) == [f"bao:{number}"]


def test_a_failed_commit_leaves_no_signature(either: OpenedStore) -> None:
    store = either
    with pytest.raises(ValueError, match="not a month"):
        commit(store, 1, 1, month="2026/03")
    assert found(store, 1) == []
    assert store.article("bao:1") is None


def test_the_newest_pages_of_a_form_are_read_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "BATCH_ARTICLES", 40)
    store = MemoryStore()
    for number in range(1, 201):
        commit(store, number, 1)
    candidates = found(store, 1)
    assert len(candidates) <= 25
    assert {int(name[4:]) for name in candidates} <= set(range(100, 201))


@pytest.mark.usefixtures("batch")
def test_one_key_leads_to_an_article_where_few_have_it(either: OpenedStore) -> None:
    store = either
    commit(store, 1, 1)
    one, other = signed(1), signed(2)
    keys = [one.keys[0], *other.keys[1:]]
    candidates = store.near_duplicate_candidates(keys, MONTHS, article_id="khac:1")
    assert [c.article_id for c in candidates] == ["bao:1"]
    for number in range(2, 6):
        commit(store, number, 1)
    assert store.near_duplicate_candidates(keys, MONTHS, article_id="khac:1") == []


def test_an_article_without_a_fingerprint_is_committed_all_the_same(either: OpenedStore) -> None:
    store = either
    state = ArticleState(
        id="bao:1",
        site="bao",
        url="https://bao.vn/1.html",
        revision=1,
        content_hash="h",
        date_published=None,
        first_seen=NOW,
        last_seen=NOW,
    )
    store.commit(state, keys=[1], outputs=[])
    assert store.article("bao:1") == state


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    store = open_or_create_store(tmp_path)
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("DROP TABLE signatures")
    with pytest.raises(StateError, match="cannot be used"):
        found(store, 1)


@pytest.mark.usefixtures("batch")
def test_what_is_too_old_is_forgotten_and_no_number_is_given_twice(tmp_path: Path) -> None:
    store = open_or_create_store(tmp_path)
    for number, month in enumerate(["2024-01", "2025-12", "2026-02", "2026-03"], 1):
        commit(store, number, number, month=month)
    assert store.delete_signatures(before="2026-01") == 2
    everything = ["2024-01", "2025-12", *MONTHS]
    assert [found(store, number, everything) for number in range(1, 5)] == [[], [], ["bao:3"], ["bao:4"]]
    assert store.delete_signatures(before="2027-01") == 1, "the last stays"
    commit(store, 5, 5)
    assert found(store, 5) == ["bao:5"]
    commit(store, 1, 9, revision=2)
    assert found(store, 9) == ["bao:1"]
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        numbers = [row[0] for row in db.execute("SELECT signature FROM articles ORDER BY signature")]
    assert len(set(numbers)) == 5
    with pytest.raises(ValueError, match="not a month"):
        store.delete_signatures(before="soon")
