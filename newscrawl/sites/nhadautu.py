"""Nhà đầu tư."""

from newscrawl.sites.profile import ArticleUrl, Site, provenance

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
    provenance=provenance(medium="article_url sitemaps: SMB"),
    notes="No selector is known. The generic extractor reads the pages.",
)
