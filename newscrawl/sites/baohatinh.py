"""Báo Hà Tĩnh."""

from newscrawl.sites._families import HEMERA, HEMERA_MORE, hemera_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="baohatinh",
    publisher="Báo Hà Tĩnh",
    home="https://baohatinh.vn/",
    family="hemera",
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=(
        hemera_article(
            "https://baohatinh.vn/tin-trong-ngay-cua-toa-soan-post312345.html", no=("https://baohatinh.vn/thoi-su/",)
        ),
    ),
    layouts=(HEMERA,),
    confidence="low",
    evidence=(
        Evidence(facts="layouts", confidence="medium", sources="GP"),
        Evidence(facts="article_url feeds sitemaps paging", confidence="low", sources="FAM"),
    ),
)
