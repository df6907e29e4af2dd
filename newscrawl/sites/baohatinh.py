"""Báo Hà Tĩnh."""

from newscrawl.sites.families import HEMERA, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="baohatinh",
    publisher="Báo Hà Tĩnh",
    home="https://baohatinh.vn/",
    family="hemera",
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=hemera_articles(
        "https://baohatinh.vn/tin-trong-ngay-cua-toa-soan-post312345.html", no="https://baohatinh.vn/thoi-su/"
    ),
    layouts=(HEMERA,),
    confidence="low",
    provenance=provenance(medium="layouts: GP", low="article_url feeds sitemaps paging: FAM"),
)
