"""Kills before each call that changes a file or the state: creations, renames, copies, removals and everything between.

A process opens a run, commits three articles and closes it, and is killed before its n-th such call, for every tenth n
(``make torture``: for every n); a second one, that takes up what it left, is killed as well. Then a third goes to the end,
and everything is there once.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

import orjson
import pytest

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.archive.warc import Exchange, WarcSeries
from newscrawl.exporters.output_format import OutputFormat, article_files, kind_of, open_lines
from newscrawl.state import SiteLock, address_key
from newscrawl.state.sqlite import open_or_create_store
from tests.helpers.records import article, link
from tests.state.test_migration import write_fourth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from newscrawl.items import Article

ARCHIVED: Final = OutputFormat("gz")
"""The output format for which the pages are archived too."""

FORMS: Final = [OutputFormat(), ARCHIVED, OutputFormat("zst", "site-date")]
CHANGING: Final = frozenset(
    {"write", "fsync", "rename", "replace", "unlink", "ftruncate", "truncate", "open", "flock", "mkdir", "execute", "executemany", "connect"}
)  # fmt: skip


def crawl(directory: Path, form: OutputFormat) -> None:
    """Commit the articles that the state does not know, as a crawl does, and close the files."""
    lock = SiteLock(directory / ".state", "bao", now="2026-03-02T08:00:00+07:00")
    run = Run.acquire(OutputLocation(directory, directory / ".state", form))
    if form == ARCHIVED:
        run.archive = WarcSeries(directory, run.crawl_id, max_bytes=2_000)
    for number in (1, 2, 3):
        if run.store.article(f"bao:{number}") is None:
            day = f"2026-03-0{number}T08:00:00+07:00"
            item = article(number, date_published=day, related_links=[link(number + 1)], crawl_id=run.crawl_id)
            if run.archive:
                item = archived(item, run.archive)
            run.commit(item, keys=[address_key(item.url)], first_seen=day)
    run.release()
    lock.release()


def archived(item: Article, archive: WarcSeries) -> Article:
    """Archive the page of an article and return the article with its place in the archive."""
    content = item.text.encode()
    place = archive.record(
        Exchange(
            url=item.url,
            date="2026-03-02T01:00:00Z",
            request_line=b"GET / HTTP/1.1",
            request_headers=[(b"Host", b"bao.vn")],
            status_line=b"200 OK",
            headers=[(b"Content-Type", b"text/html")],
            payload=content,
        )
    )
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return replace(item, fetch=replace(item.fetch, **asdict(place), payload_digest=digest))


def killed(work: Callable[[], None], at: int) -> bool:
    """Run ``work`` in a process that is killed before its ``at``-th changing call; True if it made that many calls."""
    process = os.fork()
    if process == 0:
        _die_at(at, work)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _die_at(at: int, work: Callable[[], None]) -> None:
    calls = 0

    def count(_: FrameType, event: str, function: Any) -> None:
        nonlocal calls
        if event == "c_call" and function.__name__ in CHANGING:
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)

    status = 1
    try:
        sys.setprofile(count)
        work()
        status = 0
    finally:
        os._exit(status)


def check(directory: Path) -> None:
    found = [orjson.loads(line) for path in article_files(directory) for line in open_lines(path)]
    assert sorted(line["id"] for line in found) == ["bao:1", "bao:2", "bao:3"]
    edges = [
        orjson.loads(line)
        for path in directory.rglob("related*")
        if kind_of(path) == "related"
        for line in open_lines(path)
    ]
    assert sorted(edge["target_id"] for edge in edges) == ["bao:2", "bao:3", "bao:4"]
    assert list(Verification(directory).problems()) == []
    assert not list(directory.rglob("*.part"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.compression}-{form.partition}")
def test_killed_before_a_call(in_memory: Path, form: OutputFormat, request: pytest.FixtureRequest) -> None:
    chance = random.Random(5)  # noqa: S311 - not for secrets
    step = 1 if request.config.getoption("kills") >= 500 else 10
    at = chance.randint(1, step)
    while killed(lambda: crawl(in_memory / str(at), form), at):  # noqa: B023 - called within the same turn of the loop
        directory = in_memory / str(at)
        killed(lambda: crawl(directory, form), chance.randint(1, 60))  # noqa: B023 - called within the same turn of the loop
        crawl(directory, form)
        check(directory)
        at += step
    assert at > 60
    check(in_memory / str(at))


def test_killed_before_every_call_of_a_migration(in_memory: Path) -> None:
    """After the kill, the state of an older version is unchanged or fully migrated."""
    at, more = 1, True
    while more:
        directory = in_memory / str(at)
        write_fourth(directory, 6)
        more = killed(lambda: open_or_create_store(directory).close(), at)  # noqa: B023 - called within the same turn of the loop
        store = open_or_create_store(directory)
        assert store.closing_plan("none") is None
        assert store.article("bao:1")
        assert store.article("bao:4")
        store.close()
        at += 1
    assert at > 5
