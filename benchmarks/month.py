"""Simulates a month of several newspapers with a virtual clock: real spider, state, schedule and health, invented sites, no network.

``python benchmarks/month.py`` prints the tables of schedule.md; it takes some minutes. Every site is crawled every hour, as
``newscrawl run`` by cron does: what is due is asked, articles are looked at again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
import sys
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Headers, Response

from newscrawl.dates import VIETNAM
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sites.profile import ArticleUrl, Health, Layout, Site
from newscrawl.spiders import spider_class
from newscrawl.state import clock, open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler

START: Final = datetime(2026, 3, 2, tzinfo=VIETNAM)
DAYLIGHT: Final = (6, 22)
"""Hours of the day in which newspapers publish."""

SYLLABLES: Final = [
    "làng",
    "sông",
    "chợ",
    "lúa",
    "biển",
    "đường",
    "trường",
    "cầu",
    "nước",
    "dân",
    "hội",
    "năm",
    "tháng",
    "ngày",
    "mưa",
    "nắng",
    "gió",
    "xuân",
    "mới",
    "lớn",
    "nhỏ",
    "đầu",
    "cuối",
    "trên",
    "dưới",
    "người",
    "trẻ",
    "già",
    "vui",
    "học",
    "dạy",
    "xây",
    "bán",
    "mua",
    "trồng",
    "cấy",
    "thuyền",
    "xe",
    "vườn",
    "hoa",
    "quả",
    "giá",
    "tiền",
    "công",
    "nghề",
    "tỉnh",
    "huyện",
    "xã",
    "phố",
]


@dataclass(slots=True)
class Piece:
    """An article of an invented site."""

    number: int
    published: datetime
    edited: datetime | None

    def text(self, now: datetime) -> list[str]:
        """The paragraphs; an edit changes the last one."""
        words = random.Random(self.number)  # noqa: S311 - not for secrets
        said = [" ".join(words.choices(SYLLABLES, k=40)).capitalize() + "." for _ in range(4)]
        return [*said, "Bài đã được sửa."] if self.edited and self.edited <= now else said

    def changed(self, now: datetime) -> datetime:
        """The time of the last change so far."""
        return self.edited if self.edited and self.edited <= now else self.published


@dataclass(slots=True)
class Newsroom:
    """An invented site: its articles and its failures."""

    name: str
    about: str
    pieces: list[Piece]
    sources: tuple[str, ...]
    """``feed``, ``news`` (a Google News sitemap with ``lastmod``), ``listing``."""

    outage: tuple[datetime, datetime] | None = None
    feed_dies: datetime | None = None
    """From this time the feed no longer changes; the listing still does."""

    redesigned: datetime | None = None
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The base address of the site."""
        return f"{self.name}.example.vn"

    def site(self) -> Site:
        """The profile of the site, for its first layout."""
        layout = Layout(
            name="cu", body=("div.noi-dung",), headline=("h1.tieu-de",), lead=("p.sapo",), date=("span.gio",), author=("p.but-danh",)
        )  # fmt: skip
        return Site(
            name=self.name,
            publisher=f"Báo {self.name}",
            home=f"http://{self.host}/",
            feeds=("/tin.rss",) if "feed" in self.sources else (),
            sitemaps=("/news.xml",) if "news" in self.sources else (),
            sections=("/tin",) if "listing" in self.sources else (),
            article_url=(ArticleUrl(pattern=r"-(?P<id>\d{4,})\.html$", yes=()),),
            layouts=(layout,),
            health=Health(fill={"text": 0.9, "date_published": 0.9, "description": 0.5}),
        )

    # -- answers ------------------------------------------------------------------------------------------------

    def newest(self, now: datetime, most: int) -> list[Piece]:
        """The newest articles, newest first."""
        end = bisect_right(self.pieces, now, key=lambda piece: piece.published)
        return self.pieces[max(end - most, 0) : end][::-1]

    def answer(self, path: str, now: datetime) -> tuple[int, bytes, datetime | None]:
        """Status, body and last change."""
        kind = "article" if path.endswith(".html") else path
        self.asked[kind] = self.asked.get(kind, 0) + 1
        if self.outage and self.outage[0] <= now < self.outage[1]:
            raise DownloadTimeoutError(path)
        if path == "/robots.txt":
            return 404, b"", None
        if path == "/tin.rss":
            dead = self.feed_dies
            shown = self.newest(min(now, dead) if dead else now, 50)
            return 200, _feed(self.host, shown), max((p.published for p in shown), default=None)
        if path == "/news.xml":
            shown = self.newest(now, 100)
            return 200, _news(self.host, shown, now), max((p.changed(now) for p in shown), default=None)
        if path == "/tin":
            shown = self.newest(now, 30)
            return 200, _listing(shown), max((p.published for p in shown), default=None)
        number = int(path.rpartition("-")[2].removesuffix(".html")) if path.endswith(".html") else 0
        piece = next((p for p in self.pieces if p.number == number and p.published <= now), None)
        if piece is None:
            return 404, b"", None
        return 200, _page(piece, now, is_new=bool(self.redesigned and self.redesigned <= now)), piece.changed(now)


