"""Báo Nghệ An."""

from newscrawl.sites._families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles, vouched
from newscrawl.sites.profile import Site

SITE = Site(
    name="baonghean",
    publisher="Báo Nghệ An",
    home="https://baonghean.vn/",
    family="onecms",
    sitemaps=("/sitemap-article-daily.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://baonghean.vn/tin-trong-ngay-cua-toa-soan-312345.html",
        no="https://baonghean.vn/hoi-nghi-event1234.html",
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="low",
    evidence=vouched(low="article_url sitemaps layouts paging: MISC SMB FAM"),
)
