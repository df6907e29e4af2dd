"""Crawls a hundred thousand articles of an invented site without a network, and notes the resident memory on the way.

    python benchmarks/memory.py [--articles 100000] [--every 5000] [--padding KB] [--output DIRECTORY] [-s NAME=VALUE …]

Everything is real but the connection: engine, spider, policy, frontier, extraction, pipelines, state and files. The pages are made from their
number when they are asked for, so the site itself takes no memory. All addresses stand in sitemaps of 10,000, which the crawl reads first: the
worst case for what it must remember. A page has some 3 KB, 180 syllables drawn by their frequency in newspapers, six related links and a headline
of its own; ``--padding`` adds a menu of that many KB, for the size of real pages.

Prints a row of the table of crawl.md at every 5,000 articles: resident and peak memory, what malloc has given out and what it holds free, the
memory of SQLite, the lengths of the largest caches (``--caches``), and the CPU time so far.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import gzip
import random
import resource
import sys
from collections import deque
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from scrapy import signals
from scrapy.http import Headers, Response

from newscrawl.cli.problems import report_problems
from newscrawl.middlewares.connections import GuardedHandler
from newscrawl.policy.key_sets import KeySet
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sites.profile import ArticleUrl, Layout, Site
from newscrawl.spiders import spider_class
from newscrawl.text import model

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newscrawl.middlewares.rate_limit import Turn

BASE: Final = "http://127.0.0.1"
IN_A_SITEMAP: Final = 10_000
VOCABULARY: Final = 5_000
"""Most frequent syllables that the texts use."""

MEGABYTE: Final = 1 << 20
PAGE: Final = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{url}"><meta property="og:type" content="article"></head><body>
<nav><a href="/thoi-su/">Thời sự</a><a href="/the-gioi/">Thế giới</a></nav>{padding}
<h1 class="tieu-de">{title}</h1><span class="gio">{day:02d}/{month:02d}/{year} 08:{minute:02d}</span><p class="sapo">{lead}</p>
<div class="noi-dung">{body}</div><p class="but-danh">{author}</p>
<div class="lien-quan"><h3>Tin liên quan</h3><ul>{related}</ul></div></body></html>"""

COMMON: Final = sorted(model.shipped().syllables.items(), key=lambda row: (-row[1], row[0]))[:VOCABULARY]
WORDS: Final = [syllable for syllable, _ in COMMON]
WEIGHTS: Final = list(accumulate(count for _, count in COMMON))


def words(number: int, kind: str, count: int) -> str:
    """Return a sentence that belongs to an article."""
    drawn = random.Random(f"{kind}{number}").choices(WORDS, cum_weights=WEIGHTS, k=count)  # noqa: S311 - not for secrets
    return " ".join(drawn).capitalize()


def address(number: int) -> str:
    """Return the address of an article."""
    return f"{BASE}/bai-viet-cua-toa-soan-{number + 100_000}.html"


class InventedSite:
    """Answers every request from the number in its address."""

    articles = 0
    padding = ""

    @classmethod
    def answer(cls, path: str) -> tuple[str, str]:
        """Return the media type and the text of an answer; an empty text is a page that does not exist."""
        if path == "/robots.txt":
            return "text/plain", f"User-agent: *\nAllow: /\nSitemap: {BASE}/sitemap.xml\n"
        if path == "/sitemap.xml":
            parts = range(0, cls.articles, IN_A_SITEMAP)
            rows = "".join(f"<sitemap><loc>{BASE}/sitemap-{first}.xml</loc></sitemap>" for first in parts)
            return (
                "text/xml",
                f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>',
            )
        name = path.removesuffix(".xml").removesuffix(".html").rpartition("-")[2]
        if path.startswith("/sitemap-"):
            numbers = range(int(name), min(int(name) + IN_A_SITEMAP, cls.articles))
            rows = "".join(
                f"<url><loc>{address(n)}</loc><lastmod>2026-03-0{n % 9 + 1}</lastmod></url>" for n in numbers
            )
            return "text/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        if path.startswith("/bai-viet-"):
            return "text/html", cls.page(int(name) - 100_000)
        return "text/html", ""

    @classmethod
    def page(cls, number: int) -> str:
        """Return the page of an article."""
        others = random.Random(number).sample(range(cls.articles), min(6, cls.articles))  # noqa: S311 - as above
        return PAGE.format(
            url=address(number),
            title=words(number, "title", 12),
            lead=words(number, "lead", 30) + ".",
            body="".join(f"<p>{words(number, f'text{part}', 60)}.</p>" for part in range(2)),
            author=words(number % 500, "author", 3).title(),
            related="".join(f'<li><a href="{address(n)}">{words(n, "title", 12)}</a></li>' for n in others),
            padding=cls.padding,
            day=number % 28 + 1,
            month=number // 28 % 12 + 1,
            year=2016 + number // 336 % 10,
            minute=number % 60,
        )


class InventedHandler(GuardedHandler):
    """The crawler's own download handler, which asks the invented site instead of a connection."""

    async def _download_in(self, turn: Turn, request: Request) -> Response:
        self._crawler.stats.inc_value("newscrawl/sent")
        turn.sent()
        media_type, text = InventedSite.answer(request.url.removeprefix(BASE))
        headers = Headers({"Content-Type": f"{media_type}; charset=utf-8", "Content-Encoding": "gzip"})
        status = 200 if text else 404
        return Response(
            request.url, status=status, headers=headers, body=gzip.compress(text.encode(), 1), request=request
        )


