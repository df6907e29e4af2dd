"""Hànộimới."""

from newscrawl.sites._families import (
    ONECMS_CLASSIC,
    ONECMS_LONGFORM,
    ONECMS_MORE,
    ONECMS_NOT,
    each,
    extended,
    onecms_article,
)
from newscrawl.sites.profile import Evidence, Site

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
    paging=(ONECMS_MORE,),
    article_url=(
        onecms_article(
            "https://hanoimoi.vn/ha-noi-khoi-cong-tuyen-duong-moi-712345.html",
            no=("https://hanoimoi.vn/dai-hoi-dang-bo-event1234.html",),
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
    ),
    newsroom_tags=("HNM", "HNMO"),
    confidence="high",
    evidence=(
        Evidence(facts="article_url sections sitemaps layouts", confidence="high", sources="MC HNM SMB CFG54"),
        Evidence(facts="feeds paging", confidence="medium", sources="DTT HNM"),
        Evidence(facts="newsroom_tags", confidence="low", sources="FAM"),
    ),
)
