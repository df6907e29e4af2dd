"""GenK."""

from newscrawl.sites.families import VCCORP, VCCORP_2012, VCCORP_KNC, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import Health, Site, each, provenance

SITE = Site(
    name="genk",
    publisher="GenK",
    home="https://genk.vn/",
    family="vccorp",
    sections=each("/{}.chn", "home internet dien-thoai tin-ict kham-pha thu-thuat"),
    feeds=("/rss/home.rss",),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=VCCORP_PAGES,
    article_url=vccorp_articles(
        "http://genk.vn/internet/amazon-ke-lao-luyen-day-chien-luoc-trong-cuoc-chien-cong-nghe-2012122104231130.chn",
        "http://genk.vn/la-fun/truoc-va-sau-khi-cuoi-201212261212791.chn",
        no="http://genk.vn/tag-644/amazon.chn http://genk.vn/date/d21/m12/y2012.chn http://genk.vn/tacgia-187/12-27-2012-120102-am.chn",
    ),
    layouts=(VCCORP, VCCORP_KNC, VCCORP_2012),
    health=Health(articles_per_day=(15, 150)),
    provenance=provenance(
        high="layouts.vccorp-2012 article_url: SAVED",
        medium="layouts.vccorp layouts.vccorp-knc sections: MISC SMB",
        low="feeds sitemaps paging: FAM",
    ),
)
