"""Kiến thức. Its content system is close to Hemera."""

from newscrawl.sites.families import HEMERA, hemera_articles
from newscrawl.sites.profile import ArticleUrl, Paging, Site, each, extended, provenance

SITE = Site(
    name="kienthuc",
    publisher="Kiến thức",
    home="https://kienthuc.net.vn/",
    family="hemera",
    sections=each("/{}/", "thoi-su phap-luat kinh-te khoa-hoc-cong-nghe"),
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(Paging(url="{section}/?page={n}"),),
    article_url=(
        *hemera_articles(
            "https://kienthuc.net.vn/phat-hien-moi-ve-loai-chim-post1512345.html",
            no="https://kienthuc.net.vn/khoa-hoc-cong-nghe/",
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{5,7})\.html\b",
            yes=("https://kienthuc.net.vn/truyen-hinh-video/video-pho-ngap-sau-mua-lon-1259721.html",),
            no=("http://kienthuc.net.vn/the-gioi/?page=2",),
        ),
    ),
    layouts=(extended(HEMERA, "kienthuc", body=("#abody",), headline=("h1.cms-title",), lead=("h2.sapo.cms-desc",)),),
    confidence="low",
    provenance=provenance(medium="layouts paging: LT", low="article_url sections feeds sitemaps: FAM PUB"),
)
