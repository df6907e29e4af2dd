"""VietnamBiz, on a variant of the VCCorp system."""

from newscrawl.sites.families import vccorp_articles
from newscrawl.sites.profile import Layout, Related, Site, each, provenance

SITE = Site(
    name="vietnambiz",
    publisher="VietnamBiz",
    home="https://vietnambiz.vn/",
    family="vccorp",
    sections=each("/{}.htm", "thoi-su hang-hoa tai-chinh chung-khoan doanh-nghiep nha-dat"),
    feeds=each("/{}.rss", "thoi-su chung-khoan doanh-nghiep tai-chinh"),
    sitemaps=("/sitemap.xml",),
    article_url=vccorp_articles(
        "https://vietnambiz.vn/gia-ca-phe-hom-nay-tang-20263771033787.htm", no="https://vietnambiz.vn/chung-khoan.htm"
    ),
    layouts=(
        Layout(
            name="vnbcb",
            body=("div.vnbcbc-body",),
            headline=("h1.vnbcb-title",),
            lead=("div.vnbcbc-sapo",),
            date=("span.vnbcba-time",),
            author=("p.author",),
            drop=("div.VnBizPreviewMode:not([type=Photo])",),
            figure=("div.VnBizPreviewMode[type=Photo]",),
            related=(
                Related(css="div.VnBizPreviewMode[type=RelatedOneNews]", relation="see_also"),
                Related(css="div.VnBizPreviewMode[type=RelatedNewsBox]", relation="see_also"),
            ),
            confidence="high",
            sources="TW",
        ),
    ),
    confidence="high",
    provenance=provenance(high="article_url layouts feeds: TW", low="sections sitemaps: FAM"),
    notes="Article numbers begin with the year and the month without a leading zero. Feeds declare UTF-16 but are UTF-8. Some items have the zone 'GMT+7' or no date.",
)
