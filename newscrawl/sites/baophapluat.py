"""Pháp luật Việt Nam, of the Ministry of Justice."""

from newscrawl.sites.profile import ArticleUrl, Site, provenance

SITE = Site(
    name="baophapluat",
    publisher="Pháp luật Việt Nam",
    home="https://baophapluat.vn/",
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9]+-){3,}[a-z0-9]+\.html\b",
            yes=("https://baophapluat.vn/bo-tu-phap-tham-dinh-du-an-luat.html",),
            no=("https://baophapluat.vn/chuyen-muc/phap-luat.html", "https://baophapluat.vn/thoi-su.html"),
        ),
    ),
    not_article=(r"^/chuyen-muc/",),
    confidence="low",
    provenance=provenance(medium="article_url: HBK"),
    notes="No selector is known. The generic extractor reads the pages.",
)
