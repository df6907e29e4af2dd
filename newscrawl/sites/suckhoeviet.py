"""Sức khỏe Việt."""

from newscrawl.sites._families import MASTERCMS, mastercms_articles, vouched
from newscrawl.sites.profile import Site

SITE = Site(
    name="suckhoeviet",
    publisher="Sức khỏe Việt",
    home="https://suckhoeviet.org.vn/",
    family="mastercms",
    sitemaps=("/sitemap.xml",),
    article_url=mastercms_articles(
        "https://suckhoeviet.org.vn/tin-trong-ngay-cua-toa-soan-312345.html", no="https://suckhoeviet.org.vn/thoi-su"
    ),
    layouts=(MASTERCMS,),
    confidence="low",
    evidence=vouched(low="layouts article_url sitemaps: FAM"),
)
