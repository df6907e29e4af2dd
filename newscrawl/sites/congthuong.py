"""Báo Công Thương."""

from newscrawl.sites._families import MASTERCMS, MASTERCMS_PAGES, each, extended, mastercms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="congthuong",
    publisher="Công Thương",
    home="https://congthuong.vn/",
    family="mastercms",
    sections=each("/{}", "thoi-su kinh-te thuong-mai cong-nghiep nang-luong"),
    sitemaps=("/sitemap.xml",),
    paging=(MASTERCMS_PAGES,),
    article_url=(
        mastercms_article(
            "https://congthuong.vn/tin-trong-ngay-cua-toa-soan-312345.html", no=("https://congthuong.vn/thoi-su",)
        ),
    ),
    layouts=(extended(MASTERCMS, body=(".__MASTERCMS_CONTENT", "div#articleBody", "div.edittor-content")),),
    confidence="medium",
    evidence=(
        Evidence(facts="article_url layouts paging", confidence="medium", sources="LT GP"),
        Evidence(facts="sections sitemaps", confidence="low", sources="FAM"),
    ),
)
