"""Dân trí."""

from newscrawl.sites._families import each, vouched
from newscrawl.sites.profile import ArticleUrl, Health, Layout, Paging, Related, Site

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
                "[data-slot=ads-in-content]",
                "div.dantri-widget",
                "div.dta-unit",
                "[id^=dta-]",
                "aside",
                "div.gui-check-parent",
                "div.video-content-wrapper",
            ),
            figure=("figure.image",),
            related=(
                Related(css="article[data-content-name=article-related]", relation="related"),
                Related(css="article[data-content-name=article-popular]", relation="most_read"),
            ),
            confidence="high",
            sources="SAVED FF MC",
        ),
        Layout(
            name="dantri-2022",
            body=("div.singular-content", "div.e-magazine__body"),
            headline=("h1.title-page.detail", "h1.title-page", "h1.e-magazine__title"),
            lead=("h2.singular-sapo", "h2.e-magazine__sapo"),
            date=("time.author-time::attr(datetime)", "time.author-time"),
            author=("div.author-name", "a[rel=author]"),
            breadcrumbs=("ul.breadcrumbs li a",),
            keywords=("ul.tags-wrap li a",),
            drop=(
                "div.dantri-widget",
                "div.dta-unit",
                "[id^=dta-]",
                "section.article-business",
                "div.related-news",
                "div.gui-check-parent",
                "div.video-content-wrapper",
            ),
            figure=("figure.image",),
            related=(
                Related(css="article.article-related", relation="related"),
                Related(css="div.related-news", relation="see_also"),
            ),
            confidence="high",
            sources="SAVED LT MC CW",
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
    evidence=vouched(
        high="article_url paging feeds sitemaps newsroom_tags layouts: SAVED VNJ MC LT PS DTT SMB TAG",
        medium="sections hosts: SAVED LT CFG54",
    ),
)
