"""Every response of the three hosts, rendered once: a :class:`Resource` by path."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Final

from newscrawl.sample import feeds, layouts, lists, traps
from newscrawl.sample.pieces import CHANNELS, Copy, Piece, copy, pieces, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newscrawl.sample.chrome import Addresses

HTML: Final = "text/html; charset=utf-8"
XML: Final = "text/xml; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
_GREY_GIF: Final = b64decode("R0lGODlhAQABAIAAAMzMzAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")


@dataclass(frozen=True, slots=True)
class Resource:
    """One response."""

    body: bytes
    content_type: str = HTML
    modified: datetime | None = None
    """Value of ``Last-Modified``. Without it, the response has no validator."""

    status: int = 200
    location: str | None = None
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        """Derive the ETag from the body."""
        object.__setattr__(self, "etag", f'"{hashlib.sha256(self.body).hexdigest()[:20]}"')


def png(name: str, width: int = 160, height: int = 90) -> bytes:
    """Return a small image in a colour of its own, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    colour = hashlib.sha256(name.encode()).digest()[:3]
    rows = (b"\0" + colour * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def asset(path: str) -> Resource | None:
    """Return an image of the newspaper; ``None`` for another path."""
    if path.startswith("/img/") and path.endswith(".png"):
        return Resource(png(path), "image/png")
    return Resource(_GREY_GIF, "image/gif") if path == "/assets/images/grey.gif" else None


@dataclass(frozen=True, slots=True)
class Newspaper:
    """One edition of the main host."""

    addresses: Addresses
    pieces: Sequence[Piece]
    """The published articles, the newest first."""

    pages: Mapping[str, Resource]
    """Responses by path. The lists of the portal have ``?page=N`` in their path."""

    def more(self, channel: int, last: int) -> Resource:
        """Return the load-more response."""
        found = lists.more(self.addresses, self.pieces, channel, last)
        return Resource(json.dumps(found, ensure_ascii=False).encode(), JSON)


def press_time(everything: Sequence[Piece]) -> datetime:
    """Return the time of an edition: one hour after its last change."""
    return max(piece.changed for piece in everything) + timedelta(hours=1)


def newspaper(addresses: Addresses, everything: Sequence[Piece], now: datetime | None = None) -> Newspaper:
    """Render an edition. ``now`` decides what the news sitemap holds (default: :func:`press_time`)."""
    pages = dict(_articles(addresses, everything))
    pages.update(_lists(addresses, everything))
    pages.update(_machines(addresses, everything, now or press_time(everything)))
    pages[traps.SOFT_BLOCK] = Resource(traps.COOKIE_SCRIPT.encode())
    pages["/dang-nhap"] = Resource(layouts.login(addresses))
    pages["/tim-kiem"] = pages["/dang-nhap"]
    for path in traps.FORBIDDEN:
        pages[path] = Resource("<html><body><h1>Tài liệu nội bộ</h1></body></html>".encode())
    return Newspaper(addresses, everything, pages)


def _articles(addresses: Addresses, everything: Sequence[Piece]) -> Iterator[tuple[str, Resource]]:
    for piece in everything:
        kind = "text/html; charset=iso-8859-1" if piece.trap == "charset" else HTML
        yield piece.path, Resource(layouts.article(addresses, piece, everything), kind, piece.changed)
        if piece.amp:
            yield piece.amp_path, Resource(layouts.amp(addresses, piece), HTML, piece.changed)


def _lists(addresses: Addresses, everything: Sequence[Piece]) -> Iterator[tuple[str, Resource]]:
    changed = max(piece.changed for piece in everything)

    def listing(html: str) -> Resource:
        return Resource(html.encode(), HTML, changed)

    yield "/", listing(lists.home(addresses, everything))
    sidebar = "\n".join(lists.card(piece, level="h4", lead=False) for piece in everything[:5])
    for channel in CHANNELS:
        if not channel.is_portal:
            yield channel.path, listing(lists.section(addresses, channel, everything, sidebar))
            continue
        pages = -(-len(lists.in_channel(everything, channel)) // lists.PORTAL_PAGE)
        for page in range(1, pages + 2):
            resource = listing(lists.portal_section(addresses, channel, everything, page))
            yield (channel.path if page == 1 else f"{channel.path}?page={page}"), resource
    for word in sorted({word for piece in everything for word in piece.keywords}):
        tagged = [piece for piece in everything if word in piece.keywords]
        yield f"/{slug(word)}-ptag.html", Resource(layouts.tag_page(addresses, word, tagged))


_FEED_LENGTH: Final = 30
"""Maximum number of articles in a feed."""

_FEEDS: Final = ((302, "kiem-toan-302", True), (303, "kinh-te-303", True), (304, "xa-hoi-304", False))
"""Channel number, file name, and whether the dates have a zone."""


def _machines(addresses: Addresses, everything: Sequence[Piece], now: datetime) -> Iterator[tuple[str, Resource]]:
    changed = max(piece.changed for piece in everything)
    tracked = {lists.TRACKED: traps.TRACKING}

    def xml(body: bytes) -> Resource:
        return Resource(body, XML, changed)

    yield "/rss/home.rss", xml(feeds.rss(addresses, "Trang chủ", everything[:_FEED_LENGTH], tail={}))
    for number, name, zone in _FEEDS:
        channel = next(channel for channel in CHANNELS if channel.number == number)
        own = lists.in_channel(everything, channel)[:_FEED_LENGTH]
        yield f"/rss/{name}.rss", xml(feeds.rss(addresses, channel.name, own, zone=zone, tail=tracked))
    months: dict[str, list[Piece]] = {}
    for piece in everything:
        months.setdefault(f"/sitemap-article-{piece.published:%Y-%m}.xml", []).append(piece)
    for path, published in months.items():
        yield path, xml(feeds.sitemap(addresses, published))
    yield "/sitemap-news.xml", xml(feeds.news_sitemap(addresses, everything, now))
    entries = [(addresses.main + path, max(piece.changed for piece in own)) for path, own in months.items()]
    yield "/sitemap.xml", xml(feeds.sitemap_index([*entries, (f"{addresses.main}/sitemap-news.xml", changed)]))
    robots = feeds.robots(
        addresses.main, disallow=("/noi-bo-", "/tim-kiem"), sitemaps=("/sitemap.xml",), delay=feeds.CRAWL_DELAY
    )
    yield "/robots.txt", Resource(robots, TEXT)


def syndicate(addresses: Addresses) -> dict[str, Resource]:
    """Return the responses of the second host: one article taken over from the newspaper, and a home page."""
    taken = copy()
    return {
        "/": Resource(_syndicate_home(taken).encode(), HTML, taken.published),
        taken.path: Resource(_syndicate_article(addresses, taken).encode(), HTML, taken.published),
        "/robots.txt": Resource(feeds.robots(addresses.syndicate, delay=feeds.CRAWL_DELAY), TEXT),
    }


def _syndicate_page(title: str, head: str, main: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)} | Báo Bờ Sông</title>{head}</head>
<body><header><a href="/">Báo Bờ Sông</a></header>{main}<footer><p>Báo Bờ Sông - tiếng nói của người miền hạ lưu</p></footer></body></html>
"""


def _syndicate_home(taken: Copy) -> str:
    link = f'<h2><a href="{taken.path}">{escape(taken.headline)}</a></h2><p>{escape(taken.lead)}</p>'
    return _syndicate_page("Trang chủ", "", f"<main>{link}</main>")


def _syndicate_article(addresses: Addresses, taken: Copy) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": taken.headline,
        "datePublished": taken.published.isoformat(),
    }
    head = f"""<link rel="canonical" href="{addresses.syndicate}{taken.path}"><meta property="og:type" content="article">
<meta property="og:title" content="{escape(taken.headline)}"><meta name="description" content="{escape(taken.lead)}">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>"""
    body = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in taken.paragraphs)
    main = f"""<main><article><h1>{escape(taken.headline, quote=False)}</h1><time datetime="{taken.published.isoformat()}">{taken.published:%H:%M %d/%m/%Y}</time>
<p class="sapo"><strong>{escape(taken.lead, quote=False)}</strong></p><div class="article-body">
{body}
<p class="source">Theo {escape(taken.source)}</p></div></article></main>"""
    return _syndicate_page(taken.headline, head, main)


def old_domain(addresses: Addresses) -> dict[str, Resource]:
    """Return the responses of the former domain: every page redirects to the new one."""
    moved = {piece.path: addresses.main + piece.path for piece in pieces() if piece.layout == "onecms"}
    pages = {
        path: Resource(b"", HTML, status=301, location=url)
        for path, url in {"/": f"{addresses.main}/", **moved}.items()
    }
    return {**pages, "/robots.txt": Resource(feeds.robots(addresses.old), TEXT)}
