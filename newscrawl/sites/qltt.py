"""Quản lý thị trường."""

from newscrawl.sites.families import MASTERCMS, mastercms_articles
from newscrawl.sites.profile import Site, extended, provenance

SITE = Site(
    name="qltt",
    publisher="Quản lý thị trường",
    home="https://qltt.vn/",
    family="mastercms",
    sitemaps=("/sitemap.xml",),
    article_url=mastercms_articles(
        "https://qltt.vn/tin-trong-ngay-cua-toa-soan-312345.html", no="https://qltt.vn/thoi-su"
    ),
    layouts=(extended(MASTERCMS, author=(".__MASTERCMS_CONTENT p[style*='text-align: right'] strong",)),),
    confidence="low",
    provenance=provenance(medium="layouts: LT", low="article_url sitemaps: FAM"),
)
