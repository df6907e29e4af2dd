"""Báo Đắk Lắk."""

from newscrawl.sites.profile import ArticleUrl, Site, provenance

SITE = Site(
    name="baodaklak",
    publisher="Báo Đắk Lắk",
    home="https://baodaklak.vn/",
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+\d{6}/[a-z0-9-]+/?$",
            yes=("https://baodaklak.vn/kinh-te/202603/vu-ca-phe-duoc-mua-1a2b3c4/",),
            no=("https://baodaklak.vn/kinh-te/",),
        ),
    ),
    confidence="low",
    provenance=provenance(low="article_url: MISC SMB"),
    notes="No selector is known. The generic extractor reads the pages.",
)
