"""VietnamPlus, of the Vietnam News Agency."""

from newscrawl.sites.families import HEMERA, HEMERA_2018, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import ArticleUrl, Health, Site, each, provenance

SITE = Site(
    name="vietnamplus",
    publisher="VietnamPlus",
    home="https://www.vietnamplus.vn/",
    family="hemera",
    sections=each("/{}/", "thegioi thegioi/asean kinhte kinhte/chungkhoan xahoi moitruong"),
    feeds=each("/rss/{}.rss", "home thegioi kinhte xahoi moitruong"),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=(
        *hemera_articles(
            "https://www.vietnamplus.vn/xuat-khau-gao-tang-truong-post1012345.vnp",
            no="https://www.vietnamplus.vn/kinhte/chungkhoan.vnp",
        ),
        ArticleUrl(
            pattern=r"^/[a-z0-9-]+/(?P<id>\d{5,})\.vnp\b",
            yes=("https://www.vietnamplus.vn/xuat-khau-gao-tang-truong/612345.vnp",),
        ),
    ),
    layouts=(HEMERA_2018, HEMERA),
    newsroom_tags=("TTXVN/Vietnam+", "Vietnam+", "TTXVN"),
    health=Health(articles_per_day=(120, 700)),
    confidence="high",
    provenance=provenance(
        high="article_url feeds sitemaps layouts newsroom_tags: VNPT GP MC SMB PS TAG", medium="sections: LT VNPT"
    ),
    notes="The newsroom tag (TTXVN/Vietnam+) is at the end of the text, not at the start of the lead.",
)
