"""Measures discovery: sitemap entries a second, a listing of 232 links, a feed.

Every figure stands beside a reference measured in the same run on the same input, because machines differ and drift:
``python benchmarks/discover.py`` prints the table, ``--write`` puts it into ``benchmarks/discover.md``.
"""

from __future__ import annotations

import argparse
import gzip
import platform
import resource
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from scrapy.http import HtmlResponse
from scrapy.linkextractors import LinkExtractor

from newscrawl import urls
from newscrawl.discover import feed, html_tree, listing, sitemap
from newscrawl.sites.profile import ArticleUrl, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOTE = Path(__file__).with_suffix(".md")
MARK = "<!-- figures: written by benchmarks/discover.py --write -->\n"
ENTRIES = 200_000
LINKS = 232
SECTION = "https://bao.vn/kinh-te"
SITE = Site(
    name="bao",
    publisher="Báo",
    home="https://bao.vn/",
    article_url=(ArticleUrl(pattern=r"^/(?:[a-z-]+/)?[a-z0-9-]+-(?P<id>\d{6,8})\.html$", yes=("/a-1000000.html",)),),
)


def entry(number: int) -> str:
    return (
        f"<url><loc>https://bao.vn/kinh-te/tieu-de-bai-viet-so-{number}-dai-nhu-the-nay-{4_000_000 + number}.html</loc>"
        "<lastmod>2026-03-07T09:00:00+07:00</lastmod><changefreq>daily</changefreq><priority>0.8</priority></url>"
    )


HEAD = b'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def urlset(count: int) -> Iterator[bytes]:
    yield HEAD
    for first in range(0, count, 500):
        yield "".join(entry(number) for number in range(first, min(first + 500, count))).encode()
    yield b"</urlset>"


def page() -> bytes:
    """A section page of 232 links: 60 of the menu, and 43 cards with four links each (picture, title, lead, comments)."""
    menu = "".join(f'<li><a href="/muc-{n}" title="Mục {n}">Mục {n}</a></li>' for n in range(60))
    cards = "".join(
        f'<article class="story" data-id="{n}"><div class="thumb"><a href="/kinh-te/gia-xang-dau-trong-nuoc-tang-lan-thu-{n}-{4_000_000 + n}.html">'
        f'<img data-src="https://cdn.bao.vn/{n}.jpg" alt="Giá xăng dầu trong nước tăng lần thứ {n}"></a></div>'
        f'<h3 class="title"><a href="/kinh-te/gia-xang-dau-trong-nuoc-tang-lan-thu-{n}-{4_000_000 + n}.html" title="Giá xăng dầu trong nước tăng lần thứ {n}">'
        f"Giá xăng dầu trong nước tăng lần thứ {n}</a></h3><span class='time'>07:{n % 60:02} 07/03/2026</span>"
        f'<p class="lead"><a href="/kinh-te/gia-xang-dau-trong-nuoc-tang-lan-thu-{n}-{4_000_000 + n}.html">Từ 15 giờ chiều nay, giá xăng trong nước được điều chỉnh tăng thêm {n} đồng mỗi lít, mức cao nhất từ đầu năm.</a></p>'
        f'<a href="/kinh-te/gia-xang-dau-trong-nuoc-tang-lan-thu-{n}-{4_000_000 + n}.html#binh-luan">{n}</a></article>'
        for n in range(43)
    )
    style = "".join(f".c{n}{{margin:{n}px;display:flex;color:#{n:06x}}}" for n in range(1500))
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><style>{style}</style></head><body><nav><ul>{menu}</ul></nav>{cards}</body></html>".encode()


