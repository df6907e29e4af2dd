"""Soha."""

from newscrawl.sites.families import VCCORP, VCCORP_2017, VCCORP_KNC, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Health, Site, each, extended, provenance

SITE = Site(
    name="soha",
    publisher="Soha",
    home="https://soha.vn/",
    family="vccorp",
    sections=each("/{}.htm", "xa-hoi quan-su giai-tri quoc-te the-thao suc-khoe"),
    feeds=("/rss/home.rss",),
    sitemaps=("/latest-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://soha.vn/bai-viet-thu-nghiem-cua-toa-soan-198260307071033787.htm",
        "http://soha.vn/quan-su/my-se-ban-hang-loat-ten-lua-aim9x2-sidewinder-cho-tho-nhi-ky-201212261755315.htm",
        no="http://soha.vn/tin-moi-nhat/page-10907.htm http://soha.vn/nguy-co-chien-tranh-tai-iran-t94.htm",
    ),
    layouts=(
        extended(VCCORP, lead=(".news-sapo",), drop=(".link-content-footer", "div.tags")),
        VCCORP_KNC,
        VCCORP_2017,
    ),
    health=Health(articles_per_day=(60, 500)),
    provenance=provenance(
        high="article_url layouts: SAVED VNJ GP",
        medium="sitemaps: SMB",
        low="feeds sections paging: SAVED CFG54 PRE FAM",
    ),
)
