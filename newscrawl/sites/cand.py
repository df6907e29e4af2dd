"""Công an nhân dân. Before 2026 it had a content system of its own."""

from newscrawl.sites.families import BOX_DETAIL, HEMERA, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import ArticleUrl, Site, each, provenance

SITE = Site(
    name="cand",
    publisher="Công an nhân dân",
    home="https://cand.vn/",
    family="hemera",
    hosts=("cand.com.vn",),
    sections=each("/{}/", "thoi-su phap-luat quoc-te kinh-te van-hoa the-thao"),
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=(
        *hemera_articles(
            "https://cand.vn/cong-an-tinh-triet-pha-duong-day-post812345.html", no="https://cand.vn/thoi-su/"
        ),
        ArticleUrl(
            pattern=r"^/[A-Za-z0-9-]+/[A-Za-z0-9-]+-(?P<id>i\d+)/?$",
            yes=("https://cand.com.vn/Ban-tin-113/cong-an-tinh-triet-pha-duong-day-i712345/",),
            no=("https://cand.com.vn/Ban-tin-113/",),
        ),
    ),
    layouts=(
        HEMERA,
        BOX_DETAIL,
    ),
    confidence="medium",
    provenance=provenance(
        high="article_url feeds layouts: SMB PS LT GP MC", medium="sitemaps: SMB", low="sections paging: FAM"
    ),
)