def rss(count: int) -> bytes:
    items = "".join(
        f"<item><title>Giá xăng dầu trong nước tăng lần thứ {n}</title><link>https://bao.vn/gia-xang-{4_000_000 + n}.html</link>"
        f"<guid>https://bao.vn/gia-xang-{4_000_000 + n}.html</guid><pubDate>Sat, 07 Mar 2026 08:{n % 60:02}:00 +0700</pubDate>"
        f'<description><![CDATA[<a href="https://bao.vn/x"><img src="https://cdn.bao.vn/{n}.jpg"></a></br>Từ 15 giờ chiều nay, giá xăng tăng.]]></description></item>'
        for n in range(count)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'.encode()


def seconds(work: Callable[[], object], rounds: int = 7, times: int = 1) -> float:
    """CPU seconds of one call, the lowest of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - start) / times)
    return best


def bare_sitemap(body: bytes) -> int:
    """Count the entries with lxml alone."""
    parser = etree.XMLPullParser(events=("end",), tag="{*}url")
    count = 0
    for at in range(0, len(body), sitemap.CHUNK_BYTES):
        parser.feed(body[at : at + sitemap.CHUNK_BYTES])
        elements = [element for _, element in parser.read_events()]
        count += len(elements)
        if elements and (parent := elements[-1].getparent()) is not None:
            del parent[:-1]
    return count


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def sitemaps() -> list[str]:
    list(sitemap.iterate(urlset(1000), url=SECTION))
    before = peak_megabytes()
    count = sum(1 for _ in sitemap.iterate(urlset(1_000_000), url=SECTION))
    grown = peak_megabytes() - before
    body = b"".join(urlset(ENTRIES))
    packed = gzip.compress(body, 6)
    ours = seconds(lambda: sum(1 for _ in sitemap.iterate(body, url=SECTION)), 3)
    unpacked = seconds(lambda: sum(1 for _ in sitemap.iterate(packed, url=SECTION)), 3)
    bare = seconds(lambda: bare_sitemap(body), 3)
    return [
        f"| sitemap, {ENTRIES:,} entries | **{ENTRIES / ours:,.0f} a second** | lxml counting them: {ENTRIES / bare:,.0f} | {ours / bare:.2f} |",
        f"| the same, gzip | {ENTRIES / unpacked:,.0f} a second | plain: {ENTRIES / ours:,.0f} | {unpacked / ours:.2f} |",
        f"| {count:,} entries streamed ({count * len(entry(0)) >> 20} MB) | +{grown:.1f} MB peak memory | | |",
    ]


def listings() -> list[str]:
    body = page()
    root = html_tree.parse(body)
    assert root is not None
    known = set(html_tree.hrefs(root))
    assert root.xpath("count(//a)") == LINKS
    assert len(listing.read(root, url=SECTION, site=SITE).links) == 43

    def first() -> None:
        urls.canonical.cache_clear()
        listing.read(root, url=SECTION, site=SITE)

    response = HtmlResponse(SECTION, body=body)
    extractor = LinkExtractor(allow=r"-\d{6,8}\.html$")
    parse = seconds(lambda: html_tree.parse(body), times=5)
    reading = seconds(first, times=5)
    raw = seconds(lambda: [href for href in html_tree.hrefs(root) if href not in known], times=20)
    skipping = seconds(lambda: listing.read(root, url=SECTION, site=SITE, skip=known), times=5)
    scrapy = seconds(lambda: extractor.extract_links(response), times=3)
    return [
        f"| listing of {LINKS} links, nothing known: articles, titles, times, leads | **{reading * 1e3:.2f} ms** | parsing it: {parse * 1e3:.2f} ms | {reading / parse:.2f} |",
        f"| the same, all known (`skip`) | {skipping * 1e3:.2f} ms | parsing it: {parse * 1e3:.2f} ms | {skipping / parse:.2f} |",
        f"| raw hrefs looked up in a set | **{raw * 1e6 / LINKS:.2f} µs a link** | Scrapy's LinkExtractor: {scrapy * 1e6 / LINKS:.1f} | {raw / scrapy:.4f} |",
        f"| parse and read | {(parse + reading) * 1e3:.2f} ms | Scrapy's LinkExtractor, links alone: {scrapy * 1e3:.2f} ms | {(parse + reading) / scrapy:.2f} |",
    ]


def feeds() -> list[str]:
    return [row for count in (50, 1000) for row in feed_rows(count, rss(count))]


def feed_rows(count: int, body: bytes) -> list[str]:
    ours = seconds(lambda: feed.links(body, url=SECTION), 5)
    bare = seconds(lambda: etree.fromstring(body), 5)
    rows = [
        f"| feed of {count} items | {ours * 1e3:.2f} ms | lxml parsing it: {bare * 1e3:.2f} ms | {ours / bare:.1f} |"
    ]
    if find_spec("feedparser"):
        parse = import_module("feedparser").parse
        theirs = seconds(lambda: parse(body), 3)
        rows.append(f"| | {ours * 1e3:.2f} ms | feedparser: {theirs * 1e3:.2f} ms | {ours / theirs:.2f} |")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into discover.md")
    table = [
        "| what | newscrawl | reference in the same run | ratio |",
        "|---|---|---|---|",
        *sitemaps(),
        *listings(),
        *feeds(),
    ]
    table.append(
        f"\nProcessor time, best of some rounds; Python {platform.python_version()}, lxml {etree.__version__}, libxml2 {'.'.join(map(str, etree.LIBXML_VERSION))}.\n"
    )
    print("\n".join(table))
    if parser.parse_args().write:
        text = NOTE.read_text(encoding="utf-8")
        NOTE.write_text(text.partition(MARK)[0] + MARK + "\n".join(table), encoding="utf-8")


if __name__ == "__main__":
    main()
