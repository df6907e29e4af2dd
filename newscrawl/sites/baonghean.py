"""Báo Nghệ An."""

from newscrawl.sites._families import ONECMS, ONECMS_MORE, ONECMS_NOT, onecms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="baonghean",
    publisher="Báo Nghệ An",
    home="https://baonghean.vn/",
    family="onecms",
    sitemaps=("/sitemap-article-daily.xml", "/sitemap.xml"),
    paging=(ONECMS_MORE,),
    article_url=(
        onecms_article(
            "https://baonghean.vn/tin-trong-ngay-cua-toa-soan-312345.html",
            no=("https://baonghean.vn/hoi-nghi-event1234.html",),
        ),
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="low",
    evidence=(
        Evidence(facts="article_url sitemaps", confidence="low", sources="MISC SMB"),
        Evidence(facts="layouts paging", confidence="low", sources="FAM"),
    ),
)
