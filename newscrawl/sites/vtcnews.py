"""VTC News."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Related, Site, each, provenance

SITE = Site(
    name="vtcnews",
    publisher="VTC News",
    home="https://vtcnews.vn/",
    aliases=("vtc.vn",),
    sections=each(
        "/{}.html",
        "chinh-tri-47 quan-su-49 thoi-su-quoc-te-53 tin-tuc-su-kien-56 chuyen-vu-an-59 thi-truong-100 tin-tuc-trong-ngay-105 bat-dong-san-112",
    ),
    feeds=("/rss/feed.rss",),
    sitemaps=("/sitemap.xml",),
    paging=(Paging(url="{stem}/trang-{n}.html"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-ar(?P<id>\d+)\.html\b",
            yes=("https://vtcnews.vn/gia-xang-hom-nay-tang-nhe-ar912345.html",),
            no=("https://vtcnews.vn/chinh-tri-47.html",),
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>d\d{5,7})\.html\b",
            yes=("http://www.vtc.vn/hai-co-gai-mo-xuong-det-o-que-d262806.html",),
            no=("http://www.vtc.vn/tin-hang-ngay/",),
        ),
    ),
    layouts=(
        Layout(
            name="vtcnews",
            body=("div.edittor-content",),
            headline=("header.mb5 h1", "h1.font28"),
            lead=("header.mb5 h2",),
            date=("span.time-update",),
            author=(".author-make span",),
            drop=(".sys-ads",),
            figure=("figure.expNoEdit",),
            confidence="high",
            sources="LT GP ABP",
        ),
        Layout(
            name="vtcnews-2018",
            body=("div#content_detail",),
            headline=("div.col-single h1",),
            lead=("div.col-single .single-excerpt", "div.col-single .excerpt"),
            date=("div.col-single .post-date",),
            keywords=("div.single-tags a",),
            drop=("div.single-tags", "div.adv", "div.adbro-sm", "div.explus_related_1404022217"),
            figure=("figure.expNoEdit", "div.expNoEdit"),
            caption=(".expEdit:not(.quote)",),
            related=(Related(css="div.explus_related_1404022217", relation="see_also"),),
            confidence="medium",
            sources="PUB",
        ),
    ),
    newsroom_tags=("VTC News",),
    confidence="high",
    provenance=provenance(
        high="article_url layouts sections paging: LT GP PUB",
        medium="feeds: DTT CFG54",
        low="sitemaps newsroom_tags aliases: SMX TAG",
    ),
)
