"""Kiến thức, near kin of the Hemera sites."""

from newscrawl.sites._families import HEMERA, each, extended, hemera_articles, vouched
from newscrawl.sites.profile import Paging, Site

SITE = Site(
    name="kienthuc",
    publisher="Kiến thức",
    home="https://kienthuc.net.vn/",
    family="hemera",
    sections=each("/{}/", "thoi-su phap-luat kinh-te khoa-hoc-cong-nghe"),
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(Paging(url="{section}/?page={n}"),),
    article_url=hemera_articles(
        "https://kienthuc.net.vn/phat-hien-moi-ve-loai-chim-post1512345.html",
        no="https://kienthuc.net.vn/khoa-hoc-cong-nghe/",
    ),
    layouts=(
        extended(
            HEMERA, "kienthuc", body=("div#abody", "#abody"), headline=("h1.cms-title",), lead=("h2.sapo.cms-desc",)
        ),
    ),
    confidence="low",
    evidence=vouched(medium="layouts paging: LT", low="article_url sections feeds sitemaps: FAM"),
)
