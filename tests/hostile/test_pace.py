"""The pace of a host is kept by the next run, by other sites and by other processes; the daily budget is kept by all runs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from tests.helpers.crawling import crawl_sites
from tests.helpers.hostile_server import GOOD_PATHS, HostileServer, article_page, respond, slow
from tests.helpers.process import Command
from tests.hostile.conftest import profile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.conftest import Crawl

DELAY: Final = 0.3
"""Seconds between two requests."""

MIN_GAP: Final = DELAY / 2
"""Smallest accepted gap in the log. On a busy machine a request is logged late, which makes the next gap look shorter."""


def gaps(server: HostileServer) -> list[float]:
    """Seconds between the arrivals of consecutive requests."""
    return [after.received_at - before.received_at for before, after in pairwise(server.log)]


def overlaps(server: HostileServer) -> int:
    """The number of requests that arrived before the previous one was answered."""
    return sum(after.received_at < before.answered_at for before, after in pairwise(server.log))


def test_the_delay_is_kept_from_one_run_to_the_next(server: HostileServer, crawl: Crawl) -> None:
    for _ in range(3):
        crawl(DOWNLOAD_DELAY=DELAY)
    assert len([a for a in server.log if a.path == "/robots.txt"]) == 3
    assert min(gaps(server)) > MIN_GAP


def test_a_crawl_delay_holds_before_it_is_read_again(server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = respond(f"User-agent: *\nCrawl-delay: {DELAY}".encode(), kind="text/plain")
    for _ in range(2):
        crawl()
    assert min(gaps(server)[1:]) > MIN_GAP


def test_the_next_run_waits_for_every_host_of_the_site(server: HostileServer, crawl: Crawl) -> None:
    with HostileServer() as other:
        other.routes["/bai-o-nha-kia-300001.html"] = respond(article_page("Bài ở nhà kia"))
        server.links = [f"{other.url}/bai-o-nha-kia-300001.html"]
        for _ in range(2):
            crawl(site={"hosts": (other.netloc,)}, DOWNLOAD_DELAY=DELAY)
        both = sorted(server.log + other.log, key=lambda asked: asked.received_at)
        assert [asked.path for asked in both].count("/robots.txt") >= 3
        assert min(after.received_at - before.received_at for before, after in pairwise(both)) > MIN_GAP


def test_two_sites_on_one_host_take_turns(server: HostileServer, tmp_path: Path) -> None:
    """Two sites of one process share the pace of their host."""
    for path in (*GOOD_PATHS, "/tin"):
        server.routes[path] = slow(server.routes[path], 0.1)
    sites = [profile(server, name=name) for name in ("mot", "hai")]
    ended = crawl_sites(sites, tmp_path, using={"DOWNLOAD_DELAY": DELAY})
    assert ended.manifest is not None
    assert [site.new for site in ended.manifest.sites.values()].count(len(GOOD_PATHS)) >= 1
    assert [asked.path for asked in server.log].count("/robots.txt") == 2
    assert min(gaps(server)) > MIN_GAP
    assert not overlaps(server)


def test_two_processes_take_turns_at_a_host(server: HostileServer, tmp_path: Path) -> None:
    """Two profiles with one host and one state; each process holds the lock of its own site."""
    server.routes["/"] = server.routes["/tin"]
    for path in (*GOOD_PATHS, "/tin", "/"):
        server.routes[path] = slow(server.routes[path], 0.3)
    state = ["--state", str(tmp_path / "state"), "--allow-private", "-q", "-L", "CRITICAL"]
    running = []
    for name in ("mot", "hai"):
        file = tmp_path / f"{name}.py"
        file.write_text(
            f"from newscrawl.sites import Site\nSITE = Site(name='{name}', publisher='Báo Bẫy', home='{server.url}/')\n",
            encoding="utf-8",
        )
        running.append(Command("crawl", str(file), "--delay", "0.1", "--output", str(tmp_path / name), *state))
    ended = [(process.communicate(), process.returncode) for process in running]
    assert [code for _, code in ended] == [0, 0], ended
    assert [asked.path for asked in server.log].count("/robots.txt") == 2
    assert not overlaps(server)


# -- daily budget -----------------------------------------------------------------------------------------------------


def test_a_days_budget_is_kept_over_all_runs(server: HostileServer, crawl: Crawl) -> None:
    server.links += [f"/bai-them-so-{n}.html" for n in range(300_001, 300_005)]
    server.fallback = lambda path: respond(article_page(f"Bài thêm {path}")) if path.startswith("/bai-them") else None
    budget: dict[str, Any] = {"NEWSCRAWL_DAILY_BUDGET": 5}
    crawled = crawl(**budget)
    assert len(server.log) == 5
    assert crawled.code == 0
    assert crawled.site.finish_reason == "daily_budget"
    assert crawled.site.limits == {"daily_budget": 1}
    assert len(crawled.articles) == 3
    crawled = crawl(**budget)
    assert len(server.log) == 5
    assert crawled.code == 0
    crawled = crawl(NEWSCRAWL_DAILY_BUDGET=50)  # the requests that were put off are made now
    assert len(crawled.articles) == 7
    assert len(server.log) <= 15


def test_sources_take_half_of_the_budget_at_most(server: HostileServer, crawl: Crawl) -> None:
    sections = tuple(f"/muc-{n}" for n in range(20))
    for section in sections:
        server.routes[section] = server.routes["/tin"]
    crawled = crawl(site={"sections": sections}, NEWSCRAWL_DAILY_BUDGET=8)
    assert len([asked for asked in server.log if asked.path.startswith("/muc")]) == 4
    assert crawled.is_whole()
    assert crawled.code == 0
