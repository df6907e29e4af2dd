"""GameK."""

from newscrawl.sites._families import VCCORP, VCCORP_KNC, VCCORP_MORE, vccorp_article
from newscrawl.sites.profile import Evidence, Site

SITE = Site(
    name="gamek",
    publisher="GameK",
    home="https://gamek.vn/",
    family="vccorp",
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=(VCCORP_MORE,),
    article_url=(
        vccorp_article(
            "http://gamek.vn/mmo/sgame-phat-hanh-dai-hiep-truyen-tai-viet-nam-20121227122449464.chn",
            "https://gamek.vn/bai-viet-mau-cua-toa-soan-178260307071033787.chn",
            no=("http://gamek.vn/pc-console.chn",),
        ),
    ),
    layouts=(VCCORP, VCCORP_KNC),
    confidence="low",
    evidence=(
        Evidence(facts="article_url layouts", confidence="low", sources="MISC SMB FAM"),
        Evidence(facts="feeds sitemaps paging", confidence="low", sources="FAM"),
    ),
)
