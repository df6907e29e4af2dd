"""Dân trí."""

from dataclasses import replace
from typing import Final

from newscrawl.sites.profile import (
    Archive,
    ArticleUrl,
    Health,
    Layout,
    Paging,
    Related,
    Site,
    each,
    extended,
    provenance,
)

_INSERTED: Final = (
    ".dantri-widget",
    ".dta-unit",
    "[id^=dta-]",
    ".gui-check-parent",
    "#tpmInpageContainer",
    ".ads-masthead",
    ".video-content-wrapper",
)
"""Elements that scripts and editors add to the body, in every layout."""

DANTRI_2022: Final = Layout(
    name="dantri-2022",
    body=("div.singular-content",),
    headline=("h1.title-page.detail", "h1.title-page"),
    lead=("h2.singular-sapo",),
    date=("time.author-time::attr(datetime)", "time.author-time"),
    author=("div.author-name", "a[rel=author]"),
    breadcrumbs=("ul.breadcrumbs li a",),
    keywords=("ul.tags-wrap li a",),
    drop=(
        *_INSERTED,
        "section.article-business",
        ".related-news",
    ),
    figure=("figure.image",),
    related=(
        Related(css="article.article-related", relation="related"),
        Related(css=".related-news", relation="see_also"),
    ),
    confidence="high",
    sources="SAVED LT MC CW",
)

