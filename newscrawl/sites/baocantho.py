"""Báo Cần Thơ."""

from newscrawl.sites.profile import ArticleUrl, Site, provenance

SITE = Site(
    name="baocantho",
    publisher="Báo Cần Thơ",
    home="https://baocantho.com.vn/",
    article_url=(
        ArticleUrl(
            pattern=r"-a(?P<id>\d+)\.html\b",
            yes=("https://baocantho.com.vn/mua-nuoc-noi-ve-muon-a181234.html",),
            no=("https://baocantho.com.vn/kinh-te/",),
        ),
    ),
    confidence="low",
    provenance=provenance(low="article_url: MISC SMB"),
    notes="No selector is known. The generic extractor reads the pages.",
)
