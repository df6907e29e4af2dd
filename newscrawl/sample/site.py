"""The profile of the sample newspaper: that of Báo Kiểm toán, at another address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl.sample.chrome import NAME
from newscrawl.sample.pieces import CHANNELS
from newscrawl.sites import baokiemtoan
from newscrawl.sites.profile import Health

if TYPE_CHECKING:
    from newscrawl.sample.server import Server
    from newscrawl.sites.profile import Site

SITE_NAME: Final = "sample"
"""Name of the profile."""

FEEDS: Final = ("/rss/home.rss", "/rss/kiem-toan-302.rss", "/rss/kinh-te-303.rss", "/rss/xa-hoi-304.rss")
"""Paths of the feeds."""

SITEMAPS: Final = ("/sitemap.xml", "/sitemap-news.xml")
"""Paths of the sitemaps."""


def site(server: Server) -> Site:
    """Return the profile of a running server: layouts, address patterns and newsroom tags are those of Báo Kiểm toán.

    The old domain is a host of the site. Its addresses are fetched and redirect to the new one.
    """
    return replace(
        baokiemtoan.SITE,
        name=SITE_NAME,
        publisher=NAME,
        home=f"{server.base_url}/",
        hosts=(urlsplit(server.old_url).netloc,),
        aliases=(),
        sections=tuple(channel.path for channel in CHANNELS if channel.is_portal or channel.path.count("/") == 1),
        feeds=FEEDS,
        sitemaps=SITEMAPS,
        article_url=tuple(form for form in baokiemtoan.SITE.article_url if form.host is None),
        health=Health(),
        confidence="high",
        provenance=(),
        notes="The newspaper bundled for the demonstration and the end-to-end tests.",
    )
