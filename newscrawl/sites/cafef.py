"""CafeF."""

from newscrawl.sites.families import VCCORP, VCCORP_PAGES, vccorp_articles, vccorp_old_articles
from newscrawl.sites.profile import Health, Paging, Related, Site, each, extended, provenance

SITE = Site(
    name="cafef",
    publisher="CafeF",
    home="https://cafef.vn/",
    family="vccorp",
    hosts=("s.cafef.vn",),
    sections=each(
        "/{}.chn",
        "doc-nhanh thi-truong-chung-khoan vi-mo-dau-tu tai-chinh-quoc-te bat-dong-san tai-chinh-ngan-hang doanh-nghiep thi-truong kinh-te-so",
    ),
    feeds=each("/{}.rss", "home thi-truong-chung-khoan vi-mo-dau-tu tai-chinh-quoc-te bat-dong-san doanh-nghiep"),
    sitemaps=("/latest-news-sitemap.xml", "/google-news-sitemap.xml", "/sitemap.xml"),
    paging=(Paging(url="{stem}/trang-{n}.chn"), Paging(url="{section}/trang-{n}.chn"), *VCCORP_PAGES),
    article_url=(
        *vccorp_articles(
            "https://cafef.vn/tang-ho-tro-giam-ap-luc-tai-chinh-khi-chuyen-muc-dich-su-dung-dat-188260307071033787.chn",
            "https://cafef.vn/sieu-do-thi-18-ty-usd-chua-tung-co-18826030707353165.chn",
            no="https://cafef.vn/su-kien/sinh-loi-tu-dong-978.chn https://cafef.vn/thi-truong-chung-khoan.chn https://cafef.vn/du-lieu/top/ceo.chn",
        ),
        *vccorp_old_articles("http://cafef.vn/20110902101155430CA31/mot-cong-ty-cham-nop-bao-cao.chn"),
    ),
    not_article=(r"^/du-lieu/",),
    layouts=(
        extended(
            VCCORP,
            body=("div.detail-content.afcbc-body", ".contentdetail"),
            headline=("h1.title",),
            lead=("h2.sapo", "p.sapo"),
            date=("span.pdate",),
            author=("div.content_source p.author", "p.author", "span.author"),
            source_credit=("div#urlSourceCafef span.link-source-text-name", "div.content_source p.source"),
            section=("p.dateandcat a.cat",),
            breadcrumbs=("p.dateandcat a.cat",),
            keywords=("div.tagdetail div.row2 a",),
            drop=(
                "#listNewsInContent",
                "div.chisochungkhoan",
                "div.tindnd",
                "div.c-banner",
                "#reactRelate",
                ".h-show-pc",
                ".h-show-mobile",
                ".link-content-footer",
                ".box-adm",
                "[class^=ads_]",
            ),
            lead_image=("div.media.VCSortableInPreviewMode img", "img[data-role=cover]"),
            related=(
                Related(css="#listNewsInContent", relation="latest"),
                Related(css="#reactRelate", relation="related"),
                Related(css="div.newstcmtop", relation="same_category"),
            ),
            sources="TW ABP",
        ),
    ),
    health=Health(articles_per_day=(100, 600)),
    confidence="high",
    provenance=provenance(
        high="article_url layouts feeds sitemaps: SAVED TW CW SMB PS PUB", medium="sections paging: SAVED TW CW MISC"
    ),
    notes="Dates in meta tags and JSON-LD have no zone. The visible date adds AM or PM to a 24-hour clock.",
)
