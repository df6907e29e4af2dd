"""Each trap is counted by name, costs bounded memory and costs no good article."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Any, Final

import brotli  # type: ignore[import-untyped] # Scrapy's own requirement
import pytest

from tests.helpers.hostile_server import (
    GOOD_PATHS,
    Answer,
    HostileServer,
    article_page,
    dynamic,
    listing_page,
    raw_bytes,
    redirect,
    respond,
    response_head,
    sequence,
    silent,
    stream,
    then_close,
    then_reset,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.conftest import Crawl

TRAP: Final = "/bai-bay-cua-may-chu-900001.html"
HTML: Final = "Content-Type: text/html"
MB: Final = 2**20
BODY: Final = article_page("Giá lúa ở đồng bằng tăng trở lại")
SMALL: Final[dict[str, Any]] = {"NEWSCRAWL_MAX_PAGE": MB, "DOWNLOAD_MAXSIZE": MB}


def endless() -> Iterator[bytes]:
    while True:
        yield b"<p>xin chao</p>" * 4096


def drops() -> Iterator[bytes]:
    while True:
        yield b"x"


def gzipped_zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(MB)) for _ in range(megabytes)) + packer.flush()


def packed(body: bytes, coding: str) -> Answer:
    return respond(body, f"Content-Encoding: {coding}")


def nested(layers: int) -> bytes:
    body = article_page("Bài gói nhiều lần")
    for _ in range(layers):
        body = gzip.compress(body, 1)
    return body


FAILED: Final[dict[str, tuple[Answer, str]]] = {
    "redirect to itself": (redirect(TRAP), "redirect_loop"),
    "a body of 1 GB, announced": (raw_bytes(response_head(200, HTML, length=10**9) + b"<html>"), "too_large"),
    "a body without an end": (stream(response_head(200, HTML), endless), "too_large"),
    "a chunked body without an end": (
        stream(response_head(200, HTML, "Transfer-Encoding: chunked"), lambda: (b"10000\r\n" + b"x" * 65536 + b"\r\n" for _ in endless())),
        "too_large",
    ),
    "a byte at a time": (stream(response_head(200, HTML, length=10_000), drops, pause=0.05), "timeout"),
    "a head, and no body": (sequence(stream(response_head(200, HTML, length=10_000), lambda: [b"<html>"] * 1000, pause=1.0)), "timeout"),
    "no answer": (silent(), "timeout"),
    "gzip bomb": (packed(gzipped_zeros(64), "gzip"), "too_large"),
    "brotli bomb": (packed(brotli.compress(bytes(64 * MB), quality=5), "br"), "too_large"),
    "deflate bomb": (packed(zlib.compress(bytes(64 * MB), 9), "deflate"), "too_large"),
    "gzip that is noise": (packed(b"\x1f\x8b\x08" + bytes(range(256)) * 4, "gzip"), "bad_encoding"),
    "gzip cut off": (packed(gzip.compress(article_page("Bị cắt giữa chừng"))[:-60], "gzip"), "cut_short"),
    "gzip cut off, without its header": (respond(gzip.compress(article_page("Bị cắt giữa chừng"))[:-60]), "cut_short"),
    "a part of the page": (respond(article_page("Chỉ một phần")[:900], "Content-Range: bytes 0-899/9000", status=206), "partial_content"),
    "a part without a range": (respond(article_page("Chỉ một phần")[:900], status=206), "partial_content"),
    "chunks without an end": (then_close(response_head(200, HTML, "Transfer-Encoding: chunked") + b"400\r\n" + article_page("Dở")[:1024] + b"\r\n"), "cut_short"),
    "a thousand layers of gzip": (packed(nested(3), ", ".join(["gzip"] * 1000)), "too_many_encodings"),
    "a broken chunk": (then_close(response_head(200, HTML, "Transfer-Encoding: chunked") + b"5\r\nhello\r\nzz\r\n"), "bad_answer"),
    "a chunk of -1": (then_close(response_head(200, HTML, "Transfer-Encoding: chunked") + b"-1\r\nhello\r\n"), "bad_answer"),
    "a body shorter than announced": (then_close(response_head(200, HTML, length=9999) + article_page("Ngắn")), "cut_short"),
    "two lengths": (then_close(response_head(200, HTML, "Content-Length: 5", length=9999) + b"hello"), "bad_answer"),
    "a length that is no number": (then_close(response_head(200, HTML, "Content-Length: -5") + b"hello"), "bad_answer"),
    "reset before the head": (then_reset(), "bad_answer"),
    "reset in the body": (then_reset(response_head(200, HTML, length=9999) + b"<html>"), "cut_short"),
    "ten thousand headers": (then_close(response_head(200, *(f"X-{n}: {n}" for n in range(10_000)), length=0)), "bad_answer"),
    "a header of 1 MB": (then_close(response_head(200, "X: " + "x" * MB, length=0)), "bad_answer"),
    "headers without an end": (stream(b"HTTP/1.1 200 OK\r\n", lambda: (b"X-Y: z\r\n" for _ in endless())), "bad_answer"),
    "no HTTP": (then_close(b"SSH-2.0-OpenSSH_9.9\r\n"), "bad_answer"),
    "a tag of 200,000 attributes": (
        respond(b"<html><p " + b" ".join(b"a%d" % n for n in range(100_000)) + b">"), "too_many_attributes",
    ),
    "300,000 tags": (respond(b"<p>" * 300_000), "too_many_tags"),
}  # fmt: skip

REJECTED: Final[dict[str, tuple[Answer, str]]] = {
    "an empty body": (respond(b""), "empty"),
    "white space": (respond(b" \n\t" * 1000), "empty"),
    "a picture that calls itself a page": (respond(b"\x89PNG\r\n\x1a\n" + bytes(5000)), "not_html"),
    "a PDF that calls itself a page": (respond(b"%PDF-1.7\n" + bytes(5000)), "not_html"),
    "noise": (respond(bytes(range(256)) * 500), "not_html"),
    "JSON that calls itself a page": (respond(b'{"a": 1}'), "not_html"),
    "tags in tags in tags": (respond(b"<html><body>" + b"<div>" * 190_000), "not_html"),
    "a page that sends on by script": (respond(b"<html><script>location.href='/x'</script></html>"), "redirect_shell"),
    "a page that refreshes itself": (
        respond(b'<html><head><meta http-equiv="refresh" content="0;url=/x"></head></html>'), "redirect_shell",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILED)
def test_a_trap_is_counted_by_name(name: str, server: HostileServer, crawl: Crawl) -> None:
    answer, reason = FAILED[name]
    server.trap(TRAP, answer)
    crawled = crawl(hanging=[TRAP] if reason == "timeout" else [], **SMALL)
    assert crawled.is_whole()
    assert crawled.site.failed == {reason: 1}
    assert crawled.code == 0
    assert len(server.requests_for(TRAP)) <= 2


@pytest.mark.parametrize("name", REJECTED)
def test_a_page_without_an_article_is_rejected_by_name(name: str, server: HostileServer, crawl: Crawl) -> None:
    answer, reason = REJECTED[name]
    server.trap(TRAP, answer)
    crawled = crawl()
    assert crawled.is_whole()
    assert list(crawled.site.rejected) == [reason]
    assert crawled.code == 0


def test_a_long_chain_of_redirects_ends(server: HostileServer, crawl: Crawl) -> None:
    server.trap(TRAP, redirect("/vong/1"))
    for n in range(1, 30):
        server.routes[f"/vong/{n}"] = redirect(f"/vong/{n + 1}")
    crawled = crawl()
    assert crawled.is_whole()
    assert crawled.site.failed == {"too_many_redirects": 1}
    assert sum(a.path.startswith("/vong/") for a in server.log) == 5


def test_a_redirect_loop_of_two_pages_is_found_at_once(server: HostileServer, crawl: Crawl) -> None:
    server.trap(TRAP, redirect("/vong"))
    server.routes["/vong"] = redirect(TRAP)
    assert crawl().site.failed == {"redirect_loop": 1}
    assert len(server.requests_for(TRAP)) == len(server.requests_for("/vong")) == 1


def test_a_length_shorter_than_the_body_breaks_no_other_answer(server: HostileServer, crawl: Crawl) -> None:
    body = article_page("Bài bị cắt ngắn giữa chừng")
    server.trap(TRAP, raw_bytes(response_head(200, HTML, length=len(body) - 300) + body))
    crawled = crawl()
    assert set(GOOD_PATHS) <= set(crawled.paths)
    assert len(crawled.paths) == len(set(crawled.paths))


def test_a_wrong_content_type_hides_no_article(server: HostileServer, crawl: Crawl) -> None:
    server.routes[GOOD_PATHS[0]] = respond(article_page("Giá lúa ở đồng bằng tăng trở lại"), kind="application/pdf")
    server.routes[GOOD_PATHS[1]] = respond(
        article_page("Thành phố mở thêm tuyến xe buýt"), kind="text/html; charset=utf-16"
    )
    server.routes[GOOD_PATHS[2]] = respond(article_page("Học sinh miền núi qua cầu mới"), kind="\x01;;;charset=")
    assert crawl().is_whole()


def test_headers_in_no_known_encoding_hide_no_article(server: HostileServer, crawl: Crawl) -> None:
    server.routes[GOOD_PATHS[0]] = raw_bytes(
        response_head(200, HTML, "X-Ten: T\xf2a so\xe1n \xff", length=len(BODY)) + BODY,
    )
    assert crawl().is_whole()


def test_a_page_of_thirty_thousand_links_is_bounded(server: HostileServer, crawl: Crawl) -> None:
    links = "".join(f"<a href=/bai-so-{n}.html>Bài {n}</a>" for n in range(200_000, 230_000))
    server.routes["/tin"] = respond(listing_page(GOOD_PATHS, tail=links))
    crawled = crawl(NEWSCRAWL_MAX_ADDRESSES=20)
    assert crawled.is_whole()
    assert crawled.site.limits == {"max_addresses": 1}
    assert crawled.site.requests < 30


def test_addresses_of_a_run_are_bounded(server: HostileServer, crawl: Crawl) -> None:
    server.links += [f"/bai-vo-tan-so-{n}.html" for n in range(200_000, 201_500)]
    crawled = crawl(NEWSCRAWL_MAX_ADDRESSES=20)
    assert crawled.is_whole()
    assert crawled.site.limits == {"max_addresses": 1}
    assert crawled.site.requests < 30


def test_pages_of_a_listing_are_bounded(server: HostileServer, crawl: Crawl) -> None:
    """Every page of the listing links to a next page and to a new article."""
    server.routes["/tin"] = dynamic(
        lambda a: (
            listing_page(GOOD_PATHS, tail='<a rel=next href="/tin?page=2">Trang sau</a>')
            if a.path == "/tin"
            else listing_page(
                [f"/bai-moi-{500_000 + int(a.path.partition('=')[2])}.html"],
                tail=f'<a rel=next href="/tin?page={int(a.path.partition("=")[2]) + 1}">Trang sau</a>',
            )
        )
    )
    crawled = crawl(NEWSCRAWL_MAX_PAGES=7)
    assert crawled.is_whole()
    assert sum(a.path.startswith("/tin") for a in server.log) == 7
    assert crawled.site.limits == {"max_pages": 1}


def test_a_calendar_is_bounded(server: HostileServer, crawl: Crawl) -> None:
    """Each page leads to a page under another address, so only the sum of all pages is bounded."""
    server.routes["/tin"] = dynamic(
        lambda a: listing_page(GOOD_PATHS if a.number == 1 else (), tail='<a rel=next href="/lich/1">Trang sau</a>')
    )
    server.fallback = lambda path: (
        respond(
            listing_page(
                [f"/bai-trong-lich-{700_000 + int(path.rpartition('/')[2])}.html"],
                tail=f'<a rel=next href="/lich/{int(path.rpartition("/")[2]) + 1}">Trang sau</a>',
            )
        )
        if path.startswith("/lich/")
        else None
    )
    crawled = crawl(NEWSCRAWL_MAX_SOURCES=6)
    assert crawled.is_whole()
    assert len([a for a in server.log if a.path.startswith(("/tin", "/lich"))]) == 6
    assert crawled.site.limits == {"max_sources": 1}


def test_pages_that_link_back_are_read_once(server: HostileServer, crawl: Crawl) -> None:
    server.routes["/tin"] = respond(listing_page(GOOD_PATHS, tail='<a rel=next href="/tin?page=2">Trang sau</a>'))
    server.routes["/tin?page=2"] = respond(
        listing_page([GOOD_PATHS[0], "/bai-khac-400001.html"], tail='<a rel=next href="/tin">Trang sau</a>')
    )
    crawled = crawl()
    assert crawled.is_whole()
    assert len(server.requests_for("/tin")) == len(server.requests_for("/tin?page=2")) == 1


def test_session_ids_are_ignored(server: HostileServer, crawl: Crawl) -> None:
    """The site has no numbers in its addresses, so nothing else can tell that the addresses are the same."""
    forms = (
        "/{0}?sid={1}",
        "/{0}?PHPSESSID={1}",
        "/{0};jsessionid={1}",
        "/(S({1}))/{0}",
        "/{0}?session_id={1}&utm_source=x",
    )
    names = [f"bai-viet-khong-co-so-{word}.html" for word in ("mot", "hai", "ba")]
    server.links = [form.format(name, f"{n:024x}") for n in range(30) for form in forms for name in names]
    for name in names:
        server.routes[f"/{name}"] = respond(article_page(f"Tin vắn {name}"))
    crawled = crawl(site={"article_url": ()})
    assert len(crawled.articles) == len(names)
    assert crawled.site.requests == 2 + len(names)


def test_sitemaps_in_a_loop_are_read_once(server: HostileServer, crawl: Crawl) -> None:
    index = "".join(
        f"<sitemap><loc>{server.url}/{name}</loc></sitemap>" for name in ("a.xml", "b.xml", "a.xml", "sitemap.xml") * 50
    )
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'.encode()
    for name in ("/a.xml", "/b.xml", "/sitemap.xml"):
        server.routes[name] = respond(body, kind="application/xml")
    crawled = crawl(site={"sitemaps": ("/sitemap.xml",)})
    assert crawled.is_whole()
    assert all(len(server.requests_for(name)) == 1 for name in ("/a.xml", "/b.xml", "/sitemap.xml"))


LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


def test_entity_bombs_and_external_entities_are_harmless(server: HostileServer, crawl: Crawl) -> None:
    outside = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY n SYSTEM "{server.url}/ngoai">'
        f'<!ENTITY % p SYSTEM "{server.url}/ngoai.dtd"> %p;]>'
    )
    item = f"<item><title>&a11;&f;&n;</title><link>{server.url}{GOOD_PATHS[0]}</link></item>"
    url = f"<url><loc>{server.url}{GOOD_PATHS[1]}</loc><lastmod>&a11;&f;&n;</lastmod></url>"
    for name, prolog in (("bomb", LAUGHS), ("outside", outside)):
        server.routes[f"/{name}.rss"] = respond(
            f"{prolog}<rss><channel>{item}</channel></rss>".encode(), kind="text/xml"
        )
        server.routes[f"/{name}.xml"] = respond(f"{prolog}<urlset>{url}</urlset>".encode(), kind="text/xml")
    crawled = crawl(site={"feeds": ("/bomb.rss", "/outside.rss"), "sitemaps": ("/bomb.xml", "/outside.xml")})
    assert crawled.is_whole()
    assert not any(a.path.startswith("/ngoai") for a in server.log)
    assert "root:" not in "".join(str(line) for line in crawled.articles)


def test_links_that_are_not_pages_are_ignored(server: HostileServer, crawl: Crawl) -> None:
    server.links += [
        "file:///etc/passwd-100009.html",
        "data:text/html,<h1>x</h1>-100009.html",
        "javascript:alert(1)//-100009.html",
        "ftp://127.0.0.1/x-100009.html",
        "mailto:a@b-100009.html",
        "http://[::1/x-100009.html",
        "http://127.0.0.1:99999999/x-100009.html",
        "//",
        "http://" + "a" * 3000 + "/x-100009.html",
    ]
    crawled = crawl()
    assert crawled.is_whole()
    assert {a.path for a in server.log} == {"/robots.txt", "/tin", *GOOD_PATHS}


def test_false_canonical_links_are_ignored(server: HostileServer, crawl: Crawl) -> None:
    """Links to another site, to another article, two links, a file: the article keeps the identity of its address."""
    for path, canonical in zip(
        GOOD_PATHS,
        (
            '<link rel=canonical href="https://evil.example/x-666666.html">',
            f'<link rel=canonical href="{server.url}/khac-1.html"><link rel=canonical href="https://evil.example/">'
            * 50,
            '<link rel=canonical href="file:///etc/passwd">',
        ),
        strict=True,
    ):
        server.routes[path] = respond(article_page(f"Bài riêng số {path[-6]}", head=canonical))
    crawled = crawl()
    assert len(crawled.articles) == len(GOOD_PATHS)
    assert {line["id"] for line in crawled.articles} == {f"hostile:10000{n}" for n in (1, 2, 3)}
    assert not any("evil" in line["id"] or line["url"].startswith("file") for line in crawled.articles)
