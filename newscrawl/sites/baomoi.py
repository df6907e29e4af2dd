"""Báo Mới, an aggregator of other newspapers' articles. Its copies name their source."""

from newscrawl.sites.profile import ArticleUrl, Layout, Site, provenance

SITE = Site(
    name="baomoi",
    publisher="Báo Mới",
    home="https://baomoi.com/",
    article_url=(
        ArticleUrl(
            pattern=r"(?:/c/|-c)(?P<id>\d{6,})\.epi\b",
            yes=(
                "https://baomoi.com/nuoc-lu-rut-nhanh-tren-song-c51234567.epi",
                "https://baomoi.com/nuoc-lu-rut-nhanh-tren-song/c/31234567.epi",
            ),
            no=(
                "https://baomoi.com/xa-hoi.epi",
                "https://baomoi.com/nuoc-lu-rut-nhanh-tren-song-r51234567.epi",
                "https://baomoi.com/nuoc-lu-rut-nhanh-tren-song/r/31234567.epi",
            ),
        ),
    ),
    not_article=(r"(?:/r/|-r)\d+\.epi",),
    layouts=(
        Layout(
            name="baomoi-2018",
            body=("div.article div.article__body", "div.article__body"),
            headline=("h1.article__header",),
            lead=("div.article__sapo",),
            date=("div.article__meta time::attr(datetime)", "div.article__meta time"),
            author=("p.body-author",),
            source_credit=("div.article__meta .source", "p.bm-source a"),
            breadcrumbs=("div.breadcrumb a.cate",),
            drop=("p.body-author", "p.bm-source"),
            figure=("p.body-image",),
            confidence="medium",
            sources="PUB",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="article_url layouts: NOTES PUB"),
    notes="An aggregator. An address with -r and a number is a redirect with an empty body and an empty og:title. No feed is known.",
)
