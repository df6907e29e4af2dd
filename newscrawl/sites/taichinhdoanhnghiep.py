"""Tài chính doanh nghiệp."""

from newscrawl.sites.profile import Layout, Site, provenance

SITE = Site(
    name="taichinhdoanhnghiep",
    publisher="Tài chính doanh nghiệp",
    home="https://taichinhdoanhnghiep.net.vn/",
    layouts=(
        Layout(
            name="taichinhdoanhnghiep",
            body=("#noidung",),
            headline=("#getTitle", "h1.article-title"),
            lead=("#getIntro",),
            date=(".bx-time",),
            section=(".c-j a",),
            breadcrumbs=(".c-j a",),
            drop=(".audio_box", ".detail-share-2", ".qc1", ".audio_tool"),
            sources="CW LT",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts: CW LT"),
)
