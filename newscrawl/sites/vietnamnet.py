"""VietNamNet."""

from newscrawl.sites.profile import Archive, ArticleUrl, Health, Layout, Paging, Related, Site, each, provenance

DAY = "{DD}/{MM}/{YYYY}"
SITE = Site(
    name="vietnamnet",
    publisher="VietNamNet",
    home="https://vietnamnet.vn/",
    sections=each(
        "/{}",
        "tin-tuc-24h thoi-su chinh-tri kinh-doanh the-thao van-hoa giai-tri the-gioi doi-song giao-duc suc-khoe thong-tin-truyen-thong phap-luat oto-xe-may bat-dong-san du-lich ban-doc",
    ),
    feeds=each("/rss/{}.rss", "thoi-su kinh-doanh the-gioi giao-duc suc-khoe the-thao"),
    sitemaps=("/sitemap-news.xml", "/sitemap.xml"),
    paging=(Paging(url="{section}-page{n}", first=1),),
    archives=(Archive(url=f"/tin-tuc-24h-p{{n}}?bydate={DAY}-{DAY}&cate=", first=0, sources="CW"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{6,7})\.html\b",
            yes=(
                "https://vietnamnet.vn/co-phieu-flc-duoc-giao-dich-tro-lai-2495349.html",
                "https://vietnamnet.vn/flc-du-kien-dua-co-phieu-giao-dich-tren-upcom-tu-quy-i-2026-2461652.html",
            ),
            no=(
                "https://vietnamnet.vn/gia-vang-tag14642850852768478603.html",
                "https://vietnamnet.vn/tac-gia/duy-anh-0008IL.html",
                "https://vietnamnet.vn/kinh-doanh",
            ),
        ),
        ArticleUrl(
            pattern=r"^/vn/(?:[a-z0-9-]+/)+(?P<id>\d{4,6})/[a-z0-9-]+\.html\b",
            yes=("http://vietnamnet.vn/vn/xa-hoi/183308/bon-ba-con-cung-sua-con-duong-dat.html",),
            no=("http://vietnamnet.vn/vn/xa-hoi/", "http://vietnamnet.vn/vn/cong-nghe-thong-tin-vien-thong/"),
        ),
    ),
    layouts=(
        Layout(
            name="vietnamnet-2022",
            body=("#maincontent", "div.maincontent.main-content"),
            headline=("h1.content-detail-title",),
            lead=("h2.content-detail-sapo",),
            date=("div.bread-crumb-detail__time", "div.publish-date"),
            author=("div.article-detail-author span.name a", "div.article-detail-author span.name"),
            section=("div.bread-crumb-detail > ul > li:last-child > a",),
            breadcrumbs=("div.bread-crumb-detail > ul > li > a",),
            keywords=("div.tag-cotnent li a",),
            drop=(".vmcadszone", "div.vnn-template-noneditable", "div.inner-article", "div.related-news"),
            figure=("figure.vnn-content-image",),
            related=(Related(css="div.related-news", relation="related"),),
            confidence="high",
            sources="SAVED LT MC GP FF CW",
        ),
        Layout(
            name="vietnamnet-2015",
            body=("div.ArticleContent", "div#ArticleContent", "div.Magazine-Acticle"),
            headline=("h1.title.f-22", "div.ArticleDetail h1.title", "h1.title"),
            lead=("div.ArticleLead h2", "div.ArticleLead"),
            date=("span.ArticleDate", ".ArticleDate"),
            author=("div.ArticleContent p[style*=right] strong",),
            keywords=("div.tagBoxContent li a",),
            drop=(
                "div.ArticleLead",
                "div.inner-article",
                "div.article-relate",
                "div.VnnAdsPos",
                "div.box-taitro",
                "table:has(.box-event)",
                "img.logo-small",
            ),
            figure=("table.ImageCenterBox", "table.FmsArticleBoxStyle", "div.ImageBox"),
            caption=(".image_desc",),
            video=("div.fmsmedia", "td.fmsmedia"),
            sources="DOC PUB",
        ),
    ),
    health=Health(articles_per_day=(120, 700)),
    confidence="high",
    provenance=provenance(
        high="article_url sections paging sitemaps layouts: SAVED VNJ LT MC SMB PUB", medium="feeds: DTT FF PS"
    ),
    notes="JSON-LD has a blank before the zone. Feeds hold up to a thousand unsorted items. Sources disagree whether they are still updated.",
)
