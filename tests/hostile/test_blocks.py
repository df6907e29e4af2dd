"""Block pages with status 200 are rejected by name; several in a row end the run with exit code 4."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.middlewares.cookie_script import cookie_of
from newscrawl.report.manifest import ExitCode, site_report
from tests.helpers.hostile_server import GOOD_PATHS, HostileServer, article_page, respond, sequence

if TYPE_CHECKING:
    import asyncio

    from tests.helpers.hostile_server import Answer, ReceivedRequest
    from tests.hostile.conftest import Crawl

BLOCKS: Final = {
    "cookie script": (
        b'<html><body><script>document.cookie="D1N=0a1b2c;path=/";window.location.reload(true);</script></body></html>',
        "soft_block",
    ),
    "captcha": (
        b'<html><head><title>Security check</title></head><body><div class="g-recaptcha" data-sitekey="x"></div></body></html>',
        "soft_block",
    ),
    "Attention Required": (
        b"<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1></body></html>",
        "soft_block",
    ),
    "a firewall that explains itself": (
        b"<html><head><title>vov.vn</title></head><body><h1>Sorry, you have been blocked</h1><p>"
        + b"This website is using a security service to protect itself from online attacks. " * 8
        + b"</p></body></html>",
        "soft_block",
    ),
    "a captcha that explains itself": (
        (
            "<html><head><title>Báo</title></head><body><h1>Vui lòng xác minh bạn không phải là robot</h1><p>"
            + "Hệ thống phát hiện truy cập bất thường từ địa chỉ của bạn, hãy nhập mã xác nhận bên dưới. " * 6
            + "</p><form><input name=captcha></form></body></html>"
        ).encode(),
        "soft_block",
    ),
    "out of order": (
        "<html><head><title>Thông báo</title></head><body><h1>Hệ thống đang bảo trì</h1></body></html>".encode(),
        "soft_block",
    ),
    "top.location": (b"<html><body><script>top.location='/verify'</script></body></html>", "redirect_shell"),
    "Just a moment": (
        b"<html><head><title>Just a moment...</title></head><body><div id=cf-challenge></div></body></html>",
        "soft_block",
    ),
    "script redirect": (b"<html><script>window.location.href='/verify?back='+location.pathname</script></html>", "redirect_shell"),
    "meta refresh": (
        b'<html><head><meta http-equiv=refresh content="0;url=/verify"></head><body></body></html>',
        "redirect_shell",
    ),
    "sign in": (
        '<html><head><title>Đăng nhập</title></head><body><form><input type="password"></form></body></html>'.encode(),
        "login_wall",
    ),
}  # fmt: skip


def test_one_page_that_is_refused_again_is_no_verdict_on_the_site(server: HostileServer, crawl: Crawl) -> None:
    """The second run has no other request: its sources are not due, and all other pages are known."""
    body, _ = BLOCKS["captcha"]
    server.links.append("/bai-bi-chan-so-300000.html")
    server.fallback = lambda path: respond(body) if path.startswith("/bai-bi-chan") else None
    assert crawl().code == 0
    asked = len(server.log)
    # A scheduled run retries failed pages after an hour; other runs retry them at once.
    again = crawl(site={"sections": ()}, NEWSCRAWL_DUE=True, NEWSCRAWL_MIN_INTERVAL="1d")
    third = crawl()
    assert (again.code, third.code) == (0, 0)
    assert any(a.path.startswith("/bai-bi-chan") for a in server.log[asked:])


def test_a_page_that_is_asked_for_alone_and_refused_is_blocked() -> None:
    stats: dict[str, int] = {"newscrawl/rejected/soft_block": 1, "downloader/response_status_count/200": 2}
    assert site_report(stats, reason="finished").exit_code == ExitCode.BLOCKED
    assert site_report({**stats, "newscrawl/refused_again": 1}, reason="finished").exit_code == ExitCode.FINE
    two = {**stats, "newscrawl/rejected/soft_block": 2, "newscrawl/refused_again": 2}
    assert site_report(two, reason="finished").exit_code == ExitCode.BLOCKED


@pytest.mark.parametrize("name", BLOCKS)
def test_a_row_of_soft_blocks_ends_the_run(name: str, server: HostileServer, crawl: Crawl) -> None:
    body, reason = BLOCKS[name]
    server.links = [f"/bai-bi-chan-so-{n}.html" for n in range(300_000, 300_050)]
    server.fallback = lambda path: respond(body) if path.startswith("/bai-bi-chan") else None
    crawled = crawl(NEWSCRAWL_MAX_BLOCKS=4)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert list(crawled.site.rejected) == [reason]
    assert crawled.articles == []
    assert sum(a.path.startswith("/bai-bi-chan") for a in server.log) <= 6  # one may be under way, one in extraction


@pytest.mark.parametrize("name", BLOCKS)
def test_a_refusal_in_the_place_of_a_source_is_one(name: str, server: HostileServer, crawl: Crawl) -> None:
    body, reason = BLOCKS[name]
    for path in ("/tin", "/tin.rss", "/sitemap.xml"):
        server.routes[path] = respond(body)
    crawled = crawl(site={"feeds": ("/tin.rss",), "sitemaps": ("/sitemap.xml",)})
    assert crawled.site.sources == {f"{kind}/{reason}": 1 for kind in ("feed", "listing", "sitemap")}
    assert crawled.code == 4


def test_what_was_blocked_is_fetched_by_the_next_run(server: HostileServer, crawl: Crawl) -> None:
    good = {path: server.routes[path] for path in GOOD_PATHS}
    for path in GOOD_PATHS:
        server.routes[path] = respond(BLOCKS["cookie script"][0])
    assert crawl().code == 4
    server.routes |= good
    crawled = crawl()
    assert crawled.is_whole()
    assert crawled.code == 0


# -- the cookie of a script, allowed by the profile -----------------------------------------------------------------------


def cookie_script(value: str) -> bytes:
    return (
        f'<html><body><script type="text/javascript">document.cookie="D1N={value}"+"; expires=Fri, 31-Dec-2027 23:59:59 GMT; '
        'path=/";window.location.reload(true);</script></body></html>'
    ).encode()


def guarded(server: HostileServer, value: str = "7c1f0a52be19c0d6") -> None:
    """Answer every path with the script until the request has the cookie."""

    def guard(answer: Answer) -> Answer:
        async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
            known = asked.headers.get("cookie") == f"D1N={value}"
            await (answer if known else respond(cookie_script(value)))(asked, writer)

        return send

    server.routes["/robots.txt"] = respond(b"User-agent: *\nDisallow: /cam", kind="text/plain")
    server.routes |= {path: guard(answer) for path, answer in server.routes.items()}


def test_the_cookie_of_a_script_is_sent_where_the_profile_says_so(server: HostileServer, crawl: Crawl) -> None:
    server.trap("/cam/bai-cam-300001.html", respond(article_page("Bài cấm")))
    guarded(server)
    with HostileServer() as other:
        other.routes["/bai-o-nha-kia-300002.html"] = respond(article_page("Bài ở nhà kia"))
        server.links.append(f"{other.url}/bai-o-nha-kia-300002.html")
        crawled = crawl(site={"cookie_script": True, "hosts": (other.netloc,)}, DOWNLOAD_DELAY=0.1)
        assert not [asked for asked in other.log if "cookie" in asked.headers]
    assert crawled.code == 0
    assert crawled.site.rejected == {}
    assert set(GOOD_PATHS) <= set(crawled.paths)
    assert not server.requests_for("/cam/bai-cam-300001.html")  # robots.txt was read behind the script too
    assert len(server.requests_for("/robots.txt")) == 2
    assert all(len(server.requests_for(path)) == 1 for path in GOOD_PATHS)
    assert [asked.headers.get("cookie") for asked in server.log] == [None] + ["D1N=7c1f0a52be19c0d6"] * (
        len(server.log) - 1
    )
    assert min(after.received_at - before.received_at for before, after in pairwise(server.log)) > 0.04


def test_elsewhere_no_cookie_is_sent(server: HostileServer, crawl: Crawl) -> None:
    guarded(server)
    crawled = crawl()
    assert crawled.code == 4
    assert crawled.articles == []
    assert not [asked for asked in server.log if "cookie" in asked.headers]


@pytest.mark.parametrize("values", [["same"] * 2, [f"other-{n}" for n in range(50)]])
def test_a_script_that_does_not_end_is_a_refusal(values: list[str], server: HostileServer, crawl: Crawl) -> None:
    for path in GOOD_PATHS:
        server.routes[path] = sequence(*(respond(cookie_script(value)) for value in values))
    crawled = crawl(site={"cookie_script": True}, NEWSCRAWL_MAX_BLOCKS=3)
    assert crawled.articles == []
    assert crawled.site.rejected == {"soft_block": 3}
    assert crawled.code == 4
    assert all(len(server.requests_for(path)) <= 2 for path in GOOD_PATHS)


def test_only_a_short_script_with_a_plain_cookie_is_one() -> None:
    assert cookie_of(cookie_script("0a1b")) == b"D1N=0a1b"
    assert cookie_of(b"<script>document.cookie = 'a=b;path=/'; location.reload()</script>") == b"a=b"
    for body in (
        cookie_script("0a1b") + b" " * 500,
        b'<script>document.cookie="D1N=1"</script>',
        b'<script>document.cookie="D1N=1\r\nX-Evil: 1";location.reload()</script>',
        b'<script>document.cookie="%s=1";location.reload()</script>' % (b"n" * 100),
        b"location.reload()",
        b"",
    ):
        assert cookie_of(body) is None
