"""Sức khỏe Việt."""

from newscrawl.sites.families import MASTERCMS, mastercms_articles
from newscrawl.sites.profile import Site, provenance

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
    provenance=provenance(low="layouts article_url sitemaps: FAM"),
)
