"""Thế giới và Việt Nam, of the Ministry of Foreign Affairs."""

from newscrawl.sites._families import MASTERCMS, extended, mastercms_articles, vouched
from newscrawl.sites.profile import Site

SITE = Site(
    name="baoquocte",
    publisher="Thế giới & Việt Nam",
    home="https://baoquocte.vn/",
    family="mastercms",
    feeds=("/rss_feed/",),
    sitemaps=("/sitemap.xml",),
    article_url=mastercms_articles(
        "https://baoquocte.vn/tin-trong-ngay-cua-toa-soan-312345.html", no="https://baoquocte.vn/thoi-su"
    ),
    layouts=(extended(MASTERCMS, body=(".__MASTERCMS_CONTENT", "div.article-detail-body", "div.article-detail")),),
    confidence="medium",
    evidence=vouched(medium="layouts: GP", low="article_url sitemaps feeds: FAM MISC"),
)
