"""Công lý, newspaper of the People's Court."""

from newscrawl.sites.families import ONECMS, ONECMS_NOT, ONECMS_PAGES, onecms_articles
from newscrawl.sites.profile import Health, Layout, Related, Site, each, provenance

_BLOCKS = (
    Related(css="div.news-related", relation="related"),
    Related(css="h4.detail-related-title:contains('cùng chuyên mục') + div", relation="same_category"),
    Related(css="h4.detail-related-title:contains('mới nhất') + div", relation="latest"),
)

SITE = Site(
    name="congly",
    publisher="Công lý",
    home="https://congly.vn/",
    family="onecms",
    hosts=("doanhnhan.congly.vn", "congly.com.vn"),
    sections=each(
        "/{}", "tin-moi-nhat chinh-tri toa-an phap-dinh phap-luat xa-hoi van-hoa-the-thao kinh-te the-gioi ban-doc"
    ),
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemap-article-daily.xml", "/sitemap-news.xml", "/sitemap.xml"),
    paging=ONECMS_PAGES,
    article_url=onecms_articles(
        "https://congly.vn/thoi-su/infographic/infographic-qua-trinh-cong-tac-cua-2-tan-pho-thu-tuong-499272.html",
        "http://congly.vn/thoi-su/phien-hop-14-cua-ubtvqh-cho-y-kien-bao-cao-cua-tandtc-vksndtc-ve-cong-tac-khieu-nai-to-cao-225190.html",
        "https://congly.vn/hang-ngan-cay-tre-hien-dien-trong-trien-lam-khat-vong-cong-hien-219936.html",
        "https://congly.vn/kinh-doanh/gia-vang/gia-vang-hom-nay-22/10-tang-nhe-364898.html",
        no="https://congly.vn/xa-hoi/doi-song/ https://congly.vn/thoi-su.rss",
    ),
    not_article=ONECMS_NOT,
    layouts=(
        *ONECMS,
        Layout(
            name="congly-2016",
            body=("div.news-dscontent",),
            headline=("h1.news-detail-header",),
            lead=("div.news-detail-summary",),
            date=("div.date-top",),
            author=("div.ntd-author",),
            section=("div.breadcrumb span.breadcrumble_title", "div.breadcrumb h1 a"),
            breadcrumbs=("div.breadcrumb h1 a, div.breadcrumb span.breadcrumble_title",),
            keywords=("div.detail-tag a",),
            drop=("div.google_adsense", "div.news-related"),
            related=_BLOCKS,
            confidence="high",
            sources="CLPHP",
        ),
        Layout(
            name="congly-infographic",
            body=("div.content-infographic div.news-detail-info", "div.content-infographic"),
            headline=("h1.news-detail-header",),
            lead=("h2.description",),
            author=("div.ntd-author",),
            section=("div.breadcrumb h1 a.breadcrumble_title",),
            breadcrumbs=("div.breadcrumb a.breadcrumble_title",),
            drop=("div.news-related", "div.detail-related", "div.tag-header"),
            lead_image=("img.infographic-img",),
            related=_BLOCKS,
            genre="infographic",
            confidence="high",
            sources="SAVED CLPHP",
        ),
    ),
    newsroom_tags=("Công lý",),
    health=Health(articles_per_day=(30, 250)),
    confidence="high",
    provenance=provenance(
        high="article_url sections layouts: SAVED LT GP CLPHP",
        medium="sitemaps paging: SMX SMB ONEJS",
        low="feeds newsroom_tags: PRE FAM",
    ),
    notes="OneCMS since about December 2022, before that a system of its own. Infographics of the old system show no date.",
)
