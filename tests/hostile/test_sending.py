"""The delay counts from when a request is sent, and only what was sent is counted."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.middlewares.rate_limit import HostRateLimiter
from newscrawl.state import open_or_create_store
from tests.helpers.hostile_server import (
    GOOD_PATHS,
    article_page,
    redirect,
    respond,
    response_head,
    slow,
    then_close,
    then_reset,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.hostile_server import HostileServer
    from tests.hostile.conftest import Crawl

DELAY: Final = 0.4
"""Seconds between two requests."""

MIN_GAP: Final = DELAY / 2
"""Smallest accepted gap in the server's log: a busy machine logs a request late, which makes the next gap look shorter."""

TICK: Final = 0.01
"""Accepted error of the clock, in seconds."""

HEAVY: Final = article_page("Bài rất nặng") + b"<p>" + b"<i>a</i>" * 100_000
"""A page that keeps the process busy for longer than it takes to make a connection."""


def limiter(*hosts: str) -> HostRateLimiter:
    return HostRateLimiter("a", hosts, budget=0, max_wait_seconds=9, max_delay_seconds=9, max_block_seconds=99)


@pytest.mark.parametrize("second", ["http://a.vn/2", "http://b.vn/1"])
def test_the_delay_counts_from_the_sending(second: str, tmp_path: Path) -> None:
    """Also between two hosts of a site, and for a process that comes later."""
    store = open_or_create_store(tmp_path)

    async def gap() -> float:
        slots = limiter("a.vn", "b.vn")
        slots.use_state(store, None)
        async with slots.slot("http://a.vn/1", delay=lambda: DELAY, pause=asyncio.sleep) as turn:
            await asyncio.sleep(DELAY)  # the process reads a heavy page before the connection is there
            turn.sent()
            then = time.time()
        late = store.acquire_request_slot("a.vn", hosts={"a.vn"}, site="c", now=then, delay=DELAY, day="2026-03-02")
        assert late > DELAY - TICK
        async with slots.slot(second, delay=lambda: DELAY, pause=asyncio.sleep):
            return time.time() - then

    try:
        assert asyncio.run(gap()) > DELAY - TICK
    finally:
        store.close()


def test_a_clock_that_is_set_back_costs_two_delays_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the state, of the process, and after a block that a server asked for."""
    store = open_or_create_store(tmp_path)
    clock = [2e9]
    monkeypatch.setattr(time, "time", lambda: clock[0])

    async def pause(seconds: float) -> None:
        assert seconds <= DELAY
        clock[0] += seconds

    async def ask(slots: HostRateLimiter) -> float:
        begun = clock[0]
        async with slots.slot("http://a.vn/1", delay=lambda: DELAY, pause=pause) as turn:
            turn.sent()
        return clock[0] - begun

    async def waits() -> list[float]:
        one, found = limiter("a.vn"), []
        for slots in (one, one, limiter("a.vn")):
            slots.use_state(store, None)
            found.append(await ask(slots))
            slots.block(90)
            clock[0] -= 3600
        return found

    try:
        first, *later = asyncio.run(waits())
    finally:
        store.close()
    assert first == 0
    assert max(later) <= 2 * DELAY + TICK


def test_the_server_sees_the_delay(server: HostileServer, crawl: Crawl) -> None:
    """With slow, heavy, reset and redirected answers, and connections that are not kept alive."""
    closing = then_close(response_head(200, "Content-Type: text/html", "Connection: close", length=len(HEAVY)) + HEAVY)
    for number in range(3):
        server.trap(f"/bai-nang-cham-50000{number}.html", slow(closing, DELAY * 2))
    server.trap("/bai-dut-500008.html", slow(then_reset(), DELAY))
    server.trap("/bai-doi-500009.html", slow(redirect(GOOD_PATHS[0]), DELAY))
    crawled = crawl(DOWNLOAD_DELAY=DELAY)
    assert crawled.code == 0
    arrivals = [asked.received_at for asked in server.log]
    assert len(arrivals) > 8
    assert min(after - before for before, after in pairwise(arrivals)) > MIN_GAP


def test_only_what_was_sent_is_counted(server: HostileServer, crawl: Crawl) -> None:
    """What the end of the run, another host or a closed port kept from being sent is not."""
    server.trap("/bai-ngoai-500001.html", redirect("http://other.invalid/x"))
    server.trap("/bai-tu-choi-500002.html", respond(status=403))
    server.links += [f"/bai-tu-choi-50001{number}.html" for number in range(9)]
    server.fallback = lambda path: respond(status=403) if "tu-choi" in path else None
    crawled = crawl(NEWSCRAWL_MAX_BLOCKS=3)
    assert crawled.site.requests == len(server.log)
