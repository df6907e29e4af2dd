"""What a site may still think of: drips, floods, lies and odd spellings beyond the common traps. None takes a good article away."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.discover import UnreadableError, feed, listing, paging, sitemap
from newscrawl.extract import NotAnArticle, extract
from newscrawl.text import normalize
from newscrawl.unicode_nfc import nfc
from tests.hostile.server import (
    GOOD,
    Answer,
    HostileServer,
    article,
    head,
    made,
    page,
    raw,
    redirect,
    stream,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.sites import Site
    from tests.hostile.conftest import Crawl

TRAP: Final = "/bai-bay-cua-may-chu-900001.html"
HTML: Final = "Content-Type: text/html"
MB: Final = 2**20
BODY: Final = article("Giá lúa ở đồng bằng tăng trở lại")


def for_ever(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


FAILED: Final[dict[str, tuple[Answer, str]]] = {
    "a header at a time": (stream(b"HTTP/1.1 200 OK\r\n", lambda: (b"X-%d: y\r\n" % n for n in range(10**6)), pause=0.1), "timeout"),
    "a letter of a header at a time": (stream(b"HTTP/1.1 200 OK\r\nX: ", lambda: for_ever(b"y"), pause=0.05), "timeout"),
    "a status line without an end": (stream(b"HTTP/1.1 200 ", lambda: for_ever(b"OK" * 4096)), "bad_answer"),
    "100 Continue for ever": (stream(b"", lambda: for_ever(b"HTTP/1.1 100 Continue\r\n\r\n"), pause=0.001), "timeout"),
    "a hundred thousand cookies": (stream(b"HTTP/1.1 200 OK\r\n", lambda: (b"Set-Cookie: a%d=b\r\n" % n for n in range(10**5))), "bad_answer"),
    "chunk extensions for ever": (
        stream(head(200, HTML, "Transfer-Encoding: chunked") + b"5;x=", lambda: for_ever(b"y" * 65536)), "timeout",
    ),
    "trailers for ever": (
        stream(head(200, HTML, "Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n", lambda: for_ever(b"X-Y: z\r\n" * 1000)), "bad_answer",
    ),
    "empty chunks for ever": (
        stream(head(200, HTML, "Transfer-Encoding: chunked"), lambda: for_ever(b"1\r\nx\r\n"), pause=0.01), "timeout",
    ),
    "gzip in deflate": (page(gzip.compress(gzip.compress(bytes(64 * MB))), "Content-Encoding: gzip, gzip"), "too_large"),
    "an unknown coding": (page(b"\x00\x01\x02" * 100, "Content-Encoding: x-made-up"), ""),
    "status 999": (page(BODY, status=999), "http_999"),
    "a place without a host": (redirect("http:///x-900002.html"), ""),
    "a place that is a file": (redirect("file:///etc/passwd"), ""),
    "a place of 100 KB": (raw(head(302, "Location: /" + "x" * 7_900, length=0)), ""),
    "a place with a line end": (raw(b"HTTP/1.1 302 Found\r\nLocation: /a\x0bb\x00c\r\nContent-Length: 0\r\n\r\n"), ""),
}  # fmt: skip
"""An answer, and the word under which it is counted as failed; nothing where it may be counted otherwise."""


@pytest.mark.parametrize("name", FAILED)
def test_an_attack_ends_and_spoils_nothing(name: str, server: HostileServer, run: Crawl) -> None:
    answer, reason = FAILED[name]
    server.trap(TRAP, answer)
    crawled = run(NEWSCRAWL_MAX_PAGE=MB, DOWNLOAD_MAXSIZE=MB)
    assert crawled.is_whole()
    if reason:
        assert crawled.site.failed == {reason: 1}
    assert crawled.code == 0
    assert len(server.asked(TRAP)) <= 2


def test_a_zstd_bomb_is_cut_off(server: HostileServer, run: Crawl) -> None:
    """Where the library is installed; without it the coding is not asked for, nor unpacked."""
    zstandard = pytest.importorskip("zstandard")
    server.trap(TRAP, page(zstandard.compress(bytes(64 * MB)), "Content-Encoding: zstd"))
    crawled = run(NEWSCRAWL_MAX_PAGE=MB)
    assert crawled.is_whole()
    assert crawled.site.failed == {"too_large": 1}


def test_redirects_whose_addresses_grow(server: HostileServer, run: Crawl) -> None:
    server.trap(TRAP, redirect("/dai/x"))

    def longer(path: str) -> Answer | None:
        return redirect(f"{path}{'x' * 700}") if path.startswith("/dai/") else None

    server.otherwise = longer
    crawled = run(REDIRECT_MAX_TIMES=5)
    assert crawled.is_whole()
    assert sum(asked.path.startswith("/dai/") for asked in server.log) <= 5


def test_redirects_from_host_to_host(server: HostileServer, run: Crawl) -> None:
    """Both hosts are the site's own, and send on to one another with ever new addresses."""
    with HostileServer() as other:
        server.trap(TRAP, redirect(f"{other.url}/ben/1"))
        server.otherwise = lambda path: redirect(f"{other.url}{path}1") if path.startswith("/ben/") else None
        other.otherwise = lambda path: redirect(f"{server.url}{path}1") if path.startswith("/ben/") else None
        crawled = run(site={"hosts": (other.netloc,)})
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
def test_no_redirect_leads_out(place: str, server: HostileServer, run: Crawl) -> None:
    """Not a robots.txt's either, which then counts as absent."""
    for path in (TRAP, "/robots.txt"):
        server.routes[path] = redirect(place)
    server.links.append(TRAP)
    crawled = run()
    assert crawled.is_whole()
    assert crawled.code == 0
    assert {asked.path for asked in server.log} == {"/robots.txt", "/tin", TRAP, *GOOD}


