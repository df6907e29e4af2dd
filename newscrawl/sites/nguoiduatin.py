"""Người Đưa Tin."""

from newscrawl.sites.families import MICRODATA, VCCORP, vccorp_articles
from newscrawl.sites.profile import ArticleUrl, Layout, Site, provenance

SITE = Site(
    name="nguoiduatin",
    publisher="Người Đưa Tin",
    home="https://nguoiduatin.vn/",
    hosts=("gocnhinphaply.nguoiduatin.vn",),
    aliases=("m.nguoiduatin.vn",),
    article_url=(
        *vccorp_articles(
            "https://www.nguoiduatin.vn/danh-sach-xe-may-dien-doi-pin-204260807045002722.htm",
            no="https://www.nguoiduatin.vn/phap-luat.htm",
        ),
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>a?\d{5,7})\.html\b",
            yes=("http://www.nguoiduatin.vn/tin-moi-vu-o-to-va-cham-tau-hoa-a314398.html",),
            no=("https://www.nguoiduatin.vn/tu-van-phap-luat.html",),
        ),
    ),
    layouts=(
        VCCORP,
        MICRODATA,
        Layout(
            name="nguoiduatin",
            body=(".dt-news__body", "div#main-detail"),
            headline=(".article-title.hdcontent",),
            confidence="low",
            sources="GP",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts article_url aliases: GP PUB"),
    notes="Since 2024 its addresses have the form of VCCorp.",
)
