"""CafeBiz."""

from newscrawl.sites._families import VCCORP, VCCORP_2017, VCCORP_KNC, VCCORP_PAGES, extended, vccorp_articles, vouched
from newscrawl.sites.profile import Site

SITE = Site(
    name="cafebiz",
    publisher="CafeBiz",
    home="https://cafebiz.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://cafebiz.vn/bai-viet-mau-cua-toa-soan-176260307071033787.chn", no="https://cafebiz.vn/rss.chn"
    ),
    layouts=(
        VCCORP,
        VCCORP_KNC,
        extended(VCCORP_2017, body=("div#main-detail-body", "div.contentdetail", "div.detail-content")),
    ),
    confidence="low",
    evidence=vouched(low="article_url layouts feeds sitemaps paging: MISC SMB FAM"),
)
