"""Báo Xây dựng, of the Ministry of Construction."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Site, each, extended, provenance

SITE = Site(
    name="baoxaydung",
    publisher="Báo Xây dựng",
    home="https://baoxaydung.vn/",
    family="vccorp",
    sections=each(
        "/{}.htm",
        "thoi-su xay-dung giao-thong kinh-te phap-luat chat-luong-song van-hoa-giai-tri the-thao cong-nghe the-gioi",
    ),
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemap.xml",),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://baoxaydung.vn/khoi-cong-cau-moi-192260307071033787.htm", no="https://baoxaydung.vn/giao-thong.htm"
    ),
    layouts=(extended(VCCORP, lead=("h2.detail-sapo", "h3.detail-sapo")),),
    confidence="high",
    provenance=provenance(high="sections feeds layouts: LT PS", low="article_url sitemaps paging: FAM"),
)
