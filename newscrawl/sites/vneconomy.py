"""VnEconomy."""

from newscrawl.sites.families import vccorp_old_articles
from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Related, Site, each, provenance

SITE = Site(
    name="vneconomy",
    publisher="VnEconomy",
    home="https://vneconomy.vn/",
    family="vneco",
    sections=each(
        "/{}.htm",
        "tin-moi tieu-diem dau-tu tai-chinh kinh-te-so kinh-te-xanh thi-truong nhip-cau-doanh-nghiep dia-oc kinh-te-the-gioi dan-sinh chung-khoan",
    ),
    feeds=each("/{}.rss", "tin-moi tieu-diem chung-khoan"),
    sitemaps=("/sitemap/latest-news.xml", "/sitemap/google-news.xml", "/sitemap.xml"),
    paging=(Paging(url="{section}?trang={n}"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/[a-z0-9-]{30,}\.htm\b",
            yes=("https://vneconomy.vn/xuat-khau-nong-san-dat-ky-luc-moi-trong-quy-dau-nam.htm",),
            no=("https://vneconomy.vn/nhip-cau-doanh-nghiep.htm", "https://vneconomy.vn/chung-khoan.htm?trang=2"),
        ),
        *vccorp_old_articles(
            "http://vneconomy.vn/20140522085054926P19C9915/them-mot-chuyen-bay-moi-ngay.htm",
            no="http://vneconomy.vn/p0c16/cong-nghe.htm",
        ),
    ),
    layouts=(
        Layout(
            name="vneconomy-2026",
            body=("main#article-editor", "main.article-editor"),
            headline=("h1.article-header__title",),
            lead=("h4.article-content__lead",),
            date=("time.article-meta__time",),
            author=("div.article-meta__author",),
            drop=("section.news-detail", "h4.article-content__lead", "div.tags", "div.container-adv"),
            related=(Related(css="section.news-detail", relation="related"),),
            confidence="high",
            sources="TW",
        ),
        Layout(
            name="vneconomy-2025",
            body=("div.ct-edtior-web",),
            headline=("h2.name-detail",),
            lead=("div.news-sapo[data-field=sapo] p", "div.news-sapo"),
            date=("p.date",),
            author=("p.name",),
            drop=("div.tags", "div.container-adv", ".news-general"),
            confidence="high",
            sources="LT TW",
        ),
        Layout(
            name="vneconomy-2021",
            body=("div.detail__content",),
            headline=("h1.detail__title",),
            lead=("h2.detail__summary",),
            date=("div.detail__meta",),
            author=("div.detail__author",),
            confidence="high",
            sources="MC LT",
        ),
        Layout(
            name="vneconomy-2019",
            body=("div.contentleft .contentdetail",),
            headline=("div.contentleft h1.title", "h1.title"),
            lead=("div.contentleft .sapo",),
            date=(".author .time",),
            author=(".author .name a",),
            section=("ul.menutop li.active a",),
            figure=(".psaboximage",),
            caption=(".psaboxfooterimage", "figcaption"),
            sources="PUB",
        ),
        Layout(
            name="vneconomy-2014",
            body=("div.detailsbaiviet",),
            headline=("h1.h1titleheaderbvt",),
            lead=("h2.h2titleheaderbvt",),
            date=("p.timverbvvth", ".timverbvvth"),
            author=("p.tacgiabaiviet", ".tacgiabaiviet"),
            section=(".titleheaderbv span[itemprop=name]",),
            figure=("div.spimgbaiviet", ".psaboximage"),
            caption=(".spimgbaivietnote", ".psaboxfooterimage", "figcaption"),
            lead_image=("div.spimgbaiviet", ".spimgbaiviet"),
            confidence="medium",
            sources="PUB",
        ),
    ),
    confidence="high",
    provenance=provenance(
        high="sections feeds sitemaps paging layouts: TW LT MC PS SMB", medium="article_url: TW LT PUB"
    ),
    notes="Addresses have no number. The length of the slug separates articles from sections. The author's element holds an avatar letter.",
)
