"""Báo điện tử Tổ Quốc."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="toquoc",
    publisher="Tổ Quốc",
    home="https://toquoc.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://toquoc.vn/bai-viet-mau-cua-toa-soan-205260307071033787.htm", no="https://toquoc.vn/rss.htm"
    ),
    layouts=(VCCORP,),
    confidence="low",
    provenance=provenance(low="article_url layouts feeds sitemaps paging: MISC SMB FAM"),
)
