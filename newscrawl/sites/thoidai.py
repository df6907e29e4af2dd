"""Thời Đại."""

from newscrawl.sites.families import MASTERCMS, mastercms_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="thoidai",
    publisher="Thời Đại",
    home="https://thoidai.com.vn/",
    family="mastercms",
    sitemaps=("/sitemap.xml",),
    article_url=mastercms_articles(
        "https://thoidai.com.vn/tin-trong-ngay-cua-toa-soan-312345.html", no="https://thoidai.com.vn/thoi-su"
    ),
    layouts=(MASTERCMS,),
    confidence="low",
    provenance=provenance(low="layouts article_url sitemaps: FAM"),
)
