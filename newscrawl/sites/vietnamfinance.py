"""VietnamFinance."""

from newscrawl.sites.profile import ArticleUrl, Layout, Site, each, provenance

SITE = Site(
    name="vietnamfinance",
    publisher="VietnamFinance",
    home="https://vietnamfinance.vn/",
    family="baodautu",
    feeds=each("/{}.rss", "tai-chinh ngan-hang bat-dong-san"),
    sitemaps=("/sitemap.xml",),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-d(?P<id>\d{4,})\.html\b",
            yes=("https://vietnamfinance.vn/doanh-nghiep-bat-dong-san-phat-hanh-trai-phieu-d112345.html",),
            no=("https://vietnamfinance.vn/tai-chinh/",),
        ),
    ),
    layouts=(
        Layout(
            name="vietnamfinance",
            body=("#news_detail #explus-editor", "#explus-editor"),
            headline=("h1.detail-title",),
            lead=(".detail-sapo",),
            section=("li.breadcrumb-item:last-child a",),
            breadcrumbs=(".breadcrumb-item a.breadcrumb-link",),
            sources="CW",
        ),
    ),
    provenance=provenance(high="article_url: SMB CW", medium="layouts feeds sitemaps: CW DTT TW SMB"),
    notes="Its feeds have had no new items since 2026-07-28. A request for an unknown feed returns a valid feed.",
)
