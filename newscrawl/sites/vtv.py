"""VTV News, of Vietnam Television."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Archive, Site, each, extended, provenance

SITE = Site(
    name="vtv",
    publisher="VTV",
    home="https://vtv.vn/",
    family="vccorp",
    sections=each(
        "/{}.htm",
        "chinh-tri xa-hoi phap-luat the-gioi kinh-te truyen-hinh van-hoa-giai-tri the-thao giao-duc cong-nghe doi-song",
    ),
    feeds=("/rss/home.rss",),
    sitemaps=("/latest-news-sitemap.xml", "/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    archives=(Archive(url="{stem}/xem-theo-ngay/{DD}-{MM}-{YYYY}.htm", confidence="low", sources="VTVS"),),
    article_url=vccorp_articles(
        "https://vtv.vn/xuat-khau-thuy-san-tang-truong-100260307071033787.htm",
        "https://vtv.vn/chinh-tri/hoi-nghi-tong-ket-20221223180348340.htm",
        no="https://vtv.vn/chinh-tri.htm",
    ),
    layouts=(
        extended(
            VCCORP,
            body=(
                "div.detail-content.afcbc-body",
                "div.detail-content",
                "#entry-body",
                ".noidung",
                "[itemprop=articleBody]",
            ),
            headline=("h1.title-detail", "h1.detail-title", "h1.title_detail"),
            lead=("h2.sapo", "h2.detail-sapo"),
            date=("[data-role=publishdate]", "div.detail-time", "p.news-info span.time", "p.news-info time"),
            keywords=("div.news_keyword a",),
            drop=(".link-lien-quan",),
            sources="VTVS",
        ),
    ),
    newsroom_tags=("VTV.vn", "VTV Online"),
    confidence="high",
    provenance=provenance(
        high="article_url sitemaps feeds newsroom_tags: VTVS MC SMB PS DTT TAG NOTES",
        medium="layouts paging: VTVS DOC",
        low="sections: VTVS",
    ),
    notes="meta article:published_time has no offset, JSON-LD has +07:00.",
)
