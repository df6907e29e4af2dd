"""Rarer attacks than the common traps: slow answers, floods, false headers, odd spellings. None costs a good article."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.discover import UnreadableError, feed, listing, paging, sitemap
from newscrawl.extract import NotAnArticle, extract
from newscrawl.text import normalize
from newscrawl.unicode_nfc import nfc
from tests.helpers.growth import assert_linear
from tests.helpers.hostile_server import (
    GOOD_PATHS,
    Answer,
    HostileServer,
    article_page,
    dynamic,
    raw_bytes,
    redirect,
    respond,
    response_head,
    stream,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.sites import Site
    from tests.hostile.conftest import Crawl

TRAP: Final = "/bai-bay-cua-may-chu-900001.html"
HTML: Final = "Content-Type: text/html"
MB: Final = 2**20
BODY: Final = article_page("Giá lúa ở đồng bằng tăng trở lại")


def endless(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


FAILED: Final[dict[str, tuple[Answer, str]]] = {
    "a header at a time": (stream(b"HTTP/1.1 200 OK\r\n", lambda: (b"X-%d: y\r\n" % n for n in range(10**6)), pause=0.1), "timeout"),
    "a letter of a header at a time": (stream(b"HTTP/1.1 200 OK\r\nX: ", lambda: endless(b"y"), pause=0.05), "timeout"),
    "a status line without an end": (stream(b"HTTP/1.1 200 ", lambda: endless(b"OK" * 4096)), "bad_answer"),
    "100 Continue for ever": (stream(b"", lambda: endless(b"HTTP/1.1 100 Continue\r\n\r\n"), pause=0.001), "bad_answer"),
    "a hundred thousand cookies": (stream(b"HTTP/1.1 200 OK\r\n", lambda: (b"Set-Cookie: a%d=b\r\n" % n for n in range(10**5))), "bad_answer"),
    "chunk extensions for ever": (
        stream(response_head(200, HTML, "Transfer-Encoding: chunked") + b"5;x=", lambda: endless(b"y" * 65536)), "timeout",
    ),
    "trailers for ever": (
        stream(response_head(200, HTML, "Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n", lambda: endless(b"X-Y: z\r\n" * 1000)), "bad_answer",
    ),
    "empty chunks for ever": (
        stream(response_head(200, HTML, "Transfer-Encoding: chunked"), lambda: endless(b"1\r\nx\r\n"), pause=0.01), "timeout",
    ),
    "gzip in deflate": (respond(gzip.compress(gzip.compress(bytes(64 * MB))), "Content-Encoding: gzip, gzip"), "too_large"),
    "an unknown coding": (respond(b"\x00\x01\x02" * 100, "Content-Encoding: x-made-up"), ""),
    "status 999": (respond(BODY, status=999), "http_999"),
    "a place without a host": (redirect("http:///x-900002.html"), ""),
    "a place that is a file": (redirect("file:///etc/passwd"), ""),
    "a place of 100 KB": (raw_bytes(response_head(302, "Location: /" + "x" * 7_900, length=0)), ""),
    "a place with a line end": (raw_bytes(b"HTTP/1.1 302 Found\r\nLocation: /a\x0bb\x00c\r\nContent-Length: 0\r\n\r\n"), ""),
}  # fmt: skip
"""An answer, and the reason under which the crawl counts it as failed; empty where the reason may differ."""


@pytest.mark.parametrize("name", FAILED)
def test_an_attack_ends_and_costs_no_article(name: str, server: HostileServer, crawl: Crawl) -> None:
    answer, reason = FAILED[name]
    server.trap(TRAP, answer)
    hanging = [TRAP] if reason == "timeout" else []
    crawled = crawl(hanging=hanging, NEWSCRAWL_MAX_PAGE=MB, DOWNLOAD_MAXSIZE=MB)
    assert crawled.is_whole()
    if reason:
        assert crawled.site.failed == {reason: 1}
    assert crawled.code == 0
    assert len(server.requests_for(TRAP)) <= 2


def test_a_zstd_bomb_is_cut_off(server: HostileServer, crawl: Crawl) -> None:
    """Scrapy asks for zstd, and unpacks it, only where this library is installed."""
    zstandard = pytest.importorskip("zstandard")
    server.trap(TRAP, respond(zstandard.compress(bytes(64 * MB)), "Content-Encoding: zstd"))
    crawled = crawl(NEWSCRAWL_MAX_PAGE=MB)
    assert crawled.is_whole()
    assert crawled.site.failed == {"too_large": 1}


def test_redirects_to_ever_longer_addresses_end(server: HostileServer, crawl: Crawl) -> None:
    server.trap(TRAP, redirect("/dai/x"))

    def longer(path: str) -> Answer | None:
        return redirect(f"{path}{'x' * 700}") if path.startswith("/dai/") else None

    server.fallback = longer
    crawled = crawl(REDIRECT_MAX_TIMES=5)
    assert crawled.is_whole()
    assert sum(asked.path.startswith("/dai/") for asked in server.log) <= 5


def test_redirects_between_two_hosts_end(server: HostileServer, crawl: Crawl) -> None:
    """Both hosts belong to the site; each redirects to a new address of the other."""
    with HostileServer() as other:
        server.trap(TRAP, redirect(f"{other.url}/ben/1"))
        server.fallback = lambda path: redirect(f"{other.url}{path}1") if path.startswith("/ben/") else None
        other.fallback = lambda path: redirect(f"{server.url}{path}1") if path.startswith("/ben/") else None
        crawled = crawl(site={"hosts": (other.netloc,)})
        assert crawled.is_whole()
        assert crawled.site.failed == {"too_many_redirects": 1}
        assert sum(asked.path.startswith("/ben/") for asked in server.log + other.log) == 5


@pytest.mark.parametrize(
    "place",
    [
        "http://127.1/x", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://[::ffff:127.0.0.1]/",
        "http://[::1]/", "http://localhost/", "http://169.254.169.254/latest/meta-data/", "//10.0.0.1/robots.txt",
        "http://user:pass@127.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "http://[::ffff:7f00:1]/",
    ],
)  # fmt: skip
def test_redirects_to_other_hosts_are_refused(place: str, server: HostileServer, crawl: Crawl) -> None:
    server.trap(TRAP, redirect(place))
    crawled = crawl()
    assert crawled.is_whole()
    assert crawled.code == 0
    assert {asked.path for asked in server.log} == {"/robots.txt", "/tin", TRAP, *GOOD_PATHS}


ROBOTS: Final[dict[str, bytes]] = {
    "delays that are no numbers": b"User-agent: *\nCrawl-delay: nan\nCrawl-delay: inf\nCrawl-delay: -5\nCrawl-delay: 1e999\nCrawl-delay: x\n",
    "a hundred thousand sitemaps": b"".join(b"Sitemap: http://127.0.0.1/s%d.xml\n" % n for n in range(20_000)),
    "sitemaps elsewhere": b"Sitemap: file:///etc/passwd\nSitemap: http://169.254.169.254/\nSitemap: //10.0.0.1/x.xml\nSitemap: \x00\n",
    "a rule for every letter": b"User-agent: *\n" + b"Disallow: /x*y*z*$\n" * 20_000,
    "odd bytes": b"User-agent: *\nDisallow: /%\nDisallow: /%zz\nDisallow: \xff\xfe\nAllow: /*\nRequest-rate: 1/0\nVisit-time: x-y\n",
}  # fmt: skip


@pytest.mark.parametrize("name", ROBOTS)
def test_a_strange_robots_txt_costs_no_article(name: str, server: HostileServer, crawl: Crawl) -> None:
    server.routes["/robots.txt"] = respond(ROBOTS[name], kind="text/plain")
    crawled = crawl(NEWSCRAWL_MAX_CRAWL_DELAY=0.01)
    assert crawled.is_whole()
    assert crawled.code == 0


ITEM: Final = "<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"  # fmt: skip
DATES: Final = (
    "Mon, 01 Jan 99999 00:00:00 GMT", "/Date(99999999999999999999)/", "9" * 5_000, "2026-13-45T99:99:99Z", "\u0661\u0662/01/2026",
    "2026-01-01T00:00:00+99:99", "0000-00-00", "-1", "1e999", "now", "",
)  # fmt: skip


def test_broken_feeds_and_sitemaps_cost_no_article(server: HostileServer, crawl: Crawl) -> None:
    links = (f"{server.url}{GOOD_PATHS[n % 3]}" for n in range(len(DATES)))
    items = "".join(ITEM.format(title="x" * n, link=link, date=DATES[n]) for n, link in enumerate(links))
    noise = {
        "/a.rss": f"<rss xmlns:a='b'><channel>{items}{'<item>' * 50_000}".encode(),
        "/b.rss": b"<?xml version='1.0' encoding='punycode'?><rss>\xff" + items.encode(),
        "/c.rss": b'{"items":' + b"[" * 500_000,
        "/d.rss": b'{"items": [{"url": ' + b"9" * 5_000 + b', "date_published": {"a": []}}, null, 5, []]}',
        "/e.rss": "<rss>".encode("utf-16") + b"\0<" * 100_000,
        "/f.rss": b"<rss><channel><item><title>a" + "\u0301\u0323".encode() * 200_000 + b"</title>",
        "/g.rss": bytes(1_000_000),
    }
    urls = "".join(f"<url><loc>{server.url}{GOOD_PATHS[0]}</loc><lastmod>{date}</lastmod></url>" for date in DATES)
    maps = {
        "/a.xml": f"<urlset>{urls}{'<url>' * 50_000}".encode(),
        "/b.xml": gzip.compress(b"<urlset>" + b" " * (64 * MB)),
        "/c.xml": gzip.compress(b"") * 10_000,
        "/d.xml": b"<urlset " + b" ".join(b"xmlns:a%d='b'" % n for n in range(20_000)) + b">",
        "/e.xml": f"<sitemapindex><sitemap><loc>{server.url}/e.xml?{'x' * 1500}</loc></sitemap></sitemapindex>".encode(),
    }
    for path, body in {**noise, **maps}.items():
        server.routes[path] = respond(body, kind="text/xml")
    crawled = crawl(site={"feeds": tuple(noise), "sitemaps": tuple(maps)})
    assert crawled.is_whole()
    assert not [name for name in crawled.site.failed if name not in {"too_large", "bad_encoding"}]


def test_terminal_escapes_and_markup_stay_text(server: HostileServer, crawl: Crawl) -> None:
    orders = "\x1b[2J\x1b]0;x\x07<script>alert(1)</script>[red]=cmd|' /C calc'!A0"
    server.routes[GOOD_PATHS[0]] = respond(article_page(f"Giá lúa {orders} tăng trở lại sau Tết"))
    server.routes["/tin.rss"] = respond(
        f"<rss><channel>{ITEM.format(title=orders, link=server.url + GOOD_PATHS[0], date='')}</channel></rss>".encode()
    )
    crawled = crawl(site={"feeds": ("/tin.rss",)})
    assert crawled.is_whole()
    assert "\x1b" not in "".join(line["headline"] + line["text"] for line in crawled.articles)


# -- cost and errors of library calls ---------------------------------------------------------------------------------

MARKS: Final = "\u0301\u0323"
"""Two combining marks; normalising a long run of them takes Python the square of its length."""

CODECS: Final = (
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "utf-7",
    "base64",
    "rot13",
    "hz",
    "mbcs",
    "x-made-up",
)


@pytest.mark.parametrize(
    "where", ["<p>{}</p>", "<title>{}</title><h1>{}</h1>", "<h2>{}</h2>", "<img alt='{}' src=a.jpg>"]
)
def test_runs_of_combining_marks_in_a_page_are_cut(where: str) -> None:
    def read(n: int) -> None:
        body = BODY.replace(b"</h1>", b"</h1>" + where.replace("{}", f"a{MARKS * n}").encode())
        found = extract(body, url="https://bao.vn/gia-lua-100001.html")
        assert len(normalize(found.text)) < len(found.text) + 10

    assert_linear(read, 50_000)


def test_runs_of_combining_marks_are_cut_when_text_is_composed() -> None:
    assert nfc("a" + MARKS * 200_000) == nfc("a" + MARKS * 15)
    assert nfc("Ma\u0309ng " * 500) == "Mảng " * 500
    assert len(normalize("a" + MARKS * 200_000)) <= 31
    assert nfc("…" * 2_000) == "…" * 2_000
    assert_linear(lambda n: nfc("a" + MARKS * n), 200_000)


@pytest.mark.parametrize("codec", CODECS)
def test_no_declared_encoding_raises(codec: str, site: Site) -> None:
    noise = b"\xff\xfe\x80\\u\\x\\N{" * 20
    kind = {"Content-Type": f"text/html; charset={codec}"}
    html = f"<html><head><meta charset='{codec}'></head><body><h1>Tin</h1><p>".encode() + noise
    xml = f"<?xml version='1.0' encoding='{codec}'?><rss>".encode() + noise
    with pytest.raises((NotAnArticle, UnreadableError)):
        extract(html, url="https://bao.vn/gia-lua-100001.html", headers=kind)
    assert listing.read(html, url="https://bao.vn/tin", site=site, headers=kind).links == []
    assert feed.links(xml, url="https://bao.vn/tin.rss", headers=kind) == []
    with pytest.raises(UnreadableError):
        list(sitemap.iterate(xml.replace(b"<rss>", b"<urls>"), url="https://bao.vn/sitemap.xml"))


def test_cost_of_json_that_holds_markup_is_linear(site: Site) -> None:
    def read(n: int) -> None:
        body = b"[" + b",".join([b'"<a href=/bai-viet-so-1234567.html>x</a>"'] * n) + b"]"
        assert len(paging.json_links(body, url="https://bao.vn/tin", site=site)) == 1

    assert_linear(read, 12_000)


@pytest.fixture
def site() -> Site:
    from newscrawl import sites  # noqa: PLC0415 - `site` is the fixture's own name

    return sites.unknown("https://bao.vn/")


def test_all_spellings_of_one_address_are_fetched_once(server: HostileServer, crawl: Crawl) -> None:
    """Blanks, line ends, dots, escapes and tracking parameters do not make another address."""
    host = server.url
    path = GOOD_PATHS[0]
    server.links = [
        path, f" {path} ", f"\n{path}", f"{host}{path}#a", f"{host}/./{path[1:]}", f"{host}/x/..{path}", f"{host}//{path[1:]}",
        f"{path}?utm_source=x", f"{path}?fbclid=1&utm_medium=y", f"//{server.netloc}{path}", path.replace("-", "%2D"), path.replace("b", "%62"),
        *GOOD_PATHS[1:],
    ]  # fmt: skip
    server.routes["/tin"] = dynamic(lambda _: "".join(f'<a href="{link}">Tin</a>' for link in server.links).encode())
    crawled = crawl()
    assert crawled.is_whole()
    assert len([asked for asked in server.log if asked.path.endswith("100001.html")]) == 1
    assert [any_number for any_number in crawled.site.skipped.values() if any_number] == []
