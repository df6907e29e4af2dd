"""``newscrawl.crawl()`` on the sample newspaper, in every kind of loop."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

import newscrawl
from newscrawl import sample
from newscrawl.state import SiteLock
from tests.helpers.process import SAFETY_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARTICLES = len(sample.expected(1).articles)
LOOPBACK: dict[str, Any] = {"allow_private": True, "delay": 0, "settings": {"NEWSCRAWL_MAX_CRAWL_DELAY": 0}}


@pytest.fixture(scope="module")
def server() -> Iterator[sample.Server]:
    with sample.serve() as running:
        yield running


def written(output: Path) -> list[str]:
    return [
        json.loads(line)["id"]
        for file in sorted(output.glob("articles*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def is_closed(output: Path) -> bool:
    """True if all files have their final names and no lock is held."""
    return not list(output.glob("*.part")) and not any(thread.name == "newscrawl" for thread in threading.enumerate())


def test_a_loop_yields_what_is_written_and_a_second_one_nothing(server: sample.Server, tmp_path: Path) -> None:
    crawl = newscrawl.crawl(server.base_url, output=tmp_path, **LOOPBACK)
    assert "not started" in repr(crawl)
    articles = list(crawl)
    assert all(isinstance(article, newscrawl.Article) for article in articles)
    assert [article.id for article in articles] == written(tmp_path)
    assert len(articles) == ARTICLES
    assert crawl.result is not None
    assert crawl.result.exit_code is newscrawl.ExitCode.FINE
    assert [path.name for path in crawl.result.files] == ["articles.jsonl", "related.jsonl"]
    assert "finished" in repr(crawl)
    with pytest.raises(RuntimeError, match="iterated once"):
        list(crawl)
    again = newscrawl.crawl(server.base_url, output=tmp_path, **LOOPBACK)
    assert list(again) == []
    assert again.result is not None
    assert again.result.exit_code is newscrawl.ExitCode.FINE
    with newscrawl.open_store(tmp_path) as store:
        (counts,) = store.sites().values()
        assert counts.articles == ARTICLES
        assert counts.ended
        assert sum(store.articles_by_day(articles[0].site).values()) == ARTICLES
        assert [record["revision"] for record in store.history(articles[0].id)] == [1]
        assert any(address["article_id"] == articles[0].id for address in store.addresses())
    with newscrawl.open_store(tmp_path / ".state") as store:
        assert store.sites()[articles[0].site] == counts


def test_leaving_the_loop_ends_the_crawl_and_the_next_one_continues(server: sample.Server, tmp_path: Path) -> None:
    crawl = newscrawl.crawl(server.base_url, output=tmp_path, **LOOPBACK)
    for _ in crawl:
        break
    assert crawl.result is not None
    assert is_closed(tmp_path)
    first = written(tmp_path)
    assert 1 <= len(first) < ARTICLES

    def fail() -> None:
        for _ in newscrawl.crawl(server.base_url, output=tmp_path, **LOOPBACK):
            raise LookupError("of the caller")

    with pytest.raises(LookupError, match="of the caller"):
        fail()
    assert is_closed(tmp_path)
    iterator = iter(newscrawl.crawl(server.base_url, output=tmp_path, **LOOPBACK))
    next(iterator)
    del iterator
    assert is_closed(tmp_path)
    result = newscrawl.crawl(server.base_url, output=tmp_path, **LOOPBACK).run()
    assert result.exit_code == 0
    everything = written(tmp_path)
    assert len(everything) == len(set(everything)) == ARTICLES


def test_async_loops_and_a_sync_loop_in_a_running_event_loop(server: sample.Server, tmp_path: Path) -> None:
    async def crawl_all() -> None:
        async with newscrawl.crawl(server.base_url, output=tmp_path / "a", **LOOPBACK) as crawl:
            async for _ in crawl:
                break
        assert crawl.result is not None
        assert is_closed(tmp_path / "a")
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        ticking = asyncio.create_task(tick())
        before = len(written(tmp_path / "a"))
        again = newscrawl.crawl(server.base_url, output=tmp_path / "a", max_articles=5, **LOOPBACK)
        ids = [article.id async for article in again]
        ticking.cancel()
        assert ticks > len(ids) == 5  # the event loop was not blocked
        assert len(set(written(tmp_path / "a"))) == before + 5
        # A notebook runs its cells in an event loop too.
        some = list(newscrawl.crawl(server.base_url, output=tmp_path / "b", max_articles=2, **LOOPBACK))
        assert len(some) == 2

    asyncio.run(crawl_all())
    assert is_closed(tmp_path / "b")


def test_an_async_loop_that_is_cancelled(server: sample.Server, tmp_path: Path) -> None:
    async def crawl_for_a_moment() -> None:
        async for _ in newscrawl.crawl(server.base_url, output=tmp_path, **LOOPBACK):
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(crawl_for_a_moment())
    assert is_closed(tmp_path)


def test_two_sites_and_two_crawls_at_once_in_one_output(server: sample.Server, tmp_path: Path) -> None:
    with sample.serve() as other:
        few: dict[str, Any] = {"max_articles": 5, **LOOPBACK}
        both = newscrawl.crawl(server.base_url, f"{other.base_url}/", server.base_url, output=tmp_path / "a", **few)
        assert len({(article.site, article.id) for article in both}) == 10
        crawls = [newscrawl.crawl(s.base_url, output=tmp_path / "b", **few) for s in (server, other)]
        assert sum(1 for pair in zip(*crawls, strict=True) for _ in pair) == 10
    assert len(written(tmp_path / "b")) == 10


def test_in_a_thread(server: sample.Server, tmp_path: Path) -> None:
    found: list[newscrawl.Article] = []
    thread = threading.Thread(
        target=lambda: found.extend(newscrawl.crawl(server.base_url, output=tmp_path, max_articles=3, **LOOPBACK))
    )
    thread.start()
    thread.join(120)
    assert len(found) == 3


def test_a_script_that_ends_in_the_middle(server: sample.Server, tmp_path: Path) -> None:
    script = (
        "import sys, newscrawl\n"
        "crawl = iter(newscrawl.crawl(sys.argv[1], output=sys.argv[2], allow_private=True, delay=0,\n"
        "    settings={'NEWSCRAWL_MAX_CRAWL_DELAY': 0}))\n"
        "print(next(crawl).headline)\n"
    )
    words = [sys.executable, "-c", script, server.base_url, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, timeout=SAFETY_TIMEOUT, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    assert (tmp_path / "manifest.json").exists()
    assert 1 <= len(written(tmp_path)) < ARTICLES


def test_a_locked_site_is_an_error_after_the_articles_of_the_others(server: sample.Server, tmp_path: Path) -> None:
    name = server.base_url.removeprefix("http://")
    with sample.serve() as other, SiteLock(tmp_path / ".state", name, now="2026-01-01T00:00:00+07:00"):
        crawl = newscrawl.crawl(server.base_url, other.base_url, output=tmp_path, max_articles=2, **LOOPBACK)
        found: list[newscrawl.Article] = []
        with pytest.raises(newscrawl.SiteLockedError, match="by another run"):
            found.extend(crawl)
    assert len(found) == len(written(tmp_path)) == 2
    assert crawl.result is not None
    assert list(crawl.result.errors) == [name]


def test_a_site_that_cannot_be_reached_is_a_result(tmp_path: Path) -> None:
    options = {**LOOPBACK, "settings": {"RETRY_TIMES": 0}}
    crawl = newscrawl.crawl("http://127.0.0.1:9/", output=tmp_path, **options)
    assert list(crawl) == []
    assert crawl.result is not None
    assert crawl.result.exit_code is newscrawl.ExitCode.PARTIAL


def test_a_state_that_is_damaged(tmp_path: Path) -> None:
    (tmp_path / ".state").mkdir()
    (tmp_path / ".state" / "state.sqlite3").write_bytes(b"no database" * 200)
    with pytest.raises(newscrawl.StateError, match="Move it aside"):
        list(newscrawl.crawl("http://127.0.0.1:9/", output=tmp_path, **LOOPBACK))
    with pytest.raises(newscrawl.StateError, match="cannot be used"):
        newscrawl.open_store(tmp_path)
    with pytest.raises(newscrawl.StateError, match="There is no state"):
        newscrawl.open_store(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("sites", "options", "says"),
    [
        (["baokiemtoann"], {}, "did you mean baokiemtoan?"),
        (["ftp://bao.vn/"], {}, "no http"),
        ([], {}, "name at least one site"),
        (["baokiemtoan"], {"since": "yesterday"}, "2026-01-31"),
        (["baokiemtoan"], {"max_articles": 0}, "above 0"),
        (["baokiemtoan"], {"delay": -1}, "from 0 on, not -1"),
        (["baokiemtoan"], {"settings": {"NEWSCRAWL_CONTCT": "me"}}, "did you mean NEWSCRAWL_CONTACT"),
        (["baokiemtoan"], {"output": "ftp://bucket/x"}, "is a local path"),
        (["baokiemtoan"], {"state": "s3://bucket/x"}, "is a local path"),
        (["baokiemtoan"], {"compress": "rar"}, "rar"),
    ],
)
def test_what_is_wrong_is_said_at_once(sites: list[str], options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="(?s)" + says.replace("(", r"\(").replace("?", r"\?")):
        newscrawl.crawl(*sites, **options)
