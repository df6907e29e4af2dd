"""Thời báo Tài chính Việt Nam, of the Ministry of Finance."""

from newscrawl.sites._families import MASTERCMS, mastercms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="thoibaotaichinhvietnam",
    publisher="Thời báo Tài chính Việt Nam",
    home="https://thoibaotaichinhvietnam.vn/",
    family="mastercms",
    sitemaps=("/sitemaparticles-site-1.xml",),
    article_url=(
        mastercms_article(
            "https://thoibaotaichinhvietnam.vn/tin-trong-ngay-cua-toa-soan-312345.html",
            no=("https://thoibaotaichinhvietnam.vn/thoi-su",),
        ),
    ),
    layouts=(MASTERCMS,),
    confidence="medium",
    evidence=(
        Evidence(facts="layouts", confidence="high", sources="LT CW GP"),
        Evidence(facts="article_url", confidence="medium", sources="LT CW"),
        Evidence(facts="sitemaps", confidence="low", sources="SMX"),
    ),
)
