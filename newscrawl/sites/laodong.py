"""Lao Động."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Related, Site, each, provenance

SITE = Site(
    name="laodong",
    publisher="Lao Động",
    home="https://laodong.vn/",
    sections=each(
        "/{}",
        "tin-moi thoi-su xa-hoi kinh-doanh bat-dong-san van-hoa-giai-tri phap-luat giao-duc y-te cong-doan su-kien-binh-luan moi-truong ban-doc",
    ),
    feeds=each("/rss/{}.rss", "home thoi-su kinh-doanh"),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=(Paging(url="{section}?page={n}"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{5,8})\.ldo\b",
            yes=("https://laodong.vn/xa-hoi/cong-nhan-nhan-thuong-tet-1451234.ldo",),
            no=("https://laodong.vn/xa-hoi",),
        ),
    ),
    layouts=(
        Layout(
            name="laodong",
            body=("div#gallery-ctt", "div.art-body", "article.article-detail"),
            headline=("h1.title",),
            lead=("div.chappeau",),
            date=("span.time",),
            author=("span.author",),
            section=("a.main-cat-lnk",),
            breadcrumbs=("a.main-cat-lnk",),
            keywords=("div.lst-tags a",),
            drop=(".tin-lien-quan", ".lst-tags"),
            figure=("figure.image",),
            related=(Related(css=".tin-lien-quan", relation="related"),),
            confidence="high",
            sources="VNJ SEL CW",
        ),
        Layout(
            name="laodong-2019",
            body=("div.article-content",),
            headline=("div.title h1",),
            lead=("p.abs",),
            date=("time.f-datetime", ".author-wrapper .f-datetime"),
            author=("div.author-wrapper .author", ".author-wrapper .author"),
            keywords=("span.keywords a",),
            drop=("div.article-related", "p.abs"),
            figure=("figure.insert-center-image", "div.section-title .imgCon"),
            caption=("figcaption", ".imgCon .description"),
            lead_image=("div.section-title .imgCon",),
            related=(
                Related(css="div.sidebarReadMost", relation="most_read"),
                Related(css="div.related-right", relation="same_category"),
            ),
            confidence="medium",
            sources="PUB",
        ),
    ),
    soft_blocks=(r"(?s)\A.{0,400}document\.cookie\s*=.{0,300}location\.reload\(",),
    cookie_script=True,
    confidence="high",
    provenance=provenance(
        high="article_url layouts soft_blocks cookie_script: VNJ CW SEL LDC HBK",
        medium="sections feeds sitemaps paging: CFG54 PS SMX",
    ),
    notes="The site first answers any request with a script of under 500 bytes that sets a cookie. Requests with that cookie get the page.",
)
