"""Quản lý thị trường."""

from newscrawl.sites._families import MASTERCMS, extended, mastercms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="qltt",
    publisher="Quản lý thị trường",
    home="https://qltt.vn/",
    family="mastercms",
    sitemaps=("/sitemap.xml",),
    article_url=(
        mastercms_article("https://qltt.vn/tin-trong-ngay-cua-toa-soan-312345.html", no=("https://qltt.vn/thoi-su",)),
    ),
    layouts=(extended(MASTERCMS, author=(".__MASTERCMS_CONTENT p[style*='text-align: right'] strong",)),),
    confidence="low",
    evidence=(
        Evidence(facts="layouts", confidence="medium", sources="LT"),
        Evidence(facts="article_url sitemaps", confidence="low", sources="FAM"),
    ),
)
