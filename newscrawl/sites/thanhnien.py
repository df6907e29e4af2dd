"""Thanh Niên. In 2012 it was at www.thanhnien.com.vn, with another content system."""

from newscrawl.sites.families import HEMERA_2018, VCCORP, VCCORP_PAGES, hemera_articles, vccorp_articles
from newscrawl.sites.profile import ArticleUrl, Health, Layout, Related, Site, each, extended, provenance

SITE = Site(
    name="thanhnien",
    publisher="Thanh Niên",
    home="https://thanhnien.vn/",
    family="vccorp",
    hosts=("www.thanhnien.com.vn", "thethao.thanhnien.com.vn", "ihay.thanhnien.com.vn"),
    sections=each(
        "/{}.htm",
        "chinh-tri thoi-su the-gioi kinh-te doi-song suc-khoe gioi-tre giao-duc du-lich van-hoa giai-tri the-thao cong-nghe xe thoi-trang-tre ban-doc tieu-dung-thong-minh",
    ),
    feeds=each("/rss/{}.rss", "home thoi-su the-gioi kinh-te giao-duc suc-khoe the-thao"),
    sitemaps=("/sitemap.xml",),
    paging=VCCORP_PAGES,
    article_url=(
        *vccorp_articles(
            "https://thanhnien.vn/du-bao-thoi-tiet-ba-mien-185260307071033787.htm",
            no="https://thanhnien.vn/thoi-su/phong-su--dieu-tra.htm",
        ),
        *hemera_articles("https://thanhnien.vn/thoi-su/hoi-nghi-ban-ve-giao-thong-post1420001.html"),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{5,7})\.html\b",
            yes=("https://thanhnien.vn/thoi-su/hoi-nghi-ban-ve-giao-thong-1009876.html",),
            no=("https://thanhnien.vn/van-hoa/trang-2.html",),
        ),
        ArticleUrl(
            pattern=r"(?i)^/pages/\d{8}/[^/]+\.aspx\b",
            yes=(
                "http://www.thanhnien.com.vn/pages/20121219/5-bong-hong-buon-ma-tuy-lanh-an.aspx",
                "http://thethao.thanhnien.com.vn/pages/20121227/khong-nhieu-guong-mat-noi-bat.aspx",
            ),
            no=(
                "http://www.thanhnien.com.vn/pages/default.aspx",
                "http://www.thanhnien.com.vn/pages/hon-nhan-gia-dinh.aspx",
            ),
        ),
    ),
    layouts=(
        extended(
            VCCORP,
            headline=("h1.detail-title span[data-role=title]",),
            drop=(
                ".detail__related",
                ".box-related",
                ".detail__foru",
                "[data-marked-zoneid=tn_detail_quantam]",
                "[id^=dablewidget_]",
            ),
            related=(
                Related(css=".box-related", relation="related"),
                Related(css=".detail__foru", relation="related"),
            ),
        ),
        HEMERA_2018,
        Layout(
            name="thanhnien-2012",
            body=("div#print-news div.article-content",),
            headline=("h1.mainTitle",),
            lead=("div.article-content > h2",),
            date=("div.article-header span.date-line",),
            section=("div.categories1 > span",),
            breadcrumbs=("div.categories1 > span",),
            keywords=("div.tags h3 a",),
            related=(
                Related(
                    css="div.Relate-News div.tink-main + div.tink-main", relation="same_category", heading="div.tink-tt"
                ),
                Related(css="div.Relate-News div.tink-main:first-child", relation="latest", heading="div.tink-tt"),
            ),
            confidence="high",
            sources="SAVED",
        ),
    ),
    newsroom_tags=("TNO", "TN"),
    health=Health(articles_per_day=(80, 700)),
    confidence="high",
    provenance=provenance(
        high="article_url sitemaps feeds layouts: SAVED VNJ MC LT SMB PS", medium="sections paging: LT NEWSPLAT"
    ),
    notes="HTML entities in feed titles are encoded twice.",
)
