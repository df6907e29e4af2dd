"""Thị trường Tài chính Tiền tệ."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import Site, provenance

SITE = Site(
    name="thitruongtaichinhtiente",
    publisher="Thị trường Tài chính Tiền tệ",
    home="https://thitruongtaichinhtiente.vn/",
    family="onecms",
    sitemaps=("/sitemap-news.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://thitruongtaichinhtiente.vn/lai-suat-huy-dong-giam-61234.html",
        no="https://thitruongtaichinhtiente.vn/ngan-hang",
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="medium",
    provenance=provenance(medium="article_url paging: TTTC", low="sitemaps layouts: FAM"),
)
