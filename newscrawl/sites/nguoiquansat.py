"""Người Quan sát."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import Site, each, provenance

SITE = Site(
    name="nguoiquansat",
    publisher="Người Quan sát",
    home="https://nguoiquansat.vn/",
    family="onecms",
    sections=each("/{}", "tin-moi-nhat vi-mo the-gioi chung-khoan doanh-nghiep"),
    feeds=each("/rss/{}", "trang-chu vi-mo chung-khoan doanh-nghiep"),
    sitemaps=("/sitemap.xml",),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://nguoiquansat.vn/doanh-nghiep-chot-quyen-co-tuc-212345.html", no="https://nguoiquansat.vn/chung-khoan"
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="high",
    provenance=provenance(high="article_url sections feeds sitemaps layouts: TW NQS CW SMB", medium="paging: NQS"),
    notes="Its firewall sometimes answers 403 for any user agent. A retry works.",
)
