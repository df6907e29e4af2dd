"""The pace is kept by everybody who asks a host: the next run, another site, another process; and a day has its budget."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.spiders import spider_class
from tests.hostile.conftest import profile
from tests.hostile.server import GOOD, HostileServer, article, page, slow

if TYPE_CHECKING:
    from tests.hostile.conftest import Crawl

DELAY: Final = 0.25
SHY: Final = 0.06
"""What a timer may ring early."""


def gaps(server: HostileServer) -> list[float]:
    return [after.began - before.began for before, after in pairwise(server.log)]


def test_the_delay_is_kept_from_one_run_to_the_next(server: HostileServer, run: Crawl) -> None:
    for _ in range(3):
        run(DOWNLOAD_DELAY=DELAY)
    assert len([a for a in server.log if a.path == "/robots.txt"]) == 3
    assert min(gaps(server)) > DELAY - SHY


def test_a_crawl_delay_holds_before_it_is_read_again(server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = page(f"User-agent: *\nCrawl-delay: {DELAY}".encode(), kind="text/plain")
    for _ in range(2):
        run()
    assert min(gaps(server)[1:]) > DELAY - SHY


def test_the_next_run_waits_for_every_host_of_the_site(server: HostileServer, run: Crawl) -> None:
    with HostileServer() as other:
        other.routes["/bai-o-nha-kia-300001.html"] = page(article("Bài ở nhà kia"))
        server.links = [f"{other.url}/bai-o-nha-kia-300001.html"]
        for _ in range(2):
            run(site={"hosts": (other.netloc,)}, DOWNLOAD_DELAY=DELAY)
        both = sorted(server.log + other.log, key=lambda asked: asked.began)
        assert [asked.path for asked in both].count("/robots.txt") >= 3
        assert min(after.began - before.began for before, after in pairwise(both)) > DELAY - SHY


def test_two_sites_on_one_host_take_turns(server: HostileServer, tmp_path: Path) -> None:
    """In one process, whether they share a state or not."""
    for path in (*GOOD, "/tin"):
        server.routes[path] = slow(server.routes[path], 0.1)
    found = build_settings(
        LOG_LEVEL="CRITICAL", NEWSCRAWL_OUTPUT=str(tmp_path), NEWSCRAWL_ALLOW_PRIVATE=True, DOWNLOAD_DELAY=DELAY / 2
    )
    jobs = [Job(spider_class(profile(server, name=name)), {}) for name in ("mot", "hai")]
    ended = run_jobs(jobs, found)
    assert ended.manifest is not None
    assert [site.new for site in ended.manifest.sites.values()].count(len(GOOD)) >= 1
    assert [asked.path for asked in server.log].count("/robots.txt") == 2
    assert min(gaps(server)) > DELAY / 2 - SHY
    assert all(after.began >= before.ended - SHY for before, after in pairwise(server.log))


@pytest.mark.slow
def test_two_processes_take_turns_at_a_host(server: HostileServer, tmp_path: Path) -> None:
    """Two sites, as a person may name them, of one host and one state; each process holds its own site's lock."""
    server.routes["/"] = server.routes["/tin"]
    for path in (*GOOD, "/tin", "/"):
        server.routes[path] = slow(server.routes[path], 0.3)
    state = ["--state", str(tmp_path / "state"), "--allow-private", "-q", "-L", "CRITICAL"]
    command = [sys.executable, "-c", _TWO_NAMES]
    running = [
        subprocess.Popen(
            [*command, name, "crawl", server.url, "--delay", "0.1", "--output", str(tmp_path / name), *state],
            cwd=Path(__file__).parents[2],
        )
        for name in ("mot", "hai")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    assert [asked.path for asked in server.log].count("/robots.txt") == 2
    assert all(after.began >= before.ended - SHY for before, after in pairwise(server.log))


_TWO_NAMES: Final = """
import sys
from dataclasses import replace
from newscrawl import cli, sites
name, of = sys.argv.pop(1), sites.of
sites.of = lambda url: replace(of(url), name=name)
sys.exit(cli.main(sys.argv[1:]))
"""


# -- the budget of a day ----------------------------------------------------------------------------------------------


def test_a_days_budget_is_kept_over_all_runs(server: HostileServer, run: Crawl) -> None:
    server.links += [f"/bai-them-so-{n}.html" for n in range(300_001, 300_005)]
    server.otherwise = lambda path: page(article(f"Bài thêm {path}")) if path.startswith("/bai-them") else None
    budget: dict[str, Any] = {"NEWSCRAWL_DAILY_BUDGET": 5}
    crawled = run(**budget)
    assert len(server.log) == 5
    assert crawled.code == 0
    assert crawled.site.finish_reason == "daily_budget"
    assert crawled.site.limits == {"daily_budget": 1}
    assert len(crawled.articles) == 3
    crawled = run(**budget)
    assert len(server.log) == 5
    assert crawled.code == 0
    crawled = run(NEWSCRAWL_DAILY_BUDGET=50)  # nothing that was put off is lost
    assert len(crawled.articles) == 7
    assert len(server.log) <= 15


def test_sources_leave_half_of_the_budget_to_articles(server: HostileServer, run: Crawl) -> None:
    sections = tuple(f"/muc-{n}" for n in range(20))
    for section in sections:
        server.routes[section] = server.routes["/tin"]
    crawled = run(site={"sections": sections}, NEWSCRAWL_DAILY_BUDGET=8)
    assert len([asked for asked in server.log if asked.path.startswith("/muc")]) == 4
    assert crawled.is_whole()
    assert crawled.code == 0
