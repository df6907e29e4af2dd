"""Sức khỏe và Đời sống, of the Ministry of Health."""

from newscrawl.sites._families import VCCORP, VCCORP_MORE, each, extended, vccorp_article
from newscrawl.sites.profile import Evidence, Site

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
    paging=(VCCORP_MORE,),
    article_url=(
        vccorp_article(
            "https://suckhoedoisong.vn/phong-benh-mua-lanh-169260307071033787.htm",
            no=("https://suckhoedoisong.vn/y-te.htm",),
        ),
    ),
    layouts=(extended(VCCORP, date=("span.publish-date",), author=("div.detail-author[data-role=author]",)),),
    newsroom_tags=("SKĐS",),
    confidence="high",
    evidence=(
        Evidence(facts="sections layouts", confidence="high", sources="LT GP"),
        Evidence(facts="article_url feeds", confidence="medium", sources="LT HS DTT MISC"),
        Evidence(facts="sitemaps paging newsroom_tags", confidence="low", sources="FAM"),
    ),
)
