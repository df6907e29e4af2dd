"""Tài chính doanh nghiệp."""

from newscrawl.sites._families import vouched
from newscrawl.sites.profile import Layout, Site

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
    evidence=vouched(medium="layouts: CW LT"),
)
