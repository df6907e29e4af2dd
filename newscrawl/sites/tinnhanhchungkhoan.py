"""Tin nhanh chứng khoán, of Báo Đầu tư."""

from newscrawl.sites._families import HEMERA, HEMERA_MORE, each, extended, hemera_article
from newscrawl.sites.profile import Evidence, Paging, Site

SITE = Site(
    name="tinnhanhchungkhoan",
    publisher="Tin nhanh chứng khoán",
    home="https://www.tinnhanhchungkhoan.vn/",
    family="hemera",
    sections=each("/{}/", "chung-khoan tai-chinh doanh-nghiep bat-dong-san"),
    feeds=(),
    sitemaps=("/sitemaps/google-news.xml", "/sitemap.xml"),
    paging=(
        Paging(
            url="https://api.tinnhanhchungkhoan.vn/api/morenews-zone-{channel}-{n}.html",
            channel=HEMERA_MORE.channel,
            links="json",
        ),
    ),
    article_url=(
        hemera_article(
            "https://www.tinnhanhchungkhoan.vn/co-phieu-ngan-hang-dan-song-post391234.html",
            no=("https://www.tinnhanhchungkhoan.vn/chung-khoan/",),
        ),
    ),
    layouts=(extended(HEMERA, date=("time.time::attr(data-time)", "time.time::attr(datetime)"), drop=("div.fyi",)),),
    newsroom_tags=("ĐTCK",),
    confidence="high",
    evidence=(
        Evidence(facts="article_url layouts paging newsroom_tags", confidence="high", sources="TW CW TNCK"),
        Evidence(facts="sitemaps", confidence="high", sources="TW SMB"),
        Evidence(facts="sections", confidence="low", sources="FAM"),
    ),
    notes="No feed. lastmod in its sitemaps is the edit time; the first entry is the home page.",
)
