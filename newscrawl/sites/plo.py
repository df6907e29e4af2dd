"""Pháp Luật Thành phố Hồ Chí Minh."""

from newscrawl.sites.families import HEMERA, HEMERA_2018, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import ArticleUrl, Site, each, extended, provenance

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
        *hemera_articles("https://plo.vn/toa-an-thanh-pho-xet-xu-post845678.html", no="https://plo.vn/phap-luat/"),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{5,7})\.html\b",
            yes=("https://plo.vn/phap-luat/toa-an-thanh-pho-xet-xu-795678.html",),
            no=("https://plo.vn/phap-luat/trang-2.html",),
        ),
    ),
    layouts=(
        HEMERA_2018,
        extended(HEMERA, body=("div.article__body.cms-body", "div.zce-content-body", ".l-content")),
    ),
    newsroom_tags=("PLO",),
    confidence="high",
    provenance=provenance(
        high="article_url layouts newsroom_tags: GP MC SMB TAG",
        medium="feeds sitemaps: DTT PRE SMB",
        low="sections paging: FAM",
    ),
)
