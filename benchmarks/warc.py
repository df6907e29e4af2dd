"""Measures archiving: CPU of writing one exchange and its metadata record, by gzip level and content coding.

    python benchmarks/warc.py [--pages 300] [--size 100000]

A page of the sample newspaper is grown to the size with teasers of its own words, so that no two are equal, and archived
as received plain and as received gzipped. Figures are CPU milliseconds (``time.process_time``) a page:
response, request and metadata record, digests, the append and the index, and the closing of the file (sync, rename, index).
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import tempfile
import time
from pathlib import Path

from newscrawl import sample
from newscrawl.archive.warc import Exchange, WarcSeries

LEVELS = (1, 3, 6, 9)
HEADERS = [
    (b"Server", b"nginx"),
    (b"Date", b"Mon, 02 Mar 2026 01:00:00 GMT"),
    (b"Content-Type", b"text/html; charset=utf-8"),
    (b"Vary", b"Accept-Encoding"),
    (b"Cache-Control", b"max-age=60"),
    (b"Set-Cookie", b"a=1; path=/"),
]
REQUEST = [
    (b"Host", b"baokiemtoan.vn"),
    (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"Accept-Language", b"vi,en;q=0.5"),
    (b"User-Agent", b"newscrawl (+https://github.com/newscrawl/newscrawl)"),
    (b"Accept-Encoding", b"gzip, deflate, br"),
]


def pages(count: int, size: int) -> list[bytes]:
    """Pages of about ``size`` bytes, each different, as much markup as news pages have."""
    chance = random.Random(7)  # noqa: S311 - the same pages each time
    texts = [r.body for r in sample.serve().current.pages.values() if r.content_type.startswith("text/html")]
    longest = max(texts, key=len)
    words = sorted({word for text in texts for word in re.findall(rb"[^\s<>]+", re.sub(rb"<[^>]*>", b" ", text))})
    made = []
    for number in range(count):
        page = bytearray(longest)
        while len(page) < size:
            title = b" ".join(chance.choices(words, k=9))
            place = b"/bai-so-%d-%d.html" % (number, len(page))
            page += (
                b'<article class="story story--horizontal"><figure class="story__thumb"><a class="cms-link" href="%s"'
                % place
            )
            page += b' title="%s"><img src="https://anh.baokiemtoan.vn/thumb%s.webp" alt="%s"></a></figure>' % (
                title,
                place,
                title,
            )
            page += b'<h3 class="story__heading"><a class="cms-link" href="%s">%s</a></h3>' % (place, title)
            page += b'<div class="story__summary">%s</div></article>\n' % b" ".join(chance.choices(words, k=25))
        made.append(bytes(page[:size]))
    return made


def measure(bodies: list[bytes], *, packed: bool, level: int) -> tuple[float, float]:
    """CPU milliseconds a page, and kilobytes a page in the file."""
    headers = [*HEADERS, (b"Content-Encoding", b"gzip")] if packed else HEADERS
    with tempfile.TemporaryDirectory() as directory:
        series = WarcSeries(Path(directory), "benchmark", gzip_level=level)
        begun = time.process_time()
        for number, body in enumerate(bodies):
            url = f"https://baokiemtoan.vn/bai-so-{number}.html"
            place = series.record(
                Exchange(
                    url=url,
                    date="2026-03-02T01:00:00Z",
                    request_line=b"GET /bai-so-%d.html HTTP/1.1" % number,
                    request_headers=REQUEST,
                    status_line=b"200 OK",
                    headers=headers,
                    payload=body,
                    ip="203.0.113.7",
                    crawl_info={"site": "baokiemtoan", "kind": "article", "fetch": str(number)},
                )
            )
            series.add_metadata(
                place, url=url, date="2026-03-02T01:00:00Z", fields={"newscrawl-article-id": str(number)}
            )
        series.close()
        spent = time.process_time() - begun
        size = sum(file.stat().st_size for file in Path(directory).rglob("*.warc.gz"))
    return 1000 * spent / len(bodies), size / 1000 / len(bodies)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--pages", type=int, default=300)
    arguments.add_argument("--size", type=int, default=100_000, help="bytes of a page, uncompressed")
    given = arguments.parse_args()
    plain = pages(given.pages, given.size)
    packed = [gzip.compress(body, 6, mtime=0) for body in plain]
    print(f"{given.pages} pages of {given.size:,} bytes; {sum(map(len, packed)) // len(packed):,} bytes gzipped")
    print("received   level   ms CPU a page   KB a page")
    for level in LEVELS:
        print("plain      {:5d}   {:13.2f}   {:9.1f}".format(level, *measure(plain, packed=False, level=level)))
    print("gzipped   stored   {:13.2f}   {:9.1f}".format(*measure(packed, packed=True, level=6)))


if __name__ == "__main__":
    main()
