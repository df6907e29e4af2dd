"""Sức khỏe và Đời sống, of the Ministry of Health."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Layout, Site, each, extended, provenance

SITE = Site(
    name="suckhoedoisong",
    publisher="Sức khỏe & Đời sống",
    home="https://suckhoedoisong.vn/",
    family="vccorp",
    hosts=("giadinh.suckhoedoisong.vn",),
    sections=each(
        "/{}.htm",
        "y-te thoi-su tra-cuu-benh suc-khoe-tv y-hoc-360 duoc y-hoc-co-truyen gioi-tinh dinh-duong khoe-dep thi-truong van-hoa-giai-tri doi-song",
    ),
    feeds=each("/{}.rss", "y-te duoc"),
    sitemaps=("/sitemap.xml",),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://suckhoedoisong.vn/phong-benh-mua-lanh-169260307071033787.htm",
        "https://suckhoedoisong.vn/bai-thuoc-don-gian-169133117.htm",
        no="https://suckhoedoisong.vn/y-te.htm",
    ),
    layouts=(
        extended(VCCORP, date=("span.publish-date",), author=("div.detail-author[data-role=author]",)),
        Layout(
            name="suckhoedoisong-2019",
            body=("div#content_detail_news",),
            headline=("h1.title-detail", ".title-detail"),
            lead=(".sapo_detail",),
            date=(".post-time",),
            keywords=(".tag_detail_item",),
            drop=(".sapo_detail",),
            confidence="medium",
            sources="PUB",
        ),
    ),
    newsroom_tags=("SKĐS",),
    confidence="high",
    provenance=provenance(
        high="sections layouts: LT GP",
        medium="article_url feeds: LT HS DTT MISC",
        low="sitemaps paging newsroom_tags: FAM",
    ),
)
