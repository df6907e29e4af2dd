"""GameK."""

from newscrawl.sites.families import VCCORP, VCCORP_KNC, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="gamek",
    publisher="GameK",
    home="https://gamek.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "http://gamek.vn/mmo/sgame-phat-hanh-dai-hiep-truyen-tai-viet-nam-20121227122449464.chn",
        "https://gamek.vn/bai-viet-mau-cua-toa-soan-178260307071033787.chn",
        no="http://gamek.vn/pc-console.chn",
    ),
    layouts=(VCCORP, VCCORP_KNC),
    confidence="low",
    provenance=provenance(low="article_url layouts feeds sitemaps paging: MISC SMB FAM"),
)
