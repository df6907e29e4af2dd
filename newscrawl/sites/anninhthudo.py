"""An ninh Thủ đô."""

from newscrawl.sites.families import HEMERA, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="anninhthudo",
    publisher="An ninh Thủ đô",
    home="https://anninhthudo.vn/",
    family="hemera",
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=hemera_articles(
        "https://anninhthudo.vn/tin-trong-ngay-cua-toa-soan-post312345.html", no="https://anninhthudo.vn/thoi-su/"
    ),
    layouts=(HEMERA,),
    confidence="low",
    provenance=provenance(low="layouts article_url feeds sitemaps paging: FAM"),
)
