"""Nhịp sống thị trường."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import Site, each, provenance

SITE = Site(
    name="markettimes",
    publisher="Nhịp sống thị trường",
    home="https://markettimes.vn/",
    family="onecms",
    sections=each("/{}", "tai-chinh kinh-doanh tieu-diem bat-dong-san"),
    sitemaps=("/sitemap-news.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://markettimes.vn/gia-vang-hom-nay-giam-81234.html", no="https://markettimes.vn/tai-chinh"
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="medium",
    provenance=provenance(
        medium="article_url paging layouts.onecms-classic: ONEJSON",
        low="sections sitemaps layouts.onecms-longform: ONEJSON FAM",
    ),
)
