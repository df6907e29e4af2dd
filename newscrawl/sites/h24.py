"""24h. The name begins with a letter, because a module name cannot begin with a digit."""

from newscrawl.sites.profile import ArticleUrl, Layout, Related, Site, each, provenance

SITE = Site(
    name="h24",
    publisher="24h",
    home="https://www.24h.com.vn/",
    aliases=("hn.24h.com.vn", "hcm.24h.com.vn"),
    sections=each(
        "/{}.html",
        "tin-tuc-trong-ngay-c46 bong-da-c48 an-ninh-hinh-su-c51 thi-truong-tieu-dung-c52 ban-tre-cuoc-song-c64 giao-duc-c216 the-thao-c101",
    ),
    feeds=each("https://cdn.24h.com.vn/upload/rss/{}.rss", "trangchu24h tintuctrongngay bongda anninhhinhsu"),
    sitemaps=("/sitemap-index.xml",),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-c\d+a(?P<id>\d+)\.html\b",
            yes=(
                "https://www.24h.com.vn/tin-tuc-trong-ngay/em-be-2-thang-tuoi-mot-minh-tu-han-quoc-ve-nuoc-tranh-dich-covid-19-c46a1129393.html",
            ),
            no=("https://www.24h.com.vn/bong-da-c48.html", "https://www.24h.com.vn/virus-corona-c62e6058.html"),
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-c\d+(?P<id>vd\d+)\.html\b",
            yes=(
                "https://www.24h.com.vn/video-tin-tuc/bao-gam-ca-gan-cuop-moi-ngay-tren-mieng-ca-sau-khong-lo-c769vd1129343.html",
            ),
        ),
    ),
    layouts=(
        Layout(
            name="h24",
            body=("article#article_body", "article.cate-24h-foot-arti-deta-info"),
            headline=("h1#article_title",),
            lead=("h2#article_sapo", ".cate-24h-foot-arti-deta-sum"),
            date=("time.cate-24h-foot-arti-deta-cre-post",),
            source_credit=(".nguontin",),
            section=(".breadcrumb-box__link",),
            breadcrumbs=(".breadcrumb-box__link",),
            drop=(
                ".tuht_all",
                ".bv-lq",
                "#zone_banner_sponser_product",
                "p.linkOrigin",
                ".block-quiz",
                "[data-embed-code-minigame]",
                ".podcasts-eva-t",
                ".box-game",
                "#in-image-close",
                ".img_tin_lien_quan_trong_bai",
                "section",
                ".hide",
                "[id^=ADS_]",
                ".adv-24h-mid",
            ),
            video=("div.viewVideoPlay",),
            related=(
                Related(css=".bv-lq", relation="related"),
                Related(css=".tuht_all", relation="see_also"),
                Related(css=".img_tin_lien_quan_trong_bai", relation="see_also"),
            ),
            confidence="high",
            sources="FF ABP VNJ",
        ),
        Layout(
            name="h24-2016",
            body=("div.text-conent", "article.nwsHt"),
            headline=("h1.baiviet-title", "article.nwsHt h1.clrTit"),
            lead=("p.baiviet-sapo", ".baiviet-sapo", "h2.ctTp"),
            date=("div.baiviet-ngay", ".baiviet-ngay", "article.nwsHt .updTm"),
            source_credit=(".nguontin",),
            keywords=("div.baiviet-tags a",),
            drop=(
                "h1.clrTit",
                "h2.ctTp",
                ".updTm",
                ".sbNws",
                ".atclTit",
                ".baiviet-sapo",
                ".baiviet-bailienquan",
                ".bv-lq",
                ".nguontin",
                "div.baiviet-tags",
                "div.fb-like",
            ),
            video=("div.viewVideoPlay",),
            related=(
                Related(css=".bv-lq", relation="related"),
                Related(css=".baiviet-bailienquan", relation="see_also"),
            ),
            confidence="medium",
            sources="PUB",
        ),
    ),
    confidence="high",
    provenance=provenance(
        high="article_url layouts feeds: SAVED VNJ FF SMB DTT CFG54 PUB", medium="sitemaps sections: SAVED SMX SMB"
    ),
)
