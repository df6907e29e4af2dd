"""Sài Gòn Giải Phóng."""

from newscrawl.sites.families import HEMERA, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import Site, each, provenance

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
    article_url=hemera_articles(
        "https://www.sggp.org.vn/thanh-pho-khoi-cong-du-an-moi-post812345.html", no="https://www.sggp.org.vn/kinhte/"
    ),
    layouts=(HEMERA,),
    newsroom_tags=("SGGPO", "SGGP"),
    confidence="high",
    provenance=provenance(
        high="article_url layouts sitemaps: GP MC SMB",
        medium="sections feeds: CFG54 DTT PS",
        low="newsroom_tags paging: FAM",
    ),
)
