"""BNEWS, of the Vietnam News Agency."""

from newscrawl.sites.profile import ArticleUrl, Layout, Site, provenance

SITE = Site(
    name="bnews",
    publisher="BNEWS",
    home="https://bnews.vn/",
    feeds=(),
    sitemaps=("/sitemap.xml",),
    article_url=(
        ArticleUrl(
            pattern=r"^/[a-z0-9-]+/(?P<id>\d{4,})\.html\b",
            yes=("https://bnews.vn/gia-dau-the-gioi-tang-phien-thu-ba/391234.html",),
            no=("https://bnews.vn/kinh-te-viet-nam/1/",),
        ),
    ),
    layouts=(
        Layout(
            name="bnews",
            body=("div.lr-ct", ".post-ct-entry"),
            headline=("h1.font-42", ".post-top-entry h1"),
            lead=("div.lr-summary-post",),
            author=("div.lr-author",),
            figure=("div.insertImage",),
            confidence="high",
            sources="TW GP",
        ),
    ),
    newsroom_tags=("BNEWS",),
    confidence="high",
    provenance=provenance(high="article_url newsroom_tags layouts: TW GP", low="sitemaps: FAM"),
    notes="The page shows no date. The date comes from feed or sitemap (/sitemap/news-YYYY-M.xml). Feeds are really UTF-16LE and need a number (/rss/slug-id.rss). Titles are in NFD.",
)
