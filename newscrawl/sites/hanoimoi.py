"""Hànộimới."""

from newscrawl.sites.families import ONECMS_CLASSIC, ONECMS_LONGFORM, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import ArticleUrl, Layout, Site, each, extended, provenance

SITE = Site(
    name="hanoimoi",
    publisher="Hànộimới",
    home="https://hanoimoi.vn/",
    family="onecms",
    hosts=("hanoimoi.com.vn", "nhipsonghanoi.hanoimoi.com.vn"),
    sections=each(
        "/{}",
        "chinh-tri kinh-te do-thi van-hoa xa-hoi giao-duc y-te the-gioi du-lich nong-nghiep-nong-thon khoa-hoc-cong-nghe doi-song",
    ),
    feeds=("/rss/xa-hoi-702.rss",),
    sitemaps=("/sitemap-news.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=(
        *onecms_articles(
            "https://hanoimoi.vn/ha-noi-khoi-cong-tuyen-duong-moi-712345.html",
            no="https://hanoimoi.vn/dai-hoi-dang-bo-event1234.html",
        ),
        ArticleUrl(
            pattern=r"(?i)^/tin-tuc/[a-z0-9-]+/(?P<id>\d{5,8})/[^/]+/?$",
            yes=("http://www.hanoimoi.com.vn/tin-tuc/Giao-duc/816196/monkey-junior----phan-mem-hoc-ngoai-ngu",),
            no=("http://www.hanoimoi.com.vn/tin-tuc/Giao-duc",),
        ),
    ),
    not_article=ONECMS_NOT,
    layouts=(
        extended(
            ONECMS_LONGFORM,
            body=("div.entry", "div.b-maincontent"),
            lead=("div.sc-longform-header-text > p.block-sc-sapo",),
            author=("div.sc-longform-header-meta > span.block-sc-author",),
        ),
        ONECMS_CLASSIC,
        Layout(
            name="hanoimoi-2019",
            body=("div.article",),
            headline=("h1.caption",),
            lead=("div.article > p:first-child > strong:only-child",),
            date=("div.definfo div.period", "div.period"),
            keywords=("div.taglist a",),
            confidence="low",
            sources="PUB",
        ),
    ),
    newsroom_tags=("HNM", "HNMO"),
    confidence="high",
    provenance=provenance(
        high="article_url sections sitemaps layouts: MC HNM SMB CFG54",
        medium="feeds paging: DTT HNM",
        low="newsroom_tags: FAM",
    ),
)