SITE = Site(
    name="dantri",
    publisher="Dân trí",
    home="https://dantri.com.vn/",
    hosts=each("{}.dantri.com.vn", "fica dansinh dulich duhoc tuyensinh"),
    aliases=("m.dantri.com.vn",),
    sections=each(
        "/{}.htm",
        "tin-moi-nhat xa-hoi the-gioi kinh-doanh bat-dong-san the-thao giai-tri suc-khoe doi-song phap-luat giao-duc",
    ),
    feeds=each("/rss/{}.rss", "home xa-hoi the-gioi kinh-doanh bat-dong-san the-thao giai-tri suc-khoe doi-song"),
    sitemaps=("/google-news-sitemap.xml", "/sitemaps/articles.xml", "/sitemap.xml"),
    paging=(Paging(url="{stem}/trang-{n}.htm"),),
    archives=(Archive(url="{stem}/from/{YYYY}-{MM}-{DD}/to/{YYYY}-{MM}-{DD}.htm", sources="SRP"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{14,17}|\d{10}|\d{6})\.htm\b",
            yes=(
                "https://dantri.com.vn/kinh-doanh/gia-vang-giam-van-cao-hon-the-gioi-gan-20-trieu-dongluong-20260307080054340.htm",
                "http://dantri.com.vn/xa-hoi/chot-lich-nghi-le-tet-2013-cua-cong-chuc-vien-chuc-677789.htm",
                "https://dantri.com.vn/ban-doc/mot-thuong-binh-buc-xuc-khieu-nai-viec-mat-dat-mat-ca-che-do-chinh-sach-1413630022.htm",
                "https://duhoc.dantri.com.vn/du-hoc/4-hoc-bong-stem-quoc-te-dang-chu-y-danh-cho-nu-gioi-20190626063625981.htm",
            ),
            no=(
                "https://dantri.com.vn/kinh-doanh.htm",
                "http://dantri.com.vn/xa-hoi/chinh-tri/trang-1.htm",
                "http://dantri.com.vn/event/diem-chuan-diem-thi-dhcd-2013-2272.htm",
                "https://dantri.com.vn/tac-gia/tri-tuc-3617.htm",
            ),
        ),
        ArticleUrl(
            pattern=r"^/c\d+/s\d+-(?P<id>\d{4,6})/[a-z0-9-]+\.htm\b",
            yes=("http://dantri.com.vn/c20/s20-633520/sua-lai-cay-cau-go-dau-lang.htm",),
            no=("http://dantri.com.vn/c20/xa-hoi.htm", "http://dantri.com.vn/c728/sukien.htm"),
        ),
    ),
    not_article=(r"^/event/", r"^/tac-gia/", r"^/tim-kiem/"),
    layouts=(
        Layout(
            name="dantri-2026",
            body=("div#desktop-in-article", "article[data-slot=container] [data-slot=content]"),
            headline=("h1[data-slot=title]",),
            lead=("h2[data-slot=sapo]",),
            date=("article[data-slot=container] time::attr(datetime)", "article[data-slot=container] time"),
            author=("article[data-slot=container] a[href*='/tac-gia/']", "a[rel=author]"),
            breadcrumbs=("a[data-content-name=article-breadcrumb]",),
            keywords=("a[data-content-name=article-tags]",),
            drop=(
                *_INSERTED,
                "[data-slot=ads-in-content]",
                "aside",
            ),
            figure=("figure.image",),
            related=(
                Related(css="article[data-content-name=article-related]", relation="related"),
                Related(css="article[data-content-name=article-popular]", relation="most_read"),
            ),
            confidence="high",
            sources="SAVED FF MC",
        ),
        DANTRI_2022,
        extended(
            replace(DANTRI_2022, body=("div.e-magazine__body",)),
            "dantri-emagazine",
            headline=("h1.e-magazine__title",),
            lead=("h2.e-magazine__sapo",),
            drop=("time.author-time",),
            genre="longform",
        ),
        Layout(
            name="dantri-2019",
            body=("div.dt-news__content",),
            headline=("h1.dt-news__title",),
            lead=("div.dt-news__sapo h2", "h2.dt-news__sapo", "div.dt-news__sapo"),
            date=("span.dt-news__time", ".dt-news__time"),
            author=("div.dt-news__content p[style*=right] strong", ".dt-news__author"),
            section=("ul.dt-breadcrumb li:nth-child(2) a",),
            breadcrumbs=("ul.dt-breadcrumb li a", ".dt-breadcrumb li a"),
            keywords=("ul.dt-news__tag-list a", ".dt-news__tags a"),
            drop=("[data-tin-lien-quan]", "div.dt-news__related", ".dt-news__sapo", "[id^=dta-]"),
            figure=("figure.image",),
            related=(Related(css="[data-tin-lien-quan]", relation="related"),),
            confidence="medium",
            sources="PUB",
        ),
        Layout(
            name="dantri-2016",
            body=("div#divNewsContent",),
            headline=("h1.fon31", "h1.mgb15"),
            lead=("h2.sapo", "h2.fon33"),
            date=("div.box26 span.tt-capitalize", "span.tt-capitalize"),
            author=("div#divNewsContent > p[style*=right] strong",),
            breadcrumbs=("div.box26 div.breadcrumb a",),
            keywords=("span.news-tags-item a",),
            drop=("div.news-tag", "div.news-tag-list", "div.VCSortableInPreviewMode[type=RelatedNewsBox]"),
            figure=("div.VCSortableInPreviewMode[type=Photo]",),
            caption=(".PhotoCMS_Caption",),
            credit=(".PhotoCMS_Author",),
            video=("div.VCSortableInPreviewMode[type=VideoStream]",),
            related=(
                Related(css="h2.sapo a", relation="see_also"),
                Related(css="h2.fon33 a", relation="see_also"),
                Related(css="div.VCSortableInPreviewMode[type=RelatedNewsBox]", relation="see_also"),
            ),
            confidence="medium",
            sources="PUB",
        ),
        Layout(
            name="dantri-2012",
            body=("div#ctl00_IDContent_Tin_Chi_Tiet div.fon34", "div.fon34.mt3"),
            headline=("h1.fon31",),
            lead=("h2.fon33",),
            date=("div.box26 span.fon7",),
            breadcrumbs=("div.box26 div.breadcrumb a",),
            related=(
                Related(css="h2.fon33 a", relation="see_also"),
                Related(css="div#ctl00_IDContent_divTinMoi", relation="latest", heading="div.fon40"),
                Related(css="div#ctl00_IDContent_divTinDaDang", relation="same_category", heading="div.fon39"),
            ),
            confidence="high",
            sources="SAVED FTR",
        ),
    ),
    newsroom_tags=("Dân trí",),
    health=Health(articles_per_day=(120, 800)),
    confidence="high",
    provenance=provenance(
        high="article_url paging feeds sitemaps newsroom_tags layouts: SAVED VNJ MC LT PS DTT SMB TAG PUB",
        medium="sections hosts: SAVED LT CFG54",
    ),
)
