"""Refusals that answer 200 are named, never stored, and in a row they end the run with exit code 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.hostile.server import GOOD, HostileServer, page

if TYPE_CHECKING:
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


@pytest.mark.parametrize("name", BLOCKS)
def test_a_row_of_soft_blocks_ends_the_run(name: str, server: HostileServer, run: Crawl) -> None:
    body, reason = BLOCKS[name]
    server.links = [f"/bai-bi-chan-so-{n}.html" for n in range(300_000, 300_050)]
    server.otherwise = lambda path: page(body) if path.startswith("/bai-bi-chan") else None
    crawled = run(NEWSCRAWL_MAX_BLOCKS=4)
    assert crawled.code == 4
    assert crawled.site.finish_reason == "blocked"
    assert list(crawled.site.rejected) == [reason]
    assert crawled.articles == []
    assert sum(a.path.startswith("/bai-bi-chan") for a in server.log) <= 6  # one may be on its way, one being read


@pytest.mark.parametrize("name", BLOCKS)
def test_a_refusal_in_the_place_of_a_source_is_one(name: str, server: HostileServer, run: Crawl) -> None:
    body, reason = BLOCKS[name]
    for path in ("/tin", "/tin.rss", "/sitemap.xml"):
        server.routes[path] = page(body)
    crawled = run(site={"feeds": ("/tin.rss",), "sitemaps": ("/sitemap.xml",)})
    assert crawled.site.sources == {f"{kind}/{reason}": 1 for kind in ("feed", "listing", "sitemap")}
    assert crawled.code == 4


def test_what_was_blocked_is_fetched_by_the_next_run(server: HostileServer, run: Crawl) -> None:
    good = {path: server.routes[path] for path in GOOD}
    for path in GOOD:
        server.routes[path] = page(BLOCKS["cookie script"][0])
    assert run().code == 4
    server.routes |= good
    crawled = run()
    assert crawled.is_whole()
    assert crawled.code == 0
