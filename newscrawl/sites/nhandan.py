"""Nhân Dân."""

from newscrawl.sites.families import BOX_DETAIL, HEMERA, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import ArticleUrl, Health, Layout, Paging, Site, each, extended, provenance

SITE = Site(
    name="nhandan",
    publisher="Nhân Dân",
    home="https://nhandan.vn/",
    family="hemera",
    sections=each(
        "/{}/",
        "chinhtri kinhte vanhoa xahoi phapluat thegioi thethao giaoduc khoahoc-congnghe xa-luan binh-luan-phe-phan xay-dung-dang chungkhoan",
    ),
    feeds=each(
        "/rss/{}.rss",
        "home thegioi-1231 kinhte-1185 chungkhoan-1191 khoahoc-congnghe-1292 xahoi-1335 phapluat-1287 xay-dung-dang-553",
    ),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(HEMERA_MORE, Paging(url="/api/morenews-latest-0-{n}.html?phrase=", links="json")),
    hosts=("nhandan.com.vn",),
    article_url=(
        *hemera_articles(
            "https://nhandan.vn/khai-mac-hoi-nghi-trung-uong-post871234.html",
            no="https://nhandan.vn/chinhtri/ https://nhandan.vn/rss/thegioi-1231.rss",
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9_-]+/)+item/(?P<id>\d{6,})-[a-z0-9-]+\.html\b",
            yes=("http://www.nhandan.com.vn/kinhte/thoi_su/item/33311002-mo-hinh-lien-ket-o-nho-quan.html",),
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{6})/?$",
            yes=("https://nhandan.vn/tin-tuc-su-kien/khai-mac-hoi-nghi-trung-uong-661234/",),
            no=("https://nhandan.vn/tin-tuc-su-kien/",),
        ),
    ),
    layouts=(
        extended(
            HEMERA, author=(".article__author .cms-author", "div.article__author p.name"), drop=("span.prefix-sapo",)
        ),
        BOX_DETAIL,
        Layout(
            name="nhandan-2020",
            body=("div.item-container",),
            headline=("div.item-container h3",),
            date=("h5.date-created", ".date-created"),
            drop=("div.item-container h3", "h5.date-created"),
            confidence="low",
            sources="PUB",
        ),
    ),
    newsroom_tags=("NDO", "NDĐT"),
    health=Health(articles_per_day=(100, 700)),
    confidence="high",
    provenance=provenance(
        high="article_url feeds sitemaps layouts: NOTES GP SMB PS", medium="sections paging newsroom_tags: LT"
    ),
)
