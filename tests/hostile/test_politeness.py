"""What the crawler promises a site, proved from the site's own log."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from scrapy.http import Response  # noqa: TID251 - the tests of floor 5

from newscrawl.middlewares.backoff import retry_after
from tests.hostile.server import (
    GOOD,
    Answer,
    HostileServer,
    article,
    head,
    in_turn,
    listing,
    page,
    raw,
    redirect,
    reset,
    silent,
    slow,
    stream,
)

if TYPE_CHECKING:
    from tests.hostile.conftest import Crawl

PLAIN: Final = "text/plain"
DELAY: Final = 0.2
SHY: Final = 0.06
"""What a timer may ring early."""


def robots(text: str) -> Answer:
    return page(text.encode(), kind=PLAIN)


def gaps(server: HostileServer) -> list[float]:
    """Seconds between the starts of following requests, all paths together."""
    return [after.began - before.began for before, after in pairwise(server.log)]


def overlaps(server: HostileServer) -> int:
    """How often a request came while another was being answered."""
    return sum(after.began < before.ended for before, after in pairwise(server.log))


# -- one at a time, and a delay ---------------------------------------------------------------------------------------


def test_never_two_requests_at_once(server: HostileServer, run: Crawl) -> None:
    """Also where the site has more than one host, and a redirect leads from one to the other."""
    with HostileServer() as other:
        server.links += [f"{other.url}{path}" for path in ("/bai-o-nha-kia-300001.html", "/bai-o-nha-kia-300002.html")]
        server.trap("/bai-da-doi-nha-300003.html", redirect(f"{other.url}/bai-o-nha-kia-300001.html"))
        other.routes["/bai-o-nha-kia-300001.html"] = slow(page(article("Bài ở nhà kia")), 0.05)
        for path in GOOD:
            server.routes[path] = slow(server.routes[path], 0.05)
        crawled = run(site={"hosts": (other.netloc,)})
        both = sorted(server.log + other.log, key=lambda a: a.began)
        assert crawled.code == 0
        assert len(both) >= 8
        assert all(after.began >= before.ended - SHY for before, after in pairwise(both))


def test_the_delay_is_kept_by_redirects_retries_and_robots(server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = in_turn(page(status=500), robots("User-agent: *\nDisallow: /x"))
    server.trap("/bai-da-doi-cho-300001.html", redirect(GOOD[0]))
    server.trap("/bai-hay-hong-300002.html", page(status=502))
    server.trap("/bai-hay-dut-300003.html", reset(head(200, length=99)))
    server.trap("/bai-bi-dut-ngay-300004.html", reset())
    crawled = run(DOWNLOAD_DELAY=DELAY)
    assert crawled.is_whole()
    assert len(server.log) >= 12
    assert min(gaps(server)) > DELAY - SHY
    assert not overlaps(server)


def test_a_broken_connection_is_not_asked_again_at_once(server: HostileServer, run: Crawl) -> None:
    """The HTTP client would, where the connection was kept from an earlier answer."""
    server.links = ["/bai-bi-dut-ngay-300004.html"]
    server.routes["/bai-bi-dut-ngay-300004.html"] = reset()
    run(RETRY_TIMES=0)
    assert len(server.asked("/bai-bi-dut-ngay-300004.html")) == 1


# -- robots.txt -------------------------------------------------------------------------------------------------------


def test_crawl_delay_is_kept(server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = robots(f"User-agent: *\nCrawl-delay: {DELAY}")
    assert run().is_whole()
    assert min(gaps(server)[1:]) > DELAY - SHY


def test_crawl_delay_is_capped(server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 86400")
    assert run(NEWSCRAWL_MAX_CRAWL_DELAY=DELAY).is_whole()
    assert min(gaps(server)[1:]) > DELAY - SHY


CLOSED: Final[dict[str, Answer]] = {
    "500": page(status=500),
    "503": page(status=503),
    "429": page(status=429),
    "no answer": silent(),
    "reset": reset(),
    "cut short": reset(head(200, length=500) + b"User-agent: *\n"),
    "no end": stream(head(200), lambda: (b"#" * 65536 for _ in iter(int, 1))),
    "no gzip": page(b"User-agent: *", "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("name", CLOSED)
def test_an_unreachable_robots_txt_closes_the_site(name: str, server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = CLOSED[name]
    crawled = run(DOWNLOAD_MAXSIZE=2**20)
    assert {a.path for a in server.log} == {"/robots.txt"}
    assert crawled.articles == []
    assert crawled.code in {3, 4}


OPEN: Final[dict[str, Answer]] = {
    "404": page(status=404),
    "403": page(status=403),
    "a page": page(b"<!doctype html><html><body><p>Disallow: /</p></body></html>"),
    "empty": page(b""),
    "noise": page(bytes(range(256)) * 100, kind=PLAIN),
    "redirect loop": redirect("/robots.txt"),
    "redirect away": redirect("http://elsewhere.invalid/robots.txt"),
}


@pytest.mark.parametrize("name", OPEN)
def test_no_robots_txt_allows_all(name: str, server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = OPEN[name]
    assert run().is_whole()


RULES: Final = f"User-agent: newscrawl\r\nDisallow: {GOOD[0]}\r\n\r\nUser-agent: *\r\nDisallow: /\r\n"
SPELT: Final = {
    "UTF-8": RULES.encode(),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + RULES.encode(),
    "UTF-16": RULES.encode("utf-16"),
    "Latin-1": "# Tòa soạn ".encode("latin-1", "replace") + b"\xf2\xff\r\n" + RULES.encode(),
    "old line ends": RULES.replace("\r\n", "\r").encode(),
    "5 MB": RULES.encode() + b"\r\n# " + b"x" * 5_000_000,
    "many rules": b"User-agent: other\r\n" + b"Disallow: /*a*a*a*a*a*a*a*b$\r\n" * 10_000 + b"\r\n" + RULES.encode(),
}


@pytest.mark.parametrize("name", SPELT)
def test_robots_txt_is_read_however_it_is_spelt(name: str, server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = page(SPELT[name], kind="text/plain; charset=iso-2022-jp")
    crawled = run()
    assert crawled.paths == sorted(GOOD[1:])
    assert not server.asked(GOOD[0])
    assert crawled.site.skipped == {"robots_forbidden": 1}


def test_robots_txt_is_obeyed_after_a_redirect(server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /cam/")
    server.trap("/bai-dan-vao-cam-300001.html", redirect("/cam/bai-300001.html"))
    crawled = run()
    assert crawled.is_whole()
    assert not server.asked("/cam/bai-300001.html")


# -- 429 and 503 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_asks_for_patience_gets_it(status: int, server: HostileServer, run: Crawl) -> None:
    good = server.routes[GOOD[0]]
    server.routes[GOOD[0]] = in_turn(page(b"", "Retry-After: 1", status=status), good)
    crawled = run(DOWNLOAD_DELAY=0.01)
    assert crawled.is_whole()
    first = server.asked(GOOD[0])[0]
    following = server.log[server.log.index(first) + 1]
    assert following.began - first.ended > 1 - SHY  # the whole site waits, not the one address
    assert crawled.code == 0


def test_without_retry_after_each_wait_is_twice_as_long(server: HostileServer, run: Crawl) -> None:
    tired = page(status=429)
    server.routes[GOOD[0]] = in_turn(tired, tired, tired, server.routes[GOOD[0]])
    server.links = [GOOD[0]]
    crawled = run(NEWSCRAWL_BACKOFF=0.1, RETRY_TIMES=3)
    assert crawled.paths == [GOOD[0]]
    times = server.asked(GOOD[0])
    waits = [after.began - before.began for before, after in pairwise(times)]
    assert [wait > least - SHY for wait, least in zip(waits, (0.1, 0.2, 0.4), strict=True)] == [True] * 3


def test_after_a_wait_the_site_is_asked_half_as_often(server: HostileServer, run: Crawl) -> None:
    server.routes[GOOD[0]] = in_turn(page(status=429), server.routes[GOOD[0]])
    server.links += [f"/bai-sau-do-so-{n}.html" for n in range(300_000, 300_004)]
    run(DOWNLOAD_DELAY=0.1)
    at = server.log.index(server.asked(GOOD[0])[0])
    assert min(gaps(server)[:at]) > 0.1 - SHY
    later = gaps(server)[at + 2 :]
    assert later
    assert min(later) > 0.2 - SHY


def test_a_wait_that_is_too_long_ends_the_run(server: HostileServer, run: Crawl) -> None:
    server.routes[GOOD[0]] = page(b"", "Retry-After: 86400", status=503)
    server.links = [GOOD[0], GOOD[1]]
    crawled = run(NEWSCRAWL_MAX_BACKOFF=5.0)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert len(server.asked(GOOD[0])) == 1


def test_what_a_site_asked_for_is_kept_by_the_next_run(server: HostileServer, run: Crawl) -> None:
    """As far as ``NEWSCRAWL_MAX_RETRY_AFTER``; and nothing is given up for good."""
    good = server.routes[GOOD[0]]
    server.routes[GOOD[0]] = page(b"", "Retry-After: 86400", status=503)
    patience: dict[str, Any] = {"NEWSCRAWL_MAX_BACKOFF": 0.5, "NEWSCRAWL_MAX_RETRY_AFTER": 2.0}
    assert run(**patience).code == 4
    asked = len(server.log)
    crawled = run(**patience)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert len(server.log) == asked
    server.routes[GOOD[0]] = good
    refused = server.log[-1]
    assert run(NEWSCRAWL_MAX_BACKOFF=5.0).is_whole()
    assert server.log[asked].began - refused.ended > 2.0 - SHY


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
def test_a_row_of_refusals_ends_the_run(status: int, server: HostileServer, run: Crawl) -> None:
    server.links = [f"/bai-bi-chan-so-{n}.html" for n in range(300_000, 300_050)]
    server.otherwise = lambda path: page(status=status) if path.startswith("/bai-bi-chan") else None
    crawled = run(NEWSCRAWL_MAX_BLOCKS=4)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert crawled.site.limits == {"blocked": 1}
    assert sum(a.path.startswith("/bai-bi-chan") for a in server.log) == 4


def test_a_site_that_hangs_is_left(server: HostileServer, run: Crawl) -> None:
    server.links = [f"/bai-treo-so-{n}.html" for n in range(300_000, 300_050)]
    server.otherwise = lambda path: silent() if path.startswith("/bai-treo") else None
    crawled = run(NEWSCRAWL_MAX_FAILURES=3, DOWNLOAD_TIMEOUT=0.2)
    assert crawled.code == 3
    assert crawled.site.finish_reason == "unreachable"
    assert sum(a.path.startswith("/bai-treo") for a in server.log) <= 4  # one may be on its way


def test_a_refusal_now_and_then_ends_nothing(server: HostileServer, run: Crawl) -> None:
    forbidden = [f"/bai-bi-chan-so-{n}.html" for n in range(300_000, 300_006)]
    server.links = [path for pair in zip(forbidden, (*GOOD, *GOOD), strict=True) for path in pair]
    server.otherwise = lambda path: page(status=403) if path in forbidden else None
    assert run(NEWSCRAWL_MAX_BLOCKS=5).is_whole()


def test_a_signal_ends_a_slow_crawl_at_once_and_loses_nothing(server: HostileServer, tmp_path: Path) -> None:
    """Without it, sixteen requests would wait for their turn, each as long as the delay."""
    server.routes["/"] = server.routes["/tin"]
    command = [sys.executable, "-m", "newscrawl", "crawl", server.url, "--allow-private", "-q", "-L", "CRITICAL"]
    command += ["--output", str(tmp_path / "out"), "--delay"]
    with subprocess.Popen([*command, "30"], cwd=Path(__file__).parents[2]) as process:
        for _ in range(1000):
            if server.log or process.poll() is not None:
                break
            time.sleep(0.01)
        time.sleep(0.3)
        process.terminate()
        assert process.wait(10) == 143
    assert subprocess.run([*command, "0"], cwd=Path(__file__).parents[2], check=False, timeout=30).returncode == 0
    lines = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(GOOD)


# -- conditional GET, and who asks ------------------------------------------------------------------------------------


def test_what_is_known_is_asked_for_conditionally(server: HostileServer, run: Crawl) -> None:
    feed = f"<rss><channel><item><title>Tin</title><link>{server.url}{GOOD[0]}</link></item></channel></rss>".encode()
    sources = {"/tin": listing(GOOD), "/tin.rss": feed, "/sitemap.xml": b"<urlset></urlset>"}
    for path, body in sources.items():
        fresh = page(body, f'ETag: "{path}"', "Last-Modified: Sun, 08 Mar 2026 01:00:00 GMT")
        server.routes[path] = in_turn(fresh, raw(head(304, f'ETag: "{path}"')))
    fields = {"feeds": ("/tin.rss",), "sitemaps": ("/sitemap.xml",)}
    assert run(site=fields).is_whole()
    before = len(server.log)
    crawled = run(site=fields)
    second = server.log[before:]
    assert crawled.is_whole()
    assert {a.path for a in second} == {"/robots.txt", *sources}
    for asked in second[1:]:
        assert asked.headers["if-none-match"] == f'"{asked.path}"'
        assert asked.headers["if-modified-since"] == "Sun, 08 Mar 2026 01:00:00 GMT"


def test_who_asks_says_who_it_is(server: HostileServer, run: Crawl) -> None:
    run(NEWSCRAWL_CONTACT="ban-doc@example.org")
    assert server.log
    for asked in server.log:
        agent = asked.headers["user-agent"]
        assert agent.startswith("newscrawl/")
        assert agent.endswith("; ban-doc@example.org)")
        assert not asked.headers.keys() & {"cookie", "referer", "authorization"}
