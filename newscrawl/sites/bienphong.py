"""Biên phòng, of the Border Guard."""

from newscrawl.sites.families import MICRODATA
from newscrawl.sites.profile import Layout, Site, provenance

SITE = Site(
    name="bienphong",
    publisher="Biên phòng",
    home="https://bienphong.com.vn/",
    layouts=(
        MICRODATA,
        Layout(
            name="bienphong",
            body=("#divcontent", "div.bp-detail-text-content"),
            headline=(".title--big", "h1.bp-detail-content-title-h1"),
            lead=("p.bp-detail-sapo",),
            date=("span.bp-date-time",),
            confidence="low",
            sources="GP PUB",
        ),
    ),
    confidence="low",
    provenance=provenance(medium="layouts: GP"),
)
