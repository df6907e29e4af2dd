"""Answers of a site in trouble that look as if its articles were gone: nothing is lost, and no run says that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.cli import problems
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import run_status
from tests.helpers.hostile_server import (
    GOOD_PATHS,
    article_page,
    listing_page,
    redirect,
    respond,
    response_head,
    sequence,
    then_close,
)

if TYPE_CHECKING:
    from tests.helpers.hostile_server import Answer, HostileServer
    from tests.hostile.conftest import Crawl

HEADLINE = "Người dân vùng cao đón nước sạch về tận bản làng"
MORE = "/nuoc-sach-ve-ban-300001.html"
GONE = respond(b"<h1>404</h1>", status=404)
BUSY = respond("<title>Lỗi</title><h1>Có lỗi xảy ra</h1><p>Hệ thống đang bận.</p>".encode())

UNASKED = respond(status=304)
CODED = respond(b"\xff\xfe\x01" * 90, "Content-Encoding: br")


@pytest.mark.parametrize(
    ("answer", "where", "reason"),
    [
        (GONE, "rejected", "http_404"),
        (BUSY, "rejected", "no_body"),
        (respond(), "rejected", "empty"),
        (redirect("/"), "rejected", "section_page"),
        (redirect("https://consent.example/?back=1"), "skipped", "offsite"),
        (UNASKED, "failed", "http_304"),
        (CODED, "failed", "bad_encoding"),
    ],
    ids=["gone", "busy", "empty", "home", "offsite", "304", "coded"],
)
def test_an_article_that_one_run_did_not_get_is_had_by_the_next(
    server: HostileServer, crawl: Crawl, answer: Answer, where: str, reason: str
) -> None:
    server.links = [*GOOD_PATHS, MORE]
    server.routes |= {"/": respond(listing_page(GOOD_PATHS)), MORE: answer}
    first = crawl(RETRY_TIMES=0)
    assert first.is_whole()
    assert getattr(first.site, where) == {reason: 1}
    server.routes[MORE] = respond(article_page(HEADLINE))
    assert crawl().paths == sorted([*GOOD_PATHS, MORE])


@pytest.mark.parametrize("to", ["/", "https://consent.example/?back=1"])
def test_a_site_that_sends_all_readers_away_is_broken(server: HostileServer, crawl: Crawl, to: str) -> None:
    server.routes["/"] = respond(listing_page(GOOD_PATHS))
    for path in GOOD_PATHS:
        server.routes[path] = redirect(to)
    crawled = crawl()
    assert (crawled.code, crawled.articles) == (ExitCode.LAYOUT_CHANGED, [])
    for path in GOOD_PATHS:
        server.routes[path] = respond(article_page(path))
    assert crawl().paths == sorted(GOOD_PATHS)


def test_a_source_that_says_unchanged_before_it_was_read_is_not_read(server: HostileServer, crawl: Crawl) -> None:
    server.routes["/tin"] = sequence(UNASKED, respond(listing_page(GOOD_PATHS)))
    first = crawl()
    assert (first.code, first.site.failed) == (ExitCode.PARTIAL, {"http_304": 1})
    assert crawl().is_whole()


@pytest.mark.parametrize("share", [3 / 5, 1], ids=["cut off once", "without end tags"])
def test_a_page_that_ends_with_its_connection_is_compared_with_a_second_answer(
    server: HostileServer, crawl: Crawl, share: float
) -> None:
    """Without a length nothing else tells a page that was cut off from one that leaves out its last tags."""
    head = response_head(200, "Content-Type: text/html; charset=utf-8")
    for path in GOOD_PATHS:
        body = article_page(path)
        short = then_close(head + body.partition(b"</body>")[0][: int(len(body) * share)])
        server.routes[path] = sequence(short, then_close(head + body)) if share < 1 else short
    crawled = crawl()
    assert crawled.is_whole()
    assert all(one["text"].count("Đoạn") == 4 for one in crawled.articles)
    assert max(len(server.requests_for(path)) for path in GOOD_PATHS) == 2


def test_a_long_header_hides_no_article(server: HostileServer, crawl: Crawl) -> None:
    server.routes[GOOD_PATHS[0]] = respond(article_page(HEADLINE), "Content-Security-Policy: " + "x" * 60_000)
    assert crawl().is_whole()


def test_a_source_that_fails_beside_known_articles_leaves_the_site_degraded(
    server: HostileServer, crawl: Crawl
) -> None:
    server.routes["/map.xml"] = respond(b"x", status=500)
    site = {"sitemaps": ("/map.xml",)}
    crawl(site=site)
    assert crawl(site=site, RETRY_TIMES=0).code == ExitCode.FINE


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(redirect("/"), "led_home"), (BUSY, "no_links"), (respond(b'{"error":1}', kind="application/json"), "no_links")],
    ids=["home", "busy", "json"],
)
def test_a_section_that_stops_naming_articles_is_told(
    server: HostileServer, crawl: Crawl, answer: Answer, outcome: str
) -> None:
    server.links = list(GOOD_PATHS[:1])
    server.routes |= {path: respond(listing_page(GOOD_PATHS[1:])) for path in ("/", "/hai")}
    crawl(site={"sections": ("/tin", "/hai")})
    server.routes["/hai"] = answer
    second = crawl(site={"sections": ("/tin", "/hai")})
    assert second.site.sources == {f"listing/{outcome}": 1, "listing/ok": 1}
    assert run_status(second.site).status == "degraded"


def test_a_section_that_never_named_an_article_is_told(server: HostileServer, crawl: Crawl) -> None:
    server.routes["/hai"] = respond(listing_page([]))
    first = crawl(site={"sections": ("/tin", "/hai")})
    assert (first.code, first.site.sources) == (ExitCode.FINE, {"listing/names_nothing": 1, "listing/ok": 1})
    assert run_status(first.site).status == "degraded"


def test_a_cache_that_mixes_pages_up_is_told_until_its_pages_are_right(server: HostileServer, crawl: Crawl) -> None:
    server.links = paths = [f"/chuyen-lang-so-{number}-50000{number}.html" for number in range(7)]
    server.routes |= dict.fromkeys(paths, respond(article_page("Chợ quê họp sớm")))
    first = crawl()
    assert (first.site.mixed_up, run_status(first.site).status) == (len(paths), "degraded")
    server.routes |= {path: respond(article_page(f"Bài viết ở {path}")) for path in paths}
    assert {line["headline"] for line in crawl().articles} >= {f"Bài viết ở {path}" for path in paths}


def test_articles_behind_a_host_that_cannot_be_reached_are_no_quiet_run(server: HostileServer, crawl: Crawl) -> None:
    for path in GOOD_PATHS:
        server.routes[path] = redirect(f"http://www.no-such-host.invalid{path}")
    crawled = crawl(site={"hosts": ("www.no-such-host.invalid",)}, RETRY_TIMES=0)
    assert (crawled.code, crawled.site.skipped) == (ExitCode.PARTIAL, {"robots_unreachable": len(GOOD_PATHS)})
    assert "no_such_host" in problems._problem("hostile", crawled.site)
