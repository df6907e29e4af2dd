"""Người Quan sát."""

from newscrawl.sites._families import ONECMS, ONECMS_MORE, ONECMS_NOT, each, onecms_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="nguoiquansat",
    publisher="Người Quan sát",
    home="https://nguoiquansat.vn/",
    family="onecms",
    sections=each("/{}", "tin-moi-nhat vi-mo the-gioi chung-khoan doanh-nghiep"),
    feeds=each("/rss/{}", "trang-chu vi-mo chung-khoan doanh-nghiep"),
    sitemaps=("/sitemap.xml",),
    paging=(ONECMS_MORE,),
    article_url=(
        onecms_article(
            "https://nguoiquansat.vn/doanh-nghiep-chot-quyen-co-tuc-212345.html",
            no=("https://nguoiquansat.vn/chung-khoan",),
        ),
    ),
    not_article=ONECMS_NOT,
    layouts=ONECMS,
    confidence="high",
    evidence=(
        Evidence(facts="article_url sections feeds sitemaps layouts", confidence="high", sources="TW NQS CW SMB"),
        Evidence(facts="paging", confidence="medium", sources="NQS"),
    ),
    notes="Its firewall answers 403 now and then whatever the agent; asking again works.",
)
