"""Báo Chính phủ."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Health, Site, each, extended, provenance

SITE = Site(
    name="baochinhphu",
    publisher="Báo Điện tử Chính phủ",
    home="https://baochinhphu.vn/",
    family="vccorp",
    hosts=("baodientu.chinhphu.vn",),
    sections=each(
        "/{}.htm",
        "tin-moi chinh-tri chinh-tri/doi-ngoai kinh-te xa-hoi xa-hoi/doi-song khoa-giao quoc-te chinh-sach-va-cuoc-song chinh-sach-va-cuoc-song/chinh-sach-moi",
    ),
    feeds=each("/{}.rss", "home chinh-tri kinh-te xa-hoi"),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://baochinhphu.vn/chinh-sach-moi-co-hieu-luc-tu-thang-3-2026-102260228093004191.htm",
        "https://baochinhphu.vn/print/chinh-sach-moi-co-hieu-luc-tu-thang-3-2026-102260228093004191.htm",
        no="https://baochinhphu.vn/chinh-tri/doi-ngoai.htm https://baochinhphu.vn/chu-de/bau-cu-quoc-hoi-khoa-xvi-va-hoi-dong-nhan-dan-cac-cap-nhiem-ky-2026-2031-276.htm",
    ),
    layouts=(
        extended(
            VCCORP,
            section=("div.detail-breadcrumb li:last-child a",),
            author=("div.detail-content > p[style*=right] b", "a.detail-author-top-name"),
            drop=("div.link-content-footer",),
        ),
    ),
    newsroom_tags=("Chinhphu.vn",),
    health=Health(articles_per_day=(30, 250)),
    confidence="high",
    provenance=provenance(
        high="article_url layouts paging newsroom_tags feeds: SAVED TW VNJ CW PS", low="sections sitemaps: SAVED LT FAM"
    ),
    notes="Feed dates are M/D/YYYY h:mm:ss AM/PM without a zone. Several feeds have had no new items since 2014.",
)
