"""aFamily."""

from newscrawl.sites._families import VCCORP, VCCORP_KNC, VCCORP_MORE, vccorp_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="afamily",
    publisher="aFamily",
    home="https://afamily.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=(VCCORP_MORE,),
    article_url=(
        vccorp_article(
            "https://afamily.vn/bai-viet-mau-cua-toa-soan-236260307071033787.chn", no=("https://afamily.vn/rss.chn",)
        ),
    ),
    layouts=(VCCORP, VCCORP_KNC),
    confidence="low",
    evidence=(
        Evidence(facts="article_url layouts", confidence="low", sources="MISC SMB FAM"),
        Evidence(facts="feeds sitemaps paging", confidence="low", sources="FAM"),
    ),
)
