"""Vietstock."""

from newscrawl.sites.profile import ArticleUrl, Layout, Related, Site, provenance

SITE = Site(
    name="vietstock",
    publisher="Vietstock",
    home="https://vietstock.vn/",
    sitemaps=("/sitemap.xml",),
    article_url=(
        ArticleUrl(
            pattern=r"^/\d{4}/\d{2}/[a-z0-9-]+-\d+-(?P<id>\d+)\.htm\b",
            yes=("https://vietstock.vn/2026/03/vn-index-tang-diem-phien-cuoi-tuan-830-1412345.htm",),
            no=("https://vietstock.vn/chung-khoan.htm",),
        ),
    ),
    layouts=(
        Layout(
            name="vietstock",
            body=("div#vst_detail",),
            headline=("h1.article-title",),
            lead=("p.pHead",),
            date=("p.pPublishTimeSource",),
            author=("p.pAuthor",),
            source_credit=("p.pSource",),
            drop=("p.pTitle", "p.pHead", "p.pPublishTimeSource", "p.pAuthor", "p.pSource", ".scroll-content-sub"),
            related=(Related(css=".scroll-content-sub", relation="related"),),
            confidence="high",
            sources="TW",
        ),
    ),
    confidence="high",
    provenance=provenance(high="layouts: TW", low="article_url sitemaps: FAM"),
)
