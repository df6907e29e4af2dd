"""Znews, formerly Zing News."""

from newscrawl.sites.profile import ArticleUrl, Health, Layout, Related, Site, each, provenance

_BLOCKS = (
    Related(css="table.article", relation="see_also"),
    Related(css=".inner-article", relation="see_also"),
    Related(css="div#mostview-articles", relation="related", heading="div.section-header"),
    Related(css="div.section.related-articles", relation="related", heading="div.section-header"),
    Related(css="section.recommendation", relation="related", heading="header h2"),
    Related(css="#video-mostview", relation="most_read"),
)

SITE = Site(
    name="znews",
    publisher="Znews",
    home="https://znews.vn/",
    aliases=("zingnews.vn",),
    hosts=("news.zing.vn", "lifestyle.znews.vn", "lifestyle.zingnews.vn"),
    sections=each(
        "/{}.html",
        "xa-hoi the-gioi kinh-doanh-tai-chinh phap-luat the-thao cong-nghe giai-tri doi-song giao-duc suc-khoe du-lich oto-xe-may xuat-ban sach-hay",
    ),
    feeds=each("/rss/{}.rss", "trang-chu the-gioi xa-hoi"),
    sitemaps=("/sitemap/sitemap-news.xml", "/sitemap/sitemap.xml"),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-post(?P<id>\d+)\.html\b",
            yes=(
                "https://znews.vn/apple-huy-bo-du-an-quan-trong-post1528657.html",
                "https://news.zing.vn/zingnews-post861659.html",
            ),
            no=("https://znews.vn/xuat-ban.html", "https://znews.vn/tieu-diem/iphone.html"),
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+a(?P<id>\d+)\.html\b",
            yes=("http://news.zing.vn/giao-duc/keu-troi-vi-van-ta-mui-con-lon-bep-gi-nhu-mui-bo/a288324.html",),
            no=("http://news.zing.vn/nhung-bai-van-la/t1569.html", "http://news.zing.vn/day-van/tag94899.html"),
        ),
    ),
    layouts=(
        Layout(
            name="znews-2018",
            body=("div.the-article-body", "div.trix-content"),
            headline=("h1.the-article-title",),
            lead=("p.the-article-summary",),
            date=("li.the-article-publish",),
            author=("div.the-article-credit p.author", "li.the-article-author", "div.video-info p.video-author strong"),
            source_credit=("div.the-article-credit p.source", "article > p.source"),
            section=("p.the-article-category a", "li.the-article-category a"),
            breadcrumbs=("p.the-article-category a", "li.the-article-category a"),
            keywords=("p.the-article-tags strong, p.the-article-tags a",),
            drop=(
                ".inner-article",
                "table.article",
                "div.notebox.ncenter:has(a)",
                "div.surveywidget",
                ".the-article-tags",
                ".the-article-credit",
                "figure.video",
                ".znews-banner",
            ),
            figure=("table.picture",),
            caption=("td.pCaption",),
            related=_BLOCKS,
            confidence="high",
            sources="SAVED GP MC FF DOC",
        ),
        Layout(
            name="zing-2012",
            body=("div#content_document",),
            headline=("div#content_head h1.pTitle", "h1.pTitle"),
            lead=("div#content_head h2.pHead", "h2.pHead"),
            date=("div.subheader span.timestamp",),
            source_credit=("p.pSource",),
            section=("div.subheader a.sub_cate",),
            breadcrumbs=("div#content_head div.subheader a",),
            keywords=("div.tags p.label a",),
            drop=(
                "h1.pTitle",
                "h2.pHead",
                "p.pSource",
                "ul.share_buttons",
                "div.tags",
                "div.more_news",
                "div.z2-zads-zone",
            ),
            caption=("td.pCaption",),
            related=(
                Related(css="div.same_topic", relation="related"),
                Related(css="div.newest_category", relation="most_read"),
                Related(css="div.more_news", relation="latest", heading="h3"),
                Related(css="div#recommend", relation="related", heading="p.title_recommend"),
                Related(css="div.right_ads + div.blk_topicnews", relation="same_topic", heading="h1.scblk_title"),
            ),
            confidence="high",
            sources="SAVED",
        ),
    ),
    health=Health(articles_per_day=(80, 500)),
    confidence="high",
    provenance=provenance(
        high="article_url sitemaps layouts: SAVED LT MC SMB FF", medium="sections feeds aliases: CFG54 FF DTT"
    ),
    notes="Addresses of sections end in .html as well. Only -post and a number mark an article. The number alone leads to the page.",
)
