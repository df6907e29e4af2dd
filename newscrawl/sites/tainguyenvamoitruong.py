"""Tạp chí Tài nguyên và Môi trường."""

from newscrawl.sites.families import MICRODATA
from newscrawl.sites.profile import Site, extended, provenance

SITE = Site(
    name="tainguyenvamoitruong",
    publisher="Tài nguyên và Môi trường",
    home="https://tainguyenvamoitruong.vn/",
    layouts=(
        extended(
            MICRODATA,
            "tainguyenvamoitruong",
            headline=("h2.headingDetail",),
            lead=("p.descDetail",),
            date=("span.time.icon-time",),
            confidence="medium",
            sources="LT",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="home layouts: LT"),
    notes="The selector of its body is not known. On pages without microdata the generic extractor finds the body, and the layout finds lead and date.",
)
