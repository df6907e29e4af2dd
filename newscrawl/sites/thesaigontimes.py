"""Kinh tế Sài Gòn, on WordPress."""

from newscrawl.sites.profile import ArticleUrl, Layout, Site, provenance

SITE = Site(
    name="thesaigontimes",
    publisher="Kinh tế Sài Gòn",
    home="https://thesaigontimes.vn/",
    family="wordpress",
    feeds=("/feed/",),
    sitemaps=("/sitemap_index.xml",),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9]+-){3,}[a-z0-9]+/?$",
            yes=("https://thesaigontimes.vn/doanh-nghiep-xoay-xo-giu-don-hang-cuoi-nam/",),
            no=("https://thesaigontimes.vn/tai-chinh-ngan-hang/chung-khoan/", "https://thesaigontimes.vn/kinh-doanh/"),
        ),
        ArticleUrl(
            pattern=r"^/(?P<id>\d{4,6})/[A-Za-z0-9-]+\.html\b",
            yes=("https://www.thesaigontimes.vn/121624/Cuoc-cach-mang-cua-nhung-chiec-may-bom.html",),
            no=("https://www.thesaigontimes.vn/121624/",),
        ),
    ),
    not_article=(r"^/(?:tag|category|author|chuyen-muc)/",),
    layouts=(
        Layout(
            name="tagdiv",
            body=("div.tdb_single_content div.tdb-block-inner", ".tdb_single_content", ".td-post-content"),
            headline=("h1.tdb-title-text",),
            lead=(".tdb_single_content p:contains('(KTSG')", ".td-post-content > p:contains('(KTSG')"),
            date=("time.entry-date.updated.td-module-date::attr(datetime)", "time.entry-date::attr(datetime)"),
            author=(".content-tacgia",),
            sources="VSN SEL",
        ),
        Layout(
            name="thesaigontimes-2014",
            body=("span.Content", "div.Content"),
            headline=("span.Title", "span.m_Title"),
            date=("span.Date",),
            author=("span.ReferenceSourceTG", "span.m_ReferenceSourceTG"),
            sources="PUB",
        ),
    ),
    newsroom_tags=("KTSG Online", "KTSG", "TBKTSG Online", "TBKTSG"),
    provenance=provenance(
        high="sitemaps: VSN SMB", medium="article_url layouts: VSN SEL PUB", low="feeds newsroom_tags: FAM"
    ),
    notes="WordPress slugs have no number. A slug of four words or more is an article.",
)
