"""Pháp Luật Thành phố Hồ Chí Minh."""

from newscrawl.sites._families import HEMERA, HEMERA_MORE, each, extended, hemera_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="plo",
    publisher="Pháp Luật TP. Hồ Chí Minh",
    home="https://plo.vn/",
    family="hemera",
    sections=each("/{}/", "thoi-su phap-luat quoc-te kinh-te do-thi xa-hoi ban-doc van-hoa the-thao suc-khoe"),
    feeds=each("/rss/{}.rss", "home suc-khoe-21"),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE,),
    article_url=(
        hemera_article("https://plo.vn/toa-an-thanh-pho-xet-xu-post845678.html", no=("https://plo.vn/phap-luat/",)),
    ),
    layouts=(extended(HEMERA, body=("div.article__body.cms-body", "div.zce-content-body", "div.l-content")),),
    newsroom_tags=("PLO",),
    confidence="high",
    evidence=(
        Evidence(facts="article_url layouts newsroom_tags", confidence="high", sources="GP MC SMB TAG"),
        Evidence(facts="feeds sitemaps", confidence="medium", sources="DTT PRE SMB"),
        Evidence(facts="sections paging", confidence="low", sources="FAM"),
    ),
)
