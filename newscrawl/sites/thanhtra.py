"""Báo Thanh tra, of the Government Inspectorate."""

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Site, provenance

SITE = Site(
    name="thanhtra",
    publisher="Báo Thanh tra",
    home="https://thanhtra.com.vn/",
    paging=(Paging(url="{section}/trang-{n}"),),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?P<id>[0-9a-f]{8,})(?:\.html?)?$",
            yes=("https://thanhtra.com.vn/thanh-tra/ket-luan-thanh-tra-du-an-duong-3fa9c1d2b.html",),
            no=("https://thanhtra.com.vn/thanh-tra/trang-2",),
        ),
    ),
    layouts=(Layout(name="thanhtra", body=("#editor-detail",), sources="LT HBK"),),
    confidence="low",
    provenance=provenance(medium="article_url paging layouts: LT HBK"),
    notes="Headline and date have no stable class. They come from JSON-LD, meta tags and the visible text.",
)
