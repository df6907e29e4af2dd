"""VOV, the Voice of Vietnam."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Related, Site, each, provenance

SITE = Site(
    name="vov",
    publisher="VOV",
    home="https://vov.vn/",
    sections=each(
        "/{}", "tin-moi-cap-nhat chinh-tri/dang xa-hoi/tin-24h the-gioi kinh-te thi-truong phap-luat the-thao van-hoa"
    ),
    feeds=(*each("/rss/{}.rss", "chinh-tri xa-hoi the-gioi kinh-te"), "/rss.xml"),
    sitemaps=("/sitemap.xml",),
    paging=(Paging(url="{section}?page={n}", first=1),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?:post)?(?P<id>\d{5,})\.vov\b",
            yes=(
                "https://vov.vn/chinh-tri/quoc-hoi/quoc-hoi-thao-luan-ngan-sach-post1112345.vov",
                "https://vov.vn/xa-hoi/tin-24h/bao-so-5-do-bo-812345.vov",
            ),
            no=("https://vov.vn/xa-hoi/tin-24h",),
        ),
        ArticleUrl(
            pattern=r"(?i)^/(?:[a-z0-9-]+/)+[a-z0-9-]+/(?P<id>\d{5,7})\.vov\b",
            yes=("http://vov.vn/Van-hoa/Nghe-nhan-hat-trong-benh-vien/228256.vov",),
            no=("http://vov.vn/Van-hoa.vov",),
        ),
    ),
    layouts=(
        Layout(
            name="vov",
            body=("div.article-content div.text-long", "div.article-content", ".detail.detail--normal"),
            headline=("h1.article-title",),
            lead=("div.article-summary div.col-lg-8 > div", "div.article-summary h2", "div.article-summary"),
            date=(".article-date .col-md-4", "div.col-md-4.mb-2"),
            author=("div.article-author a",),
            section=("li.breadcrumb-item:last-child a", "li.breadcrumb-item-first a", "a.special-header-title"),
            breadcrumbs=("li.breadcrumb-item a",),
            drop=(".article__inner-story", "div.gallery-embed.video_file"),
            figure=("figure.gallery-embed",),
            video=("div.videojs-player",),
            related=(Related(css=".article__inner-story", relation="see_also"),),
            confidence="high",
            sources="LT CW GP NOTES",
        ),
        Layout(
            name="vov-2018",
            body=("div#article-body",),
            headline=("div.article__header h1", "div.article__header h2", "div.vov-content h1"),
            lead=("div.article__sapo", "div.vov-content .sapo"),
            date=("div.article__meta time", "div.vov-content .meta time"),
            author=("p.article__author", "div.article__author", "div.main-contents .author .name"),
            source_credit=("div.main-contents .author .source",),
            keywords=("div.article__tag a",),
            drop=("div.article__author", "p.article__author", "article.story"),
            figure=("table.contentimg",),
            related=(Related(css="div#article-body article.story", relation="see_also"),),
            confidence="medium",
            sources="PUB",
        ),
    ),
    newsroom_tags=("VOV.VN", "VOV"),
    soft_blocks=(r"Attention Required[^<]{0,200}<",),
    provenance=provenance(
        high="article_url layouts sitemaps newsroom_tags paging: LT SMB SDP TAG PUB",
        medium="sections feeds: LT CW PS DTT",
    ),
    notes="Its firewall filters by user agent: full browser names were refused, plain ones passed. JSON-LD describes only the website.",
)