def _title(piece: Piece) -> str:
    return " ".join(random.Random(-piece.number).choices(SYLLABLES, k=9)).capitalize()  # noqa: S311 - not for secrets


def _address(host: str, piece: Piece) -> str:
    return f"http://{host}/bai-{piece.number}.html"


def _feed(host: str, pieces: list[Piece]) -> bytes:
    items = "".join(
        f"<item><title>{_title(p)}</title><link>{_address(host, p)}</link><pubDate>{format_datetime(p.published)}</pubDate></item>"
        for p in pieces
    )
    return f"<rss><channel>{items}</channel></rss>".encode()


def _news(host: str, pieces: list[Piece], now: datetime) -> bytes:
    urls = "".join(
        f"<url><loc>{_address(host, p)}</loc><lastmod>{p.changed(now).isoformat(timespec='seconds')}</lastmod></url>"
        for p in pieces
    )
    return f"<urlset>{urls}</urlset>".encode()


def _listing(pieces: list[Piece]) -> bytes:
    cards = "".join(
        f'<li><h3><a href="/bai-{p.number}.html">{_title(p)}</a></h3><span>{p.published:%d/%m/%Y %H:%M}</span></li>'
        for p in pieces
    )
    return f"<html><body><ul>{cards}</ul></body></html>".encode()


def _page(piece: Piece, now: datetime, *, is_new: bool) -> bytes:
    """A page in the layout of the site, or in the one after the redesign: other classes, no author."""
    names = ("a1", "a2", "a3", "a4", "a5") if is_new else ("tieu-de", "sapo", "gio", "noi-dung", "but-danh")
    head, lead, when, body, author = names
    paragraphs = "".join(f"<p>{line}</p>" for line in piece.text(now))
    said = " ".join(random.Random(piece.number + 7).choices(SYLLABLES, k=20)).capitalize()  # noqa: S311 - not for secrets
    return (
        f"<html><head><title>{_title(piece)}</title><meta property='og:type' content='article'>"
        f"<meta property='article:published_time' content='{piece.published.isoformat(timespec='seconds')}'></head><body>"
        f"<article><h1 class={head}>{_title(piece)}</h1><span class={when}>{piece.published:%d/%m/%Y %H:%M}</span><p class={lead}>{said}.</p>"
        f"<div class={body}>{paragraphs}</div><p class={author}>Nguyễn Văn Sông</p></article></body></html>"
    ).encode()


# -- the world --------------------------------------------------------------------------------------------------------

_WORLD: Final[dict[str, Newsroom]] = {}


class VirtualHandler:
    """Answers requests to the invented hosts, conditional ones with 304."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> VirtualHandler:
        """Create the download handler, as Scrapy does."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer of the invented site at this time."""
        host, _, path = request.url.partition("://")[2].partition("/")
        now = clock.now().astimezone(VIETNAM)
        status, body, changed = _WORLD[host].answer(f"/{path}", now)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'.encode()
        headers = {"ETag": etag, "Content-Type": "text/html; charset=utf-8"}
        if changed:
            headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True).encode()
        if request.headers.get("If-None-Match") == etag:
            return Response(request.url, status=304, headers=Headers(headers), request=request)
        return Response(request.url, status=status, headers=Headers(headers), body=body, request=request)

    async def close(self) -> None:
        """There is nothing to close."""


def newsrooms(days: int) -> list[Newsroom]:
    """The sites of the month."""
    chance = random.Random(20260302)  # noqa: S311 - not for secrets

    def pieces(first: int, a_day: float) -> list[Piece]:
        found, hours = [], DAYLIGHT[1] - DAYLIGHT[0]
        for day in range(days):
            for _ in range(max(round(chance.gauss(a_day, a_day**0.5 / 2)), 0)):
                moment = START + timedelta(days=day, hours=DAYLIGHT[0], seconds=round(chance.uniform(0, hours * 3600)))
                edited = (
                    moment + timedelta(minutes=round(chance.lognormvariate(5, 1.5))) if chance.random() < 0.1 else None
                )
                found.append((moment, edited))
        return [
            Piece(first + n, moment, edited) for n, (moment, edited) in enumerate(sorted(found, key=lambda f: f[0]))
        ]

    return [
        Newsroom("nhanh", "40 a day, news sitemap", pieces(100_000, 40), ("news",)),
        Newsroom(
            "vua", "15 a day, feed; down on day 12", pieces(200_000, 15), ("feed",),
            outage=(START + timedelta(days=12), START + timedelta(days=13)),
        ),
        Newsroom(
            "hai", "6 a day; its feed dies on day 5, its listing does not", pieces(300_000, 6), ("feed", "listing"),
            feed_dies=START + timedelta(days=5),
        ),
        Newsroom("cham", "1 a day, listing", pieces(400_000, 1), ("listing",)),
        Newsroom(
            "doi", "25 a day, feed; new layout on day 15", pieces(500_000, 25), ("feed",),
            redesigned=START + timedelta(days=15, hours=9, minutes=30),
        ),
    ]  # fmt: skip


