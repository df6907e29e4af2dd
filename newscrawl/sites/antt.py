"""An ninh tiền tệ."""

from newscrawl.sites.profile import ArticleUrl, Layout, Related, Site, provenance

SITE = Site(
    name="antt",
    publisher="An ninh tiền tệ",
    home="https://antt.vn/",
    feeds=("/rss/trang-chu.rss",),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-n?(?P<id>\d{4,})\.html?\b",
            yes=(
                "https://antt.vn/ngan-hang-nha-nuoc-hut-rong-412345.htm",
                "https://antt.vn/ngan-hang-nha-nuoc-hut-rong-n412345.html",
            ),
            no=("https://antt.vn/tai-chinh.htm",),
        ),
    ),
    layouts=(
        Layout(
            name="antt",
            body=(".content_main",),
            headline=(".title_detail",),
            date=(".time_home",),
            drop=(".related-box", ".ad-container", ".tag_detail", ".article-footer"),
            related=(Related(css=".related-box", relation="related"),),
            sources="CW",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts feeds article_url: CW"),
    notes="Addresses in its feed have -n before the number, those of the pages have not. Both give the same article key.",
)
