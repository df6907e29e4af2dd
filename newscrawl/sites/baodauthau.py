"""Báo Đấu thầu."""

from newscrawl.sites._families import HEMERA, HEMERA_MORE, hemera_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="baodauthau",
    publisher="Báo Đấu thầu",
    home="https://baodauthau.vn/",
    family="hemera",
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=(
        hemera_article(
            "https://baodauthau.vn/tin-trong-ngay-cua-toa-soan-post312345.html", no=("https://baodauthau.vn/thoi-su/",)
        ),
    ),
    layouts=(HEMERA,),
    confidence="low",
    evidence=(
        Evidence(facts="layouts", confidence="low", sources="FAM"),
        Evidence(facts="article_url feeds sitemaps paging", confidence="low", sources="FAM"),
    ),
)
