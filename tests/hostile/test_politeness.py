"""What the crawler promises a site, shown by the server's log."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest
from scrapy import Request  # noqa: TID251 - the tests of floor 5
from scrapy.http import Response  # noqa: TID251 - the tests of floor 5
from scrapy.utils.test import get_crawler  # noqa: TID251 - the tests of floor 5

from newscrawl.middlewares.backoff import retry_after
from newscrawl.middlewares.failures import Postponed
from newscrawl.middlewares.robots import RobotsMiddleware
from tests.helpers.files import read_articles
from tests.helpers.hostile_server import (
    GOOD_PATHS,
    Answer,
    HostileServer,
    ReceivedRequest,
    article_page,
    listing_page,
    raw_bytes,
    redirect,
    respond,
    response_head,
    sequence,
    silent,
    slow,
    stream,
    then_reset,
)
from tests.helpers.process import Command, run_newscrawl, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.conftest import Crawl

PLAIN: Final = "text/plain"
DELAY: Final = 0.3
"""Seconds between two requests."""

MIN_GAP: Final = DELAY / 2
"""Smallest accepted gap in the log. On a busy machine a request is logged late, which makes the next gap look shorter."""

CLOCK_ERROR: Final = 0.05
"""Seconds by which a timer may ring early."""


def test_a_robots_txt_that_was_not_asked_for_permits_nothing() -> None:
    """The host was paused when its robots.txt was due: pages wait, too, and the next one asks for it again."""
    asked = []

    async def download_async(request: Request) -> Response:
        asked.append(request.url)
        raise Postponed("daily_budget", request.url)

    crawler = get_crawler(settings_dict={"ROBOTSTXT_OBEY": True, "NEWSCRAWL_MAX_CRAWL_DELAY": 1.0})
    crawler.engine = SimpleNamespace(download_async=download_async)  # type: ignore[assignment]
    middleware = RobotsMiddleware(crawler)
    for number in (1, 2):
        with pytest.raises(Postponed, match="daily_budget"):
            asyncio.run(middleware.process_request(Request(f"https://bao.example/{number}")))
    assert asked == ["https://bao.example/robots.txt"] * 2


def test_all_requests_that_wait_for_a_robots_txt_obey_it(server: HostileServer, crawl: Crawl) -> None:
    """The home page and the sections are asked for at once. Scrapy's own class gives its parser only to the first of them."""
    server.routes["/robots.txt"] = slow(robots("User-agent: *\nDisallow: /cam"), 0.2)
    crawled = crawl(site={"sections": ("/tin", "/cam-mot", "/cam-hai")}, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert crawled.is_whole()
    assert not [request.path for request in server.log if request.path.startswith("/cam")]


def robots(text: str) -> Answer:
    return respond(text.encode(), kind=PLAIN)


def gaps(server: HostileServer) -> list[float]:
    """Seconds between the arrivals of consecutive requests, whatever their paths."""
    return [after.received_at - before.received_at for before, after in pairwise(server.log)]


def overlaps(requests: list[ReceivedRequest]) -> int:
    """The number of requests that arrived before the previous one was answered."""
    return sum(after.received_at < before.answered_at for before, after in pairwise(requests))


# -- one at a time, and a delay ---------------------------------------------------------------------------------------


def test_never_two_requests_at_once(server: HostileServer, crawl: Crawl) -> None:
    """This holds across the hosts of a site, and across redirects between them."""
    with HostileServer() as other:
        server.links += [f"{other.url}{path}" for path in ("/bai-o-nha-kia-300001.html", "/bai-o-nha-kia-300002.html")]
        server.trap("/bai-da-doi-nha-300003.html", redirect(f"{other.url}/bai-o-nha-kia-300001.html"))
        other.routes["/bai-o-nha-kia-300001.html"] = slow(respond(article_page("Bài ở nhà kia")), 0.05)
        for path in GOOD_PATHS:
            server.routes[path] = slow(server.routes[path], 0.05)
        crawled = crawl(site={"hosts": (other.netloc,)})
        both = sorted(server.log + other.log, key=lambda a: a.received_at)
        assert crawled.code == 0
        assert len(both) >= 8
        assert not overlaps(both)


def test_the_delay_is_kept_by_redirects_retries_and_robots(server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = sequence(respond(status=500), robots("User-agent: *\nDisallow: /x"))
    server.trap("/bai-da-doi-cho-300001.html", redirect(GOOD_PATHS[0]))
    server.trap("/bai-hay-hong-300002.html", respond(status=502))
    server.trap("/bai-hay-dut-300003.html", then_reset(response_head(200, length=99)))
    server.trap("/bai-bi-dut-ngay-300004.html", then_reset())
    crawled = crawl(DOWNLOAD_DELAY=DELAY)
    assert crawled.is_whole()
    assert len(server.log) >= 12
    assert min(gaps(server)) > MIN_GAP
    assert not overlaps(server.log)


def test_a_broken_connection_is_not_retried_at_once(server: HostileServer, crawl: Crawl) -> None:
    """The HTTP client would retry on its own where it had kept the connection from an earlier answer."""
    server.links = ["/bai-bi-dut-ngay-300004.html"]
    server.routes["/bai-bi-dut-ngay-300004.html"] = then_reset()
    crawl(RETRY_TIMES=0)
    assert len(server.requests_for("/bai-bi-dut-ngay-300004.html")) == 1


# -- robots.txt -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("throttles", [False, True])
def test_crawl_delay_is_kept(throttles: bool, server: HostileServer, crawl: Crawl) -> None:  # noqa: FBT001 - a parameter
    server.routes["/robots.txt"] = robots(f"User-agent: *\nCrawl-delay: {DELAY}")
    assert crawl(AUTOTHROTTLE_ENABLED=throttles, AUTOTHROTTLE_START_DELAY=0.01).is_whole()
    assert min(gaps(server)[1:]) > MIN_GAP


def test_crawl_delay_is_capped(server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 86400")
    assert crawl(NEWSCRAWL_MAX_CRAWL_DELAY=DELAY).is_whole()
    assert min(gaps(server)[1:]) > MIN_GAP


CLOSED: Final[dict[str, Answer]] = {
    "redirect loop": redirect("/robots.txt"),
    "redirect to a host that is not there": redirect("http://elsewhere.invalid/robots.txt"),
    "redirect to no address": redirect("ftp://127.0.0.1/robots.txt"),
    "redirect without an address": respond(status=302),
    "a part": respond(b"User-agent: *\nAllow: /\n", status=206),
    "500": respond(status=500),
    "503": respond(status=503),
    "429": respond(status=429),
    "no answer": silent(),
    "reset": then_reset(),
    "cut short": then_reset(response_head(200, length=500) + b"User-agent: *\n"),
    "no end": stream(response_head(200), lambda: (b"#" * 65536 for _ in iter(int, 1))),
    "no gzip": respond(b"\x1f\x8b\x08" + bytes(range(256)), "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("name", CLOSED)
def test_an_unreachable_robots_txt_closes_the_site(name: str, server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = CLOSED[name]
    crawled = crawl(hanging=["/robots.txt"] if name == "no answer" else [], DOWNLOAD_MAXSIZE=2**20)
    assert {a.path for a in server.log} == {"/robots.txt"}
    assert crawled.articles == []
    assert crawled.code in {3, 4}


OPEN: Final[dict[str, Answer]] = {
    "404": respond(status=404),
    "403": respond(status=403),
    "a page": respond(b"<!doctype html><html><body><p>Disallow: /</p></body></html>"),
    "empty": respond(b""),
    "noise": respond(bytes(range(256)) * 100, kind=PLAIN),
}


@pytest.mark.parametrize("name", OPEN)
def test_no_robots_txt_allows_all(name: str, server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = OPEN[name]
    assert crawl().is_whole()


RULES: Final = f"User-agent: newscrawl\r\nDisallow: {GOOD_PATHS[0]}\r\n\r\nUser-agent: *\r\nDisallow: /\r\n"
ENCODED: Final = {
    "UTF-8": RULES.encode(),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + RULES.encode(),
    "UTF-16": RULES.encode("utf-16"),
    "UTF-16 without its mark": RULES.encode("utf-16-be"),
    "Latin-1": "# Tòa soạn ".encode("latin-1", "replace") + b"\xf2\xff\r\n" + RULES.encode(),
    "old line ends": RULES.replace("\r\n", "\r").encode(),
    "5 MB": RULES.encode() + b"\r\n# " + b"x" * 5_000_000,
    "many rules": b"User-agent: other\r\n" + b"Disallow: /*a*a*a*a*a*a*a*b$\r\n" * 10_000 + b"\r\n" + RULES.encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_robots_txt_is_read_in_any_encoding(name: str, server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = respond(ENCODED[name], kind="text/plain; charset=iso-2022-jp")
    crawled = crawl()
    assert crawled.paths == sorted(GOOD_PATHS[1:])
    assert not server.requests_for(GOOD_PATHS[0])
    assert crawled.site.skipped == {"robots_forbidden": 1}


@pytest.mark.parametrize("hops", [1, 5])
def test_the_redirects_of_robots_txt_are_followed_to_another_host(
    hops: int, server: HostileServer, crawl: Crawl
) -> None:
    """``localhost`` is no host of the site, which is known by its number."""
    other = server.url.replace("127.0.0.1", "localhost")
    path = "/robots.txt"
    for hop in range(1, hops + 1):
        server.routes[path] = redirect(f"{other}/hop{hop}.txt")
        path = f"/hop{hop}.txt"
    server.routes[path] = robots(f"User-agent: *\nDisallow: {GOOD_PATHS[0]}\n")
    crawled = crawl()
    assert crawled.paths == sorted(GOOD_PATHS[1:])
    assert crawled.site.skipped == {"robots_forbidden": 1}


NAMES: Final = {
    "a version": ("User-agent: newscrawl/0.1\nDisallow: /\n\nUser-agent: *\nDisallow:\n", False),
    "capitals": ("USER-AGENT: NewsCrawl\nDisallow: /\n", False),
    "a remark": ("User-agent: newscrawl # ours\nDisallow: /\n", False),
    "a part of our name": ("User-agent: news\nDisallow: /\n\nUser-agent: *\nDisallow:\n", True),
    "a longer name": ("User-agent: newscrawl-images\nDisallow: /\n\nUser-agent: *\nDisallow:\n", True),
    "a part of our name may do more": ("User-agent: news\nAllow: /\n\nUser-agent: *\nDisallow: /\n", False),
    "two names over one group": ("User-agent: other\nUser-agent: newscrawl/1\nDisallow: /\n", False),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_group_for_our_name_is_found(name: str, server: HostileServer, crawl: Crawl) -> None:
    rules, is_open = NAMES[name]
    server.routes["/robots.txt"] = robots(rules)
    assert crawl().paths == (sorted(GOOD_PATHS) if is_open else [])


def test_robots_txt_is_obeyed_after_a_redirect(server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /cam/")
    server.trap("/bai-dan-vao-cam-300001.html", redirect("/cam/bai-300001.html"))
    crawled = crawl()
    assert crawled.is_whole()
    assert not server.requests_for("/cam/bai-300001.html")


# -- 429 and 503 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_kept(status: int, server: HostileServer, crawl: Crawl) -> None:
    good = server.routes[GOOD_PATHS[0]]
    server.routes[GOOD_PATHS[0]] = sequence(respond(b"", "Retry-After: 1", status=status), good)
    crawled = crawl(DOWNLOAD_DELAY=0.01)
    assert crawled.is_whole()
    first = server.requests_for(GOOD_PATHS[0])[0]
    following = server.log[server.log.index(first) + 1]
    assert following.received_at - first.answered_at > 1 - CLOCK_ERROR  # the whole site waits, not one address
    assert crawled.code == 0


def test_without_retry_after_each_wait_is_twice_as_long(server: HostileServer, crawl: Crawl) -> None:
    tired = respond(status=429)
    server.routes[GOOD_PATHS[0]] = sequence(tired, tired, tired, server.routes[GOOD_PATHS[0]])
    server.links = [GOOD_PATHS[0]]
    crawled = crawl(NEWSCRAWL_BACKOFF=0.1, RETRY_TIMES=3)
    assert crawled.paths == [GOOD_PATHS[0]]
    requests = server.requests_for(GOOD_PATHS[0])
    waits = [after.received_at - before.answered_at for before, after in pairwise(requests)]
    assert [wait > least - CLOCK_ERROR for wait, least in zip(waits, (0.1, 0.2, 0.4), strict=True)] == [True] * 3


def test_after_a_wait_the_site_is_asked_half_as_often(server: HostileServer, crawl: Crawl) -> None:
    server.routes[GOOD_PATHS[0]] = sequence(respond(status=429), server.routes[GOOD_PATHS[0]])
    server.links += [f"/bai-sau-do-so-{n}.html" for n in range(300_000, 300_004)]
    crawl(DOWNLOAD_DELAY=DELAY)
    at = server.log.index(server.requests_for(GOOD_PATHS[0])[0])
    assert min(gaps(server)[:at]) > MIN_GAP
    later = gaps(server)[at + 2 :]
    assert later
    assert min(later) > 2 * DELAY - MIN_GAP


def test_a_wait_that_is_too_long_ends_the_run(server: HostileServer, crawl: Crawl) -> None:
    server.routes[GOOD_PATHS[0]] = respond(b"", "Retry-After: 86400", status=503)
    server.links = [GOOD_PATHS[0], GOOD_PATHS[1]]
    crawled = crawl(NEWSCRAWL_MAX_BACKOFF=5.0)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert len(server.requests_for(GOOD_PATHS[0])) == 1


def test_retry_after_is_kept_by_the_next_run(server: HostileServer, crawl: Crawl) -> None:
    """It is kept up to ``NEWSCRAWL_MAX_RETRY_AFTER``, and no article is given up for good."""
    good = server.routes[GOOD_PATHS[0]]
    server.routes[GOOD_PATHS[0]] = respond(b"", "Retry-After: 86400", status=503)
    patience: dict[str, Any] = {"NEWSCRAWL_MAX_BACKOFF": 0.5, "NEWSCRAWL_MAX_RETRY_AFTER": 2.0}
    assert crawl(**patience).code == 4
    asked = len(server.log)
    crawled = crawl(**patience)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert len(server.log) == asked
    server.routes[GOOD_PATHS[0]] = good
    refused = server.log[-1]
    assert crawl(NEWSCRAWL_MAX_BACKOFF=5.0).is_whole()
    assert server.log[asked].received_at - refused.answered_at > 2.0 - CLOCK_ERROR


def test_retry_after_is_seconds_or_a_date() -> None:
    now = datetime(2026, 3, 8, 12, tzinfo=UTC)

    def asked(value: str) -> float | None:
        return retry_after(Response("http://x/", headers={"Retry-After": value}), now=now)

    assert asked("120") == 120
    assert asked(format_datetime(now + timedelta(minutes=2), usegmt=True)) == 120
    assert asked(format_datetime(now - timedelta(minutes=2), usegmt=True)) == 0
    assert asked("9" * 5000) == 999_999_999
    assert asked("soon") is asked("") is asked("-5") is asked("１２") is None


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_row_of_refusals_ends_the_run(status: int, server: HostileServer, crawl: Crawl) -> None:
    server.links = [f"/bai-bi-chan-so-{n}.html" for n in range(300_000, 300_050)]
    server.fallback = lambda path: respond(status=status) if path.startswith("/bai-bi-chan") else None
    crawled = crawl(NEWSCRAWL_MAX_BLOCKS=4)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert crawled.site.limits == {"blocked": 1}
    assert sum(a.path.startswith("/bai-bi-chan") for a in server.log) == 4


def test_a_site_that_hangs_ends_the_run(server: HostileServer, crawl: Crawl) -> None:
    server.links = [f"/bai-treo-so-{n}.html" for n in range(300_000, 300_050)]
    server.fallback = lambda path: silent() if path.startswith("/bai-treo") else None
    crawled = crawl(hanging=["/bai-treo"], NEWSCRAWL_MAX_FAILURES=3)
    assert crawled.code == 3
    assert crawled.site.finish_reason == "unreachable"
    assert sum(a.path.startswith("/bai-treo") for a in server.log) <= 4  # one more may be under way


def test_single_refusals_do_not_end_the_run(server: HostileServer, crawl: Crawl) -> None:
    forbidden = [f"/bai-bi-chan-so-{n}.html" for n in range(300_000, 300_006)]
    server.links = [path for pair in zip(forbidden, (*GOOD_PATHS, *GOOD_PATHS), strict=True) for path in pair]
    server.fallback = lambda path: respond(status=403) if path in forbidden else None
    assert crawl(NEWSCRAWL_MAX_BLOCKS=5).is_whole()


def test_a_signal_ends_a_slow_crawl_at_once_and_loses_nothing(server: HostileServer, tmp_path: Path) -> None:
    """The requests that wait for their turn, an hour each, are not sent; the next run sends them."""
    server.routes["/"] = server.routes["/tin"]
    command = ["crawl", server.url, "--allow-private", "-q", "-L", "CRITICAL"]
    command += ["--output", str(tmp_path / "out"), "--delay"]
    process = Command(*command, "3600")
    wait_until(lambda: server.log or process.poll() is not None, "the first request")
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 143
    assert len(server.log) == 1
    with closing(sqlite3.connect(tmp_path / "out" / ".state" / "state.sqlite3")) as db, db:
        db.execute("DELETE FROM hosts")  # the next run would keep the delay of an hour
    assert run_newscrawl(*command, "0").returncode == 0
    assert len(read_articles(tmp_path / "out")) == len(GOOD_PATHS)


# -- conditional GET, and who asks ------------------------------------------------------------------------------------


def test_known_sources_are_fetched_conditionally(server: HostileServer, crawl: Crawl) -> None:
    feed = f"<rss><channel><item><title>Tin</title><link>{server.url}{GOOD_PATHS[0]}</link></item></channel></rss>".encode()
    sources = {"/tin": listing_page(GOOD_PATHS), "/tin.rss": feed, "/sitemap.xml": b"<urlset></urlset>"}
    for path, body in sources.items():
        fresh = respond(body, f'ETag: "{path}"', "Last-Modified: Sun, 08 Mar 2026 01:00:00 GMT")
        server.routes[path] = sequence(fresh, raw_bytes(response_head(304, f'ETag: "{path}"')))
    fields = {"feeds": ("/tin.rss",), "sitemaps": ("/sitemap.xml",)}
    assert crawl(site=fields).is_whole()
    before = len(server.log)
    crawled = crawl(site=fields)
    second = server.log[before:]
    assert crawled.is_whole()
    assert {a.path for a in second} == {"/robots.txt", *sources}
    for asked in second[1:]:
        assert asked.headers["if-none-match"] == f'"{asked.path}"'
        assert asked.headers["if-modified-since"] == "Sun, 08 Mar 2026 01:00:00 GMT"


def test_requests_name_the_crawler_and_its_contact(server: HostileServer, crawl: Crawl) -> None:
    crawl(NEWSCRAWL_CONTACT="ban-doc@example.org")
    assert server.log
    for asked in server.log:
        agent = asked.headers["user-agent"]
        assert agent.startswith("newscrawl/")
        assert agent.endswith("; ban-doc@example.org)")
        assert not asked.headers.keys() & {"cookie", "referer", "authorization"}
