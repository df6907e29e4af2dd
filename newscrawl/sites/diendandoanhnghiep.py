"""Diễn đàn Doanh nghiệp."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="diendandoanhnghiep",
    publisher="Diễn đàn Doanh nghiệp",
    home="https://diendandoanhnghiep.vn/",
    family="onecms",
    sitemaps=("/sitemap-news.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://diendandoanhnghiep.vn/doanh-nghiep-tim-thi-truong-moi-10161234.html",
        no="https://diendandoanhnghiep.vn/hoi-nghi-event1234.html",
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="medium",
    provenance=provenance(high="article_url: DDDN", medium="sitemaps paging: DDDN", low="layouts: FAM NOTES"),
    notes="A source reports American dates without a zone in meta article:published_time: 9/15/2026 3:05:00 PM.",
)
