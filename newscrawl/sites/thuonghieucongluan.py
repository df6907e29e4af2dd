"""Thương hiệu và Công luận."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES
from newscrawl.sites.profile import ArticleUrl, Layout, Site, provenance

SITE = Site(
    name="thuonghieucongluan",
    publisher="Thương hiệu & Công luận",
    home="https://thuonghieucongluan.com.vn/",
    family="onecms",
    sitemaps=("/sitemap-news.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-a?(?P<id>\d{4,})\.html\b",
            yes=("https://thuonghieucongluan.com.vn/hang-viet-chinh-phuc-nguoi-tieu-dung-a212345.html",),
            no=("https://thuonghieucongluan.com.vn/thi-truong",),
        ),
    ),
    not_article=ONECMS_NOT,
    layouts=(
        Layout(
            name="thuonghieucongluan",
            body=("div#content_detail", "div.article-body"),
            headline=("h1.page-title",),
            lead=("div.article-sapo",),
            sources="LT",
        ),
        *ONECMS,
    ),
    confidence="low",
    provenance=provenance(medium="layouts sitemaps: LT SMB", low="article_url paging: FAM"),
    notes="Only its sitemaps have the form of OneCMS.",
)
