"""Xây dựng chính sách, the government newspaper's site about law-making."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Site, extended, provenance

SITE = Site(
    name="xaydungchinhsach",
    publisher="Xây dựng chính sách, pháp luật",
    home="https://xaydungchinhsach.chinhphu.vn/",
    family="vccorp",
    feeds=("/home.rss",),
    sitemaps=("/sitemap.xml",),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://xaydungchinhsach.chinhphu.vn/toan-van-nghi-dinh-moi-119260307071033787.htm",
        no="https://xaydungchinhsach.chinhphu.vn/chinh-sach-moi.htm",
    ),
    layouts=(
        extended(
            VCCORP,
            date=("p[data-role=publishdate]", "p.days"),
            section=(".list-cate a[data-role=cate-name]", ".list-cate a.item-cate"),
        ),
    ),
    newsroom_tags=("Chinhphu.vn",),
    provenance=provenance(medium="article_url layouts: CW", low="feeds sitemaps paging newsroom_tags: FAM"),
)
