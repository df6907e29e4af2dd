"""Vietnam.vn, the platform for promoting Vietnam."""

from newscrawl.sites.profile import Layout, Site, provenance

SITE = Site(
    name="vietnam",
    publisher="Vietnam.vn",
    home="https://www.vietnam.vn/",
    sitemaps=("/sitemap.xml",),
    layouts=(
        Layout(
            name="vietnam",
            body=(".post-detail-body",),
            author=("meta[name=author]::attr(content)",),
            sources="FTR",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts: FTR", low="sitemaps: FAM"),
    notes="It republishes articles of other newspapers and machine translations. Sitemaps by day are at /sitemap-post/YYYY-MM-DD.xml.",
)
