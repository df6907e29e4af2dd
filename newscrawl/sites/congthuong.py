"""Báo Công Thương."""

from newscrawl.sites.families import MASTERCMS, MASTERCMS_PAGES, mastercms_articles
from newscrawl.sites.profile import Site, each, extended, provenance

SITE = Site(
    name="congthuong",
    publisher="Công Thương",
    home="https://congthuong.vn/",
    family="mastercms",
    sections=each("/{}", "thoi-su kinh-te thuong-mai cong-nghiep nang-luong"),
    sitemaps=("/sitemap.xml",),
    paging=(MASTERCMS_PAGES,),
    article_url=mastercms_articles(
        "https://congthuong.vn/tin-trong-ngay-cua-toa-soan-312345.html", no="https://congthuong.vn/thoi-su"
    ),
    layouts=(extended(MASTERCMS, body=(".__MASTERCMS_CONTENT", "#articleBody", "div.edittor-content")),),
    confidence="medium",
    provenance=provenance(medium="article_url layouts paging: LT GP", low="sections sitemaps: FAM"),
)
