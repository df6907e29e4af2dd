"""Bảo vệ pháp luật, of the People's Procuracy."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Site, provenance

SITE = Site(
    name="baovephapluat",
    publisher="Bảo vệ pháp luật",
    home="https://baovephapluat.vn/",
    family="qdnd",
    sitemaps=("/sitemap.xml",),
    paging=(Paging(url="{section}/p/{n}"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{4,7})(?:\.html)?(?:\?|$)",
            yes=("https://baovephapluat.vn/kiem-sat-24h/vien-kiem-sat-phe-chuan-khoi-to-162345.html",),
            no=("https://baovephapluat.vn/kiem-sat-24h/p/2",),
        ),
    ),
    layouts=(
        Layout(
            name="baovephapluat",
            body=("div.noidung",),
            headline=("h1.post-title",),
            lead=("div.post-summary",),
            date=("div.lbPublishedDate",),
            author=("div.tacgia",),
            sources="LT PRE",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts paging: LT PRE", low="article_url sitemaps: FAM"),
)