ROBOTS: Final[dict[str, bytes]] = {
    "delays that are no numbers": b"User-agent: *\nCrawl-delay: nan\nCrawl-delay: inf\nCrawl-delay: -5\nCrawl-delay: 1e999\nCrawl-delay: x\n",
    "a hundred thousand sitemaps": b"".join(b"Sitemap: http://127.0.0.1/s%d.xml\n" % n for n in range(20_000)),
    "sitemaps elsewhere": b"Sitemap: file:///etc/passwd\nSitemap: http://169.254.169.254/\nSitemap: //10.0.0.1/x.xml\nSitemap: \x00\n",
    "a rule for every letter": b"User-agent: *\n" + b"Disallow: /x*y*z*$\n" * 20_000,
    "odd bytes": b"User-agent: *\nDisallow: /%\nDisallow: /%zz\nDisallow: \xff\xfe\nAllow: /*\nRequest-rate: 1/0\nVisit-time: x-y\n",
}  # fmt: skip


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_may_say_what_it_likes(name: str, server: HostileServer, run: Crawl) -> None:
    server.routes["/robots.txt"] = page(ROBOTS[name], kind="text/plain")
    crawled = run(NEWSCRAWL_MAX_CRAWL_DELAY=0.01)
    assert crawled.is_whole()
    assert crawled.code == 0


ITEM: Final = "<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"  # fmt: skip
DATES: Final = (
    "Mon, 01 Jan 99999 00:00:00 GMT", "/Date(99999999999999999999)/", "9" * 5_000, "2026-13-45T99:99:99Z", "\u0661\u0662/01/2026",
    "2026-01-01T00:00:00+99:99", "0000-00-00", "-1", "1e999", "now", "",
)  # fmt: skip


def test_feeds_and_sitemaps_may_say_what_they_like(server: HostileServer, run: Crawl) -> None:
    links = (f"{server.url}{GOOD[n % 3]}" for n in range(len(DATES)))
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
    urls = "".join(f"<url><loc>{server.url}{GOOD[0]}</loc><lastmod>{date}</lastmod></url>" for date in DATES)
    maps = {
        "/a.xml": f"<urlset>{urls}{'<url>' * 50_000}".encode(),
        "/b.xml": gzip.compress(b"<urlset>" + b" " * (64 * MB)),
        "/c.xml": gzip.compress(b"") * 10_000,
        "/d.xml": b"<urlset " + b" ".join(b"xmlns:a%d='b'" % n for n in range(20_000)) + b">",
        "/e.xml": f"<sitemapindex><sitemap><loc>{server.url}/e.xml?{'x' * 1500}</loc></sitemap></sitemapindex>".encode(),
    }
    for path, body in {**noise, **maps}.items():
        server.routes[path] = page(body, kind="text/xml")
    started = time.monotonic()
    crawled = run(site={"feeds": tuple(noise), "sitemaps": tuple(maps)}, DOWNLOAD_TIMEOUT=5)
    assert crawled.is_whole()
    assert not [name for name in crawled.site.failed if name not in {"too_large", "bad_encoding"}]
    assert time.monotonic() - started < 60


