"""VnExpress and its magazines on subdomains."""

from newscrawl.sites.families import (
    IONE_2012,
    VNEXPRESS,
    VNEXPRESS_2012,
    VNEXPRESS_2015,
    VNEXPRESS_DAYS,
    VNEXPRESS_LIVE_2015,
    VNEXPRESS_PHOTO,
    VNEXPRESS_SLIDES_2015,
)
from newscrawl.sites.profile import ArticleUrl, Health, Paging, Site, each, provenance

SITE = Site(
    name="vnexpress",
    publisher="VnExpress",
    home="https://vnexpress.net/",
    family="vnexpress",
    hosts=each("{}.vnexpress.net", "ione suckhoe dulich kinhdoanh giaitri ngoisao thethao sohoa giadinh video doisong"),
    aliases=("amp.vnexpress.net", "m.vnexpress.net"),
    sections=each(
        "/{}",
        "tin-tuc-24h thoi-su goc-nhin the-gioi kinh-doanh bat-dong-san khoa-hoc-cong-nghe giai-tri the-thao bong-da phap-luat giao-duc suc-khoe doi-song du-lich oto-xe-may y-kien tam-su",
    ),
    feeds=each("/rss/{}.rss", "tin-moi-nhat tin-noi-bat thoi-su the-gioi kinh-doanh giai-tri the-thao phap-luat"),
    sitemaps=("/google-news-sitemap.xml", "/sitemap.xml"),
    paging=(Paging(url="{section}-p{n}"),),
    archives=(VNEXPRESS_DAYS,),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{5,8})(?:-tong-thuat)?\.html\b",
            yes=(
                "https://vnexpress.net/cach-cac-nuoc-doi-pho-cu-soc-nang-luong-tu-trung-dong-5047363.html",
                "https://vnexpress.net/doi-song/8-dieu-neu-bo-qua-ban-se-mai-ngheo-3867375.html?ctr=related_news_click",
                "https://vnexpress.net/man-utd-vs-liverpool-4723367-tong-thuat.html",
                "http://kinhdoanh.vnexpress.net/tin-tuc/hang-hoa/thanh-long-binh-thuan-lai-rot-gia-tham-3261274.html",
                "http://vnexpress.net/tin-tuc/thoi-su/nguoi-dan-ba-dam-be-trai-11-ngay-tuoi-tung-gia-lam-tu-thien-3261246.html",
            ),
            no=(
                "https://vnexpress.net/tag/trieu-phu-737100",
                "https://vnexpress.net/thoi-su-p2",
                "https://vnexpress.net/the-thao/tennis",
            ),
        ),
        ArticleUrl(
            pattern=r"^/interactive/\d{4}/[a-z0-9-]+-(?P<id>\d{6,8})/?$",
            yes=("https://vnexpress.net/interactive/2018/mua-ban-than-3743995",),
            no=("https://vnexpress.net/interactive",),
        ),
        ArticleUrl(
            pattern=r"^/gl/(?:[a-z0-9-]+/)+\d{4}/\d{2}/[a-z0-9-]+/?$",
            yes=("http://vnexpress.net/gl/ban-doc-viet/anh/2012/12/dong-nuoc-doc-tren-canh-dong-ha-noi/",),
            no=("http://vnexpress.net/gl/ban-doc-viet/anh/", "http://vnexpress.net/gl/ban-doc-viet/anh/?d=2012/12/18"),
        ),
        ArticleUrl(
            pattern=r"(?i)^/(?:gl|vietnam)/(?:[a-z0-9-]+/)+\d{4}/\d{2}/(?P<id>3[0-9a-f]{7})/?$",
            yes=(
                "http://vnexpress.net/Vietnam/Xa-hoi/2006/10/3B9EFB66/",
                "http://vnexpress.net/GL/The-thao/2007/01/3B9F2D87",
            ),
            no=("http://www.vnexpress.net/Vietnam/Home/", "http://vnexpress.net/Vietnam/The-thao/"),
        ),
        ArticleUrl(
            pattern=r"^/tin-tuc/(?:[a-z0-9-]+/)+\d{4}/\d{2}/\d+-[a-z0-9-]+\.html\b",
            yes=("http://ione.vnexpress.net/tin-tuc/vui-la/anh/2012/12/41584-nhung-nguoi-kho-hanh-vi-bot-la.html",),
            no=(
                "http://ione.vnexpress.net/tin-tuc/tuyen-sinh.html",
                "http://ione.vnexpress.net/tag/72373/connie-lloyd.html",
            ),
            host="ione.vnexpress.net",
        ),
    ),
    not_article=(r"/topic-\d+\.html", r"^/tag/", r"^/tac-gia/"),
    layouts=(
        VNEXPRESS_PHOTO,
        VNEXPRESS_SLIDES_2015,
        VNEXPRESS_LIVE_2015,
        VNEXPRESS_2015,
        VNEXPRESS,
        VNEXPRESS_2012,
        IONE_2012,
    ),
    health=Health(articles_per_day=(150, 1000)),
    confidence="high",
    provenance=provenance(
        high="sections paging article_url sitemaps feeds layouts: SAVED LT MC CW FUN SMB DTT VNE22 PUB"
    ),
    notes="JSON-LD of 2018 and 2019 has +08:00 where the page correctly has GMT+7. Old addresses of iOne have numbers of their own, so the article key is made from the whole path.",
)
