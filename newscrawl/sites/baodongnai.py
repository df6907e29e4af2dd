"""Báo Đồng Nai."""

from newscrawl.sites.profile import ArticleUrl, Site, provenance

SITE = Site(
    name="baodongnai",
    publisher="Báo Đồng Nai",
    home="https://baodongnai.com.vn/",
    article_url=(
        ArticleUrl(
            pattern=r"^/(?:[a-z0-9-]+/)+\d{6}/[a-z0-9-]+/?$",
            yes=("https://baodongnai.com.vn/kinh-te/202603/khoi-cong-khu-cong-nghiep-moi-1a2b3c4/",),
            no=("https://baodongnai.com.vn/kinh-te/",),
        ),
    ),
    confidence="low",
    provenance=provenance(low="article_url: MISC SMB"),
    notes="No selector is known. The generic extractor reads the pages.",
)
