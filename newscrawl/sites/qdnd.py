"""Quân đội nhân dân."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Site, each, provenance

SITE = Site(
    name="qdnd",
    publisher="Quân đội nhân dân",
    home="https://www.qdnd.vn/",
    family="qdnd",
    sections=each(
        "/{}",
        "chinh-tri quoc-phong-an-ninh da-phuong-tien bao-ve-nen-tang-tu-tuong-cua-dang kinh-te van-hoa xa-hoi phong-su-dieu-tra giao-duc-khoa-hoc phap-luat ban-doc y-te the-thao quoc-te",
    ),
    feeds=("/rss/cate/tin-tuc-moi-nhat.rss",),
    sitemaps=("/sitemaps/0/top300article.xml", "/sitemaps/pid/feed-0.xml"),
    paging=(Paging(url="{section}/p/{n}"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>\d{5,7})/?(?:\?|$)",
            yes=("https://www.qdnd.vn/chinh-tri/tin-tuc/bo-doi-giup-dan-khac-phuc-bao-lu-812345",),
            no=("https://www.qdnd.vn/chinh-tri", "https://www.qdnd.vn/kinh-te/p/2"),
        ),
    ),
    layouts=(
        Layout(
            name="qdnd",
            body=("div.post-content [itemprop=articleBody]", "div.post-content"),
            headline=("h1.post-title",),
            lead=("div.post-summary p", "div.post-summary"),
            date=("span.post-subinfo > span", "span.post-subinfo"),
            drop=("div.related-post", "div.video-wrapper", "div.author-info"),
            confidence="high",
            sources="LT MC CW GP",
        ),
    ),
    newsroom_tags=("QĐND", "QĐND Online"),
    confidence="high",
    provenance=provenance(
        high="article_url layouts sections paging sitemaps: LT MC SMB",
        medium="feeds: DTT PS CW",
        low="newsroom_tags: FAM",
    ),
)
