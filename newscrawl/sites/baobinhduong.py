"""Báo Bình Dương."""

from newscrawl.sites.profile import ArticleUrl, Site, provenance

SITE = Site(
    name="baobinhduong",
    publisher="Báo Bình Dương",
    home="https://baobinhduong.vn/",
    article_url=(
        ArticleUrl(
            pattern=r"-a(?P<id>\d+)\.html\b",
            yes=("https://baobinhduong.vn/nha-may-moi-di-vao-hoat-dong-a341234.html",),
            no=("https://baobinhduong.vn/kinh-te/",),
        ),
    ),
    confidence="low",
    provenance=provenance(low="article_url: MISC SMB"),
    notes="No selector is known. The generic extractor reads the pages.",
)
