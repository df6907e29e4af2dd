"""Tuổi Trẻ."""

from newscrawl.sites.families import VCCORP, VCCORP_2017, VCCORP_DAYS, VCCORP_PAGES, vccorp_articles
from newscrawl.sites.profile import ArticleUrl, Health, Layout, Related, Site, each, extended, provenance

SITE = Site(
    name="tuoitre",
    publisher="Tuổi Trẻ",
    home="https://tuoitre.vn/",
    family="vccorp",
    hosts=each("{}.tuoitre.vn", "dulich nhipsongso thethao cuoituan"),
    aliases=("m.tuoitre.vn",),
    sections=each(
        "/{}.htm",
        "thoi-su the-gioi phap-luat kinh-doanh cong-nghe giai-tri the-thao giao-duc suc-khoe du-lich khoa-hoc ban-doc",
    ),
    feeds=each("/rss/{}.rss", "tin-moi-nhat thoi-su the-gioi phap-luat kinh-doanh giai-tri the-thao giao-duc suc-khoe"),
    sitemaps=("/sitemaps/latest-news.rss", "/sitemaps/index.rss"),
    paging=VCCORP_PAGES,
    archives=VCCORP_DAYS,
    article_url=(
        *vccorp_articles(
            "https://tuoitre.vn/chien-su-day-gia-hoa-nhap-khau-dip-8-3-tang-manh-20260307075519174.htm",
            "https://tuoitre.vn/giam-doc-tai-chinh-tap-doan-tien-son-thanh-hoa-dung-nhieu-tai-khoan-thao-tung-chung-khoan-2026030707011493.htm",
            no="https://tuoitre.vn/kinh-doanh.htm https://tuoitre.vn/chuyen-doi-so-ho-kinh-doanh-e1999.htm https://tuoitre.vn/tac-gia/nhat-xuan-20148.htm",
        ),
        ArticleUrl(
            pattern=r"^/tin/(?:[a-z0-9-]+/)+(?P<id>\d{5,8})\.html\b",
            yes=(
                "http://tuoitre.vn/tin/chinh-tri-xa-hoi/20150323/chat-cay-xanh-ha-noi/724115.html",
                "http://tuoitre.vn/tin/xoa-nha-cho-cho-tp-du-lich-nha-trang/723848.html",
                "http://dulich.tuoitre.vn/tin/20150319/binh-yen-tra-nhieu/722540.html",
            ),
            no=("http://tuoitre.vn/chu-de/nan-an-xin/182443.html", "http://tuoitre.vn/tin/giao-duc"),
        ),
        ArticleUrl(
            pattern=r"(?i)^/(?:[a-z0-9-]+/)+(?P<id>\d{5,7})/[a-z0-9%-]+\.html\b",
            yes=(
                "http://tuoitre.vn/Chinh-tri-Xa-hoi/517962/Bao-so-8-vao-bo.html",
                "http://tuoitre.vn/Chinh-tri-xa-hoi/Phap-luat/485724/Phien-toa-keo-dai-ba-ngay.html",
            ),
            no=(
                "http://tuoitre.vn/Chinh-tri-Xa-hoi/Song-khoe/Index.html",
                "http://tuoitre.vn/Chinh-tri-Xa-hoi/Phap-luat",
            ),
        ),
    ),
    layouts=(
        extended(
            VCCORP,
            headline=("h1.detail-title.article-title",),
            drop=(".box-qad", ".content-amuasam", ".section__r-vietlot"),
        ),
        VCCORP_2017,
        Layout(
            name="tuoitre-2015",
            body=("div.left-side div.fck",),
            headline=("h1.title-2",),
            lead=("p.txt-head",),
            date=("div.tool-bar span.date",),
            author=("div.fck div.wrapper-qt strong",),
            breadcrumbs=("div.detail-content ul.breadcrumb li a",),
            keywords=("ul.block-key li a",),
            drop=("div.wrapper-qt", "div[id^=tt-wrapper]", "div.block-qc"),
            figure=("table.desc_image",),
            caption=("td.ck_legend",),
            related=(
                Related(css="div.right-side > h2.title + ul.list-1", relation="related"),
                Related(css="div.right-side > div.block-1", relation="most_read"),
                Related(css="div.right-side div.scroll-pane-4", relation="most_read"),
                Related(css="section.content > div.highlight ul.list-media", relation="same_category"),
            ),
            confidence="high",
            sources="SAVED",
        ),
    ),
    newsroom_tags=("TTO", "TT", "TTCT"),
    health=Health(articles_per_day=(100, 800)),
    confidence="high",
    provenance=provenance(
        high="article_url layouts feeds sitemaps newsroom_tags: SAVED VNJ SMB PS DTT TAG PUB",
        medium="sections paging hosts: SAVED MISC CFG54",
    ),
)
