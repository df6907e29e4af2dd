"""Người Lao Động."""

from dataclasses import replace

from newscrawl.sites.families import VCCORP, VCCORP_2017, VCCORP_PAGES, vccorp_articles, vccorp_old_articles
from newscrawl.sites.profile import Archive, Health, Related, Site, each, extended, provenance

DAYS = "{stem}/xem-theo-ngay-{DD}-{MM}-{YYYY}"
SITE = Site(
    name="nld",
    publisher="Người Lao Động",
    home="https://nld.com.vn/",
    family="vccorp",
    hosts=each("{}.nld.com.vn", "phunu diaoc thitruong maivang"),
    sections=each(
        "/{}.htm", "tin-24h thoi-su quoc-te kinh-te lao-dong phap-luat van-hoa-van-nghe giao-duc-khoa-hoc the-thao"
    ),
    feeds=each("/rss/{}.rss", "home kinh-te thoi-su"),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    archives=(Archive(url=f"{DAYS}.htm", more=f"{DAYS}/trang-{{n}}.htm", confidence="low", sources="LAI"),),
    article_url=(
        *vccorp_articles(
            "https://nld.com.vn/nhung-sai-sot-ho-kinh-doanh-thuong-gap-khi-thuc-hien-quy-dinh-moi-ve-thue-196260307071308923.htm",
            no="https://nld.com.vn/kinh-te.htm https://nld.com.vn/giao-duc-khoa-hoc/du-hoc.htm",
        ),
        *vccorp_old_articles("http://nld.com.vn/20121226051446379p0c1019/ca-phe-cuoi-nam.htm"),
    ),
    layouts=(
        VCCORP,
        extended(
            replace(VCCORP_2017, body=("div#divNewsContent",)),
            "nld-2016",
            headline=("div.titledetail h1",),
            lead=("div.contenttotal .sapo", "h2.sapo"),
            date=(".ngayxuatban",),
            author=("div#divNewsContent .nguon-tin-detail",),
            drop=(
                "div.tinlienquanold",
                "div.tlqdetailtotal",
                "div.tlqdetail",
                "div.tlqrdetail",
                "div.totaltlqbotcontent",
            ),
            related=(
                Related(css="div.tinlienquanold", relation="related"),
                Related(css="div.tlqdetailtotal", relation="see_also"),
                Related(css="div.totaltlqbotcontent", relation="related"),
            ),
        ),
        VCCORP_2017,
    ),
    newsroom_tags=("NLĐO", "NLĐ"),
    health=Health(articles_per_day=(80, 500)),
    confidence="high",
    provenance=provenance(
        high="article_url layouts newsroom_tags: SAVED VNJ GP TAG PUB",
        low="sections feeds sitemaps paging: SAVED CFG54 CW FAM",
    ),
    notes="In 2026 articles began to move to tuoitre.vn/nld/. Those addresses belong to the profile tuoitre. A captcha page was seen.",
)
