"""Báo Kiểm toán, newspaper of the State Audit Office."""

from newscrawl.sites.families import (
    ONECMS,
    ONECMS_NOT,
    ONECMS_PAGES,
    PORTAL,
    PORTAL_PAGES,
    onecms_articles,
    portal_articles,
)
from newscrawl.sites.profile import ArticleUrl, Health, Site, each, provenance

SITE = Site(
    name="baokiemtoan",
    publisher="Báo Kiểm toán",
    home="https://baokiemtoan.vn/",
    family="onecms",
    hosts=("baokiemtoannhanuoc.vn",),
    sections=each(
        "/{}",
        "vi/chuyen-muc/ket-qua-kiem-toan vi/chuyen-muc/phong-chong-tham-nhung chinh-tri/doi-noi chinh-tri/doi-ngoai chinh-tri/cong-tac-xay-dung-dang kiem-toan/hoat-dong-cua-nganh kiem-toan/ket-qua-kiem-toan kiem-toan/kiem-toan-ke-toan kiem-toan/kiem-toan-quoc-te kinh-te/tai-chinh kinh-te/ngan-hang-tin-dung kinh-te/dau-tu kinh-te/dia-phuong kinh-te/doanh-nghiep phap-luat xa-hoi goc-nhin",
    ),
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemap.xml", "/sitemap-news.xml", "/sitemap-article-daily.xml"),
    paging=(*ONECMS_PAGES, PORTAL_PAGES),
    article_url=(
        *portal_articles(
            "https://baokiemtoan.vn/vi/bai-viet/nang-cao-chat-luong-kiem-toan",
            no="https://baokiemtoan.vn/vi/chuyen-muc/ket-qua-kiem-toan",
        ),
        *onecms_articles(
            "http://baokiemtoan.vn/nang-cao-hieu-qua-cong-tac-thi-dua-cua-cac-tinh-tay-nam-bo-12345.html",
            no="https://baokiemtoan.vn/dai-hoi-dang-event1234.html http://baokiemtoan.vn/kiem-toan-nha-nuoc-ptag.html",
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*(?:[a-z0-9]+-){3,}[a-z0-9]+(?:\.html?|/)?$",
            yes=("http://baokiemtoannhanuoc.vn/thoi-su/kiem-toan-nha-nuoc-trien-khai-ke-hoach-kiem-toan",),
            host="baokiemtoannhanuoc.vn",
        ),
    ),
    not_article=ONECMS_NOT,
    layouts=(*ONECMS, PORTAL),
    newsroom_tags=("BKTO",),
    health=Health(articles_per_day=(5, 80)),
    provenance=provenance(
        high="newsroom_tags: PAGES SAMPLE",
        medium="sections layouts.onecms-classic paging article_url: LT HBK HTG ONEJS FAM",
        low="feeds sitemaps layouts.onecms-longform layouts.portal hosts: FAM HTG OLDDOM",
    ),
    notes="Three content systems: files-library on the old domain (before 2022), OneCMS (2022-2025), the portal (2026). No page of the old domain is known. Its addresses have article keys of their own, and the generic extractor reads its pages.",
)
