"""Thế giới và Việt Nam, of the Ministry of Foreign Affairs."""

from newscrawl.sites._families import MASTERCMS, extended, mastercms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="baoquocte",
    publisher="Thế giới & Việt Nam",
    home="https://baoquocte.vn/",
    family="mastercms",
    feeds=("/rss_feed/",),
    sitemaps=("/sitemap.xml",),
    article_url=(
        mastercms_article(
            "https://baoquocte.vn/tin-trong-ngay-cua-toa-soan-312345.html", no=("https://baoquocte.vn/thoi-su",)
        ),
    ),
    layouts=(extended(MASTERCMS, body=(".__MASTERCMS_CONTENT", "div.article-detail-body", "div.article-detail")),),
    confidence="medium",
    evidence=(
        Evidence(facts="layouts", confidence="medium", sources="GP"),
        Evidence(facts="article_url sitemaps feeds", confidence="low", sources="FAM MISC"),
    ),
)
