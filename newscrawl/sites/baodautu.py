"""Báo Đầu tư."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Site, each, provenance

SITE = Site(
    name="baodautu",
    publisher="Báo Đầu tư",
    home="https://baodautu.vn/",
    family="baodautu",
    sections=each(
        "/{}/",
        "thoi-su-d1 dau-tu-d2 quoc-te-d54 doanh-nghiep-d3 doanh-nhan-d4 ngan-hang--bao-hiem-d5 tai-chinh-chung-khoan-d6 tieu-dung-d8",
    ),
    sitemaps=("/sitemap.xml",),
    paging=(Paging(url="{section}/p{n}"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-d(?P<id>\d{4,})\.html\b",
            yes=(
                "https://baodautu.vn/xu-phat-giam-doc-tai-chinh-tap-doan-tien-son-thanh-hoa-vi-thao-tung-co-phieu-d538952.html",
                "https://baodautu.vn/giao-dich-hop-dong-tuong-lai-vn30-giam-gan-20-trong-thang-22026-d538917.html",
            ),
            no=("http://baodautu.vn/tai-chinh-chung-khoan-d6/", "http://baodautu.vn/tai-chinh-chung-khoan-d6/p2"),
        ),
    ),
    layouts=(
        Layout(
            name="baodautu",
            body=("div#content_detail_news",),
            headline=("h1.title-detail", "div.title-detail"),
            lead=("div.sapo_detail",),
            date=("span.post-time",),
            author=("a.author",),
            confidence="high",
            sources="LT MC",
        ),
    ),
    confidence="high",
    provenance=provenance(high="article_url sections paging sitemaps layouts: SAVED LT MC SMB"),
    notes="Its feed is empty.",
)
