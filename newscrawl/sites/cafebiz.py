"""CafeBiz."""

from newscrawl.sites._families import VCCORP, VCCORP_KNC, VCCORP_MORE, vccorp_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="cafebiz",
    publisher="CafeBiz",
    home="https://cafebiz.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=(VCCORP_MORE,),
    article_url=(
        vccorp_article(
            "https://cafebiz.vn/bai-viet-mau-cua-toa-soan-176260307071033787.chn", no=("https://cafebiz.vn/rss.chn",)
        ),
    ),
    layouts=(VCCORP, VCCORP_KNC),
    confidence="low",
    evidence=(
        Evidence(facts="article_url layouts", confidence="low", sources="MISC SMB FAM"),
        Evidence(facts="feeds sitemaps paging", confidence="low", sources="FAM"),
    ),
)
