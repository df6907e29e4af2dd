"""Nhân Dân."""

from newscrawl.sites._families import HEMERA, HEMERA_MORE, each, extended, hemera_articles, vouched
from newscrawl.sites.profile import Health, Paging, Site

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
    article_url=hemera_articles(
        "https://nhandan.vn/khai-mac-hoi-nghi-trung-uong-post871234.html",
        no="https://nhandan.vn/chinhtri/ https://nhandan.vn/rss/thegioi-1231.rss",
    ),
    layouts=(
        extended(
            HEMERA, author=("div.article__author .cms-author", "div.article__author p.name"), drop=("span.prefix-sapo",)
        ),
    ),
    newsroom_tags=("NDO", "NDĐT"),
    health=Health(articles_per_day=(100, 700)),
    confidence="high",
    evidence=vouched(
        high="article_url feeds sitemaps layouts: NOTES GP LT SMB PS DTT",
        medium="sections paging newsroom_tags: LT CFG54 NDS TAG",
    ),
)
