"""Báo Tài nguyên và Môi trường."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="baotainguyenmoitruong",
    publisher="Tài nguyên & Môi trường",
    home="https://baotainguyenmoitruong.vn/",
    family="onecms",
    sitemaps=("/sitemap-article-daily.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://baotainguyenmoitruong.vn/tin-trong-ngay-cua-toa-soan-312345.html",
        no="https://baotainguyenmoitruong.vn/hoi-nghi-event1234.html",
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="low",
    provenance=provenance(low="article_url sitemaps layouts paging: MISC SMB FAM"),
)
