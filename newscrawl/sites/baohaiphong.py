"""Báo Hải Phòng."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="baohaiphong",
    publisher="Báo Hải Phòng",
    home="https://baohaiphong.vn/",
    family="onecms",
    sitemaps=("/sitemap-article-daily.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://baohaiphong.vn/tin-trong-ngay-cua-toa-soan-312345.html",
        no="https://baohaiphong.vn/hoi-nghi-event1234.html",
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="low",
    provenance=provenance(low="article_url sitemaps layouts paging: MISC SMB FAM"),
)
