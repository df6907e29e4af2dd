"""aFamily."""

from newscrawl.sites.families import VCCORP, VCCORP_KNC, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="afamily",
    publisher="aFamily",
    home="https://afamily.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://afamily.vn/bai-viet-mau-cua-toa-soan-236260307071033787.chn", no="https://afamily.vn/rss.chn"
    ),
    layouts=(VCCORP, VCCORP_KNC),
    confidence="low",
    provenance=provenance(low="article_url layouts feeds sitemaps paging: MISC SMB FAM"),
)
