"""Thời báo Ngân hàng, of the State Bank."""

from newscrawl.sites._families import MASTERCMS, mastercms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="thoibaonganhang",
    publisher="Thời báo Ngân hàng",
    home="https://thoibaonganhang.vn/",
    family="mastercms",
    sitemaps=("/sitemap.xml",),
    article_url=(
        mastercms_article(
            "https://thoibaonganhang.vn/tin-trong-ngay-cua-toa-soan-312345.html",
            no=("https://thoibaonganhang.vn/thoi-su",),
        ),
    ),
    layouts=(MASTERCMS,),
    confidence="medium",
    evidence=(
        Evidence(facts="layouts", confidence="medium", sources="CW"),
        Evidence(facts="article_url sitemaps", confidence="low", sources="FAM"),
    ),
    notes="The lead stands inside the body.",
)