def test_orders_to_the_terminal_and_markup_stay_words(server: HostileServer, run: Crawl) -> None:
    orders = "\x1b[2J\x1b]0;x\x07<script>alert(1)</script>[red]=cmd|' /C calc'!A0"
    server.routes[GOOD[0]] = page(article(f"Giá lúa {orders} tăng trở lại sau Tết"))
    server.routes["/tin.rss"] = page(
        f"<rss><channel>{ITEM.format(title=orders, link=server.url + GOOD[0], date='')}</channel></rss>".encode()
    )
    crawled = run(site={"feeds": ("/tin.rss",)})
    assert crawled.is_whole()
    assert "\x1b" not in "".join(line["headline"] + line["text"] for line in crawled.articles)


# -- time that a library call takes -----------------------------------------------------------------------------------

MARKS: Final = "\u0301\u0323" * 200_000
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


def quick(started: float) -> bool:
    """Without the bounds each of these takes minutes; a slow machine is given its time."""
    return time.process_time() - started < 20


@pytest.mark.parametrize(
    "where", ["<p>{}</p>", "<title>{}</title><h1>{}</h1>", "<h2>{}</h2>", "<img alt='{}' src=a.jpg>"]
)
def test_marks_upon_marks_are_cut(where: str) -> None:
    started = time.process_time()
    body = BODY.replace(b"</h1>", b"</h1>" + where.replace("{}", f"a{MARKS}").encode())
    found = extract(body, url="https://bao.vn/gia-lua-100001.html")
    assert len(normalize(found.text)) < len(found.text) + 10
    assert quick(started)


def test_marks_are_cut_where_text_is_composed() -> None:
    started = time.process_time()
    assert nfc("a" + MARKS) == nfc("a" + MARKS[:30])
    assert nfc("Ma\u0309ng " * 500) == "Mảng " * 500
    assert len(normalize("a" + MARKS)) <= 31
    assert nfc("…" * 2_000) == "…" * 2_000
    assert quick(started)


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


def test_json_of_nothing_but_markup(site: Site) -> None:
    started = time.process_time()
    body = b"[" + b",".join([b'"<a href=/bai-viet-so-1234567.html>x</a>"'] * 50_000) + b"]"
    assert len(paging.json_links(body, url="https://bao.vn/tin", site=site)) == 1
    assert quick(started)


@pytest.fixture
def site() -> Site:
    from newscrawl import sites  # noqa: PLC0415 - the fixture's own

    return sites.unknown("https://bao.vn/")


def test_one_address_in_all_its_spellings(server: HostileServer, run: Crawl) -> None:
    """Blanks, line ends, backslashes, dots, escapes, ports: what is the same is asked for once."""
    host = server.url
    path = GOOD[0]
    server.links = [
        path, f" {path} ", f"\n{path}", f"{host}{path}#a", f"{host}/./{path[1:]}", f"{host}/x/..{path}", f"{host}//{path[1:]}",
        f"{path}?utm_source=x", f"{path}?fbclid=1&utm_medium=y", f"//{server.netloc}{path}", path.replace("-", "%2D"), path.replace("b", "%62"),
        *GOOD[1:],
    ]  # fmt: skip
    server.routes["/tin"] = made(lambda _: "".join(f'<a href="{link}">Tin</a>' for link in server.links).encode())
    crawled = run()
    assert crawled.is_whole()
    assert len([asked for asked in server.log if asked.path.endswith("100001.html")]) == 1
    assert [any_number for any_number in crawled.site.skipped.values() if any_number] == []
