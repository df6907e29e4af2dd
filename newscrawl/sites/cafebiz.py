"""CafeBiz."""

from newscrawl.sites.families import VCCORP, VCCORP_2017, VCCORP_KNC, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Related, Site, extended, provenance

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
        extended(
            VCCORP_2017,
            body=("div#main-detail-body", "div.contentdetail", "div.detail-content"),
            headline=("div#mainDetail h1.title",),
            date=("div.newscontent .date_time",),
            author=("p.p-author .detail-author",),
            drop=("div.relationnews",),
            related=(Related(css="div.relationnews", relation="related"),),
        ),
    ),
    confidence="low",
    provenance=provenance(low="article_url layouts feeds sitemaps paging: MISC SMB FAM"),
)
