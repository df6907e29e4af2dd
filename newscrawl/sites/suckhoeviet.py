"""Sức khỏe Việt."""

from newscrawl.sites._families import MASTERCMS, mastercms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="suckhoeviet",
    publisher="Sức khỏe Việt",
    home="https://suckhoeviet.org.vn/",
    family="mastercms",
    sitemaps=("/sitemap.xml",),
    article_url=(
        mastercms_article(
            "https://suckhoeviet.org.vn/tin-trong-ngay-cua-toa-soan-312345.html",
            no=("https://suckhoeviet.org.vn/thoi-su",),
        ),
    ),
    layouts=(MASTERCMS,),
    confidence="low",
    evidence=(Evidence(facts="layouts article_url sitemaps", confidence="low", sources="FAM"),),
)
