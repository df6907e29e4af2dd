"""Thời báo Ngân hàng, of the State Bank."""

from newscrawl.sites.families import MASTERCMS, mastercms_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="thoibaonganhang",
    publisher="Thời báo Ngân hàng",
    home="https://thoibaonganhang.vn/",
    family="mastercms",
    sitemaps=("/sitemap.xml",),
    article_url=mastercms_articles(
        "https://thoibaonganhang.vn/tin-trong-ngay-cua-toa-soan-312345.html", no="https://thoibaonganhang.vn/thoi-su"
    ),
    layouts=(MASTERCMS,),
    confidence="medium",
    provenance=provenance(medium="layouts: CW", low="article_url sitemaps: FAM"),
    notes="The lead is inside the body.",
)
