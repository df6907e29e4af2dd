"""Báo điện tử Tổ Quốc."""

from newscrawl.sites._families import VCCORP, VCCORP_MORE, vccorp_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="toquoc",
    publisher="Tổ Quốc",
    home="https://toquoc.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=(VCCORP_MORE,),
    article_url=(
        vccorp_article(
            "https://toquoc.vn/bai-viet-mau-cua-toa-soan-205260307071033787.htm", no=("https://toquoc.vn/rss.htm",)
        ),
    ),
    layouts=(VCCORP,),
    confidence="low",
    evidence=(
        Evidence(facts="article_url layouts", confidence="low", sources="MISC SMB FAM"),
        Evidence(facts="feeds sitemaps paging", confidence="low", sources="FAM"),
    ),
)
