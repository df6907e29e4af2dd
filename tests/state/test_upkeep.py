"""Maintenance of a state."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newscrawl.state import Address, Output, Source, StateError, Status, address_key, open_or_create_store, open_upkeep
from newscrawl.state.upkeep import Upkeep
from tests.state.test_sqlite import NOW, address, state

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.state import Place


@pytest.fixture
def filled(place: Place) -> Place:
    return fill(place)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    fill(tmp_path)
    return tmp_path


def fill(place: Place) -> Place:
    store = open_or_create_store(place)
    store.add("bao", [address(1), address(2)], now=NOW)
    store.add("khac", [Address(key=address_key("https://khac.vn/1.html"), url="https://khac.vn/1.html")], now=NOW)
    store.commit(state(1), keys=[address(1).key], outputs=[])
    store.begin_crawl("bao")
    store.end_crawl("bao")
    store.close()
    return place


def test_what_is_shown(filled: Place) -> None:
    with closing(open_upkeep(filled)) as upkeep:
        sites = upkeep.sites()
    assert list(sites) == ["bao", "khac"]
    assert sites["bao"] == {
        "pending": 1,
        "done": 1,
        "rejected": 0,
        "gone": 0,
        "removed": 0,
        "articles": 1,
        "sources": 0,
        "ended": True,
    }
    assert sites["khac"]["ended"] is False


def test_a_sound_state_has_no_faults(filled: Place) -> None:
    with closing(open_upkeep(filled)) as upkeep:
        assert upkeep.check() == []


def test_faults_are_reported_in_words(directory: Path) -> None:
    store = open_or_create_store(directory)
    store.put_output(Output(path="/archive/articles.jsonl", crawl_id="c", bytes=10, lines=1))
    store.close()
    with sqlite3.connect(directory / "state.sqlite3") as db:
        db.execute("DELETE FROM articles")
    with closing(Upkeep(directory)) as upkeep:
        lost, unfinished = upkeep.check()
    assert lost == "1 addresses are done, but their article is missing"
    assert unfinished.startswith("/archive/articles.jsonl was not finished (10 bytes are committed)")


def test_export_gives_every_address(filled: Place) -> None:
    with closing(open_upkeep(filled)) as upkeep:
        rows = list(upkeep.addresses())
    assert {(r["url"], r["status"]) for r in rows} == {
        ("https://bao.vn/bai-1.html", "done"),
        ("https://bao.vn/bai-2.html", "pending"),
        ("https://khac.vn/1.html", "pending"),
    }


def test_a_forgotten_site_is_new_again(filled: Place) -> None:
    with closing(open_upkeep(filled)) as upkeep:
        assert upkeep.forget_site("bao") == 2
        assert list(upkeep.sites()) == ["khac"]
    store = open_or_create_store(filled)
    assert store.article_with_content("sha256:1.1") is None
    assert store.begin_crawl("bao") is False
    store.close()


def test_a_forgotten_address_takes_its_article_along(filled: Place) -> None:
    with closing(open_upkeep(filled)) as upkeep:
        assert upkeep.forget_url("http://www.bao.vn/bai-1.html?utm_source=x")
        assert not upkeep.forget_url("https://bao.vn/bai-99.html")
        assert upkeep.sites()["bao"]["articles"] == 0


def test_compacting_gives_space_back(directory: Path) -> None:
    store = open_or_create_store(directory)
    store.add("bao", [address(n) for n in range(10, 5000)], now=NOW)
    store.close()
    with closing(Upkeep(directory)) as upkeep:
        upkeep.forget_site("bao")
        before, after = upkeep.compact()
    assert after < before


def test_no_state_there(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"There is no state in .* Name its directory with --state"):
        Upkeep(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_articles_are_counted_by_their_day_in_vietnam(filled: Place) -> None:
    store = open_or_create_store(filled)
    for number, moment in ((11, "2026-03-02T23:30:00+07:00"), (12, "2026-03-02T18:00:00Z"), (13, None)):
        store.commit(replace(state(number), date_published=moment), keys=[address(number).key], outputs=[])
    store.close()
    with closing(open_upkeep(filled)) as upkeep:
        assert upkeep.days("bao") == {"2026-03-02": 1, "2026-03-03": 1}
        assert upkeep.days("khac") == {}


def test_pruning_keeps_articles_and_forgets_what_only_the_past_needs(filled: Place) -> None:
    store = open_or_create_store(filled)
    for number in (21, 22):
        store.add("bao", [address(number)], now=f"2025-0{number - 20}-15T08:00:00+07:00")
        store.set_status(
            address(number).key, Status.REJECTED, now=f"2025-0{number - 20}-15T08:00:00+07:00", reason="no_body"
        )
    for name, checked in (("cu", "2025-01-15T08:00:00+07:00"), ("moi", NOW)):
        store.put_source(Source(url=f"https://bao.vn/{name}.rss", site="bao", kind="feed", checked=checked))
    store.close()
    with closing(open_upkeep(filled)) as upkeep:
        assert upkeep.prune("2025-02-01") == {
            "signatures of articles": 0,
            "addresses without an article": 1,
            "sources": 1,
        }
        assert upkeep.check() == []
        assert upkeep.sites()["bao"] | {"done": 0} == {
            "pending": 1,
            "done": 0,
            "rejected": 1,
            "gone": 0,
            "removed": 0,
            "articles": 1,
            "sources": 1,
            "ended": True,
        }
