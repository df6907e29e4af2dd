"""Báo Tin tức, of the Vietnam News Agency."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Related, Site, each, provenance

SITE = Site(
    name="baotintuc",
    publisher="Báo Tin tức",
    home="https://baotintuc.vn/",
    hosts=("dantocmiennui.baotintuc.vn",),
    sections=each(
        "/{}.htm",
        "thoi-su-472ct0 chinh-tri-321ct472 the-gioi-130ct0 kinh-te-128ct0 xa-hoi-129ct0 phap-luat-475ct0 van-hoa-158ct0 giao-duc-135ct0",
    ),
    feeds=each("/{}.rss", "tin-moi-nhat thoi-su the-gioi kinh-te xa-hoi"),
    sitemaps=("/sitemap.xml",),
    paging=(Paging(url="{stem}/trang-{n}.htm"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{17})\.htm\b",
            yes=("https://baotintuc.vn/thoi-su/hop-bao-ve-tinh-hinh-kinh-te-20260716171712345.htm",),
            no=("https://baotintuc.vn/thoi-su-472ct0.htm",),
        ),
    ),
    layouts=(
        Layout(
            name="baotintuc",
            body=(".boxdetail .contents", ".boxdetail"),
            headline=("h1.detail-title", "h1.title"),
            lead=("h2.sapo",),
            date=("div.date span.txt", ".date .txt", "div.time"),
            author=("div.author strong", "div.author"),
            keywords=(".keysword a", "div.tagname a"),
            drop=("#divfirst ~ div:not(#divend)", ".share", ".widget", "div.author"),
            figure=("figure.image",),
            related=(Related(css="ul.list-concern", relation="see_also"),),
            confidence="high",
            sources="NOTES LT GP",
        ),
    ),
    newsroom_tags=("TTXVN", "Tin tức"),
    confidence="high",
    provenance=provenance(
        high="article_url sections paging layouts: NOTES LT SMB",
        medium="feeds: DTT CFG54",
        low="sitemaps newsroom_tags: FAM",
    ),
    notes="JSON-LD has no blank between author and agency: Tâm HằngTTXVN.",
)
