"""Nhà đầu tư."""

from newscrawl.sites._families import vouched
from newscrawl.sites.profile import ArticleUrl, Site

SITE = Site(
    name="nhadautu",
    publisher="Nhà đầu tư",
    home="https://nhadautu.vn/",
    family="baodautu",
    sitemaps=("/sitemap.xml",),
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-d(?P<id>\d{4,})\.html\b",
            yes=("https://nhadautu.vn/khu-cong-nghiep-don-von-ngoai-d91234.html",),
            no=("https://nhadautu.vn/dau-tu",),
        ),
    ),
    confidence="low",
    evidence=vouched(medium="article_url sitemaps: SMB"),
    notes="No selector is known: the generic extractor reads it.",
)
