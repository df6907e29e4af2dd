"""Tin nhanh chứng khoán, of Báo Đầu tư."""

from newscrawl.sites.families import HEMERA, HEMERA_MORE, hemera_articles
from newscrawl.sites.profile import Paging, Site, each, extended, provenance

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
    article_url=hemera_articles(
        "https://www.tinnhanhchungkhoan.vn/co-phieu-ngan-hang-dan-song-post391234.html",
        no="https://www.tinnhanhchungkhoan.vn/chung-khoan/",
    ),
    layouts=(
        extended(
            HEMERA,
            date=("meta.cms-date::attr(content)", "time.time::attr(data-time)", "time.time::attr(datetime)"),
            drop=(".fyi",),
        ),
    ),
    newsroom_tags=("ĐTCK",),
    confidence="high",
    provenance=provenance(
        high="article_url layouts paging newsroom_tags sitemaps: TW CW TNCK SMB", low="sections: FAM"
    ),
    notes="No feed. lastmod in its sitemaps is the edit time; the first entry is the home page.",
)
