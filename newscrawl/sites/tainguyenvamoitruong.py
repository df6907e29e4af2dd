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
    notes="Its body's name is not known: where microdata does not tell it, the generic reader finds it, and lead and date stand where the layout says.",
)
