"""Thời báo Tài chính Việt Nam, of the Ministry of Finance."""

from newscrawl.sites.families import MASTERCMS, mastercms_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="thoibaotaichinhvietnam",
    publisher="Thời báo Tài chính Việt Nam",
    home="https://thoibaotaichinhvietnam.vn/",
    family="mastercms",
    sitemaps=("/sitemaparticles-site-1.xml",),
    article_url=mastercms_articles(
        "https://thoibaotaichinhvietnam.vn/tin-trong-ngay-cua-toa-soan-312345.html",
        no="https://thoibaotaichinhvietnam.vn/thoi-su",
    ),
    layouts=(MASTERCMS,),
    confidence="medium",
    provenance=provenance(high="layouts: LT CW GP", medium="article_url: LT CW", low="sitemaps: SMX"),
)
