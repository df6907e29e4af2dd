"""Thể thao và Văn hóa, of the Vietnam News Agency."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Layout, Related, Site, provenance

SITE = Site(
    name="thethaovanhoa",
    publisher="Thể thao & Văn hóa",
    home="https://thethaovanhoa.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://thethaovanhoa.vn/bai-viet-mau-cua-toa-soan-202260307071033787.htm",
        no="https://thethaovanhoa.vn/rss.htm",
    ),
    layouts=(
        VCCORP,
        Layout(
            name="thethaovanhoa-2016",
            body=("div#divcontentwrap",),
            headline=("div.divContent h1",),
            date=("div.divContent .pub_time",),
            drop=("div.boxrelation", "div.boxembedtinlienquan"),
            lead_image=("div.chitiet_one",),
            related=(
                Related(css="div.boxrelation", relation="related"),
                Related(css="div.boxembedtinlienquan", relation="see_also"),
            ),
            sources="PUB",
        ),
    ),
    newsroom_tags=("Thethaovanhoa.vn",),
    confidence="low",
    provenance=provenance(low="article_url layouts feeds sitemaps paging: MISC SMB FAM"),
)
