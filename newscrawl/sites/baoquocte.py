"""Thế giới và Việt Nam, of the Ministry of Foreign Affairs."""

from newscrawl.sites.families import MASTERCMS, mastercms_articles
from newscrawl.sites.profile import Layout, Site, extended, provenance

SITE = Site(
    name="baoquocte",
    publisher="Thế giới & Việt Nam",
    home="https://baoquocte.vn/",
    family="mastercms",
    feeds=("/rss_feed/",),
    sitemaps=("/sitemap.xml",),
    article_url=mastercms_articles(
        "https://baoquocte.vn/tin-trong-ngay-cua-toa-soan-312345.html", no="https://baoquocte.vn/thoi-su"
    ),
    layouts=(
        extended(MASTERCMS, body=(".__MASTERCMS_CONTENT", "div.article-detail-body", "div.article-detail")),
        Layout(
            name="baoquocte-2019",
            body=("div.viewsDtailContent",),
            headline=("h1.titleDetailNews",),
            lead=("div.viewsDtail div.padB10 h3 strong", "div.viewsDtail div.padB10"),
            date=("div.inforAuthor span.format_time", "span.format_time"),
            author=("div.inforAuthor .clorOr",),
            keywords=("ul.tagsCould li a",),
            confidence="medium",
            sources="PUB",
        ),
    ),
    newsroom_tags=("TGVN",),
    confidence="medium",
    provenance=provenance(medium="layouts: GP", low="article_url sitemaps feeds: FAM MISC"),
)
