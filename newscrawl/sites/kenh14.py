"""Kênh 14."""

from newscrawl.sites.families import VCCORP, VCCORP_KNC, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Site, each, provenance

SITE = Site(
    name="kenh14",
    publisher="Kênh 14",
    home="https://kenh14.vn/",
    family="vccorp",
    sections=each("/{}.chn", "star musik tv-show cine doi-song xa-hoi hoc-duong the-gioi sport"),
    feeds=("/rss/home.rss",),
    sitemaps=("/latestnews-sitemap.xml", "/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "https://kenh14.vn/chinh-thuc-trai-nghiem-kenh14-theo-cach-hoan-toan-moi-tu-hom-nay-giao-dien-stream-20160926151850618.chn",
        "https://kenh14.vn/mot-chuyen-vui-hoc-duong-215260307071033787.chn",
        no="https://kenh14.vn/hoc-duong/nguoi-viet-tre.chn https://kenh14.vn/hello-genz.html",
    ),
    layouts=(VCCORP, VCCORP_KNC),
    confidence="high",
    provenance=provenance(
        high="article_url layouts.vccorp sitemaps: SAVED VNJ GP SMB SMX",
        medium="layouts.vccorp-knc feeds: MISC PS",
        low="sections paging: MISC FAM",
    ),
)
