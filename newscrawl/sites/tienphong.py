"""Tiền Phong."""

from newscrawl.sites.families import HEMERA, HEMERA_2018, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import ArticleUrl, Health, Site, each, extended, provenance

SITE = Site(
    name="tienphong",
    publisher="Tiền Phong",
    home="https://tienphong.vn/",
    family="hemera",
    sections=each("/{}/", "xa-hoi the-gioi kinh-te dia-oc suc-khoe"),
    feeds=each("/rss/{}.rss", "home the-gioi-5 xa-hoi-2 kinh-te-3 dia-oc-166 suc-khoe-210"),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=(
        *hemera_articles(
            "https://tienphong.vn/du-bao-thoi-tiet-hom-nay-post1620345.tpo", no="https://tienphong.vn/xa-hoi/"
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{5,})\.tpo\b",
            yes=("https://tienphong.vn/xa-hoi/tin-cu-cua-bao-1234567.tpo",),
        ),
    ),
    layouts=(HEMERA_2018, extended(HEMERA, drop=(".fyi",))),
    newsroom_tags=("TPO", "TP"),
    health=Health(articles_per_day=(100, 600)),
    confidence="high",
    provenance=provenance(
        high="article_url feeds layouts newsroom_tags: NOTES GP TPS SMB PS TAG",
        medium="sitemaps paging: SMB SMX TPS",
        low="sections: DTT PS",
    ),
    notes="meta article:modified_time may be before article:published_time.",
)