class MemoryNotes:
    """An extension that prints the memory at every so many articles."""

    every = 5_000
    names_caches = False

    def __init__(self, crawler: Crawler) -> None:
        """Connect to the signal of a written article."""
        self._count = 0
        print("| articles | resident MB | peak MB | malloc, used | malloc, free | mapped | SQLite | objects | CPU s |")
        print("|---|---|---|---|---|---|---|---|---|")
        self._note()
        crawler.signals.connect(self._written, signals.item_scraped)
        crawler.signals.connect(self._note, signals.spider_opened)
        crawler.signals.connect(self._note, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MemoryNotes:
        """Create the extension, as Scrapy does."""
        return cls(crawler)

    def _written(self) -> None:
        self._count += 1
        if self._count % self.every == 0 or self._count in {100, 1_000}:
            self._note()

    def _note(self) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        arena, free, mapped = _malloc()
        megabytes = [resident(), used.ru_maxrss * 1024, arena, free, mapped, _sqlite()]
        shown = " | ".join(f"{size / MEGABYTE:.1f}" for size in megabytes)
        objects = len(gc.get_objects())
        print(f"| {self._count:,} | {shown} | {objects:,} | {used.ru_utime + used.ru_stime:.0f} |", flush=True)
        if self.names_caches:
            _print_caches()


def resident() -> int:
    """Return the resident memory of the process in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


class _Mallinfo(ctypes.Structure):
    """``struct mallinfo2`` of the GNU C library."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    ]


def _malloc() -> tuple[int, int, int]:
    """Return the bytes in use, held free and mapped by malloc; zeros where the C library does not say."""
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except AttributeError:
        return 0, 0, 0
    ask.restype = _Mallinfo
    found = ask()
    return found.uordblks, found.fordblks, found.hblkhd


def _sqlite() -> int:
    """Return the bytes that SQLite has allocated; 0 where its library is not found."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        if "libsqlite3" in line:
            ask = ctypes.CDLL(line.split()[-1]).sqlite3_memory_used
            ask.restype = ctypes.c_int64
            return int(ask())
    return 0


def _print_caches() -> None:
    """Print the sizes of the largest containers and caches that modules of newscrawl hold, and the lengths of all lists of an object."""
    found: dict[str, int] = {}
    for name, module in list(sys.modules.items()):
        if not name.startswith("newscrawl"):
            continue
        for attribute, value in vars(module).items():
            if hasattr(value, "cache_info"):
                found[f"{name}.{attribute}"] = value.cache_info().currsize
            elif isinstance(value, dict | list | set):
                found[f"{name}.{attribute}"] = len(value)
    for owner in gc.get_objects():
        kind = type(owner)
        if not str(kind.__module__).startswith("newscrawl"):
            continue
        for attribute in (*getattr(owner, "__dict__", {}), *getattr(kind, "__slots__", ())):
            value = getattr(owner, attribute, None)
            if isinstance(value, dict | list | set | deque | KeySet):
                name = f"{kind.__qualname__}.{attribute}"
                found[name] = max(found.get(name, 0), len(value))
    largest = sorted(((size, name) for name, size in found.items() if size > 400), reverse=True)
    print("".join(f"    {size:>8,} {name}\n" for size, name in largest[:40]), flush=True)


def main() -> int:
    """Crawl the invented site."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--every", type=int, default=5_000)
    options.add_argument("--padding", type=int, default=0, metavar="KB", help="KB of menu in each page")
    options.add_argument("--output", type=Path, help="directory that is kept; else a temporary one")
    options.add_argument("--caches", action="store_true", help="name the largest caches at each row")
    options.add_argument("-s", dest="settings", action="append", default=[], metavar="NAME=VALUE")
    given = options.parse_args()
    InventedSite.articles = given.articles
    entry = '<li class="muc"><a href="/chuyen-muc/">Chuyên mục của toà soạn</a></li>'
    InventedSite.padding = f"<ul>{entry * (given.padding * 1024 // len(entry.encode()))}</ul>" if given.padding else ""
    MemoryNotes.every, MemoryNotes.names_caches = given.every, given.caches
    layout = Layout(
        name="moi",
        headline=("h1.tieu-de",),
        lead=("p.sapo",),
        date=("span.gio",),
        author=("p.but-danh",),
        body=("div.noi-dung",),
    )
    site = Site(
        name="invented",
        publisher="Báo Tưởng Tượng",
        home=f"{BASE}/",
        article_url=(ArticleUrl(pattern=r"-(?P<id>\d{6})\.html$", yes=()),),
        layouts=(layout,),
    )
    with TemporaryDirectory() as folder:
        using = build_settings(
            LOG_LEVEL="WARNING",
            NEWSCRAWL_OUTPUT=str(given.output or folder),
            NEWSCRAWL_ALLOW_PRIVATE=True,
            DOWNLOAD_DELAY=0,
            DOWNLOAD_HANDLERS=dict.fromkeys(("http", "https"), "__main__.InventedHandler"),
            EXTENSIONS={
                "newscrawl.extensions.run.RunExtension": 0,
                "newscrawl.extensions.limits.CloseSpider": 0,
                "__main__.MemoryNotes": 0,
            },
            **dict(pair.split("=", 1) for pair in given.settings),
        )
        problems: Any = report_problems(run_jobs([Job(spider_class(site), {})], using))
    return int(problems or 0)


if __name__ == "__main__":
    sys.exit(main())
