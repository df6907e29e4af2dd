"""The newspaper's machine-readable files: RSS, sitemaps, robots.txt."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from newscrawl.sample.chrome import NAME, SLOGAN, Addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from newscrawl.sample.pieces import Piece

CRAWL_DELAY: Final = 0.1
"""Seconds between two requests that robots.txt asks for."""

NEWS_WINDOW: Final = timedelta(days=2)
"""Period that a news sitemap covers."""

_NS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_NS: Final = "http://www.google.com/schemas/sitemap-news/0.9"
_XML: Final = '<?xml version="1.0" encoding="utf-8"?>\n'


def rss(
    addresses: Addresses, title: str, pieces: Sequence[Piece], *, zone: bool = True, tail: Mapping[int, str]
) -> bytes:
    """Return a feed.

    ``tail`` is appended to the address of an article, by its number; ``zone=False`` omits the UTC offset.
    """

    def item(piece: Piece) -> str:
        link = escape(addresses.main + piece.path + tail.get(piece.key, ""))
        moment = format_datetime(piece.published if zone else piece.published.replace(tzinfo=None))
        return f"""<item>
<title>{escape(piece.headline)}</title>
<link>{link}</link>
<guid isPermaLink="true">{link}</guid>
<description><![CDATA[<a href="{link}"><img src="{addresses.main + piece.cover}" /></a><br/>{piece.lead}]]></description>
<pubDate>{moment if zone else moment.removesuffix(" -0000")}</pubDate>
<category>{escape(piece.section.name)}</category>
</item>"""

    newest = format_datetime(max(piece.changed for piece in pieces))
    items = "\n".join(item(piece) for piece in pieces)
    return f"""{_XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>{escape(title)} - {NAME}</title>
<link>{addresses.main}/</link>
<description>{SLOGAN}</description>
<language>vi</language>
<generator>{NAME}</generator>
<lastBuildDate>{newest}</lastBuildDate>
{items}
</channel></rss>
""".encode()


def sitemap_index(entries: Iterable[tuple[str, datetime]]) -> bytes:
    """Return a sitemap index of addresses with their last change."""
    body = "\n".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{moment.isoformat()}</lastmod></sitemap>" for url, moment in entries
    )
    return f'{_XML}<sitemapindex xmlns="{_NS}">\n{body}\n</sitemapindex>\n'.encode()


def sitemap(addresses: Addresses, pieces: Iterable[Piece]) -> bytes:
    """Return a plain sitemap of articles."""
    body = "\n".join(
        f"<url><loc>{addresses.main}{piece.path}</loc><lastmod>{piece.changed.isoformat()}</lastmod>"
        "<changefreq>weekly</changefreq></url>"
        for piece in pieces
    )
    return f'{_XML}<urlset xmlns="{_NS}">\n{body}\n</urlset>\n'.encode()


def news_sitemap(addresses: Addresses, pieces: Iterable[Piece], now: datetime) -> bytes:
    """Return a Google News sitemap of the articles published in the two days before ``now``."""
    body = "\n".join(
        f"""<url><loc>{addresses.main}{piece.path}</loc>
<lastmod>{piece.changed.isoformat()}</lastmod>
<news:news><news:publication><news:name>{NAME}</news:name><news:language>vi</news:language></news:publication>
<news:publication_date>{piece.published.isoformat()}</news:publication_date>
<news:title>{escape(piece.headline)}</news:title>
<news:keywords>{escape(", ".join(piece.keywords))}</news:keywords></news:news></url>"""
        for piece in pieces
        if now - NEWS_WINDOW <= piece.published <= now
    )
    return f'{_XML}<urlset xmlns="{_NS}" xmlns:news="{_NEWS_NS}">\n{body}\n</urlset>\n'.encode()


def robots(
    base: str, *, disallow: Iterable[str] = (), sitemaps: Iterable[str] = (), delay: float | None = None
) -> bytes:
    """Return a robots.txt for all user agents."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallow)]
    if delay is not None:
        lines.append(f"Crawl-delay: {delay}")
    return "\n".join([*lines, "", *(f"Sitemap: {base}{path}" for path in sitemaps), ""]).encode()