@dataclass(slots=True)
class Ran:
    """The results of a site."""

    codes: dict[str, int] = field(default_factory=dict)
    """The exit code of each run that sent a request, by time."""

    idle: int = 0
    """The number of runs without a request, because nothing was due."""


def simulate(room: Newsroom, output: Path, *, days: int) -> Ran:
    """Crawl a site every hour."""
    _WORLD[room.host] = room
    ran = Ran()
    using = {
        "LOG_LEVEL": "CRITICAL",
        "NEWSCRAWL_OUTPUT": str(output),
        "NEWSCRAWL_ALLOW_PRIVATE": True,
        "NEWSCRAWL_DUE": True,
        "NEWSCRAWL_REVISIT": True,
        "DOWNLOAD_DELAY": 0,
        "RETRY_TIMES": 0,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), f"{__name__}.VirtualHandler"),
    }
    now = START
    end = START + timedelta(days=days)
    while now < end:
        with clock.overridden_by(lambda now=now: now):  # type: ignore[misc] # the moment of this round
            due = _due(output)
            if due and datetime.fromisoformat(due) > now:
                ran.idle += 1
            else:
                ended = run_jobs([Job(spider_class(room.site()), {})], build_settings(**using))
                ran.codes[now.isoformat()] = int(ended.manifest.exit_code) if ended.manifest else -1
        now += timedelta(hours=1)
    return ran


def _due(output: Path) -> str | None:
    if not (output / ".state" / "state.sqlite3").exists():
        return None
    store = open_or_create_store(output / ".state")
    try:
        (site,) = {room.name for room in _WORLD.values() if output.name == room.name}
        return store.next_due(site, revisits=True)
    finally:
        store.close()


def lines(output: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(output.glob("articles*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def shown(span: timedelta) -> str:
    return str(timedelta(minutes=round(span.total_seconds() / 60)))[:-3]


def row(room: Newsroom, ran: Ran, output: Path, *, days: int) -> str:
    """Return a row of the table."""
    end = START + timedelta(days=days)
    settled = end - timedelta(days=8)  # a revisit that is still to come may find a later edit
    first: dict[int, datetime] = {}
    revised: dict[int, datetime] = {}
    for line in lines(output):
        number, seen = int(line["id"].partition(":")[2]), datetime.fromisoformat(line["date_fetched"])
        (revised if line["revision"] > 1 else first)[number] = seen
    published = [p for p in room.pieces if p.published < end - timedelta(days=1)]
    waits = sorted(first[p.number] - p.published for p in published if p.number in first)
    # An edit before the first fetch cannot be seen; an edit after the last revisit, a week later, is not looked for.
    edits = [
        p
        for p in published
        if p.edited
        and p.number in first
        and first[p.number] < p.edited < min(first[p.number] + timedelta(days=7), settled)
    ]
    late = sorted(revised[p.number] - p.edited for p in edits if p.edited and p.number in revised)
    pages = room.asked.get("article", 0)
    others = sum(room.asked.values()) - pages
    return (
        f"| {room.about} | {len(published)} | {sum(p.number not in first for p in published)} | {shown(median(waits))} | "
        f"{shown(waits[int(len(waits) * 0.95)])} | {len(late)} of {len(edits)} | {shown(median(late)) if late else '-'} | "
        f"{len(ran.codes)} | {others} | {pages} |"
    )


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--days", type=int, default=30)
    given.add_argument("--site", help="one of the sites alone: nhanh, vua, hai, cham, doi")
    arguments = given.parse_args()
    days = arguments.days
    logging.disable(logging.CRITICAL)
    print("| site | articles | lost | median wait | 95 % | edits found | median delay of an edit | runs that asked | requests for sources and robots.txt | for articles |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    notes = []
    with TemporaryDirectory() as directory:
        for room in newsrooms(days):
            if arguments.site not in {None, room.name}:
                continue
            output = Path(directory) / room.name
            ran = simulate(room, output, days=days)
            print(row(room, ran, output, days=days), flush=True)
            by_code: dict[int, list[str]] = {}
            for moment, code in ran.codes.items():
                by_code.setdefault(code, []).append(moment)
            notes += [
                f"{room.name}: exit code {code} in {len(at)} runs, first {at[0][:16]}"
                for code, at in sorted(by_code.items())
                if code
            ]
            if room.redesigned:
                notes.append(f"{room.name}: redesigned {room.redesigned:%Y-%m-%dT%H:%M}")
    print("\n".join(notes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
