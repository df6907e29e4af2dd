"""Tạp chí Công Thương."""

from newscrawl.sites.families import MICRODATA
from newscrawl.sites.profile import Layout, Site, provenance

SITE = Site(
    name="tapchicongthuong",
    publisher="Tạp chí Công Thương",
    home="https://tapchicongthuong.vn/",
    layouts=(
        MICRODATA,
        Layout(
            name="tapchicongthuong",
            body=("div.detail",),
            headline=("h1.post-title",),
            lead=("div.sapo",),
            date=("div.post-meta span",),
            author=("div.meta-info .source strong",),
            confidence="low",
            sources="LT GP",
        ),
    ),
    newsroom_tags=("TCCT",),
    confidence="low",
    provenance=provenance(medium="layouts: LT GP", low="newsroom_tags: FAM"),
)
