"""Báo An Giang."""

from newscrawl.sites.families import MICRODATA
from newscrawl.sites.profile import ArticleUrl, Layout, Site, provenance

SITE = Site(
    name="baoangiang",
    publisher="Báo An Giang",
    home="https://baoangiang.com.vn/",
    article_url=(
        ArticleUrl(
            pattern=r"-a(?P<id>\d+)\.html\b",
            yes=("https://baoangiang.com.vn/mua-lua-moi-tren-canh-dong-a411234.html",),
            no=("https://baoangiang.com.vn/kinh-te/",),
        ),
    ),
    layouts=(MICRODATA, Layout(name="baoangiang", body=("div.content-fck",), confidence="low", sources="MISC")),
    confidence="low",
    provenance=provenance(low="article_url layouts: MISC"),
)
