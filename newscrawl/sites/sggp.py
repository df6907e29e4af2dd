"""Sài Gòn Giải Phóng."""

from newscrawl.sites._families import HEMERA, HEMERA_MORE, each, hemera_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="sggp",
    publisher="Sài Gòn Giải Phóng",
    home="https://www.sggp.org.vn/",
    family="hemera",
    hosts=("dttc.sggp.org.vn",),
    sections=each("/{}/", "chinhtri kinhte thegioi ytesuckhoe xaydungdiaoc"),
    feeds=each("/rss/{}.rss", "home kinhte-89 xaydungdiaoc-205 ytesuckhoe-212"),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=(
        hemera_article(
            "https://www.sggp.org.vn/thanh-pho-khoi-cong-du-an-moi-post812345.html",
            no=("https://www.sggp.org.vn/kinhte/",),
        ),
    ),
    layouts=(HEMERA,),
    newsroom_tags=("SGGPO", "SGGP"),
    confidence="high",
    evidence=(
        Evidence(facts="article_url layouts sitemaps", confidence="high", sources="GP MC SMB"),
        Evidence(facts="sections feeds", confidence="medium", sources="CFG54 DTT PS"),
        Evidence(facts="newsroom_tags paging", confidence="low", sources="FAM"),
    ),
)
